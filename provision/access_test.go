package provision_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/store"
)

// working starts the workers of the portal, until the test ends.
func (w *world) working(t *testing.T) {
	t.Helper()
	runner, err := w.db.Jobs(w.Handlers(), store.RunnerOptions{})
	w.ok(err)
	w.ok(runner.Start(t.Context()))
	t.Cleanup(func() { w.ok(runner.Stop(t.Context())) })
}

// eventually waits for a deployment to be so.
func (w *world) eventually(n int, so func(*provision.View) bool) *provision.View {
	w.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if v := w.view(n); so(v) {
			return v
		}
	}
	w.t.Fatalf("it never came: %+v", w.view(n))
	return nil
}

func running(v *provision.View) bool { return v.State == provision.Running }

// TestAccess: an access is shown once when that was asked, replaced without a break,
// and gone from the cloud once it was revoked. Nothing of it is ever at rest in clear.
func TestAccess(t *testing.T) {
	w := onSQLite(t)
	w.working(t)
	w.asked(delivery(0, 1, order.Add, twoTiers))
	w.eventually(0, running)

	if _, err := w.Grant(t.Context(), rachel, instance(0), " ", false, ""); havre.FaultOf(err) == nil || len(havre.FaultOf(err).Problems) != 1 {
		t.Errorf("an access for nothing: %v", err)
	}
	once, err := w.Grant(t.Context(), rachel, instance(0), "déploiement", true, "")
	w.ok(err)
	first, err := w.Show(t.Context(), rachel, instance(0), once.Name)
	w.ok(err)
	var secrets []string
	var collect func(list map[string]any)
	collect = func(list map[string]any) {
		for name, v := range list {
			switch x := v.(type) {
			case string:
				if strings.Contains(strings.ToLower(name), "secret") {
					secrets = append(secrets, x)
				}
			case map[string]any:
				collect(x)
			}
		}
	}
	collect(first.Credentials)
	if len(secrets) == 0 {
		t.Fatalf("no secret in %+v", first.Credentials)
	}
	if _, err := w.Show(t.Context(), rachel, instance(0), once.Name); !errors.Is(err, &havre.Fault{Code: havre.Gone}) {
		t.Errorf("shown twice: %v", err)
	}

	w.eventually(0, running)
	renewed, err := w.Grant(t.Context(), rachel, instance(0), "", false, once.Name)
	w.ok(err)
	second, err := w.Show(t.Context(), rachel, instance(0), renewed.Name)
	w.ok(err)
	collect(second.Credentials)
	if _, err := w.Show(t.Context(), rachel, instance(0), renewed.Name); !errors.Is(err, &havre.Fault{Code: havre.Gone}) {
		t.Errorf("what replaces an access that is shown once was shown twice: %v", err)
	}
	if _, err := w.Grant(t.Context(), rachel, instance(0), "", false, once.Name); havre.FaultOf(err) == nil || !strings.Contains(havre.FaultOf(err).Message.EN, renewed.Name) {
		t.Errorf("rotated twice: %v", err)
	}
	w.eventually(0, running)
	often, err := w.Grant(t.Context(), rachel, instance(0), "poste de travail", false, "")
	w.ok(err)
	for range 2 {
		shown, err := w.Show(t.Context(), rachel, instance(0), often.Name)
		w.ok(err)
		collect(shown.Credentials)
	}
	has := func(v *provision.View, name string) bool {
		for i := range v.Resources {
			if v.Resources[i].Object.Key == "access/"+name && v.Resources[i].Object.State == plan.Ready {
				return true
			}
		}
		return false
	}
	if v := w.view(0); !has(v, once.Name) || !has(v, renewed.Name) {
		t.Error("the old access and the new one are not both good")
	}
	w.later(provision.Grace + time.Hour)
	w.ok(do(t.Context(), w.Service, "provision.patrol", struct{}{}))
	w.eventually(0, func(v *provision.View) bool { return running(v) && !has(v, once.Name) && has(v, renewed.Name) })
	w.ok(w.Revoke(t.Context(), rachel, instance(0), renewed.Name))
	w.eventually(0, func(v *provision.View) bool { return running(v) && !has(v, renewed.Name) })

	stranger := identity.Actor{ID: "sam", Kind: identity.Human, Grants: []identity.Grant{{Role: identity.PlatformOperator, Path: "/team/"}}}
	if _, err := w.Grant(t.Context(), stranger, instance(0), "curiosité", false, ""); !errors.Is(err, &havre.Fault{Code: havre.Forbidden}) {
		t.Errorf("an operator who wants an access: %v", err)
	}
	for _, file := range []string{w.url, w.url + "-wal"} {
		content, err := os.ReadFile(file)
		w.ok(err)
		for _, secret := range secrets {
			if strings.Contains(string(content), secret) {
				t.Errorf("%s has a secret in clear", file)
			}
		}
	}
}

// TestBind: an application that is bound twice has the same credentials, and none once it
// is unbound.
func TestBind(t *testing.T) {
	w := onSQLite(t)
	w.working(t)
	w.asked(delivery(0, 1, order.Add, ""))
	w.eventually(0, running)
	bond := order.Bond{ID: newID(), App: "app", Instance: delivery(0, 1, order.Add, "").Instance}
	one, err := w.Bind(t.Context(), bond)
	w.ok(err)
	two, err := w.Bind(t.Context(), bond)
	w.ok(err)
	if len(one.Credentials) == 0 || one.Credentials["applicationCredentialSecret"] != two.Credentials["applicationCredentialSecret"] {
		t.Errorf("bound twice: %v, then %v", one.Credentials, two.Credentials)
	}
	w.ok(w.Unbind(t.Context(), bond))
	w.ok(w.Unbind(t.Context(), bond))
	if _, err := w.Bind(t.Context(), bond); err == nil {
		t.Error("bound again by the name of what was unbound")
	}
	other := bond
	other.ID, other.Parameters = newID(), map[string]any{"role": "admin"}
	if _, err := w.Bind(t.Context(), other); !errors.Is(err, &havre.Fault{Code: havre.Invalid}) && havre.FaultOf(err) == nil {
		t.Errorf("bound with a parameter: %v", err)
	}
}

// TestTwoWorkers: of two that carry the same run on, one stops as soon as the other has
// taken it up, and nothing is made twice.
func TestTwoWorkers(t *testing.T) {
	eachDB(t, func(t *testing.T, w *world) {
		t.Helper()
		w.asked(delivery(0, 1, order.Add, twoTiers))
		var all sync.WaitGroup
		for range 4 {
			process := w.process(store.Using[provision.Tx](w.db))
			all.Go(func() {
				if err := carry(t.Context(), process, w.db, instance(0)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.mend(0)
		w.exact(0)
	})
}

// TestKeysAge: the keyset is given a new key in its time, and what the old one sealed
// opens before and after.
func TestKeysAge(t *testing.T) {
	w := onSQLite(t)
	w.build(0, "")
	sealedBy := func() (keys []uint32) {
		w.ok(w.db.Read(t.Context(), func(tx *store.Tx) error {
			s, err := tx.Sealed(t.Context(), instance(0), "user")
			if err == nil {
				keys = append(keys, s.Key)
			}
			return err
		}))
		return keys
	}
	age := func(d time.Duration) []uint32 {
		w.later(d)
		w.ok(do(t.Context(), w.Service, "provision.keys", struct{}{}))
		return sealedBy()
	}
	first := age(0)
	if young := age(24 * time.Hour); !slices.Equal(first, young) {
		t.Error("a new key after a day")
	}
	old := age(91 * 24 * time.Hour)
	if slices.Equal(first, old) {
		t.Error("no new key after three months")
	}
	w.act(0, provision.Apply)
	w.carry(instance(0))
	w.is(0, provision.Running)
}
