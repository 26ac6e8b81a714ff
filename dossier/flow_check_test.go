package dossier_test

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre/dossier"
)

// TestFlowsDeclaredTwice: two servers behind one name are two flows; the same one
// written twice is told.
func TestFlowsDeclaredTwice(t *testing.T) {
	for flows, twice := range map[string]bool{
		"{to: rosny, protocol: tcp, port: 5432, toAddress: 10.0.0.1}, {to: rosny, protocol: tcp, port: 5432, toAddress: 10.0.0.2}":     false,
		"{to: rosny, protocol: tcp, port: 5432, fromAddress: 10.0.0.1}, {to: rosny, protocol: tcp, port: 5432}":                        false,
		"{to: rosny, protocol: tcp, port: 443, dnsName: a.example.org}, {to: rosny, protocol: tcp, port: 443, dnsName: b.example.org}": false,
		"{to: rosny, protocol: tcp, port: 5432, toAddress: 10.0.0.1}, {to: rosny, protocol: tcp, port: 5432, toAddress: 10.0.0.1}":     true,
	} {
		d := one(t, need("  flows: ["+flows+"]\n"))
		if got := len(d.Warnings) == 1 && strings.Contains(d.Warnings.Error(), "déjà déclaré"); got != twice || (!twice && len(d.Warnings) > 0) {
			t.Errorf("%s: %v", flows, d.Warnings)
		}
	}
}

// TestWrongPortIsTold: once, for what it is.
func TestWrongPortIsTold(t *testing.T) {
	_, err := dossier.Parse("besoin.yaml", []byte(need("  flows: [{to: rosny, protocol: tcp, port: 70000}]\n")))
	if err == nil || !strings.Contains(err.Error(), "1 à 65535") || strings.Contains(err.Error(), "indiqué") {
		t.Error(err)
	}
	if d := one(t, need("  flows: [{to: rosny, protocol: tcp, port: }]\n")); len(d.Warnings) != 1 {
		t.Errorf("a port left blank: %v", d.Warnings)
	}
}
