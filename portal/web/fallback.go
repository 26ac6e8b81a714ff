package web

import (
	"html"
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
)

// page of last resort: no style sheet, no template, nothing that could fail.
const lastResort = `<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{message}</p><p>{next}</p>{incident}<p><a href="{home}">{back}</a></p></main></body></html>
`

// fallback answers when even the page of an error cannot be drawn.
func fallback(w http.ResponseWriter, r *Request, t Trouble) {
	incident := ""
	if t.Incident != "" {
		incident = "<p>" + html.EscapeString(r.Say("Numéro d'incident : %s", "Incident number: %s", t.Incident)) + "</p>"
	}
	body := strings.NewReplacer(
		"{lang}", string(r.Lang),
		"{title}", html.EscapeString(r.Text(t.Title)),
		"{message}", html.EscapeString(r.Text(t.Message)),
		"{next}", html.EscapeString(r.Text(t.Next)),
		"{incident}", incident,
		"{home}", r.Path("/"),
		"{back}", html.EscapeString(r.Say("Revenir à l'accueil", "Back to the home page")),
	).Replace(lastResort)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(r.Lang))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(t.Status)
	_, _ = w.Write([]byte(body)) //nolint:gosec // every part is escaped above
}

// Unserved answers without a page in either language: for what runs before the site
// is ready, or while it stops.
func Unserved(w http.ResponseWriter, req *http.Request, why havre.Text) {
	r := &Request{Request: req, Lang: langOf(req.URL.Path)}
	w.Header().Set("Retry-After", "10")
	fallback(w, r, Trouble{Status: http.StatusServiceUnavailable, Title: titles[http.StatusServiceUnavailable], Message: why})
}
