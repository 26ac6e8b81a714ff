package record_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store/storetest"
)

func TestReplay(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		var decisions []*record.Decision
		for i, day := range []string{"2021-09-01", "2023-06-15", "2025-07-02", "2026-11-22"} {
			w.at(day)
			n := w.need(ada, w.team, strings.Replace(example(t, "demo-rdv"), "name: demo-rdv", fmt.Sprintf("name: rdv-%d", i), 1))
			ada.Lang = []havre.Lang{havre.French, havre.English}[i%2]
			d, err := w.Decide(ctx, ada, n.ID)
			w.ok(err)
			decisions = append(decisions, d)
		}
		// Years later, the catalogue and the program are others.
		w.at("2031-01-01")
		w.imports(w.operator(), w.table(certified, uncertified))
		for _, d := range decisions {
			r, err := w.Replay(ctx, ada, d.ID)
			w.ok(err)
			if !r.Same || r.SHA256 != d.SHA256 || r.First != "" || r.Program != "v1.2.3" {
				t.Errorf("decided on %s: %+v", d.On, r)
			}
		}
	})
}

// A record that was tampered with is found out, and the place told.
func TestReplayDifference(t *testing.T) {
	w := onSQLite(t)
	ctx := t.Context()
	ada := w.person("Ada", identity.ProductTeam, w.team)
	n := w.need(ada, w.team, example(t, "demo-rdv"))
	d, err := w.Decide(ctx, ada, n.ID)
	w.ok(err)
	forged := *d
	forged.ID, forged.Body = newID(), bytes.Replace(d.Body, []byte(`"verdict": "`), []byte(`"verdict": "in`), 1)
	w.save(func(tx record.Tx) error { return tx.AddDecision(ctx, &forged) })
	r, err := w.Replay(ctx, ada, forged.ID)
	w.ok(err)
	if r.Same || !strings.HasPrefix(r.First, `verdicts.0.verdict: "in`) {
		t.Errorf("%+v", r)
	}
}

// Whatever the dossier, its language and its day, replaying gives the same bytes.
func TestReplayLaw(t *testing.T) {
	w := onSQLite(t)
	ctx := t.Context()
	ada := w.person("Ada", identity.ProductTeam, w.team)
	count := 0
	storetest.FewerChecks(t, 4) // each decides four times
	rapid.Check(t, func(r *rapid.T) {
		count++
		w.at(rapid.SampledFrom([]string{"2019-03-01", "2021-09-01", "2023-05-31", "2023-06-01", "2024-06-01", "2025-07-02", "2026-11-22", "2030-02-28"}).Draw(r, "day"))
		ada.Lang = rapid.SampledFrom([]havre.Lang{havre.French, havre.English}).Draw(r, "language")
		n, err := w.CreateNeed(ctx, ada, record.NewNeed{Organisation: w.team.ID, Document: []byte(drawn(r, count))})
		if err != nil {
			r.Fatal(err)
		}
		d, err := w.Decide(ctx, ada, n.ID)
		if err != nil {
			r.Fatal(err)
		}
		got, err := w.Replay(ctx, ada, d.ID)
		if err != nil || !got.Same {
			r.Fatalf("%+v %v", got, err)
		}
		_, try, err := w.Try(ctx, d.Document, d.On, d.Lang)
		if err != nil {
			r.Fatal(err)
		}
		if text, err := try.JSON(); err != nil || !bytes.Equal(text, d.Body) {
			r.Fatalf("the document of a decision decides otherwise: %v", err)
		}
	})
}

// drawn is any dossier.
func drawn(r *rapid.T, i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: n%d, title: %q}\nspec:\n", i, rapid.StringMatching(`[A-Za-zéèà '"{}&<>]{0,20}`).Draw(r, "title"))
	truth := func(name string) string {
		return name + ": " + rapid.SampledFrom([]string{"yes", "no", "unknown", "oui", "?"}).Draw(r, name)
	}
	word := func(name string, words ...string) string {
		return name + ": " + rapid.SampledFrom(words).Draw(r, name)
	}
	organisation := rapid.SampledFrom([]string{
		"", "  organisation: {}\n", "  organisation:\n    srenScope: yes\n",
		"  organisation: {name: \"D\", " + word("kind", "gip", "private", "unknown") + ", " + truth("srenScope") + "}\n",
	}).Draw(r, "organisation")
	b.WriteString(organisation)
	b.WriteString("  data: {" + strings.Join([]string{truth("personal"), truth("healthHosting"), truth("essentialMission"), word("marking", "none", "restricted", "classified", "unknown")}, ", ") + "}\n")
	b.WriteString("  needs:\n    " + word("layer", "[paas]", "[caas, iaas]", "[saas]", "unknown") + "\n    " + word("services", "[]", "[managed-database, object-storage]", "unknown") + "\n    " + word("exposure", "[internet]", "[rie]", "[internet, rie]") + "\n")
	if rapid.Bool().Draw(r, "evidence") {
		b.WriteString("  evidence:\n    - {rule: R4, document: plan.pdf, date: 2021-05-02, expires: 2027-05-02}\n")
	}
	if rapid.Bool().Draw(r, "derogation") {
		b.WriteString("  derogations: [{rule: R9-SNC-2023, authority: le ministre, from: 2022-01-01, until: 2028-01-01}]\n")
	}
	return b.String()
}

// Artefacts are stored once for each digest, as files that anyone can open.
func TestArtefacts(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		w.ok(w.Start(t.Context()))
		w.save(func(tx record.Tx) error {
			e, err := tx.CurrentEdition(t.Context())
			if err != nil {
				return err
			}
			if e.Number != 1 {
				t.Errorf("starting twice began edition %d", e.Number)
			}
			a, err := tx.Artefact(t.Context(), e.Catalogue)
			if err != nil {
				return err
			}
			z, err := zip.NewReader(bytes.NewReader(a.Content), int64(len(a.Content)))
			if err != nil || len(z.File) < 10 || a.Kind != "catalogue" {
				t.Errorf("%d files, %v", len(z.File), err)
			}
			return nil
		})
	})
}
