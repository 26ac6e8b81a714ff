package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/provision/drivertest/faultproxy"
)

// blueprintFile is the typical environment.
const blueprintFile = "../examples/blueprints/three-tiers.yaml"

// need is that of the environments; its flows are the rules.
const need = `apiVersion: havre/v1
kind: Dossier
metadata: {name: bench, title: Bench}
spec:
  hosting: [{platform: cloud-pi}]
  flows:
    - {from: internet, to: bench, toName: front, protocol: tcp, port: 443, network: internet, kind: access}
    - {to: bench, fromName: front, toName: app, protocol: tcp, port: 8080}
    - {to: bench, fromName: app, toName: data, protocol: tcp, port: 5432}
`

// oneFlowMore is one rule more, of the front.
const oneFlowMore = "    - {from: internet, to: bench, toName: front, protocol: tcp, port: 80, network: internet, kind: access}\n"

// phases are what is done with the environment, in this order.
var phases = []string{"create", "no change", "change", "destroy"}

// figures are what one phase took.
type figures struct {
	wall     time.Duration
	calls    tally
	one, all int64 // bytes: of the largest process, and of those alive at once
}

// peer is one way to build the typical environment.
type peer struct {
	name  string
	phase func(ctx context.Context, name string) error
	// memory is what the processes took since forget.
	memory func() (one, all int64, err error)
	forget func() error
	clean  func(ctx context.Context) error
}

// peers builds the typical environment in each way, one after the other: the lab is one
// machine, and they would slow each other.
func peers(ctx context.Context, l *openLab, o options) error {
	fmt.Printf("\n## The typical environment, beside its peers\n\n")
	blueprint, err := os.ReadFile(blueprintFile)
	if err != nil {
		return err
	}
	var ways []string
	took := map[string]map[string]figures{}
	for _, way := range []struct {
		name, flag string
		make       func(context.Context, *openLab, options, string, string) (*peer, error)
	}{{"Havre", "", havrePeer}, {"openstack client", "client", clientPeer}, {"OpenTofu", "tofu", tofuPeer}} {
		if way.flag != "" && !slices.Contains(o.with, way.flag) {
			continue
		}
		proxy, keystone, err := l.front(1)
		if err != nil {
			return err
		}
		p, err := way.make(ctx, l, o, keystone, string(blueprint))
		if err == nil && p != nil {
			ways = append(ways, way.name)
			took[way.name], err = measured(ctx, l, proxy, p)
			err = errors.Join(err, p.clean(context.WithoutCancel(ctx)))
		}
		if err := errors.Join(err, proxy.Close()); err != nil {
			return fmt.Errorf("%s: %w", way.name, err)
		}
	}
	reportPeers(ways, took)
	return nil
}

// measured does each phase once, in turn.
func measured(ctx context.Context, l *openLab, proxy *faultproxy.Proxy, p *peer) (map[string]figures, error) {
	took := map[string]figures{}
	for _, name := range phases {
		if err := p.forget(); err != nil {
			return took, err
		}
		before, began := l.tally(proxy), time.Now()
		if err := p.phase(ctx, name); err != nil {
			return took, fmt.Errorf("%s: %w", name, err)
		}
		f := figures{wall: time.Since(began), calls: l.tally(proxy).less(before)}
		var err error
		if f.one, f.all, err = p.memory(); err != nil {
			return took, err
		}
		took[name] = f
		fmt.Fprintf(os.Stderr, "%s, %s: %s, %d calls, load %s\n", p.name, name, f.wall.Round(time.Second/10), f.calls.calls, loadAverage())
	}
	return took, nil
}

// havrePeer is Havre.
func havrePeer(ctx context.Context, l *openLab, o options, keystone, blueprint string) (*peer, error) {
	h, err := newHavre(l, o, "peers", keystone, setting{Run: o.run, Environments: 1, Need: need})
	if err != nil {
		return nil, err
	}
	if err := h.start(ctx); err != nil {
		return nil, err
	}
	more, err := oneServerMore(blueprint)
	if err != nil {
		return nil, err
	}
	asks := map[string]ask{
		"create":    {Do: "order", Wishes: []wish{{Item: 1, Action: order.Add, Blueprint: blueprint}}},
		"no change": {Do: "apply"},
		"change":    {Do: "order", Need: need + oneFlowMore, Wishes: []wish{{Item: 2, Action: order.Modify, Blueprint: more}}},
		"destroy":   {Do: "order", Wishes: []wish{{Item: 3, Action: order.Delete}}},
	}
	return &peer{
		name: "Havre",
		phase: func(_ context.Context, name string) error {
			a, err := h.ask(asks[name])
			if err == nil && a.States["failed"] > 0 {
				err = errors.New("the deployment failed")
			}
			if name == "no change" && len(a.Steps) > 0 {
				fmt.Printf("Havre found something to do where nothing had changed: %s\n\n", strings.Join(a.Steps, ", "))
			}
			for _, why := range a.Troubled {
				fmt.Fprintln(os.Stderr, "held, and resumed:", why)
			}
			return err
		},
		memory: func() (int64, int64, error) {
			n, err := h.peak()
			return n, n, err
		},
		forget: h.forgetPeak,
		clean: func(ctx context.Context) error {
			fmt.Fprintf(os.Stderr, "Havre's process was ready in %s\n", h.started.Round(time.Millisecond))
			_ = h.kill() // what it did is on record, and the purge asks the cloud itself
			return l.purge(ctx, "havre-bench-"+o.run)
		},
	}, nil
}

func reportPeers(ways []string, took map[string]map[string]figures) {
	fmt.Println("| phase | with | wall | API calls | of which Keystone | largest process | processes alive at once | Havre's share: wall | calls | memory |")
	fmt.Println("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|")
	for _, phase := range phases {
		h := took["Havre"][phase]
		for _, way := range ways {
			f := took[way][phase]
			shares := " | | "
			if way != "Havre" {
				shares = fmt.Sprintf("%.2f | %.2f | %.2f", h.wall.Seconds()/f.wall.Seconds(), float64(h.calls.calls)/float64(f.calls.calls), float64(h.all)/float64(f.all))
			}
			fmt.Printf("| %s | %s | %.1f s | %d | %d | %d MB | %d MB | %s |\n", phase, way, f.wall.Seconds(), f.calls.calls, f.calls.keystone, f.one>>20, f.all>>20, shares)
		}
	}
	fmt.Println()
	for _, way := range ways {
		if way == "Havre" {
			continue
		}
		h, f := took["Havre"], took[way]
		fmt.Printf("Beside %s: fewer calls when nothing changes %s (%d, %d); under 0.8 of its time to create %s (%.2f).\n", way,
			goal(h["no change"].calls.calls < f["no change"].calls.calls), h["no change"].calls.calls, f["no change"].calls.calls,
			goal(h["create"].wall.Seconds() < 0.8*f["create"].wall.Seconds()), h["create"].wall.Seconds()/f["create"].wall.Seconds())
	}
}

func goal(met bool) string {
	if met {
		return "met"
	}
	return "**not met**"
}
