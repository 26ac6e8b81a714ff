package record_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// crowd is a portal with many needs, each decided.
type crowd struct {
	*record.Service
	tb    testing.TB
	actor identity.Actor
	needs []string
	clock time.Time
}

// newCrowd decides the examples again and again under other names.
func newCrowd(tb testing.TB, db *store.DB, needs int) *crowd {
	tb.Helper()
	library, err := record.NewLibrary(nil, nil)
	c := &crowd{tb: tb, clock: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	c.ok(err)
	c.Service = &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: func() time.Time { return c.clock }, NewID: newID, Program: "v1"}
	c.ok(c.Start(tb.Context()))
	organisation := c.people()
	files, err := filepath.Glob("../examples/dossiers/*.yaml")
	c.ok(err)
	for i := range needs {
		text, err := os.ReadFile(files[i%len(files)])
		c.ok(err)
		name := strings.TrimSuffix(filepath.Base(files[i%len(files)]), ".yaml")
		document := strings.Replace(string(text), "name: "+name, fmt.Sprintf("name: %s-%d", name, i), 1)
		n, err := c.CreateNeed(tb.Context(), c.actor, record.NewNeed{Organisation: organisation, Document: []byte(document)})
		c.ok(err)
		_, err = c.Decide(tb.Context(), c.actor, n.ID)
		c.ok(err)
		c.needs = append(c.needs, n.ID)
	}
	return c
}

func (c *crowd) ok(err error) {
	c.tb.Helper()
	if err != nil {
		c.tb.Fatal(err)
	}
}

// people makes an organisation and somebody of its product team.
func (c *crowd) people() (organisation string) {
	c.tb.Helper()
	st := identity.Stamps{CreatedAt: c.clock, CreatedBy: "system", UpdatedAt: c.clock, UpdatedBy: "system"}
	o := &identity.Organisation{ID: newID(), Kind: identity.MinistryNode, Name: "ministere", Title: "Ministère", Stamps: st}
	o.Path = "/" + o.ID + "/"
	p := &identity.Person{ID: newID(), Kind: identity.Human, Name: "Ada", Language: havre.French, Home: o.ID, LastSeenAt: c.clock, Stamps: st}
	g := identity.Grant{ID: newID(), Person: p.ID, Organisation: o.ID, Path: o.Path, Role: identity.ProductTeam, Stamps: st}
	c.ok(c.DB.Write(c.tb.Context(), func(tx record.Tx) error {
		if err := tx.SaveOrganisation(c.tb.Context(), o); err != nil {
			return err
		}
		if err := tx.SavePerson(c.tb.Context(), p); err != nil {
			return err
		}
		return tx.SaveGrant(c.tb.Context(), &g)
	}))
	c.actor = identity.Actor{ID: p.ID, Name: p.Name, Kind: p.Kind, Home: o.ID, Grants: []identity.Grant{g}, Lang: havre.French}
	return o.ID
}

// databases are both kinds, by name.
var databases = map[string]func(testing.TB) *store.DB{"sqlite": storetest.SQLite, "postgresql": storetest.PostgreSQL}

// BenchmarkDecide takes a decision and puts it on record.
func BenchmarkDecide(b *testing.B) {
	for name, open := range databases {
		b.Run(name, func(b *testing.B) {
			c := newCrowd(b, open(b), 14)
			i := 0
			for b.Loop() {
				_, err := c.Decide(b.Context(), c.actor, c.needs[i%len(c.needs)])
				c.ok(err)
				i++
			}
		})
	}
}

// BenchmarkReplay takes a decision again from what it was taken on.
func BenchmarkReplay(b *testing.B) {
	c := newCrowd(b, storetest.SQLite(b), 14)
	page, err := c.Decisions(b.Context(), c.actor, record.DecisionQuery{})
	c.ok(err)
	i := 0
	for b.Loop() {
		r, err := c.Replay(b.Context(), c.actor, page.Items[i%len(page.Items)].ID)
		c.ok(err)
		if !r.Same {
			b.Fatal(r.First)
		}
		i++
	}
}

// BenchmarkReopen looks at decisions again after an import: the time is that of one
// decision, whether it is reopened (changed) or not (same).
func BenchmarkReopen(b *testing.B) {
	for database, open := range databases {
		for name, cells := range map[string][2]string{"same": {certified, certified}, "changed": {certified, uncertified}} {
			b.Run(database+"/"+name, func(b *testing.B) {
				c := newCrowd(b, open(b), 100)
				operator := identity.Actor{ID: c.actor.ID, Grants: []identity.Grant{{Role: identity.PlatformOperator, Path: identity.PortalPath}}}
				rounds := 0
				for b.Loop() {
					b.StopTimer()
					operation := c.imports(operator, fmt.Sprintf("t%d", rounds), cells)
					b.StartTimer()
					c.reopen(operation)
					rounds++
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(rounds*len(c.needs)), "µs/decision")
			})
		}
	}
}

// imports begins an edition with a table of other words, and gives the work to do.
func (c *crowd) imports(operator identity.Actor, id string, cells [2]string) string {
	c.tb.Helper()
	c.ok(c.start(operator)) // from the same catalogue each time
	snapshot, ok := c.Library.Now().Catalogue.SnapshotAt(series, c.Today())
	if !ok {
		c.tb.Fatal("no table")
	}
	o := catalogue.ImportOptions{File: "t.md", AsOf: c.Today(), Series: series, Source: havre.Source{ID: id, Title: id, URL: "https://example.org", Confidence: havre.Verified}}
	_, e, err := c.ImportCatalogue(c.tb.Context(), operator, []byte(strings.Replace(snapshot.Markdown(), cells[0], cells[1], 1)), o, true)
	c.ok(err)
	return e.Operation()
}

// start goes back to the first edition, with every decision current.
func (c *crowd) start(operator identity.Actor) error {
	e, err := c.RestoreEdition(c.tb.Context(), operator, 1)
	if err != nil || e.Number == 1 {
		return err
	}
	c.reopen(e.Operation())
	return nil
}

// reopen does the work of an operation to its end.
func (c *crowd) reopen(operation string) {
	c.tb.Helper()
	do := handler(c.tb, c.Service, "record.reopen")
	for {
		c.ok(do(c.tb.Context(), fmt.Appendf(nil, `{"operation":%q}`, operation), jobs.Attempt{Number: 1}))
		op, err := c.Operation(c.tb.Context(), identity.System(), operation)
		c.ok(err)
		if op.State == "succeeded" {
			return
		}
	}
}
