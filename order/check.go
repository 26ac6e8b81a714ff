package order

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/internal/document"
	"github.com/havre-cloud/havre/order/purchase"
)

//go:embed checks.yaml
var checksFile []byte

// checking says when obligations are due, and which clauses an agreement needs.
type checking struct {
	Obligations []obligationDue `json:"obligations" doc:"obligations|obligations"`
	Clauses     []clauseNeeded  `json:"clauses" doc:"clauses|clauses"`
}

type obligationDue struct {
	Rule   string `json:"rule" doc:"règle|rule"`
	Before string `json:"before" enum:"approval,form,production,never" doc:"moment|moment"`
}

type clauseNeeded struct {
	ID     string     `json:"id" doc:"identifiant|identifier"`
	Rules  []string   `json:"rules" doc:"règles|rules"`
	Clause string     `json:"clause" enum:"secnumcloud,hds,dpa" doc:"clause|clause"`
	Title  havre.Text `json:"title" doc:"intitulé|title"`
	Why    havre.Text `json:"why" doc:"raison|reason"`
}

// checks is the file, read once; a test reads it.
var checks = sync.OnceValue(func() *checking {
	c, problems := readChecks(checksFile)
	if len(problems) > 0 {
		panic(problems)
	}
	return c
})

func readChecks(data []byte) (*checking, havre.Problems) {
	nodes, problems := document.Parse("checks.yaml", data)
	var c checking
	if len(problems) == 0 && len(nodes) == 1 {
		problems = document.Decode("checks.yaml", nodes[0], &c)
	}
	return &c, problems
}

// never is the moment of what the order itself shows.
const never = "never"

// checklist is what the project must show for what it orders, by the decision in
// force. What was shown before is kept.
func (r *ruling) checklist(o *Order, frameworks map[string]*purchase.Framework) []Check {
	var out []Check
	for i := range r.parsed.Obligations {
		if c, ok := obliged(&r.parsed.Obligations[i], o); ok {
			c.inBoth(r.rules, &r.parsed.Obligations[i])
			c.Decision = r.summary.ID
			out = append(out, c)
		}
	}
	for i := range o.Items {
		if it := &o.Items[i]; it.Action != Delete {
			out = append(out, r.clauses(it, frameworks)...)
		}
	}
	slices.SortStableFunc(out, func(a, b Check) int { return slices.Index(moments, a.Before) - slices.Index(moments, b.Before) })
	out = slices.CompactFunc(out, func(a, b Check) bool { return a.ID == b.ID })
	for i := range out {
		out[i].kept(o.Checks)
	}
	return out
}

// moments are those of an order, in turn.
var moments = []Moment{BeforeApproval, BeforeForm, BeforeLive}

// obliged turns an obligation of the decision into a check of an order.
func obliged(d *decision.Obligation, o *Order) (Check, bool) {
	if d.Binds != doctrine.Project || d.State == doctrine.NotApplicable || d.Severity == doctrine.Info || len(d.Offers) > 0 && !slices.ContainsFunc(d.Offers, o.orders) {
		return Check{}, false
	}
	c := Check{
		ID: d.Rule, Rule: d.Rule, Title: havre.Same(d.Title), Why: havre.Same(d.Because), Before: due(d.Rule), Binding: d.Severity == doctrine.Must,
		Source: havre.Source{Title: d.Source.Title, URL: d.Source.URL, Date: d.Source.Date, Confidence: d.Source.Confidence},
	}
	if c.Before == never || c.Before == BeforeLive && !o.goesLive() {
		return Check{}, false
	}
	switch d.State {
	case doctrine.Met:
		c.State, c.Proof = Shown, d.Document
	case doctrine.Unknown:
		c.State = Unknown
	default:
		c.State = ToShow
	}
	return c, true
}

// inBoth words a check in both languages, where the doctrine in use still has the rule;
// the decision speaks one.
func (c *Check) inBoth(rules *doctrine.Doctrine, d *decision.Obligation) {
	rule := ruleOf(rules, d.Doctrine, d.Rule)
	if rule == nil {
		return
	}
	c.Title = rule.Title
	c.Why = inOther(c.Why, d.Title == rule.Title.FR, firstText(rule.Because.Of(d.State), rule.Text))
}

// due is when an obligation must be shown.
func due(rule string) Moment {
	for _, d := range checks().Obligations {
		if d.Rule == rule {
			return Moment(d.Before)
		}
	}
	return BeforeLive
}

// orders says whether the order adds or changes something of an offer.
func (o *Order) orders(offer string) bool {
	return slices.ContainsFunc(o.Items, func(i Item) bool { return i.Offer == offer && i.Action != Delete })
}

// goesLive says whether the order puts something into production.
func (o *Order) goesLive() bool {
	return slices.ContainsFunc(o.Items, func(i Item) bool { return i.Environment == "production" && i.Action == Add })
}

// clauses are what the agreement of an item must say, since rules apply to its offer.
// An agreement that says it, with its reference, shows it.
func (r *ruling) clauses(it *Item, frameworks map[string]*purchase.Framework) (out []Check) {
	v, ok := r.parsed.Offer(it.Offer)
	if !ok {
		return nil
	}
	for _, need := range checks().Clauses {
		if !slices.ContainsFunc(v.Rules, func(s decision.RuleSaid) bool {
			return slices.Contains(need.Rules, s.ID) && s.Outcome == doctrine.Pass
		}) {
			continue
		}
		c := Check{ID: need.ID + "/" + it.Offer, Rule: need.Rules[0], Offer: it.Offer, Title: need.Title, Why: need.Why, Before: BeforeForm, State: ToShow, Binding: true}
		if f := frameworks[it.Requested.Framework]; f != nil {
			if said := stipulation(&f.Clauses, need.Clause); said.Stipulated == havre.Yes && said.Reference != "" {
				c.State, c.Proof = Shown, strings.TrimSpace(f.Reference+" "+said.Reference)
			}
		}
		out = append(out, c)
	}
	return out
}

// stipulation is a clause of an agreement, by its word.
func stipulation(c *purchase.Clauses, word string) purchase.Clause {
	switch word {
	case "secnumcloud":
		return c.SecNumCloud
	case "hds":
		return c.HDS
	}
	return c.DPA
}

// kept takes back what was shown for the same check before.
func (c *Check) kept(before []Check) {
	i := slices.IndexFunc(before, func(b Check) bool { return b.ID == c.ID })
	if i >= 0 && c.State != Shown && before[i].By != "" {
		b := before[i]
		c.State, c.By, c.At, c.Proof = b.State, b.By, b.At, b.Proof
	}
}

// lacking are the binding checks of a moment, or of one before, that are not shown.
func (o *Order) lacking(m Moment) (out []Check) {
	for _, c := range o.Checks {
		if c.Binding && c.State != Shown && slices.Index(moments, c.Before) <= slices.Index(moments, m) {
			out = append(out, c)
		}
	}
	return out
}

// Text is the moment, as a person reads it.
func (m Moment) Text() havre.Text {
	switch m {
	case BeforeApproval:
		return havre.Text{FR: "avant l’approbation", EN: "before approval"}
	case BeforeForm:
		return havre.Text{FR: "avant le bon de commande", EN: "before the order form"}
	case BeforeLive:
		return havre.Text{FR: "avant la mise en production", EN: "before going into production"}
	}
	return havre.Same(string(m))
}
