package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/havre-cloud/havre/internal/pgtest"
)

// startOn starts the portal on PostgreSQL, with a data directory that holds the key
// only.
func startOn(t *testing.T, dir, database string, args ...string) *process {
	t.Helper()
	return startPortal(t, dir, append([]string{"--database-url", database}, args...)...)
}

// While the database is away the portal says so, keeps answering what needs none,
// and comes back by itself with it; nobody is signed out.
func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	pg := pgtest.Own(t)
	p := startOn(t, "", pg.Address)
	b := p.install()
	pg.Kill(t)
	got := b.want(b.get("/readyz"), http.StatusServiceUnavailable, `"name":"database","ready":false,"error":"the database does not answer"`)
	if strings.Contains(got.body, pg.Address) {
		t.Error("/readyz tells where the database is")
	}
	b.want(b.get("/livez"), http.StatusOK)
	b.want(b.get("/plateformes"), http.StatusOK, "ne peut pas vous reconnaître")
	b.want(b.get("/organisations"), http.StatusServiceUnavailable, "Numéro d’incident")
	typed := b.want(b.post("/nouvelle-organisation", url.Values{"title": {"X"}, "name": {"x"}, "kind": {"ministry"}, "version": {"0"}}), http.StatusServiceUnavailable)
	if typed.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	pg.Start(t)
	p.awaitReady()
	b.want(b.get("/organisations"), http.StatusOK, "Ministère premier")
}

// A portal whose database is away at the start says so and ends: its supervisor
// tries again.
func TestStartWithoutDatabase(t *testing.T) {
	t.Parallel()
	code, said := refusal(t, nil, "--database-url", "postgres://havre@127.0.0.1:1/havre?connect_timeout=2")
	if code != exitFailure || !strings.Contains(said, "database") {
		t.Errorf("exit code %d, %s", code, said)
	}
}

// Pages and jobs in processes of their own, on one PostgreSQL: what one asks the
// other does.
func TestRolesApart(t *testing.T) {
	t.Parallel()
	database, dir := pgtest.Database(t), t.TempDir()
	web := startOn(t, dir, database, "--role", "web", "--webhooks-allow-private")
	worker := startOn(t, dir, database, "--role", "worker")
	w := worker.browser()
	w.want(w.get("/readyz"), http.StatusOK)
	w.want(w.get("/"), http.StatusNotFound)
	if !strings.Contains(worker.out.String(), "runs the jobs") {
		t.Errorf("the worker says %q", worker.out.String())
	}
	received := make(chan string, 1)
	address := freeAddress(t)
	receiver := &http.Server{Addr: address, ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { received <- r.Header.Get("Webhook-Signature") })}
	go func() { _ = receiver.ListenAndServe() }()
	defer receiver.Close() //nolint:errcheck // the test has what it came for
	b := web.install()
	_, rest, _ := strings.Cut(b.want(b.get("/organisations"), http.StatusOK).body, `href="/organisations/`)
	id, _, _ := strings.Cut(rest, `"`)
	hooks := "/organisations/" + id + "/webhooks"
	worker.stop()
	allowing := startOn(t, dir, database, "--role", "worker", "--webhooks-allow-private")
	b.want(b.post(hooks, url.Values{"url": {"http://" + address + "/havre"}}), http.StatusCreated, "whsec_")
	_, rest, _ = strings.Cut(b.want(b.get(hooks), http.StatusOK).body, `href="`+hooks+"/")
	hook, _, _ := strings.Cut(rest, `"`)
	b.want(b.post(hooks+"/"+hook+"/essai", nil), http.StatusSeeOther)
	select {
	case signature := <-received:
		if !strings.HasPrefix(signature, "v1,") {
			t.Errorf("signature %q", signature)
		}
	case <-time.After(30 * time.Second):
		t.Fatalf("the worker sent nothing\n%s", lastLines(allowing.err.String(), 10))
	}
	for range 100 {
		if shown := b.get(hooks + "/" + hook); strings.Contains(shown.body, "Reçu") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("the page never shows that the test was received")
}

// A replica follows the catalogue that another one puts in use, even one that runs no
// job and so does not hear of it otherwise.
func TestReplicaFollows(t *testing.T) {
	t.Parallel()
	database, dir := pgtest.Database(t), t.TempDir()
	first := startOn(t, dir, database, "--role", "web")
	b := first.browser()
	b.want(b.get("/plateformes/rosny"), http.StatusOK, "Rosny")
	content := filepath.Join(t.TempDir(), "catalogue")
	if out, err := havreCommand(t, "catalogue", "export", content).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	rename(t, content, "Rosny", "Rosny-sous-Test")
	startOn(t, dir, database, "--catalogue", content)
	for range 300 {
		if strings.Contains(b.get("/plateformes/rosny").body, "Rosny-sous-Test") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("the first replica still shows the former catalogue\n%s", lastLines(first.err.String(), 5))
}

// rename replaces a word in every file of a directory.
func rename(t *testing.T, dir, from, to string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(strings.ReplaceAll(string(text), from, to)), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// asNobody makes a command run as a user without rights, where the test runs as root.
func asNobody(c *exec.Cmd) {
	if os.Geteuid() == 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
}

// readable lets a user without rights go through the directories of a test.
func readable(t *testing.T, dir string) {
	t.Helper()
	for ; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// On a read-only disk the portal does not start, and says which directory it is.
func TestReadOnlyData(t *testing.T) {
	t.Parallel()
	p := newProcess(t, "")
	readable(t, p.dir)
	if err := os.Chmod(p.dir, 0o555); err != nil {
		t.Fatal(err)
	}
	p.cmd = havreCommand(t, "serve", "--data-dir", p.dir, "--listen", p.address)
	p.cmd.Path = copiedSelf(t)
	asNobody(p.cmd)
	p.begin()
	if code := p.end(); code != exitFailure {
		t.Errorf("exit code %d", code)
	}
	if said := p.err.String(); !strings.Contains(said, p.dir) || !strings.Contains(said, "the system denies it") {
		t.Errorf("it says %s", said)
	}
}

// copiedSelf is the program where a user without rights can run it.
func copiedSelf(t *testing.T) string {
	t.Helper()
	self, err := os.ReadFile(mustSelf(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	readable(t, dir)
	path := filepath.Join(dir, "havre")
	if err := os.WriteFile(path, self, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustSelf(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return self
}

// When the disk is full writes are refused with a sentence, pages are still read,
// nothing is half written, and all is well again once there is room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	p := newProcess(t, "")
	script := `mount -t tmpfs -o size=8m tmpfs "$1" && shift && exec -a havre "$@"`
	p.cmd = exec.Command("unshare", "--user", "--map-root-user", "--mount", "bash", "-c", script, "bash", p.dir,
		mustSelf(t), "serve", "--data-dir", p.dir, "--listen", p.address, "--limits-actor", "0", "--limits-address", "0")
	p.cmd.Env = cleanEnviron()
	outside := p.dir
	p.begin()
	p.awaitReady()
	p.dir = fmt.Sprintf("/proc/%d/root%s", p.cmd.Process.Pid, outside)
	b := p.install()
	ballast := filepath.Join(p.dir, "ballast")
	fill(t, ballast)
	refused := 0
	for i := range 50 {
		form := url.Values{"title": {fmt.Sprintf("Agence %d %s", i, strings.Repeat("é", 150))}, "name": {fmt.Sprintf("a%d", i)}, "kind": {"body"}, "version": {"0"}}
		switch got := b.post("/nouvelle-organisation", form); got.status {
		case http.StatusSeeOther:
		case http.StatusServiceUnavailable:
			refused++
			b.want(got, http.StatusServiceUnavailable, "Numéro d’incident")
		default:
			t.Fatalf("status %d: %s", got.status, mainOf(got.body))
		}
	}
	if refused == 0 {
		t.Fatal("a full disk refused nothing")
	}
	b.want(b.get("/plateformes"), http.StatusOK)
	b.want(b.get("/organisations"), http.StatusOK, "Ministère premier")
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	b.want(b.post("/nouvelle-organisation", url.Values{"title": {"Après la panne"}, "name": {"apres"}, "kind": {"body"}, "version": {"0"}}), http.StatusSeeOther)
	list := b.want(b.get("/organisations?par=500"), http.StatusOK, "Après la panne").body
	told := b.want(b.get("/journal?action=organisation.create&format=csv"), http.StatusOK).body
	if there, said := strings.Count(list, ">Agence "), strings.Count(told, "Agence "); there != said || there != 50-refused {
		t.Errorf("%d organisations of the %d answered, %d entries of the journal", there, 50-refused, said)
	}
	b.want(b.post("/journal/verification", nil), http.StatusOK, "Le journal est intact")
}

// fill takes all the room that is left on a disk.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // the test has what it came for
	for _, size := range []int{64 << 10, 1 << 10, 1} {
		for block := make([]byte, size); err == nil || size > 1; {
			if _, err = f.Write(block); err != nil {
				break
			}
		}
		err = nil
		if size == 1 {
			return
		}
	}
}

// A request that takes a proxy for granted is not believed without one.
func TestProxyHeaders(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "", "--public-url", "https://havre.example", "--trusted-proxies", "127.0.0.0/8")
	b := p.browser()
	plain := b.do(http.MethodGet, "/regles", nil, http.Header{"X-Forwarded-Proto": {"http"}, "X-Forwarded-For": {"203.0.113.1"}})
	if plain.status != http.StatusPermanentRedirect || plain.location != "https://havre.example/regles" {
		t.Errorf("http through the proxy answers %d, %q", plain.status, plain.location)
	}
	b.want(b.do(http.MethodGet, "/regles", nil, http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-For": {"203.0.113.1"}}), http.StatusOK)
	b.want(b.get("/readyz"), http.StatusOK)
	open := startPortal(t, "")
	o := open.browser()
	o.want(o.do(http.MethodGet, "/regles", nil, http.Header{"X-Forwarded-Proto": {"http"}}), http.StatusOK)
}
