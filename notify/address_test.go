package notify

import (
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	for _, a := range []string{"1.1.1.1", "8.8.8.8", "185.24.184.1", "2001:4860:4860::8888", "2a01:e0a::1", "::ffff:1.1.1.1"} {
		if !public(netip.MustParseAddr(a)) {
			t.Errorf("%s may be called", a)
		}
	}
	for _, a := range []string{
		"127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "0.1.2.3",
		"224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1",
		"64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "100::1", "3fff::1", "5f00::1",
	} {
		if public(netip.MustParseAddr(a)) {
			t.Errorf("%s may not be called", a)
		}
	}
}

func TestCheckURL(t *testing.T) {
	for _, c := range []struct {
		url               string
		outside, anywhere bool // with private addresses forbidden, allowed
	}{
		{"https://exemple.gouv.fr/hook?a=1", true, true},
		{"https://exemple.gouv.fr:8443/", true, true},
		{"https://8.8.8.8/", true, true},
		{"https://10.1.2.3/", false, true},
		{"https://[fd00::1]/", false, true},
		{"https://[::1]:8443/", false, true},
		{"http://exemple.gouv.fr/", false, true},
		{"http://127.0.0.1:9000/", false, true},
		{"https://user:secret@exemple.gouv.fr/", false, false},
		{"https://exemple.gouv.fr/#part", false, false},
		{"https:///path", false, false},
		{"https:exemple.gouv.fr", false, false},
		{"exemple.gouv.fr", false, false},
		{"ftp://exemple.gouv.fr/", false, false},
		{"file:///etc/passwd", false, false},
		{"", false, false},
		{"https://exemple.gouv.fr/\x00", false, false},
	} {
		for allowed, want := range map[bool]bool{false: c.outside, true: c.anywhere} {
			if err := (&Caller{AllowPrivate: allowed}).CheckURL(c.url); (err == nil) != want {
				t.Errorf("%s, private allowed %v: %v", c.url, allowed, err)
			}
		}
	}
}

// TestEveryFailure is told in both languages.
func TestEveryFailure(t *testing.T) {
	for _, f := range Failures {
		if s := f.Text(); s.FR == "" || s.EN == "" {
			t.Errorf("%s: %+v", f, s)
		}
	}
	if len(Failures) != len(failureTexts) {
		t.Errorf("%d failures, %d texts", len(Failures), len(failureTexts))
	}
}
