package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// formView prepares an order form.
type formView struct {
	Order     *order.Order
	Form      *purchase.OrderForm // as it would be issued
	Framework string
	Missing   havre.Problems // before it may be issued; warnings do not prevent it
	Answers   ui.Answers
	Fault     *havre.Fault // why it was not issued, other than what is missing
}

// orderForm prepares the order form of an agreement, with what is missing.
func (n *needPages) orderForm(w http.ResponseWriter, r *web.Request) error {
	v, err := n.formView(r, order.Signing{Framework: r.Field(queryFramework)})
	if err != nil {
		return err
	}
	v.Answers.Values = map[string][]string{
		"buyer.siret": {v.Form.Buyer.SIRET}, "engagement": {v.Form.Engagement}, "service": {v.Form.Service}, "signatory.name": {v.Form.Signatory.Name}, "signatory.on": {v.Form.Signatory.On.String()},
	}
	return r.Render(w, http.StatusOK, orderFormPage(r, v))
}

func (n *needPages) formView(r *web.Request, g order.Signing) (*formView, error) {
	o, err := n.Orders.Order(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if err := r.Actor.Check(identity.BuyOrder, identity.Object{Path: o.Path}); err != nil {
		return nil, err
	}
	v := &formView{Order: o, Framework: g.Framework}
	var missing havre.Problems
	if v.Form, missing, err = n.Orders.Draw(r.Context(), r.Actor, o.ID, g); err != nil {
		return nil, err
	}
	v.Missing = slices.DeleteFunc(missing, func(p havre.Problem) bool { return p.Field == "number" }) // given when it is issued
	return v, nil
}

// signing is what the form says.
func signing(r *web.Request) (g order.Signing, err error) {
	g = order.Signing{
		Framework: r.Field(queryFramework), SIRET: r.Field("buyer.siret"), Engagement: r.Field("engagement"), Service: r.Field("service"), Place: r.Field("place"), Region: r.Field("region"),
		Level: r.Field("level"), Subsequent: r.Field("agreement.subsequent"), Note: r.Field("note"),
		Signatory: purchase.Signatory{Name: r.Field("signatory.name"), Title: r.Field("signatory.title"), Delegation: r.Field("signatory.delegation")},
	}
	for line := range strings.SplitSeq(r.Field("special"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			g.Special = append(g.Special, line)
		}
	}
	g.Signatory.On, err = r.DateField("signatory.on", havre.Date{})
	return g, err
}

// issueOrderForm issues the order form, or shows what it would be.
func (n *needPages) issueOrderForm(w http.ResponseWriter, r *web.Request) error {
	g, err := signing(r)
	if err == nil && r.Field(fieldDo) == doKeep {
		if _, err = n.Orders.Issue(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r), g); err == nil {
			return r.SeeOther(w, orderPath(r.PathValue("id")), web.Flash{Text: havre.Text{FR: "Bon de commande émis et joint à la commande. La réalisation commence.", EN: "Order form issued and joined to the order. Fulfilment begins."}})
		}
	}
	status, f := http.StatusOK, (*havre.Fault)(nil)
	if err != nil {
		if f = toldHere(err); f == nil {
			return err
		}
		status = refusedStatus(f)
	}
	v, err := n.formView(r, g)
	if err != nil {
		return err
	}
	v.Answers = ui.Answers{Values: r.Form}
	if f != nil && len(f.Problems) > 0 {
		v.Answers.Problems = preventing(f.Problems)
	} else {
		v.Fault = f
	}
	return r.Render(w, status, orderFormPage(r, v))
}

// formFields are those of the form.
var formFields = []string{"buyer.siret", "engagement", "service", "agreement.subsequent", "place", "region", "level", "special", "signatory.name", "signatory.title", "signatory.delegation", "signatory.on", "note"}

// preventing are the problems that prevent the form from being issued. What no field of the
// page holds is told without a way to it.
func preventing(all havre.Problems) (out havre.Problems) {
	for _, p := range all {
		if p.Warning {
			continue
		}
		if !slices.Contains(formFields, p.Field) {
			p.Field = ""
		}
		out = append(out, p)
	}
	return out
}

// formLineTable is what the order form orders.
func formLineTable(r *web.Request, f *purchase.OrderForm) ui.TableProps {
	t := ui.TableProps{
		ID: "bon-lignes", Caption: r.Say("Lignes du bon", "Lines of the form"), Cards: true,
		Columns: []ui.Head{
			{Name: r.Say("Prestation", "Service")},
			{Name: r.Say("Référence", "Reference")},
			{Name: r.Say("Quantité", "Quantity"), Number: true},
			{Name: r.Say("Prix unitaire HT", "Unit price, excl. VAT"), Number: true},
			{Name: r.Say("Montant HT", "Amount, excl. VAT"), Number: true},
		},
	}
	for i := range f.Lines {
		l := &f.Lines[i]
		quantity, price, amount := r.Number(int(l.Quantity)), r.Say("inconnu", "unknown"), r.Say("inconnu", "unknown")
		if unit := r.Text(l.Unit); unit != "" {
			quantity += "\u00a0" + unit
		}
		if l.Recurring {
			quantity += r.Say(" × %s mois", " × %s months", r.Number(int(l.Months)))
		}
		if l.UnitPrice != nil {
			price = r.Text(l.UnitPrice.Text())
		}
		if net, known := l.Amount(); known {
			amount = money(r, net)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{formLineName(r, l), ui.Text(l.Reference), ui.Text(quantity), ui.Text(price), ui.Text(amount)}})
	}
	return t
}

// lacks are what prevents the form from being issued, or what to look at.
func (v *formView) lacks(warning bool) (out havre.Problems) {
	for _, p := range v.Missing {
		if p.Warning == warning {
			out = append(out, p)
		}
	}
	return out
}

// facts are what the form says without anybody typing it.
func (v *formView) facts(r *web.Request) []ui.Pair {
	f := v.Form
	text := func(fr, en, value string) ui.Pair {
		if value == "" {
			value = r.Say("non renseigné", "not provided")
		}
		return ui.Pair{Name: r.Say(fr, en), Value: ui.Text(value)}
	}
	return []ui.Pair{
		text("Accord", "Agreement", strings.TrimSpace(f.Agreement.Title+" "+f.Agreement.Reference)),
		text("Voie d’achat", "Route", web.Capital(r.Text(f.Route.Text()))),
		text("Acheteur", "Buyer", partyText(r, f.Buyer)),
		text("Titulaire", "Holder", partyText(r, f.Holder)),
		text("Bénéficiaire", "Beneficiary", partyText(r, f.Beneficiary)),
		text("Objet", "Subject", f.Subject),
		text("Durée", "Duration", r.Span(f.Period)),
		text("Interlocuteur", "Contact", f.Contact.Name),
	}
}

func partyText(r *web.Request, p purchase.Party) string {
	if p.SIRET == "" {
		return p.Name
	}
	return r.Say("%s (SIRET %s)", "%s (SIRET %s)", p.Name, p.SIRET)
}
