package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/diagram"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// stateKinds are how the states of links are drawn.
var stateKinds = map[diagram.State]ui.StateKind{
	diagram.Established: ui.Yes, diagram.ToConfirm: ui.ToConfirm, diagram.Planned: ui.Planned, diagram.Refused: ui.No, diagram.Blank: ui.Blank,
}

// listing is the table that says what the map draws, under the same numbers.
func (v *mapView) listing() ui.Listing[diagram.Link] {
	words := func(of func(*web.Request, *diagram.Link) string) func(*web.Request, diagram.Link) sheet.Value {
		return func(r *web.Request, k diagram.Link) sheet.Value { return sheet.Words(of(r, &k)) }
	}
	cell := func(of func(*web.Request, *mapView, *diagram.Link) templ.Component) func(*web.Request, diagram.Link) templ.Component {
		return func(r *web.Request, k diagram.Link) templ.Component { return of(r, v, &k) }
	}
	column := func(fr, en string, of func(*web.Request, *diagram.Link) string) ui.Column[diagram.Link] {
		return ui.Column[diagram.Link]{ExportOnly: true, Name: havre.Text{FR: fr, EN: en}, Value: words(of)}
	}
	return ui.Listing[diagram.Link]{
		ID: "interconnexions", Cards: true, Caption: havre.Text{FR: "Liaisons", EN: "Links"},
		RowID: func(k diagram.Link) string { return "liaison-" + strconv.Itoa(k.Number) },
		Columns: []ui.Column[diagram.Link]{
			{ExportOnly: true, Name: havre.Text{FR: "Numéro", EN: "Number"}, Value: func(_ *web.Request, k diagram.Link) sheet.Value { return sheet.Whole(k.Number) }},
			{Key: "liaison", Name: havre.Text{FR: "Liaison", EN: "Link"}, Show: cell(mapLinkHead), Order: func(a, b diagram.Link) int { return cmp.Compare(a.Number, b.Number) }},
			column("De", "From", func(r *web.Request, k *diagram.Link) string { return r.Text(k.From.Title) }),
			column("Vers", "To", func(r *web.Request, k *diagram.Link) string { return r.Text(k.To.Title) }),
			{
				Key: "etat", Name: havre.Text{FR: "État", EN: "State"},
				Value: words(func(r *web.Request, k *diagram.Link) string { return r.Text(k.State.Text()) }),
				Show: func(r *web.Request, k diagram.Link) templ.Component {
					return ui.State(r, stateKinds[k.State], r.Text(k.State.Text()))
				},
				Order: func(a, b diagram.Link) int {
					return cmp.Compare(slices.Index(diagram.States, a.State), slices.Index(diagram.States, b.State))
				},
			},
			{
				Key: "reseau", Name: havre.Text{FR: "Réseau", EN: "Network"},
				Value: words(func(r *web.Request, k *diagram.Link) string { return web.Capital(r.Text(k.Carrier)) }), Show: cell(mapLinkCarrier),
				Order: func(a, b diagram.Link) int { return strings.Compare(folded(a.Carrier.FR), folded(b.Carrier.FR)) },
			},
			column("Sens", "Direction", func(r *web.Request, k *diagram.Link) string { return r.Text(directionOf(k)) }),
			column("Chiffrement", "Encryption", func(r *web.Request, k *diagram.Link) string {
				return r.Text(network.EncryptionText(k.Said[0].Encryption))
			}),
			column("Passage de tiers", "Transit", func(r *web.Request, k *diagram.Link) string { return truthWords(r, k.Said[0].Transit) }),
			column("Débit", "Capacity", capacityWords),
			{Name: havre.Text{FR: "Qui sait", EN: "Who knows"}, Value: words(func(r *web.Request, k *diagram.Link) string { return r.Text(k.Owner) })},
			{Name: havre.Text{FR: "Mots de la source", EN: "Words of the source"}, Value: words(func(r *web.Request, k *diagram.Link) string {
				return r.Remarks(eachSaid(k, func(s *catalogue.Link) string { return s.Words })...)
			}), Show: cell(mapLinkSaid)},
			column("Source", "Source", func(r *web.Request, k *diagram.Link) string { return r.Remarks(eachSaid(k, sourceTitle)...) }),
			column("Confiance", "Confidence", func(r *web.Request, k *diagram.Link) string {
				return r.Remarks(eachSaid(k, func(s *catalogue.Link) string { return confidenceWords(r, s) })...)
			}),
			{ExportOnly: true, Name: havre.Text{FR: "Depuis", EN: "Since"}, Value: func(_ *web.Request, k diagram.Link) sheet.Value { return sheet.Day(k.Said[0].Period.From) }},
			{Name: havre.Text{FR: "Questions", EN: "Questions"}, Show: cell(mapLinkAsks)},
		},
	}
}

// eachSaid is something of each source of a link, each once.
func eachSaid(k *diagram.Link, of func(*catalogue.Link) string) (out []string) {
	for _, s := range k.Said {
		if words := of(s); words != "" && !slices.Contains(out, words) {
			out = append(out, words)
		}
	}
	return out
}

func sourceTitle(k *catalogue.Link) string {
	if k.Source == nil {
		return ""
	}
	return k.Source.Title
}

func confidenceWords(r *web.Request, k *catalogue.Link) string {
	if k.Source == nil {
		return ""
	}
	return r.Text(k.Source.Confidence.Text())
}

func directionOf(k *diagram.Link) havre.Text {
	if k.OneWay {
		return network.DirectionText("out")
	}
	return network.DirectionText("both")
}

// truthWords is yes, no, or that nobody has said.
func truthWords(r *web.Request, t havre.Truth) string { return r.Text(ui.StateOf(t).Text()) }

func capacityWords(r *web.Request, k *diagram.Link) string {
	if k.Said[0].CapacityMbps == 0 {
		return ""
	}
	return r.Say("%s Mbit/s", "%s Mbit/s", r.Number(int(k.Said[0].CapacityMbps)))
}

// carrierDetails are what else is known of a link, in a few words each.
func carrierDetails(r *web.Request, k *diagram.Link) (out []string) {
	if k.OneWay {
		out = append(out, r.Text(directionOf(k)))
	}
	said := k.Said[0]
	if said.Encryption != "" {
		out = append(out, r.Text(network.EncryptionText(said.Encryption)))
	}
	if said.Transit.Known() {
		out = append(out, r.Say("passage de tiers : %s", "others may pass: %s", strings.ToLower(truthWords(r, said.Transit))))
	}
	if c := capacityWords(r, k); c != "" {
		out = append(out, c)
	}
	return out
}

// linkNetwork is the network of a link as a supposition names it, "" when nobody says.
func linkNetwork(k *diagram.Link) string { return k.Said[0].Network }

// aroundPlace is the map of what is linked to a place.
func aroundPlace(r *web.Request, id string) string {
	q := url.Values{mapPlace: {id}}
	if d := r.Field(web.QueryDate); d != "" {
		q.Set(web.QueryDate, d)
	}
	return "/interconnexions?" + q.Encode()
}
