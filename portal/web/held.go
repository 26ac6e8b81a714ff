package web

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// FieldHeld is the field that carries a held form through a sign-in.
const FieldHeld = "garde"

// Held is a form that was being sent when its sender was no longer signed in: it
// goes through the pages of the sign-in, then can be sent, so that nothing typed is
// lost.
type Held struct {
	Path   string // where it was going, with its language
	Fields url.Values
}

// held is the form of this request, as one field; "" when it sends none or holds
// files.
func (r *Request) held() string {
	if r.Method != http.MethodPost || r.MultipartForm != nil {
		return ""
	}
	fields := maps.Clone(r.PostForm)
	maps.DeleteFunc(fields, func(name string, _ []string) bool { return strings.Contains(name, "password") })
	if len(fields) == 0 {
		return ""
	}
	return Held{Path: r.URL.Path, Fields: fields}.String()
}

// String is the form in one field.
func (h Held) String() string { return h.Path + "?" + h.Fields.Encode() }

// ReadHeld is the form that a field carries; ok is false when it carries none that
// leads into the portal.
func ReadHeld(text string) (h Held, ok bool) {
	path, query, _ := strings.Cut(text, "?")
	if !local(path) {
		return h, false
	}
	fields, err := url.ParseQuery(query)
	if err != nil || len(fields) == 0 {
		return h, false
	}
	return Held{Path: path, Fields: fields}, true
}
