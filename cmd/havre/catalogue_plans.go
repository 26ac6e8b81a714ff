package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/order/configuration"
)

// planView is a plan as programs read it, with its schema in the reader's language.
type planView struct {
	Offer       string           `json:"offer"`
	ID          string           `json:"plan"`
	Title       string           `json:"title"`
	Note        string           `json:"note,omitempty"`
	From        havre.Date       `json:"from,omitzero"`
	Until       havre.Date       `json:"until,omitzero"`
	MinMonths   int              `json:"minMonths"`
	NoticeDays  int              `json:"noticeDays"`
	Bindable    bool             `json:"bindable"`
	Driver      string           `json:"driver"` // "" when an operator does it by hand
	Days        int              `json:"days"`   // working days usually needed, 0 when nobody says
	Contact     string           `json:"contact"`
	PricesKnown havre.Truth      `json:"pricesKnown"` // yes when all of them are, on the day
	Source      *havre.Source    `json:"source"`
	Confidence  havre.Confidence `json:"confidence"`
	Components  []componentView  `json:"components"`
	Schema      map[string]any   `json:"schema"`
}

// componentView is what is counted of a plan, with its price on the day.
type componentView struct {
	ID       string            `json:"id"`
	Title    string            `json:"title"`
	Unit     string            `json:"unit,omitempty"`
	Billing  catalogue.Billing `json:"billing"`
	Quantity string            `json:"quantity,omitempty"` // the field that gives it
	Counts   map[string]int64  `json:"counts"`
	Price    *priceView        `json:"price"` // null: unknown, never zero
}

type priceView struct {
	Amount     havre.Euro       `json:"amount"` // VAT excluded
	VAT        int64            `json:"vat"`    // hundredths of a percent
	From       havre.Date       `json:"from,omitzero"`
	Until      havre.Date       `json:"until,omitzero"`
	Source     havre.Source     `json:"source"`
	Confidence havre.Confidence `json:"confidence"`
}

func (a *app) planViews(plans []*catalogue.Plan, on havre.Date) []planView {
	out := []planView{}
	for _, p := range plans {
		v := planView{
			Offer: p.Offer, ID: p.ID, Title: p.Title.In(a.lang), Note: p.Note.In(a.lang), From: p.Period.From, Until: p.Period.Until,
			MinMonths: p.MinMonths, NoticeDays: p.NoticeDays, Bindable: p.Bindable, Driver: p.Fulfilment.Driver, Days: p.Fulfilment.Days,
			Contact: p.Fulfilment.Contact.In(a.lang), PricesKnown: havre.TruthOf(unknownPrices(p, on) == 0), Confidence: p.Confidence, Components: []componentView{}, Schema: p.Schema(a.lang),
		}
		if p.Source != nil {
			v.Source = &p.Source.Source
		}
		for i := range p.Components {
			v.Components = append(v.Components, a.componentView(&p.Components[i], on))
		}
		out = append(out, v)
	}
	return out
}

func (a *app) componentView(c *catalogue.Component, on havre.Date) componentView {
	v := componentView{ID: c.ID, Title: c.Title.In(a.lang), Unit: c.Unit.In(a.lang), Billing: c.Billing, Quantity: c.Quantity, Counts: map[string]int64{}}
	for _, n := range c.Counts {
		v.Counts[n.Resource] = n.PerUnit
	}
	if p, ok := c.PriceOn(on); ok {
		v.Price = &priceView{p.Amount, p.VAT, p.Period.From, p.Period.Until, p.Source.Source, p.Confidence}
	}
	return v
}

// unknownPrices counts the components that nobody gave a price to on a day.
func unknownPrices(p *catalogue.Plan, on havre.Date) (n int) {
	for i := range p.Components {
		if _, ok := p.Components[i].PriceOn(on); !ok {
			n++
		}
	}
	return n
}

func (a *app) cataloguePlans() *cobra.Command {
	var by choice
	c := a.command(entry{
		use:   havre.Text{FR: "plans [OFFRE]", EN: "plans [OFFER]"},
		short: havre.Text{FR: "ce qui peut se commander d’une offre, et à quel prix", EN: "what can be ordered of an offer, and at what price"},
		long: havre.Text{
			FR: "Énumère les gabarits qui peuvent se commander à la date : ce qui se choisit, ce qui se compte, et les prix quand une source les donne. Un prix que personne ne publie est inconnu, jamais nul. En JSON ou en YAML, chaque gabarit porte le schéma JSON de ce qui se choisit.",
			EN: "Lists the plans that can be ordered on the date: what is chosen, what is counted, and the prices when a source gives them. A price that nobody publishes is unknown, never zero. In JSON or YAML, each plan carries the JSON Schema of what may be chosen.",
		},
		example: havre.Same("havre catalogue plans\nhavre catalogue plans cloud-pi-native -o yaml"), args: between(0, 1, havre.Text{}),
	}, func(_ *cobra.Command, args []string) error { return a.listPlans(by, args) })
	a.dayFlag(c, &by)
	a.catalogueFlag(c, &by)
	c.ValidArgsFunction = completeOffers
	a.formats(c, allFormats...)
	return c
}

func (a *app) listPlans(by choice, args []string) error {
	on, err := a.day("--on", by.on)
	if err != nil {
		return err
	}
	cat, err := loadCatalogue(by.catalogueDir)
	if err != nil {
		return err
	}
	if len(args) == 1 {
		if err := offerOf(cat, args[0]); err != nil {
			return err
		}
	}
	var plans []*catalogue.Plan
	for _, o := range cat.Offers() {
		if len(args) == 0 || args[0] == o.ID {
			plans = append(plans, cat.PlansOf(o.ID, on)...)
		}
	}
	return a.list(a.planListing(plans, on))
}

func (a *app) planListing(plans []*catalogue.Plan, on havre.Date) listing {
	l := listing{kind: "PlanList", items: a.planViews(plans, on), columns: []havre.Text{
		{FR: "offre", EN: "offer"}, {FR: "gabarit", EN: "plan"}, {FR: "prix", EN: "prices"}, {FR: "nom et ce qui se choisit", EN: "name and what is chosen"},
	}}
	for _, p := range plans {
		fields := make([]string, len(p.Fields))
		for i := range p.Fields {
			fields[i] = p.Fields[i].ID
		}
		what := a.say(p.Title)
		if len(fields) > 0 {
			what += a.say(havre.Text{FR: " : ", EN: ": "}) + strings.Join(fields, ", ")
		}
		l.rows = append(l.rows, []string{p.Offer, p.ID, a.say(pricesKnown(p, on)), what})
	}
	if a.format == formatTable && !a.quiet {
		l.foot = []string{a.say(havre.Text{FR: "%[1]s, au %[2]s.", EN: "%[1]s, on %[2]s."}, havre.Count(len(plans), havre.Text{FR: "gabarit", EN: "plan"}, havre.Text{FR: "gabarits", EN: "plans"}), on.String())}
	}
	return l
}

// pricesKnown says whether the prices of a plan are known on a day.
func pricesKnown(p *catalogue.Plan, on havre.Date) havre.Text {
	switch n := unknownPrices(p, on); n {
	case 0:
		return havre.Text{FR: "connus", EN: "known"}
	case len(p.Components):
		return havre.Text{FR: "inconnus", EN: "unknown"}
	default:
		return havre.Text{FR: "en partie", EN: "some"}
	}
}

// plans is what can be ordered, on the sheet of an offer.
func (s *sheet) plans(plans []*catalogue.Plan, on havre.Date) {
	if len(plans) == 0 {
		return
	}
	s.title(havre.Text{FR: "CE QUI SE COMMANDE", EN: "WHAT CAN BE ORDERED"})
	for _, p := range plans {
		s.b.WriteString(terminal.Hang("  ", "    ", p.ID+"  "+s.say(p.Title), s.cols))
		if !p.Note.IsZero() {
			s.aside(s.say(p.Note))
		}
		for i := range p.Fields {
			f := &p.Fields[i]
			s.text("    "+f.ID+"  ", s.say(f.Title)+s.say(havre.Text{FR: " : ", EN: ": "})+s.say(configuration.Expected(f)))
		}
		for i := range p.Components {
			c := &p.Components[i]
			s.text("    - ", s.say(c.Title)+", "+s.say(c.Billing.Text())+s.say(havre.Text{FR: " : ", EN: ": "})+s.say(priced(c, on)))
		}
	}
}

// priced is the price of a component on a day, in words.
func priced(c *catalogue.Component, on havre.Date) havre.Text {
	p, ok := c.PriceOn(on)
	switch {
	case !ok:
		return havre.Text{FR: "prix inconnu", EN: "price unknown"}
	case c.Unit.IsZero():
		return havre.Text{FR: "%[1]s hors taxe (%[2]s)", EN: "%[1]s without tax (%[2]s)"}.With(p.Amount.Text(), p.Source.Title)
	default:
		return havre.Text{FR: "%[1]s hors taxe par %[2]s (%[3]s)", EN: "%[1]s without tax per %[2]s (%[3]s)"}.With(p.Amount.Text(), c.Unit, p.Source.Title)
	}
}
