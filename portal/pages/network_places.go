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
	all   []ui.Option
}

func (g *reading) placesOn(on havre.Date, r *web.Request) *places {
	h := g.Library.Now()
	p := &places{On: on, view: h.View(on), graph: h.Graph(on)}
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

// title is what a place is called.
func (p *places) title(r *web.Request, id string) string {
	if place, ok := p.graph.Place(id); ok {
		return r.Text(place.Title)
	}
	return id
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
	f.Value, f.Values, f.Bare = r.Field(name), nil, true
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
