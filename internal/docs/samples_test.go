package docs

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"testing"
)

// sampled is a link to an example, then the block of code that shows it, with no block or
// heading in between.
var sampled = regexp.MustCompile("(?s)\\]\\(([^)\\s]*examples/[^)\\s]+\\.yaml)\\)[^`#]*?\n```yaml\n(.*?)```")

// TestSamples: the example that a page gives to copy is the file it names, whole, so that
// what a reader copies is what the tests of that file have tried.
func TestSamples(t *testing.T) {
	checked := 0
	for _, p := range pages(t) {
		for _, m := range sampled.FindAllStringSubmatch(p.text, -1) {
			name := path.Join(path.Dir(p.name), m[1])
			want, err := os.ReadFile(filepath.Join(top, name))
			if err != nil {
				t.Errorf("%s: %v", p.name, err)
				continue
			}
			if m[2] != string(want) {
				t.Errorf("%s shows %s otherwise than it is: copy the file into the page", p.name, name)
			}
			checked++
		}
	}
	if checked < 2 {
		t.Errorf("%d samples were found in the pages: those of the blueprint at least are, in two languages", checked)
	}
}
