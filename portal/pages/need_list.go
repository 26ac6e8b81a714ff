package pages

import (
	"iter"
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// Names of the filters of needs, in the address.
const (
	queryState    = "etat"
	queryVerdict  = "verdict"
	queryFirst    = "offre"
	queryReopened = "rouvertes"
	queryDeleted  = "supprimes"
)

// noDecision is the verdict of the needs that nobody has decided.
const noDecision decision.Verdict = "none"

// needsView is the page of the list.
type needsView struct {
	Query    record.NeedQuery
	Page     havre.Page[record.Need]
	Offers   []ui.Option
	MayWrite bool
	Restore  bool // the actor may restore deleted needs
}

// needList shows the needs that the reader may see.
func (n *needPages) needList(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	q := needQuery(r)
	if _, ok := ui.ExportFormat(r); ok {
		return n.needListing(q).Export(w, r, "dossiers", eachPage(q.List, func(l havre.List) (havre.Page[record.Need], error) {
			q.List = l
			return n.Record.Needs(r.Context(), r.Actor, q)
		}))
	}
	v := needsView{Query: q, MayWrite: mayAnywhere(r, identity.WriteNeed), Restore: mayAnywhere(r, identity.DeleteNeed), Offers: n.offerOptions(r)}
	var err error
	if v.Page, err = n.Record.Needs(r.Context(), r.Actor, q); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, needListPage(r, n.needListing(q), v))
}

// needQuery is what the address asks of the list.
func needQuery(r *web.Request) record.NeedQuery {
	q := record.NeedQuery{
		List:     r.List("title", "organisation", "updated", "state", "verdict", "due"),
		State:    record.NeedState(r.Field(queryState)),
		Ministry: r.Field(queryMinistry),
		Verdict:  decision.Verdict(r.Field(queryVerdict)),
		Offer:    r.Field(queryFirst),
		Reopened: r.Checked(queryReopened),
		Deleted:  r.Checked(queryDeleted),
	}
	if q.Sort == "" {
		q.Sort, q.Desc = "updated", true
	}
	return q
}

// filtered says that some filter is set.
func filtered(q record.NeedQuery) bool {
	return q.Search != "" || q.State != "" || q.Ministry != "" || q.Verdict != "" || q.Offer != "" || q.Reopened
}

// eachPage goes through the whole of a list, a page at a time.
func eachPage[T any](l havre.List, read func(havre.List) (havre.Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		l.After, l.Limit = "", havre.MaxLimit
		for {
			page, err := read(l)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if l.After = page.Next; page.Next == "" {
				return
			}
		}
	}
}

// needListing describes the list: the deleted needs have a way to be restored.
func (n *needPages) needListing(q record.NeedQuery) ui.Listing[record.Need] {
	title := sortColumn("title", havre.Text{FR: "Application", EN: "Application"}, func(_ *web.Request, x record.Need) string { return x.Title })
	title.Show = func(r *web.Request, x record.Need) templ.Component { return needTitleCell(r, x) }
	verdict := sortColumn("verdict", havre.Text{FR: "Décision", EN: "Decision"}, func(r *web.Request, x record.Need) string { return verdictText(r, x.Current) })
	verdict.Show = func(r *web.Request, x record.Need) templ.Component { return needVerdictCell(r, x.Current) }
	l := ui.Listing[record.Need]{
		ID: "needs", Caption: havre.Text{FR: "Dossiers", EN: "Needs"}, Cards: true,
		Columns: []ui.Column[record.Need]{
			title,
			sortColumn("organisation", havre.Text{FR: "Organisation", EN: "Organisation"}, func(_ *web.Request, x record.Need) string { return x.OrgTitle }),
			wordColumn(havre.Text{FR: "Ministère", EN: "Ministry"}, func(r *web.Request, x record.Need) string { return ministryText(r, x.Ministry) }),
			sortColumn("state", havre.Text{FR: "État", EN: "State"}, func(r *web.Request, x record.Need) string { return web.Capital(r.Text(stateTexts[x.State])) }),
			verdict,
			wordColumn(havre.Text{FR: "Première offre", EN: "First offer"}, func(r *web.Request, x record.Need) string { return n.firstOffer(r, x.Current) }),
			dateColumn("due", havre.Text{FR: "À revoir le", EN: "To review on"}, func(x record.Need) havre.Date { return dueOf(x.Current) }),
			dateColumn("updated", havre.Text{FR: "Modifié le", EN: "Changed on"}, func(x record.Need) havre.Date { return havre.DayOf(x.UpdatedAt) }),
		},
	}
	if q.Deleted {
		l.Columns = append(l.Columns, shownColumn(havre.Text{FR: "Rétablir", EN: "Restore"}, func(r *web.Request, x record.Need) templ.Component { return restoreCell(r, x) }))
	}
	return l
}

// dateColumn is a column of dates, which the store sorts by.
func dateColumn[T any](key string, name havre.Text, of func(T) havre.Date) ui.Column[T] {
	return ui.Column[T]{Key: key, Name: name, Value: func(_ *web.Request, x T) sheet.Value { return sheet.Day(of(x)) }}
}

func dueOf(d *record.DecisionSummary) havre.Date {
	if d == nil {
		return havre.Date{}
	}
	return d.Due
}

// ministryText is the name of a ministry, "" when none is known.
func ministryText(r *web.Request, ministry string) string {
	switch ministry {
	case "":
		return ""
	case "none":
		return r.Say("Hors ministère", "No ministry")
	}
	return web.Capital(r.Text(fact.Label(ministry)))
}

// verdictText says whether an offer fits a need.
func verdictText(r *web.Request, d *record.DecisionSummary) string {
	if d == nil {
		return r.Say("Pas encore décidé", "Not decided yet")
	}
	text := bestText(r, d.Best)
	if d.State == record.Reopened {
		return r.Say("%s (décision rouverte)", "%s (decision reopened)", text)
	}
	return text
}

// bestText is the best verdict of a decision, said of the need.
func bestText(r *web.Request, v decision.Verdict) string {
	switch v {
	case decision.Eligible:
		return r.Say("Une offre convient", "An offer fits")
	case decision.Undetermined:
		return r.Say("À confirmer", "To be confirmed")
	default:
		return r.Say("Aucune offre ne convient", "No offer fits")
	}
}

// needStateKind is how that is drawn.
func needStateKind(d *record.DecisionSummary) ui.StateKind {
	switch {
	case d == nil:
		return ui.Blank
	case d.Best == decision.Eligible:
		return ui.Yes
	case d.Best == decision.Undetermined:
		return ui.ToConfirm
	}
	return ui.No
}

// firstOffer is the best eligible offer of a decision.
func (n *needPages) firstOffer(r *web.Request, d *record.DecisionSummary) string {
	if d == nil || len(d.First) == 0 {
		return ""
	}
	return n.offerName(r, d.First[0])
}

// offerName is what an offer is called today, as decisions call it.
func (n *needPages) offerName(r *web.Request, id string) string {
	guide, err := n.guide(r)
	if err != nil {
		return id // no rule is in force today: nothing else can be said either
	}
	if o, ok := guide.Judge().View().Offer(id); ok && !o.Title.IsZero() {
		return r.Text(o.Title)
	}
	return id
}

// offerOptions are the offers of the catalogue, to filter by.
func (n *needPages) offerOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Toutes", "All")}}
	for _, o := range n.Record.Library.Now().Catalogue.Offers() {
		out = append(out, ui.Option{Value: o.ID, Label: n.offerName(r, o.ID)})
	}
	return out
}

func needMinistryOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Tous", "All")}}
	for _, m := range dossier.Ministries {
		out = append(out, ui.Option{Value: m, Label: ministryText(r, m)})
	}
	return out
}

func needStateOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Tous", "All")}}
	for _, s := range record.NeedStates {
		out = append(out, ui.Option{Value: string(s), Label: web.Capital(r.Text(stateTexts[s]))})
	}
	return out
}

func verdictOptions(r *web.Request) []ui.Option {
	return []ui.Option{
		{Label: r.Say("Toutes", "All")},
		{Value: string(decision.Eligible), Label: r.Say("Une offre convient", "An offer fits")},
		{Value: string(decision.Undetermined), Label: r.Say("Indéterminé : des faits manquent", "Undetermined: facts are missing")},
		{Value: string(decision.Ineligible), Label: r.Say("Aucune offre ne convient", "No offer fits")},
		{Value: string(noDecision), Label: r.Say("Pas encore décidé", "Not decided yet")},
	}
}

func needCrumbs(r *web.Request) []ui.Crumb {
	return []ui.Crumb{{Name: r.Say("Dossiers", "Needs"), Path: "/dossiers"}}
}
