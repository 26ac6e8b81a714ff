package main

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/havre-cloud/havre/blueprint"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/drivertest/faultproxy"
)

// The blueprints of the benchmark are read, and the change makes the difference it says.
func TestBlueprints(t *testing.T) {
	text, err := os.ReadFile("../" + blueprintFile) // tests run one folder below
	if err != nil {
		t.Fatal(err)
	}
	more, err := oneServerMore(string(text))
	if err != nil {
		t.Fatal(err)
	}
	servers := map[string]int{}
	for name, doc := range map[string]string{"before": string(text), "after": more, "small": small, "bare": bare} {
		b, err := blueprint.Parse(name, []byte(doc))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range b.Tiers {
			servers[name] += b.Tiers[i].Count
		}
	}
	if servers["before"] != 5 || servers["after"] != 6 || servers["small"] != 1 {
		t.Errorf("servers: %v", servers)
	}
}

func TestGraph(t *testing.T) {
	var mu sync.Mutex
	var order []string
	of := func(name string, err error, after ...string) task {
		return task{name, after, func(context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, name)
			return err
		}}
	}
	if err := graph(t.Context(), []task{of("c", nil, "a", "b"), of("b", nil, "a"), of("a", nil)}); err != nil || !slices.Equal(order, []string{"a", "b", "c"}) {
		t.Errorf("%v, %v", order, err)
	}
	broken := errors.New("broken")
	if err := graph(t.Context(), []task{of("x", broken), of("never", nil, "x", "y")}); !errors.Is(err, broken) {
		t.Errorf("a task that fails: %v", err)
	}
	if err := graph(t.Context(), []task{of("never", nil, "nothing")}); err == nil {
		t.Error("a task that waits for nothing ends well")
	}
}

// What is found twice, not at all or for no reason is told, unless the ledger has it.
func TestInventory(t *testing.T) {
	const project = "havre-bench-x-000"
	e := ended{deployments: []provision.Deployment{{Body: provision.Body{Wanted: []plan.Resource{
		{Key: "project", Kind: "project", Name: project},
		{Key: "network/main", Kind: "network", Name: "havre-network-main"},
		{Key: "rules/app", Kind: "rules", Name: "havre-rules-app", With: plan.Attributes{"rules": []string{"in tcp 443 0.0.0.0/0", "out tcp 53 0.0.0.0/0"}}},
	}}}}}
	good := map[thing][]string{
		{"project", project, project}: {"p"}, {"network", project, "havre-network-main"}: {"n"}, {"rules", project, "havre-group-app"}: {"r1", "r2"},
	}
	tests := []struct {
		name   string
		change func(*inventory, *ended)
		want   string // in the only thing told; "" is nothing
	}{
		{"as wanted", func(*inventory, *ended) {}, ""},
		{"a double", func(v *inventory, _ *ended) { v.add("network", project, "havre-network-main", "n2") }, "(n2)"},
		{"a rule is missing", func(v *inventory, _ *ended) { v.found[thing{"rules", project, "havre-group-app"}] = []string{"r1"} }, "1 of rules"},
		{"somebody else's", func(v *inventory, _ *ended) { v.add("volume", project, "mine", "v") }, "volume mine"},
		{"in the ledger", func(v *inventory, e *ended) {
			v.add("volume", project, "left", "v")
			e.orphans = append(e.orphans, provision.Orphan{Object: plan.Object{Kind: "volume", ID: "v"}})
		}, ""},
		{"a container of a project that is gone", func(v *inventory, _ *ended) {
			v.containersLeft([]faultproxy.Request{
				{Method: "PUT", URL: "http://127.0.0.1:1/v1/AUTH_abc/files", Status: 201},
				{Method: "DELETE", URL: "http://127.0.0.1:1/v1/AUTH_abc/files", Status: 500, Fault: &faultproxy.Fault{Status: 500}},
			}, map[string]string{"abc": project})
		}, "container files"},
		{"a container that is gone", func(v *inventory, _ *ended) {
			v.containersLeft([]faultproxy.Request{{Method: "DELETE", URL: "http://127.0.0.1:1/v1/AUTH_abc/files", Status: 204}}, map[string]string{"abc": project})
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, e := &inventory{found: map[thing][]string{}}, e
			for k, ids := range good {
				v.found[k] = slices.Clone(ids)
			}
			tt.change(v, &e)
			got := v.report("built", e)
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
				t.Errorf("told: %q, wanted: %q", got, tt.want)
			}
		})
	}
}

func TestQuotas(t *testing.T) {
	for _, doc := range []string{`[{"Resource": "cores", "Limit": 16}]`, `{"cores": 16, "project": "p"}`} {
		if got, err := quotasIn([]byte(doc)); err != nil || got["cores"] != 16 {
			t.Errorf("%s: %v, %v", doc, got, err)
		}
	}
}
