package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/drivertest/faultproxy"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// small is the environment of the storm: beside its project, its quotas, its network and
// its router, a group with its rules, a server, a volume on it, and a container.
const small = `apiVersion: havre/v1
kind: Blueprint
metadata: {name: small}
spec:
  tiers:
    - {name: app, count: 1, flavor: small, image: debian-13, volumes: [{name: data, size: 1}]}
  containers:
    - {name: files}
`

// smallNeed gives it two rules.
const smallNeed = `apiVersion: havre/v1
kind: Dossier
metadata: {name: bench, title: Bench}
spec:
  hosting: [{platform: cloud-pi}]
  flows:
    - {from: internet, to: bench, toName: app, protocol: tcp, port: 443, network: internet, kind: access}
    - {to: rosny, fromName: app, protocol: tcp, port: 5432, toAddress: 10.1.2.0/24}
`

// bad is what happens to one request in twenty.
func bad() faultproxy.Rule {
	return faultproxy.Rule{Rate: 0.05, Faults: []faultproxy.Fault{
		{Status: 429, RetryAfter: time.Second}, {Status: 500}, {Status: 503}, {Drop: true}, {Lose: true}, {Delay: 3 * time.Second},
	}}
}

// weather is what one half of the storm was.
type weather struct {
	wall    time.Duration
	calls   tally
	kills   int
	resumed int // orders that a failure held, and that were resumed
	trouble map[string]int
}

// storm builds many environments at once while a twentieth of the answers fail and the
// process is killed again and again, asks the cloud what there is, then does the same to
// destroy them.
func storm(ctx context.Context, l *openLab, o options) (err error) {
	fmt.Printf("\n## A storm: %d environments at once\n\n5 %% of the requests meet a failure (429, 500, 503, dropped before, dropped after, 3 s late), and the process is killed every %s.\n\n", o.environments, o.kill)
	proxy, keystone, err := l.front(uint64(o.environments))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, proxy.Close()) }()
	h, err := newHavre(l, o, "storm", keystone, setting{Run: o.run, Environments: o.environments, Need: smallNeed})
	if err != nil {
		return err
	}
	proxy.Add(bad())
	known := map[string]string{} // projects of this run, by identifier
	build, destroy := ask{Do: "order"}, ask{Do: "order"}
	for n := range o.environments {
		build.Wishes = append(build.Wishes, wish{N: n, Item: 2*n + 1, Action: order.Add, Blueprint: small})
		destroy.Wishes = append(destroy.Wishes, wish{N: n, Item: 2*n + 2, Action: order.Delete})
	}
	defer func() {
		ctx := context.WithoutCancel(ctx)
		proxy.Clear()
		err = errors.Join(err, calm(ctx, h, destroy), l.purge(ctx, "havre-bench-"+o.run))
	}()
	var failed []string
	for _, half := range []struct {
		name string
		ask  ask
		want provision.State
	}{{"built", build, provision.Running}, {"destroyed", destroy, provision.Gone}} {
		w, err := survive(ctx, l, proxy, h, half.ask, o)
		if err != nil {
			return fmt.Errorf("%s: %w", half.name, err)
		}
		bad, err := stormReport(ctx, l, proxy, h, half.name, half.want, w, known)
		if err != nil {
			return fmt.Errorf("%s: %w", half.name, err)
		}
		failed = append(failed, bad...)
	}
	if len(failed) > 0 {
		return errors.New("it does not hold: " + strings.Join(failed, "; "))
	}
	fmt.Println("**It holds**: what was ordered exists, once, and nothing else; once ended, nothing is left.")
	return nil
}

// calm destroys what a storm that failed has left, without failures and without deaths:
// Havre does it much faster than the purge that follows.
func calm(ctx context.Context, h *havreProcess, destroy ask) error {
	e, err := recordOf(ctx, &h.set)
	if err == nil && !slices.ContainsFunc(e.deployments, func(d provision.Deployment) bool { return d.State != provision.Gone }) {
		return nil
	}
	fmt.Fprintln(os.Stderr, "destroying what is left")
	ctx, cancel := context.WithTimeout(ctx, 20*time.Minute) // the process is killed then
	defer cancel()
	if err := h.start(ctx); err != nil {
		return err
	}
	_, err = h.ask(destroy)
	_ = h.kill() // it may have been
	return err
}

// heard is a line of the process, or its end.
type heard struct {
	said
	err error
}

// survive asks something of a process that is killed again and again, until it has
// answered or patience is over. What is left of it is on record.
func survive(ctx context.Context, l *openLab, proxy *faultproxy.Proxy, h *havreProcess, a ask, o options) (w weather, err error) {
	w.trouble = map[string]int{}
	before, began := l.tally(proxy), time.Now()
	over := time.After(o.patience)
	for end := false; !end; {
		if err := h.start(ctx); err != nil {
			return w, err
		}
		if err := h.send(a); err != nil {
			return w, err
		}
		lines := make(chan heard, 1)
		go func() {
			defer close(lines)
			for {
				s, err := h.hear()
				lines <- heard{s, err}
				if err != nil || !s.Progress {
					return
				}
			}
		}()
		death := time.After(o.kill)
		for alive := true; alive; {
			select {
			case s := <-lines:
				w.hears(&s.said)
				if s.err != nil {
					return w, s.err
				}
				if s.Progress {
					fmt.Fprintf(os.Stderr, "%s, life %d: %v, load %s\n", time.Since(began).Round(time.Second), w.kills+1, s.States, loadAverage())
					continue
				}
				alive, end = false, true
				err = h.stop()
			case <-death:
				alive, err = false, h.kill()
				w.kills++
				for s := range lines { // what it had said
					w.hears(&s.said)
				}
			case <-over:
				alive, end, err = false, true, h.kill()
			}
		}
		if err != nil {
			return w, err
		}
	}
	w.wall, w.calls = time.Since(began), l.tally(proxy).less(before)
	return w, nil
}

// hears takes in what the process says.
func (w *weather) hears(s *said) {
	w.resumed += s.Resumed
	for _, t := range s.Troubled {
		_, why, _ := strings.Cut(t, ": ")
		w.trouble[why]++
		fmt.Fprintln(os.Stderr, "held, and resumed:", t)
	}
}

// ended is what is on record after a half.
type ended struct {
	deployments []provision.Deployment
	orphans     []provision.Orphan
}

// recordOf reads the database of a process that has ended.
func recordOf(ctx context.Context, set *setting) (e ended, err error) {
	db, err := store.Open(ctx, store.Config{URL: set.Database})
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return e, db.Read(ctx, func(tx *store.Tx) error {
		for n := range set.Environments {
			d, err := tx.Deployment(ctx, set.instance(n))
			if err != nil {
				return err
			}
			e.deployments = append(e.deployments, *d)
		}
		page, err := tx.Orphans(ctx, provision.OrphanQuery{List: havre.List{Limit: havre.MaxLimit}, Needs: record.NeedQuery{All: true}, Open: true})
		e.orphans = page.Items
		return err
	})
}

// stormReport says how a half went, and what does not hold.
func stormReport(ctx context.Context, l *openLab, proxy *faultproxy.Proxy, h *havreProcess, name string, want provision.State, w weather, known map[string]string) (failed []string, err error) {
	fmt.Printf("### %s\n\n| wall | deaths of the process | failures injected | API calls | of which Keystone | orders held and resumed by somebody |\n|---:|---:|---:|---:|---:|---:|\n| %s | %d | %d | %d | %d | %d |\n\n",
		name, w.wall.Round(time.Second), w.kills, w.calls.faults, w.calls.calls, w.calls.keystone, w.resumed)
	for _, why := range slices.Sorted(maps.Keys(w.trouble)) {
		fmt.Printf("- held %d times: %s\n", w.trouble[why], why)
	}
	e, err := recordOf(ctx, &h.set)
	if err != nil {
		return nil, err
	}
	for i := range e.deployments {
		if d := &e.deployments[i]; d.State != want {
			failed = append(failed, fmt.Sprintf("%s is %s: %s", d.Name, d.State, d.Why.EN))
			fmt.Printf("- **%s is %s**: %s\n", d.Name, d.State, d.Why.EN)
		}
	}
	inv, err := takeInventory(ctx, l, &h.set, known)
	if err != nil {
		return failed, err
	}
	if want == provision.Gone {
		inv.containersLeft(proxy.Requests(), known)
	}
	return append(failed, inv.report(name, e)...), nil
}
