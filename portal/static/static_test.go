package static

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, h http.Handler, path, accept string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.Header.Set("Accept-Encoding", accept)
	out := httptest.NewRecorder()
	h.ServeHTTP(out, req)
	return out
}

func TestAssets(t *testing.T) {
	for name, kind := range map[string]string{StyleSheet: "text/css; charset=utf-8", Script: "text/javascript; charset=utf-8", Picture: "image/svg+xml"} {
		path := Path(name)
		if !regexp.MustCompile(`^/static/[a-z]+\.[0-9a-f]{12}\.[a-z]+$`).MatchString(path) {
			t.Errorf("%s is at %q", name, path)
		}
		plain, zipped := get(t, Handler(), path, ""), get(t, Handler(), path, "br, gzip;q=0.5")
		if plain.Code != http.StatusOK || plain.Header().Get("Content-Type") != kind || !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, plain.Code, plain.Header())
		}
		if zipped.Header().Get("Content-Encoding") != "gzip" {
			continue // too small to gain anything
		}
		z, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := io.ReadAll(z); err != nil || !bytes.Equal(data, plain.Body.Bytes()) {
			t.Errorf("%s is not the same compressed: %v", name, err)
		}
	}
	if get(t, Handler(), Path(StyleSheet), "gzip").Header().Get("Content-Encoding") != "gzip" {
		t.Error("the style sheet is not compressed")
	}
	if get(t, Handler(), Path(StyleSheet), "gzip;q=0").Header().Get("Content-Encoding") != "" {
		t.Error("compressed for somebody who refuses it")
	}
}

func TestNoSuchAsset(t *testing.T) {
	if got := get(t, Handler(), "/static/nothing.css", "").Code; got != http.StatusNotFound {
		t.Errorf("status %d", got)
	}
	if Path("nothing") != "" {
		t.Error("the path of nothing")
	}
	out := httptest.NewRecorder()
	Handler().ServeHTTP(out, httptest.NewRequest(http.MethodPost, Path(Script), nil))
	if out.Code != http.StatusNotFound {
		t.Errorf("POST: %d", out.Code)
	}
}

// own are files enough to load without the scripts of others.
var own = fstest.MapFS{
	"css/20-b.css":          {Data: []byte("/* second */\n b {\n  color: red;\n}\n")},
	"css/30-vocabulary.css": {Data: []byte(".fr-btn { color: teal; }")},
	"css/10-a.css":          {Data: []byte("a { color: blue; } /* first\n of all */ i { color: green; }")},
	"js/app.js":             {Data: []byte("1")},
	"js/account.js":         {Data: []byte("2")},
	"img/icon.svg":          {Data: []byte("<svg/>")},
	"vendor/README.md":      {Data: []byte("x")},
}

func TestWithoutTheScriptsOfOthers(t *testing.T) {
	l, err := load(own, nil)
	if err != nil {
		t.Fatal(err)
	}
	if l.byName[HTMX] != nil || l.byName[Events] != nil {
		t.Error("scripts that are not there")
	}
	if got := string(l.byName[StyleSheet].plain); got != "a { color: blue; }\ni { color: green; }\nb {\ncolor: red;\n}\n.fr-btn { color: teal; }\n" {
		t.Errorf("style sheet %q", got)
	}
}

func TestFileMissing(t *testing.T) {
	less := fstest.MapFS{"css/10-a.css": own["css/10-a.css"]}
	if _, err := load(less, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// TestThemePack builds in a pack as a ministry would: its sheet finds its icons.
func TestThemePack(t *testing.T) {
	theme := fstest.MapFS{
		"dsfr.min.css":  {Data: []byte(`.x{background:url(icons/a.svg)}`)},
		"icons/a.svg":   {Data: []byte("<svg/>")},
		"fonts/b.woff2": {Data: []byte("font")},
		"README.md":     {Data: []byte("x")},
	}
	l, err := load(own, theme)
	if err != nil {
		t.Fatal(err)
	}
	sheet := l.byName[PackSheet].path
	dir := strings.TrimSuffix(sheet, PackSheet)
	if got := get(t, l, dir+"icons/a.svg", ""); got.Code != http.StatusOK || got.Header().Get("Content-Type") != "image/svg+xml" {
		t.Errorf("icon of the theme: %d %v", got.Code, got.Header())
	}
	if got := get(t, l, dir+"fonts/b.woff2", ""); got.Header().Get("Content-Type") != "font/woff2" {
		t.Errorf("font of the theme: %v", got.Header())
	}
	if get(t, l, dir+"README.md", "").Code != http.StatusNotFound {
		t.Error("the note of the folder is served")
	}
	if got := string(l.byName[StyleSheet].plain); strings.Contains(got, "fr-btn") || !strings.Contains(got, "blue") {
		t.Errorf("our sheet would cover the theme: %q", got)
	}
	for _, part := range neutral {
		if _, err := fs.Stat(files, part); err != nil {
			t.Errorf("%s is left out with a theme, and is not there: %v", part, err)
		}
	}
	if _, err := load(own, fstest.MapFS{"other.css": {}}); err == nil {
		t.Error("a pack without its style sheet was accepted")
	}
	if Pack() {
		t.Error("this program was built with a theme pack: its tests are about the neutral look")
	}
}

// TestNothingForeign: the style sheet and the scripts ask for nothing elsewhere.
func TestNothingForeign(t *testing.T) {
	for _, name := range []string{StyleSheet, Script, Account} {
		body := get(t, Handler(), Path(name), "").Body.String()
		for _, bad := range []string{"http://", "https://", "url(//", "@import"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
	}
}

// TestNeutralLook: nothing that could be taken for a site of the State.
func TestNeutralLook(t *testing.T) {
	sheet := strings.ToLower(get(t, Handler(), Path(StyleSheet), "").Body.String())
	for _, colour := range []string{"#000091", "#e1000f", "marianne", "#6a6af4", "spectral"} {
		if strings.Contains(sheet, colour) {
			t.Errorf("the neutral look holds %s", colour)
		}
	}
}
