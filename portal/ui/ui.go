// Package ui holds the components that the pages are made of: one for each kind of
// field, table, message or state, so that accessibility is got right once. They are
// drawn for a [web.Request], which gives the language, and know no domain beyond it.
//
// Every component is a plain link or form first. Those that refresh a part of the
// page do so by one of three patterns only: filters over a list ([Filters] and
// [Results]), a region that follows some work ([Progress]), a section replaced by
// the answer to its form ([Section]).
//
// Classes beginning with fr- are the vocabulary that a theme pack knows (see
// portal/static/themes), those beginning with app- are ours.
package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre/portal/web"
)

//go:generate ../../scripts/templ.sh

// htmxConfig keeps htmx within the Content-Security-Policy and out of the browser's
// storage; a form refused (422) is shown like any answer.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true,"scrollBehavior":"auto","responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

// Current marks the link of the page one is on, or of a part it belongs to.
func current(r *web.Request, path string) templ.Attributes {
	page := r.Page()
	switch {
	case page == path:
		return templ.Attributes{"aria-current": "page"}
	case path != "/" && strings.HasPrefix(page, path+"/"):
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

// href is a path of the portal in the language of the page; what is not one is
// left as it is, and templ refuses what would run.
func href(r *web.Request, path string) templ.SafeURL { return templ.URL(r.Path(path)) }

// lines are the paragraphs of a plain text.
func lines(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, "\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }

// class joins the names that are not empty.
func class(names ...string) string {
	var out []string
	for _, n := range names {
		if n != "" {
			out = append(out, n)
		}
	}
	return strings.Join(out, " ")
}

// when is a class that only some conditions give.
func when(condition bool, name string) string {
	if condition {
		return name
	}
	return ""
}
