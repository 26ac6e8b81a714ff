package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/a-h/templ"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// keep is the largest buffer worth keeping for the next page.
const keep = 1 << 20

// Render answers with a page. It is rendered into memory first, so that a failure
// is a true 500.
func (r *Request) Render(w http.ResponseWriter, status int, page templ.Component) error {
	buf, ok := buffers.Get().(*bytes.Buffer)
	if !ok {
		buf = new(bytes.Buffer)
	}
	buf.Reset()
	defer func() {
		if buf.Cap() <= keep {
			buffers.Put(buf)
		}
	}()
	if err := page.Render(r.Context(), buf); err != nil {
		return fmt.Errorf("render %s: %w", r.URL.Path, err)
	}
	if r.flashShown {
		http.SetCookie(w, r.site.Cookie("flash", "", 0))
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(r.Lang))
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "HX-Request")
	w.WriteHeader(status)
	_, _ = buf.WriteTo(w) // whoever asked has left: there is nobody to tell
	return nil
}

// SeeOther answers a form: 303 to a path of the portal, with a message to show
// there once (in a cookie).
func (r *Request) SeeOther(w http.ResponseWriter, path string, flash Flash) error {
	if !local(path) {
		return fmt.Errorf("redirect out of the portal: %q", path)
	}
	if err := r.writeFlash(w, flash); err != nil {
		return err
	}
	to := r.Path(path)
	w.Header().Set("Cache-Control", "no-store")
	if r.Fragment() { // htmx would put the next page in the place of a section
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusOK)
		return nil
	}
	http.Redirect(w, r.Request, to, http.StatusSeeOther) //nolint:gosec // to is a path of this portal, checked above
	return nil
}

// Fragment says whether only a part of the page was asked for, by htmx.
func (r *Request) Fragment() bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") != "true"
}

// Download announces a file to keep: a table, a document.
func Download(w http.ResponseWriter, name, contentType string) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", `attachment; filename="`+safeName(name)+`"`)
	h.Set("Cache-Control", "no-store")
}

// safeName keeps what every system accepts in the name of a file.
func safeName(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' {
			return c
		}
		return '-'
	}, s)
}
