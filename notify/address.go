package notify

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"syscall"

	"github.com/havre-cloud/havre"
)

// errForbidden is why an address is not called.
var errForbidden = errors.New("notify: an address that may not be called")

// reserved are the blocks that netip.Addr does not tell from the others, and that
// are not of the public Internet (IANA special-purpose registries), or that carry
// another address inside them.
var reserved = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4",
	"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
)

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, s := range texts {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// public says whether an address is one of the public Internet.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, block := range reserved {
		if block.Contains(a) {
			return false
		}
	}
	return true
}

// guard refuses the addresses that may not be called. It is asked by the dialer
// with the very address it is about to connect to, after the name was resolved:
// no second answer of the DNS can slip another one in.
func (c *Caller) guard(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", errForbidden, err)
	}
	if !c.AllowPrivate && !public(to.Addr()) {
		return errForbidden
	}
	return nil
}

// CheckURL refuses an address of a webhook that could never be called, before it
// is saved: it must be https, have a host and neither user nor fragment; plain
// http is for private networks where the portal was told to allow them.
func (c *Caller) CheckURL(text string) error {
	u, err := url.Parse(text)
	bad := func(fr, en string) error {
		return havre.Problems{{Field: "url", Value: text, Message: havre.Text{FR: fr, EN: en}}}
	}
	switch {
	case err != nil || u.Hostname() == "" || u.Opaque != "":
		return bad("une adresse complète est attendue : https://exemple.gouv.fr/notifications", "a full address is expected: https://example.gouv.fr/notifications")
	case u.Scheme != "https" && (u.Scheme != "http" || !c.AllowPrivate):
		return bad("une adresse en https est attendue", "an https address is expected")
	case u.User != nil:
		return bad("ni nom ni mot de passe dans l'adresse : la signature suffit à reconnaître le portail", "neither name nor password in the address: the signature is enough to recognise the portal")
	case u.Fragment != "":
		return bad("ce qui suit « # » ne serait pas envoyé : retirez-le", "what follows “#” would not be sent: remove it")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !c.AllowPrivate && !public(ip) {
		return bad("cette adresse est privée : le portail ne l'appelle pas", "this address is private: the portal does not call it")
	}
	return nil
}
