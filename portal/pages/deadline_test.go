package pages

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// calendarOf writes deadlines as somebody in that language receives them.
func calendarOf(t *testing.T, lang havre.Lang, list []record.Deadline) string {
	t.Helper()
	site, err := web.New(web.Options{Settings: web.Settings{Origin: "https://havre.example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	site.Handle("GET /calendrier", func(w http.ResponseWriter, r *web.Request) error {
		_, err := w.Write(writeCalendar(r, list))
		return err
	})
	out := httptest.NewRecorder()
	site.ServeHTTP(out, httptest.NewRequest(http.MethodGet, web.PathIn(lang, "/calendrier"), nil))
	return out.Body.String()
}

// unfolded are the lines of a calendar, put back together.
func unfolded(t *testing.T, text string) []string {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("line of %d bytes: %q", len(line), line)
		}
	}
	return strings.Split(strings.ReplaceAll(strings.TrimSuffix(text, "\r\n"), "\r\n ", ""), "\r\n")
}

func TestCalendar(t *testing.T) {
	list := []record.Deadline{
		{On: havre.MustDate("2027-05-02"), Kind: record.EvidenceEnds, Title: havre.Text{FR: "« plan, de réversibilité ; définitif », qui montre R4, n’est plus valable", EN: "“plan”, which shows R4, is no longer valid"}, Need: "n", NeedTitle: "Prise de rendez-vous\nautre", Link: "/dossiers/n"},
		{On: havre.MustDate("2027-12-31"), Kind: record.RuleTurns, Title: havre.Text{FR: "entre en vigueur", EN: "comes into force"}, Link: "/regles"},
	}
	lines := unfolded(t, calendarOf(t, havre.French, list))
	if lines[0] != "BEGIN:VCALENDAR" || lines[len(lines)-1] != "END:VCALENDAR" {
		t.Fatal(lines)
	}
	all := strings.Join(lines, "\n")
	for _, want := range []string{
		"VERSION:2.0", "DTSTART;VALUE=DATE:20270502\nDTEND;VALUE=DATE:20270503", `plan\, de réversibilité`, `\; définitif`, `DESCRIPTION:Dossier`,
		`rendez-vous\nautre`, "URL:https://havre.example.org/dossiers/n", "@havre.example.org", "DTEND;VALUE=DATE:20280101",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not in\n%s", want, all)
		}
	}
	if strings.Count(all, "BEGIN:VEVENT") != 2 || strings.Count(all, "END:VEVENT") != 2 {
		t.Error(all)
	}
	uids := func(lang havre.Lang) (out []string) {
		for _, l := range unfolded(t, calendarOf(t, lang, list)) {
			if strings.HasPrefix(l, "UID:") {
				out = append(out, l)
			}
		}
		return out
	}
	fr, en := uids(havre.French), uids(havre.English)
	if fr[0] != en[0] || fr[1] != en[1] || fr[0] == fr[1] {
		t.Errorf("identifiers %v and %v", fr, en)
	}
}

func TestCalendarPage(t *testing.T) {
	w := newNeedWorld(t)
	out := w.get("/echeances/calendrier.ics?mois=60", w.alice)
	if out.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.Contains(out.Body.String(), "plan-reversibilite") {
		t.Errorf("%v %s", out.Header(), out.Body)
	}
	w.mustSee(t, "/echeances?mois=60", w.alice, "Mai\u00a02027", "/echeances/calendrier.ics?mois=60")
}

// Notices are read one by one, or all at once.
func TestNotices(t *testing.T) {
	w := newNeedWorld(t)
	page := w.get("/notifications", w.alice).Body.String()
	if !strings.Contains(page, "non lue") || !strings.Contains(page, needPath(w.needs["conges-agents"].ID)) {
		t.Fatalf("%s", page)
	}
	form := hiddenIn(t, page[strings.Index(page, `id="resultats"`):], "/notifications/lues")
	w.goes(t, "/notifications/lues", w.alice, form, "/notifications")
	w.goes(t, "/notifications/lues", w.alice, nil, "/notifications")
	w.mustSee(t, "/notifications?non-lues=1", w.alice, "Rien de nouveau")
	page = w.get("/notifications", w.alice).Body.String()
	stop := hiddenIn(t, page[strings.Index(page, `id="courriel"`):], "/notifications/courriels")
	w.goes(t, "/notifications/courriels", w.alice, stop, "/notifications")
	w.mustSee(t, "/notifications", w.alice, "Les recevoir aussi par courriel")
	w.goes(t, "/notifications/courriels", w.alice, nil, "/notifications")
	w.mustSee(t, "/notifications", w.alice, "Ne plus les recevoir par courriel")
}
