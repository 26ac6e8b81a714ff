package web

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/havre-cloud/havre"
)

// TooMany answers whoever asks too much, before any page is looked for.
func TooMany(w http.ResponseWriter, req *http.Request, wait time.Duration) {
	later(w, req, http.StatusTooManyRequests, wait, havre.Text{FR: "Le portail a reçu de vous plus de demandes qu'il n'en accepte.", EN: "The portal received more requests from you than it accepts."})
}

// Crowded answers whoever comes when more people ask than can be answered.
func Crowded(w http.ResponseWriter, req *http.Request, wait time.Duration) {
	later(w, req, http.StatusServiceUnavailable, wait, havre.Text{FR: "Le portail reçoit plus de demandes qu'il ne peut en traiter.", EN: "The portal receives more requests than it can answer."})
}

// later says why nothing is answered, and when to come back.
func later(w http.ResponseWriter, req *http.Request, status int, wait time.Duration, why havre.Text) {
	r := &Request{Request: req, Lang: langOf(req.URL.Path)}
	seconds := int(math.Ceil(max(wait, time.Second).Seconds()))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	fallback(w, r, Trouble{
		Status: status, Title: titles[status], Message: why,
		Next: havre.Text{FR: "Attendez %d s, puis rechargez la page.", EN: "Wait %d s, then reload the page."}.With(seconds),
	})
}

// Failed answers for a handler that panicked, with the number to give when asking
// for help.
func Failed(w http.ResponseWriter, req *http.Request, incident string) {
	r := &Request{Request: req, Lang: langOf(req.URL.Path), ID: incident}
	fallback(w, r, failure(r, http.StatusInternalServerError))
}
