package pages

import (
	"strconv"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// yearTable is what is spent in each calendar year.
func yearTable(r *web.Request, years []yearCost) ui.TableProps {
	t := ui.TableProps{
		ID: "par-annee", Caption: r.Say("Par année civile, pour les prix connus", "By calendar year, for the known prices"), ShowCaption: true,
		Columns: []ui.Head{{Name: r.Say("Année", "Year")}, {Name: r.Say("TTC", "Incl. VAT"), Number: true}},
	}
	for _, y := range years {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Text(strconv.Itoa(y.Year)), ui.Text(money(r, y.Amount))}})
	}
	return t
}

// holdingTable is what an order holds, account by account.
func holdingTable(r *web.Request, holdings []order.Holding) ui.TableProps {
	t := ui.TableProps{
		ID: "quotas", Caption: r.Say("Quotas et budgets", "Quotas and budgets"), Cards: true,
		Columns: []ui.Head{
			{Name: r.Say("Compte", "Account")},
			{Name: r.Say("Niveau", "Level")},
			{Name: r.Say("Retenu", "Held"), Number: true},
			{Name: r.Say("Reste", "Left"), Number: true},
			{Name: r.Say("Réservé ou engagé", "Reserved or committed")},
		},
	}
	for i := range holdings {
		h := &holdings[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(web.Capital(r.Text(h.Of.Key.Text()))), ui.Text(holderName(r, &h.Of)), ui.Text(amountText(r, h.Of.Resource, h.Amount)),
			ui.Text(allowanceLeft(r, &h.Of)), ui.Text(firmness(r, h.State)),
		}})
	}
	return t
}

// holderName is who was granted an allowance.
func holderName(r *web.Request, a *quota.Allowance) string {
	if a.Title != "" {
		return a.Title
	}
	switch a.Level {
	case quota.OfNeed:
		return r.Say("le projet", "the project")
	case quota.OfFramework:
		return r.Say("l’accord", "the agreement")
	case quota.OfOrganisation:
	}
	return r.Say("l’organisation", "the organisation")
}

// allowanceLeft is what is left of an allowance.
func allowanceLeft(r *web.Request, a *quota.Allowance) string {
	if a.Unlimited {
		return r.Say("illimité", "unlimited")
	}
	return r.Say("%s sur %s", "%s of %s", amountText(r, a.Resource, a.Free()), amountText(r, a.Resource, a.Amount))
}

func firmness(r *web.Request, s quota.State) string {
	switch s {
	case quota.Reserved:
		return r.Say("réservé", "reserved")
	case quota.Committed:
		return r.Say("engagé", "committed")
	case quota.Released:
	}
	return r.Say("rendu", "given back")
}

// automaticKind is how what a published rule found is drawn.
func automaticKind(t havre.Truth) ui.StateKind {
	switch t {
	case havre.Yes:
		return ui.Yes
	case havre.No:
		return ui.NotApplicable
	default:
		return ui.ToConfirm
	}
}

func automaticText(r *web.Request, t havre.Truth) string {
	switch t {
	case havre.Yes:
		return r.Say("Appliquée", "Applied")
	case havre.No:
		return r.Say("Ne s’applique pas", "Does not apply")
	default:
		return r.Say("On ne sait pas : des personnes décident", "Not known: people decide")
	}
}

// partTable is what counts in the value of the whole need.
func partTable(r *web.Request, parts []purchase.Part) ui.TableProps {
	t := ui.TableProps{
		ID: "besoin", Caption: r.Say("Commandes comptées dans la valeur du besoin", "Orders counted in the value of the need"), Cards: true,
		Columns: []ui.Head{{Name: r.Say("Commande", "Order")}, {Name: r.Say("Pourquoi elle compte", "Why it counts")}, {Name: r.Say("Montant HT", "Amount, excl. VAT"), Number: true}},
	}
	for _, p := range parts {
		name := p.Order
		if name == "" {
			name = r.Say("Ce panier", "This basket")
		}
		amount := money(r, p.Amount)
		if p.Complete != havre.Yes {
			amount = r.Say("au moins %s", "at least %s", amount)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Text(name), ui.Text(r.Sentence(p.Because)), ui.Text(amount)}})
	}
	return t
}
