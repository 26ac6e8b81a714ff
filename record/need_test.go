package record_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
)

func TestNeedLife(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, named("paie"))
		if n.State != record.Draft || n.Revision != 1 || n.Version != 1 || n.Title != "Application paie" || n.Ministry != "social" {
			t.Errorf("created: %+v", n)
		}

		n2, err := w.UpdateNeed(ctx, ada, n.ID, n.Version, record.NewNeed{Document: []byte(strings.ReplaceAll(named("paie"), "caas", "paas")), Note: "PaaS suffit"})
		w.ok(err)
		if n2.Revision != 2 || n2.Version != 2 {
			t.Errorf("updated: %+v", n2)
		}
		same, err := w.UpdateNeed(ctx, ada, n.ID, n2.Version, record.NewNeed{Document: n2.Document})
		w.ok(err)
		if same.Version != 2 {
			t.Error("writing the same document is not a change")
		}
		revisions, err := w.Revisions(ctx, ada, n.ID)
		w.ok(err)
		if len(revisions) != 2 || revisions[0].Note != "PaaS suffit" || revisions[0].ByName != "Ada" {
			t.Errorf("revisions: %+v", revisions)
		}
		first, err := w.Revision(ctx, ada, n.ID, 1)
		w.ok(err)
		if string(first.Document) != named("paie") {
			t.Error("a revision never changes")
		}
		_, err = w.Revision(ctx, ada, n.ID, 9)
		w.fault(err, havre.NotFound)

		shared, err := w.SetState(ctx, ada, n.ID, n2.Version, record.Shared)
		w.ok(err)
		w.ok(w.DeleteNeed(ctx, ada, n.ID, shared.Version))
		_, err = w.UpdateNeed(ctx, ada, n.ID, shared.Version+1, record.NewNeed{Document: []byte(named("autre"))})
		w.fault(err, havre.Conflict)
		back, err := w.RestoreNeed(ctx, ada, n.ID)
		w.ok(err)
		if back.Deleted() || back.State != record.Shared {
			t.Errorf("restored: %+v", back)
		}
		want := []string{"need.create", "need.update", "need.state", "need.delete", "need.restore"}
		if diff := cmp.Diff(want, w.journal(n.ID)); diff != "" {
			t.Error(diff)
		}
	})
}

// Two people change the same need: the second is told who came first, and when.
func TestTwoEditors(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ada, bob := w.person("Ada", identity.ProductTeam, w.team), w.person("Bob", identity.Architect, w.team)
		n := w.need(ada, w.team, named("paie"))
		w.at("2026-11-23")
		_, err := w.UpdateNeed(t.Context(), bob, n.ID, n.Version, record.NewNeed{Document: []byte(named("paie") + "  existingSolution: no\n")})
		w.ok(err)
		_, err = w.UpdateNeed(t.Context(), ada, n.ID, n.Version, record.NewNeed{Document: []byte(named("paie") + "  existingSolution: yes\n")})
		f := w.fault(err, havre.Stale)
		if !strings.Contains(f.Message.FR, "par Bob, le 23 novembre 2026 à 10 h 00") || !strings.Contains(f.Message.EN, "by Bob, on 23 November 2026 at 10:00") {
			t.Errorf("the refusal names who changed it and when: %+v", f.Message)
		}
		if err := w.DeleteNeed(t.Context(), ada, n.ID, n.Version); !errors.Is(err, &havre.Fault{Code: havre.Stale}) {
			t.Errorf("deleting what changed: %v", err)
		}
	})
}

// Mistakes are told with their places, and nothing is stored.
func TestNeedMistakes(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ada := w.person("Ada", identity.ProductTeam, w.team)
		w.need(ada, w.team, named("paie"))
		for name, c := range map[string]struct {
			document string
			code     havre.FaultCode
			line     int
		}{
			"not YAML":      {"a: [", havre.Invalid, 1},
			"unknown field": {named("x") + "  neds: {}\n", havre.Invalid, 10},
			"two dossiers":  {named("x") + "---\n" + named("y"), havre.Invalid, 0},
			"nothing":       {"", havre.Invalid, 0},
			"name taken":    {named("paie"), havre.Conflict, 0},
			"not UTF-8":     {"apiVersion: \xff\xfe", havre.Invalid, 1},
		} {
			_, err := w.CreateNeed(t.Context(), ada, record.NewNeed{Organisation: w.team.ID, Document: []byte(c.document)})
			f := w.fault(err, c.code)
			if c.code == havre.Invalid && (len(f.Problems) == 0 || f.Problems[0].Line != c.line) {
				t.Errorf("%s: %+v", name, f.Problems)
			}
		}
		page, err := w.Needs(t.Context(), ada, record.NeedQuery{})
		w.ok(err)
		if page.Total != 1 {
			t.Errorf("%d needs", page.Total)
		}
	})
}

// Who may do what to a need, verb by verb. What is hidden answers as what does not
// exist; what is refused is in the journal.
func TestNeedPolicy(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		actors := map[string]identity.Actor{
			"team":     ada,
			"above":    w.person("Maud", identity.ProductTeam, w.ministry),
			"reader":   w.person("Rita", identity.Reader, w.team),
			"approver": w.person("Paul", identity.Approver, w.ministry),
			"stranger": w.person("Sam", identity.ProductTeam, w.other),
			"nobody":   identity.Nobody(),
		}
		verbs := map[string]func(a identity.Actor, n *record.Need) error{
			"read": func(a identity.Actor, n *record.Need) error { _, err := w.Need(ctx, a, n.ID); return err },
			"update": func(a identity.Actor, n *record.Need) error {
				_, err := w.UpdateNeed(ctx, a, n.ID, n.Version, record.NewNeed{Document: n.Document})
				return err
			},
			"state": func(a identity.Actor, n *record.Need) error {
				_, err := w.SetState(ctx, a, n.ID, n.Version, n.State)
				return err
			},
			"share": func(a identity.Actor, n *record.Need) error { _, err := w.ShareWith(ctx, a, n.ID, nil); return err },
			"comment": func(a identity.Actor, n *record.Need) error {
				return w.AddComment(ctx, a, &record.CommentOn{Need: n.ID, Text: "Bien."})
			},
			"comments": func(a identity.Actor, n *record.Need) error { _, err := w.Comments(ctx, a, n.ID); return err },
			"decide":   func(a identity.Actor, n *record.Need) error { _, err := w.Decide(ctx, a, n.ID); return err },
			"compare": func(a identity.Actor, n *record.Need) error {
				_, err := w.Compare(ctx, a, n.ID, havre.MustDate("2022-01-01"), havre.MustDate("2026-01-01"), havre.French)
				return err
			},
			"revisions": func(a identity.Actor, n *record.Need) error { _, err := w.Revisions(ctx, a, n.ID); return err },
			"request": func(a identity.Actor, n *record.Need) error {
				return w.RequestDerogation(ctx, a, &record.Derogation{Need: n.ID, Rule: "PSSIE-HB", Reason: "r", Proof: "p", Until: havre.MustDate("2027-01-01")})
			},
			"delete": func(a identity.Actor, n *record.Need) error { return w.DeleteNeed(ctx, a, n.ID, n.Version) },
		}
		const ok = havre.FaultCode("")
		reads := map[string]bool{"read": true, "comments": true, "compare": true, "revisions": true}
		want := func(who, verb string, state record.NeedState) havre.FaultCode {
			sees := state == record.Shared && who != "stranger" && who != "nobody" || who == "team" || who == "above"
			switch {
			case who == "nobody":
				return havre.Unauthenticated
			case !sees:
				return havre.NotFound
			case verb == "request" && state == record.Draft:
				return havre.Conflict // those who answer could not read it
			case who == "team" || who == "above" || reads[verb] || who == "approver" && verb == "comment":
				return ok
			}
			return havre.Forbidden
		}
		for _, state := range []record.NeedState{record.Draft, record.Shared} {
			for verb, do := range verbs {
				for who, a := range actors {
					n := w.need(ada, w.team, strings.Replace(named("x"), "name: x", "name: "+string(state)+"-"+verb+"-"+who, 1))
					if state == record.Shared {
						var err error
						n, err = w.SetState(ctx, ada, n.ID, n.Version, state)
						w.ok(err)
					}
					before := len(w.journal(n.ID))
					err := do(a, n)
					code := ok
					if f := havre.FaultOf(err); f != nil {
						code = f.Code
					} else {
						w.ok(err)
					}
					if expected := want(who, verb, state); code != expected {
						t.Errorf("%s of a %s need by %s: %q, not %q (%v)", verb, state, who, code, expected, err)
					}
					after := w.journal(n.ID)
					journaled := len(after) > before && strings.HasSuffix(after[len(after)-1], "!")
					if refused := code == havre.Forbidden || code == havre.NotFound; journaled != (refused && !reads[verb]) {
						t.Errorf("%s of a %s need by %s: refusal in the journal: %v (%v)", verb, state, who, journaled, after)
					}
				}
			}
		}
	})
}

// What is hidden and what does not exist cannot be told apart.
func TestHiddenIsMissing(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, sam := w.person("Ada", identity.ProductTeam, w.team), w.person("Sam", identity.ProductTeam, w.other)
		n := w.need(ada, w.team, named("paie"))
		d, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)
		c := &record.CommentOn{Need: n.ID, Text: "Bien."}
		w.ok(w.AddComment(ctx, ada, c))
		for name, c := range map[string]struct {
			real string
			get  func(id string) error
		}{
			"need":     {n.ID, func(id string) error { _, err := w.Need(ctx, sam, id); return err }},
			"decision": {d.ID, func(id string) error { _, err := w.Decision(ctx, sam, id); return err }},
			"replay":   {d.ID, func(id string) error { _, err := w.Replay(ctx, sam, id); return err }},
			"comment":  {c.ID, func(id string) error { return w.DeleteComment(ctx, sam, id) }},
			"organisation": {w.team.ID, func(id string) error {
				_, err := w.CreateNeed(ctx, sam, record.NewNeed{Organisation: id, Document: []byte(named("y"))})
				return err
			}},
		} {
			Hidden, missing := havre.FaultOf(c.get(c.real)), havre.FaultOf(c.get(newID()))
			if Hidden == nil || missing == nil || Hidden.Code != havre.NotFound || missing.Code != Hidden.Code || Hidden.Message != missing.Message || Hidden.Next != missing.Next {
				t.Errorf("%s: %+v is not %+v", name, Hidden, missing)
			}
		}
		page, err := w.Needs(ctx, sam, record.NeedQuery{})
		w.ok(err)
		if page.Total != 0 {
			t.Errorf("Sam sees %d needs", page.Total)
		}
	})
}
