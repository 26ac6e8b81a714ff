package pages

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// platformView is the page of a platform and of its offers.
type platformView struct {
	On       havre.Date
	Platform *catalogue.Platform
	Offers   []platformOffer
	Links    []linkRow
}

// platformOffer is one of its offers.
type platformOffer struct {
	*catalogue.OfferView
	Facts     []factRow
	Questions []questionRow
	History   []historyRow
	Plans     int // that can be ordered of it
}

// linkRow is a link of the platform, seen from it.
type linkRow struct {
	catalogue.Link
	Other   string // what is at the other end
	Path    string // its page, "" for a network
	Outward bool   // the link was written from here
}

// questionRow is something nobody has told of an offer, and who could.
type questionRow struct {
	Path     string
	Question havre.Text
	Owner    havre.Text
}

func (g *reading) platform(w http.ResponseWriter, r *web.Request) error {
	on, err := r.On()
	if err != nil {
		return err
	}
	h, id := g.Library.Now(), r.PathValue("id")
	i := slices.IndexFunc(h.Catalogue.Platforms, func(p *catalogue.Platform) bool { return p.ID == id })
	if i < 0 {
		if o, ok := h.Catalogue.Offer(id); ok {
			return r.SeeOther(w, withDate(r, "/plateformes/"+url.PathEscape(o.Platform.ID)), web.Flash{})
		}
		return missingPlatform(h.Catalogue, id)
	}
	v := &platformView{On: on, Platform: h.Catalogue.Platforms[i]}
	known := h.View(on)
	for _, o := range v.Platform.Offers {
		if seen, ok := known.Offer(o.ID); ok {
			v.Offers = append(v.Offers, platformOffer{seen, factsOf(seen), questionsOn(seen), g.history(h, seen), len(h.Catalogue.PlansOf(o.ID, on))})
		}
	}
	v.Links = linksOf(h.Catalogue, known, v.Platform)
	if _, ok := ui.ExportFormat(r); ok {
		var facts []factRow
		for _, o := range v.Offers {
			facts = append(facts, o.Facts...)
		}
		return factListing(len(v.Offers) > 1).Export(w, r, "plateforme-"+id, ui.All(facts))
	}
	return r.Render(w, http.StatusOK, platformPage(r, v))
}

func missingPlatform(c *catalogue.Catalogue, id string) error {
	var ids []string
	for _, p := range c.Platforms {
		ids = append(ids, p.ID)
	}
	next := havre.Text{FR: "La liste des plateformes les donne toutes.", EN: "The list of platforms has them all."}
	if near := havre.Nearest(id, ids); near != "" {
		next = havre.Text{FR: "Vouliez-vous dire « %s » ? La liste des plateformes les donne toutes.", EN: "Did you mean “%s”? The list of platforms has them all."}.With(near)
	}
	return &havre.Fault{Code: havre.NotFound, Message: havre.Text{FR: "Aucune plateforme ne porte ce nom.", EN: "No platform has this name."}, Next: next}
}

// questionsOn are the facts that nobody has told of an offer, with who could.
func questionsOn(o *catalogue.OfferView) []questionRow {
	var out []questionRow
	for _, d := range published() {
		if d.Path == "id" || d.Path == "reaches" || d.Kind == fact.Set {
			continue // asked member by member, when a need wants one
		}
		c, _ := o.Claim(d.Path)
		if c.Value.Settles() {
			continue
		}
		q := questionRow{Path: d.Path, Question: d.Question.With(o.Title), Owner: d.Owner}
		switch {
		case !c.Owner.IsZero():
			q.Owner = c.Owner
		case !o.Owner.IsZero():
			q.Owner = o.Owner
		}
		out = append(out, q)
	}
	return out
}

// linksOf are the links of a platform that day: those with its offers at one end.
func linksOf(c *catalogue.Catalogue, v *catalogue.View, p *catalogue.Platform) []linkRow {
	own := func(id string) bool {
		return id == p.ID || slices.ContainsFunc(p.Offers, func(o *catalogue.Offer) bool { return o.ID == id })
	}
	var out []linkRow
	for _, k := range v.Links {
		row := linkRow{Link: k, Outward: own(k.From)}
		switch {
		case row.Outward:
			row.Other = k.To
		case own(k.To):
			row.Other = k.From
		default:
			continue
		}
		if o, ok := c.Offer(row.Other); ok {
			row.Path = "/plateformes/" + o.Platform.ID
			if seen, ok := v.Offer(o.ID); ok {
				row.Other = seen.Title.FR
			}
		} else {
			row.Other = networkName(v, row.Other)
		}
		out = append(out, row)
	}
	return out
}

func networkName(v *catalogue.View, id string) string {
	for _, n := range v.Networks {
		if n.ID == id {
			return n.Title.FR
		}
	}
	return fact.Label(id).FR
}

// linkState says whether a link is there.
func linkState(k catalogue.Link) (ui.StateKind, havre.Text) {
	switch k.Status {
	case catalogue.Yes:
		return ui.Yes, havre.Text{FR: "Établie", EN: "Established"}
	case catalogue.No:
		return ui.No, havre.Text{FR: "Absente", EN: "None"}
	case catalogue.Planned:
		return ui.Planned, havre.Text{}
	default:
		return ui.ToConfirm, havre.Text{}
	}
}

func linkListing() ui.Listing[linkRow] {
	return ui.Listing[linkRow]{
		ID: "liaisons", Cards: true, Caption: havre.Text{FR: "Liaisons", EN: "Links"},
		Columns: []ui.Column[linkRow]{
			{
				Name:  havre.Text{FR: "Avec", EN: "With"},
				Value: func(_ *web.Request, k linkRow) sheet.Value { return sheet.Words(k.Other) },
				Show:  func(r *web.Request, k linkRow) templ.Component { return linkEnd(r, k) },
			},
			{
				Name: havre.Text{FR: "État", EN: "State"},
				Value: func(r *web.Request, k linkRow) sheet.Value {
					kind, text := linkState(k.Link)
					return sheet.Words(web.Capital(r.Text(orElse(text, kind.Text()))))
				},
				Show: func(r *web.Request, k linkRow) templ.Component {
					kind, text := linkState(k.Link)
					return ui.State(r, kind, r.Text(text))
				},
			},
			{
				Name:  havre.Text{FR: "Réseau", EN: "Network"},
				Value: func(r *web.Request, k linkRow) sheet.Value { return sheet.Words(networkWords(r, k)) },
			},
			{
				Name:  havre.Text{FR: "Mots de la source", EN: "Words of the source"},
				Value: func(_ *web.Request, k linkRow) sheet.Value { return sheet.Words(k.Words) },
				Show:  func(r *web.Request, k linkRow) templ.Component { return linkQuote(r, k) },
			},
			{
				Name:  havre.Text{FR: "Depuis", EN: "Since"},
				Value: func(_ *web.Request, k linkRow) sheet.Value { return sheet.Day(k.Period.From) },
			},
			{
				Name:  havre.Text{FR: "Source", EN: "Source"},
				Value: func(_ *web.Request, k linkRow) sheet.Value { return sheet.Words(k.Source.Title) },
				Show: func(r *web.Request, k linkRow) templ.Component {
					return sourceCell(r, k.Source.Source, k.Source.Confidence)
				},
			},
		},
	}
}

func networkWords(r *web.Request, k linkRow) string {
	words := r.Text(fact.Label(k.Network))
	switch {
	case k.Network == "":
		words = r.Say("non précisé", "not stated")
	case k.Network == "vpn":
		words = "VPN"
	}
	switch {
	case k.Direction == "both" || k.Direction == "":
		return words
	case (k.Direction == "out") == k.Outward:
		return r.Say("%s, vers l'autre bout seulement", "%s, towards the other end only", words)
	}
	return r.Say("%s, depuis l'autre bout seulement", "%s, from the other end only", words)
}

func orElse(t, other havre.Text) havre.Text {
	if t.IsZero() {
		return other
	}
	return t
}

func attestationListing() ui.Listing[catalogue.Attestation] {
	return ui.Listing[catalogue.Attestation]{
		ID: "attestations", Cards: true, Caption: havre.Text{FR: "Qualifications et certificats", EN: "Qualifications and certificates"},
		Columns: []ui.Column[catalogue.Attestation]{
			{
				Name: havre.Text{FR: "Attestation", EN: "Attestation"},
				Value: func(r *web.Request, t catalogue.Attestation) sheet.Value {
					return sheet.Words(r.Text(attestationName(t)))
				},
				Show: func(r *web.Request, t catalogue.Attestation) templ.Component { return attestationHead(r, t) },
			},
			{
				Name: havre.Text{FR: "État", EN: "State"},
				Show: func(r *web.Request, t catalogue.Attestation) templ.Component {
					kind, text := attestationState(t)
					return ui.State(r, kind, r.Text(text))
				},
				Value: func(r *web.Request, t catalogue.Attestation) sheet.Value {
					_, text := attestationState(t)
					return sheet.Words(r.Text(text))
				},
			},
			{
				Name:  havre.Text{FR: "En vigueur", EN: "In force"},
				Value: func(r *web.Request, t catalogue.Attestation) sheet.Value { return sheet.Words(r.Span(t.Period)) },
			},
			{
				Name:  havre.Text{FR: "Délivrée par", EN: "Issued by"},
				Value: func(_ *web.Request, t catalogue.Attestation) sheet.Value { return sheet.Words(t.Issuer) },
			},
			{
				Name:  havre.Text{FR: "Source", EN: "Source"},
				Value: func(_ *web.Request, t catalogue.Attestation) sheet.Value { return sheet.Words(t.Source.Title) },
				Show: func(r *web.Request, t catalogue.Attestation) templ.Component {
					return sourceCell(r, t.Source.Source, t.Source.Confidence)
				},
			},
		},
	}
}

var attestationNames = map[string]havre.Text{
	"secnumcloud": havre.Same("SecNumCloud"),
	"hds":         {FR: "HDS (hébergement de données de santé)", EN: "HDS (hosting of health data)"},
	"restricted":  havre.Same("Diffusion Restreinte"),
	"iso27001":    havre.Same("ISO 27001"),
}

func attestationName(t catalogue.Attestation) havre.Text { return attestationNames[t.Kind] }

func attestationState(t catalogue.Attestation) (ui.StateKind, havre.Text) {
	switch t.Status {
	case "qualified":
		return ui.Yes, havre.Text{FR: "En vigueur", EN: "In force"}
	case "in-qualification":
		return ui.Planned, havre.Text{FR: "En cours", EN: "Under way"}
	case "suspended":
		return ui.No, havre.Text{FR: "Suspendue", EN: "Suspended"}
	case "expired":
		return ui.No, havre.Text{FR: "Échue", EN: "Expired"}
	}
	return ui.No, havre.Text{FR: "Aucune", EN: "None"}
}

// mayImport says whether to offer the way to correct the catalogue.
func mayImport(r *web.Request) bool {
	return r.Actor.May(identity.WriteCatalogue, identity.Object{}) == identity.Allowed
}
