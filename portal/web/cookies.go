package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"github.com/havre-cloud/havre"
)

// Flash is a message shown once on the next page; Undo, when set, is the path of
// the form that undoes what was just done.
type Flash struct {
	Text havre.Text `json:"t"`
	Undo string     `json:"u,omitempty"`
}

const (
	flashFor = 10 * time.Minute
	themeFor = 365 * 24 * time.Hour
)

// Cookie is a cookie of the portal: unreadable by scripts, never sent by other
// sites' forms, bound to this host when the portal is served by https.
func (s *Site) Cookie(name, value string, age time.Duration) *http.Cookie {
	if s.Settings.Secure {
		name = "__Host-" + name
	}
	//nolint:gosec // Secure is what the settings say: plain http only on loopback
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.Settings.Secure, SameSite: http.SameSiteLaxMode, MaxAge: int(age / time.Second)}
	if age <= 0 {
		c.MaxAge = -1 // removes it
	}
	return c
}

// CookieOf is the value of a cookie made by Cookie, "" without one.
func (s *Site) CookieOf(req *http.Request, name string) string {
	if s.Settings.Secure {
		name = "__Host-" + name
	}
	c, err := req.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// Flash is the message of the page before, shown once.
func (r *Request) Flash() *Flash {
	r.flashShown = r.flash != nil
	return r.flash
}

func (s *Site) readFlash(req *http.Request) *Flash {
	raw, err := base64.RawURLEncoding.DecodeString(s.CookieOf(req, "flash"))
	var f Flash
	if err != nil || len(raw) == 0 || json.Unmarshal(raw, &f) != nil || f.Text.IsZero() {
		return nil
	}
	if f.Undo != "" && !local(f.Undo) {
		f.Undo = ""
	}
	return &f
}

func (r *Request) writeFlash(w http.ResponseWriter, f Flash) error {
	if f.Text.IsZero() {
		return nil
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return err
	}
	http.SetCookie(w, r.site.Cookie("flash", base64.RawURLEncoding.EncodeToString(raw), flashFor))
	return nil
}

// Themes are those that a person may choose; "" follows the system.
var Themes = []string{"", "light", "dark"}

func themeOf(req *http.Request) string {
	c, err := req.Cookie("theme")
	if err != nil || (c.Value != "light" && c.Value != "dark") {
		return ""
	}
	return c.Value
}

// ThemeCookie keeps the theme that a person chose.
func (s *Site) ThemeCookie(theme string) *http.Cookie {
	age := int(themeFor / time.Second)
	if theme != "light" && theme != "dark" {
		theme, age = "", -1
	}
	//nolint:gosec // Secure is what the settings say: plain http only on loopback
	return &http.Cookie{Name: "theme", Value: theme, Path: "/", HttpOnly: true, Secure: s.Settings.Secure, SameSite: http.SameSiteLaxMode, MaxAge: age}
}

// Names of what the form of the theme sends.
const (
	FieldTheme = "theme"
	FieldBack  = "back" // the page to show again
)

// maxCarried is how many bytes may go through the form of the theme: the largest
// form that a page carries.
const maxCarried = 2*MaxForm + MaxForm/2

// setTheme answers the form of the footer, and shows the page again. A page that
// carries a form is asked for by the same form.
func setTheme(w http.ResponseWriter, r *Request) error {
	http.SetCookie(w, r.site.ThemeCookie(r.PostFormValue(FieldTheme)))
	status := http.StatusSeeOther
	for name := range r.PostForm {
		if name != FieldTheme && name != FieldBack {
			status = http.StatusTemporaryRedirect
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r.Request, Local(r.PostFormValue(FieldBack), r.Path("/")), status) //nolint:gosec // a path of this portal
	return nil
}
