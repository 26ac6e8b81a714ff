package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Names of what the address of a question about a flow holds.
const (
	wayFrom       = "de"
	wayTo         = "vers"
	wayProtocol   = "protocole"
	wayPort       = "port"
	wayNetwork    = "reseau"
	wayRestricted = "restreint"
	waySensitive  = "sensible"
	wayDirect     = "direct"
)

// wayFields are the names that the page gives the fields of a question.
var wayFields = map[string]string{
	network.FieldFrom: wayFrom, network.FieldTo: wayTo, network.FieldProtocol: wayProtocol, network.FieldPort: wayPort, network.FieldNetwork: wayNetwork,
}

// pathView is the page of the answer to a question about a flow.
type pathView struct {
	*places
	Question network.Question
	Form     ui.Answers
	Asked    bool
	Forth    *wayAnswer // nil until a question is asked, and when it is refused
	Back     *wayAnswer
}

// wayAnswer is the answer in one direction.
type wayAnswer struct {
	network.Answer
	ID       string // of its part of the page
	Openings []network.Opening
}

// networkPath answers whether a flow may go from one place to another.
func (g *reading) networkPath(w http.ResponseWriter, r *web.Request) error {
	v := &pathView{Asked: r.Field(wayFrom) != "" || r.Field(wayTo) != ""}
	on, err := r.On()
	v.Form, err = ui.Answered(r, err)
	if err != nil {
		return err
	}
	v.places = g.placesOn(on, r)
	v.Question = v.ask(r)
	if !v.Asked || v.Form.Wrong() {
		return r.Render(w, statusOf(v.Form), pathPage(r, v))
	}
	v.Forth, v.Back = v.answer("aller", v.Question), v.answer("retour", reversed(v.Question))
	if _, ok := ui.ExportFormat(r); ok {
		return legListing().Export(w, r, "chemins-"+v.Question.From+"-"+v.Question.To, ui.All(v.legs()))
	}
	return r.Render(w, http.StatusOK, pathPage(r, v))
}

// statusOf is that of a page with a form: refused when something in it is wrong.
func statusOf(form ui.Answers) int {
	if form.Wrong() {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// ask reads the question of the address, and adds to the form what is wrong with it.
func (v *pathView) ask(r *web.Request) network.Question {
	q := network.Question{
		From: v.named.Place(r.Field(wayFrom)), To: v.named.Place(r.Field(wayTo)), Protocol: r.Field(wayProtocol), Networks: v.networks(r),
		Restricted: r.Checked(wayRestricted), Sensitive: r.Checked(waySensitive), Direct: r.Checked(wayDirect),
	}
	if text := r.Field(wayPort); text != "" {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil || n == 0 {
			v.Form.Problems = append(v.Form.Problems, havre.Problem{Field: wayPort, Value: text, Message: havre.Text{
				FR: "écrivez un port de 1 à 65535, ou rien", EN: "write a port from 1 to 65535, or nothing",
			}})
		}
		q.Port = uint16(n)
	}
	if v.Asked {
		v.Form.Problems = append(v.Form.Problems, named(v.graph.Check(q))...)
	}
	return q
}

// named puts the names of the form on what is wrong with a question.
func named(problems havre.Problems) havre.Problems {
	for i := range problems {
		problems[i].Field = wayFields[problems[i].Field]
	}
	return problems
}

func reversed(q network.Question) network.Question {
	q.From, q.To = q.To, q.From
	return q
}

func (v *pathView) answer(id string, q network.Question) *wayAnswer {
	a := &wayAnswer{Answer: v.graph.Ask(q), ID: id}
	if len(a.Paths) > 0 {
		a.Openings = v.graph.Openings(q, a.Paths[0])
	}
	return a
}

// certain counts the paths that are.
func (a *wayAnswer) certain() int {
	n := 0
	for _, p := range a.Paths {
		if p.Value == havre.Yes {
			n++
		}
	}
	return n
}

// askedOf is what is to be asked of somebody.
type askedOf struct {
	Owner havre.Text
	Asks  []network.Ask
}

// byOwner puts together what the same people know, in the order it comes.
func byOwner(asks []network.Ask) []askedOf {
	var out []askedOf
	for _, k := range asks {
		i := slices.IndexFunc(out, func(a askedOf) bool { return a.Owner == k.Owner })
		if i < 0 {
			out = append(out, askedOf{Owner: k.Owner})
			i = len(out) - 1
		}
		out[i].Asks = append(out[i].Asks, k)
	}
	return out
}

// doubtsOf are the doubts of each leg of a path, each told once: what is in doubt of
// a place between two legs is so of both.
func doubtsOf(p network.Path) [][]network.Doubt {
	out := make([][]network.Doubt, len(p.Legs))
	seen := map[network.Doubt]bool{}
	for i := range p.Legs {
		for _, d := range p.Legs[i].Doubts {
			if d.At == "" || !seen[d] {
				out[i] = append(out[i], d)
			}
			seen[d] = true
		}
	}
	return out
}

// wayQuery is a question as the address of a page holds it.
func (v *pathView) wayQuery(r *web.Request, q network.Question) url.Values {
	out := url.Values{wayFrom: {q.From}, wayTo: {q.To}}
	set := func(name, value string) {
		if value != "" {
			out.Set(name, value)
		}
	}
	set(wayProtocol, q.Protocol)
	if q.Port != 0 {
		set(wayPort, strconv.Itoa(int(q.Port)))
	}
	if len(q.Networks) > 0 {
		out[wayNetwork] = q.Networks
	}
	set(wayRestricted, ticked(q.Restricted))
	set(waySensitive, ticked(q.Sensitive))
	set(wayDirect, ticked(q.Direct))
	set(web.QueryDate, r.Field(web.QueryDate))
	return out
}

// inAPI is the same question put to the API, whose answer is JSON.
func (v *pathView) inAPI(r *web.Request) string {
	q := url.Values{"from": {v.Question.From}, "to": {v.Question.To}, "on": {v.On.String()}, "lang": {string(r.Lang)}}
	set := func(name, value string, given bool) {
		if given {
			q.Set(name, value)
		}
	}
	set("protocol", v.Question.Protocol, v.Question.Protocol != "")
	set("port", strconv.Itoa(int(v.Question.Port)), v.Question.Port != 0)
	set("network", strings.Join(v.Question.Networks, ","), len(v.Question.Networks) > 0)
	set("restricted", "true", v.Question.Restricted)
	set("sensitive", "true", v.Question.Sensitive)
	set("direct", "true", v.Question.Direct)
	return "/api/v1/network/path?" + q.Encode()
}

// onMap is the map with the paths of the question highlighted.
func (v *pathView) onMap(r *web.Request) string {
	return "/interconnexions?" + v.wayQuery(r, v.Question).Encode()
}

// supposable is the change to suppose of a pair: its link goes down, or is opened when
// there is none.
func (v *pathView) supposable() string {
	down := network.Change{From: v.Question.From, To: v.Question.To, Status: catalogue.No}
	if len(v.graph.CheckChange(&down)) > 0 {
		return effectUp
	}
	return effectDown
}

// otherwise is the page of what would happen if a link changed.
func otherwise(r *web.Request, from, to, carrier, effect string) string {
	q := url.Values{wayFrom: {from}, wayTo: {to}}
	if carrier != "" {
		q.Set(wayNetwork, carrier)
	}
	if effect != "" {
		q.Set(ifEffect, effect)
	}
	if d := r.Field(web.QueryDate); d != "" {
		q.Set(web.QueryDate, d)
	}
	return "/interconnexions/hypothese?" + q.Encode()
}
