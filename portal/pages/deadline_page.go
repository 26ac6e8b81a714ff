package pages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// Names of the filters of the calendar, in the address.
const (
	queryKind   = "nature"
	queryMonths = "mois"
)

// ahead is how many months the calendar shows, unless asked otherwise.
const ahead = 12

// aheadChoices are those it may show.
var aheadChoices = []int{3, 6, 12, 24, 60}

// deadlinesView is the calendar.
type deadlinesView struct {
	List   []record.Deadline
	Kind   string
	Months int
	Offers map[string]string
}

var deadlineKinds = []struct {
	kind string
	name havre.Text
}{
	{record.AttestationEnds, havre.Text{FR: "Certificat d'une offre", EN: "Certificate of an offer"}},
	{record.EvidenceEnds, havre.Text{FR: "Document du projet", EN: "Document of the project"}},
	{record.DerogationEnds, havre.Text{FR: "Dérogation", EN: "Derogation"}},
	{record.RuleTurns, havre.Text{FR: "Règle", EN: "Rule"}},
}

func deadlineKind(kind string) havre.Text {
	for _, k := range deadlineKinds {
		if k.kind == kind {
			return k.name
		}
	}
	return havre.Same(kind)
}

// deadlines shows what ends or begins, the nearest first.
func (n *needPages) deadlines(w http.ResponseWriter, r *web.Request) error {
	v, err := n.deadlinesView(r)
	if err != nil {
		return err
	}
	by := r.List(deadlineListing(v).Keys()...)
	if _, ok := ui.ExportFormat(r); ok {
		return deadlineListing(v).Export(w, r, "echeances", ui.All(deadlineListing(v).Sorted(v.List, by)))
	}
	return r.Render(w, http.StatusOK, deadlinePage(r, v))
}

func (n *needPages) deadlinesView(r *web.Request) (*deadlinesView, error) {
	if err := r.NeedsSignIn(); err != nil {
		return nil, err
	}
	v := &deadlinesView{Kind: r.Field(queryKind), Months: ahead, Offers: n.offerNames(r)}
	if m, err := strconv.Atoi(r.Field(queryMonths)); err == nil && slices.Contains(aheadChoices, m) {
		v.Months = m
	}
	all, err := n.Record.Deadlines(r.Context(), r.Actor, r.Today().AddMonths(v.Months))
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if v.Kind == "" || d.Kind == v.Kind {
			v.List = append(v.List, d)
		}
	}
	return v, nil
}

// calendar gives the same as a calendar that other programs follow.
func (n *needPages) calendar(w http.ResponseWriter, r *web.Request) error {
	v, err := n.deadlinesView(r)
	if err != nil {
		return err
	}
	web.Download(w, "echeances.ics", "text/calendar; charset=utf-8")
	_, err = w.Write(writeCalendar(r, v.List))
	return err
}

// deadlineMonth is the deadlines of one month.
type deadlineMonth struct {
	Month havre.Date // its first day
	List  []record.Deadline
}

// months groups deadlines by month.
func (v *deadlinesView) months() []deadlineMonth {
	var out []deadlineMonth
	for _, d := range v.List {
		first := havre.NewDate(d.On.Time().Year(), d.On.Time().Month(), 1)
		if n := len(out); n > 0 && out[n-1].Month == first {
			out[n-1].List = append(out[n-1].List, d)
			continue
		}
		out = append(out, deadlineMonth{first, []record.Deadline{d}})
	}
	return out
}

// deadlineListing describes the calendar as a table.
func deadlineListing(v *deadlinesView) ui.Listing[record.Deadline] {
	what := wordColumn(havre.Text{FR: "Quoi", EN: "What"}, func(r *web.Request, d record.Deadline) string { return web.Capital(r.Text(d.Title)) })
	what.Show = func(r *web.Request, d record.Deadline) templ.Component {
		return ui.Link(r, d.Link, web.Capital(r.Text(d.Title)))
	}
	kind := wordColumn(havre.Text{FR: "Nature", EN: "Kind"}, func(r *web.Request, d record.Deadline) string { return r.Text(deadlineKind(d.Kind)) })
	kind.Key, kind.Order = "nature", func(a, b record.Deadline) int { return strings.Compare(a.Kind, b.Kind) }
	on := dateColumn("date", havre.Text{FR: "Le", EN: "On"}, func(d record.Deadline) havre.Date { return d.On })
	on.Order = func(a, b record.Deadline) int { return a.On.Compare(b.On) }
	return ui.Listing[record.Deadline]{
		ID: "deadlines", Caption: havre.Text{FR: "Échéances", EN: "Deadlines"}, Cards: true,
		Columns: []ui.Column[record.Deadline]{
			what, on, kind,
			wordColumn(havre.Text{FR: "Offre", EN: "Offer"}, func(_ *web.Request, d record.Deadline) string { return nameIn(v.Offers, d.Offer) }),
			wordColumn(havre.Text{FR: "Règle", EN: "Rule"}, func(_ *web.Request, d record.Deadline) string { return d.Rule }),
			wordColumn(havre.Text{FR: "Dossier", EN: "Need"}, func(_ *web.Request, d record.Deadline) string { return d.NeedTitle }),
			{
				Name: havre.Text{FR: "Dossiers concernés", EN: "Needs concerned"}, Number: true,
				Value: func(_ *web.Request, d record.Deadline) sheet.Value { return sheet.Whole(d.Needs) },
			},
		},
	}
}

func deadlineKindOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Toutes", "All")}}
	for _, k := range deadlineKinds {
		out = append(out, ui.Option{Value: k.kind, Label: r.Text(k.name)})
	}
	return out
}

func monthOptions(r *web.Request) []ui.Option {
	var out []ui.Option
	for _, m := range aheadChoices {
		out = append(out, ui.Option{Value: strconv.Itoa(m), Label: r.Say("%s mois", "%s months", r.Number(m))})
	}
	return out
}
