package openstack

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// publicKey is an SSH key nobody has the other half of.
func publicKey(t *testing.T) string {
	t.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(k)))
}

// small is an environment with one object of each kind, in the order of making.
func small(t *testing.T, image string, content []byte) []plan.Resource {
	t.Helper()
	sum := sha256.Sum256(content)
	inside := []string{"grant/havre"}
	return []plan.Resource{
		{Key: "project", Kind: "project", With: plan.Attributes{"description": "Essai du pilote"}},
		{Key: "grant/havre", Kind: "grant", With: plan.Attributes{"project": "@project", "user": "self", "role": "member"}},
		{Key: "user", Kind: "user", With: plan.Attributes{"project": "@project"}},
		{Key: "grant/team", Kind: "grant", With: plan.Attributes{"project": "@project", "user": "@user", "role": "member"}},
		{Key: "quota/compute", Kind: "quota", With: plan.Attributes{"project": "@project", "cores": int64(4), "ram": int64(8192), "instances": int64(2), "serverGroups": int64(2), "keyPairs": int64(10)}},
		{Key: "quota/network", Kind: "quota", With: plan.Attributes{"project": "@project", "floatingIPs": int64(1), "ports": int64(20), "networks": int64(2), "subnets": int64(2), "routers": int64(1), "groups": int64(5), "rules": int64(50)}},
		{Key: "quota/volume", Kind: "quota", With: plan.Attributes{"project": "@project", "gigabytes": int64(10), "volumes": int64(3), "snapshots": int64(3)}},
		{Key: "network/main", Kind: "network", With: plan.Attributes{}, After: inside},
		{Key: "subnet/main", Kind: "subnet", With: plan.Attributes{"network": "@network/main", "cidr": "10.20.0.0/24", "dns": []string{"192.0.2.53"}}},
		{Key: "router/main", Kind: "router", With: plan.Attributes{"external": "public"}, After: inside},
		{Key: "interface/main", Kind: "interface", With: plan.Attributes{"router": "@router/main", "subnet": "@subnet/main"}},
		{Key: "group/front", Kind: "group", With: plan.Attributes{}, After: inside},
		{Key: "group/app", Kind: "group", With: plan.Attributes{}, After: inside},
		{Key: "rules/front", Kind: "rules", With: plan.Attributes{"group": "@group/front", "rules": plan.Set("in tcp 443 0.0.0.0/0", "out tcp 8000-8010 @group/app", "in icmp * 10.0.0.0/8", "out udp 53 192.0.2.53/32", "in tcp 443 2001:db8::/32")}},
		{Key: "rules/app", Kind: "rules", With: plan.Attributes{"group": "@group/app", "rules": plan.Set()}},
		{Key: "port/front-1", Kind: "port", With: plan.Attributes{"network": "@network/main", "subnet": "@subnet/main", "groups": []string{"@group/front"}}},
		{Key: "address/front-1", Kind: "address", With: plan.Attributes{"external": "public", "port": "@port/front-1"}, After: []string{"interface/main"}},
		{Key: "key/admin", Kind: "key", With: plan.Attributes{"public": publicKey(t)}},
		{Key: "spread/front", Kind: "spread", With: plan.Attributes{"policy": "soft-anti-affinity"}, After: inside},
		{Key: "server/front-1", Kind: "server", Name: "front-1", With: plan.Attributes{"flavor": "m1.tiny", "image": "debian-12", "port": "@port/front-1", "key": "@key/admin", "group": "@spread/front", "userData": "#cloud-config\n"}},
		{Key: "volume/front-1/data", Kind: "volume", With: plan.Attributes{"size": int64(1)}, After: inside},
		{Key: "attachment/front-1/data", Kind: "attachment", With: plan.Attributes{"server": "@server/front-1", "volume": "@volume/front-1/data"}},
		{Key: "snapshot/front-1/data/before", Kind: "snapshot", With: plan.Attributes{"volume": "@volume/front-1/data"}},
		{Key: "image/own", Kind: "image", With: plan.Attributes{"url": image, "sha256": hex.EncodeToString(sum[:]), "format": "raw"}, After: inside},
		{Key: "container/photos", Kind: "container", Name: "photos", With: plan.Attributes{"versioned": true, "public": false}, After: inside},
		{Key: "access/ci", Kind: "credential", With: plan.Attributes{"user": "@user", "project": "@project", "role": "member"}, After: []string{"grant/team"}},
		{Key: "access/ci/s3", Kind: "ec2", With: plan.Attributes{"user": "@user", "project": "@project"}, After: []string{"grant/team"}},
	}
}

// published serves an image to be taken.
func published(t *testing.T, content []byte) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(content) }))
	t.Cleanup(server.Close)
	return server.URL + "/own.raw"
}

// TestLife builds one object of each kind, sees it as it was wanted, changes what can be
// changed, makes it again, and deletes all of it.
func TestLife(t *testing.T) {
	c := open(t)
	e := environment(t)
	h := newHand(c, e)
	content := randomBytes(100_000)
	image := published(t, content)
	c.profile.ImageSources = []string{image[:strings.LastIndex(image, "/")]}
	wanted := small(t, image, content)

	before := c.Calls()
	if got := h.inventory(t.Context(), t); len(got) != 0 {
		t.Fatalf("before anything was made, the inventory has %v", got)
	}
	if n := c.Calls() - before; n > 3 { // a token, the project, the user
		t.Errorf("an inventory of nothing takes %d calls", n)
	}
	t.Cleanup(func() { h.clear(t) })

	made := map[string]plan.Object{}
	for _, r := range wanted {
		n := c.Calls()
		made[r.Key] = h.create(t, r)
		t.Logf("%s: %d calls", r.Key, c.Calls()-n)
	}

	same := func(t *testing.T) []plan.Object {
		t.Helper()
		w := plan.Wanted{Kinds: Driver{}.Kinds(), Resources: slices.Clone(wanted)}
		n := c.Calls()
		all := h.inventory(t.Context(), t)
		t.Logf("inventory of %d objects: %d calls", len(all), c.Calls()-n)
		p, err := w.Difference(all)
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Steps {
			t.Errorf("%s: %+v", p.Steps[i].ID, p.Steps[i].Changes)
		}
		if len(p.Foreign) > 0 {
			t.Errorf("foreign: %+v", p.Foreign)
		}
		return all
	}
	all := same(t)
	t.Run("needs", func(t *testing.T) {
		for _, o := range all {
			i := slices.IndexFunc(wanted, func(r plan.Resource) bool { return r.Key == o.Key })
			for _, need := range wanted[i].Needs() {
				if !slices.Contains(o.After, need) {
					t.Errorf("%s is said to have needed %v, and not %s", o.Key, o.After, need)
				}
			}
		}
	})
	t.Run("again", func(t *testing.T) {
		for _, r := range wanted {
			o, err := c.Create(t.Context(), e, h.resolved(r))
			if err != nil || o.ID != made[r.Key].ID {
				t.Errorf("%s, made again, is %s and not %s (%v)", r.Key, o.ID, made[r.Key].ID, err)
			}
			found, err := c.Find(t.Context(), e, h.resolved(r))
			if err != nil || len(found) != 1 || found[0].ID != made[r.Key].ID {
				t.Errorf("%s: found %v (%v)", r.Key, found, err)
			}
		}
		same(t)
	})
	t.Run("read", func(t *testing.T) {
		n := c.Calls()
		both := h.read(t, all...)
		t.Logf("all at once: %d calls", c.Calls()-n)
		for i := range all {
			one := h.read(t, all[i])[0]
			if diff := cmp.Diff(all[i], one); diff != "" {
				t.Errorf("%s, alone, reads otherwise than in the inventory:\n%s", all[i].Key, diff)
			}
			if diff := cmp.Diff(all[i], both[i]); diff != "" {
				t.Errorf("%s, among others, reads otherwise than in the inventory:\n%s", all[i].Key, diff)
			}
		}
	})
	t.Run("update", func(t *testing.T) {
		for key, change := range map[string]plan.Attributes{
			"project":             {"description": "Essai du pilote, suite"},
			"quota/volume":        {"gigabytes": int64(12)},
			"quota/compute":       {"cores": int64(5)},
			"quota/network":       {"ports": int64(21)},
			"subnet/main":         {"dns": []string{"192.0.2.54", "192.0.2.55"}},
			"rules/front":         {"rules": plan.Set("in tcp 443 0.0.0.0/0", "in tcp 80 0.0.0.0/0")},
			"port/front-1":        {"groups": plan.Set("@group/front", "@group/app")},
			"volume/front-1/data": {"size": int64(2)},
			"container/photos":    {"public": true},
		} {
			i := slices.IndexFunc(wanted, func(r plan.Resource) bool { return r.Key == key })
			maps.Copy(wanted[i].With, change)
			h.update(t, wanted[i], made[key])
			h.update(t, wanted[i], made[key]) // what it has already does not change
		}
		same(t)
	})
	t.Run("resize", func(t *testing.T) {
		i := slices.IndexFunc(wanted, func(r plan.Resource) bool { return r.Key == "server/front-1" })
		wanted[i].With["flavor"] = "m1.small"
		h.update(t, wanted[i], made["server/front-1"])
		same(t)
	})
	t.Run("shrink", func(t *testing.T) {
		i := slices.IndexFunc(wanted, func(r plan.Resource) bool { return r.Kind == "volume" })
		r := h.resolved(wanted[i])
		r.With["size"] = int64(1)
		_, err := c.Update(t.Context(), e, r, made[r.Key], []plan.Change{{Field: "size", To: int64(1)}})
		if driver.FailureOf(err).Reason != driver.Refused {
			t.Errorf("shrinking a volume: %v", err)
		}
	})
	t.Run("access", func(t *testing.T) { access(t, c, e, h.inventory(t.Context(), t)) })

	n := c.Calls()
	h.clear(t)
	t.Logf("deleted: %d calls", c.Calls()-n)
	if got := h.inventory(t.Context(), t); len(got) != 0 {
		t.Errorf("after all was deleted, the inventory has %v", got)
	}
	for key, o := range made { // deleting what is gone is no failure
		if err := c.Delete(t.Context(), e, o); err != nil {
			t.Errorf("deleting %s twice: %v", key, err)
		}
	}
	if left := remains(t, c, e); len(left) > 0 {
		t.Errorf("the cloud still has %v", left)
	}
}

// update brings an object to what is wanted, as the engine does.
func (h *hand) update(t *testing.T, r plan.Resource, o plan.Object) {
	t.Helper()
	r = h.resolved(r)
	now := h.read(t, o)[0]
	k, err := kindOf(r.Kind)
	if err != nil {
		t.Fatal(err)
	}
	changes := plan.Changes(&k.Kind, r.With, now.With, nil)
	retry(t, "update "+r.Key, func() (err error) {
		o, err = h.Update(t.Context(), h.e, r, now, changes)
		return err
	})
	o = h.settled(t, o)
	if left := plan.Changes(&k.Kind, r.With, o.With, nil); len(left) > 0 {
		t.Errorf("%s, updated, still differs: %+v", r.Key, left)
	}
}

// remains are what a cloud has of an environment that is gone, as the lab's administrator sees it.
func remains(t *testing.T, c *cloud, e driver.Environment) (out []string) {
	t.Helper()
	s := &space{c, e}
	left, err := s.inventory(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range left {
		out = append(out, o.Kind+" "+o.ID)
	}
	return out
}
