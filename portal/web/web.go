// Package web is what every page of the portal shares of a request: who asks, in
// which language and theme, how a page is answered and how a refusal is told. It
// knows no page and no domain beyond package identity.
//
// [Site] holds the routes, in both languages; [Request] is what a page receives and
// what the components of package ui are drawn for; the rest are its methods: words
// and numbers as each language writes them, paths, forms, messages, streams.
package web

import (
	"net/http"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Request is a request with what the middleware found.
type Request struct {
	*http.Request
	Actor   identity.Actor
	Session *identity.Session // nil when nobody is signed in
	Lang    havre.Lang        // from the path: /en/… is English
	Theme   string            // light, dark, "" as the system
	ID      string            // of the request
	Notices int               // unread notices of the actor
	Now     time.Time         // when the request came, UTC

	site       *Site
	unknown    error // why nobody could be recognised: the store does not answer
	flash      *Flash
	flashShown bool
}

// Awaiting is how many orders await the actor. It is counted when it is drawn.
func (r *Request) Awaiting() int {
	if r.site.Awaiting == nil || !r.Actor.SignedIn() {
		return 0
	}
	return r.site.Awaiting(r)
}

// Handler answers a request. An error that is a havre.Fault becomes the page that
// tells it; any other, a page with an incident number.
type Handler func(w http.ResponseWriter, r *Request) error

// Settings are the settings of the portal.
func (r *Request) Settings() *Settings { return &r.site.Settings }

// Site is the site that the request was sent to.
func (r *Request) Site() *Site { return r.site }

// Unrecognised says that the portal cannot tell who asks, because its store does
// not answer: pages that need nobody still do.
func (r *Request) Unrecognised() bool { return r.unknown != nil }

// Today is the civil date in Paris.
func (r *Request) Today() havre.Date { return havre.DayOf(r.Now) }
