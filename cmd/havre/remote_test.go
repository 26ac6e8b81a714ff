package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/havre-cloud/havre/portal/api/apitest"
)

// The scripts of testdata/remote talk to the real portal, another process of the
// program, as its first administrator.
func TestRemoteScripts(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	token := p.install().token()
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "remote"), UpdateScripts: *update, RequireExplicitExec: true, RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exec-code": execCode, "capture": capture, "api": callAPI},
		Setup: func(env *testscript.Env) error {
			env.Setenv("SERVER", p.url)
			env.Setenv("TOKEN", token)
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("LANG", "en_GB.UTF-8")
			if err := os.CopyFS(filepath.Join(env.WorkDir, "examples"), os.DirFS("../../examples/dossiers")); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(env.WorkDir, "token.txt"), []byte(token+"\n"), 0o600)
		},
	})
}

// token is a new token of whoever is signed in.
func (b *browser) token() string {
	b.t.Helper()
	body := `{"spec":{"name":"tests","scopes":["read","needs","orders","catalogue","admin"],"expiresAt":"` + time.Now().AddDate(0, 6, 0).Format(time.DateOnly) + `"}}`
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+"/api/v1/tokens", strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // only read
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	var made struct{ Status struct{ Secret string } }
	if err := json.Unmarshal(raw, &made); err != nil || made.Status.Secret == "" {
		b.t.Fatalf("%d %s", answer.StatusCode, raw)
	}
	return made.Status.Secret
}

// capture keeps the last output, or the value of a field of its JSON, in a variable:
// capture NAME [path.to.field].
func capture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: capture NAME [PATH]")
	}
	text := strings.TrimSpace(ts.ReadFile("stdout"))
	if len(args) == 2 {
		o := &object{}
		if err := json.Unmarshal([]byte(text), &o.fields); err != nil {
			ts.Fatalf("%v: %s", err, text)
		}
		if text = o.at(args[1]); text == "" {
			ts.Fatalf("no %s in what was printed", args[1])
		}
	}
	ts.Setenv(args[0], text)
}

// callAPI asks the portal, as whoever the environment says, for what no command does:
// api METHOD PATH [BODY].
func callAPI(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: api METHOD PATH [BODY]")
	}
	r, err := http.NewRequest(args[0], ts.Getenv("SERVER")+"/api/v1/"+args[1], strings.NewReader(strings.Join(args[2:], "")))
	ts.Check(err)
	r.Header.Set("Authorization", "Bearer "+ts.Getenv("HAVRE_TOKEN"))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("If-Match", "*")
	answer, err := http.DefaultClient.Do(r)
	ts.Check(err)
	defer answer.Body.Close() //nolint:errcheck // only read
	body, err := io.ReadAll(answer.Body)
	ts.Check(err)
	if answer.StatusCode >= http.StatusMultipleChoices {
		ts.Fatalf("%d %s", answer.StatusCode, body)
	}
}

// The kinds that the commands know are those of the API: their lists take these
// filters, with these words.
func TestKindsAreThoseOfTheAPI(t *testing.T) {
	t.Parallel()
	w := apitest.New(t)
	out := httptest.NewRecorder()
	w.API.ServeHTTP(out, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/openapi.json", nil))
	var doc struct {
		Paths map[string]struct {
			Get struct {
				Parameters []struct {
					Name, In string
					Schema   struct {
						Type any // a word, or several when it may be null
						Enum []string
					}
				}
			}
			Post *struct{}
		}
	}
	if err := json.Unmarshal(out.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	for _, k := range append(slices.Clone(objectKinds), deploymentKind, orphanKind) {
		of, ok := doc.Paths["/api/v1/"+k.path]
		if !ok {
			t.Errorf("%s: the API has no list %s", k.name, k.path)
			continue
		}
		if k.made && of.Post == nil {
			t.Errorf("%s: the API does not create it", k.name)
		}
		var want []filter
		for _, p := range of.Get.Parameters {
			if p.In == "query" && p.Name != "limit" && p.Name != "after" {
				want = append(want, filter{query: p.Name, values: p.Schema.Enum, flag: p.Schema.Type == "boolean"})
			}
		}
		for _, p := range want {
			i := slices.IndexFunc(k.filters, func(f filter) bool { return f.query == p.query })
			if i < 0 {
				t.Errorf("%s: no filter %s", k.name, p.query)
				continue
			}
			if f := k.filters[i]; f.flag != p.flag || !slices.Equal(f.values, p.values) {
				t.Errorf("%s: filter %s is %v %v, the API says %v %v", k.name, p.query, f.flag, f.values, p.flag, p.values)
			}
		}
		if len(k.filters) != len(want) {
			t.Errorf("%s: %d filters, the API has %d", k.name, len(k.filters), len(want))
		}
	}
}

// A file is cut into its documents, each with its place.
func TestSplit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		lines []int
	}{
		{"kind: A\n", []int{0}},
		{"# first\nkind: A\n---\nkind: B\n--- # third\n\nkind: C\n", []int{0, 2, 4}},
		{"---\nkind: A\n---\n---\n# nothing\n---\nkind: B", []int{0, 5}},
		{"{\"kind\":\"A\"}\n{\"kind\":\"B\"}\n", []int{0, 1}},
		{"[\n{\"kind\":\"A\"},\n{\"kind\":\"B\"}]", []int{0, 0}},
		{"", nil},
		{"# nothing\n", nil},
	} {
		var lines []int
		for _, m := range split("f", []byte(c.text)) {
			lines = append(lines, m.line)
		}
		if !slices.Equal(lines, c.lines) {
			t.Errorf("%q: %v, want %v", c.text, lines, c.lines)
		}
	}
}

// A context sends its token to its own portal and to no other.
func TestTokenStaysHome(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	env := map[string]string{"HOME": home}
	a := &app{getenv: func(k string) string { return env[k] }}
	all, err := a.contexts()
	if err != nil {
		t.Fatal(err)
	}
	all.put(contextFor{Name: "one", Server: "https://one.example", Token: "secret"})
	all.Current = "one"
	if err := all.save(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(all.file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	for name, c := range map[string]struct {
		env           map[string]string
		server, use   string
		wantAt, token string
	}{
		"the context in use":             {nil, "", "", "https://one.example", "secret"},
		"another server":                 {nil, "https://two.example", "", "https://two.example", ""},
		"another server for the context": {nil, "https://two.example", "one", "https://two.example", ""},
		"the environment":                {map[string]string{"HAVRE_SERVER": "https://three.example", "HAVRE_TOKEN": "t"}, "", "", "https://three.example", "t"},
		"a token of the environment":     {map[string]string{"HAVRE_TOKEN": "t"}, "", "", "https://one.example", "t"},
		"a flag before the environment":  {map[string]string{"HAVRE_SERVER": "https://three.example"}, "", "one", "https://one.example", "secret"},
	} {
		r := &remote{app: &app{getenv: func(k string) string {
			if v, ok := c.env[k]; ok {
				return v
			}
			return env[k]
		}}, server: c.server, context: c.use}
		if err := r.reach(); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r.Server != c.wantAt || r.Token != c.token {
			t.Errorf("%s: %s with %q", name, r.Server, r.Token)
		}
	}
}
