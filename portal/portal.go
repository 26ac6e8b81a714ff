// Package portal puts the server together: what every request goes through (trail,
// log, metrics, limits), then the pages, the API and the files that browsers load.
//
// It opens no database and reads no setting: what it needs is given to [New].
package portal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api"
	"github.com/havre-cloud/havre/portal/broker"
	"github.com/havre-cloud/havre/portal/pages"
	"github.com/havre-cloud/havre/portal/static"
	"github.com/havre-cloud/havre/portal/trail"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Deps are what a portal is made of.
type Deps struct {
	Pages pages.Pages
	// API is what the API needs besides what is common; its zero value is filled in.
	API      api.Deps
	Settings web.Settings
	Proxies  []netip.Prefix // believed about who connects
	Limits   Limits
	Checks   []Check // the parts without which it cannot serve
	Metrics  *Metrics
	// MetricsToken protects /metrics here; without one only this machine may read it.
	// MetricsElsewhere leaves it out.
	MetricsToken     string
	MetricsElsewhere bool
	Tracing          *Tracing // nil without
	Version          string
	Now              func() time.Time
	Log              *slog.Logger
}

// Portal answers every request. It is an http.Handler.
type Portal struct {
	*portal
	handler http.Handler
}

type portal struct {
	Deps
	proxies  proxies
	streams  streams
	stopping atomic.Bool
	site     *web.Site
}

// New puts a portal together.
func New(d Deps) (*Portal, error) {
	p := &portal{Deps: d, proxies: d.Proxies}
	p.Checks = append([]Check{{Name: "stopping", Ask: p.accepts}}, p.Checks...)
	p.Pages.Running.Health = p.health
	mux, err := p.routes()
	if err != nil {
		return nil, err
	}
	limit := newLimiter(d.Limits, d.Now, "/connexion", "/connexion/cle", "/connexion/cle/debut", "/connexion/fournisseur", "/installation", "/invitation", "/mot-de-passe")
	h := p.towardsHTTPS(limit.limit(d.Metrics, mux))
	h = p.streams.watch(h)
	h = p.observe(h)
	return &Portal{portal: p, handler: d.Tracing.follow(h)}, nil
}

// ServeHTTP answers a request.
func (p *Portal) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.handler.ServeHTTP(w, r) }

// Routes lists the patterns of the pages.
func (p *Portal) Routes() []string { return p.site.Routes() }

// Stop announces that the process is about to stop: balancers look elsewhere, and
// streams end.
func (p *Portal) Stop() {
	p.stopping.Store(true)
	p.streams.stop()
}

var errStopping = errors.New("the portal is stopping")

// accepts is the check that Stop fails.
func (p *portal) accepts(context.Context) error {
	if p.stopping.Load() {
		return errStopping
	}
	return nil
}

// routes puts pages, API and files under one roof.
func (p *portal) routes() (http.Handler, error) {
	site, err := web.New(web.Options{
		Settings: p.Settings, Identify: p.identify, Trouble: ui.Trouble, Refused: p.refused, Awaiting: p.Pages.Awaiting, RequestID: requestID, Log: p.Log, Now: p.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	p.site = site
	p.Pages.Register(site)
	a, err := p.api()
	if err != nil {
		return nil, err
	}
	mux, turn := http.NewServeMux(), newCrowd()
	mux.Handle("/", turn.admit(site))
	mux.Handle("GET "+static.Root, static.Handler())
	mux.Handle(api.Prefix+"/", turn.admit(a))
	mux.Handle(broker.Prefix+"/", turn.admit(p.broker()))
	p.probes(mux)
	return mux, nil
}

// api is the API, with what it has in common with the pages.
func (p *portal) api() (*api.API, error) {
	d := p.API
	d.Identity, d.Record, d.Orders, d.Journal = p.Pages.Identity, p.Pages.Record, p.Pages.Orders, p.Pages.Journal
	d.Provision = p.Pages.Provision
	d.Origin, d.Version, d.Now, d.Log = p.Settings.Origin, p.Version, p.Now, p.Log
	d.RequestID, d.From = requestID, from
	d.Cookie = pages.SessionCookie
	if p.Settings.Secure {
		d.Cookie = "__Host-" + d.Cookie
	}
	a, err := api.New(d)
	if err != nil {
		return nil, fmt.Errorf("API: %w", err)
	}
	return a, nil
}

// broker is the service broker: programs with a token, neither cookie nor session.
func (p *portal) broker() *broker.Broker {
	return broker.New(broker.Deps{
		Identity: p.Pages.Identity, Orders: p.Pages.Orders, Origin: p.Settings.Origin, RequestID: requestID, From: from, Log: p.Log,
	})
}

func from(r *http.Request) string { return trail.From(r.Context()).Address.String() }

// refused tells the journal who was kept from a page, even if they did not wait for
// the answer.
func (p *portal) refused(r *web.Request, err error) error {
	return p.Pages.Identity.Refused(context.WithoutCancel(r.Context()), r.Actor, r.Page(), err) //nolint:wrapcheck // the site tells it
}

func requestID(r *http.Request) string { return trail.From(r.Context()).ID }

// identify says who asks, by the session of the browser.
func (p *portal) identify(r *http.Request) (identity.Actor, *identity.Session, int, error) {
	secret := p.site.CookieOf(r, pages.SessionCookie)
	if secret == "" {
		return identity.Nobody(), nil, 0, nil
	}
	actor, session, err := p.Pages.Identity.SignedIn(r.Context(), secret)
	if f := havre.FaultOf(err); f != nil && f.Code == havre.Unauthenticated {
		return identity.Nobody(), nil, 0, nil // the session has ended
	}
	if err != nil {
		return identity.Nobody(), nil, 0, err //nolint:wrapcheck // the site says what it was doing
	}
	t := trail.From(r.Context())
	t.Actor, t.Organisation = actor.ID, actor.Home
	unread, err := p.Pages.Record.Notices(r.Context(), actor, true, havre.List{Limit: 1})
	return actor, session, unread.Total, err //nolint:wrapcheck // idem
}

// health is what the administration page says of each part.
func (p *portal) health(ctx context.Context) []pages.Part {
	var out []pages.Part
	for _, part := range p.examine(ctx).Parts {
		out = append(out, pages.Part{Name: part.Name, Error: part.Error})
	}
	return out
}
