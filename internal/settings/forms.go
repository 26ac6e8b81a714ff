package settings

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
)

// Address is where to listen or to connect: host:port.
type Address string

// UnmarshalText reads host:port; the host may be empty, the port is a number.
func (a *Address) UnmarshalText(text []byte) error {
	_, port, err := net.SplitHostPort(string(text))
	if err != nil {
		return err //nolint:wrapcheck // document says what is expected instead
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n > 65535 {
		return errForm
	}
	*a = Address(text)
	return nil
}

// Expected says what an address looks like.
func (Address) Expected() havre.Text {
	return havre.Text{FR: "hôte:port, par exemple 127.0.0.1:8080", EN: "host:port, for example 127.0.0.1:8080"}
}

// URL is a web address: http or https, a host, no query.
type URL string

// UnmarshalText reads it, without a final slash.
func (u *URL) UnmarshalText(text []byte) error {
	v, err := url.Parse(string(text))
	if err != nil || (v.Scheme != "http" && v.Scheme != "https") || v.Host == "" || v.RawQuery != "" || v.Fragment != "" || v.User != nil {
		return errForm
	}
	*u = URL(strings.TrimRight(string(text), "/"))
	return nil
}

// Expected says what it looks like.
func (URL) Expected() havre.Text {
	return havre.Text{FR: "une adresse http:// ou https://, sans paramètres", EN: "an http:// or https:// address, without parameters"}
}

// Network is an address or a range of them: 10.0.0.0/8.
type Network struct{ netip.Prefix }

// UnmarshalText reads an address or a range.
func (n *Network) UnmarshalText(text []byte) error {
	if a, err := netip.ParseAddr(string(text)); err == nil {
		n.Prefix = netip.PrefixFrom(a, a.BitLen())
		return nil
	}
	p, err := netip.ParsePrefix(string(text))
	if err != nil {
		return errForm
	}
	n.Prefix = p.Masked()
	return nil
}

// Expected says what it looks like.
func (Network) Expected() havre.Text {
	return havre.Text{FR: "une adresse IP ou une plage, par exemple 10.0.0.0/8", EN: "an IP address or a range, for example 10.0.0.0/8"}
}

// errForm is replaced by Expected in what people read.
var errForm = errors.New("not of the expected form")

// Duration is a length of time: 30s, 15m, 2h.
type Duration time.Duration

// UnmarshalText reads it; it is never negative.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil || v < 0 {
		return errForm
	}
	*d = Duration(v)
	return nil
}

// String writes it as people do: 2h rather than 2h0m0s.
func (d Duration) String() string {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// Expected says what it looks like.
func (Duration) Expected() havre.Text {
	return havre.Text{FR: "une durée, par exemple 30s, 15m ou 2h", EN: "a length of time, for example 30s, 15m or 2h"}
}
