package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/keyfile"
	"github.com/havre-cloud/havre/internal/version"
	"github.com/havre-cloud/havre/portal"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// server is one process of the portal, from its start to its end.
type server struct {
	*config
	*services
	log      *slog.Logger
	lock     *dataLock
	empty    bool // nothing was in the portal when it started
	db       *store.DB
	runner   *store.Runner
	tracing  *portal.Tracing
	portal   *portal.Portal
	servers  []*http.Server
	failures chan error // of what runs in the background
	begun    chan struct{}
}

// start brings the portal up, in the order in which things can fail: the address,
// the data directory, then database, rules and key at once. It answers as soon as
// these are there; jobs and demonstration come just after.
func (a *app) start(ctx context.Context, c *config) (*server, error) {
	s := &server{config: c, log: c.logger(a.err), failures: make(chan error, 4), begun: make(chan struct{})}
	slog.SetDefault(s.log)
	listeners, err := s.listen(ctx)
	if err != nil {
		return nil, err
	}
	if err = s.assemble(ctx); err == nil {
		err = s.invite(ctx, a)
	}
	if err != nil {
		for _, l := range listeners {
			err = errors.Join(err, l.Close())
		}
		return nil, errors.Join(err, s.release(context.WithoutCancel(ctx)))
	}
	for i, l := range listeners {
		go s.answer(s.servers[i], l)
	}
	go s.begin(ctx)
	if s.runs(roleWorker) {
		go s.tryClouds(ctx)
	}
	s.log.InfoContext(ctx, "the portal answers", "address", string(c.Listen), "url", string(c.PublicURL), "version", version.Version, "database", s.db.Kind(), "role", c.Role)
	workLong()
	return s, nil
}

// assemble opens everything, and puts the catalogue and the rules in use on record.
func (s *server) assemble(ctx context.Context) error {
	key, library, err := s.open(ctx)
	if err != nil {
		return err
	}
	s.services = newServices(s.config, s.db, key, library, s.log)
	var offers []string
	for _, o := range library.Now().Catalogue.Offers() {
		offers = append(offers, o.ID)
	}
	if err := unknownOffers(s.config.clouds, offers).Err(); err != nil {
		return err
	}
	if err := s.record.Start(ctx); err != nil {
		return fmt.Errorf("put the catalogue in use: %w", err)
	}
	if s.empty, err = s.unused(ctx); err != nil {
		return err
	}
	if err := s.recall(ctx); err != nil {
		return err
	}
	return s.prepare(ctx, key)
}

// invite says where the portal is, and how to make its first account.
func (s *server) invite(ctx context.Context, a *app) error {
	if !s.runs(roleWeb) {
		return a.banner(s.config, "")
	}
	secret, err := s.identity.SetupLink(ctx)
	if err != nil {
		return fmt.Errorf("set-up link: %w", err)
	}
	return a.banner(s.config, secret)
}

// open opens the database, reads the key and the rules, all at once.
func (s *server) open(ctx context.Context) (key *keyfile.Key, library *record.Library, err error) {
	if s.DatabaseURL == "" {
		if s.lock, err = lockData(s.DataDir); err != nil {
			return nil, nil, err
		}
	}
	opened := make(chan error, 2)
	go func() {
		var err error
		s.db, err = store.Open(ctx, store.Config{URL: s.databaseURL(), Log: s.log})
		opened <- err
	}()
	go func() {
		var err error
		library, err = newLibrary(s.config)
		opened <- err
	}()
	key, err = keyfile.Open(s.KeyFile)
	return key, library, errors.Join(err, <-opened, <-opened)
}

// prepare makes the portal, its HTTP servers and what runs the jobs.
func (s *server) prepare(ctx context.Context, key *keyfile.Key) (err error) {
	if s.OTLP.Endpoint != "" {
		if s.tracing, err = portal.NewTracing(ctx, string(s.OTLP.Endpoint), version.Version, s.trust()); err != nil {
			return err
		}
	}
	metrics := portal.NewMetrics(version.Version)
	metrics.Register(&gauges{s.db, s.record})
	deps, err := s.deps(key, metrics)
	if err != nil {
		return err
	}
	if s.portal, err = portal.New(deps); err != nil {
		return fmt.Errorf("portal: %w", err)
	}
	if s.runs(roleWorker) {
		if s.runner, err = s.db.Jobs(s.handlers(), store.RunnerOptions{}); err != nil {
			return fmt.Errorf("jobs: %w", err)
		}
	}
	var handler http.Handler = s.portal
	if !s.runs(roleWeb) {
		handler = s.portal.Probes()
	}
	s.servers = []*http.Server{s.newServer(handler)}
	if s.Metrics.Listen != "" {
		s.servers = append(s.servers, s.newServer(metrics.Handler()))
	}
	return nil
}

// trust is how certificates of others are checked, nil as the system does.
func (s *server) trust() *tls.Config {
	if s.authorities == nil {
		return nil
	}
	return &tls.Config{RootCAs: s.authorities, MinVersion: tls.VersionTLS12}
}

// newServer bounds how long a client may take, so that slow ones do not hold the
// portal. Streams lift the limit of their own answer.
func (s *server) newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn), MaxHeaderBytes: 64 << 10,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute,
	}
}

// listen takes the addresses before anything else: a portal that is already there
// is the most likely reason not to start.
func (s *server) listen(ctx context.Context) (out []net.Listener, err error) {
	for _, at := range []struct{ key, address string }{{"listen", string(s.Listen)}, {"metrics.listen", string(s.Metrics.Listen)}} {
		if at.address == "" {
			continue
		}
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", at.address)
		if err != nil {
			for _, l := range out {
				err = errors.Join(err, l.Close())
			}
			return nil, havre.Problems{{Field: at.key, Value: at.address, Message: havre.Text{
				FR: "cette adresse ne peut pas être écoutée : %s", EN: "this address cannot be listened on: %s",
			}.With(listenReason(err))}}
		}
		if at.key == "listen" && len(s.certificates) > 0 {
			l = tls.NewListener(l, &tls.Config{Certificates: s.certificates, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}})
		}
		out = append(out, l)
	}
	return out, nil
}

// answer serves until it is told to stop.
func (s *server) answer(h *http.Server, l net.Listener) {
	if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		s.failures <- fmt.Errorf("serve: %w", err)
	}
}

// followEvery is how long a replica may go on with the edition before the last.
const followEvery = 10 * time.Second

// begin does what may wait until the portal answers: the demonstration, then the
// jobs.
func (s *server) begin(ctx context.Context) {
	defer close(s.begun)
	defer debug.FreeOSMemory() // starting takes more of it than serving
	if s.Demo {
		if err := s.demonstrate(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "the demonstration could not be made", "error", err)
		}
	}
	if s.DatabaseURL != "" { // others may share it
		go s.record.Watch(ctx, followEvery, func(err error) { s.log.WarnContext(ctx, "the edition in use could not be read", "error", err) })
	}
	if s.runner == nil || ctx.Err() != nil {
		return
	}
	if err := s.runner.Start(ctx); err != nil {
		s.failures <- fmt.Errorf("jobs: %w", err)
	}
}
