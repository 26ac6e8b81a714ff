package pages

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/provision"
)

// journalling are the packages that write entries.
var journalling = []string{"identity", "record", "order", "provision", "notify", "journal", "portal", "cmd"}

// Every action that the program writes in the journal has words, and no words are
// left of one that it no longer writes.
func TestEveryActionHasWords(t *testing.T) {
	written := map[string]bool{}
	for _, dir := range journalling {
		for action := range actionsBelow(t, filepath.Join("../..", dir)) {
			written[action] = true
		}
	}
	for _, known := range []string{"need.create", "sign-in.link", "sign-in.passkey", "grant.create", "need.comment.delete", "webhook.disable", "derogation.end", "order.edit", "order.hold", "order.refer", "organisation.move", "decision.reopen", "portal.set-up"} {
		if !written[known] {
			t.Errorf("this test does not see that %s is written", known)
		}
	}
	for action := range written {
		if words := actionTexts[action]; words.FR == "" || words.EN == "" {
			t.Errorf("%s has no words", action)
		}
	}
	for action := range actionTexts {
		if !written[action] {
			t.Errorf("%s has words, and nothing writes it", action)
		}
	}
	for _, rule := range identity.Policy {
		if actionText(string(rule.Action)).FR == string(rule.Action) {
			t.Errorf("a refusal of %s has no words", rule.Action)
		}
	}
}

// actionsBelow are the actions written by the packages of a folder.
func actionsBelow(t *testing.T, dir string) map[string]bool {
	t.Helper()
	packages := map[string][]*ast.File{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.SkipObjectResolution)
		packages[filepath.Dir(path)] = append(packages[filepath.Dir(path)], file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, files := range packages {
		takers := takersOf(files)
		if _, own := takers["Log"]; !own {
			takers["Log"] = 3 // that of record.Service, by which other packages write
		}
		for _, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				for _, value := range actionValues(n, takers) {
					for _, action := range spelled(value) {
						found[action] = true
					}
				}
				return true
			})
		}
	}
	return found
}

// takersOf are the functions that are given an action, and as which operand.
func takersOf(files []*ast.File) map[string]int {
	out := map[string]int{}
	for _, file := range files {
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			at := 0
			for _, field := range fn.Type.Params.List {
				for _, name := range field.Names {
					if name.Name == "action" {
						out[fn.Name.Name] = at
					}
					at++
				}
			}
		}
	}
	return out
}

// actionValues are the expressions that a node uses as an action: what is given to a
// function that takes one, put in a variable or in a field of that name.
func actionValues(n ast.Node, takers map[string]int) []ast.Expr {
	switch n := n.(type) {
	case *ast.CallExpr:
		if at, ok := takers[nameOf(n.Fun)]; ok && at < len(n.Args) {
			return []ast.Expr{n.Args[at]}
		}
	case *ast.KeyValueExpr:
		if nameOf(n.Key) == "Action" {
			return []ast.Expr{n.Value}
		}
	case *ast.AssignStmt:
		var out []ast.Expr
		for i, left := range n.Lhs {
			if strings.EqualFold(nameOf(left), "action") && len(n.Lhs) == len(n.Rhs) {
				out = append(out, n.Rhs[i])
			}
		}
		return out
	}
	return nil
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// spelled are the actions that an expression may be: a text, or the beginning of one
// that a way of signing in, or what somebody votes, ends.
func spelled(e ast.Expr) []string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		if before, after, ok := strings.Cut(text, "."); err == nil && (ok && before != "" && after != "" || text == "sign-out") {
			return []string{text}
		}
	case *ast.BinaryExpr:
		if begin, ok := e.X.(*ast.BasicLit); ok && begin.Value == `"sign-in."` {
			return []string{
				"sign-in." + string(identity.ByPassword), "sign-in." + string(identity.ByPasskey),
				"sign-in." + string(identity.ByOIDC), "sign-in." + string(identity.ByLink),
			}
		}
		if begin, ok := e.X.(*ast.BasicLit); ok && begin.Value == `"deployment."` {
			var out []string
			for _, v := range provision.Verbs {
				out = append(out, "deployment."+string(v))
			}
			return out
		}
		if begin, ok := e.X.(*ast.BasicLit); ok && begin.Value == `"deployment.drift-"` {
			return []string{"deployment.drift-" + string(provision.Repair), "deployment.drift-" + string(provision.Accept)}
		}
		if begin, ok := e.X.(*ast.BasicLit); ok && begin.Value == `"order."` {
			var out []string
			for _, k := range approval.Kinds {
				out = append(out, "order."+string(k))
			}
			return out
		}
	}
	return nil
}
