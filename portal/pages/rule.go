package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// setView is the page of one text.
type setView struct {
	Set    *doctrine.Set
	Rows   []ruleRow
	Before *doctrine.Set // the text of the same level that it replaces, nil when none
	After  *doctrine.Set // the one that replaces it
	List   havre.List
}

func (g *reading) ruleSet(w http.ResponseWriter, r *web.Request) error {
	d := g.Library.Now().Doctrine
	set, err := setNamed(d, r.PathValue("set"))
	if err != nil {
		return err
	}
	listing := ruleListing()
	listing.Caption = set.Title
	v := &setView{Set: set, List: r.List(listing.Keys()...)}
	for _, m := range set.Effective() {
		v.Rows = append(v.Rows, ruleRow{Rule: m.Rule, Set: m.Set})
	}
	v.Rows = listing.Sorted(v.Rows, v.List)
	v.Before, v.After = neighbours(d, set)
	if _, ok := ui.ExportFormat(r); ok {
		return listing.Export(w, r, "regles-"+set.ID, ui.All(v.Rows))
	}
	return r.Render(w, http.StatusOK, ruleSetPage(r, v, listing))
}

func setNamed(d *doctrine.Doctrine, id string) (*doctrine.Set, error) {
	if s, ok := d.Set(id); ok {
		return s, nil
	}
	return nil, &havre.Fault{
		Code:    havre.NotFound,
		Message: havre.Text{FR: "Aucun texte ne porte ce nom.", EN: "No text has this name."},
		Next:    havre.Text{FR: "La page des règles les donne tous.", EN: "The page of the rules has them all."},
	}
}

// neighbours are the texts of the same kind and ministry before and after one.
func neighbours(d *doctrine.Doctrine, s *doctrine.Set) (before, after *doctrine.Set) {
	for _, o := range d.List() {
		if o == s || o.Level != s.Level || o.Ministry != s.Ministry || s.Level == doctrine.Statute {
			continue
		}
		switch {
		case o.Period.From.Before(s.Period.From) && (before == nil || before.Period.From.Before(o.Period.From)):
			before = o
		case s.Period.From.Before(o.Period.From) && (after == nil || o.Period.From.Before(after.Period.From)):
			after = o
		}
	}
	return before, after
}

// ruleView is the page of one rule.
type ruleView struct {
	Rule     *doctrine.Rule
	Set      *doctrine.Set // the text read
	Stated   *doctrine.Set // the text that states it, when it is inherited
	Versions []ruleRow     // the same rule in every text that states one
	In       []*doctrine.Set
}

func (g *reading) rule(w http.ResponseWriter, r *web.Request) error {
	d := g.Library.Now().Doctrine
	set, err := setNamed(d, r.PathValue("set"))
	if err != nil {
		return err
	}
	id := r.PathValue("rule")
	members := set.Effective()
	i := slices.IndexFunc(members, func(m doctrine.Member) bool { return m.Rule.ID == id })
	if i < 0 {
		return missingRule(d, members, id)
	}
	v := &ruleView{Rule: members[i].Rule, Set: set, Stated: members[i].Set}
	for _, s := range d.List() {
		for _, m := range s.Effective() {
			if m.Rule == v.Rule {
				v.In = append(v.In, s)
			}
			if m.Set == s && root(m.Rule.ID) == root(id) {
				v.Versions = append(v.Versions, ruleRow{Rule: m.Rule, Set: s})
			}
		}
	}
	slices.SortStableFunc(v.Versions, func(a, b ruleRow) int { return a.Set.Period.From.Compare(b.Set.Period.From) })
	return r.Render(w, http.StatusOK, rulePage(r, v))
}

// root is the code of a rule without the year of its text: R9-SNC, for R9-SNC-2023.
func root(id string) string {
	head, year, ok := cutLast(id, "-")
	if ok && len(year) == 4 && strings.Trim(year, "0123456789") == "" {
		return head
	}
	return id
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// missingRule says where a rule is, when another text has it.
func missingRule(d *doctrine.Doctrine, members []doctrine.Member, id string) error {
	next := havre.Text{FR: "La page des règles les donne toutes.", EN: "The page of the rules has them all."}
	var known []string
	for _, m := range members {
		known = append(known, m.Rule.ID)
	}
	if near := havre.Nearest(id, known); near != "" {
		next = havre.Text{FR: "Vouliez-vous dire %s ?", EN: "Did you mean %s?"}.With(near)
	}
	for _, s := range d.List() {
		if slices.ContainsFunc(s.Effective(), func(m doctrine.Member) bool { return m.Rule.ID == id }) {
			next = havre.Text{FR: "Elle est dans un autre texte : %s.", EN: "It is in another text: %s."}.With(s.Title)
			break
		}
	}
	return &havre.Fault{Code: havre.NotFound, Message: havre.Text{FR: "Ce texte n'a pas cette règle.", EN: "This text does not have this rule."}, Next: next}
}

var outcomeTexts = map[doctrine.Outcome]havre.Text{
	doctrine.Pass:          {FR: "Satisfaite", EN: "Satisfied"},
	doctrine.Fail:          {FR: "Bloquante", EN: "Blocking"},
	doctrine.Met:           {FR: "Remplie", EN: "Met"},
	doctrine.Declared:      {FR: "Déclarée", EN: "Declared"},
	doctrine.Unmet:         {FR: "À remplir", EN: "To be met"},
	doctrine.Unknown:       {FR: "À confirmer", EN: "To be confirmed"},
	doctrine.NotApplicable: {FR: "Sans objet", EN: "Not applicable"},
}

var outcomeStates = map[doctrine.Outcome]ui.StateKind{
	doctrine.Pass: ui.Yes, doctrine.Fail: ui.No, doctrine.Met: ui.Yes, doctrine.Declared: ui.Planned, doctrine.Unmet: ui.No,
	doctrine.Unknown: ui.ToConfirm, doctrine.NotApplicable: ui.NotApplicable,
}

func caseListing() ui.Listing[doctrine.Case] {
	return ui.Listing[doctrine.Case]{
		ID: "cas", Cards: true, Caption: havre.Text{FR: "Exemples", EN: "Examples"},
		Columns: []ui.Column[doctrine.Case]{
			{
				Name:  havre.Text{FR: "Exemple", EN: "Example"},
				Value: func(r *web.Request, c doctrine.Case) sheet.Value { return sheet.Words(web.Capital(r.Text(c.Name))) },
			},
			{
				Name:  havre.Text{FR: "La règle est alors", EN: "The rule is then"},
				Value: func(r *web.Request, c doctrine.Case) sheet.Value { return sheet.Words(r.Text(outcomeTexts[c.Outcome])) },
				Show: func(r *web.Request, c doctrine.Case) templ.Component {
					return ui.State(r, outcomeStates[c.Outcome], r.Text(outcomeTexts[c.Outcome]))
				},
			},
		},
	}
}
