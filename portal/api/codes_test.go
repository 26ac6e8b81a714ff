package api

import (
	"fmt"
	"os"
	"regexp"
	"testing"
)

// The table of refusals in the documentation has every refusal, with its status, in
// both languages.
func TestCodesAreDocumented(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| ([0-9]{3}) \\|")
	for _, page := range []string{"../../docs/api.md", "../../docs/fr/api.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		documented := map[string]string{}
		for _, m := range row.FindAllStringSubmatch(string(text), -1) {
			documented[m[1]] = m[2]
		}
		for _, c := range codes {
			if got, want := documented[string(c.code)], fmt.Sprint(c.status); got != want {
				t.Errorf("%s: %s has the status %q, the program answers %s", page, c.code, got, want)
			}
			delete(documented, string(c.code))
		}
		for unknown := range documented {
			t.Errorf("%s: the program never answers %s", page, unknown)
		}
	}
}
