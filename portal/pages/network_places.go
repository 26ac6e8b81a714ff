package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// places are those of a day, with the graph that links them.
type places struct {
	On    havre.Date
	graph *network.Graph
	view  *catalogue.View
	named *network.Finder
	all   []ui.Option
	// Until is the day of the newest source: nothing later was read.
	Until havre.Date
}

func (g *reading) placesOn(on havre.Date, r *web.Request) *places {
	h := g.Library.Now()
	p := &places{On: on, view: h.View(on), graph: h.Graph(on), Until: h.Catalogue.Newest()}
	p.named = p.graph.Finder(h.Catalogue)
	groups := []string{r.Say("Plateformes", "Platforms"), r.Say("Zones", "Zones"), r.Say("Réseaux", "Networks")}
	for _, id := range p.graph.Places() {
		if place, ok := p.graph.Place(id); ok {
			p.all = append(p.all, ui.Option{Value: id, Label: r.Text(place.Title), Group: groups[place.Kind]})
		}
	}
	slices.SortStableFunc(p.all, func(a, b ui.Option) int {
		return cmp.Or(cmp.Compare(slices.Index(groups, a.Group), slices.Index(groups, b.Group)), strings.Compare(folded(a.Label), folded(b.Label)))
	})
	return p
}

// readUntil says up to when the sources were read, when the day is later.
func readUntil(r *web.Request, p *places) string {
	if !p.Until.Before(p.On) {
		return ""
	}
	return " " + r.Say("Sources lues jusqu'au %s.", "Sources read until %s.", r.Date(p.Until))
}

// networks are the networks of the address.
func (p *places) networks(r *web.Request) []string {
	var out []string
	for _, name := range r.Fields(wayNetwork) {
		out = append(out, p.named.Network(name))
	}
	return out
}

// title is what a place is called.
func (p *places) title(r *web.Request, id string) string {
	if place, ok := p.graph.Place(id); ok {
		return r.Text(place.Title)
	}
	return id
}

// fromTo is from one place to another, inside a sentence.
func (p *places) fromTo(r *web.Request, from, to string) string {
	title := func(id string) havre.Text {
		if place, ok := p.graph.Place(id); ok {
			return place.Title
		}
		return havre.Same(id)
	}
	return r.Text(havre.Text{FR: "%[3]s vers %[2]s", EN: "from %[1]s to %[2]s"}.With(network.Named(title(from)), network.Named(title(to)), network.Of(title(from))))
}

// page is the page of a place's platform, "" when it has none.
func (p *places) page(r *web.Request, id string) string {
	for i := range p.view.Zones {
		if z := &p.view.Zones[i]; z.ID == id {
			id = z.Platform
		}
	}
	if o, ok := p.view.Offer(id); ok {
		return withDate(r, "/plateformes/"+url.PathEscape(o.Platform))
	}
	return ""
}

// choose is a field to choose a place by: what was typed that is no place is
// replaced by the nearest one.
func (p *places) choose(r *web.Request, form ui.Answers, name, label string) ui.Field {
	f := form.Field(r, name, label, "")
	f.Value, f.Values, f.Bare = p.named.Place(r.Field(name)), nil, true
	for _, problem := range form.Problems {
		if problem.Field == name && problem.Suggestion != "" {
			f.Value = problem.Suggestion
		}
	}
	return f
}

// placeOptions are the places, after the one that stands for none.
func (p *places) placeOptions(r *web.Request) []ui.Option {
	return append([]ui.Option{{Label: r.Say("Choisissez", "Choose")}}, p.all...)
}

// networkOptions are the networks that a flow may ask for.
func (p *places) networkOptions(r *web.Request, none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, id := range p.graph.Networks() {
		out = append(out, ui.Option{Value: id, Label: web.Capital(r.Text(p.graph.CarrierText(&catalogue.Link{Network: id})))})
	}
	return out
}
