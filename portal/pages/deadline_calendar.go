package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// calendarPath is the calendar as other programs read it, with the same filters.
func (v *deadlinesView) calendarPath() string {
	q := url.Values{queryMonths: {strconv.Itoa(v.Months)}}
	if v.Kind != "" {
		q.Set(queryKind, v.Kind)
	}
	return "/echeances/calendrier.ics?" + q.Encode()
}

// writeCalendar writes deadlines as iCalendar (RFC 5545): an event for the day of
// each. The same deadline has the same identifier in both languages and each time,
// so that a calendar read again is not doubled.
func writeCalendar(r *web.Request, list []record.Deadline) []byte {
	c := &calendarWriter{}
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Havre//Deadlines//"+strings.ToUpper(string(r.Lang)))
	c.line("CALSCALE", "GREGORIAN")
	c.text("NAME", r.Say("Échéances d'hébergement", "Hosting deadlines"))
	for _, d := range list {
		c.event(r, d)
	}
	c.line("END", "VCALENDAR")
	return c.b.Bytes()
}

type calendarWriter struct{ b bytes.Buffer }

func (c *calendarWriter) event(r *web.Request, d record.Deadline) {
	c.line("BEGIN", "VEVENT")
	c.line("UID", deadlineID(d)+"@"+hostOf(r))
	c.line("DTSTAMP", r.Now.UTC().Format("20060102T150405Z"))
	c.line("DTSTART;VALUE=DATE", basicDay(d.On))
	c.line("DTEND;VALUE=DATE", basicDay(d.On.AddDays(1)))
	c.text("SUMMARY", web.Capital(r.Text(d.Title)))
	c.text("CATEGORIES", r.Text(deadlineKind(d.Kind)))
	if d.NeedTitle != "" {
		c.text("DESCRIPTION", r.Say("Dossier : %s", "Need: %s", d.NeedTitle))
	}
	c.line("URL", originOf(r)+r.Path(d.Link))
	c.line("TRANSP", "TRANSPARENT")
	c.line("END", "VEVENT")
}

// deadlineID is made of what the deadline is, not of its words.
func deadlineID(d record.Deadline) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{d.On.String(), d.Kind, d.Offer, d.Rule, d.Need, d.Title.FR}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

func basicDay(d havre.Date) string { return d.Time().Format("20060102") }

// text writes a property whose value is words.
func (c *calendarWriter) text(name, value string) {
	c.line(name, strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`, "\r", "").Replace(value))
}

// fold is the longest line, in bytes, that readers must accept.
const fold = 75

// line writes a property, folded between two characters where it is long.
func (c *calendarWriter) line(name, value string) {
	s := name + ":" + value
	for room := fold; len(s) > room; room = fold - 1 {
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		c.b.WriteString(s[:cut] + "\r\n ")
		s = s[cut:]
	}
	c.b.WriteString(s + "\r\n")
}

// originOf is the public address of the portal.
func originOf(r *web.Request) string {
	if o := r.Settings().Origin; o != "" {
		return o
	}
	if r.Settings().Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func hostOf(r *web.Request) string {
	if u, err := url.Parse(originOf(r)); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "havre"
}
