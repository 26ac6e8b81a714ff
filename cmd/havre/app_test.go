package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// run runs the program with a clock that does not move.
func run(t *testing.T, env map[string]string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	a := &app{
		in: strings.NewReader(""), out: &o, err: &e, getenv: func(k string) string { return env[k] },
		today: func() havre.Date { return havre.MustDate("2023-09-01") },
	}
	code = a.run(args)
	return code, o.String(), e.String()
}

func shared(path string) string { return filepath.Join("testdata", "shared", path) }

func TestTodayIsTheOnlyClock(t *testing.T) {
	t.Parallel()
	args := []string{"decide", shared("dossiers/bureautique.yaml"), "--catalogue", shared("catalogue"), "--doctrine-dir", shared("rules"), "-o", "json"}
	code, today, errs := run(t, nil, args...)
	if code != exitOK || errs != "" {
		t.Fatalf("code %d, %s", code, errs)
	}
	_, dated, _ := run(t, nil, append(args, "--on", "2023-09-01")...)
	if today != dated {
		t.Error("without --on, the day is not the one the clock gives")
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  map[string]string
		args []string
		want havre.Lang
	}{
		{nil, nil, havre.French},
		{map[string]string{"LANG": "en_US.UTF-8"}, nil, havre.English},
		{map[string]string{"LANG": "en_US.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, nil, havre.French},
		{map[string]string{"LANG": "C"}, nil, havre.French},
		{map[string]string{"LC_MESSAGES": "en_GB"}, []string{"--lang", "fr"}, havre.French},
		{nil, []string{"decide", "--lang=en"}, havre.English},
		{nil, []string{"decide", "--", "--lang=en"}, havre.French},
		{nil, []string{"decide", "--lang"}, havre.French},
	} {
		a := &app{getenv: func(k string) string { return c.env[k] }}
		if got := a.language(c.args); got != c.want {
			t.Errorf("language(%v, %v) = %s, want %s", c.env, c.args, got, c.want)
		}
	}
}

// commands lists a tree of commands by path.
func commands(c *cobra.Command) map[string]*cobra.Command {
	out := map[string]*cobra.Command{c.CommandPath(): c}
	for _, sub := range c.Commands() {
		maps.Copy(out, commands(sub))
	}
	return out
}

// Every command and every flag says what it is in both languages, with an example
// and its exit codes.
func TestEveryCommandInBothLanguages(t *testing.T) {
	t.Parallel()
	tree := func(l havre.Lang) map[string]*cobra.Command {
		a := &app{lang: l, getenv: func(string) string { return "" }}
		return commands(a.root())
	}
	fr, en := tree(havre.French), tree(havre.English)
	for path, c := range fr {
		e := en[path]
		if e == nil {
			t.Fatalf("%s does not exist in English", path)
		}
		if c.Short == "" || e.Short == "" || c.Short == e.Short || c.Long == "" || e.Long == "" || c.Long == e.Long {
			t.Errorf("%s: not described in both languages", path)
		}
		if c.Example == "" || e.Example == "" {
			t.Errorf("%s: no example", path)
		}
		if c.Annotations[exitsKey] == "" || c.Annotations[exitsKey] == e.Annotations[exitsKey] {
			t.Errorf("%s: no exit codes in both languages", path)
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			g := e.Flags().Lookup(f.Name)
			if g == nil || f.Usage == "" || f.Usage == g.Usage {
				t.Errorf("%s --%s: not described in both languages", path, f.Name)
			}
		})
	}
	if len(fr) < 20 {
		t.Errorf("only %d commands were walked", len(fr))
	}
}

// Every text of this package is written in both languages.
func TestNoTextWithoutTranslation(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set, texts := token.NewFileSet(), 0
	for _, name := range files {
		f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok || len(lit.Elts) == 0 {
				return true
			}
			langs := map[string]bool{}
			for _, e := range lit.Elts {
				kv, ok := e.(*ast.KeyValueExpr)
				if !ok {
					return true
				}
				if k, ok := kv.Key.(*ast.Ident); ok && (k.Name == "FR" || k.Name == "EN") {
					v, isText := kv.Value.(*ast.BasicLit)
					langs[k.Name] = !isText || len(v.Value) > 2
				}
			}
			if len(langs) > 0 {
				texts++
			}
			if len(langs) > 0 && (!langs["FR"] || !langs["EN"]) {
				t.Errorf("%s: a text in one language only", set.Position(lit.Pos()))
			}
			return true
		})
	}
	if texts < 200 {
		t.Errorf("only %d texts were seen", texts)
	}
}

// The order of the results is that of the values, whatever the number of workers,
// and stopping early is fine.
func TestInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Int()).Draw(t, "values")
		workers := rapid.IntRange(1, 8).Draw(t, "workers")
		stop := rapid.IntRange(0, len(values)+1).Draw(t, "stop")
		var got []int
		for v := range inOrder(slices.Values(values), workers, func(v int) int { return v / 2 }) {
			if len(got) == stop {
				break
			}
			got = append(got, v)
		}
		if len(got) != min(stop, len(values)) {
			t.Fatalf("%d results for %d values", len(got), len(values))
		}
		for i, v := range got {
			if v != values[i]/2 {
				t.Fatalf("result %d is %d", i, v)
			}
		}
	})
}

func TestLookAheadAndBatches(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Int()).Draw(t, "values")
		n := rapid.IntRange(1, 10).Draw(t, "n")
		head, all, more, stop := lookAhead(slices.Values(values), n)
		defer stop()
		if len(head) != min(n, len(values)) || more != (len(values) > n) {
			t.Fatalf("%d ahead, more %v, of %d", len(head), more, len(values))
		}
		var got []int
		for batch := range batches(all, n) {
			if len(batch) > n {
				t.Fatalf("a batch of %d", len(batch))
			}
			got = append(got, batch...)
		}
		if !slices.Equal(got, values) {
			t.Fatalf("got %v", got)
		}
	})
}

// What is written as YAML reads back as what is written as JSON.
func TestYAMLSaysWhatJSONSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := draw(t, 3)
		var y, j bytes.Buffer
		if err := writeYAML(&y, v); err != nil {
			t.Fatal(err)
		}
		if err := writeJSON(&j, v); err != nil {
			t.Fatal(err)
		}
		a, pa := document.Parse("y", y.Bytes())
		b, pb := document.Parse("j", j.Bytes())
		if len(pa) > 0 || len(pb) > 0 || len(a) != 1 || len(b) != 1 {
			t.Fatalf("%v %v\n%s", pa, pb, y.String())
		}
		if got, want := plainOf(a[0]), plainOf(b[0]); got != want {
			t.Fatalf("got %s, want %s, from\n%s", got, want, y.String())
		}
	})
}

// draw is a value such as those the program writes: mappings, lists, scalars.
func draw(t *rapid.T, depth int) map[string]any {
	out := map[string]any{"k": rapid.StringMatching(`[ -~éà«»:#'"\\]{0,12}`).Draw(t, "text"), "word": rapid.SampledFrom([]string{"yes", "null", "", "on", "2023-01-01", "plain", "- x", "a: b"}).Draw(t, "word")}
	if depth == 0 {
		return out
	}
	out["n"] = rapid.Int().Draw(t, "n")
	out["nothing"], out["empty"] = nil, []any{}
	var list []any
	for range rapid.IntRange(0, 3).Draw(t, "length") {
		list = append(list, draw(t, depth-1), []any{rapid.Bool().Draw(t, "b")})
	}
	out["list"] = list
	out["map"] = draw(t, depth-1)
	return out
}

func plainOf(n *document.Node) string {
	var b strings.Builder
	switch n.Kind {
	case document.Mapping:
		for i, k := range n.Keys {
			b.WriteString(k.Value + "=" + plainOf(n.Items[i]) + ";")
		}
	case document.Sequence:
		for _, i := range n.Items {
			b.WriteString("-" + plainOf(i))
		}
	case document.Scalar:
		text, _ := json.Marshal([]any{n.Value, n.Null && !n.Quoted}) // a text always encodes
		b.Write(text)
	}
	return "{" + b.String() + "}"
}

// What cannot be written is an error, not a success.
func TestClosedOutput(t *testing.T) {
	t.Parallel()
	for _, format := range allFormats {
		var e bytes.Buffer
		a := &app{in: strings.NewReader(""), out: closed{}, err: &e, getenv: func(string) string { return "" }, today: func() havre.Date { return havre.MustDate("2023-09-01") }}
		code := a.run([]string{"decide", shared("dossiers"), "--catalogue", shared("catalogue"), "--doctrine-dir", shared("rules"), "-o", format})
		if code != exitFailure {
			t.Errorf("-o %s on a closed output: code %d", format, code)
		}
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestSafeCells(t *testing.T) {
	t.Parallel()
	if got := safeCells([]string{"=1+1", "-", "", "oui"}); !slices.Equal(got, []string{"'=1+1", "-", "", "oui"}) {
		t.Errorf("got %q", got)
	}
}
