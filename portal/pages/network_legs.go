package pages

import (
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// legRow is one leg of one path, for spreadsheets.
type legRow struct {
	v      *pathView
	Path   int // from 1, in its direction
	Answer *wayAnswer
	Value  havre.Truth // of the path
	Number int         // of the leg, from 1
	network.Leg
}

// legs are those of every path, both ways.
func (v *pathView) legs() []legRow {
	var out []legRow
	for _, a := range []*wayAnswer{v.Forth, v.Back} {
		for i, p := range a.Paths {
			for j := range p.Legs {
				out = append(out, legRow{v, i + 1, a, p.Value, j + 1, p.Legs[j]})
			}
		}
	}
	return out
}

// pathState is what a path is worth.
func pathState(t havre.Truth) (ui.StateKind, havre.Text) {
	switch t {
	case havre.Yes:
		return ui.Yes, havre.Text{FR: "Certain", EN: "Certain"}
	case havre.No:
		return ui.No, havre.Text{FR: "Arrêté", EN: "Stopped"}
	default:
		return ui.ToConfirm, havre.Text{FR: "À confirmer", EN: "To be confirmed"}
	}
}

// legState is the state of the link of a leg.
func legState(k *catalogue.Link) (ui.StateKind, havre.Text) {
	if k == nil {
		return ui.ToConfirm, havre.Text{FR: "à confirmer", EN: "to be confirmed"}
	}
	kinds := map[catalogue.Status]ui.StateKind{catalogue.Yes: ui.Yes, catalogue.No: ui.No, catalogue.Planned: ui.Planned, catalogue.Blank: ui.Blank}
	kind, ok := kinds[k.Status]
	if !ok {
		kind = ui.ToConfirm
	}
	return kind, network.StatusText(k.Status)
}

// route is the places of a path, in order.
func (p *places) route(r *web.Request, path network.Path) string {
	var names []string
	for i := range path.Legs {
		if i == 0 {
			names = append(names, p.title(r, path.Legs[i].From))
		}
		names = append(names, p.title(r, path.Legs[i].To))
	}
	return strings.Join(names, " → ")
}

// carrier is what a link goes over, "" within a platform.
func (p *places) carrier(r *web.Request, k *catalogue.Link) string {
	if k == nil {
		return ""
	}
	return web.Capital(r.Text(p.graph.CarrierText(k)))
}

// means is how a leg goes: its network, its encryption, its direction.
func (p *places) means(r *web.Request, leg *network.Leg) string {
	k := leg.Link
	if k == nil {
		return r.Sentence(network.LinklessText(leg.Inside()))
	}
	parts := []string{p.carrier(r, k), r.Text(network.EncryptionText(k.Encryption)), r.Text(network.DirectionText(k.Direction))}
	if len(k.Carries) > 0 {
		var services []string
		for _, s := range k.Carries {
			services = append(services, s.String())
		}
		parts = append(parts, r.Say("ne laisse passer que %s", "only lets %s through", strings.Join(services, ", ")))
	}
	if k.CapacityMbps > 0 {
		parts = append(parts, r.Say("%s Mbit/s", "%s Mbit/s", r.Number(int(k.CapacityMbps))))
	}
	return strings.Join(parts, ", ") + "."
}

// legListing describes the legs of an answer, one a line.
func legListing() ui.Listing[legRow] {
	words := func(fr, en string, of func(*web.Request, legRow) string) ui.Column[legRow] {
		return ui.Column[legRow]{Name: havre.Text{FR: fr, EN: en}, Value: func(r *web.Request, l legRow) sheet.Value { return sheet.Words(of(r, l)) }}
	}
	link := func(fr, en string, of func(*web.Request, *catalogue.Link) string) ui.Column[legRow] {
		return words(fr, en, func(r *web.Request, l legRow) string {
			if l.Link == nil {
				return ""
			}
			return of(r, l.Link)
		})
	}
	return ui.Listing[legRow]{
		ID: "etapes", Caption: havre.Text{FR: "Étapes des chemins", EN: "Legs of the ways"},
		Columns: []ui.Column[legRow]{
			words("Question", "Question", func(r *web.Request, l legRow) string {
				return l.v.title(r, l.Answer.Question.From) + " → " + l.v.title(r, l.Answer.Question.To)
			}),
			words("Réponse", "Answer", func(r *web.Request, l legRow) string { return r.Text(l.v.graph.Sentence(&l.Answer.Answer)) }),
			words("Chemin", "Way", func(_ *web.Request, l legRow) string { return strconv.Itoa(l.Path) }),
			words("État du chemin", "State of the way", func(r *web.Request, l legRow) string {
				_, text := pathState(l.Value)
				return r.Text(text)
			}),
			words("Étape", "Leg", func(_ *web.Request, l legRow) string { return strconv.Itoa(l.Number) }),
			words("De", "From", func(r *web.Request, l legRow) string { return l.v.title(r, l.From) }),
			words("Vers", "To", func(r *web.Request, l legRow) string { return l.v.title(r, l.To) }),
			words("Réseau", "Network", func(r *web.Request, l legRow) string { return l.v.carrier(r, l.Link) }),
			link("Chiffrement", "Encryption", func(r *web.Request, k *catalogue.Link) string { return r.Text(network.EncryptionText(k.Encryption)) }),
			link("Sens", "Direction", func(r *web.Request, k *catalogue.Link) string { return r.Text(network.DirectionText(k.Direction)) }),
			link("État de la liaison", "State of the link", func(r *web.Request, k *catalogue.Link) string { return r.Text(network.StatusText(k.Status)) }),
			link("Mots de la source", "Words of the source", func(_ *web.Request, k *catalogue.Link) string { return k.Words }),
			link("Source", "Source", func(_ *web.Request, k *catalogue.Link) string {
				if k.Source == nil {
					return ""
				}
				return k.Source.Title
			}),
			dayOfSource(),
			link("Confiance", "Confidence", func(r *web.Request, k *catalogue.Link) string {
				if k.Source == nil {
					return ""
				}
				return r.Text(k.Source.Confidence.Text())
			}),
			words("Ce qui manque ou arrête", "What is missing or stops it", func(r *web.Request, l legRow) string {
				return doubtWords(r, l, func(d network.Doubt) havre.Text { return d.Text })
			}),
			words("Qui sait", "Who knows", func(r *web.Request, l legRow) string {
				return doubtWords(r, l, func(d network.Doubt) havre.Text { return d.Owner })
			}),
		},
	}
}

func dayOfSource() ui.Column[legRow] {
	return ui.Column[legRow]{Name: havre.Text{FR: "Date de la source", EN: "Date of the source"}, Value: func(_ *web.Request, l legRow) sheet.Value {
		if l.Link == nil || l.Link.Source == nil {
			return sheet.Words("")
		}
		return sheet.Day(l.Link.Source.Date)
	}}
}

// doubtWords joins what is said of the doubts of a leg, each once.
func doubtWords(r *web.Request, l legRow, of func(network.Doubt) havre.Text) string {
	var parts []string
	for _, d := range l.Doubts {
		text := r.Text(of(d))
		if !strings.Contains(strings.Join(parts, "\n"), text) {
			parts = append(parts, text)
		}
	}
	return r.Remarks(parts...)
}

// doubtIcon tells what stops a leg from what is not known of it.
func doubtIcon(t havre.Truth) ui.IconName {
	if t == havre.No {
		return ui.IconNo
	}
	return ui.IconDoubt
}

// way is the class of what an answer, a path or a leg is worth.
func way(t havre.Truth) string {
	return map[havre.Truth]string{havre.Yes: "yes", havre.No: "no", havre.Unknown: "doubt"}[t]
}

// answerIcon is its drawing.
func answerIcon(t havre.Truth) ui.IconName {
	return map[havre.Truth]ui.IconName{havre.Yes: ui.IconYes, havre.No: ui.IconNo, havre.Unknown: ui.IconDoubt}[t]
}
