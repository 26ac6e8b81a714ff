package main

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/keyfile"
	"github.com/havre-cloud/havre/internal/version"
	"github.com/havre-cloud/havre/portal"
	"github.com/havre-cloud/havre/portal/api"
	"github.com/havre-cloud/havre/portal/pages"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// deps is what the portal is made of.
func (s *server) deps(key *keyfile.Key, m *portal.Metrics) (portal.Deps, error) {
	d := portal.Deps{
		Pages: pages.Pages{Identity: s.identity, Record: s.record, Orders: s.order, Provision: s.provision, Library: s.record.Library, Journal: s.journal},
		API: api.Deps{
			DB: store.Using[record.Tx](s.db), ReplyKey: key.Derive(repliesPurpose, keyfile.Size), WebhookSecret: s.courier.Hooks.Secret, NewID: newID,
		},
		Settings: s.site(),
		Limits:   portal.Limits{Actor: s.Limits.Actor, Address: s.Limits.Address, SignIn: s.Limits.SignIn},
		Checks:   s.checks(), Metrics: m, MetricsToken: s.Metrics.Token, MetricsElsewhere: s.Metrics.Listen != "",
		Tracing: s.tracing, Version: version.Version, Now: time.Now, Log: s.log,
	}
	for _, n := range s.TrustedProxies {
		d.Proxies = append(d.Proxies, n.Prefix)
	}
	d.Pages.Running = pages.Running{
		SessionMax: time.Duration(s.Sessions.Max), Mail: s.courier.Mail != nil, WebhookSecret: s.courier.Hooks.Secret, Settings: s.shown(), Jobs: s.db.JobCounts, SetUp: s.spendSetup,
	}
	return d, s.provider(&d.Pages.Running)
}

// site is what the pages say of the portal.
func (s *server) site() web.Settings {
	w := web.Settings{
		Name: havre.Same(s.About.Name), Publisher: s.About.Publisher, Director: s.About.Director, Host: s.About.Host,
		Contact: s.About.Contact, DPO: s.About.DPO, Source: s.About.Source, Version: version.Version, Demo: s.Demo,
		Origin: string(s.PublicURL), Secure: s.secure,
	}
	if s.OIDC.Issuer != "" {
		w.FormTargets = []string{originOf(string(s.OIDC.Issuer))}
	}
	return w
}

// originOf is the scheme and host of an address.
func originOf(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

var (
	errSilent    = errors.New("the database does not answer")
	errOutdated  = errors.New("the database is at an older version than the program")
	errNoEdition = errors.New("no catalogue is in use")
)

// checks are the parts without which the portal cannot serve. What they say is
// shown to whoever asks; the reason of the database is in the log.
func (s *server) checks() []portal.Check {
	return []portal.Check{
		{Name: "database", Ask: func(ctx context.Context) error {
			if err := s.db.Ping(ctx); err != nil {
				s.log.WarnContext(ctx, "the database does not answer", "error", err)
				return errSilent
			}
			return nil
		}},
		{Name: "migrations", Ask: func(ctx context.Context) error {
			switch ok, err := s.db.Migrated(ctx); {
			case err != nil:
				return errSilent
			case !ok:
				return errOutdated
			}
			return nil
		}},
		{Name: "edition", Ask: func(context.Context) error {
			if s.record.Library.Now().Edition.Number == 0 {
				return errNoEdition
			}
			return nil
		}},
	}
}

// shown are the settings in force, without their secrets.
func (s *server) shown() []pages.Setting {
	var out []pages.Setting
	for _, d := range settingsOf() {
		value := d.In(&s.serving)
		if d.Key == "databaseURL" {
			value = withoutPassword(value)
		}
		if d.Secret && value != "" {
			value = "-"
		}
		out = append(out, pages.Setting{Key: d.Key, Value: value, Secret: d.Secret, From: s.origin[d.Key], Doc: d.Doc})
	}
	return out
}

// withoutPassword hides the password in an address.
func withoutPassword(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	u.RawQuery = ""
	return u.Redacted()
}
