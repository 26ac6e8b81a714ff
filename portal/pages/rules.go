package pages

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Names of the filters in the address.
const (
	queryMinistry = "ministere"
	queryJudges   = "juge"
	querySeverity = "poids"
)

var levelTexts = map[doctrine.Level]havre.Text{
	doctrine.Common:   {FR: "Socle commun", EN: "Common base"},
	doctrine.State:    {FR: "Doctrine de l'État", EN: "State doctrine"},
	doctrine.Statute:  {FR: "Loi", EN: "Statute"},
	doctrine.Ministry: {FR: "Règles d'un ministère", EN: "Rules of a ministry"},
}

var judgesTexts = map[doctrine.Judges]havre.Text{
	doctrine.Offer:        {FR: "les offres", EN: "offers"},
	doctrine.Project:      {FR: "le projet", EN: "the project"},
	doctrine.Organisation: {FR: "l'organisme", EN: "the organisation"},
}

var weightTexts = map[doctrine.Severity]havre.Text{
	doctrine.Must:   {FR: "Obligatoire", EN: "Mandatory"},
	doctrine.Should: {FR: "Recommandée", EN: "Recommended"},
	doctrine.Info:   {FR: "Pour information", EN: "For information"},
}

// ruleRow is a rule in a list, with the set that states it.
type ruleRow struct {
	Rule *doctrine.Rule
	Set  *doctrine.Set
	By   *doctrine.Set // the text in force that takes it up, when Set no longer is
}

// text is the text by which the rule holds.
func (m ruleRow) text() *doctrine.Set {
	if m.By != nil {
		return m.By
	}
	return m.Set
}

func (m ruleRow) path() string { return "/regles/" + m.text().ID + "/" + m.Rule.ID }

// year is when the text that first stated the rule began to hold.
func (m ruleRow) year() string { return m.Set.Period.From.String()[:4] }

// takenUpBy is the text in force on a day that takes up a rule of another, nil when
// that other is in force itself.
func takenUpBy(sets []*doctrine.Set, m doctrine.Member, on havre.Date) *doctrine.Set {
	if m.Set.Period.Contains(on) {
		return nil
	}
	for _, s := range sets {
		if s.Period.Contains(on) && slices.Contains(s.Effective(), m) {
			return s
		}
	}
	return nil
}

// survivors counts the rules of a text that others, in force on a day, take up, and
// gives the last of those.
func survivors(sets []*doctrine.Set, s *doctrine.Set, on havre.Date) (n int, by *doctrine.Set) {
	if s.Period.Contains(on) {
		return 0, nil
	}
	for _, m := range s.Effective() {
		if up := takenUpBy(sets, m, on); up != nil {
			n, by = n+1, up
		}
	}
	return n, by
}

// rulesView is the page of the rules in force.
type rulesView struct {
	On                         havre.Date
	Ministry, Judges, Severity string
	List                       havre.List
	Sets                       []*doctrine.Set // every one of them, for the first table
	Ministries                 []string        // those that have rules of their own
	Rows                       []ruleRow
	Total                      int
}

func (v *rulesView) filtered(r *web.Request) bool {
	return v.Ministry != "" || v.Judges != "" || v.Severity != "" || v.List.Search != "" || v.On != r.Today()
}

func (g *reading) rules(w http.ResponseWriter, r *web.Request) error {
	on, err := r.On()
	if err != nil {
		return err
	}
	d, listing := g.Library.Now().Doctrine, ruleListing()
	v := &rulesView{
		On: on, Ministry: r.Field(queryMinistry), Judges: r.Field(queryJudges), Severity: r.Field(querySeverity),
		List: r.List(listing.Keys()...), Sets: d.List(), Ministries: d.Ministries(),
	}
	inForce, err := d.InForce(on, "", v.Ministry)
	if err != nil {
		return err
	}
	v.Total = len(inForce)
	for _, a := range inForce {
		if row := (ruleRow{Rule: a.Rule, Set: a.Set, By: takenUpBy(v.Sets, doctrine.Member{Rule: a.Rule, Set: a.Set}, on)}); v.keeps(r, row) {
			v.Rows = append(v.Rows, row)
		}
	}
	v.Rows = listing.Sorted(v.Rows, v.List)
	if _, ok := ui.ExportFormat(r); ok {
		return listing.Export(w, r, "regles", ui.All(v.Rows))
	}
	return r.Render(w, http.StatusOK, rulesPage(r, v, listing))
}

func (v *rulesView) keeps(r *web.Request, m ruleRow) bool {
	return (v.Judges == "" || string(m.Rule.Judges) == v.Judges) &&
		(v.Severity == "" || string(m.Rule.Severity) == v.Severity) &&
		matches(ruleWords(r, m), v.List.Search)
}

func ruleWords(r *web.Request, m ruleRow) []string {
	return []string{m.Rule.ID, r.Text(m.Rule.Title), r.Text(m.Rule.Text), r.Text(m.Set.Title)}
}

// concerned says whom a rule binds: everyone, or kinds of organisation.
func concerned(r *web.Request, rule *doctrine.Rule) string {
	if slices.Contains(rule.Binds, doctrine.Everyone) {
		return r.Say("tout le monde", "everyone")
	}
	words := make([]string, len(rule.Binds))
	for i, b := range rule.Binds {
		words[i] = r.Text(fact.Label(b))
	}
	return r.And(words...)
}

// audience says whom a set speaks to.
func audience(r *web.Request, s *doctrine.Set) string {
	if s.Level == doctrine.Ministry {
		return r.Text(fact.Label(s.Ministry))
	}
	return r.Say("tous les ministères", "every ministry")
}

func ruleListing() ui.Listing[ruleRow] {
	return ui.Listing[ruleRow]{
		ID: "regles", Cards: true, Caption: havre.Text{FR: "Règles en vigueur", EN: "Rules in force"},
		Columns: []ui.Column[ruleRow]{
			{
				Key: "regle", Name: havre.Text{FR: "Règle", EN: "Rule"},
				Value: func(r *web.Request, m ruleRow) sheet.Value { return sheet.Words(r.Text(m.Rule.Title)) },
				Show:  func(r *web.Request, m ruleRow) templ.Component { return ruleHead(r, m) },
				Order: func(a, b ruleRow) int {
					return strings.Compare(folded(a.Rule.Title.FR), folded(b.Rule.Title.FR))
				},
			},
			{
				Key: "code", Name: havre.Text{FR: "Code", EN: "Code"},
				Value: func(_ *web.Request, m ruleRow) sheet.Value { return sheet.Words(m.Rule.ID) },
				Show:  func(_ *web.Request, m ruleRow) templ.Component { return ruleCode(m) },
				Order: func(a, b ruleRow) int { return strings.Compare(a.Rule.ID, b.Rule.ID) },
			},
			{
				Key: "poids", Name: havre.Text{FR: "Poids", EN: "Weight"},
				Value: func(r *web.Request, m ruleRow) sheet.Value { return sheet.Words(r.Text(weightTexts[m.Rule.Severity])) },
				Order: func(a, b ruleRow) int { return cmp.Compare(weight(a.Rule.Severity), weight(b.Rule.Severity)) },
			},
			{
				Key: "juge", Name: havre.Text{FR: "Porte sur", EN: "Is about"},
				Value: func(r *web.Request, m ruleRow) sheet.Value {
					return sheet.Words(web.Capital(r.Text(judgesTexts[m.Rule.Judges])))
				},
				Order: func(a, b ruleRow) int { return strings.Compare(string(a.Rule.Judges), string(b.Rule.Judges)) },
			},
			{
				Name:  havre.Text{FR: "Qui est concerné", EN: "Who is concerned"},
				Value: func(r *web.Request, m ruleRow) sheet.Value { return sheet.Words(web.Capital(concerned(r, m.Rule))) },
			},
			{
				Key: "texte", Name: havre.Text{FR: "Texte", EN: "Text"},
				Value: func(r *web.Request, m ruleRow) sheet.Value { return sheet.Words(r.Text(m.text().Title)) },
				Show:  func(r *web.Request, m ruleRow) templ.Component { return ruleText(r, m) },
				Order: func(a, b ruleRow) int { return strings.Compare(a.text().ID, b.text().ID) },
			},
		},
	}
}

func weight(s doctrine.Severity) int {
	return slices.Index([]doctrine.Severity{doctrine.Must, doctrine.Should, doctrine.Info}, s)
}

func setListing(sets []*doctrine.Set, on havre.Date) ui.Listing[*doctrine.Set] {
	return ui.Listing[*doctrine.Set]{
		ID: "textes", Cards: true, Caption: havre.Text{FR: "Textes", EN: "Texts"},
		Columns: []ui.Column[*doctrine.Set]{
			{
				Name:  havre.Text{FR: "Texte", EN: "Text"},
				Value: func(r *web.Request, s *doctrine.Set) sheet.Value { return sheet.Words(r.Text(s.Title)) },
				Show: func(r *web.Request, s *doctrine.Set) templ.Component {
					return ui.Link(r, "/regles/"+s.ID, r.Text(s.Title))
				},
			},
			{
				Name:  havre.Text{FR: "Nature", EN: "Kind"},
				Value: func(r *web.Request, s *doctrine.Set) sheet.Value { return sheet.Words(r.Text(levelTexts[s.Level])) },
			},
			{
				Name:  havre.Text{FR: "Qui est concerné", EN: "Who is concerned"},
				Value: func(r *web.Request, s *doctrine.Set) sheet.Value { return sheet.Words(web.Capital(audience(r, s))) },
			},
			{
				Name:  havre.Text{FR: "Application", EN: "Applies"},
				Value: func(r *web.Request, s *doctrine.Set) sheet.Value { return sheet.Words(r.Span(s.Period)) },
			},
			{
				Name: havre.Text{FR: "À la date choisie", EN: "On the date chosen"},
				Value: func(r *web.Request, s *doctrine.Set) sheet.Value {
					_, text := inForceState(s.Period, on)
					return sheet.Words(r.Text(text))
				},
				Show: func(r *web.Request, s *doctrine.Set) templ.Component {
					return setState(r, sets, s, on)
				},
			},
			{
				Name: havre.Text{FR: "Règles", EN: "Rules"}, Number: true,
				Value: func(_ *web.Request, s *doctrine.Set) sheet.Value { return sheet.Whole(len(s.Effective())) },
			},
		},
	}
}

func inForceState(p havre.Period, on havre.Date) (ui.StateKind, havre.Text) {
	switch {
	case p.Contains(on):
		return ui.Yes, havre.Text{FR: "En vigueur", EN: "In force"}
	case on.Before(p.From):
		return ui.Planned, havre.Text{FR: "À venir", EN: "To come"}
	}
	return ui.NotApplicable, havre.Text{FR: "Plus en vigueur", EN: "No longer in force"}
}

// ministryOptions are those that have rules of their own, for the filter.
func ministryOptions(r *web.Request, ministries []string) []ui.Option {
	return wordOptions(r, r.Say("Aucun en particulier", "None in particular"), slices.DeleteFunc(slices.Clone(catalogue.Ministries), func(m string) bool { return !slices.Contains(ministries, m) }))
}

func judgesOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Tout", "Everything")}}
	for _, j := range []doctrine.Judges{doctrine.Offer, doctrine.Project, doctrine.Organisation} {
		out = append(out, ui.Option{Value: string(j), Label: web.Capital(r.Text(judgesTexts[j]))})
	}
	return out
}

func severityOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Tous", "All")}}
	for _, s := range []doctrine.Severity{doctrine.Must, doctrine.Should, doctrine.Info} {
		out = append(out, ui.Option{Value: string(s), Label: r.Text(weightTexts[s])})
	}
	return out
}
