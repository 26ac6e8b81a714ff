package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// Names of what the address of a supposition holds, beside those of a question. They
// are repeated, one of each for every change, in the same order.
const (
	ifEffect  = "effet"
	ifTransit = "transit"
)

// ifList chooses which of the two tables is exported.
const (
	ifList  = "liste"
	ifFlows = "flux"
	ifPairs = "paires"
)

// What may happen to a link, in the address.
const (
	effectDown    = "tombe"
	effectUp      = "ouverte"
	effectDoubt   = "doute"
	effectThrough = "passage" // others may pass through the place
)

// mostSupposed bounds the changes supposed at once.
const mostSupposed = 20

// ifRow is a change as the address holds it.
type ifRow struct{ From, To, Network, Effect, Transit string }

// ifView is the page of what would happen if links changed.
type ifView struct {
	*places
	Form    ui.Answers
	Kept    []ifRow // those supposed
	Draft   ifRow   // that of the form: empty, or wrong
	Changes []network.Change

	Pairs   []network.Moved
	Cut     bool
	Flows   []flowEffect
	Needs   int  // how many were looked at
	Failed  bool // the needs on record do not answer
	carrier []string
}

// flowEffect is a flow that loses or gains a way, and the need that declares it.
type flowEffect struct {
	matrix.Effect
	Need *record.Declared
}

// networkWhatIf shows who loses or gains a way when links change.
func (g *reading) networkWhatIf(w http.ResponseWriter, r *web.Request) error {
	v := &ifView{}
	on, err := r.On()
	v.Form, err = ui.Answered(r, err)
	if err != nil {
		return err
	}
	v.places = g.placesOn(on, r)
	v.read(r)
	if len(v.Changes) > 0 && !v.Form.Wrong() {
		g.suppose(r, v)
	}
	if _, ok := ui.ExportFormat(r); ok && len(v.Changes) > 0 && !v.Form.Wrong() {
		if r.Field(ifList) == ifFlows {
			return v.flowListing().Export(w, r, "hypothese-flux", ui.All(v.Flows))
		}
		return v.pairListing().Export(w, r, "hypothese-paires", ui.All(v.Pairs))
	}
	return r.Render(w, statusOf(v.Form), whatIfPage(r, v))
}

// read reads the changes of the address. The first that is wrong goes back to the
// form, with what is wrong with it.
func (v *ifView) read(r *web.Request) {
	v.Draft = ifRow{Effect: effectDown}
	for _, row := range ifRows(v.named, r.URL.Query()) {
		c, problems := v.change(row)
		switch {
		case len(problems) > 0 && !v.Form.Wrong():
			v.Form.Problems, v.Draft = append(v.Form.Problems, problems...), row
		case len(problems) > 0:
		case len(v.Kept) == mostSupposed:
			v.Form.Problems = append(v.Form.Problems, havre.Problem{Field: wayFrom, Message: havre.Text{
				FR: "%d changements au plus se supposent à la fois : retirez-en un", EN: "%d changes at most are supposed at once: remove one",
			}.With(mostSupposed)})
			return
		default:
			v.Kept, v.Changes = append(v.Kept, row), append(v.Changes, c)
		}
	}
}

// ifRows are the changes of an address; a form that was left empty is none.
func ifRows(f *network.Finder, q url.Values) []ifRow {
	at := func(name string, i int) string {
		if values := q[name]; i < len(values) {
			return values[i]
		}
		return ""
	}
	var out []ifRow
	for i := range max(len(q[wayFrom]), len(q[wayTo])) {
		row := ifRow{f.Place(at(wayFrom, i)), f.Place(at(wayTo, i)), f.Network(at(wayNetwork, i)), cmp.Or(at(ifEffect, i), effectDown), at(ifTransit, i)}
		if row.From != "" || row.To != "" {
			out = append(out, row)
		}
	}
	return out
}

// change is a row as the network knows it, with what is wrong with it.
func (v *ifView) change(row ifRow) (network.Change, havre.Problems) {
	c := network.Change{From: row.From, To: row.To, Network: row.Network}
	var problems havre.Problems
	var err error
	if c.Link.Transit, err = havre.ParseTruth(row.Transit); err != nil {
		problems = append(problems, havre.Problem{Field: ifTransit, Value: row.Transit, Message: havre.Text{FR: "oui, non ou inconnu est attendu", EN: "yes, no or unknown is expected"}})
	}
	effects := []string{effectDown, effectUp, effectDoubt, effectThrough}
	switch row.Effect {
	case effectDown:
		c.Status = catalogue.No
	case effectUp:
		c.Status = catalogue.Yes
	case effectDoubt:
		c.Status = catalogue.Unknown
	case effectThrough:
		c.To, c.Link.Transit = "", havre.Yes
	default:
		problems = append(problems, havre.Problem{
			Field: ifEffect, Value: row.Effect, Suggestion: havre.Nearest(row.Effect, effects),
			Message: havre.Text{FR: "dites ce qui arrive à la liaison", EN: "say what happens to the link"},
		})
	}
	if row.Effect != effectUp && row.Effect != effectThrough {
		c.Link.Transit = havre.Unknown // it is asked of what is opened
	}
	problems = append(named(v.graph.CheckChange(&c, v.Changes...)), problems...)
	return c, problems
}

// suppose compares what is with what would be.
func (g *reading) suppose(r *web.Request, v *ifView) {
	after := network.New(network.Apply(v.view, v.Changes...))
	v.Pairs, v.Cut = network.Compare(v.graph, after, network.Question{Networks: overInternet(v.Changes)})
	v.carrier = overInternet(v.Changes)
	slices.SortStableFunc(v.Pairs, func(a, b network.Moved) int { // what is lost comes first
		return cmp.Compare(a.After-a.Before, b.After-b.Before)
	})
	if !r.Actor.SignedIn() {
		return
	}
	needs, err := g.Record.Declared(r.Context(), r.Actor)
	v.Failed, v.Needs = err != nil, len(needs)
	v.Flows = effectsOn(v.graph, after, needs)
}

// overInternet is the Internet when nothing else is supposed of: it is no secured
// interconnection, and nothing goes over it that does not ask to.
func overInternet(changes []network.Change) []string {
	if slices.ContainsFunc(changes, func(c network.Change) bool { return c.Network != "internet" }) {
		return nil
	}
	return []string{"internet"}
}

// effectsOn are the flows of needs that lose or gain a way, those lost first.
func effectsOn(before, after *network.Graph, needs []record.Declared) []flowEffect {
	list := make([]matrix.Application, len(needs))
	of := map[*dossier.Flow]*record.Declared{} // two organisations may have needs of one name
	for i := range needs {
		list[i] = matrix.Of(needs[i].Dossier)
		for j := range needs[i].Dossier.Spec.Flows.List {
			of[&needs[i].Dossier.Spec.Flows.List[j]] = &needs[i]
		}
	}
	var out []flowEffect
	for _, e := range matrix.Effects(before, after, list) {
		out = append(out, flowEffect{e, of[e.Flow]})
	}
	slices.SortStableFunc(out, func(a, b flowEffect) int {
		return cmp.Compare(a.After.Value-a.Before.Value, b.After.Value-b.Before.Value)
	})
	return out
}

// counted is how many applications lose a way, and how many gain one.
func (v *ifView) counted() (lost, gained int) {
	effects := make([]matrix.Effect, len(v.Flows))
	for i := range v.Flows {
		effects[i] = v.Flows[i].Effect
	}
	return matrix.CountEffects(effects)
}

// movedPairs is how many pairs are less sure, and how many are surer.
func (v *ifView) movedPairs() (lost, gained int) {
	for _, m := range v.Pairs {
		if m.After < m.Before {
			lost++
		} else {
			gained++
		}
	}
	return lost, gained
}

// without is the address of the page without one of its changes.
func (v *ifView) without(r *web.Request, i int) string {
	return v.address(r, slices.Delete(slices.Clone(v.Kept), i, i+1))
}

// address is the page with some changes.
func (v *ifView) address(r *web.Request, rows []ifRow) string {
	q := url.Values{}
	for _, f := range hiddenRows(rows) {
		q.Add(f.Name, f.Value)
	}
	if d := r.Field(web.QueryDate); d != "" {
		q.Set(web.QueryDate, d)
	}
	return "/interconnexions/hypothese?" + q.Encode()
}

// hiddenRows are changes as fields that go along with a form.
func hiddenRows(rows []ifRow) []ui.Hidden {
	var out []ui.Hidden
	for _, c := range rows {
		out = append(out, ui.Hidden{Name: ifEffect, Value: c.Effect}, ui.Hidden{Name: wayFrom, Value: c.From}, ui.Hidden{Name: wayTo, Value: c.To},
			ui.Hidden{Name: wayNetwork, Value: c.Network}, ui.Hidden{Name: ifTransit, Value: c.Transit})
	}
	return out
}
