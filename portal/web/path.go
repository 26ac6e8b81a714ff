package web

import (
	"net/url"
	"strings"

	"github.com/havre-cloud/havre"
)

// prefix is what paths in English begin with.
const prefix = "/en"

// langOf is the language of an address.
func langOf(path string) havre.Lang {
	if path == prefix || strings.HasPrefix(path, prefix+"/") {
		return havre.English
	}
	return havre.French
}

// apiPrefix is what the paths of the API begin with: they have no language.
const apiPrefix = "/api/"

// PathIn is a path of the portal in a language; what is not a page of the portal (an
// outside address, a fragment, the API) is left as it is.
func PathIn(lang havre.Lang, path string) string {
	if lang != havre.English || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, apiPrefix) || langOf(path) == havre.English {
		return path
	}
	return prefix + path
}

// Path is a path of the portal in the language of the request.
func (r *Request) Path(path string) string { return PathIn(r.Lang, path) }

// Here is the path of this page, without language, and what its address asks for.
func (r *Request) Here() string {
	u := url.URL{Path: r.Page(), RawQuery: r.URL.RawQuery}
	return u.RequestURI()
}

// Page is the path of this page, without language and without query.
func (r *Request) Page() string {
	if r.Lang != havre.English {
		return r.URL.Path
	}
	if p := strings.TrimPrefix(r.URL.Path, prefix); p != "" {
		return p
	}
	return "/"
}

// Elsewhere is this page in the other language.
func (r *Request) Elsewhere() (path string, lang havre.Lang) {
	lang = havre.English
	if r.Lang == havre.English {
		lang = havre.French
	}
	return PathIn(lang, r.Here()), lang
}

// With is the address of this page with other values of its query: pairs of names
// and values, where an empty value removes the name.
func (r *Request) With(pairs ...string) string {
	q := r.URL.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	u := url.URL{Path: r.Page(), RawQuery: q.Encode()}
	return r.Path(u.RequestURI())
}

// local says whether a path leads nowhere but into this portal.
func local(path string) bool {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return false
	}
	u, err := url.Parse(path)
	return err == nil && u.Host == "" && u.Scheme == ""
}

// Local is a path that a form or an address proposes, or the other when it would
// lead out of the portal.
func Local(path, otherwise string) string {
	if local(path) {
		return path
	}
	return otherwise
}
