package docs

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

const top = "../.."

// page is one Markdown file, by its path from the top of the tree.
type page struct{ name, text string }

// pages are the Markdown files of the tree, those of tests and tools left out.
func pages(t *testing.T) []page {
	t.Helper()
	var out []page
	err := fs.WalkDir(os.DirFS(top), ".", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules"):
			return fs.SkipDir
		case path.Ext(name) == ".md":
			text, err := os.ReadFile(filepath.Join(top, name))
			out = append(out, page{name, string(text)})
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	fence     = regexp.MustCompile("(?ms)^ *```.*?^ *```[^\n]*$")
	code      = regexp.MustCompile("`[^`\n]*`")
	inline    = regexp.MustCompile(`\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)`)
	reference = regexp.MustCompile(`(?m)^\[[^\]]+\]: (\S+)`)
	sourced   = regexp.MustCompile(`(?:src|href)="([^"]+)"`)
	heading   = regexp.MustCompile(`(?m)^(#{1,6}) +(.+?) *$`)
)

// prose is a page without its code, in which nothing is a link or a heading.
func (p page) prose() string { return code.ReplaceAllString(p.marked(), "") }

// marked is a page without its blocks of code: headings keep their code spans.
func (p page) marked() string { return fence.ReplaceAllString(p.text, "") }

func (p page) links() []string {
	var out []string
	for _, form := range []*regexp.Regexp{inline, reference, sourced} {
		for _, m := range form.FindAllStringSubmatch(p.prose(), -1) {
			out = append(out, m[1])
		}
	}
	return out
}

// headings are the levels and titles, in order.
func (p page) headings() (levels, titles []string) {
	for _, m := range heading.FindAllStringSubmatch(p.marked(), -1) {
		levels, titles = append(levels, m[1]), append(titles, m[2])
	}
	return levels, titles
}

// anchor is the fragment that forges give to a heading.
func anchor(title string) string {
	keep := func(r rune) rune {
		switch {
		case r == ' ' || r == '-':
			return '-'
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}
	return strings.Map(keep, title)
}

func TestLinks(t *testing.T) {
	all := pages(t)
	byName := map[string]page{}
	for _, p := range all {
		byName[p.name] = p
	}
	for _, p := range all {
		for _, link := range p.links() {
			if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
				continue
			}
			file, fragment, _ := strings.Cut(link, "#")
			target := p.name
			if file != "" {
				target = path.Join(path.Dir(p.name), file)
			}
			if _, err := os.Stat(filepath.Join(top, target)); err != nil {
				t.Errorf("%s: the link %s leads nowhere", p.name, link)
				continue
			}
			if q, ok := byName[target]; fragment != "" && ok && !q.has(fragment) {
				t.Errorf("%s: the link %s names a heading that %s does not have", p.name, link, target)
			}
		}
	}
}

func (p page) has(fragment string) bool {
	_, titles := p.headings()
	return slices.ContainsFunc(titles, func(title string) bool { return anchor(title) == fragment })
}

// TestPairs compares the pages that exist in both languages: as many headings at
// the same levels, as many links, the same blocks of code but for their words.
func TestPairs(t *testing.T) {
	for _, pair := range [][2]string{
		{"README.md", "README.fr.md"},
		{"docs/describe-a-need.md", "docs/fr/decrire-un-besoin.md"},
		{"docs/decision.md", "docs/fr/decision.md"},
		{"docs/write-a-rule.md", "docs/fr/ecrire-une-regle.md"},
		{"docs/blueprint.md", "docs/fr/plan-de-construction.md"},
		{"docs/provision.md", "docs/fr/realisation.md"},
		{"docs/add-a-platform.md", "docs/fr/ajouter-une-plateforme.md"},
		{"docs/add-a-driver.md", "docs/fr/ajouter-un-pilote.md"},
		{"docs/command-line.md", "docs/fr/ligne-de-commande.md"},
		{"docs/journal.md", "docs/fr/journal.md"},
		{"docs/notifications.md", "docs/fr/notifications.md"},
		{"docs/serve.md", "docs/fr/servir.md"},
		{"docs/use-the-portal.md", "docs/fr/utiliser-le-portail.md"},
		{"docs/api.md", "docs/fr/api.md"},
	} {
		en, fr := find(t, pair[0]), find(t, pair[1])
		levels, _ := en.headings()
		niveaux, _ := fr.headings()
		if !slices.Equal(levels, niveaux) {
			t.Errorf("%s and %s do not have the same headings: %v and %v", en.name, fr.name, levels, niveaux)
		}
		if n, m := len(en.links()), len(fr.links()); n != m {
			t.Errorf("%s has %d links and %s has %d", en.name, n, fr.name, m)
		}
		if n, m := len(fence.FindAllString(en.text, -1)), len(fence.FindAllString(fr.text, -1)); n != m {
			t.Errorf("%s has %d blocks of code and %s has %d", en.name, n, fr.name, m)
		}
	}
}

func find(t *testing.T, name string) page {
	t.Helper()
	all := pages(t)
	i := slices.IndexFunc(all, func(p page) bool { return p.name == name })
	if i < 0 {
		t.Fatalf("%s is missing", name)
	}
	return all[i]
}

// TestReached finds the pages that no other page leads to.
func TestReached(t *testing.T) {
	all := pages(t)
	reached := map[string]bool{"README.md": true}
	for _, p := range all {
		for _, link := range p.links() {
			file, _, _ := strings.Cut(link, "#")
			target := path.Join(path.Dir(p.name), file)
			reached[target] = true
		}
	}
	for _, p := range all {
		apart := strings.HasPrefix(p.name, "docs/changes/") || strings.HasPrefix(p.name, "docs/examples/")
		if !apart && !reached[p.name] && strings.HasPrefix(p.name, "docs/") {
			t.Errorf("no page leads to %s", p.name)
		}
	}
}

// TestDecisions holds the pages of docs/decisions to their parts.
func TestDecisions(t *testing.T) {
	name := regexp.MustCompile(`^docs/decisions/(\d{4})-[a-z0-9-]+\.md$`)
	for _, p := range pages(t) {
		if path.Dir(p.name) != "docs/decisions" || p.name == "docs/decisions/README.md" {
			continue
		}
		m := name.FindStringSubmatch(p.name)
		if m == nil {
			t.Errorf("%s: a decision is named NNNN-title.md", p.name)
			continue
		}
		for _, part := range []string{"# " + m[1] + ". ", "**Status:** ", "**Look again:** ", "## The road not taken"} {
			if !strings.Contains(p.text, part) {
				t.Errorf("%s has no %q", p.name, part)
			}
		}
	}
}
