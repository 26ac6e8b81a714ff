package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// thresholds shows the thresholds of public procurement, with where they come from.
func (p *orderingPages) thresholds(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	var now, other []*purchase.Threshold
	for _, t := range purchase.Thresholds() {
		if t.Period().Contains(r.Today()) {
			now = append(now, t)
		} else {
			other = append(other, t)
		}
	}
	return r.Render(w, http.StatusOK, thresholdsPage(r, now, other))
}

// stepText is what a threshold begins or ends.
func stepText(r *web.Request, s purchase.Step) string {
	if s == purchase.FormalStep {
		return r.Say("À partir de ce montant : procédure formalisée", "From this sum on: a formal procedure")
	}
	return r.Say("Au-dessous : ni publicité ni mise en concurrence obligatoires", "Below: neither publicity nor competition is compulsory")
}

// thresholdTable lists thresholds.
func thresholdTable(r *web.Request, id, caption string, list []*purchase.Threshold) ui.TableProps {
	t := ui.TableProps{
		ID: id, Caption: caption, Cards: true,
		Columns: []ui.Head{
			{Name: r.Say("Seuil", "Threshold")},
			{Name: r.Say("Pour", "For")},
			{Name: r.Say("Montant HT", "Sum, excl. VAT"), Number: true},
			{Name: r.Say("En vigueur", "In force")},
			{Name: r.Say("Source", "Source")},
			{Name: r.Say("Ce qu'on en sait", "How well it is known")},
		},
	}
	for _, x := range list {
		var buyers []string
		for _, b := range x.Buyers {
			buyers = append(buyers, r.Text(b.Text()))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(stepText(r, x.Step)), ui.Text(web.Capital(r.And(buyers...))), ui.Text(r.Text(x.Sum.Text())),
			ui.Text(web.Capital(r.Span(x.Period()))), lawCell(r, purchase.SourceOf(x.Source)), confidenceState(r, x.Confidence),
		}})
	}
	return t
}

// confidenceState says how well something is known.
func confidenceState(r *web.Request, c havre.Confidence) templ.Component {
	kind := map[havre.Confidence]ui.StateKind{havre.Verified: ui.Yes, havre.Secondary: ui.ToConfirm, havre.Unverified: ui.Blank}[c]
	return ui.State(r, kind, web.Capital(r.Text(c.Text())))
}

// publishedText says who published a text, and when.
func publishedText(r *web.Request, s havre.Source) string {
	if s.Date.IsZero() {
		return s.Publisher
	}
	return s.Publisher + ", " + r.Date(s.Date)
}
