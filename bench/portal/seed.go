package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/examples"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// Where the portal of the measures stands, and how its only person signs in.
const (
	secretariats = 15
	teamsOfEach  = 6
	email        = "mesure@example.test"
	password     = "mesurer n'est pas deviner" //nolint:gosec // of a portal that lives as long as the measure
	perWrite     = 50                          // needs written in one transaction
)

// seeder fills a database through the services that the portal uses, except for
// the older decisions of each need: they are the newest one again (see history),
// because taking 200,000 would take an hour.
type seeder struct {
	store   *store.DB
	people  *identity.Service
	records *record.Service
	chance  *mathrand.Rand
	models  []*dossier.Dossier
}

func newSeeder(db *store.DB) (*seeder, error) {
	library, err := record.NewLibrary(catalogue.Data(), doctrine.Data())
	if err != nil {
		return nil, err
	}
	newID := func() string { return strings.ToLower(rand.Text()) }
	s := &seeder{
		store:   db,
		people:  &identity.Service{DB: store.Using[identity.Tx](db), Now: time.Now, NewID: newID, Secret: rand.Text, Host: "http://localhost"},
		records: &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: time.Now, NewID: newID, Program: "bench"},
		chance:  mathrand.New(mathrand.NewPCG(4, 5)), //nolint:gosec // the same needs at each run
	}
	all, err := examples.All()
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		ds, err := dossier.Parse(e.Name, e.YAML)
		if err != nil {
			return nil, err
		}
		s.models = append(s.models, ds...)
	}
	return s, s.records.Start(context.Background())
}

// fill makes an account, organisations, needs and decisions.
func (s *seeder) fill(ctx context.Context, url string, o options) error {
	link, err := s.people.SetupLink(ctx)
	if err != nil {
		return err
	}
	account := identity.NewAccount{Name: "Mesure", Email: email, Password: password, Organisation: "Services du Premier ministre"}
	if _, err := s.people.SetUp(ctx, link, account, "", ""); err != nil {
		return err
	}
	teams, err := s.organisations(ctx)
	if err != nil {
		return err
	}
	past, err := openHistory(url, o.decisions/o.needs-1)
	if err != nil {
		return err
	}
	for first := 0; first < o.needs && err == nil; first += perWrite {
		var taken []*record.Decision
		if taken, err = s.decided(ctx, teams, first, min(first+perWrite, o.needs)); err == nil {
			err = past.write(ctx, taken)
		}
	}
	return errors.Join(err, past.close(ctx, s.store))
}

// decided makes some needs, each with its decision, in one transaction: a commit
// waits for the disk.
func (s *seeder) decided(ctx context.Context, teams []string, from, to int) (taken []*record.Decision, err error) {
	err = s.store.Together(ctx, func(ctx context.Context, _ *store.Tx) error {
		taken = nil
		for i := from; i < to; i++ {
			d, err := s.need(ctx, teams[i%len(teams)], i)
			if err != nil {
				return fmt.Errorf("need %d: %w", i, err)
			}
			taken = append(taken, d)
		}
		return nil
	})
	return taken, err
}

func (s *seeder) organisations(ctx context.Context) (teams []string, err error) {
	roots, err := s.people.Organisations(ctx, identity.System(), identity.OrganisationQuery{})
	if err != nil {
		return nil, err
	}
	root := roots.Items[0].ID
	for m := range secretariats {
		parent := identity.Organisation{Parent: root, Kind: identity.DirectorateNode, Name: fmt.Sprintf("secretariat-%d", m), Title: fmt.Sprintf("Secrétariat général %d", m+1)}
		if err := s.people.SaveOrganisation(ctx, identity.System(), &parent); err != nil {
			return nil, err
		}
		for t := range teamsOfEach {
			team := identity.Organisation{Parent: parent.ID, Kind: identity.TeamNode, Name: fmt.Sprintf("equipe-%d-%d", m, t), Title: fmt.Sprintf("Équipe %d.%d", m+1, t+1)}
			if err := s.people.SaveOrganisation(ctx, identity.System(), &team); err != nil {
				return nil, err
			}
			teams = append(teams, team.ID)
		}
	}
	return teams, nil
}

// need puts a need on record, shares it and decides it.
func (s *seeder) need(ctx context.Context, team string, i int) (*record.Decision, error) {
	document, err := s.draw(i)
	if err != nil {
		return nil, err
	}
	n, err := s.records.CreateNeed(ctx, identity.System(), record.NewNeed{Organisation: team, Document: document})
	if err != nil {
		return nil, err
	}
	if _, err := s.records.SetState(ctx, identity.System(), n.ID, n.Version, record.Shared); err != nil {
		return nil, err
	}
	return s.records.Decide(ctx, identity.System(), n.ID)
}

// draw is an example with another name and other answers.
func (s *seeder) draw(i int) ([]byte, error) {
	d := *s.models[i%len(s.models)]
	d.Metadata.Name = fmt.Sprintf("application-%05d", i)
	d.Metadata.Title = fmt.Sprintf("%s (%d)", d.Metadata.Title, i)
	truth := func(t *havre.Truth) { *t = havre.Truth(s.chance.IntN(3) - 1) }
	truth(&d.Spec.Data.Personal)
	truth(&d.Spec.Data.SpecialCategory)
	truth(&d.Spec.Data.Harm.Health)
	truth(&d.Spec.Data.Harm.PublicOrder)
	truth(&d.Spec.Needs.OutsourcedOperation)
	truth(&d.Spec.ExistingSolution)
	d.Spec.Needs.Zones = dossier.Count(1 + s.chance.IntN(3))
	d.Spec.Needs.RTO = dossier.Duration{Minutes: int64(60 * (1 + s.chance.IntN(72))), Known: true}
	return json.Marshal(&d)
}
