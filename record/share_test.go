package record_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

func TestShareWith(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		sam, rita := w.person("Sam", identity.ProductTeam, w.other), w.person("Rita", identity.Reader, w.other)
		n := w.need(ada, w.team, named("paie"))
		n, err := w.SetState(ctx, ada, n.ID, n.Version, record.Shared)
		w.ok(err)

		n, err = w.ShareWith(ctx, ada, n.ID, []string{w.other.ID, sam.ID, sam.ID})
		w.ok(err)
		var titles []string
		for _, s := range n.Shares {
			titles = append(titles, s.Title)
		}
		if diff := cmp.Diff([]string{"Ailleurs", "Sam"}, titles); diff != "" {
			t.Error(diff)
		}
		if w.told(sam, notify.NeedShared) != 1 || w.told(rita, notify.NeedShared) != 0 {
			t.Errorf("Sam was told %d times, Rita %d", w.told(sam, notify.NeedShared), w.told(rita, notify.NeedShared))
		}
		for _, a := range []identity.Actor{sam, rita} {
			_, err := w.Need(ctx, a, n.ID)
			w.ok(err)
			page, err := w.Needs(ctx, a, record.NeedQuery{})
			w.ok(err)
			if page.Total != 1 {
				t.Errorf("%s sees %d", a.Name, page.Total)
			}
		}
		w.ok(w.AddComment(ctx, sam, &record.CommentOn{Need: n.ID, Text: "Merci."}))
		_, err = w.Decide(ctx, sam, n.ID)
		w.fault(err, havre.Forbidden)

		n, err = w.ShareWith(ctx, ada, n.ID, []string{sam.ID})
		w.ok(err)
		if len(n.Shares) != 1 {
			t.Errorf("%+v", n.Shares)
		}
		_, err = w.Need(ctx, rita, n.ID)
		w.fault(err, havre.NotFound)
		_, err = w.ShareWith(ctx, ada, n.ID, []string{sam.ID, "nobody"})
		if f := w.fault(err, havre.Invalid); f.Problems[0].Field != "with" || f.Problems[0].Value != "nobody" {
			t.Errorf("%+v", f.Problems)
		}
		same, err := w.ShareWith(ctx, ada, n.ID, []string{sam.ID})
		w.ok(err)
		if len(same.Shares) != 1 || w.told(sam, notify.NeedShared) != 1 {
			t.Error("sharing again tells again")
		}
	})
}

// A draft is nobody else's, even when it is shared.
func TestShareDraft(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ada, sam := w.person("Ada", identity.ProductTeam, w.team), w.person("Sam", identity.Reader, w.other)
		n := w.need(ada, w.team, named("paie"))
		_, err := w.ShareWith(t.Context(), ada, n.ID, []string{sam.ID})
		w.ok(err)
		_, err = w.Need(t.Context(), sam, n.ID)
		w.fault(err, havre.NotFound)
		if w.told(sam, notify.NeedShared) != 0 {
			t.Error("told of what cannot be read")
		}
	})
}

func TestComments(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, bob := w.person("Ada", identity.ProductTeam, w.team), w.person("Bob", identity.SecurityOfficer, w.team)
		n := w.need(ada, w.team, named("paie"))
		n, err := w.SetState(ctx, ada, n.ID, n.Version, record.Shared)
		w.ok(err)
		first := &record.CommentOn{Need: n.ID, Text: "  Et les sauvegardes ?\n", Rule: "R9-HDS", Offer: "rosny"}
		w.ok(w.AddComment(ctx, bob, first))
		w.ok(w.AddComment(ctx, ada, &record.CommentOn{Need: n.ID, Text: "Elles sont à part."}))
		if w.told(ada, notify.NeedCommented) != 1 || w.told(bob, notify.NeedCommented) != 1 {
			t.Error("each is told of the other's message")
		}
		w.fault(w.DeleteComment(ctx, ada, first.ID), havre.Forbidden)
		w.ok(w.DeleteComment(ctx, bob, first.ID))
		w.ok(w.DeleteComment(ctx, bob, first.ID))
		texts := func() (out []string) {
			all, err := w.Comments(ctx, ada, n.ID)
			w.ok(err)
			for _, c := range all {
				out = append(out, c.Name+": "+c.Text)
			}
			return out
		}
		if diff := cmp.Diff([]string{"Bob: ", "Ada: Elles sont à part."}, texts()); diff != "" {
			t.Error(diff)
		}
		w.ok(w.RestoreComment(ctx, bob, first.ID))
		if diff := cmp.Diff([]string{"Bob: Et les sauvegardes ?", "Ada: Elles sont à part."}, texts()); diff != "" {
			t.Error(diff)
		}
		for _, text := range []string{"", " \n", strings.Repeat("é", record.MaxComment+1)} {
			w.fault(w.AddComment(ctx, ada, &record.CommentOn{Need: n.ID, Text: text}), havre.Invalid)
		}
		w.ok(w.AddComment(ctx, ada, &record.CommentOn{Need: n.ID, Text: strings.Repeat("é", record.MaxComment)}))
		want := []string{"need.comment", "need.comment", "need.comment!", "need.comment.delete", "need.comment.restore", "need.comment"}
		if diff := cmp.Diff(want, slices.DeleteFunc(w.journal(n.ID), func(a string) bool { return a == "need.create" || a == "need.state" })); diff != "" {
			t.Error(diff)
		}
	})
}

// Somebody whose role was taken away is no longer told.
func TestToldOnlyWhoMayRead(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, bob := w.person("Ada", identity.ProductTeam, w.team), w.person("Bob", identity.Architect, w.team)
		n := w.need(ada, w.team, named("paie"))
		w.ok(w.AddComment(ctx, bob, &record.CommentOn{Need: n.ID, Text: "Je suis là."}))
		w.ok(w.AddComment(ctx, ada, &record.CommentOn{Need: n.ID, Text: "Bien."}))
		w.save(func(tx record.Tx) error {
			g := bob.Grants[0]
			g.DeletedAt = w.now()
			return tx.SaveGrant(ctx, &g)
		})
		w.ok(w.AddComment(ctx, ada, &record.CommentOn{Need: n.ID, Text: "Il est parti."}))
		if got := w.told(bob, notify.NeedCommented); got != 1 {
			t.Errorf("told %d times", got)
		}
	})
}

func TestNoticesAreOnesOwn(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada, bob := w.person("Ada", identity.ProductTeam, w.team), w.person("Bob", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, named("paie"))
		for range 3 {
			w.ok(w.AddComment(ctx, ada, &record.CommentOn{Need: n.ID, Text: "Bien."}))
		}
		unread := func() []notify.Notice {
			page, err := w.Notices(ctx, bob, true, havre.List{})
			w.ok(err)
			return page.Items
		}
		w.ok(w.MarkRead(ctx, ada, unread()[0].ID)) // somebody else's
		if len(unread()) != 3 {
			t.Errorf("%d unread", len(unread()))
		}
		w.ok(w.MarkRead(ctx, bob, unread()[0].ID))
		if len(unread()) != 2 {
			t.Errorf("%d unread", len(unread()))
		}
		w.ok(w.MarkRead(ctx, bob))
		if len(unread()) != 0 {
			t.Errorf("%d unread", len(unread()))
		}
		_, err := w.Notices(ctx, identity.Nobody(), false, havre.List{})
		w.fault(err, havre.Unauthenticated)
		w.fault(w.MarkRead(ctx, identity.Nobody()), havre.Unauthenticated)
	})
}
