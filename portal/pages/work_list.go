package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// queryMine chooses the tasks that the reader took.
const queryMine = "miennes"

// anyWork is the state that chooses every task, whatever became of it.
const anyWork = "toutes"

// workPath is a page of a task.
func workPath(id string, rest ...string) string {
	return pathOf("/taches", append([]string{id}, rest...))
}

// worksView is the work list of operators.
type worksView struct {
	Query  order.WorkQuery
	State  string // as the address says it
	Page   havre.Page[order.Work]
	Late   int // of those chosen
	Offers []ui.Option
	Works  bool // the reader operates some platform
	Built  bool // the portal builds some of what is ordered itself
}

var workKeys = []string{"due", "offer", "state"}

// works shows what operators have to make, the late first.
func (p *orderingPages) works(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v := &worksView{Query: workQuery(r), State: r.Field(queryState), Offers: p.offerOptions(r), Works: mayAnywhere(r, identity.WorkOrder), Built: p.Provision != nil}
	if _, ok := ui.ExportFormat(r); ok {
		return p.workListing().Export(w, r, "taches", eachPage(v.Query.List, func(l havre.List) (havre.Page[order.Work], error) {
			v.Query.List = l
			return p.Orders.Works(r.Context(), r.Actor, v.Query)
		}))
	}
	var err error
	if v.Page, err = p.Orders.Works(r.Context(), r.Actor, v.Query); err != nil {
		return err
	}
	if v.Late, err = p.lateWorks(r, v.Query); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, workListPage(r, p.workListing(), v))
}

// lateWorks counts those chosen whose day has passed.
func (p *orderingPages) lateWorks(r *web.Request, q order.WorkQuery) (int, error) {
	q.Open, q.DueBefore, q.List = true, r.Today().AddDays(-1), havre.List{Search: q.Search, Limit: 1}
	page, err := p.Orders.Works(r.Context(), r.Actor, q)
	return page.Total, err
}

// workQuery is what the address asks of the list: what is left to do when it says
// nothing.
func workQuery(r *web.Request) order.WorkQuery {
	q := order.WorkQuery{List: r.List(workKeys...), Offer: r.Field(queryFirst)}
	switch state := r.Field(queryState); state {
	case "":
		q.Open = true
	case anyWork:
	default:
		q.State = order.WorkState(state)
	}
	if r.Checked(queryMine) {
		q.Assignee = r.Actor.ID
	}
	if q.Sort == "" {
		q.Sort, q.Desc = "due", !q.Open && q.State != order.ToDo && q.State != order.Taken
	}
	return q
}

func (v *worksView) filtered() bool {
	return v.Query.Search != "" || v.State != "" || v.Query.Offer != "" || v.Query.Assignee != ""
}

// workListing describes the list.
func (p *orderingPages) workListing() ui.Listing[order.Work] {
	title := wordColumn(havre.Text{FR: "Tâche", EN: "Task"}, func(r *web.Request, x order.Work) string { return workTitle(r, &x) + " (" + x.OrderNumber + ")" })
	title.Show = func(r *web.Request, x order.Work) templ.Component { return workTitleCell(r, &x) }
	need := wordColumn(havre.Text{FR: "Pour", EN: "For"}, func(_ *web.Request, x order.Work) string { return x.NeedTitle + ", " + x.OrgTitle })
	need.Show = func(_ *web.Request, x order.Work) templ.Component { return workNeedCell(&x) }
	due := dateColumn("due", havre.Text{FR: "Pour le", EN: "Due on"}, func(x order.Work) havre.Date { return x.Due })
	due.Show = func(r *web.Request, x order.Work) templ.Component { return workDueCell(r, &x) }
	state := sortColumn("state", havre.Text{FR: "État", EN: "State"}, func(r *web.Request, x order.Work) string { return workStateText(r, &x) })
	state.Show = func(r *web.Request, x order.Work) templ.Component { return workStateCell(r, &x) }
	return ui.Listing[order.Work]{
		ID: "taches-liste", Caption: havre.Text{FR: "Tâches des opérateurs", EN: "Tasks of operators"}, Cards: true,
		Columns: []ui.Column[order.Work]{
			title,
			sortColumn("offer", havre.Text{FR: "Plateforme", EN: "Platform"}, func(r *web.Request, x order.Work) string { return p.offerName(r, x.Offer) }),
			need, due, state,
		},
	}
}

// workTitle is a task in a few words.
func workTitle(r *web.Request, x *order.Work) string { return web.Capital(r.Text(x.Title)) }

// workStateText says where a task is, and who took it.
func workStateText(r *web.Request, x *order.Work) string {
	text := web.Capital(r.Text(x.State.Text()))
	if x.AssigneeName != "" {
		text += r.Say(" (%s)", " (%s)", x.AssigneeName)
	}
	return text
}

// workKind is how a task is drawn.
func workKind(s order.WorkState) ui.StateKind {
	switch s {
	case order.ToDo:
		return ui.Blank
	case order.Taken:
		return ui.Planned
	case order.Done:
		return ui.Yes
	case order.PartlyDone:
		return ui.ToConfirm
	case order.Impossible:
		return ui.No
	case order.Withdrawn:
	}
	return ui.NotApplicable
}

// workLate says whether a task should have been done.
func workLate(r *web.Request, x *order.Work) bool {
	return !x.State.Settled() && x.Due.Before(r.Today())
}

// dueNote says how far the day of a task is.
func dueNote(r *web.Request, x *order.Work) string {
	left := x.Due.Days() - r.Today().Days()
	switch {
	case x.State.Settled():
		return ""
	case left < 0:
		return r.Many(int(-left), havre.Text{FR: "en retard de %s jour", EN: "%s day late"}, havre.Text{FR: "en retard de %s jours", EN: "%s days late"})
	case left == 0:
		return r.Say("aujourd’hui", "today")
	}
	return r.Many(int(left), havre.Text{FR: "dans %s jour", EN: "in %s day"}, havre.Text{FR: "dans %s jours", EN: "in %s days"})
}

// workStateOptions are the states to filter by.
func workStateOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("À faire et en cours", "To do and under way")}, {Value: anyWork, Label: r.Say("Toutes", "All")}}
	for _, s := range []order.WorkState{order.ToDo, order.Taken, order.Done, order.PartlyDone, order.Impossible, order.Withdrawn} {
		out = append(out, ui.Option{Value: string(s), Label: web.Capital(r.Text(s.Text()))})
	}
	return out
}

func (v *worksView) count(r *web.Request) string {
	text := r.Many(v.Page.Total, havre.Text{FR: "%s tâche", EN: "%s task"}, havre.Text{FR: "%s tâches", EN: "%s tasks"})
	if v.Late > 0 {
		text += r.Say(", dont %s en retard", ", of which %s late", r.Number(v.Late))
	}
	return text
}
