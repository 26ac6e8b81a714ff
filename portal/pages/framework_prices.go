package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Fields of a line of a price schedule.
const (
	fieldPriced   = "component" // offer/plan/component
	fieldLine     = "ligne"     // its rank, from 1; none for a new line
	fieldVAT      = "vat"
	fieldPriceIn  = "from"
	fieldPriceOut = "until"
)

// usualVAT is the rate that a new line begins with, in percent.
const usualVAT = "20"

// pricesView is the page where the price schedule of an agreement is kept.
type pricesView struct {
	*frameworkView
	Line    int // that is changed, from 1; 0 is a new one
	Choices []ui.Option
}

func (p *orderingPages) frameworkPrices(w http.ResponseWriter, r *web.Request) error {
	v, err := p.pricesView(r)
	if err != nil {
		return err
	}
	v.Answers.Values = v.lineValues()
	return r.Render(w, http.StatusOK, pricesPage(r, v))
}

func (p *orderingPages) pricesView(r *web.Request) (*pricesView, error) {
	f, err := p.frameworkView(r)
	if err != nil {
		return nil, err
	}
	if err := r.Actor.Check(identity.WriteFramework, identity.Object{Path: f.Framework.Path}); err != nil {
		return nil, err
	}
	v := &pricesView{frameworkView: f, Choices: p.componentOptions(r, f.Framework)}
	n, err := strconv.Atoi(r.Field(fieldLine))
	if err == nil && n >= 1 && n <= len(f.Framework.Prices) {
		v.Line = n
	}
	return v, nil
}

// componentOptions are what may be priced: the components of the plans of the offers
// covered.
func (p *orderingPages) componentOptions(r *web.Request, f *purchase.Framework) []ui.Option {
	out := []ui.Option{{Label: r.Say("Choisissez", "Choose")}}
	for _, plan := range p.Library.Now().Catalogue.Plans() {
		if !slices.Contains(f.Offers, plan.Offer) {
			continue
		}
		for i := range plan.Components {
			c := &plan.Components[i]
			out = append(out, ui.Option{
				Value: pricedName(plan.Offer, plan.ID, c.ID), Group: p.offerName(r, plan.Offer) + r.Say(" : ", ": ") + r.Text(plan.Title),
				Label: componentLabel(r, c),
			})
		}
	}
	return out
}

// componentLabel is a component, with its unit and how it is paid.
func componentLabel(r *web.Request, c *catalogue.Component) string {
	label := r.Text(c.Title)
	if unit := r.Text(c.Unit); unit != "" {
		label = r.Say("%s, par %s", "%s, per %s", label, unit)
	}
	return label + " (" + r.Text(c.Billing.Text()) + ")"
}

func pricedName(offer, plan, component string) string { return offer + "/" + plan + "/" + component }

// lineValues are the fields of the line that is changed.
func (v *pricesView) lineValues() url.Values {
	if v.Line == 0 {
		return url.Values{fieldVAT: {usualVAT}}
	}
	p := &v.Framework.Prices[v.Line-1]
	return url.Values{
		fieldPriced: {pricedName(p.Offer, p.Plan, p.Component)}, fieldReference: {p.Reference}, fieldAmount: {p.Amount.String()},
		fieldVAT: {typedVAT(p.VAT)}, fieldPriceIn: {p.Period.From.String()}, fieldPriceOut: {lastDayOf(p.Period).String()},
	}
}

// typedVAT is a rate as people type it: 20, 5.5.
func typedVAT(rate int64) string { return strconv.FormatFloat(float64(rate)/100, 'f', -1, 64) }

// savePrice adds a line to the schedule, or changes one.
func (p *orderingPages) savePrice(w http.ResponseWriter, r *web.Request) error {
	v, err := p.pricesView(r)
	if err != nil {
		return err
	}
	price, problems := readPrice(r)
	f := *v.Framework
	f.Version, f.Prices = orderVersion(r), slices.Clone(f.Prices)
	at := v.Line
	if at == 0 {
		f.Prices, at = append(f.Prices, price), len(f.Prices)+1
	} else {
		f.Prices[at-1] = price
	}
	if err = problems.Err(); err == nil {
		err = p.Orders.SaveFramework(r.Context(), r.Actor, &f)
	}
	return p.priced(w, r, v, atLine(err, at), havre.Text{FR: "Le bordereau est enregistré.", EN: "The schedule is saved."})
}

// atLine gives the problems of a line the names of the fields of its form.
func atLine(err error, line int) error {
	f := havre.FaultOf(err)
	if f == nil || len(f.Problems) == 0 {
		return err
	}
	out := slices.Clone(f.Problems)
	prefix := "prices." + strconv.Itoa(line-1) + "."
	for i := range out {
		if field, ok := strings.CutPrefix(out[i].Field, prefix); ok {
			out[i].Field = map[string]string{"offer": fieldPriced, "amount": fieldAmount, "vat": fieldVAT}[field]
		}
	}
	return out
}

// readPrice is the line that the form says.
func readPrice(r *web.Request) (out purchase.SchedulePrice, ps havre.Problems) {
	parts := strings.Split(r.Field(fieldPriced), "/")
	if len(parts) == 3 {
		out.Offer, out.Plan, out.Component = parts[0], parts[1], parts[2]
	} else {
		ps = append(ps, havre.Problem{Field: fieldPriced, Message: havre.Text{FR: "choisissez ce que ce prix paie", EN: "choose what this price pays for"}})
	}
	out.Reference, out.Confidence = r.Field(fieldReference), havre.Verified // who types it has the schedule
	var err error
	if out.Amount, err = havre.ParseEuro(r.Field(fieldAmount)); err != nil {
		ps = append(ps, havre.Problem{Field: fieldAmount, Value: r.Field(fieldAmount), Message: havre.Text{FR: "écrivez un prix en euros hors taxes, comme 12,50", EN: "type a price in euros without VAT, such as 12.50"}})
	}
	rate, err := strconv.ParseFloat(strings.NewReplacer(",", ".", "%", "", " ", "").Replace(r.Field(fieldVAT)), 64)
	if err != nil || rate < 0 || rate > 100 {
		ps = append(ps, havre.Problem{Field: fieldVAT, Value: r.Field(fieldVAT), Message: havre.Text{FR: "écrivez un taux en pour cent, comme 20", EN: "type a rate in percent, such as 20"}})
	} else {
		out.VAT = int64(rate*100 + 0.5)
	}
	var wrong havre.Problems
	out.Period, wrong = readPeriod(r, fieldPriceIn, fieldPriceOut)
	ps = append(ps, wrong...)
	if p := out.Period; !p.From.IsZero() && !p.Until.IsZero() && !p.From.Before(p.Until) {
		ps = append(ps, havre.Problem{Field: fieldPriceOut, Message: havre.Text{FR: "le dernier jour doit suivre le premier", EN: "the last day must come after the first"}})
	}
	return out, ps
}

// removePrice takes a line out of the schedule.
func (p *orderingPages) removePrice(w http.ResponseWriter, r *web.Request) error {
	v, err := p.pricesView(r)
	if err != nil {
		return err
	}
	if v.Line == 0 {
		return identity.Missing()
	}
	f := *v.Framework
	f.Version, f.Prices = orderVersion(r), slices.Delete(slices.Clone(f.Prices), v.Line-1, v.Line)
	err = p.Orders.SaveFramework(r.Context(), r.Actor, &f)
	return p.priced(w, r, v, err, havre.Text{FR: "La ligne est retirée du bordereau.", EN: "The line is taken out of the schedule."})
}

// priced leads back to the schedule, or shows the form again with the refusal.
func (p *orderingPages) priced(w http.ResponseWriter, r *web.Request, v *pricesView, err error, flash havre.Text) error {
	if err == nil {
		return r.SeeOther(w, frameworkPath(v.Framework.ID, "prix"), web.Flash{Text: flash})
	}
	answers, fault, err := refusedForm(r, err)
	if err != nil {
		return err
	}
	v.Answers, v.Fault = answers, fault
	return again(w, r, fault, pricesPage(r, v))
}

// prices is the schedule; with ways to change each line where it is kept.
func (v *frameworkView) prices(r *web.Request, keep bool) ui.TableProps {
	t := ui.TableProps{
		ID: "bordereau", Caption: r.Say("Bordereau de prix", "Price schedule"), Cards: true,
		Columns: []ui.Head{
			{Name: r.Say("Ce qui est payé", "What is paid for")},
			{Name: r.Say("Référence", "Reference")},
			{Name: r.Say("Prix HT", "Price, excl. VAT"), Number: true},
			{Name: r.Say("TVA", "VAT"), Number: true},
			{Name: r.Say("Valable", "Valid")},
		},
	}
	if keep {
		t.Columns = append(t.Columns, ui.Head{Name: r.Say("Agir", "Act"), Hidden: true})
	}
	for i := range v.Framework.Prices {
		p := &v.Framework.Prices[i]
		name := v.pricedText(r, p)
		row := ui.Row{Cells: []templ.Component{
			pricedCell(v.offer(p.Offer), name), ui.Text(p.Reference), ui.Text(r.Text(p.Amount.Text())),
			ui.Text(r.Say("%s %%", "%s%%", r.Decimal(float64(p.VAT)/100, decimalsOf(p.VAT)))), ui.Text(web.Capital(r.Span(p.Period))),
		}}
		if keep {
			row.Cells = append(row.Cells, priceActions(r, v, i+1, name))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// decimalsOf is how many decimals a rate needs.
func decimalsOf(rate int64) int {
	switch {
	case rate%100 == 0:
		return 0
	case rate%10 == 0:
		return 1
	}
	return 2
}

// pricedText is what a line pays for.
func (v *frameworkView) pricedText(r *web.Request, p *purchase.SchedulePrice) string {
	plan, ok := v.plan(p.Offer, p.Plan)
	if !ok {
		return p.Plan + "/" + p.Component
	}
	c, ok := plan.Component(p.Component)
	if !ok {
		return r.Text(plan.Title) + r.Say(" : ", ": ") + p.Component
	}
	return componentLabel(r, c)
}
