package identity_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Each method that takes an identifier answers somebody of another ministry about
// what exists exactly as about what does not, and tells the journal as much.
func TestHiddenAnswersAreThoseOfWhatDoesNotExist(t *testing.T) {
	p := newPortal(t)
	m, d, team := p.ministry("m")
	x, _, _ := p.ministry("x")
	victim := p.human("Victim", role{identity.Reader, team})
	g := victim.Grants[0]
	service := &identity.Person{Name: "CI", Home: d.ID}
	p.must(p.SaveService(t.Context(), identity.System(), service))
	key, err := p.device().register(victim)
	p.must(err)
	tok, _ := p.mint(victim, identity.ScopeRead)
	stranger := p.human("Stranger", role{identity.Administrator, x}, role{identity.Auditor, x})
	ctx := t.Context()

	one := identity.Stamps{Version: 1}
	for _, c := range []struct {
		name string
		id   string
		ask  func(id string) error
	}{
		{"Organisation", d.ID, func(id string) error { _, err := p.Organisation(ctx, stranger, id); return err }},
		{"SaveOrganisation", d.ID, func(id string) error {
			return p.SaveOrganisation(ctx, stranger, &identity.Organisation{ID: id, Parent: m.ID, Kind: identity.DirectorateNode, Name: "n", Title: "T", Stamps: one})
		}},
		{"SaveOrganisation below", d.ID, func(id string) error {
			return p.SaveOrganisation(ctx, stranger, &identity.Organisation{Parent: id, Kind: identity.TeamNode, Name: "n", Title: "T"})
		}},
		{"moving there", d.ID, func(id string) error {
			return p.SaveOrganisation(ctx, stranger, &identity.Organisation{ID: x.ID, Parent: id, Kind: x.Kind, Name: x.Name, Title: x.Title, Stamps: x.Stamps})
		}},
		{"DeleteOrganisation", d.ID, func(id string) error { return p.DeleteOrganisation(ctx, stranger, id, 1) }},
		{"RestoreOrganisation", d.ID, func(id string) error { return p.RestoreOrganisation(ctx, stranger, id) }},
		{"Members", d.ID, func(id string) error { _, err := p.Members(ctx, stranger, id, havre.List{}); return err }},
		{"Grant", g.ID, func(id string) error { _, err := p.Grant(ctx, stranger, id); return err }},
		{"SaveGrant", g.ID, func(id string) error {
			return p.SaveGrant(ctx, stranger, &identity.Grant{ID: id, Stamps: one})
		}},
		{"SaveGrant there", d.ID, func(id string) error {
			return p.SaveGrant(ctx, stranger, &identity.Grant{Person: victim.ID, Organisation: id, Role: identity.Reader})
		}},
		{"Revoke", g.ID, func(id string) error { return p.Revoke(ctx, stranger, id, 1) }},
		{"RestoreGrant", g.ID, func(id string) error { return p.RestoreGrant(ctx, stranger, id) }},
		{"Invite", d.ID, func(id string) error {
			_, _, err := p.Invite(ctx, stranger, "N", "n@example.gouv.fr", []identity.Grant{{Role: identity.Reader, Organisation: id}})
			return err
		}},
		{"Person", victim.ID, func(id string) error { _, err := p.Person(ctx, stranger, id); return err }},
		{"Disable", victim.ID, func(id string) error { return p.Disable(ctx, stranger, id, true) }},
		{"Enable", victim.ID, func(id string) error { return p.Disable(ctx, stranger, id, false) }},
		{"SaveService", service.ID, func(id string) error {
			return p.SaveService(ctx, stranger, &identity.Person{ID: id, Name: "N", Stamps: one})
		}},
		{"SaveService there", d.ID, func(id string) error { return p.SaveService(ctx, stranger, &identity.Person{Name: "N", Home: id}) }},
		{"DeleteService", service.ID, func(id string) error { return p.DeleteService(ctx, stranger, id, 1) }},
		{"RestoreService", service.ID, func(id string) error { return p.RestoreService(ctx, stranger, id) }},
		{"Tokens", service.ID, func(id string) error { _, err := p.Tokens(ctx, stranger, id); return err }},
		{"Token", tok.ID, func(id string) error { _, err := p.Token(ctx, stranger, id); return err }},
		{"RevokeToken", tok.ID, func(id string) error { return p.RevokeToken(ctx, stranger, id) }},
		{"CreateToken", service.ID, func(id string) error {
			_, err := p.CreateToken(ctx, stranger, &identity.Token{Person: id, Name: "n", Scopes: identity.Scopes, ExpiresAt: dawn.Add(time.Hour)})
			return err
		}},
		{"DeletePasskey", key.ID, func(id string) error { return p.DeletePasskey(ctx, stranger, id) }},
		{"ResetPassword", victim.ID, func(id string) error { _, err := p.ResetPassword(ctx, stranger, id); return err }},
		{"Erase", victim.ID, func(id string) error { return p.Erase(ctx, stranger, id) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := p.size()
			hidden := c.ask(c.id)
			middle := p.size()
			missing := c.ask("aaaaaaaaaaaaaaaaaaaaaaaaaa")
			after := p.size()
			if hidden == nil || missing == nil {
				t.Fatalf("answered %v, %v", hidden, missing)
			}
			ignoreCause := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Cause" }, cmp.Ignore())
			if d := cmp.Diff(missing, hidden, ignoreCause); d != "" {
				t.Errorf("what is hidden gives itself away:\n%s", d)
			}
			if middle-before != after-middle {
				t.Errorf("%d entries for what is hidden, %d for what is missing", middle-before, after-middle)
			}
		})
	}
}
