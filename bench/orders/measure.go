package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // for the floor

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/examples"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// figures are what one database gives.
type figures struct {
	accepted, floor    float64 // a second
	oversold, stranded int64   // units
	p50, p99           time.Duration
}

// shop is a team with a decided need, on an open database.
type shop struct {
	*order.Service
	db   *store.DB
	team identity.Actor
	need string
	cpu  *quota.Allowance
}

func measure(ctx context.Context, url string, o options) (f figures, err error) {
	s, err := open(ctx, url, o)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.db.Close()) }()
	if err := s.flatOut(ctx, o, &f); err != nil {
		return f, err
	}
	if err := s.steadily(ctx, o, &f); err != nil {
		return f, err
	}
	f.floor, err = floor(ctx, url, o)
	return f, err
}

// open makes the shop.
func open(ctx context.Context, url string, o options) (*shop, error) {
	db, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		return nil, err
	}
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		return nil, err
	}
	newID := func() string { return strings.ToLower(rand.Text()) }
	records := &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: time.Now, NewID: newID, Program: "bench"}
	s := &shop{Service: &order.Service{DB: store.Using[order.Tx](db), Records: records, Chains: approval.Builtin()}, db: db}
	if err := records.Start(ctx); err != nil {
		return nil, err
	}
	return s, s.furnish(ctx, o)
}

// furnish adds the organisation, the people, the need with its decision, and the quota.
func (s *shop) furnish(ctx context.Context, o options) error {
	now := time.Now()
	stamps := identity.Stamps{CreatedAt: now, CreatedBy: "system", UpdatedAt: now, UpdatedBy: "system"}
	org := &identity.Organisation{ID: s.Records.NewID(), Kind: identity.MinistryNode, Name: "bench", Title: "Bench", Stamps: stamps}
	org.Path = "/" + org.ID + "/"
	err := s.DB.Write(ctx, func(tx order.Tx) error { return tx.SaveOrganisation(ctx, org) })
	if err != nil {
		return err
	}
	if s.team, err = s.person(ctx, org, identity.ProductTeam, stamps); err != nil {
		return err
	}
	admin, err := s.person(ctx, org, identity.Administrator, stamps)
	if err != nil {
		return err
	}
	if _, err := s.person(ctx, org, identity.Approver, stamps); err != nil {
		return err
	}
	if err := s.decide(ctx, org); err != nil {
		return err
	}
	return s.grant(ctx, admin, org, o)
}

func (s *shop) person(ctx context.Context, org *identity.Organisation, role identity.Role, stamps identity.Stamps) (identity.Actor, error) {
	p := &identity.Person{ID: s.Records.NewID(), Kind: identity.Human, Name: string(role), Email: string(role) + "@example.org", Home: org.ID, LastSeenAt: time.Now(), Stamps: stamps}
	g := &identity.Grant{ID: s.Records.NewID(), Person: p.ID, Organisation: org.ID, Path: org.Path, Role: role, Stamps: stamps}
	err := s.DB.Write(ctx, func(tx order.Tx) error {
		return errors.Join(tx.SavePerson(ctx, p), tx.SaveGrant(ctx, g))
	})
	return identity.Actor{ID: p.ID, Name: p.Name, Kind: p.Kind, Home: p.Home, Grants: []identity.Grant{*g}, Lang: havre.French}, err
}

// decide puts a need on record that may be hosted at Rosny.
func (s *shop) decide(ctx context.Context, org *identity.Organisation) error {
	all, err := examples.All()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(e examples.Example) bool { return e.Name == "paie-historique" })
	n, err := s.Records.CreateNeed(ctx, s.team, record.NewNeed{Organisation: org.ID, Document: all[i].YAML})
	if err != nil {
		return err
	}
	if n, err = s.Records.SetState(ctx, s.team, n.ID, n.Version, record.Shared); err != nil {
		return err
	}
	s.need = n.ID
	_, err = s.Records.Decide(ctx, s.team, n.ID)
	return err
}

func (s *shop) grant(ctx context.Context, admin identity.Actor, org *identity.Organisation, o options) error {
	keys := []quota.Key{quota.Budget(s.Today().Year()), {Resource: quota.Memory, Class: quota.Other}, {Resource: quota.Storage, Class: quota.Other}, {Resource: quota.CPU, Class: quota.Other}}
	for _, k := range keys {
		if err := s.SetAllowance(ctx, admin, &quota.Allowance{Level: quota.OfOrganisation, Holder: org.ID, Key: k, Unlimited: true}); err != nil {
			return err
		}
	}
	s.cpu = &quota.Allowance{Level: quota.OfNeed, Holder: s.need, Key: keys[3], Amount: int64(o.granted)}
	return s.SetAllowance(ctx, admin, s.cpu)
}

// baskets are filled beforehand: only sending is measured.
func (s *shop) baskets(ctx context.Context, n int, name string) ([]*order.Order, error) {
	estimate := 100 * havre.OneEuro
	var out []*order.Order
	for i := range n {
		b, err := s.Begin(ctx, s.team, order.NewBasket{Need: s.need})
		if err != nil {
			return nil, err
		}
		b, err = s.Put(ctx, s.team, b.ID, b.Version, order.ItemWish{
			Offer: "rosny", Plan: "hosting", Name: fmt.Sprintf("%s-%d", name, i), Environment: "acceptance", Estimate: &estimate, EstimateNote: "bench",
			Choices: []byte(`{"form":"machines","cpu":1,"memory":1,"storage":10,"justification":"bench"}`),
		})
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// flatOut sends as fast as the askers can, more than is granted, and counts.
func (s *shop) flatOut(ctx context.Context, o options, f *figures) error {
	baskets, err := s.baskets(ctx, o.orders, "flat")
	if err != nil {
		return err
	}
	work := make(chan *order.Order, len(baskets))
	for _, b := range baskets {
		work <- b
	}
	close(work)
	var accepted atomic.Int64
	var failed error
	var once sync.Once
	var all sync.WaitGroup
	began := time.Now()
	var last atomic.Int64 // when the last unit was sold
	for range o.askers {
		all.Go(func() {
			for b := range work {
				_, err := s.Send(ctx, s.team, b.ID, b.Version)
				switch fault := havre.FaultOf(err); {
				case err == nil:
					accepted.Add(1)
					last.Store(int64(time.Since(began)))
				case fault == nil || fault.Code != havre.Conflict:
					once.Do(func() { failed = err })
				}
			}
		})
	}
	all.Wait()
	if failed != nil {
		return failed
	}
	f.accepted = float64(accepted.Load()) / time.Duration(last.Load()).Seconds()
	return s.DB.Read(ctx, func(tx order.Tx) error {
		a, err := tx.Allowance(ctx, s.cpu.ID)
		if err == nil {
			f.oversold, f.stranded = max(0, a.Held()-a.Amount), a.Held()-accepted.Load()
		}
		return err
	})
}

// steadily sends at a rate, whether or not the orders before have been answered: a wait
// is counted from when the order was due.
func (s *shop) steadily(ctx context.Context, o options, f *figures) error {
	n := int(o.steady.Seconds()) * o.rate
	s.cpu.Amount += int64(n)
	if err := s.DB.Write(ctx, func(tx order.Tx) error {
		a, err := tx.Allowance(ctx, s.cpu.ID)
		if err != nil {
			return err
		}
		a.Amount += int64(n)
		return tx.SaveAllowance(ctx, a)
	}); err != nil {
		return err
	}
	baskets, err := s.baskets(ctx, n, "steady")
	if err != nil {
		return err
	}
	took := make([]time.Duration, n)
	errs := make([]error, n)
	var all sync.WaitGroup
	began := time.Now()
	for i, b := range baskets {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(o.rate))
		time.Sleep(time.Until(due))
		all.Go(func() {
			_, errs[i] = s.Send(ctx, s.team, b.ID, b.Version)
			took[i] = time.Since(due)
		})
	}
	all.Wait()
	slices.Sort(took)
	f.p50, f.p99 = took[n/2], took[n*99/100]
	return errors.Join(errs...)
}

// floor is the least that sending an order takes on the database: the quota if there is
// enough of it, and a row.
func floor(ctx context.Context, url string, o options) (float64, error) {
	driver, address := "sqlite", "file:"+url+".floor?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)"
	if strings.Contains(url, "://") {
		driver, address = "pgx", url
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		return 0, err
	}
	defer db.Close() //nolint:errcheck // it was only measured
	if driver == "sqlite" {
		db.SetMaxOpenConns(1) // one writer, as any program on SQLite
	}
	for _, statement := range []string{"CREATE TABLE floor_quota (id INT PRIMARY KEY, held BIGINT)", "CREATE TABLE floor_orders (id BIGINT PRIMARY KEY, body TEXT)", "INSERT INTO floor_quota VALUES (1, 0)"} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return 0, err
		}
	}
	var next atomic.Int64
	var all sync.WaitGroup
	errs := make([]error, o.askers)
	began := time.Now()
	for i := range o.askers {
		all.Go(func() {
			for n := next.Add(1); n <= int64(o.orders) && errs[i] == nil; n = next.Add(1) {
				errs[i] = take(ctx, db, n, o.orders)
			}
		})
	}
	all.Wait()
	return float64(o.orders) / time.Since(began).Seconds(), errors.Join(errs...)
}

// take is the floor's order.
func take(ctx context.Context, db *sql.DB, n int64, granted int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it is nothing
	if _, err := tx.ExecContext(ctx, "UPDATE floor_quota SET held = held + 1 WHERE id = 1 AND held + 1 <= $1", granted); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO floor_orders (id, body) VALUES ($1, $2)", n, "order"); err != nil {
		return err
	}
	return tx.Commit()
}
