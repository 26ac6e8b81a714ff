package pages

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/diagram"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// Names of what the address of the map holds, beside those of a question, whose path
// it brings out.
const (
	mapPlace   = "lieu"
	mapNeed    = "dossier"
	mapRefused = "interdites" // also drawn
	mapShape   = "forme"      // of the file
	shapeTall  = "etroite"
	// filterNetwork is the id of the field that filters by network.
	filterNetwork = "filtre-reseau"
)

// mapView is the page of the map.
type mapView struct {
	*pathView
	Diagram *diagram.Diagram
	Place   string
	State   diagram.State
	Refused bool
	Rows    []diagram.Link
	List    havre.List

	Needs  []record.Need // those that the reader may see
	Need   *record.Need  // the one whose flows are brought out
	Flows  []mapFlow
	Failed bool // the needs on record do not answer
	Answer *network.Answer
}

// mapFlow is a flow of the need, and the letter of its path on the map.
type mapFlow struct {
	matrix.Row
	Letter string
}

// mostFlows bounds the paths brought out at once: more would hide one another.
const mostFlows = 12

// networkMap draws the platforms, the networks and the links of a day.
func (g *reading) networkMap(w http.ResponseWriter, r *web.Request) error {
	v, err := g.mapOf(r)
	if err != nil {
		return err
	}
	listing := v.listing()
	v.List = r.List(listing.Keys()...)
	v.Rows = listing.Sorted(v.Diagram.Links, v.List)
	if _, ok := ui.ExportFormat(r); ok {
		return listing.Export(w, r, "interconnexions", ui.All(v.Rows))
	}
	return r.Render(w, statusOf(v.Form), mapPage(r, v, listing, g.questions(r, v)))
}

// networkMapFile is the same map as a file of its own.
func (g *reading) networkMapFile(w http.ResponseWriter, r *web.Request) error {
	v, err := g.mapOf(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	o := diagram.Options{Lang: r.Lang, Say: r.Text, Standalone: true, Narrow: r.Field(mapShape) == shapeTall}
	if _, err := v.Diagram.Draw(o).WriteTo(&b); err != nil {
		return err
	}
	web.Download(w, "interconnexions-"+v.On.String()+".svg", "image/svg+xml")
	_, _ = b.WriteTo(w) // whoever asked has left
	return nil
}

// mapOf reads what the address asks, and makes the diagram of it.
func (g *reading) mapOf(r *web.Request) (*mapView, error) {
	on, err := r.On()
	if err != nil {
		return nil, err
	}
	v := &mapView{
		pathView: &pathView{places: g.placesOn(on, r), Asked: r.Field(wayFrom) != "" || r.Field(wayTo) != ""},
		State:    diagram.State(r.Field(queryState)), Refused: r.Checked(mapRefused),
	}
	v.Question, v.Place = v.ask(r), v.named.Place(r.Field(mapPlace))
	s := diagram.Selection{Networks: v.Question.Networks, Refused: v.Refused}
	if slices.Contains(diagram.States, v.State) {
		s.States = []diagram.State{v.State}
	}
	v.checkState(r)
	v.checkNetworks()
	if v.Place != "" {
		if p, ok := v.graph.Known(mapPlace, v.Place); !ok {
			v.Form.Problems = append(v.Form.Problems, p)
		}
		s.Places = []string{v.Place}
	}
	if v.Asked && !v.Form.Wrong() {
		a := v.graph.Ask(v.Question)
		v.Answer = &a
		if a.Value != havre.No && len(a.Paths) > 0 {
			s.Paths = a.Paths[:1]
		}
	}
	if err := g.needOnMap(r, v, &s); err != nil {
		return nil, err
	}
	v.Diagram = diagram.Of(v.view, v.graph, s)
	return v, nil
}

// checkNetworks refuses a network to filter by that there is not; a question has
// been told of it already.
func (v *mapView) checkNetworks() {
	known := v.graph.Networks()
	for _, n := range v.Question.Networks {
		if !v.Asked && !slices.Contains(known, n) {
			v.Form.Problems = append(v.Form.Problems, havre.Problem{
				Field: filterNetwork, Value: n, Suggestion: havre.Nearest(n, known), Message: havre.Text{FR: "réseau inconnu", EN: "unknown network"},
			})
		}
	}
}

// checkState refuses a state to filter by that there is not.
func (v *mapView) checkState(r *web.Request) {
	if v.State == "" || slices.Contains(diagram.States, v.State) {
		return
	}
	known, near := make([]string, len(diagram.States)), ""
	for i, s := range diagram.States {
		known[i] = string(s)
		if folded(r.Text(s.Text())) == folded(string(v.State)) {
			near = string(s)
		}
	}
	v.Form.Problems = append(v.Form.Problems, havre.Problem{
		Field: queryState, Value: string(v.State), Suggestion: cmp.Or(near, havre.Nearest(string(v.State), known)),
		Message: havre.Text{FR: "état inconnu", EN: "unknown state"},
	})
}

// needOnMap brings out the paths of the flows of a need, among those that the reader
// may see.
func (g *reading) needOnMap(r *web.Request, v *mapView, s *diagram.Selection) error {
	if !r.Actor.SignedIn() {
		return nil
	}
	needs, err := g.Record.Needs(r.Context(), r.Actor, record.NeedQuery{List: havre.List{Sort: "title", Limit: havre.MaxLimit}})
	if err != nil {
		v.Failed = true
		r.Site().Log.ErrorContext(r.Context(), "map without needs", "request_id", r.ID, "actor", r.Actor.ID, "error", err)
		return nil
	}
	v.Needs = needs.Items
	id := r.Field(mapNeed)
	if id == "" {
		return nil
	}
	if v.Need, err = g.Record.Need(r.Context(), r.Actor, id); err != nil {
		return err
	}
	all, err := dossier.Parse(needFile, v.Need.Document)
	if err != nil {
		return fmt.Errorf("map of need %s: %w", id, err)
	}
	for _, row := range matrix.Build(v.graph, []matrix.Application{matrix.Of(all[0])}).Rows {
		v.bring(row, s)
	}
	return nil
}

// bring adds a flow: its path, unless another flow has it already, and its ends that
// the path does not lead to.
func (v *mapView) bring(row matrix.Row, s *diagram.Selection) {
	f := mapFlow{Row: row}
	if p := row.Answer.Path; p != nil && row.Answer.Value != havre.No && len(p.Legs) > 0 {
		at := slices.IndexFunc(s.Paths, func(q network.Path) bool { return sameWay(&q, p) })
		if at < 0 && len(s.Paths) < mostFlows {
			at, s.Paths = len(s.Paths), append(s.Paths, *p)
		}
		if at >= 0 {
			f.Letter = diagram.Letter(at)
		}
	}
	for _, e := range []matrix.End{row.Source, row.Destination} {
		if e.Place != "" && !e.Network && (e.Own || f.Letter == "") {
			s.Places = append(s.Places, e.Place)
		}
	}
	v.Flows = append(v.Flows, f)
}

// sameWay says that two paths go over the same links in the same direction.
func sameWay(a, b *network.Path) bool {
	return slices.EqualFunc(a.Legs, b.Legs, func(x, y network.Leg) bool { return x.From == y.From && x.To == y.To && x.Link == y.Link })
}

// drawing is the map as it stands in the page.
func (v *mapView) drawing(r *web.Request, narrow bool) (string, error) {
	o := diagram.Options{Lang: r.Lang, Say: r.Text, Narrow: narrow, Class: "app-map__svg app-map__svg--wide"}
	if narrow {
		o.Class = "app-map__svg app-map__svg--narrow"
	}
	p := v.Diagram.Draw(o)
	if most := map[bool]float64{false: 1320, true: 480}[narrow]; p.Width > most {
		p = v.Diagram.Draw(diagram.Options{Lang: r.Lang, Say: r.Text, Narrow: narrow, Class: o.Class + " app-map__svg--large"})
	}
	var b strings.Builder
	_, err := p.WriteTo(&b)
	return b.String(), err
}

// filtered says that the page shows something else than everything, today.
func (v *mapView) filtered(r *web.Request) bool {
	return len(v.Question.Networks) > 0 || v.State != "" || v.Place != "" || v.Refused || v.Need != nil || v.Asked || v.On != r.Today()
}

// file is the address of the same map as a file.
func (v *mapView) file(r *web.Request, shape string) string {
	q := r.URL.Query()
	q.Del(web.QuerySort)
	q.Del(web.QueryOrder)
	if shape != "" {
		q.Set(mapShape, shape)
	}
	u := url.URL{Path: "/interconnexions/carte.svg", RawQuery: q.Encode()}
	return u.RequestURI()
}

// kept are the two ends of the question, which the filters keep.
func (v *mapView) kept() []ui.Hidden {
	if !v.Asked {
		return nil
	}
	return []ui.Hidden{{Name: wayFrom, Value: v.Question.From}, {Name: wayTo, Value: v.Question.To}}
}

// wayWords is a path in a line: Nubo → RIE → Rosny.
func (v *mapView) wayWords(r *web.Request, p *network.Path) string {
	words := []string{v.title(r, p.Legs[0].From)}
	for _, l := range p.Legs {
		words = append(words, v.title(r, l.To))
	}
	return strings.Join(words, " → ")
}

// settled is a question of a source, and what the map answers.
type settled struct {
	catalogue.Question
	Answer string // "" while nothing answers
}

// questions are those that the sources asked about the map itself, whatever the day.
func (g *reading) questions(r *web.Request, v *mapView) (out []settled) {
	c := g.Library.Now().Catalogue
	for _, s := range c.Snapshots {
		for _, words := range s.Questions {
			q := settled{Question: catalogue.Question{Words: words, Source: s.Source.Source, Owner: s.Source.Owner}, Answer: v.shown(r, c, words)}
			i := slices.IndexFunc(out, func(o settled) bool { return o.Words == words })
			if i < 0 {
				out = append(out, q)
			} else {
				out[i] = q // the latest source that asks
			}
		}
	}
	return out
}

// shown says that what a question names is on the map.
func (v *mapView) shown(r *web.Request, c *catalogue.Catalogue, question string) string {
	asked := strings.FieldsFunc(folded(question), func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') })
	names := func(name string) bool { return slices.Contains(asked, folded(name)) }
	for i := range v.view.Networks {
		if n := &v.view.Networks[i]; names(n.ID) {
			return r.Say("%s est un réseau de la carte : tout ce qui y est attaché est relié par lui.", "%s is a network of the map: all that is attached to it is linked by it.", r.Text(n.Title))
		}
	}
	for _, p := range c.Platforms {
		if slices.ContainsFunc(p.Names, func(n catalogue.Name) bool { return names(n.Name) }) {
			return r.Say("%s est une plateforme de la carte, avec ses zones et les réseaux où elle est exposée.", "%s is a platform of the map, with its zones and the networks it is exposed on.", r.Text(p.Title))
		}
	}
	return ""
}
