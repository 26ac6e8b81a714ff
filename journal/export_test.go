package journal_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/journal"
)

func TestExport(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		elsewhere := crimeScene(t, l)
		var out bytes.Buffer
		if err := l.log.Export(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "Camille") || strings.Contains(out.String(), "@exemple") {
			t.Error("a personal value was exported")
		}
		lines := strings.SplitAfter(strings.TrimSuffix(out.String(), "\n"), "\n")
		key := l.log.VerifierKey()
		verify := func(text string) *journal.Report {
			r, err := journal.VerifyExport(strings.NewReader(text), elsewhere, key)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		r := verify(out.String())
		if r.Fault != nil || r.Size != crimeSize || r.Checked != 3 || r.Root != l.verify(t).Root {
			t.Errorf("%+v", r)
		}
		without := func(i int) string { return strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "") }
		for name, c := range map[string]struct {
			text        string
			first, last int64
			kind        journal.Kind
		}{
			"a line removed":  {without(5), 5, 5, journal.Removed},
			"a line twice":    {strings.Join(lines[:6], "") + strings.Join(lines[5:], ""), 6, 6, journal.Reordered},
			"a line changed":  {strings.Replace(out.String(), "request9", "request8", 1), 8, 15, journal.Altered},
			"not a leaf":      {strings.Replace(out.String(), lines[9], "hello\n", 1), 9, 9, journal.Altered},
			"an endless line": {strings.Join(lines[:9], "") + strings.Repeat("x", 2<<20), 9, 9, journal.Altered},
			"the end cut":     {strings.Join(lines[:20], ""), 16, 22, journal.Removed},
		} {
			r := verify(c.text)
			if r.Fault == nil || r.Fault.Index != c.first || r.Fault.Last != c.last || r.Fault.Kind != c.kind {
				t.Errorf("%s: %+v", name, r.Fault)
			}
		}
	})
}
