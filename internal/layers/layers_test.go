// Package layers holds the architecture to its word: the table of who may import
// whom, in docs/architecture.md, is read from the document and checked against the
// imports of every package. The document and the code cannot drift apart.
package layers

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module   = "github.com/havre-cloud/havre"
	top      = "../.."
	document = "docs/architecture.md"
	opening  = "<!-- layers -->" // the table follows this line
)

// anything is the word of the table for a package that ties the others together.
const anything = "everything"

// inTests is what test files may import besides what their package may: the three
// inputs, to judge real data; the store and the stages whose nouns it keeps, to run
// on a real database; the drivers, and the cloud in memory; and packages made for tests.
var inTests = []string{
	"fact", "dossier", "catalogue", "doctrine",
	"store", "jobs", "journal", "notify", "identity", "record", "record/demo", "order", "order/approval", "order/quota", "order/demo",
	"provision/openstack", "provision/simulated", "provision/drivertest/faultproxy",
}

func TestImports(t *testing.T) {
	rules := readTable(t)
	seen := map[string]bool{}
	for _, f := range goFiles(t) {
		row, ok := ruleOf(rules, f.pkg)
		seen[row] = true
		if !ok {
			t.Errorf("%s has no rule: say in the table of %s what it may import, and why it is a package of its own", f.pkg, document)
			continue
		}
		for _, imported := range f.imports {
			if !allowed(rules[row], f, imported) {
				t.Errorf("%s imports %s; %s may import: %s (table of %s)", f.name, imported, f.pkg, sentence(rules[row]), document)
			}
		}
	}
	for _, row := range slices.Sorted(maps.Keys(rules)) {
		if !seen[row] {
			t.Errorf("the table of %s has a row for %s, which does not exist", document, row)
		}
	}
}

// file is one Go file, with what it imports of this module, by folder; the root is ".".
type file struct {
	name, pkg string
	imports   []string
	test      bool
}

// allowed says whether the rule of a package lets a file import another. The root
// is for all, technical helpers are for every stage but the root.
func allowed(rule []string, f file, imported string) bool {
	if f.test && f.pkg == imported || slices.Contains(rule, anything) || slices.Contains(rule, imported) {
		return true
	}
	if f.test && (slices.Contains(inTests, imported) || strings.HasSuffix(path.Base(imported), "test")) {
		return true
	}
	helper := strings.HasPrefix(imported, "internal/") && !strings.HasPrefix(f.pkg, "internal/")
	return f.pkg != "." && (imported == "." || helper)
}

func sentence(rule []string) string {
	if len(rule) == 0 {
		return "nothing else of ours"
	}
	return strings.Join(rule, ", ")
}

// ruleOf finds the row of a package: its own, or one that ends with "/..." above it.
func ruleOf(rules map[string][]string, pkg string) (string, bool) {
	if _, ok := rules[pkg]; ok {
		return pkg, true
	}
	for dir := path.Dir(pkg); dir != "."; dir = path.Dir(dir) {
		if _, ok := rules[dir+"/..."]; ok {
			return dir + "/...", true
		}
	}
	return "", false
}

// readTable reads the rows of the document: the package, then what it may import,
// each name between backquotes.
func readTable(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, document))
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(text), opening)
	if !ok {
		t.Fatalf("%s has no line %q before its table of imports", document, opening)
	}
	rules := map[string][]string{}
	for line := range strings.Lines(strings.TrimLeft(after, "\n")) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			break // the table ends
		}
		if names := quoted(cells[1]); len(names) == 1 {
			name := names[0]
			if name == "havre.go" {
				name = "."
			}
			rules[name] = quoted(cells[2])
			if strings.TrimSpace(cells[2]) == anything {
				rules[name] = []string{anything}
			}
		}
	}
	if len(rules) == 0 {
		t.Fatalf("the table of %s has no row", document)
	}
	return rules
}

// quoted are the words between backquotes.
func quoted(cell string) []string {
	var out []string
	for i, part := range strings.Split(cell, "`") {
		if i%2 == 1 {
			out = append(out, part)
		}
	}
	return out
}

// goFiles are the files of the module, modules within it and test data left out.
func goFiles(t *testing.T) []file {
	t.Helper()
	var out []file
	err := fs.WalkDir(os.DirFS(top), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skip(name)
		}
		if path.Ext(name) == ".go" {
			f, err := parse(name)
			out = append(out, f)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func skip(dir string) error {
	base := path.Base(dir)
	if dir == "." {
		return nil
	}
	_, err := os.Stat(filepath.Join(top, dir, "go.mod"))
	if err == nil || base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return fs.SkipDir
	}
	return nil
}

func parse(name string) (file, error) {
	f := file{name: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go")}
	ast, err := parser.ParseFile(token.NewFileSet(), filepath.Join(top, name), nil, parser.ImportsOnly)
	if err != nil {
		return f, fmt.Errorf("%s: %w", name, err)
	}
	for _, spec := range ast.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return f, fmt.Errorf("%s: %w", name, err)
		}
		switch rest, ours := strings.CutPrefix(imported, module+"/"); {
		case ours:
			f.imports = append(f.imports, rest)
		case imported == module:
			f.imports = append(f.imports, ".")
		}
	}
	return f, nil
}

// The test must itself be seen to refuse.
func TestAllowed(t *testing.T) {
	decision := []string{"dossier", "catalogue", "decision/engine"}
	for _, c := range []struct {
		pkg, imported string
		test, want    bool
	}{
		{"decision", "dossier", false, true},
		{"decision", "cmd/havre", false, false},
		{"decision", "doctrine", false, false},
		{"decision", "doctrine", true, true},
		{"decision", ".", false, true},
		{"decision", "internal/bdd", false, true},
		{"decision", "doctrine/condition/conditiontest", true, true},
		{".", "internal/bdd", false, false},
		{"internal/bdd", "fact", false, false},
	} {
		rule := decision
		if c.pkg != "decision" {
			rule = nil
		}
		if got := allowed(rule, file{pkg: c.pkg, test: c.test}, c.imported); got != c.want {
			t.Errorf("%s importing %s (in a test: %v): allowed is %v, want %v", c.pkg, c.imported, c.test, got, c.want)
		}
	}
}
