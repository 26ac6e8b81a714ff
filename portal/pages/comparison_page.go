package pages

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

func (n *needPages) registerOverviews(s *web.Site) {
	s.Handle("GET /comparer", n.compare)
	s.Handle("GET /portefeuille", n.portfolio)
	s.Handle("GET /echeances", n.deadlines)
	s.Handle("GET /echeances/calendrier.ics", n.calendar)
	s.Handle("GET /notifications", n.notices)
	s.Handle("POST /notifications/lues", n.markRead)
	s.Handle("POST /notifications/courriels", n.stopMail)
}

// Names of what the comparison of two dates asks, in the address.
const (
	queryNeed = "dossier"
	queryFrom = "du"
	queryTo   = "au"
)

// comparePath compares two dates for a need.
func comparePath(need string) string {
	return "/comparer?" + url.Values{queryNeed: {need}}.Encode()
}

// compareView is the page that compares two dates.
type compareView struct {
	Need       *record.Need // nil: the whole portfolio
	Needs      []ui.Option
	From, To   havre.Date
	Comparison *decision.Comparison
	Changes    []needChange // of the portfolio
	Read       int          // how many needs were compared
	More       bool         // there are others
	Asked      bool
	Offers     map[string]string
	Model      *fact.Model
	Answers    ui.Answers
}

// needChange is one offer whose verdict changes for one need.
type needChange struct {
	Need record.Need
	decision.OfferChange
}

func (n *needPages) compare(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v, err := n.compareView(r)
	if err != nil {
		if v.Answers, err = ui.Answered(r, aboutDay(err, queryFrom)); err != nil {
			return err
		}
		return r.Render(w, http.StatusUnprocessableEntity, comparePage(r, v))
	}
	if _, ok := ui.ExportFormat(r); ok {
		moved, same := v.lines()
		return changesListing(v).Export(w, r, "comparaison", ui.All(append(moved, same...)))
	}
	return r.Render(w, http.StatusOK, comparePage(r, v))
}

// compareView reads what the address asks and compares. A view comes with an error
// too: the form is drawn again.
func (n *needPages) compareView(r *web.Request) (*compareView, error) {
	v := &compareView{Offers: n.offerNames(r), Model: n.Record.Library.Now().Model, Asked: r.Checked(queryTo) || r.Checked(queryFrom)}
	all, err := n.Record.Needs(r.Context(), r.Actor, record.NeedQuery{List: havre.List{Sort: "title", Limit: havre.MaxLimit}})
	if err != nil {
		return v, err
	}
	v.Needs = []ui.Option{{Label: r.Say("Tous mes dossiers", "All my needs")}}
	for _, need := range all.Items {
		v.Needs = append(v.Needs, ui.Option{Value: need.ID, Label: need.Title})
	}
	if v.From, err = r.DateField(queryFrom, r.Today()); err != nil {
		return v, err
	}
	if v.To, err = r.DateField(queryTo, r.Today().AddMonths(6)); err != nil {
		return v, err
	}
	if !v.Asked {
		v.Need = chosenNeed(all.Items, r.Field(queryNeed))
		return v, nil
	}
	return v, n.comparing(r, v, all)
}

// comparing compares one need, or each of them.
func (n *needPages) comparing(r *web.Request, v *compareView, all havre.Page[record.Need]) error {
	if id := r.Field(queryNeed); id != "" {
		need, err := n.Record.Need(r.Context(), r.Actor, id)
		if err != nil {
			return err
		}
		v.Need = need
		v.Comparison, err = n.Record.Compare(r.Context(), r.Actor, id, v.From, v.To, r.Lang)
		return err
	}
	v.Read, v.More = len(all.Items), all.Total > len(all.Items)
	moving, err := n.moving(r, v, all.Items)
	if err != nil {
		return err
	}
	for _, need := range moving {
		c, err := n.Record.Compare(r.Context(), r.Actor, need.ID, v.From, v.To, r.Lang)
		if err != nil {
			return err
		}
		for _, ch := range c.Changes {
			if ch.From != ch.To {
				v.Changes = append(v.Changes, needChange{need, ch})
			}
		}
	}
	return nil
}

func chosenNeed(all []record.Need, id string) *record.Need {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

// offerNames are what the catalogue calls the offers, by identifier.
func (n *needPages) offerNames(r *web.Request) map[string]string {
	out := map[string]string{}
	for _, o := range n.Record.Library.Now().Catalogue.Offers() {
		out[o.ID] = n.offerName(r, o.ID)
	}
	return out
}

// compareLine is one offer whose verdict changes, or not, for one need.
type compareLine struct {
	Need, Offer string
	From, To    decision.Verdict
	Causes      []decision.Cause // those that make the verdict what it becomes
}

// lines are the offers whose verdict changes, then those for which only some rule
// says something else.
func (v *compareView) lines() (moved, same []compareLine) {
	add := func(need string, ch decision.OfferChange) {
		l := compareLine{need, nameIn(v.Offers, ch.Offer), ch.From, ch.To, nil}
		for _, c := range ch.Causes {
			if ch.From == ch.To || makes(ch, c) {
				l.Causes = append(l.Causes, c)
			}
		}
		if ch.From == ch.To {
			same = append(same, l)
		} else {
			moved = append(moved, l)
		}
	}
	if v.Comparison != nil {
		for _, ch := range v.Comparison.Changes {
			add(v.Need.Title, ch)
		}
	}
	for _, ch := range v.Changes {
		add(ch.Need.Title, ch.OfferChange)
	}
	return moved, same
}

// makes says that a cause makes the verdict what it becomes: a refusal that begins
// or ends, else a doubt that does.
func makes(ch decision.OfferChange, c decision.Cause) bool {
	switch {
	case !c.Decides:
		return false
	case ch.To == decision.Ineligible:
		return c.To == doctrine.Fail
	case ch.From == decision.Ineligible:
		return c.From == doctrine.Fail
	}
	return c.From == doctrine.Unknown || c.To == doctrine.Unknown
}

// changesListing describes the table of changes.
func changesListing(v *compareView) ui.Listing[compareLine] {
	causes := wordColumn(havre.Text{FR: "Pourquoi", EN: "Why"}, func(r *web.Request, x compareLine) string { return r.Remarks(v.causesText(r, x)...) })
	causes.Show = func(r *web.Request, x compareLine) templ.Component { return causeList(r, v.causesText(r, x)) }
	from := wordColumn(havre.Text{FR: "Avant", EN: "Before"}, func(r *web.Request, x compareLine) string { return sideText(r, x.From) })
	from.Show = func(r *web.Request, x compareLine) templ.Component { return sideCell(r, x.From) }
	to := wordColumn(havre.Text{FR: "Après", EN: "After"}, func(r *web.Request, x compareLine) string { return sideText(r, x.To) })
	to.Show = func(r *web.Request, x compareLine) templ.Component { return sideCell(r, x.To) }
	l := ui.Listing[compareLine]{
		ID: "changes", Caption: havre.Text{FR: "Verdicts qui changent", EN: "Verdicts that change"}, Cards: true,
		Columns: []ui.Column[compareLine]{
			wordColumn(havre.Text{FR: "Offre", EN: "Offer"}, func(_ *web.Request, x compareLine) string { return x.Offer }), from, to, causes,
		},
	}
	if v.Need == nil {
		need := wordColumn(havre.Text{FR: "Dossier", EN: "Need"}, func(_ *web.Request, x compareLine) string { return x.Need })
		l.Columns = append([]ui.Column[compareLine]{need}, l.Columns...)
	}
	return l
}

// sideText is a verdict on one of the two dates.
func sideText(r *web.Request, v decision.Verdict) string {
	if v == decision.NotListed {
		return r.Say("Pas au catalogue", "Not in the catalogue")
	}
	return r.Text(bestOf(v).Text())
}

// causesText are the reasons of a change, each in a sentence.
func (v *compareView) causesText(r *web.Request, l compareLine) []string {
	if len(l.Causes) == 0 {
		return []string{r.Say("L'offre entre au catalogue ou en sort.", "The offer enters or leaves the catalogue.")}
	}
	out := make([]string, len(l.Causes))
	for i, c := range l.Causes {
		out[i] = c.Rule + r.Say(" : ", ": ") + v.causeText(r, c)
	}
	return out
}

// factsTold is how many facts of a cause are told: those that follow say the same.
const factsTold = 3

// causeText is why the outcome of a rule changes: the rule itself, or facts.
func (v *compareView) causeText(r *web.Request, c decision.Cause) string {
	text := ""
	switch c.Kind {
	case decision.RuleBegan:
		text = r.Say("la règle entre en vigueur. ", "the rule comes into force. ")
	case decision.RuleEnded:
		return r.Say("la règle n'est plus en vigueur.", "the rule is no longer in force.")
	case decision.RuleChanged:
		text = r.Say("la règle a changé. ", "the rule has changed. ")
	case decision.FactChanged:
		for i, f := range c.Facts {
			if i < factsTold {
				text += r.Say("%s passe de « %s » à « %s ». ", "%s goes from “%s” to “%s”. ", v.factName(r, f.Path), valueText(r, f.From), valueText(r, f.To))
			}
		}
	}
	return text + said(r, c.Because)
}

// factName is what a fact of an offer is called: its title, and which member.
func (v *compareView) factName(r *web.Request, path string) string {
	if ref, ok := v.Model.Lookup("offer." + path); ok {
		return r.Text(v.Model.Def(ref).Title)
	}
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return path
	}
	if ref, ok := v.Model.Lookup("offer." + path[:i]); ok {
		return r.Say("%s (%s)", "%s (%s)", r.Text(v.Model.Def(ref).Title), r.Text(fact.Label(path[i+1:])))
	}
	return path
}

// dutyChange is an obligation that is not what it was, in words.
func dutyChange(r *web.Request, c decision.ObligationChange) string {
	state := func(o doctrine.Outcome) string {
		if o == "" {
			return r.Say("ne s'appliquait pas", "did not apply")
		}
		_, word := outcomeState(o)
		return r.Text(word)
	}
	if c.To == "" {
		return r.Say("%s : ne s'applique plus (était : %s)", "%s: no longer applies (was: %s)", c.Rule, state(c.From))
	}
	return r.Say("%s : %s, puis %s", "%s: %s, then %s", c.Rule, state(c.From), state(c.To))
}
