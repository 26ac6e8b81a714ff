package record_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

func example(tb testing.TB, name string) string {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("../examples/dossiers", name+".yaml"))
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

func TestDecide(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, bob := w.person("Ada", identity.ProductTeam, w.team), w.person("Bob", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, example(t, "samu"))
		d, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)
		sum := sha256.Sum256(d.Body)
		if d.Number != 1 || d.State != record.Current || d.Revision != 1 || d.Program != "v1.2.3" || d.SHA256 != hex.EncodeToString(sum[:]) || d.Lang != havre.French {
			t.Errorf("taken: %+v", d.DecisionSummary)
		}
		parsed, err := d.Parsed()
		w.ok(err)
		if parsed.Best() != d.Best || len(parsed.Verdicts) != d.Eligible+d.Undetermined+d.Ineligible || len(d.First) != d.Eligible {
			t.Errorf("the summary is not the decision: %+v", d.DecisionSummary)
		}
		version, digest := w.Library.Now().Catalogue.Digest()
		if d.Catalogue != digest || d.Doctrine != w.Library.Now().Doctrine.Digest() || parsed.Catalogue.Version != version {
			t.Error("a decision names what it was taken under")
		}
		read, err := w.Decision(ctx, bob, d.ID)
		w.ok(err)
		if !bytes.Equal(read.Body, d.Body) || !bytes.Equal(read.Document, d.Document) || read.TakenByName != "Ada" {
			t.Error("what is read is not what was stored")
		}

		again, err := w.Decide(ctx, bob, n.ID)
		w.ok(err)
		need, err := w.Need(ctx, ada, n.ID)
		w.ok(err)
		first, err := w.Decision(ctx, ada, d.ID)
		w.ok(err)
		if again.Number != 2 || need.Current.ID != again.ID || first.State != record.Superseded || need.Version != n.Version {
			t.Errorf("decided again: %+v, %+v", again.DecisionSummary, need.Current)
		}
		list, err := w.Decisions(ctx, ada, record.DecisionQuery{Need: n.ID})
		w.ok(err)
		if list.Total != 2 || list.Items[0].ID != again.ID {
			t.Errorf("listed: %+v", list)
		}
		if w.told(bob, notify.DecisionTaken) != 1 || w.told(ada, notify.DecisionTaken) != 1 {
			t.Error("each is told of the other's decision, not of their own")
		}
		if diff := cmp.Diff([]string{"decision.take"}, w.journal(d.ID)); diff != "" {
			t.Error(diff)
		}
	})
}

// What the organisation knows completes what the document leaves out, in the
// dossier decided only.
func TestDecideCompletes(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		silent := strings.Replace(example(t, "samu"), "kind: gip, ministry: social, ", "", 1)
		n := w.need(ada, w.team, silent)
		w.save(func(tx record.Tx) error {
			o, err := tx.Organisation(ctx, w.team.ID)
			if err != nil {
				return err
			}
			o.Body = "gip"
			return tx.SaveOrganisation(ctx, o)
		})
		d, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)
		if !strings.Contains(string(d.Document), "organisation: {kind: gip, ministry: social, ") {
			t.Errorf("decided on:\n%s", d.Document)
		}
		read, err := w.Need(ctx, ada, n.ID)
		w.ok(err)
		if string(read.Document) != silent {
			t.Error("the author's text was rewritten")
		}
	})
}

func TestTry(t *testing.T) {
	w := onSQLite(t)
	text := []byte(example(t, "prototype"))
	d, out, err := w.Try(t.Context(), text, havre.Date{}, havre.English)
	w.ok(err)
	if out.On != w.Today() || d.Metadata.Name != "prototype" || len(out.Verdicts) == 0 {
		t.Errorf("%+v", out)
	}
	_, past, err := w.Try(t.Context(), text, havre.MustDate("2021-09-01"), "de")
	w.ok(err)
	if past.On.String() != "2021-09-01" || past.Doctrine[1].ID == out.Doctrine[1].ID {
		t.Errorf("%+v", past.Doctrine)
	}
	_, _, err = w.Try(t.Context(), text, havre.MustDate("1990-01-01"), havre.French)
	w.fault(err, havre.Invalid)
	_, _, err = w.Try(t.Context(), []byte("x: 1"), havre.Date{}, havre.French)
	w.fault(err, havre.Invalid)
}

// An archived need is no longer decided.
func TestDecideArchived(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, named("paie"))
		_, err := w.SetState(t.Context(), ada, n.ID, n.Version, record.Archived)
		w.ok(err)
		_, err = w.Decide(t.Context(), ada, n.ID)
		w.fault(err, havre.Conflict)
	})
}

// The comparison of two days is that of the present catalogue and doctrine.
func TestCompare(t *testing.T) {
	w := onSQLite(t)
	ada := w.person("Ada", identity.ProductTeam, w.team)
	n := w.need(ada, w.team, example(t, "cancer-data"))
	c, err := w.Compare(t.Context(), ada, n.ID, havre.MustDate("2022-01-01"), havre.MustDate("2026-11-22"), havre.French)
	w.ok(err)
	if len(c.Changes) == 0 || c.From.On.String() != "2022-01-01" {
		t.Errorf("%+v", c)
	}
	var moved bool
	for _, ch := range c.Changes {
		moved = moved || ch.From != ch.To && ch.From != decision.NotListed
	}
	if !moved {
		t.Error("no verdict changed from the doctrine of 2021 to that of 2023")
	}
}
