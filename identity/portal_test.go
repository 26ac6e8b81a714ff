package identity_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// portal is a service on a real database, with a clock that tests turn.
type portal struct {
	*identity.Service
	t     *testing.T
	clock time.Time
}

// dawn is when every test begins.
var dawn = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

const goodPassword = "quatre mots sans rapport"

func newPortal(t *testing.T) *portal {
	t.Helper()
	return portalOn(t, storetest.SQLite(t))
}

func portalOn(t *testing.T, db *store.DB) *portal {
	t.Helper()
	p := &portal{t: t, clock: dawn}
	p.Service = &identity.Service{
		DB:     store.Using[identity.Tx](db),
		Now:    func() time.Time { return p.clock },
		NewID:  func() string { return strings.ToLower(rand.Text()) },
		Secret: rand.Text,
		Host:   "https://havre.example.gouv.fr",
	}
	return p
}

// wait turns the clock.
func (p *portal) wait(d time.Duration) { p.clock = p.clock.Add(d) }

// must fails the test on an error.
func (p *portal) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(explained(err))
	}
}

// explained is an error with what a person would be told of it, in English.
func explained(err error) string {
	f := havre.FaultOf(err)
	if f == nil {
		return err.Error()
	}
	return string(f.Code) + ": " + f.Message.EN + " " + f.Problems.In(havre.English)
}

// refused fails the test unless the error is a fault with that code.
func (p *portal) refused(err error, code havre.FaultCode) {
	p.t.Helper()
	switch f := havre.FaultOf(err); {
	case err == nil:
		p.t.Fatalf("accepted, want %s", code)
	case f == nil || f.Code != code:
		p.t.Fatalf("%s, want %s", explained(err), code)
	case f.Message.FR == "" || f.Message.EN == "" || f.Next.FR == "" || f.Next.EN == "":
		p.t.Fatalf("a fault that is not wholly said in both languages: %+v", f)
	}
}

// wrong fails the test unless the error is about those fields, in that order.
func (p *portal) wrong(err error, fields ...string) {
	p.t.Helper()
	p.refused(err, havre.Invalid)
	var got []string
	for _, problem := range havre.FaultOf(err).Problems {
		got = append(got, problem.Field)
		if problem.Message.FR == "" || problem.Message.EN == "" || strings.Contains(problem.Message.FR+problem.Message.EN, "%!") {
			p.t.Errorf("%s is not said in both languages: %+v", problem.Field, problem.Message)
		}
	}
	if strings.Join(got, " ") != strings.Join(fields, " ") {
		p.t.Fatalf("problems with %v, want %v", got, fields)
	}
}

// write changes the database behind the service's back.
func (p *portal) write(fn func(identity.Tx) error) {
	p.t.Helper()
	p.must(p.DB.Write(p.t.Context(), fn))
}

// organisation makes one.
func (p *portal) organisation(parent *identity.Organisation, kind identity.OrganisationKind, name string) *identity.Organisation {
	p.t.Helper()
	o := &identity.Organisation{Kind: kind, Name: name, Title: "Organisation " + name}
	if parent != nil {
		o.Parent = parent.ID
	}
	p.must(p.SaveOrganisation(p.t.Context(), identity.System(), o))
	return o
}

// ministry makes a small tree: a ministry, a directorate and a team.
func (p *portal) ministry(name string) (ministry, directorate, team *identity.Organisation) {
	p.t.Helper()
	ministry = p.organisation(nil, identity.MinistryNode, name)
	directorate = p.organisation(ministry, identity.DirectorateNode, name+"-d")
	team = p.organisation(directorate, identity.TeamNode, name+"-t")
	return ministry, directorate, team
}

// role is a role somewhere; nil is the whole portal.
type role struct {
	role identity.Role
	on   *identity.Organisation
}

// human makes somebody with roles, who can sign in with the good password.
func (p *portal) human(name string, roles ...role) identity.Actor {
	p.t.Helper()
	person := &identity.Person{
		ID: p.NewID(), Kind: identity.Human, Name: name, Email: strings.ToLower(name) + "@example.gouv.fr",
		Password: p.hash(goodPassword), Stamps: identity.Stamps{CreatedAt: p.clock, UpdatedAt: p.clock},
	}
	if len(roles) > 0 && roles[0].on != nil {
		person.Home = roles[0].on.ID
	}
	p.write(func(tx identity.Tx) error { return tx.SavePerson(p.t.Context(), person) })
	for _, r := range roles {
		p.grant(person.ID, r)
	}
	return p.actor(person.ID)
}

func (p *portal) grant(person string, r role) *identity.Grant {
	p.t.Helper()
	g := &identity.Grant{Person: person, Role: r.role}
	if r.on != nil {
		g.Organisation = r.on.ID
	}
	p.must(p.SaveGrant(p.t.Context(), identity.System(), g))
	return g
}

// hash makes the stored form of a password by the front door: an account that
// chooses it.
func (p *portal) hash(password string) string {
	p.t.Helper()
	if stored == "" {
		stored = hashed(p.t, password)
	}
	return stored
}

var stored string // hashing is slow on purpose: once is enough

func hashed(t *testing.T, password string) string {
	t.Helper()
	p := newPortal(t)
	link, err := p.SetupLink(t.Context())
	p.must(err)
	_, err = p.SetUp(t.Context(), link, identity.NewAccount{Name: "Zoé", Email: "z@z.fr", Password: password, Organisation: "O"}, "", "")
	p.must(err)
	return p.person("z@z.fr").Password
}

// person reads an account by its address, secrets included.
func (p *portal) person(email string) (person *identity.Person) {
	p.t.Helper()
	p.must(p.DB.Read(p.t.Context(), func(tx identity.Tx) (err error) {
		person, err = tx.PersonOfEmail(p.t.Context(), email)
		return err
	}))
	return person
}

// actor is somebody as they are after signing in, with their roles of now.
func (p *portal) actor(id string) (a identity.Actor) {
	p.t.Helper()
	p.must(p.DB.Read(p.t.Context(), func(tx identity.Tx) error {
		person, err := tx.Person(p.t.Context(), id)
		if err != nil {
			return err
		}
		grants, err := tx.GrantsOf(p.t.Context(), id)
		a = identity.Actor{ID: id, Name: person.Name, Kind: person.Kind, Home: person.Home, Method: identity.ByPassword, Grants: grants, Request: "req-1"}
		return err
	}))
	return a
}

// signedIn is who a session's secret is.
func (p *portal) signedIn(secret string) (identity.Actor, *identity.Session) {
	p.t.Helper()
	a, s, err := p.SignedIn(p.t.Context(), secret)
	p.must(err)
	return a, s
}

// told gives the entries of the journal since it had so many, oldest first.
func (p *portal) told(since int64) (entries []journal.Entry) {
	p.t.Helper()
	p.must(p.DB.Read(p.t.Context(), func(tx identity.Tx) error {
		newest, _, err := tx.JournalEntries(p.t.Context(), journal.Query{Limit: 100})
		for _, e := range newest {
			if e.Index >= since {
				entries = append([]journal.Entry{e}, entries...)
			}
		}
		return err
	}))
	return entries
}

// size is the number of entries in the journal.
func (p *portal) size() (n int64) {
	p.t.Helper()
	p.must(p.DB.Read(p.t.Context(), func(tx identity.Tx) (err error) {
		n, err = tx.JournalSize(p.t.Context())
		return err
	}))
	return n
}

// tells runs something and fails the test unless the journal then tells exactly
// that, as "action outcome".
func (p *portal) tells(do func(), want ...string) []journal.Entry {
	p.t.Helper()
	before := p.size()
	do()
	entries := p.told(before)
	var got []string
	for _, e := range entries {
		got = append(got, e.Action+" "+string(e.Outcome))
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		p.t.Fatalf("the journal tells %q, want %q", got, want)
	}
	return entries
}

// errDisk is what a full disk says.
var errDisk = errors.New("no space left on device")
