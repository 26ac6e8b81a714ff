package main

import (
	"crypto/rand"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/keyfile"
	"github.com/havre-cloud/havre/internal/version"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/portal/api"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// services are the doors to what the portal does, on one database.
type services struct {
	identity *identity.Service
	record   *record.Service
	order    *order.Service
	// provision is nil without an account on any cloud.
	provision *provision.Service
	journal   *journal.Log
	courier   *notify.Courier
}

// What is derived from the key of the portal, besides the secrets of webhooks: see
// package notify.
const (
	journalPurpose = "journal"
	repliesPurpose = "replies"
	secretsPurpose = "provision keyset" // encrypts the keys of what is handed over
)

// newServices opens the doors.
func newServices(c *config, db *store.DB, key *keyfile.Key, library *record.Library, log *slog.Logger) *services {
	secret := func() string { return rand.Text() }
	hooks := &notify.Caller{Derive: key.Derive, AllowPrivate: c.Webhooks.AllowPrivate, Authorities: c.authorities, Agent: "Havre/" + version.Version}
	s := &services{
		identity: &identity.Service{
			DB: store.Using[identity.Tx](db), Now: time.Now, NewID: newID, Secret: secret, Host: string(c.PublicURL),
			SessionIdle: time.Duration(c.Sessions.Idle), SessionMax: time.Duration(c.Sessions.Max),
		},
		record: &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: time.Now, NewID: newID, Program: version.Version, CheckHook: hooks.CheckURL},
		journal: &journal.Log{
			DB: store.Using[journal.Tx](db), Now: time.Now, Name: hostOf(c), Seed: key.Derive(journalPurpose, journal.SeedSize), CheckpointDir: c.CheckpointDir,
		},
	}
	s.order = &order.Service{DB: store.Using[order.Tx](db), Records: s.record, Chains: approval.Builtin()}
	s.provisioned(db, key, c.clouds)
	s.courier = &notify.Courier{
		DB: store.Using[notify.Tx](db), Now: time.Now, Mail: newMailer(c), Language: havre.Lang(c.Language), Log: log,
		Letterhead: notify.Letterhead{Portal: c.About.Name, PublicURL: string(c.PublicURL), Typeset: web.Typeset},
		Hooks:      hooks,
	}
	return s
}

// provisioned lets what is ordered be made on the clouds that the portal has an account
// on. Their drivers are known to orders by what plans call them.
func (s *services) provisioned(db *store.DB, key *keyfile.Key, clouds []*provision.Target) {
	if len(clouds) == 0 {
		return
	}
	vault := provision.NewVault([32]byte(key.Derive(secretsPurpose, 32)))
	vault.Now = time.Now
	s.provision = &provision.Service{
		DB: store.Using[provision.Tx](db), Orders: s.order, Records: s.record, Targets: clouds,
		Vault: vault,
	}
	s.order.Fulfillers, s.order.Binders = map[string]order.Fulfiller{}, map[string]order.Binder{}
	for _, t := range clouds {
		s.order.Fulfillers[t.Word()], s.order.Binders[t.Word()] = s.provision, s.provision
	}
}

// newID is an identifier as everywhere in Havre.
func newID() string { return strings.ToLower(rand.Text()) }

// hostOf is the name under which the journal is signed: the address of the portal.
func hostOf(c *config) string {
	u, err := url.Parse(string(c.PublicURL))
	if err != nil || u.Host == "" {
		return "havre"
	}
	return u.Host
}

// newMailer is the mail server, nil without one.
func newMailer(c *config) *notify.Mailer {
	if c.SMTP.Address == "" {
		return nil
	}
	return &notify.Mailer{
		Address: string(c.SMTP.Address), From: c.SMTP.From, User: c.SMTP.User, Password: c.SMTP.Password,
		Security: notify.Security(c.SMTP.TLS), Authorities: c.authorities,
	}
}

// handlers are the jobs of every service.
func (s *services) handlers() []jobs.Handler {
	var out []jobs.Handler
	if s.provision != nil {
		out = append(out, s.provision.Handlers()...)
	}
	for _, of := range [][]jobs.Handler{s.identity.Handlers(), s.record.Handlers(), s.order.Handlers(), s.journal.Handlers(), s.courier.Handlers(), api.Handlers(s.journal, s.record.DB, time.Now)} {
		out = append(out, of...)
	}
	return out
}

// newLibrary reads the catalogue and the rules: those of the program, unless
// directories are given.
func newLibrary(c *config) (*record.Library, error) {
	open := func(dir string) fs.FS {
		if dir == "" {
			return nil
		}
		return os.DirFS(dir)
	}
	return record.NewLibrary(open(c.Catalogue), open(c.DoctrineDir)) //nolint:wrapcheck // Problems are told as they are
}
