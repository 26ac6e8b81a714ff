package web

import (
	"errors"
	"mime"
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
)

// inMemory is how much of a sent file is kept in memory; the rest goes to disk.
const inMemory = 1 << 20

// parseForm reads the form that a request sends, at most size bytes of it.
func (r *Request) parseForm(w http.ResponseWriter, size int64) error {
	if r.Body == nil || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, size)
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		err = r.ParseMultipartForm(inMemory) //nolint:gosec // the body is bounded above
	} else {
		err = r.ParseForm()
	}
	if err == nil {
		return nil
	}
	if tooBig, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &oversize{limit: tooBig.Limit}
	}
	return &havre.Fault{
		Code: havre.Invalid, Cause: err,
		Message: havre.Text{FR: "Le formulaire reçu est illisible.", EN: "The form received cannot be read."},
		Next:    havre.Text{FR: "Revenez à la page précédente et renvoyez-le.", EN: "Go back to the page before and send it again."},
	}
}

// oversize is a form larger than its page accepts.
type oversize struct{ limit int64 }

func (*oversize) Error() string { return "form too large" }

// Field is what a form sent for a field, or the address asks for: without spaces
// around, lines ended as elsewhere.
func (r *Request) Field(name string) string {
	v := r.FormValue(name)
	v = strings.ReplaceAll(v, "\r\n", "\n")
	return strings.TrimSpace(v)
}

// Fields are all the values sent for a field that may be ticked several times.
func (r *Request) Fields(name string) []string {
	_ = r.FormValue(name) // parses the query, when there is no form
	var out []string
	for _, v := range r.Form[name] {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// Checked says whether a box was ticked.
func (r *Request) Checked(name string) bool { return r.Field(name) != "" }
