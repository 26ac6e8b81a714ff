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

	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/plan"
)

// bare is an environment without servers.
const bare = "apiVersion: havre/v1\nkind: Blueprint\nmetadata: {name: bare}\nspec: {}\n"

// drift builds one environment of many cheap resources, changes some of them behind
// Havre's back, and looks once. Its peer is the client's `show`, once a resource.
func drift(ctx context.Context, l *openLab, o options) (err error) {
	extra, tampers := map[string]int{"key": 90, "spread": 100, "group": 265, "rules": 265, "network": 110, "subnet": 110, "port": 40, "container": 9}, 8
	if o.quick {
		extra, tampers = map[string]int{"key": 20, "spread": 14, "group": 14, "rules": 14, "network": 10, "subnet": 10, "port": 4, "container": 2}, 2
	}
	proxy, keystone, err := l.front(3)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, proxy.Close()) }()
	run := "d" + o.run[1:] // the storm has the same
	h, err := newHavre(l, o, "drift", keystone, setting{Run: run, Environments: 1, Need: need, Extra: extra, OnlyTell: true})
	if err != nil {
		return err
	}
	if err := h.start(ctx); err != nil {
		return err
	}
	defer func() {
		_ = h.kill() // what it did is on record
		err = errors.Join(err, l.purge(context.WithoutCancel(ctx), "havre-bench-"+run))
	}()
	began := time.Now()
	a, err := h.ask(ask{Do: "order", Wishes: []wish{{Item: 1, Action: order.Add, Blueprint: bare}}})
	if err == nil && a.States["running"] != 1 {
		err = fmt.Errorf("it is not built: %v %v", a.States, a.Why)
	}
	if err != nil {
		return err
	}
	built := time.Since(began)
	a, err = h.ask(ask{Do: "show"})
	if err != nil {
		return err
	}
	fmt.Printf("\n## Drift among %d resources\n\n%s; built in %s.\n\n", len(a.Objects), kindsOf(a.Objects), built.Round(time.Second))
	want, err := tamper(ctx, l, a.Objects, tampers, extra["port"])
	if err != nil {
		return err
	}
	before, began := l.tally(proxy), time.Now()
	seen, err := h.ask(ask{Do: "look"})
	if err != nil {
		return err
	}
	wall, calls := time.Since(began), l.tally(proxy).less(before)
	show, shown, err := showing(ctx, l, a.Objects, want)
	if err != nil {
		return err
	}
	n := float64(len(a.Objects))
	fmt.Println("| | wall | API calls | calls a resource |\n|---|---:|---:|---:|")
	fmt.Printf("| Havre, one look | %.1f s | %d | %.2f |\n", wall.Seconds(), calls.calls, float64(calls.calls)/n)
	fmt.Printf("| `openstack … show` once a resource, from %d of them | %.0f s | %.0f | %.1f |\n", shown.n, show.Seconds()*n, shown.calls*n, shown.calls)
	fmt.Printf("\nChanged or deleted behind its back: %d. Found: %d. ", len(want), len(want)-len(missing(want, seen.Drifted)))
	fmt.Printf("All of them and no other: %s\n", goal(slices.Equal(want, seen.Drifted)))
	if !slices.Equal(want, seen.Drifted) {
		err = fmt.Errorf("not found: %v; found and not changed: %v", missing(want, seen.Drifted), missing(seen.Drifted, want))
		fmt.Printf("\nIt is not so: %v\n", err)
	}
	_, e := h.ask(ask{Do: "order", Wishes: []wish{{Item: 2, Action: order.Delete}}})
	return errors.Join(err, e)
}

func kindsOf(objects map[string]plan.Object) string {
	n := map[string]int{}
	for _, o := range objects {
		n[o.Kind]++
	}
	var words []string
	for _, kind := range slices.Sorted(maps.Keys(n)) {
		words = append(words, fmt.Sprintf("%s %d", kind, n[kind]))
	}
	return strings.Join(words, ", ")
}

// tamper changes and deletes resources with the cloud's own client, as somebody would,
// and gives their keys. The first subnets are used by ports, and cannot be deleted.
func tamper(ctx context.Context, l *openLab, objects map[string]plan.Object, each, used int) ([]string, error) {
	var commands, keys []string
	hit := func(key, command string) error {
		o, ok := objects[key]
		if !ok {
			return fmt.Errorf("%s was not built", key)
		}
		keys, commands = append(keys, key), append(commands, strings.ReplaceAll(command, "ID", o.ID))
		return nil
	}
	var errs []error
	for i := range each {
		errs = append(errs,
			hit(fmt.Sprintf("rules/x-%d", i), "security group rule create --ingress --protocol tcp --dst-port 22 --remote-ip 192.0.2.0/24 -f json ID"),
			hit(fmt.Sprintf("subnet/x-%d", i), "subnet set --dns-nameserver 192.0.2.53 ID"),
			hit(fmt.Sprintf("key/x-%d", i), "keypair delete ID"),
			hit(fmt.Sprintf("spread/x-%d", i), "server group delete ID"),
			hit(fmt.Sprintf("subnet/x-%d", used+i), "subnet delete ID"),
		)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	_, err := l.direct().session(ctx, objects["project"].ID, commands)
	return plan.Set(keys...), err
}

// sample is what was measured of a few.
type sample struct {
	n     int
	calls float64 // each
}

// showing is the cost of one `show`, from twenty of several kinds.
func showing(ctx context.Context, l *openLab, objects map[string]plan.Object, except []string) (each time.Duration, s sample, err error) {
	proxy, keystone, err := l.front(4)
	if err != nil {
		return 0, s, err
	}
	defer func() { err = errors.Join(err, proxy.Close()) }()
	c := &client{lab: l, keystone: keystone}
	began := time.Now()
	for kind, words := range map[string]string{"group": "security group", "network": "network", "port": "port", "key": "keypair"} {
		var list []plan.Object
		for _, key := range slices.Sorted(maps.Keys(objects)) {
			if o := objects[key]; o.Kind == kind && !slices.Contains(except, key) {
				list = append(list, o)
			}
		}
		for i := range 5 {
			o := list[i%len(list)]
			if _, err := c.command(ctx, objects["project"].ID, append(strings.Fields(words), "show", o.ID, "-f", "json")...); err != nil {
				return 0, s, err
			}
			s.n++
		}
	}
	s.calls = float64(l.tally(proxy).calls) / float64(s.n)
	fmt.Fprintf(os.Stderr, "%d shows in %s\n", s.n, time.Since(began).Round(time.Second))
	return time.Since(began) / time.Duration(s.n), s, nil
}

// missing are the words of a list that another has not.
func missing(list, other []string) (out []string) {
	for _, w := range list {
		if !slices.Contains(other, w) {
			out = append(out, w)
		}
	}
	return out
}
