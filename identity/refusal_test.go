package identity_test

import (
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Whoever is kept from a page is in the journal, once an hour for the same page,
// with what they asked for; a refusal that is there is not told again.
func TestRefused(t *testing.T) {
	p := newPortal(t)
	_, d, _ := p.ministry("m")
	reader, other := p.human("Reader", role{identity.Reader, d}), p.human("Other", role{identity.Reader, d})
	kept := func(a identity.Actor, page string, err error) func() {
		return func() {
			t.Helper()
			p.refused(p.Refused(t.Context(), a, page, err), havre.Forbidden)
		}
	}
	whole := identity.Forbid(identity.ReadJournal)
	part := reader.Check(identity.ReadJournal, identity.Object{Path: d.Path})

	e := p.tells(kept(reader, "/journal", whole), "journal.read refused")[0]
	if e.Actor != reader.ID || e.ActorName != "Reader" || e.Object != "" || e.Organisation != "" || e.Details["page"] != "/journal" || e.Details["reason"] != string(havre.Forbidden) {
		t.Errorf("%+v", e)
	}
	e = p.tells(kept(reader, "/journal", part), "journal.read refused")[0]
	if e.Kind != "Organisation" || e.Object != d.ID || e.Organisation != d.ID {
		t.Errorf("%+v", e)
	}
	p.tells(kept(reader, "/journal/verification", whole)) // within the hour
	p.tells(kept(other, "/journal", whole), "journal.read refused")
	p.tells(kept(reader, "/administration", identity.Forbid(identity.Administer)), "portal.administer refused")
	p.wait(time.Hour + time.Second)
	p.tells(kept(reader, "/journal", whole), "journal.read refused")

	p.tells(func() { // a service told of it: whoever answers has nothing to add
		o := *d
		kept(reader, "/organisations", p.SaveOrganisation(t.Context(), reader, &o))()
	}, "organisation.update refused")
	p.tells(func() { p.refused(p.Refused(t.Context(), reader, "/x", identity.Missing()), havre.NotFound) })
	p.tells(func() {
		if err := p.Refused(t.Context(), reader, "/x", nil); err != nil {
			t.Error(err)
		}
	})
}
