package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/drivertest/faultproxy"
)

// thing is an object as its cloud shows it: two of the same are one too many.
type thing struct{ kind, project, name string }

// inventory is what the cloud has of a run, as its own client lists it: identifiers of
// each thing.
type inventory struct {
	found map[thing][]string
	// unseen says that containers of projects that are gone cannot be listed.
	unseen bool
}

func (v *inventory) add(kind, project, name, id string) {
	t := thing{kind, project, name}
	v.found[t] = append(v.found[t], id)
}

// takeInventory asks the client, straight to the cloud, as an administrator, for all
// projects, and keeps what belongs to those of the run. known has the projects that were
// seen before, and is given those that are seen now: what is left of a project that is
// gone is found too.
func takeInventory(ctx context.Context, l *openLab, set *setting, known map[string]string) (*inventory, error) {
	c, v := l.direct(), &inventory{found: map[thing][]string{}}
	all, err := c.lists(ctx, "",
		"project list", "user list", "role assignment list", "keypair list", "credential list",
		"network list --long", "subnet list --long", "router list --long", "floating ip list --long", "security group list", "security group rule list", "port list --long",
		"server group list --all-projects --long",
		"volume list --all-projects --long", "volume snapshot list --all-projects --long", "image list --long")
	if err != nil {
		return nil, err
	}
	servers, err := c.rows(ctx, "server", "list", "--all-projects", "-c", "ID", "-c", "Name", "-c", "Project ID")
	if err != nil {
		return nil, err
	}
	live := map[string]string{}
	for _, p := range all[0] {
		if name := p.text("Name"); strings.HasPrefix(name, "havre-bench-"+set.Run) {
			known[p.text("ID")], live[p.text("ID")] = name, name
			v.add("project", name, name, p.text("ID"))
		}
	}
	users := map[string]bool{}
	for _, u := range all[1] {
		if name := u.text("Name"); strings.HasPrefix(name, "havre-bench-"+set.Run) {
			users[u.text("ID")] = true
			v.add("user", name, name, u.text("ID"))
		}
	}
	for _, r := range all[2] {
		if project := known[r.text("Project")]; project != "" {
			name := "havre"
			if users[r.text("User")] {
				name = "team"
			}
			v.add("grant", project, name, r.text("Project")+"/"+r.text("User")+"/"+r.text("Role"))
		}
	}
	for _, k := range all[3] {
		if strings.HasPrefix(k.text("Name"), "havre-"+set.Run) {
			v.add("key", "", k.text("Name"), k.text("Name"))
		}
	}
	for _, e := range all[4] {
		if users[e.text("User ID")] || known[e.text("Project ID", "Project")] != "" {
			v.add("ec2", known[e.text("Project ID", "Project")], "", e.text("ID"))
		}
	}
	for kind, rows := range map[string][]row{"network": all[5], "subnet": all[6], "router": all[7], "address": all[8], "group": all[9], "server": servers, "spread": all[12], "image": all[15]} {
		for _, r := range rows {
			if project := known[r.text("Project", "Project ID", "Project Id")]; project != "" && !(kind == "group" && r.text("Name") == "default" && live[r.text("Project")] != "") {
				v.add(kind, project, r.text("Name", "Floating IP Address"), r.text("ID"))
			}
		}
	}
	v.rules(all[9], all[10], known)
	if err := v.owned(ctx, c, all[11], all[13], all[14], known); err != nil {
		return nil, err
	}
	v.unseen = len(live) < len(known)
	return v, v.inside(ctx, c, live)
}

// rules counts those of each group, by its name.
func (v *inventory) rules(groups, rules []row, known map[string]string) {
	for _, g := range groups {
		project := known[g.text("Project")]
		if project == "" || g.text("Name") == "default" {
			continue
		}
		for _, r := range rules {
			if r.text("Security Group") == g.text("ID") {
				v.add("rules", project, g.text("Name"), r.text("ID"))
			}
		}
	}
}

// owned finds the ports, volumes and snapshots of the run: their lists do not say whose
// they are, so that each is shown. What is gone meanwhile was somebody else's.
func (v *inventory) owned(ctx context.Context, c *client, ports, volumes, snapshots []row, known map[string]string) error {
	var commands []string
	for _, p := range ports {
		commands = append(commands, "port show -f json "+p.text("ID"))
	}
	for _, p := range volumes {
		commands = append(commands, "volume show -f json "+p.text("ID"))
	}
	for _, p := range snapshots {
		commands = append(commands, "volume snapshot show -f json "+p.text("ID"))
	}
	docs, err := c.session(ctx, "", commands)
	if len(docs) == 0 && len(commands) > 0 {
		return fmt.Errorf("showing ports and volumes: %w", err)
	}
	for _, doc := range docs {
		var r row
		if err := json.Unmarshal(doc, &r); err != nil {
			return err
		}
		project := known[r.text("project_id", "os-vol-tenant-attr:tenant_id", "os-extended-snapshot-attributes:project_id")]
		id, name := r.text("id"), r.text("name")
		_, isPort := r["device_owner"]
		_, isVolume := r["attachments"]
		switch {
		case project == "":
		case isPort && strings.HasPrefix(r.text("device_owner"), "network:router_interface"):
			v.add("interface", project, "havre-interface-main", id)
		case isPort:
			v.add("port", project, name, id)
		case isVolume:
			v.add("volume", project, name, id)
			list, _ := r["attachments"].([]any)
			for range list {
				v.add("attachment", project, strings.Replace(name, "volume", "attachment", 1), id)
			}
		default:
			v.add("snapshot", project, name, id)
		}
	}
	return nil
}

// inside asks of each project that is there what only a token of it shows, and its quotas.
func (v *inventory) inside(ctx context.Context, c *client, live map[string]string) error {
	type answer struct {
		containers []row
		unseen     bool
		quotas     map[string]int64
	}
	answers := map[string]*answer{}
	var tasks []task
	for id := range live {
		a := &answer{}
		answers[id] = a
		tasks = append(tasks, task{id, nil, func(ctx context.Context) error {
			docs, err := c.session(ctx, "", []string{"quota show -f json " + id})
			if len(docs) != 1 {
				return fmt.Errorf("project %s: its quotas: %w", id, err)
			}
			said, err := c.command(ctx, id, "container", "list", "-f", "json")
			switch {
			case err != nil && strings.Contains(err.Error(), "HTTP 401"): // Havre's role there is gone already
				a.unseen = true
			case err != nil:
				return err
			default:
				if err := json.Unmarshal([]byte(said), &a.containers); err != nil {
					return err
				}
			}
			a.quotas, err = quotasIn(docs[0])
			return err
		}})
	}
	if err := graph(ctx, tasks); err != nil {
		return err
	}
	for id, a := range answers {
		v.unseen = v.unseen || a.unseen
		for _, r := range a.containers {
			v.add("container", live[id], r.text("Name"), r.text("Name"))
		}
		// One value of each service tells whether its quotas were set.
		for service, is := range map[string]bool{"compute": a.quotas["cores"] == 16, "network": a.quotas["floating-ips"] == 4, "volume": a.quotas["gigabytes"] == 500} {
			if is {
				v.add("quota", live[id], service, id)
			}
		}
	}
	return nil
}

// quotasIn reads what `quota show` prints, in either of its forms.
func quotasIn(doc json.RawMessage) (map[string]int64, error) {
	out := map[string]int64{}
	var rows []row
	if json.Unmarshal(doc, &rows) == nil {
		for _, r := range rows {
			if n, ok := r["Limit"].(float64); ok {
				out[r.text("Resource")] = int64(n)
			}
		}
		return out, nil
	}
	var one row
	err := json.Unmarshal(doc, &one)
	for k, v := range one {
		if n, ok := v.(float64); ok {
			out[k] = int64(n)
		}
	}
	return out, err
}

var containerPath = regexp.MustCompile(`/v1/AUTH_([0-9a-f]+)/([^/?]+)`)

// containersLeft finds containers of projects that are gone in what the cloud answered:
// the last that it said of each must be that it is gone.
func (v *inventory) containersLeft(requests []faultproxy.Request, known map[string]string) {
	last := map[string]bool{}
	for _, r := range requests {
		m := containerPath.FindStringSubmatch(r.URL)
		if m == nil || known[m[1]] == "" || r.Status == 0 || r.Fault != nil && r.Fault.Status != 0 {
			continue
		}
		last[m[1]+"/"+m[2]] = r.Status == http.StatusNotFound || r.Method == http.MethodDelete && r.Status < 300
	}
	for path, gone := range last {
		if id, name, _ := strings.Cut(path, "/"); !gone {
			v.add("container", known[id], name, name)
		}
	}
}

// counts are those of one kind.
type counts struct{ wanted, found, double, missing, foreign, ledger int }

// report compares what there is with what was wanted, and says what does not hold.
func (v *inventory) report(name string, e ended) (failed []string) {
	wanted := map[thing]int{}
	for i := range e.deployments {
		d := &e.deployments[i]
		project := ""
		for k := range d.Wanted {
			if d.Wanted[k].Kind == "project" {
				project = d.Wanted[k].Name
			}
		}
		for k := range d.Wanted {
			t, n := wantedThing(project, &d.Wanted[k])
			wanted[t] += n
		}
	}
	kinds := map[string]*counts{}
	of := func(kind string) *counts {
		if kinds[kind] == nil {
			kinds[kind] = &counts{}
		}
		return kinds[kind]
	}
	ledger := map[string]bool{}
	for i := range e.orphans {
		of(e.orphans[i].Object.Kind).ledger++
		ledger[e.orphans[i].Object.ID] = true
	}
	for t, n := range wanted {
		c := of(t.kind)
		c.wanted += n
		if has := len(v.found[t]); has < n {
			c.missing += n - has
			failed = append(failed, fmt.Sprintf("%s: %d of %s %s in %s are missing", name, n-has, t.kind, t.name, t.project))
		}
	}
	for t, ids := range v.found {
		c, n := of(t.kind), wanted[t]
		c.found += len(ids)
		for _, id := range ids[min(n, len(ids)):] {
			if n > 0 {
				c.double++
			} else {
				c.foreign++
			}
			if !ledger[id] {
				failed = append(failed, fmt.Sprintf("%s: %s %s (%s) in %s is nobody's, and in no ledger", name, t.kind, t.name, id, t.project))
			}
		}
	}
	fmt.Println("| kind | wanted | found | double | missing | not wanted | in the ledger |\n|---|---:|---:|---:|---:|---:|---:|")
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		c := kinds[kind]
		fmt.Printf("| %s | %d | %d | %d | %d | %d | %d |\n", kind, c.wanted, c.found, c.double, c.missing, c.foreign, c.ledger)
	}
	if v.unseen {
		fmt.Println("\nContainers of projects that are gone, or no longer open, cannot be listed: the last answer of the cloud about each says that it is gone.")
	}
	fmt.Println()
	slices.Sort(failed)
	return failed
}

// wantedThing is a resource as the client shows it, and how many of it.
func wantedThing(project string, r *plan.Resource) (thing, int) {
	switch r.Kind {
	case "rules": // each of them
		return thing{"rules", project, strings.Replace(r.Name, "rules", "group", 1)}, len(r.With.List("rules"))
	case "user":
		return thing{r.Kind, r.Name, r.Name}, 1
	}
	return thing{r.Kind, project, r.Name}, 1
}
