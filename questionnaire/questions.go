package questionnaire

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// quantities are the facts whose field has another name, or a form of its own.
var quantities = map[string]struct {
	path string
	kind Kind
}{
	"project.fullCostEUR":      {"project.fullCostEUR", Amount},
	"project.evolutionPercent": {"project.evolutionRatio", Share},
	"needs.rtoMinutes":         {"needs.rto", Duration},
	"needs.rpoMinutes":         {"needs.rpo", Duration},
	"needs.zones":              {"needs.zones", Count},
	"flows.to":                 {"flows", Places},
}

// screen is a question: the facts it asks for, and the words when they are not
// those of its only fact.
type screen struct {
	theme Theme
	id    string // "" is that of its only fact
	facts []string
	ask   havre.Text
	help  havre.Text
}

// questions builds the list from the published facts of a dossier: a fact that is
// added there must be asked here, which a test checks.
func questions() []Question {
	defs := map[string]*fact.Def{}
	published := dossier.Facts()
	for i := range published {
		defs[published[i].Path] = &published[i]
	}
	out := []Question{title(), body()}
	for _, s := range screens {
		out = append(out, s.question(defs))
	}
	return out
}

func (s screen) question(defs map[string]*fact.Def) Question {
	first := defs[s.facts[0]]
	q := Question{ID: s.id, Theme: s.theme, Ask: s.ask, Help: s.help, Owner: first.Owner}
	for _, path := range s.facts {
		q.Fields = append(q.Fields, field(defs[path]))
	}
	if q.ID == "" {
		q.ID = q.Fields[0].Path[len("spec."):]
	}
	if q.Ask.IsZero() {
		q.Ask = first.Question
	}
	return q
}

func field(d *fact.Def) Field {
	f := Field{Path: "spec." + d.Path, Kind: kinds[d.Kind], Title: d.Title, Values: d.Values, Fact: d.Path}
	if other, ok := quantities[d.Path]; ok {
		f.Path, f.Kind = "spec."+other.path, other.kind
	}
	return f
}

func title() Question {
	return Question{
		ID: "title", Theme: Identity, Needed: true,
		Ask:   havre.Text{FR: "Comment s’appelle l’application ?", EN: "What is the application called?"},
		Help:  havre.Text{FR: "Le nom que vos collègues emploient. Vous pourrez le changer.", EN: "The name your colleagues use. You can change it later."},
		Owner: havre.Text{FR: "l’équipe du projet", EN: "the project team"},
		Fields: []Field{
			{Path: "metadata.title", Kind: Text, Title: havre.Text{FR: "nom de l’application", EN: "name of the application"}},
		},
	}
}

func body() Question {
	return Question{
		ID: "organisation.name", Theme: Identity,
		Ask:   havre.Text{FR: "Quel organisme porte le projet ?", EN: "Which body carries the project?"},
		Help:  havre.Text{FR: "La direction, l’établissement ou la collectivité qui répond du projet et de ses données.", EN: "The directorate, agency or local authority that answers for the project and its data."},
		Owner: havre.Text{FR: "la maîtrise d’ouvrage", EN: "the business owner"},
		Fields: []Field{
			{Path: "spec.organisation.name", Kind: Text, Title: havre.Text{FR: "nom de l’organisme", EN: "name of the body"}},
		},
	}
}
