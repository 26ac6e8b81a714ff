package provision_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/openstacktest"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/drivertest"
	"github.com/havre-cloud/havre/provision/drivertest/faultproxy"
	"github.com/havre-cloud/havre/provision/openstack"
	"github.com/havre-cloud/havre/store"
)

// oneServer is small: a server costs a real OpenStack some seconds of processor.
const oneServer = `{"apiVersion": "havre/v1", "kind": "Blueprint", "spec": {
  "tiers": [{"name": "front", "count": 1, "flavor": "m1.tiny", "image": "debian-12", "volumes": [{"name": "data", "size": 1}]}],
  "containers": [{"name": "files"}]}}`

// TestOpenStack: on a real OpenStack, with one answer in twenty that is a failure or is
// lost, and a process that dies time and again, what is ordered is built once, differs
// from nothing, is repaired, handed over, and leaves nothing behind.
func TestOpenStack(t *testing.T) {
	account := openstacktest.Cloud(t)
	path, name := account.File, account.Name
	proxy := faultproxy.New(20261123)
	t.Cleanup(func() {
		if err := proxy.Close(); err != nil {
			t.Error(err)
		}
	})
	front, err := proxy.Front(account.Auth["auth_url"])
	if err != nil {
		t.Fatal(err)
	}
	w := onSQLite(t)
	w.on(driver.Target{
		Name:     "pi",
		Settings: map[string]string{"clouds_file": path, "cloud": name, "auth_url": front},
		Profile:  &driver.Profile{Name: "cloud-pi", Title: havre.Same("Cloud Pi"), Regions: []driver.Region{{Exposure: "rie", Network: "public"}}},
	})
	n := 7 // its name on the cloud is another at each run
	id := strings.ToLower(newID())
	w.named(n, id)
	t.Cleanup(func() { w.forceEnd(t, proxy, id) })

	proxy.Add(faultproxy.Random(0.05))
	r := rand.New(rand.NewPCG(uint64(os.Getpid()), 3))
	w.surviveOn(r, w.deliver(n, id, 1, order.Add, oneServer))
	proxy.Clear()
	w.settleOn(id)
	v := w.viewOf(id)
	if v.State != provision.Running {
		t.Fatalf("%s: %s", v.State, v.Why.EN)
	}
	_, faults := proxy.Count()
	t.Logf("%d resources in spite of %d failures", len(v.Resources), faults)
	w.same(t, path, name, id, v)

	before, _ := proxy.Count()
	if p, err := w.Preview(t.Context(), rachel, id); err != nil || !p.Empty() {
		t.Fatalf("still to do: %+v, %v", p, err)
	}
	after, _ := proxy.Count()
	t.Logf("%d calls to see that nothing changed", after-before)

	x, err := w.Grant(t.Context(), rachel, id, "essai", false, "")
	w.ok(err)
	w.ok(carry(t.Context(), w.Service, w.db, id))
	access, err := w.Show(t.Context(), rachel, id, x.Name)
	w.ok(err)
	if len(access.Files["clouds.yaml"]) == 0 {
		t.Errorf("handed over: %v", access.Credentials)
	}
	w.works(t, access)

	files, err := w.Export(t.Context(), rachel, id)
	w.ok(err)
	if len(files["compute.tf"]) == 0 || len(files["imports.tf"]) == 0 {
		t.Errorf("exported: %v", len(files))
	}

	proxy.Add(faultproxy.Random(0.05))
	w.surviveOn(r, w.deliver(n, id, 2, order.Delete, ""))
	proxy.Clear()
	w.settleOn(id)
	if v := w.viewOf(id); v.State != provision.Gone || len(v.Orphans) > 0 {
		t.Fatalf("%s, %d in the ledger: %s", v.State, len(v.Orphans), v.Why.EN)
	}
	if left := inventory(t, path, name, id); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// on sets the world on another cloud.
func (w *world) on(target driver.Target) {
	w.t.Helper()
	d := openstack.Driver{}
	cloud, err := d.Open(target)
	w.ok(err)
	w.pace = provision.Pace{First: 100 * time.Millisecond, Longest: time.Second, Poll: 300 * time.Millisecond, Settle: time.Second, Lost: 5 * time.Second, Slice: 30 * time.Second}
	w.target = &provision.Target{Target: target, Offer: "cloud-pi", Driver: d, Cloud: cloud}
	w.Service = w.process(store.Using[provision.Tx](w.db))
}

// named gives the nth instance an identifier of its own: names on a real cloud outlive
// the database of a test.
func (w *world) named(n int, id string) {
	w.t.Helper()
	w.ok(w.db.Write(w.t.Context(), func(tx *store.Tx) error {
		i, err := tx.Instance(w.t.Context(), instance(n))
		if err != nil {
			return err
		}
		i.ID, i.Name, i.Version = id, "essai-"+id[:6], 0
		return tx.SaveInstance(w.t.Context(), i)
	}))
}

func (w *world) deliver(n int, id string, item int, a order.Action, blueprint string) order.Delivery {
	d := delivery(n, item, a, blueprint)
	d.Item.Instance, d.Instance.ID, d.Item.Name, d.Instance.Name = id, id, "essai-"+id[:6], "essai-"+id[:6]
	return d
}

func (w *world) viewOf(id string) *provision.View {
	w.t.Helper()
	v, err := w.Deployment(w.t.Context(), rachel, id)
	w.ok(err)
	return v
}

// surviveOn carries a delivery out in processes that die one after another.
func (w *world) surviveOn(r *rand.Rand, d order.Delivery) {
	w.t.Helper()
	for range 30 {
		process := w.process(&dying{DB: store.Using[provision.Tx](w.db), left: 10 + r.IntN(40), after: r.IntN(2) == 0})
		if _, err := process.Fulfil(w.t.Context(), d); err != nil && !errors.Is(err, errDied) && !told(err) {
			w.t.Fatal(err)
		}
		dep, err := read(w.t.Context(), w.db, d.Item.Instance)
		if err != nil || dep.Item != d.Item.Number {
			continue
		}
		if run, err := runOf(w.t.Context(), w.db, dep.Run); err == nil && run.State.Ended() {
			return
		}
		if err := do(w.t.Context(), process, "provision.carry", map[string]any{"deployment": dep.ID, "run": dep.Run}); err != nil && !errors.Is(err, errDied) {
			w.t.Fatal(err)
		}
	}
}

// settleOn does what the portal does in the end by itself, or somebody with its buttons.
func (w *world) settleOn(id string) {
	w.t.Helper()
	for range 8 {
		w.ok(carry(w.t.Context(), w.Service, w.db, id))
		d, err := read(w.t.Context(), w.db, id)
		w.ok(err)
		switch d.State {
		case provision.Failed, provision.Cancelled:
			_, err = w.Act(w.t.Context(), rachel, id, provision.Retry)
		case provision.Leaving:
			w.later(provision.Grace)
			err = do(w.t.Context(), w.Service, "provision.patrol", struct{}{})
		case provision.Running:
			err = do(w.t.Context(), w.Service, "provision.look", map[string]any{"deployment": id})
			if d, _ := read(w.t.Context(), w.db, id); err == nil && d.Drifted == 0 {
				return
			}
			if err == nil {
				_, err = w.SettleDrift(w.t.Context(), rachel, id, provision.Repair)
			}
		case provision.Gone:
			return
		case provision.Planned:
			_, err = w.Act(w.t.Context(), rachel, id, provision.Apply)
		case provision.Building, provision.Undoing:
		}
		if err != nil && !errors.Is(err, &havre.Fault{Code: havre.Conflict}) {
			w.t.Fatal(err)
		}
	}
}

// same compares what Havre believes to what the client of OpenStack says.
func (w *world) same(t *testing.T, path, name, id string, v *provision.View) {
	t.Helper()
	want := map[string]int{}
	for _, r := range v.Resources {
		want[r.Object.Kind]++
	}
	got := inventory(t, path, name, id)
	for _, kind := range []string{"server", "volume", "network", "subnet", "router", "project"} {
		if got[kind] != want[kind] {
			t.Errorf("the client of OpenStack finds %d of kind %s, and Havre made %d", got[kind], kind, want[kind])
		}
	}
}

// inventory counts what the client of OpenStack finds of an environment, asked directly.
func inventory(t *testing.T, path, name, id string) map[string]int {
	t.Helper()
	client := func(args ...string) []string {
		c := exec.CommandContext(t.Context(), "openstack", append(args, "-f", "value")...)
		c.Env = append(os.Environ(), "OS_CLIENT_CONFIG_FILE="+path, "OS_CLOUD="+name)
		out, err := c.Output()
		if err != nil {
			t.Fatalf("openstack %v: %v", args, err)
		}
		return slices.DeleteFunc(strings.Split(string(out), "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
	}
	out := map[string]int{}
	var project string
	for _, line := range client("project", "list", "-c", "ID", "-c", "Name") {
		if strings.Contains(line, id[:8]) {
			out["project"]++
			project, _, _ = strings.Cut(line, " ")
		}
	}
	for _, line := range client("user", "list", "-c", "Name") {
		if strings.Contains(line, id[:8]) {
			out["user"]++
		}
	}
	if project == "" {
		return out
	}
	for kind, args := range map[string][]string{
		"server": {"server", "list", "--all-projects", "--project", project}, "volume": {"volume", "list", "--all-projects", "--project", project},
		"network": {"network", "list", "--project", project}, "subnet": {"subnet", "list", "--project", project}, "router": {"router", "list", "--project", project},
	} {
		if n := len(client(append(args, "-c", "ID")...)); n > 0 {
			out[kind] = n
		}
	}
	return out
}

// works uses what was handed over, as its team would.
func (w *world) works(t *testing.T, access *driver.Access) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "clouds.yaml")
	if err := os.WriteFile(file, access.Files["clouds.yaml"], 0o600); err != nil {
		t.Fatal(err)
	}
	var clouds struct {
		Clouds map[string]any `yaml:"clouds"`
	}
	if err := yaml.Unmarshal(access.Files["clouds.yaml"], &clouds); err != nil || len(clouds.Clouds) != 1 {
		t.Fatalf("the file handed over: %v", err)
	}
	for cloud := range clouds.Clouds {
		c := exec.CommandContext(t.Context(), "openstack", "server", "list", "-f", "value", "-c", "Name")
		c.Env = append(os.Environ(), "OS_CLIENT_CONFIG_FILE="+file, "OS_CLOUD="+cloud)
		out, err := c.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "front-1") {
			t.Errorf("the team sees %q: %v", out, err)
		}
	}
}

// forceEnd leaves nothing of a test that failed.
func (w *world) forceEnd(t *testing.T, proxy *faultproxy.Proxy, id string) {
	t.Helper()
	if !t.Failed() {
		return
	}
	proxy.Clear()
	drivertest.Raze(t, w.target.Driver, w.target.Cloud, driver.Environment{ID: id, Name: "essai-" + id[:6]})
}
