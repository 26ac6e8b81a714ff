package catalogue

import (
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
)

// statement writes one group of statements for the small catalogue.
func statement(source, from, attribute, value string) string {
	return "        - {source: " + source + ", from: " + from + ", says: [{attribute: " + attribute + ", value: " + value + "}]}\n"
}

func TestChoiceBetweenSources(t *testing.T) {
	tests := []struct {
		name       string
		statements []string
		path       string
		want       string
		by         string
		conflicts  string
	}{
		{"issuer before operator", []string{statement("operator", "2024-06-01", "secnumcloud", "qualified"), statement("issuer", "2024-01-01", "secnumcloud", "none")}, "secnumcloud", "none", "issuer", "operator"},
		{"issuer of something else has no say", []string{statement("operator", "2024-01-01", "owner", "commercial"), statement("issuer", "2024-06-01", "owner", "state-ministry")}, "owner", "commercial", "operator", "issuer"},
		{"operator before third party", []string{statement("press", "2024-06-01", "owner", "commercial"), statement("operator", "2024-01-01", "owner", "state-ministry")}, "owner", "state-ministry", "operator", "press"},
		{"confidence", []string{statement("blog", "2024-06-01", "owner", "commercial"), statement("press", "2024-01-01", "owner", "state-ministry")}, "owner", "state-ministry", "press", "blog"},
		{"the latest of equals", []string{statement("press", "2024-01-01", "owner", "commercial"), statement("issuer", "2024-06-01", "owner", "state-ministry")}, "owner", "state-ministry", "issuer", "press"},
		{"readings of a series are history", []string{statement("table-1", "2024-01-01", "owner", "commercial"), statement("table-2", "2025-01-01", "owner", "state-ministry")}, "owner", "state-ministry", "table-2", ""},
		{"not knowing never hides knowing", []string{statement("operator", "2024-06-01", "reserved", "unknown"), statement("press", "2024-01-01", "reserved", "yes")}, "reserved", "yes", "press", ""},
		{"an option agrees with a yes", []string{statement("operator", "2024-01-01", "cloud", "optional"), statement("press", "2024-01-01", "cloud", "yes")}, "cloud", "optional", "operator", ""},
		{"planned is not yes", []string{statement("operator", "2024-01-01", "cloud", "yes"), statement("press", "2024-01-01", "cloud", "planned")}, "cloud", "yes", "operator", "press"},
		{"hearsay is secondary", []string{statement("table-1", "2024-01-01", "hds.hosting", "yes"), statement("press", "2024-06-01", "hds.hosting", "no")}, "hds.hosting", "no", "press", "table-1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := mustLoad(t, small+"      statements:\n"+strings.Join(tt.statements, ""))
			got := claim(t, c.At(today, model(t)), "a", tt.path)
			var conflicts []string
			for _, o := range got.Conflicts {
				conflicts = append(conflicts, o.Source.ID)
			}
			if got.Value.String() != tt.want || got.Source.ID != tt.by || strings.Join(conflicts, " ") != tt.conflicts {
				t.Errorf("%s by %s against %q, want %s by %s against %q", got.Value, got.Source.ID, conflicts, tt.want, tt.by, tt.conflicts)
			}
		})
	}
}

func TestAttestations(t *testing.T) {
	const (
		qualified = "{kind: secnumcloud, status: qualified, activities: [iaas], issuer: ANSSI, from: 2022-01-01, until: 2025-01-01, source: issuer}"
		renewed   = "{kind: secnumcloud, status: qualified, activities: [iaas], issuer: ANSSI, from: 2025-01-01, until: 2028-01-01, source: issuer}"
		pending   = "{kind: secnumcloud, status: in-qualification, milestone: J1, issuer: ANSSI, from: 2020-01-01, until: 2022-01-01, source: issuer}"
		suspended = "{kind: secnumcloud, status: suspended, issuer: ANSSI, from: 2024-01-01, source: issuer}"
		hosting   = `{kind: hds, status: qualified, activities: ["1", "2", "3"], issuer: x, from: 2024-01-01, until: 2027-01-01, source: press}`
		operating = `{kind: hds, status: qualified, activities: ["5"], issuer: x, from: 2024-01-01, source: press}`
		approved  = "{kind: restricted, status: qualified, issuer: x, from: 2024-01-01, until: 2026-01-01, source: press}"
		iso       = "{kind: iso27001, status: qualified, issuer: x, from: 2024-01-01, source: press}"
	)
	tests := []struct {
		name, day string
		held      []string
		path      string
		want      string
	}{
		{"never attested is unknown", "2026-01-01", nil, "secnumcloud", ""},
		{"before", "2021-12-31", []string{qualified}, "secnumcloud", ""},
		{"first day", "2022-01-01", []string{qualified}, "secnumcloud", "qualified"},
		{"last day", "2024-12-31", []string{qualified}, "secnumcloud", "qualified"},
		{"expired is none", "2025-01-01", []string{qualified}, "secnumcloud", "none"},
		{"renewed", "2025-01-01", []string{qualified, renewed}, "secnumcloud", "qualified"},
		{"J1", "2021-06-01", []string{pending, qualified}, "secnumcloud", "in-qualification"},
		{"a lapsed candidacy says nothing", "2023-01-01", []string{pending}, "secnumcloud", ""},
		{"suspended", "2024-06-01", []string{suspended}, "secnumcloud", "none"},
		{"HDS hosting", "2025-01-01", []string{hosting}, "hds.hosting", "yes"},
		{"hosting is not operation", "2025-01-01", []string{hosting}, "hds.operation", "no"},
		{"operation is not hosting", "2025-01-01", []string{operating}, "hds.hosting", "no"},
		{"certificates add up, operation", "2025-01-01", []string{hosting, operating}, "hds.operation", "yes"},
		{"certificates add up, hosting", "2025-01-01", []string{hosting, operating}, "hds.hosting", "yes"},
		{"HDS expired", "2027-01-01", []string{hosting}, "hds.hosting", "no"},
		{"DR", "2025-01-01", []string{approved}, "restricted", "yes"},
		{"DR ended", "2026-01-01", []string{approved}, "restricted", "no"},
		{"ISO 27001 decides nothing", "2026-01-01", []string{iso}, "hds.hosting", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := mustLoad(t, small+"      attestations: ["+strings.Join(tt.held, ", ")+"]\n")
			if got := claim(t, c.At(havre.MustDate(tt.day), model(t)), "a", tt.path).Value.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCheckWarnsAndRefuses(t *testing.T) {
	expiring := small + "      attestations: [{kind: secnumcloud, status: qualified, issuer: ANSSI, from: 2024-01-01, until: 2027-01-01, source: issuer}]\n"
	overlapping := small + "      statements:\n" + statement("press", "2024-01-01", "owner", "commercial") + statement("press", "2024-01-01", "owner", "state-ministry")
	contested := small + "      statements:\n" + statement("press", "2024-01-01", "owner", "commercial") + statement("operator", "2024-01-01", "owner", "state-ministry")
	tests := []struct {
		name, yaml, day, want string
		warning               bool
	}{
		{"soon to end", expiring, "2026-11-22", "attestation ending on 2027-01-01", true},
		{"ended", expiring, "2027-01-01", "attestation ended on 2027-01-01", true},
		{"no place", small, "2026-11-22", "platform without a known location", true},
		{"two values at once", overlapping, "2026-11-22", `the same source also says "commercial" at the same time`, false},
		{"contested", contested, "2026-11-22", "held: state-ministry (operator); contradicted by press", true},
		{"nothing known", small, "2026-11-22", "nothing is known of this offer", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, p := range mustLoad(t, tt.yaml).Check(havre.MustDate(tt.day)) {
				if strings.Contains(p.Message.EN, tt.want) {
					if p.Warning != tt.warning || p.Line == 0 {
						t.Errorf("%+v", p)
					}
					return
				}
			}
			t.Errorf("nothing says %q", tt.want)
		})
	}
}
