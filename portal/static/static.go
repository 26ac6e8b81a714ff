// Package static holds the files that browsers load: our style sheet and script, the
// scripts of others when the program was built with them, and the files of a theme
// pack when one was built in. Each is named after its content, kept by browsers for a
// year and compressed once, when the program starts.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed css js img vendor
var files embed.FS

// Root is where the files are served.
const Root = "/static/"

// StyleSheet and the others are the names to give to [Path].
const (
	StyleSheet = "app.css"
	Script     = "app.js"
	Account    = "account.js"
	Picture    = "icon.svg"
	HTMX       = "htmx.min.js"
	Events     = "sse.min.js"
)

// asset is a file as served.
type asset struct {
	path       string
	mediaType  string
	plain, zip []byte
}

// library is every asset, by name and by path.
type library struct {
	byName, byPath map[string]*asset
}

var assets = sync.OnceValue(func() *library {
	l, err := load(files, pack)
	if err != nil {
		panic(err) // what is embedded can be read; a test loads it
	}
	return l
})

// load reads our files and those of a theme pack, nil without one.
func load(own, theme fs.FS) (*library, error) {
	l := &library{byName: map[string]*asset{}, byPath: map[string]*asset{}}
	sheet, err := styleSheet(own, theme != nil)
	if err != nil {
		return nil, err
	}
	l.add(StyleSheet, Root, sheet)
	for name, file := range map[string]string{
		Script: "js/app.js", Account: "js/account.js", Picture: "img/icon.svg",
		HTMX: "vendor/htmx.min.js", Events: "vendor/sse.min.js",
	} {
		data, err := fs.ReadFile(own, file)
		if err != nil && path.Dir(file) == "vendor" {
			continue // built without the scripts of others
		}
		if err != nil {
			return nil, fmt.Errorf("asset %s: %w", file, err)
		}
		l.add(name, Root, data)
	}
	if theme == nil {
		return l, nil
	}
	return l, l.addPack(theme)
}

// neutral are the parts of the style sheet that a theme pack stands for.
var neutral = []string{"css/20-neutral.css", "css/30-vocabulary.css"}

// styleSheet joins the parts of the style sheet, in the order of their names.
func styleSheet(own fs.FS, themed bool) ([]byte, error) {
	parts, err := fs.Glob(own, "css/*.css")
	if err != nil {
		return nil, fmt.Errorf("style sheet: %w", err)
	}
	var out bytes.Buffer
	for _, p := range slices.Sorted(slices.Values(parts)) {
		if themed && slices.Contains(neutral, p) {
			continue
		}
		data, err := fs.ReadFile(own, p)
		if err != nil {
			return nil, fmt.Errorf("style sheet: %w", err)
		}
		out.Write(squeeze(data))
	}
	return out.Bytes(), nil
}

// squeeze drops the comments and the indents of a style sheet.
func squeeze(css []byte) []byte {
	var out bytes.Buffer
	for len(css) > 0 {
		before, after, found := bytes.Cut(css, []byte("/*"))
		for line := range bytes.Lines(before) {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				out.Write(line)
				out.WriteByte('\n')
			}
		}
		if !found {
			break
		}
		_, css, _ = bytes.Cut(after, []byte("*/"))
	}
	return out.Bytes()
}

// add names a file after its content.
func (l *library) add(name, dir string, data []byte) {
	ext := path.Ext(name)
	l.put(name, dir+strings.TrimSuffix(path.Base(name), ext)+"."+digest(data)+ext, data)
}

func (l *library) put(name, at string, data []byte) {
	a := &asset{path: at, mediaType: mediaType(name), plain: data}
	if zip := compress(data); len(zip) < len(data) {
		a.zip = zip
	}
	l.byName[name], l.byPath[at] = a, a
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])[:12]
}

func compress(data []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return data
	}
	_, _ = z.Write(data) // a buffer accepts everything
	_ = z.Close()
	return out.Bytes()
}

// mediaType does not depend on the machine's own table.
func mediaType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}

// Path is where an asset is served, "" when the program was built without it.
func Path(name string) string {
	a, ok := assets().byName[name]
	if !ok {
		return ""
	}
	return a.path
}

// Handler serves the assets below [Root].
func Handler() http.Handler { return assets() }

// ServeHTTP answers with an asset: its name changes with its content, so that
// browsers need never ask again.
func (l *library) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	a, ok := l.byPath[req.URL.Path]
	if !ok || (req.Method != http.MethodGet && req.Method != http.MethodHead) {
		http.NotFound(w, req)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.mediaType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if a.zip != nil && acceptsGzip(req) {
		h.Set("Content-Encoding", "gzip")
		body = a.zip
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	_, _ = w.Write(body) // whoever asked has left
}

func acceptsGzip(req *http.Request) bool {
	for part := range strings.SplitSeq(req.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" {
			return strings.ReplaceAll(weight, " ", "") != "q=0"
		}
	}
	return false
}
