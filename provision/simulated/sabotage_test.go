package simulated_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/drivertest"
	"github.com/havre-cloud/havre/provision/simulated"
)

// sabotaged is a driver that breaks one promise.
type sabotaged struct {
	driver.Cloud
	how string
}

// sabotages are the promises that are broken, each with a case that must see it.
var sabotages = map[string]string{
	"makes again":          "Crash",
	"finds nothing":        "Crash",
	"overlooks":            "Lost",
	"lists nothing":        "Revoked",
	"leans on nothing":     "Life",
	"forgets its key":      "Life",
	"refuses what is gone": "Life",
	"reads what is gone":   "Life",
	"updates nothing":      "Life",
	"forgets the delay":    "Limited",
	"knows better":         "Lost",
	"shows a secret":       "Failing",
	"shows a token":        "Failing",
	"hands over no secret": "Life",
	"lists everybody":      "Apart",
	"takes what is there":  "Taken",
	"never gives up":       "Cancelled",
}

const sabotage = "HAVRE_TEST_SABOTAGE"

// TestSabotaged is what the suite makes of a driver that breaks a promise; it is run by
// TestSuite, which wants it to fail.
func TestSabotaged(t *testing.T) {
	how := os.Getenv(sabotage)
	if how == "" {
		t.Skip("run by TestSuite")
	}
	h := harness(simulated.New(simulated.Options{}))
	open, faulty := h.Open, h.Faulty
	h.Open = func(tb testing.TB) driver.Cloud { tb.Helper(); return &sabotaged{open(tb), how} }
	h.Faulty = func(tb testing.TB, f drivertest.Fault) driver.Cloud {
		tb.Helper()
		return &sabotaged{faulty(tb, f), how}
	}
	h.Patience = 500 * time.Millisecond
	drivertest.Run(t, h)
}

// TestSuite holds the suite to its word: it fails a driver that breaks a promise, in the
// case that is about it.
func TestSuite(t *testing.T) {
	for how, where := range sabotages {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSabotaged$/^"+where+"$")
			cmd.Env = append(os.Environ(), sabotage+"="+how)
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestSabotaged/"+where) {
				t.Errorf("the case %s does not see a driver that %s: %v\n%s", where, how, err, out)
			}
		})
	}
}

func (s *sabotaged) is(how string) bool { return s.how == how }

func (s *sabotaged) Inventory(ctx context.Context, e driver.Environment) ([]plan.Object, error) {
	ctx, cancel := s.endless(ctx)
	defer cancel()
	out, err := s.Cloud.Inventory(ctx, e)
	if err != nil && s.is("lists nothing") {
		return nil, nil
	}
	if s.is("lists everybody") && len(out) == 0 && last.Key != "" {
		return []plan.Object{last}, err
	}
	for i := range out {
		if s.is("leans on nothing") {
			out[i].After = nil
		}
		if s.is("forgets its key") && out[i].Kind == "port" {
			out[i].Key = ""
		}
	}
	return out, err
}

// last is what was made last, by whoever.
var last plan.Object

// endless is a context that ends later than it should.
func (s *sabotaged) endless(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.is("never gives up") {
		return context.WithTimeout(context.WithoutCancel(ctx), 4*time.Second)
	}
	return ctx, func() {}
}

func (s *sabotaged) Create(ctx context.Context, e driver.Environment, r plan.Resource) (plan.Object, error) {
	c, ok := s.Cloud.(*simulated.Cloud)
	if ok && s.is("makes again") {
		c = c.Through(func(simulated.Call) simulated.Fault { return simulated.Fault{Twice: true} })
		return c.Create(ctx, e, r)
	}
	o, err := s.Cloud.Create(ctx, e, r)
	last = o
	f := driver.FailureOf(err)
	switch {
	case f == nil:
	case s.is("forgets the delay"):
		f.After = 0
	case s.is("knows better"):
		f.Reason = driver.Refused
	case s.is("shows a secret"):
		secret, _ := e.Secret(ctx, r.Key)
		f.Raw += secret
	case s.is("shows a token"):
		f.Raw += "X-Auth-Token: 0123456789abcdef0123456789abcdef"
	case s.is("takes what is there") && f.Reason == driver.Taken:
		return plan.Object{Key: r.Key, Kind: r.Kind, ID: "sim-project-1", State: plan.Ready}, nil
	}
	return o, err
}

func (s *sabotaged) Find(ctx context.Context, e driver.Environment, r plan.Resource) ([]plan.Object, error) {
	if s.is("finds nothing") || s.is("overlooks") && r.Kind == "volume" {
		return nil, nil
	}
	return s.Cloud.Find(ctx, e, r)
}

func (s *sabotaged) Read(ctx context.Context, e driver.Environment, objects []plan.Object) ([]plan.Object, error) {
	out, err := s.Cloud.Read(ctx, e, objects)
	for i := range out {
		if s.is("reads what is gone") && out[i].State == plan.Absent {
			out[i].State = plan.Ready
		}
	}
	return out, err
}

func (s *sabotaged) Update(ctx context.Context, e driver.Environment, r plan.Resource, o plan.Object, changes []plan.Change) (plan.Object, error) {
	if s.is("updates nothing") {
		return o, nil
	}
	return s.Cloud.Update(ctx, e, r, o, changes)
}

func (s *sabotaged) Delete(ctx context.Context, e driver.Environment, o plan.Object) error {
	if s.is("refuses what is gone") {
		found, err := s.Cloud.Read(ctx, e, []plan.Object{o})
		if err == nil && found[0].State == plan.Absent {
			f := driver.FailureOf(context.DeadlineExceeded)
			f.Reason = driver.Gone
			return f
		}
	}
	return s.Cloud.Delete(ctx, e, o)
}

func (s *sabotaged) Access(ctx context.Context, e driver.Environment, key string, built []plan.Object) (*driver.Access, error) {
	a, err := s.Cloud.Access(ctx, e, key, built)
	if s.is("hands over no secret") && err == nil {
		a.Credentials["applicationCredentialSecret"] = ""
	}
	return a, err
}
