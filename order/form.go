package order

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/purchase/form"
	"github.com/havre-cloud/havre/record"
)

// Signing is what a buyer adds to an order to issue its order form.
type Signing struct {
	Framework  string
	SIRET      string // of whom is billed; "" is that of the order, else of the organisation
	Engagement string // budget commitment (engagement juridique)
	Service    string // Chorus Pro service code
	Signatory  purchase.Signatory
	Place      string
	Region     string
	Level      string // of service
	Subsequent string // the contract that followed a mini-competition
	Special    []string
	Note       string
}

// Draw is the order form of an order as it would be issued, with what is missing.
func (s *Service) Draw(ctx context.Context, a identity.Actor, id string, g Signing) (f *purchase.OrderForm, ps havre.Problems, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		o, n, err := s.orderFor(ctx, tx, a, id, identity.ReadOrder)
		if err != nil {
			return err
		}
		f, err = s.draw(ctx, tx, o, n, g)
		if err != nil {
			return err
		}
		ps = append(lackingProblems(o.lacking(BeforeForm)), f.Problems()...)
		return nil
	})
	return f, ps, err
}

// lackingProblems says what is not shown.
func lackingProblems(lacking []Check) (ps havre.Problems) {
	for _, c := range lacking {
		ps = append(ps, havre.Problem{Field: "checks." + c.ID, Message: havre.Text{FR: "à montrer : %s", EN: "to be shown: %s"}.With(c.Title)})
	}
	return ps
}

// Issue issues the order form of an agreement: it is numbered, drawn, joined to the
// order and never changed; what waited for it goes to fulfilment.
func (s *Service) Issue(ctx context.Context, a identity.Actor, id string, version int64, g Signing) (*Order, error) {
	return s.act(ctx, a, id, version, identity.BuyOrder, "order.form", func(tx Tx, o *Order, n *record.Need) error {
		if o.State != InProgress {
			return notNow(o, Complete)
		}
		if i := slices.IndexFunc(o.Forms, func(f Form) bool { return f.Framework == g.Framework }); i >= 0 {
			return formIssued(o.Forms[i].Number)
		}
		drawn, err := s.draw(ctx, tx, o, n, g)
		if err != nil {
			return err
		}
		for i := range o.Items {
			if it := &o.Items[i]; it.Standing().agreement() == g.Framework {
				if err := s.putOff(ctx, tx, o, it); err != nil {
					return err
				}
			}
		}
		if err := s.numberForm(ctx, tx, o, drawn); err != nil { // undone with the rest when it is refused
			return err
		}
		if err := append(lackingProblems(o.lacking(BeforeForm)), drawn.Problems()...).Err(); err != nil {
			return err
		}
		kept, err := s.keepForm(ctx, tx, a, o, g.Framework, drawn)
		if err != nil {
			return err
		}
		o.Forms = append(o.Forms, *kept)
		o.Billing.Engagement, o.Billing.Service, o.Billing.SignedBy = drawn.Engagement, drawn.Service, drawn.Signatory.Name
		text := havre.Text{FR: "Bon de commande %[1]s émis", EN: "Order form %[1]s issued"}.With(kept.Number)
		if err := s.happened(ctx, tx, a, o, "form", text, ""); err != nil {
			return err
		}
		if err := s.handOver(ctx, tx, o); err != nil {
			return err
		}
		return s.save(ctx, tx, a, o)
	})
}

// formIssued refuses to issue a form twice, and names the one that there is.
func formIssued(number string) error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Le bon de commande de cet accord est déjà émis : %[1]s.", EN: "The order form of this agreement has already been issued: %[1]s."}.With(number),
		Next:    havre.Text{FR: "Ouvrez-le depuis la page de la commande. Pour le modifier, passez une commande de modification.", EN: "Open it on the page of the order. To change it, order a change."},
	}
}

// numberForm gives a form its number, in the series of the organisation that orders.
func (s *Service) numberForm(ctx context.Context, tx Tx, o *Order, f *purchase.OrderForm) error {
	org, err := tx.Organisation(ctx, o.Organisation)
	if err != nil {
		return err
	}
	year := s.Today().Year()
	n, err := tx.NextNumber(ctx, "BC/"+org.ID, year)
	if err != nil {
		return err
	}
	f.Number = purchase.Number(org.Name, year, n)
	return nil
}

// keepForm draws a form as PDF/A and joins it to the order.
func (s *Service) keepForm(ctx context.Context, tx Tx, a identity.Actor, o *Order, framework string, f *purchase.OrderForm) (*Form, error) {
	pdf, err := form.PDF(f, havre.French)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(pdf)
	file := &Attachment{
		ID: s.newID(), Order: o.ID, Name: f.Number + ".pdf", Type: "application/pdf", Size: int64(len(pdf)), SHA256: hex.EncodeToString(sum[:]),
		By: a.ID, At: s.now(), Content: pdf,
	}
	if err := tx.AddAttachment(ctx, file); err != nil {
		return nil, err
	}
	return &Form{Number: f.Number, Framework: framework, At: file.At, By: a.ID, SHA256: file.SHA256, File: file.ID, Content: *f}, nil
}

// draw fills an order form with all that the order, its need and the agreement tell.
func (s *Service) draw(ctx context.Context, tx Tx, o *Order, n *record.Need, g Signing) (*purchase.OrderForm, error) {
	agreement, err := tx.Framework(ctx, g.Framework)
	if err != nil {
		return nil, record.Hidden(err)
	}
	org, legal, err := s.billed(ctx, tx, o)
	if err != nil {
		return nil, err
	}
	f := &purchase.OrderForm{
		Issued: s.Today(), Kind: s.buyerKind(n), Route: agreement.Route, Agreement: purchase.AgreementOf(agreement),
		Buyer: agreement.Buyer, Beneficiary: purchase.Party{Name: org.Title, SIRET: org.SIRET}, Holder: agreement.Holder,
		Engagement: firstOf(strings.TrimSpace(g.Engagement), o.Billing.Engagement), Service: firstOf(strings.TrimSpace(g.Service), o.Billing.Service),
		Subject: n.Title, Place: g.Place, Region: g.Region, Level: g.Level, Contact: purchase.Person{Name: firstOf(o.Billing.Contact, o.RequesterName)},
		Clauses: agreement.Clauses, Special: g.Special, Terms: "CCAG-TIC 2021", Signatory: g.Signatory, Note: g.Note,
	}
	f.Agreement.Subsequent = g.Subsequent
	if f.Signatory.On.IsZero() {
		f.Signatory.On = f.Issued
	}
	if agreement.Route != purchase.CentralPurchasing {
		f.Buyer = purchase.Party{Name: legal.Title, SIRET: firstOf(strings.TrimSpace(g.SIRET), firstOf(o.Billing.SIRET, legal.SIRET))}
	}
	for i := range o.Items {
		it := &o.Items[i]
		if it.Standing().agreement() != agreement.ID {
			continue
		}
		w, err := s.later(ctx, tx, o, it)
		if err != nil {
			return nil, err
		}
		f.Lines = append(f.Lines, s.formLines(it, w, agreement)...)
		f.Period = widened(f.Period, w.Quote.Period)
	}
	return f, nil
}

// billed is the organisation of an order, and the nearest one, itself or above it, that
// has a SIRET: the one that can be billed. Without any, it is itself.
func (s *Service) billed(ctx context.Context, tx Tx, o *Order) (org, legal *identity.Organisation, err error) {
	steps := levels(o.Path, "")
	for _, id := range slices.Backward(steps[:len(steps)-1]) {
		at, err := tx.Organisation(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		if org == nil {
			org, legal = at, at
		}
		if at.SIRET != "" {
			return org, at, nil
		}
	}
	return org, legal, nil
}

// buyerKind is what the numbers of an order form look like, and which thresholds apply.
func (s *Service) buyerKind(n *record.Need) purchase.BuyerKind {
	d, err := record.DossierOf(n.Document)
	if err != nil {
		return purchase.BuyerOf("")
	}
	return purchase.BuyerOf(string(d.Spec.Organisation.Kind))
}

// widened is the shortest period that holds both.
func widened(a, b havre.Period) havre.Period {
	if a.From.IsZero() || b.From.Before(a.From) {
		a.From = b.From
	}
	if a.Until.Before(b.Until) {
		a.Until = b.Until
	}
	return a
}

// formLines are the lines of the price schedule that an item orders.
func (s *Service) formLines(it *Item, w *Wish, f *purchase.Framework) (out []purchase.FormLine) {
	for i := range w.Quote.Lines {
		l := &w.Quote.Lines[i]
		line := purchase.FormLine{
			Title: l.Title, Detail: havre.Same("%[1]s (%[2]s)").With(it.Name, fact.Label(it.Environment)), Quantity: l.Quantity, Unit: l.Unit,
			Months: int64(max(l.Months, 1)), Recurring: l.Billing.Recurring(), UnitPrice: l.UnitPrice, VAT: l.VATRate,
		}
		if p, ok := f.PriceOn(it.Offer, it.Plan, l.Component, l.From); ok {
			line.Reference = p.Reference
		}
		if l.UnitPrice != nil {
			line.Net = &l.Amount
		}
		out = append(out, line)
	}
	return out
}
