package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// changesView is the page of what changed from one text to another.
type changesView struct {
	From, To *doctrine.Set
	Sets     []ui.Option
	Rows     []changeRow
}

// changeRow is one difference.
type changeRow struct {
	doctrine.Change
	Title havre.Text // of the rule
	Path  string     // of its page
}

func (g *reading) ruleChanges(w http.ResponseWriter, r *web.Request) error {
	d := g.Library.Now().Doctrine
	v := &changesView{}
	var err error
	if v.From, v.To, err = changesAsked(r, d); err != nil {
		return err
	}
	for _, s := range d.List() {
		v.Sets = append(v.Sets, ui.Option{Value: s.ID, Label: r.Text(s.Title), Group: r.Text(levelTexts[s.Level])})
	}
	for _, c := range doctrine.Diff(v.From, v.To) {
		if c.Subject == "rule" && !otherLanguage(r, c.Field) {
			v.Rows = append(v.Rows, v.row(c))
		}
	}
	listing := changeListing(v.reworded())
	if _, ok := ui.ExportFormat(r); ok {
		return listing.Export(w, r, "changements-"+v.From.ID+"-"+v.To.ID, ui.All(v.Rows))
	}
	return r.Render(w, http.StatusOK, ruleChangesPage(r, v, listing))
}

// changesAsked are the two texts of the address: without any, the State's last two.
func changesAsked(r *web.Request, d *doctrine.Doctrine) (from, to *doctrine.Set, err error) {
	var states []*doctrine.Set
	for _, s := range d.List() {
		if s.Level == doctrine.State && !r.Today().Before(s.Period.From) {
			states = append(states, s)
		}
	}
	pick := func(name string, back int) (*doctrine.Set, error) {
		if id := r.Field(name); id != "" || len(states) < back {
			return setNamed(d, id)
		}
		return states[len(states)-back], nil
	}
	if from, err = pick("de", 2); err != nil {
		return nil, nil, err
	}
	to, err = pick("vers", 1)
	return from, to, err
}

// otherLanguage says that a field is only of the other language's wording.
func otherLanguage(r *web.Request, field string) bool {
	if r.Lang == havre.English {
		return strings.HasSuffix(field, ".fr")
	}
	return strings.HasSuffix(field, ".en")
}

func (v *changesView) row(c doctrine.Change) changeRow {
	row := changeRow{Change: c}
	set := v.To
	if c.Kind == doctrine.Repealed {
		set = v.From
	}
	for _, m := range set.Effective() {
		if m.Rule.ID == c.ID {
			row.Title, row.Path = m.Rule.Title, "/regles/"+set.ID+"/"+c.ID
		}
	}
	return row
}

var changeTexts = map[doctrine.ChangeKind]havre.Text{
	doctrine.Added:    {FR: "Ajoutée", EN: "Added"},
	doctrine.Repealed: {FR: "Abrogée", EN: "Repealed"},
	doctrine.Changed:  {FR: "Modifiée", EN: "Changed"},
}

// fieldTexts name the fields of a rule that a change may touch.
var fieldTexts = map[string]havre.Text{
	"title": {FR: "titre", EN: "title"}, "text": {FR: "ce qu'elle demande", EN: "what it asks"},
	"judges": {FR: "ce sur quoi elle porte", EN: "what it is about"}, "severity": {FR: "poids", EN: "weight"},
	"from": {FR: "début", EN: "beginning"}, "until": {FR: "fin", EN: "end"}, "binds": {FR: "qui est concerné", EN: "who is concerned"},
	"when": {FR: "quand elle s'applique", EN: "when it applies"}, "concerns": {FR: "offres visées", EN: "offers concerned"},
	"requires": {FR: "ce qu'elle exige", EN: "what it requires"}, "blocks": {FR: "blocage", EN: "blocking"},
	"evidence": {FR: "pièces", EN: "evidence"}, "because": {FR: "raisons données", EN: "reasons given"},
	"derogation": {FR: "dérogation", EN: "derogation"}, "sources": {FR: "sources", EN: "sources"},
}

func fieldText(field string) havre.Text {
	name, _, _ := strings.Cut(field, ".")
	if t, ok := fieldTexts[name]; ok {
		return t
	}
	return fact.Label(field)
}

// reworded says that some rule keeps its code and reads otherwise.
func (v *changesView) reworded() bool {
	return slices.ContainsFunc(v.Rows, func(c changeRow) bool { return c.Kind == doctrine.Changed })
}

// changeListing describes the differences, with both wordings when some rule was
// reworded.
func changeListing(wordings bool) ui.Listing[changeRow] {
	return ui.Listing[changeRow]{
		ID: "changements", Cards: true, Caption: havre.Text{FR: "Ce qui a changé", EN: "What changed"},
		Columns: []ui.Column[changeRow]{
			{
				Name:  havre.Text{FR: "Règle", EN: "Rule"},
				Value: func(r *web.Request, c changeRow) sheet.Value { return sheet.Words(r.Text(c.Title)) },
				Show:  func(r *web.Request, c changeRow) templ.Component { return ui.Link(r, c.Path, r.Text(c.Title)) },
			},
			{
				Name:  havre.Text{FR: "Code", EN: "Code"},
				Value: func(_ *web.Request, c changeRow) sheet.Value { return sheet.Words(c.ID) },
			},
			{
				Name:  havre.Text{FR: "Changement", EN: "Change"},
				Value: func(r *web.Request, c changeRow) sheet.Value { return sheet.Words(r.Text(changeTexts[c.Kind])) },
			},
			{
				Name: havre.Text{FR: "Ce qui diffère", EN: "What differs"},
				Value: func(r *web.Request, c changeRow) sheet.Value {
					if c.Kind == doctrine.Changed {
						return sheet.Words(web.Capital(r.Text(fieldText(c.Field))))
					}
					return sheet.Words(r.Sentence(c.Reason))
				},
			},
			{
				ExportOnly: !wordings, Name: havre.Text{FR: "Avant", EN: "Before"},
				Value: func(_ *web.Request, c changeRow) sheet.Value { return sheet.Words(c.Before) },
			},
			{
				ExportOnly: !wordings, Name: havre.Text{FR: "Après", EN: "After"},
				Value: func(_ *web.Request, c changeRow) sheet.Value { return sheet.Words(c.After) },
			},
		},
	}
}
