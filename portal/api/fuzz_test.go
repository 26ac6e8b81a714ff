package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// What is kept of a need says what was sent, and nothing else of it; a text that is
// already a document is kept to the byte.
func FuzzDossierText(f *testing.F) {
	for _, seed := range []string{
		"apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: a}\nspec: {}\n",
		"# c\napiVersion: havre/v1\nkind: Dossier\nmetadata: {name: a, organisation: b}\nspec: {data: {personal: yes}} # d\n",
		`{"apiVersion":"havre/v1","kind":"Dossier","id":"x","metadata":{"name":"a","version":3},"spec":{"needs":{"layer":["paas"],"zones":2}},"status":{}}`,
		"apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: a, title: 'on'}\nspec: {needs: {rto: '24h'}, organisation: {name: \"no\"}}\nid: z\n",
		"{}", "[]", "null", "a: [", "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		doc, err := decode[wire.DossierDocument](body)
		if err != nil {
			if havre.FaultOf(err) == nil {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		text, err := asWritten(body)
		if err != nil {
			t.Fatalf("read, and not kept: %v", err)
		}
		again, err := decode[wire.DossierDocument](text)
		if err != nil {
			t.Fatalf("what is kept is not read: %v\n%s", err, text)
		}
		if again.ID != "" || again.Metadata.Organisation != "" || again.Status != nil {
			t.Errorf("kept too much:\n%s", text)
		}
		if again.Metadata.Name != doc.Metadata.Name || again.Metadata.Title != doc.Metadata.Title || specOf(t, again.Spec) != specOf(t, doc.Spec) {
			t.Errorf("kept\n%s\nof\n%s", text, body)
		}
		if _, plain := dossier.Parse("", body); plain == nil && !bytes.Equal(text, body) {
			t.Errorf("a document was changed to\n%s", text)
		}
	})
}

func specOf(t *testing.T, s dossier.Spec) string {
	t.Helper()
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Applying a merge patch twice is applying it once, and never more than a refusal.
func FuzzPatch(f *testing.F) {
	f.Add([]byte(`{"spec":{"level":"team"}}`))
	f.Add([]byte(`{"metadata":null,"spec":{"siret":null,"level":7}}`))
	f.Add([]byte(`[]`))
	f.Add([]byte(`{"a":1,"a":2}`))
	o := wire.Organisation{APIVersion: havre.APIVersion, Kind: "Organisation", ID: "x", Metadata: wire.Metadata{Name: "n", Title: "t", Version: 2}, Spec: wire.OrganisationSpec{Level: "ministry"}}
	f.Fuzz(func(t *testing.T, patch []byte) {
		once, err := mergedJSON(o, patch)
		if err != nil {
			if havre.FaultOf(err) == nil {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		twice, err := mergedJSON(json.RawMessage(once), patch)
		if err != nil {
			t.Fatal(err)
		}
		var a, b any
		if json.Unmarshal(once, &a) != nil || json.Unmarshal(twice, &b) != nil || !reflect.DeepEqual(a, b) {
			t.Errorf("once %s, twice %s", once, twice)
		}
		if _, err := patched[wire.OrganisationSpec](o, patch); err != nil && havre.FaultOf(err) == nil {
			t.Errorf("not a refusal: %v", err)
		}
	})
}

// Whatever is in the headers and the address, it is read or refused.
func FuzzHeaders(f *testing.F) {
	f.Add(`W/"3"`, "fr;q=0.5, en", "MTI", "?limit=3&x=1")
	f.Add("*", "*", "!", "?a=%zz")
	f.Fuzz(func(t *testing.T, tag, language, cursor, query string) {
		if v, err := versionOf(tag); err == nil && etag(v) == "" || err != nil && havre.FaultOf(err) == nil {
			t.Errorf("tag %q: %d, %v", tag, v, err)
		}
		known(tag, etag(3))
		if n, err := beforeOf(cursor); err == nil && n < 0 {
			t.Errorf("cursor %q: %d", cursor, n)
		}
		if p, err := window([]int{1, 2, 3}, Paging{After: cursor, Limit: 2}); err == nil && len(p.Items) > 2 {
			t.Errorf("cursor %q: %v", cursor, p)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["Accept-Language"] = []string{language}
		r.URL.RawQuery = query
		if l := langOf(r); l != havre.French && l != havre.English {
			t.Errorf("language %q", l)
		}
		o := &operation{spec: &huma.Operation{Parameters: []*huma.Param{langParam}}}
		if err := o.checkParams(r); err != nil && havre.FaultOf(err) == nil {
			t.Errorf("query %q: %v", query, err)
		}
	})
}
