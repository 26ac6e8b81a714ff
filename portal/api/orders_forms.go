package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// formAsked chooses the order form of an order to look at.
type formAsked struct {
	ID        string `path:"id" doc:"identifiant de la commande|identifier of the order"`
	Framework string `query:"framework" required:"true" doc:"identifiant de l'accord-cadre ou du marché|identifier of the framework agreement or contract"`
}

type formReviewed struct{ Body wire.OrderFormReview }

// formsOfOrders registers the order forms of what is bought.
func (a *API) formsOfOrders(k orderKind) {
	register(a, operation{
		id: "reviewOrderForm", method: http.MethodGet, path: "/orders/{id}/form", group: groupOrders,
		summary: havre.Text{FR: "Voir un bon de commande avant de l'établir", EN: "See an order form before it is issued"},
		long:    havre.Text{FR: "Ses lignes, ses totaux et ce qui manque ; une fois établi, son numéro. Rien n'est changé.", EN: "Its lines, its totals and what is missing; once it is issued, its number. Nothing is changed."},
	}, a.reviewForm)
	issue := move("issueOrderForm", "forms", havre.Text{FR: "Établir un bon de commande", EN: "Issue an order form"}, havre.Text{
		FR: "Il est numéroté, dessiné en PDF/A, joint à la commande, et ne change plus ; ce qui l'attendait part en réalisation. Réservé à l'acheteur.",
		EN: "It is numbered, drawn as PDF/A, joined to the order, and never changes; what waited for it goes to fulfilment. For buyers.",
	})
	registerBody(a, issue, "OrderFormDraft", func(ctx context.Context, actor identity.Actor, in *guarded, d *wire.OrderFormDraft) (*orderShown, error) {
		return a.moved(ctx, actor, k, in, func(version int64) (*order.Order, error) {
			return a.Orders.Issue(ctx, actor, in.ID, version, order.Signing{
				Framework: d.Framework, SIRET: d.SIRET, Engagement: d.Engagement, Service: d.Service, Signatory: purchase.Signatory(d.Signatory),
				Place: d.Place, Region: d.Region, Level: d.Level, Subsequent: d.Subsequent, Special: d.Special, Note: d.Note,
			})
		})
	})
}

// reviewForm shows a form as it would be issued, or as it was.
func (a *API) reviewForm(ctx context.Context, actor identity.Actor, in *formAsked) (*formReviewed, error) {
	o, err := a.Orders.Order(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	if f := issuedForm(o, in.Framework); f != nil {
		out := showForm(a.view(ctx), in, &f.Content, nil)
		shown := showIssued(f)
		out.Issued = &shown
		return &formReviewed{Body: out}, nil
	}
	f, missing, err := a.Orders.Draw(ctx, actor, in.ID, order.Signing{Framework: in.Framework})
	if err != nil {
		return nil, err
	}
	// It is numbered when it is issued: that is not something that somebody forgot.
	missing = slices.DeleteFunc(missing, func(p havre.Problem) bool { return p.Field == "number" })
	return &formReviewed{Body: showForm(a.view(ctx), in, f, missing)}, nil
}

// issuedForm is the form of an agreement that was issued, nil for none.
func issuedForm(o *order.Order, framework string) *order.Form {
	i := slices.IndexFunc(o.Forms, func(f order.Form) bool { return f.Framework == framework })
	if i < 0 {
		return nil
	}
	return &o.Forms[i]
}

func showIssued(f *order.Form) wire.OrderForm {
	return wire.OrderForm{Number: f.Number, Framework: f.Framework, IssuedAt: f.At, IssuedBy: f.By, Attachment: f.File, SHA256: f.SHA256, WithdrawnAt: f.WithdrawnAt, WithdrawnBy: f.WithdrawnBy, WithdrawnAs: f.WithdrawnAs}
}

func showForm(v view, in *formAsked, f *purchase.OrderForm, missing havre.Problems) wire.OrderFormReview {
	totals := f.Totals()
	out := wire.OrderFormReview{
		APIVersion: havre.APIVersion, Kind: "OrderFormReview", Order: in.ID, Framework: in.Framework,
		Missing: append([]wire.FieldError{}, fieldErrors(missing, v.lang)...), Lines: []wire.FormLine{}, Net: totals.Net, VAT: totals.VAT, Total: totals.Gross,
	}
	for i := range f.Lines {
		l := &f.Lines[i]
		out.Lines = append(out.Lines, wire.FormLine{
			Reference: l.Reference, Title: v.say(l.Title), Detail: v.say(l.Detail), Quantity: l.Quantity, Unit: v.say(l.Unit), Months: l.Months,
			UnitPrice: l.UnitPrice, VATRate: l.VAT,
		})
	}
	return out
}
