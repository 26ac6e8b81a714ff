package network_test

import (
	"testing"

	"github.com/havre-cloud/havre/catalogue"
)

// Places are found by what people call them.
func TestFind(t *testing.T) {
	f := on(t, "2026-04-13").Finder(catalogue.Builtin())
	for name, want := range map[string]string{
		"nubo": "nubo", "Nubo": "nubo", " NUBO ": "nubo", "PI": "cloud-pi", "RIE": "rie", "Rosny (Travail)": "rosny", "Internet": "internet", "nulle part": "nulle part", "": "",
	} {
		if got := f.Place(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{"RIE": "rie", "VPN": "vpn", "réseau interministériel de l'état (rie)": "rie", "rei": "rei"} {
		if got := f.Network(name); got != want {
			t.Errorf("network %q: %q, want %q", name, got, want)
		}
	}
}
