package main

import (
	"bytes"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/internal/terminal"
)

// claimView is what is held true of an attribute.
type claimView struct {
	Path       string           `json:"path"`
	Title      string           `json:"title"`
	Value      string           `json:"value"`
	Words      string           `json:"words,omitempty"`
	From       havre.Date       `json:"from,omitzero"`
	Until      havre.Date       `json:"until,omitzero"`
	Source     havre.Source     `json:"source"`
	Confidence havre.Confidence `json:"confidence"`
	Owner      string           `json:"owner"`
	Note       string           `json:"note,omitempty"`
	Conflicts  []claimView      `json:"conflicts,omitempty"`
}

func (a *app) claimView(c *catalogue.Claim) claimView {
	v := claimView{
		Path: c.Attribute, Title: catalogue.Title(c.Attribute).In(a.lang), Value: c.Value.String(), Words: c.Words, From: c.Period.From, Until: c.Period.Until,
		Source: c.Source, Confidence: c.Confidence, Owner: c.Owner.In(a.lang), Note: c.Note.In(a.lang),
	}
	for i := range c.Conflicts {
		v.Conflicts = append(v.Conflicts, a.claimView(&c.Conflicts[i]))
	}
	return v
}

// offerSheet is an offer as known on a day.
type offerSheet struct {
	APIVersion   string            `json:"apiVersion"`
	Kind         string            `json:"kind"`
	ID           string            `json:"id"`
	Platform     string            `json:"platform"`
	Title        string            `json:"title"`
	On           havre.Date        `json:"on"`
	Owner        string            `json:"owner"`
	Attestations []attestationView `json:"attestations"`
	Claims       []claimView       `json:"claims"`
	Zones        []catalogue.Zone  `json:"zones"`
	Links        []catalogue.Link  `json:"links"`
	Plans        []planView        `json:"plans"`
}

type attestationView struct {
	Kind       string       `json:"kind"`
	Status     string       `json:"status"`
	Scope      string       `json:"scope,omitempty"`
	Activities []string     `json:"activities,omitempty"`
	Issuer     string       `json:"issuer,omitempty"`
	Version    string       `json:"version,omitempty"`
	Number     string       `json:"number,omitempty"`
	From       havre.Date   `json:"from,omitzero"`
	Until      havre.Date   `json:"until,omitzero"`
	Source     havre.Source `json:"source"`
	words      string
}

func (a *app) catalogueShow() *cobra.Command {
	var by choice
	c := a.command(entry{
		use:   havre.Text{FR: "show OFFRE", EN: "show OFFER"},
		short: havre.Text{FR: "tout ce qui est tenu pour vrai d'une offre, avec les sources", EN: "all that is held true of an offer, with the sources"},
		long: havre.Text{
			FR: "Montre chaque attribut d'une offre à la date : valeur, mots de la source, date, confiance, et les sources qui disent autre chose.",
			EN: "Shows each attribute of an offer on the date: value, words of the source, date, confidence, and the sources that say otherwise.",
		},
		example: havre.Same("havre catalogue show nubo\nhavre catalogue show fabnum-ovh --on 2025-07-01 -o yaml"), args: between(1, 1, havre.Text{FR: "l'offre", EN: "the offer"}),
	}, func(_ *cobra.Command, args []string) error {
		d, v, err := a.viewOf(by)
		if err != nil {
			return err
		}
		if err := offerOf(d.cat, args[0]); err != nil {
			return err
		}
		o, _ := v.Offer(args[0])
		return a.showOffer(o, v, d.cat.PlansOf(o.ID, v.On))
	})
	a.dayFlag(c, &by)
	a.catalogueFlag(c, &by)
	c.ValidArgsFunction = completeOffers
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	return c
}

func (a *app) showOffer(o *catalogue.OfferView, v *catalogue.View, plans []*catalogue.Plan) error {
	out := offerSheet{
		APIVersion: havre.APIVersion, Kind: "Offer", ID: o.ID, Platform: o.Platform, Title: o.Title.In(a.lang), On: v.On, Owner: o.Owner.In(a.lang),
		Attestations: []attestationView{}, Claims: []claimView{},
		Zones: v.ZonesOf(o.Platform), Links: v.LinksOf(o.Platform), Plans: a.planViews(plans, v.On),
	}
	for i := range o.Attestations {
		t := &o.Attestations[i]
		out.Attestations = append(out.Attestations, attestationView{t.Kind, t.Status, t.Scope.In(a.lang), t.Activities, t.Issuer, t.Version, t.Number, t.Period.From, t.Period.Until, t.Source.Source, t.Words()})
	}
	claims := o.Claims()
	for i := range claims {
		out.Claims = append(out.Claims, a.claimView(&claims[i]))
	}
	if a.format != formatTable {
		return a.record(out)
	}
	var b bytes.Buffer
	s := a.sheet(&b, nil, true)
	s.catalogued(&out, claims)
	s.plans(plans, v.On)
	_, err := b.WriteTo(a.out)
	return err
}

func (s *sheet) catalogued(o *offerSheet, claims []catalogue.Claim) {
	s.b.WriteString(s.style.Strong(o.ID) + "  " + o.Title + "\n")
	s.text("", s.say(havre.Text{FR: "Au %[1]s ; qui sait le reste : %[2]s", EN: "On %[1]s; who knows the rest: %[2]s"}, o.On.String(), o.Owner))
	if len(o.Attestations) > 0 {
		s.title(havre.Text{FR: "QUALIFICATIONS ET CERTIFICATS", EN: "QUALIFICATIONS AND CERTIFICATES"})
	}
	for _, t := range o.Attestations {
		text := t.words
		if !t.Until.IsZero() {
			text += s.say(havre.Text{FR: ", jusqu'au %s (exclu)", EN: ", until %s (excluded)"}, t.Until.String())
		}
		s.b.WriteString(terminal.Hang("  ", "    ", s.enumerate([]string{text, t.Source.Title}), s.cols))
	}
	s.title(havre.Text{FR: "ATTRIBUTS", EN: "ATTRIBUTES"})
	wide, value := 0, 0
	for i, c := range o.Claims {
		wide, value = max(wide, terminal.Cells(c.Path)), max(value, terminal.Cells(s.say(claims[i].Value.Text())))
	}
	for i := range claims {
		c := &claims[i]
		label := "  " + terminal.Pad(c.Attribute, min(wide, 28)) + "  " + terminal.Pad(s.say(c.Value.Text()), min(value, 16)) + "  "
		s.text(label, s.cite(c))
		for k := range c.Conflicts {
			x := &c.Conflicts[k]
			s.text("      ", s.say(havre.Text{FR: "≠ %[1]s selon %[2]s", EN: "≠ %[1]s according to %[2]s"}, x.Value.Text(), s.cite(x)))
		}
	}
	s.zones(o)
	s.links(o)
}

func (s *sheet) zones(o *offerSheet) {
	if len(o.Zones) == 0 {
		return
	}
	s.title(havre.Text{FR: "ZONES", EN: "ZONES"})
	for _, z := range o.Zones {
		parts := []string{s.say(z.Title)}
		if z.Words != "" {
			parts = append(parts, s.say(havre.Text{FR: "« %s »", EN: "“%s”"}, z.Words))
		}
		s.text("  "+z.ID+"  ", strings.Join(parts, " "))
	}
}

func (s *sheet) links(o *offerSheet) {
	if len(o.Links) == 0 {
		return
	}
	s.title(havre.Text{FR: "LIENS", EN: "LINKS"})
	arrows := map[string]string{"both": "↔", "out": "→", "in": "←"}
	for _, k := range o.Links {
		parts := []string{k.From, orElse(arrows[k.Direction], "–"), k.To, "(" + s.value(string(k.Status)) + ")"}
		if k.Words != "" {
			parts = append(parts, s.say(havre.Text{FR: "« %s »", EN: "“%s”"}, k.Words))
		}
		s.b.WriteString(terminal.Hang("  ", "    ", strings.Join(parts, " "), s.cols))
	}
}

// cite is a claim's words, source, date and confidence, on one line.
func (a *app) cite(c *catalogue.Claim) string {
	var parts []string
	if c.Words != "" {
		parts = append(parts, a.say(havre.Text{FR: "« %s »", EN: "“%s”"}, c.Words))
	}
	parts = append(parts, c.Source.Title)
	if !c.Source.Date.IsZero() {
		parts = append(parts, c.Source.Date.String())
	}
	if c.Confidence != havre.Verified {
		parts = append(parts, a.say(c.Confidence.Text()))
	}
	return strings.Join(parts, ", ")
}
