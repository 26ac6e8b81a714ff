package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/openstacktest"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	orders "github.com/havre-cloud/havre/order/demo"
	"github.com/havre-cloud/havre/provision/all"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/drivertest"
	"github.com/havre-cloud/havre/provision/drivertest/faultproxy"
	"github.com/havre-cloud/havre/provision/openstack"
	"github.com/havre-cloud/havre/record"
	needs "github.com/havre-cloud/havre/record/demo"
	"github.com/havre-cloud/havre/store"
)

// wiretap keeps every secret that goes to a cloud or comes from it.
type wiretap struct {
	mu   sync.Mutex
	seen map[string]string // what it is, by secret
}

// secretField is the JSON of a secret: passwords, secrets of credentials and keys.
var secretField = regexp.MustCompile(`"(password|secret|adminPass|private_key)"\s*:\s*"((?:[^"\\]|\\.)+)"`)

// RoundTrip implements http.RoundTripper.
func (w *wiretap) RoundTrip(r *http.Request) (*http.Response, error) {
	w.token(r.Header.Get("X-Auth-Token"))
	if r.Body != nil && strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		w.read(body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	w.token(answer.Header.Get("X-Subject-Token"))
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "application/json") {
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close() // it was read
		if err != nil {
			return nil, err
		}
		w.read(body)
		answer.Body = io.NopCloser(bytes.NewReader(body))
	}
	return answer, nil
}

func (w *wiretap) token(token string) {
	if token != "" {
		w.keep("token", token)
	}
}

func (w *wiretap) read(body []byte) {
	for _, m := range secretField.FindAllSubmatch(body, -1) {
		w.keep(string(m[1]), string(m[2]))
	}
	// The key of an object storage is JSON in the text of a credential.
	if inner := strings.ReplaceAll(string(body), `\"`, `"`); inner != string(body) {
		for _, m := range secretField.FindAllStringSubmatch(inner, -1) {
			w.keep(m[1], m[2])
		}
	}
}

func (w *wiretap) keep(what, secret string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[secret] = what
}

// leaks are the secrets that a text holds, as they are or in base64.
func (w *wiretap) leaks(text string) (out []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for secret, what := range w.seen {
		if strings.Contains(text, secret) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(secret))) {
			out = append(out, what)
		}
	}
	return out
}

// TestSecretsOfARun: the portal builds on a real OpenStack, which answers some requests by
// quoting them whole; somebody is given an access, shown once. No secret that was on the
// wire or was shown is in any log, in any file of the portal, in any table of its database,
// in what people read or in what they export.
func TestSecretsOfARun(t *testing.T) {
	t.Parallel()
	account := openstacktest.Cloud(t)
	seen := &wiretap{seen: map[string]string{account.Auth["password"]: "password of the portal"}}
	proxy := faultproxy.New(7)
	proxy.Transport = seen
	t.Cleanup(func() { _ = proxy.Close() }) // nothing is asked any more
	front, err := proxy.Front(account.Auth["auth_url"])
	if err != nil {
		t.Fatal(err)
	}
	proxy.Add(faultproxy.Rule{
		Methods: faultproxy.Writes(), Path: regexp.MustCompile(`/(users|servers|application_credentials|OS-EC2|credentials|tokens)$`), Rate: 0.5, Times: 6,
		Faults: []faultproxy.Fault{{Status: http.StatusInternalServerError, Echo: true}, {Status: http.StatusServiceUnavailable, RetryAfter: time.Second, Echo: true}},
	})
	settings := maps.Clone(account.Auth)
	settings["auth_url"] = front
	file := accountFile(t, "nubo", settings)
	profile := "  profile:\n    flavors: {small: m1.tiny, medium: m1.tiny}\n    regions: [{exposure: rie, network: public}]\n"
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, append(text, profile...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}

	first := startPortal(t, "") // makes the database
	first.stop()
	first.demonstration()
	p := startPortal(t, first.dir, "--clouds", file, "--log-level", "debug")
	portal := p.speakingAs("rachida.amrani@demo.example")
	var deployment struct {
		ID     string
		Status struct{ State string }
	}
	t.Cleanup(func() { raze(t, proxy, file, deployment.ID) })
	for end := time.Now().Add(5 * time.Minute); deployment.Status.State != "running"; time.Sleep(time.Second) {
		if time.Now().After(end) {
			t.Fatalf("not built:\n%s", portal("status", "paie-nubo", "--raw"))
		}
		decoded(t, portal("status", "paie-nubo", "-o", "json"), &deployment)
	}
	var access struct{ Name string }
	decoded(t, portal("access", "create", "paie-nubo", "--for", "essai", "--once", "-o", "json"), &access)
	var shown string
	for end := time.Now().Add(time.Minute); shown == ""; time.Sleep(time.Second) {
		if time.Now().After(end) {
			t.Fatal("the access is never ready")
		}
		if out := portal("access", "show", "paie-nubo", access.Name, "-o", "json"); strings.Contains(out, "secret") {
			shown = out
		}
	}
	seen.read([]byte(shown))
	_, faults := proxy.Count()

	places := map[string]string{
		"the page of the resource":  portal("status", "paie-nubo", "--raw"),
		"the resource as JSON":      portal("status", "paie-nubo", "--raw", "-o", "json"),
		"the list of accesses":      portal("access", "list", "paie-nubo", "-o", "json"),
		"an access shown once more": portal("access", "show", "paie-nubo", access.Name, "-o", "json"),
	}
	exported := t.TempDir()
	portal("export", "paie-nubo", "--output-dir", exported)
	for _, content := range contents(t, exported) {
		places["the export"] += content
	}
	p.stop()
	places["the log"], places["standard output"] = p.err.String(), p.out.String()
	places["the tables"] = tables(t, filepath.Join(p.dir, "havre.db"))
	for name, content := range contents(t, p.dir) {
		places["the file "+name] = content
	}
	kinds := map[string]int{}
	for _, what := range seen.seen {
		kinds[what]++
	}
	t.Logf("%v secrets looked for in %d places; %d requests were quoted by the cloud", kinds, len(places), faults)
	for _, what := range []string{"password", "secret", "token"} {
		if kinds[what] == 0 {
			t.Errorf("no %s was on the wire", what)
		}
	}
	if faults == 0 {
		t.Error("the cloud quoted no request")
	}
	for name, content := range places {
		if leaks := seen.leaks(content); len(leaks) > 0 {
			t.Errorf("%s holds: %s", name, strings.Join(leaks, ", "))
		}
	}
	// What must be there is: the search looks where it says.
	for name, word := range map[string]string{"the log": `"level":"DEBUG"`, "the tables": "provision.carry", "the export": "openstack_compute_instance_v2", "the resource as JSON": deployment.ID} {
		if !strings.Contains(places[name], word) {
			t.Errorf("%s does not hold %q", name, word)
		}
	}
}

// demonstration fills the portal, stopped, with an invented life, in which somebody just
// ordered what a cloud builds.
func (p *process) demonstration() {
	p.t.Helper()
	ctx := p.t.Context()
	db := p.database()
	library, err := record.NewLibrary(nil, nil)
	p.must(err)
	people := peopleOf(db)
	records := &record.Service{DB: store.Using[record.Tx](db), Library: library, Now: time.Now, NewID: newID, Program: "v1"}
	p.must(records.Start(ctx))
	p.must(needs.Fill(ctx, people, records))
	p.must(orders.Fill(ctx, people, &order.Service{
		DB: store.Using[order.Tx](db), Records: records, Chains: approval.Builtin(), Fulfillers: map[string]order.Fulfiller{openstack.Name: willing{}},
	}))
}

func (p *process) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// database is that of the portal, until the end of the test.
func (p *process) database() *store.DB {
	p.t.Helper()
	db, err := store.Open(p.t.Context(), store.Config{URL: filepath.Join(p.dir, "havre.db")})
	p.must(err)
	p.t.Cleanup(func() { _ = db.Close() }) // the test has what it came for
	return db
}

func peopleOf(db *store.DB) *identity.Service {
	return &identity.Service{DB: store.Using[identity.Tx](db), Now: time.Now, NewID: newID, Secret: rand.Text}
}

// speakingAs gives a command line with a token of somebody of the demonstration.
func (p *process) speakingAs(mail string) (run func(args ...string) string) {
	p.t.Helper()
	ctx, db := p.t.Context(), p.database()
	var person *identity.Person
	p.must(db.Read(ctx, func(tx *store.Tx) (err error) {
		person, err = tx.PersonOfMail(ctx, mail)
		return err
	}))
	token, err := peopleOf(db).CreateToken(ctx, identity.Actor{ID: person.ID, Kind: identity.Human, Name: person.Name}, &identity.Token{Name: "essai", Scopes: identity.Scopes, ExpiresAt: time.Now().Add(time.Hour)})
	p.must(err)
	return func(args ...string) string {
		p.t.Helper()
		c := havreCommand(p.t, args...)
		c.Env = append(c.Env, "HAVRE_SERVER="+p.url, "HAVRE_TOKEN="+token)
		out, err := c.CombinedOutput()
		if err != nil {
			p.t.Logf("havre %s: %v", strings.Join(args, " "), err)
		}
		return string(out)
	}
}

// willing says that all that is ordered can be made; it is the portal, later, that makes it.
type willing struct{ order.Fulfiller }

// Serves implements order.Fulfiller.
func (willing) Serves(context.Context, order.Delivery) (bool, error) { return true, nil }

// Check implements order.Fulfiller.
func (willing) Check(order.Delivery, *record.Need) havre.Problems { return nil }

func decoded(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Logf("%v: %s", err, text[:min(len(text), 300)])
	}
}

// tables is all that a database says, table by table: a long value is in several pages of
// its file.
func tables(t *testing.T, file string) string {
	t.Helper()
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: file, RawQuery: "mode=ro"}).String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // it was only read
	var out strings.Builder
	for _, name := range rowsOf(t, db, "SELECT name FROM sqlite_master WHERE type = 'table'") {
		for _, row := range rowsOf(t, db, `SELECT * FROM "`+name[0]+`"`) {
			fmt.Fprintln(&out, strings.Join(row, " "))
		}
	}
	return out.String()
}

func rowsOf(t *testing.T, db *sql.DB, query string) (out [][]string) {
	t.Helper()
	r, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // Err says it
	columns, err := r.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for r.Next() {
		cells := make([]sql.Null[[]byte], len(columns))
		into := make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := r.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(columns))
		for i := range cells {
			row[i] = string(cells[i].V)
		}
		out = append(out, row)
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// contents are the files of a directory, by name.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		out[filepath.Base(path)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// raze removes what was built, whatever came of the test: the end of an order is tried
// elsewhere.
func raze(t *testing.T, proxy *faultproxy.Proxy, file, id string) {
	t.Helper()
	proxy.Clear()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
		return
	}
	targets, err := all.ReadClouds(file, data)
	if err != nil {
		t.Error(err)
		return
	}
	for _, target := range targets {
		drivertest.Raze(t, target.Driver, target.Cloud, driver.Environment{ID: id, Name: "paie-nubo"})
	}
}
