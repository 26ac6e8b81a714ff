package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	bp "github.com/havre-cloud/havre/blueprint"
)

// oneServerMore is the blueprint with one more server of application.
func oneServerMore(blueprint string) (string, error) {
	from := "    - name: app\n      count: 2\n"
	if strings.Count(blueprint, from) != 1 {
		return "", fmt.Errorf("%s is no longer what this benchmark changes: it has no %q", blueprintFile, from)
	}
	return strings.Replace(blueprint, from, strings.Replace(from, "2", "3", 1), 1), nil
}

// byHand builds the environment with the cloud's own client, as a good script would: what
// does not depend on one another at the same time, what one command can do in one.
type byHand struct {
	*client
	o         options
	blueprint *bp.Blueprint
	files     string

	mu  sync.Mutex
	ids map[string]string
}

func clientPeer(_ context.Context, l *openLab, o options, keystone, blueprint string) (*peer, error) {
	b, err := bp.Parse(blueprintFile, []byte(blueprint))
	if err != nil {
		return nil, err
	}
	h := &byHand{client: &client{lab: l, keystone: keystone}, o: o, blueprint: b, files: o.dir, ids: map[string]string{}}
	err = os.WriteFile(filepath.Join(h.files, "key.pub"), []byte(b.Keys[0].Public+"\n"), 0o600) //nolint:gosec // a folder of our own
	for i := range b.Tiers {
		err = errors.Join(err, os.WriteFile(filepath.Join(h.files, b.Tiers[i].Name+".init"), []byte(b.Tiers[i].UserData), 0o600)) //nolint:gosec // the same
	}
	if err != nil {
		return nil, err
	}
	return &peer{
		name: "openstack client",
		phase: func(ctx context.Context, name string) error {
			return map[string]func(context.Context) error{"create": h.create, "no change": h.compare, "change": h.change, "destroy": h.destroy}[name](ctx)
		},
		memory: func() (int64, int64, error) {
			one, all := h.memory()
			return one, all, nil
		},
		forget: func() error { h.forget(); return nil },
		clean:  func(ctx context.Context) error { return l.purge(ctx, h.project()) },
	}, nil
}

func (h *byHand) project() string { return "bench-" + h.o.run + "-client" }

func (h *byHand) id(name string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ids[name]
}

// makes is a task that runs one command and keeps the identifier that it prints. "@name"
// in a command is the identifier of another task; "within" says whether it is run in the
// project, or above it.
func (h *byHand) makes(name string, within bool, after []string, args ...string) task {
	if within {
		after = append(after, "grant/own")
	}
	return task{name, after, func(ctx context.Context) error {
		project := ""
		if within {
			project = h.id("project")
		}
		said, err := h.command(ctx, project, h.resolved(args)...)
		if err != nil {
			return err
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.ids[name] = strings.TrimSpace(said)
		return nil
	}}
}

// resolved is a command with its references replaced; "@a=@b" is an option with one.
func (h *byHand) resolved(args []string) []string {
	var out []string
	for _, a := range args {
		option, ref, ok := strings.Cut(a, "@")
		if !ok {
			out = append(out, a)
			continue
		}
		for id := range strings.FieldsSeq(h.id(ref)) {
			out = append(out, option+id)
		}
	}
	return out
}

var printID = []string{"-f", "value", "-c", "id"}

func (h *byHand) create(ctx context.Context) error {
	b, password := h.blueprint, rand.Text()
	tasks := []task{
		h.makes("project", false, nil, append([]string{"project", "create", "--description", "Havre's benchmark", h.project()}, printID...)...),
		h.makes("grant/own", false, []string{"project"}, "role", "add", "--user", h.lab.cloud.Auth.User, "--project", "@project", "member"),
		h.makes("user", false, []string{"project"}, append([]string{"user", "create", "--project", "@project", "--password", password, h.project()}, printID...)...),
		h.makes("grant/team", false, []string{"user"}, "role", "add", "--user", "@user", "--project", "@project", "member"),
		h.makes("quota", false, []string{"project"}, "quota", "set", "--cores", "16", "--ram", "65536", "--instances", "16", "--server-groups", "16", "--key-pairs", "-1",
			"--floating-ips", "4", "--ports", "50", "--networks", "20", "--subnets", "20", "--routers", "20", "--secgroups", "50", "--secgroup-rules", "500",
			"--gigabytes", "500", "--volumes", "500", "--snapshots", "500", "@project"),
		h.makes("network", true, []string{"quota"}, append([]string{"network", "create", "main"}, printID...)...),
		h.makes("subnet", true, []string{"network"}, append([]string{"subnet", "create", "--network", "@network", "--subnet-range", b.Network.Prefix(), "main"}, printID...)...),
		h.makes("router", true, []string{"quota"}, append([]string{"router", "create", "--external-gateway", externalNetwork, "main"}, printID...)...),
		h.makes("interface", true, []string{"router", "subnet"}, "router", "add", "subnet", "@router", "@subnet"),
		h.makes("key", false, nil, "keypair", "create", "--public-key", filepath.Join(h.files, "key.pub"), h.project()),
		h.makes("container", true, []string{"quota"}, "container", "create", h.project()+"-documents"),
	}
	var volumes []string
	for i := range b.Tiers {
		t := &b.Tiers[i]
		tasks = append(tasks, h.group(t)...)
		for n := range t.Count {
			tasks = append(tasks, h.server(t, n+1)...)
			for _, v := range t.Volumes {
				volumes = append(volumes, "volume/"+serverName(t, n+1)+"/"+v.Name)
			}
		}
	}
	tasks = append(tasks, h.rules()...)
	tasks = append(tasks, task{"volumes", volumes, h.volumesReady})
	return graph(ctx, tasks)
}

func serverName(t *bp.Tier, n int) string { return fmt.Sprintf("%s-%d", t.Name, n) }

// group makes a security group without the rules that the cloud puts in it.
func (h *byHand) group(t *bp.Tier) []task {
	group := "group/" + t.Name
	tasks := []task{
		h.makes(group, true, []string{"quota"}, append([]string{"security", "group", "create", t.Name}, printID...)...),
		h.makes("default/"+t.Name, true, []string{group}, "security", "group", "rule", "list", "@"+group, "-f", "value", "-c", "ID"),
		h.makes("bare/"+t.Name, true, []string{"default/" + t.Name}, "security", "group", "rule", "delete", "@default/"+t.Name),
	}
	if t.Spread {
		tasks = append(tasks, h.makes("spread/"+t.Name, true, []string{"quota"}, append([]string{"server", "group", "create", "--policy", "soft-anti-affinity", t.Name}, printID...)...))
	}
	return tasks
}

// rules are those that the flows of the need give.
func (h *byHand) rules() []task {
	rule := func(n int, tier, way, port string, peer ...string) task {
		after := []string{"bare/" + tier, "group/front", "group/app", "group/data"}
		return h.makes(fmt.Sprintf("rule/%d", n), true, after, append(append([]string{"security", "group", "rule", "create", way, "--protocol", "tcp", "--dst-port", port}, peer...), "@group/"+tier)...)
	}
	return []task{
		rule(1, "front", "--ingress", "443", "--remote-ip", "0.0.0.0/0"),
		rule(2, "front", "--egress", "8080", "--remote-group", "@group/app"),
		rule(3, "app", "--ingress", "8080", "--remote-group", "@group/front"),
		rule(4, "app", "--egress", "5432", "--remote-group", "@group/data"),
		rule(5, "data", "--ingress", "5432", "--remote-group", "@group/app"),
	}
}

// server is the nth of a tier, with what it has of its own.
func (h *byHand) server(t *bp.Tier, n int) []task {
	name := serverName(t, n)
	port, server := "port/"+name, "server/"+name
	after := []string{port, "key", "interface"}
	args := []string{"server", "create", "--wait", "--flavor", flavor, "--image", image, "--nic", "port-id=@" + port, "--key-name", h.project(), "--config-drive", "True"}
	if t.UserData != "" {
		args = append(args, "--user-data", filepath.Join(h.files, t.Name+".init"))
	}
	if t.Spread {
		after, args = append(after, "spread/"+t.Name), append(args, "--hint", "group=@spread/"+t.Name)
	}
	tasks := []task{
		h.makes(port, true, []string{"subnet", "group/" + t.Name}, append([]string{"port", "create", "--network", "@network", "--fixed-ip", "subnet=@subnet", "--security-group", "@group/" + t.Name, name}, printID...)...),
		h.makes(server, true, after, append(append(args, name), printID...)...),
	}
	if t.Public {
		tasks = append(tasks, h.makes("address/"+name, true, []string{"interface", port}, append([]string{"floating", "ip", "create", "--port", "@" + port, externalNetwork}, printID...)...))
	}
	for _, v := range t.Volumes {
		volume := "volume/" + name + "/" + v.Name
		tasks = append(tasks,
			h.makes(volume, true, []string{"quota"}, append([]string{"volume", "create", "--size", fmt.Sprint(v.Size), name + "-" + v.Name}, printID...)...),
			h.makes("attachment/"+name+"/"+v.Name, true, []string{server, "volumes"}, "server", "add", "volume", "@"+server, "@"+volume))
	}
	return tasks
}

// volumesReady waits until volumes are available: the client has no option for it.
func (h *byHand) volumesReady(ctx context.Context) error {
	return h.until(ctx, "volume list -f json", func(list []map[string]any) bool {
		for _, v := range list {
			if v["Status"] != "available" && v["Status"] != "in-use" {
				return false
			}
		}
		return true
	})
}

// until lists again every second, until the list is as it should.
func (h *byHand) until(ctx context.Context, list string, good func([]map[string]any) bool) error {
	for began := time.Now(); time.Since(began) < 10*time.Minute; time.Sleep(time.Second) {
		said, err := h.command(ctx, h.id("project"), strings.Fields(list)...)
		if err != nil {
			return err
		}
		var found []map[string]any
		if err := json.NewDecoder(bytes.NewReader([]byte(said))).Decode(&found); err != nil {
			return err
		}
		if good(found) {
			return nil
		}
	}
	return fmt.Errorf("openstack %s: not as wanted after ten minutes", list)
}

// compare is the least that would notice a difference: one list of each kind.
func (h *byHand) compare(ctx context.Context) error {
	var tasks []task
	for _, c := range []struct {
		within bool
		args   string
	}{
		{false, "project show @project"},
		{false, "user show @user"},
		{false, "role assignment list --project @project"},
		{false, "quota show @project"},
		{false, "keypair list"},
		{true, "network list --long --project @project"},
		{true, "subnet list --long --project @project"},
		{true, "router list --long --project @project"},
		{true, "port list --long --project @project"},
		{true, "floating ip list --long --project @project"},
		{true, "security group list --project @project"},
		{true, "security group rule list"},
		{true, "server list --long"},
		{true, "server group list --long"},
		{true, "volume list --long"},
		{true, "container list"},
	} {
		t := h.makes(c.args, c.within, nil, append(strings.Fields(c.args), "-f", "json")...)
		t.after = nil
		tasks = append(tasks, t)
	}
	return graph(ctx, tasks)
}

// change makes one server more, with its port and its volume, and one rule more.
func (h *byHand) change(ctx context.Context) error {
	t, _ := h.blueprint.Tier("app")
	tasks := append(h.server(t, t.Count+1), task{"volumes", []string{"volume/" + serverName(t, t.Count+1) + "/" + t.Volumes[0].Name}, h.volumesReady},
		h.makes("rule/6", true, nil, "security", "group", "rule", "create", "--ingress", "--protocol", "tcp", "--dst-port", "80", "--remote-ip", "0.0.0.0/0", "@group/front"))
	for i := range tasks { // the rest is there
		var after []string
		for _, name := range tasks[i].after {
			for k := range tasks {
				if tasks[k].name == name {
					after = append(after, name)
				}
			}
		}
		tasks[i].after = after
	}
	return graph(ctx, tasks)
}

// destroy deletes all: what one command can delete together, it does.
func (h *byHand) destroy(ctx context.Context) error {
	all := map[string][]string{}
	h.mu.Lock()
	for name := range h.ids {
		kind, _, _ := strings.Cut(name, "/")
		all[kind] = append(all[kind], "@"+name)
	}
	h.mu.Unlock()
	remove := func(name string, within bool, after []string, command string, of ...string) task {
		return h.makes("-"+name, within, after, append(strings.Fields(command), of...)...)
	}
	tasks := []task{
		remove("address", true, nil, "floating ip delete", all["address"]...),
		remove("server", true, nil, "server delete", all["server"]...),
		{"gone", []string{"-server"}, func(ctx context.Context) error {
			return h.until(ctx, "server list -f json", func(list []map[string]any) bool { return len(list) == 0 })
		}},
		remove("volume", true, []string{"gone"}, "volume delete", all["volume"]...),
		remove("port", true, []string{"gone", "-address"}, "port delete", all["port"]...),
		remove("spread", true, []string{"gone"}, "server group delete", all["spread"]...),
		remove("group", true, []string{"-port"}, "security group delete", all["group"]...),
		remove("interface", true, []string{"-address"}, "router remove subnet", "@router", "@subnet"),
		remove("router", true, []string{"-interface"}, "router delete", "@router"),
		remove("network", true, []string{"-interface", "-port"}, "network delete", "@network"),
		remove("container", true, nil, "container delete --recursive", h.project()+"-documents"),
		remove("key", false, []string{"gone"}, "keypair delete", h.project()),
		{"empty", []string{"-volume"}, func(ctx context.Context) error {
			return h.until(ctx, "volume list -f json", func(list []map[string]any) bool { return len(list) == 0 })
		}},
		remove("user", false, []string{"empty"}, "user delete", "@user"),
		// Neutron makes it by itself, and it outlives its project.
		h.makes("default/", false, []string{"-group"}, "security", "group", "list", "--project", "@project", "-f", "value", "-c", "ID"),
		remove("default", false, []string{"default/"}, "security group delete", "@default/"),
		remove("project", false, []string{"empty", "-network", "-router", "-default", "-container", "-spread", "-user"}, "project delete", "@project"),
	}
	for i := range tasks { // the role is there
		tasks[i].after = without(tasks[i].after, "grant/own")
	}
	return graph(ctx, tasks)
}

func without(list []string, word string) (out []string) {
	for _, w := range list {
		if w != word {
			out = append(out, w)
		}
	}
	return out
}
