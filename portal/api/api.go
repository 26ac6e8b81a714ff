// Package api serves the public API of the portal, under /api/v1: the same services
// as the pages, for programs. The OpenAPI 3.1 document is generated from the types
// that answer, and the documentation pages from that document.
//
// A kind of record is a short file: how it is listed, read, made, changed and
// deleted (see kind.go). What is common to every operation is done once, before it
// (see serve.go): who asks, what was asked, whether it may be asked twice.
//
// The package decides nothing and enforces nothing of its own: services do. It
// knows no page and no SQL.
package api

import (
	"context"
	"crypto/cipher"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/record"
)

// Prefix is the path of the API.
const Prefix = "/api/v1"

// Deps are what the API is made of. All of them are needed but Provision: without it no
// cloud is set up.
type Deps struct {
	Identity *identity.Service
	Record   *record.Service
	Orders   *order.Service
	// Provision builds what is ordered on clouds; nil: no cloud is set up.
	Provision *provision.Service
	Journal   *journal.Log
	DB        DB
	// ReplyKey, of 32 bytes, encrypts the answers remembered for a day: some hold a
	// secret that is shown once.
	ReplyKey []byte
	// WebhookSecret is the secret that signs what is sent to a webhook.
	WebhookSecret func(*notify.Webhook) string
	Cookie        string // name of the session's cookie
	Origin        string // public address, without a final slash: https://havre.example.gouv.fr
	Version       string // of the program
	RequestID     func(*http.Request) string
	From          func(*http.Request) string // address of who asks, behind proxies
	Now           func() time.Time
	NewID         func() string
	Log           *slog.Logger
}

// DB opens transactions. Together runs a function in one writing transaction, which
// every Read and Write begun with its context joins: what a service does and what
// the API remembers of it are then one.
type DB interface {
	record.DB
	Together(ctx context.Context, fn func(context.Context, record.Tx) error) error
}

// API answers every path below [Prefix].
type API struct {
	Deps
	mux    *http.ServeMux
	huma   huma.API
	routes map[string]*operation // by pattern of the mux
	order  []*operation          // as registered
	cross  *http.CrossOriginProtection
	seal   cipher.AEAD
	specs  specs
}

// New makes the API with all its operations. The error is a key that cannot be used.
func New(d Deps) (*API, error) {
	seal, err := newSeal(d.ReplyKey)
	if err != nil {
		return nil, err
	}
	a := &API{Deps: d, mux: http.NewServeMux(), routes: map[string]*operation{}, cross: http.NewCrossOriginProtection(), seal: seal}
	if d.Origin != "" {
		if err := a.cross.AddTrustedOrigin(d.Origin); err != nil {
			return nil, err
		}
	}
	a.huma = newHuma(a.mux, d)
	for _, add := range kinds {
		add(a)
	}
	a.describe()
	a.documents()
	return a, nil
}

// kinds register every operation, in the order of the documentation.
var kinds = []func(*API){
	me, dossiers, revisions, comments, shares, flows, decisions, derogations, portfolio, deadlines,
	catalogueOffers, catalogueImports, editions, networks, networkMaps, suppositions, doctrines,
	plans, orders, inbox, works, instances, deployments, orphans, delegations, quotas, frameworks, chains,
	organisations, people, grants, services, tokens,
	notices, webhooks, deliveries, operations, journalEntries, journalProofs, policy,
}
