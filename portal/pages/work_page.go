package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Fields of what an operator says of a task, as the service names them.
const (
	fieldWorkState = "state"
	fieldReference = "reference"
)

// workView is the page of a task.
type workView struct {
	Task    *order.Task
	Offer   string          // its name
	Plan    *catalogue.Plan // nil when the catalogue no longer has it
	Answers ui.Answers
	Fault   *havre.Fault // why the form was refused, nil when it was not
}

func (p *orderingPages) work(w http.ResponseWriter, r *web.Request) error {
	v, err := p.workView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, workPage(r, v))
}

func (p *orderingPages) workView(r *web.Request) (*workView, error) {
	t, err := p.Orders.Work(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	v := &workView{Task: t, Offer: p.offerName(r, t.Offer)}
	v.Plan, _ = p.Library.Now().Catalogue.Plan(t.For.Offer, t.For.Plan)
	return v, nil
}

// takeWork says that the reader begins.
func (p *orderingPages) takeWork(w http.ResponseWriter, r *web.Request) error {
	_, err := p.Orders.Take(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r))
	return p.worked(w, r, err, havre.Text{FR: "La tâche est à vous : le demandeur le sait.", EN: "The task is yours: the requester knows."})
}

// settleWork says what became of the task.
func (p *orderingPages) settleWork(w http.ResponseWriter, r *web.Request) error {
	v, err := p.workView(r)
	if err != nil {
		return err
	}
	report := order.Report{State: order.WorkState(r.Field(fieldWorkState)), Reference: r.Field(fieldReference), Note: r.Field(fieldNote)}
	if report.State == order.PartlyDone {
		if report.Choices, err = v.made(r); err != nil {
			return err
		}
	}
	_, err = p.Orders.Settle(r.Context(), r.Actor, r.PathValue("id"), orderVersion(r), report)
	return p.worked(w, r, err, havre.Text{FR: "C’est enregistré, et le demandeur est prévenu.", EN: "It is on record, and the requester is told."})
}

// sayOnWork asks the requester something, with files.
func (p *orderingPages) sayOnWork(w http.ResponseWriter, r *web.Request) error {
	files, err := filesOf(r)
	if err == nil {
		_, err = p.Orders.SayOnWork(r.Context(), r.Actor, r.PathValue("id"), r.Field(fieldMessage), files...)
	}
	return p.worked(w, r, err, havre.Text{FR: "Message envoyé : le demandeur est prévenu.", EN: "Message sent: the requester is told."})
}

// worked leads back to the task, or shows it again with the refusal and what was typed.
func (p *orderingPages) worked(w http.ResponseWriter, r *web.Request, err error, flash havre.Text) error {
	if err == nil {
		return r.SeeOther(w, workPath(r.PathValue("id")), web.Flash{Text: flash})
	}
	answers, fault, err := refusedForm(r, err)
	if err != nil {
		return err
	}
	v, err := p.workView(r)
	if err != nil {
		return err
	}
	if v.Answers, v.Fault = answers, fault; v.Task.State.Settled() && !r.PostForm.Has(fieldMessage) { // its form is no more
		v.Answers, v.Fault = ui.Answers{}, settledAlready
	}
	return again(w, r, v.Fault, workPage(r, v))
}

var settledAlready = &havre.Fault{
	Code:    havre.Conflict,
	Message: havre.Text{FR: "Cette tâche est déjà réglée.", EN: "This task is already settled."},
	Next:    havre.Text{FR: "Voyez plus bas ce qu’il en est. Pour y revenir, écrivez au demandeur.", EN: "See below what became of it. To come back to it, write to the requester."},
}

// recall is the task on a line.
func (v *workView) recall(r *web.Request) []ui.Pair {
	t := v.Task
	return []ui.Pair{
		{Name: r.Say("État", "State"), Value: workStateCell(r, &t.Work)},
		{Name: r.Say("Pour le", "Due on"), Value: workDueCell(r, &t.Work)},
		{Name: r.Say("Plateforme", "Platform"), Value: ui.Text(v.Offer)},
		{Name: r.Say("Commande", "Order"), Value: v.orderName(r)},
	}
}

// orderName is the number of the order, which leads to it whoever may read it: an
// operator need not be able to.
func (v *workView) orderName(r *web.Request) templ.Component {
	t := v.Task
	if mayOrder(r, identity.ReadOrder, t.Path) {
		return ui.Link(r, orderPath(t.Order), t.OrderNumber)
	}
	return ui.Text(t.OrderNumber)
}

// lead says what is expected, in a sentence.
func (v *workView) lead(r *web.Request) string {
	switch v.Task.For.Action {
	case order.Modify:
		return r.Say("À modifier : ce qui existe, et ce que cela doit devenir.", "To be changed: what there is, and what it must become.")
	case order.Delete:
		return r.Say("À supprimer : rien ne doit en rester après le jour dit.", "To be removed: nothing of it must remain after the day said.")
	case order.Add:
	}
	return r.Say("À créer, tel que décrit ci-dessous.", "To be created, as described below.")
}

// facts are what is asked, apart from the choices.
func (v *workView) facts(r *web.Request) []ui.Pair {
	t, it := v.Task, &v.Task.For
	plan := it.Offer + "/" + it.Plan
	if v.Plan != nil {
		plan = r.Text(v.Plan.Title)
	}
	out := []ui.Pair{
		{Name: r.Say("Nom", "Name"), Value: ui.Text(it.Name)},
		{Name: r.Say("Gabarit", "Plan"), Value: ui.Text(plan)},
		{Name: r.Say("Environnement", "Environment"), Value: ui.Text(web.Capital(environmentText(r, it.Environment)))},
		{Name: r.Say("Quand", "When"), Value: ui.Text(taskDates(r, it))},
	}
	if t.Known != "" {
		out = append(out, ui.Pair{Name: r.Say("Votre référence", "Your reference"), Value: ui.Text(t.Known)})
	}
	out = append(out,
		ui.Pair{Name: r.Say("Identifiant de la ressource", "Identifier of the resource"), Value: codeText(it.Instance)},
	)
	return out
}

// taskDates says from when, or until when, the operator is asked for something.
func taskDates(r *web.Request, it *order.Item) string {
	if it.On.IsZero() {
		return r.Say("Dès que possible.", "As soon as possible.")
	}
	return itemDates(r, it)
}

// requester is for whom it is, and whom to ask.
func (v *workView) requester(r *web.Request) []ui.Pair {
	t := v.Task
	out := []ui.Pair{
		{Name: r.Say("Application", "Application"), Value: ui.Text(t.NeedTitle)},
		{Name: r.Say("Organisation", "Organisation"), Value: ui.Text(t.OrgTitle)},
		{Name: r.Say("Demandeur", "Requester"), Value: contactCell(r, t)},
	}
	if t.Note != "" {
		out = append(out, ui.Pair{Name: r.Say("Pourquoi", "Why"), Value: ui.Paragraphs(t.Note)})
	}
	return out
}

// sides are what there is and what is asked: what was decided counts.
func (v *workView) sides(r *web.Request) (out []itemSide) {
	it := &v.Task.For
	if it.Original != nil {
		out = append(out, itemSide{r.Say("Aujourd'hui", "Today"), it.Original})
	}
	if w := it.Ordered(); w != nil {
		name := r.Say("Ce qu'il faut", "What is asked")
		if it.Original != nil {
			name = r.Say("Ce que cela devient", "What it becomes")
		}
		out = append(out, itemSide{name, w})
	}
	if it.Delivered != nil {
		out = append(out, itemSide{r.Say("Ce qui est livré", "What was delivered"), it.Delivered})
	}
	return out
}

// choices is the table of every choice in words; those that change are marked.
func (v *workView) choices(r *web.Request) ui.TableProps {
	sides := v.sides(r)
	t := ui.TableProps{ID: "choix", Caption: r.Say("Tout ce qui est choisi", "All that is chosen"), Cards: true, Columns: []ui.Head{{Name: r.Say("Choix", "Choice")}}}
	for _, s := range sides {
		t.Columns = append(t.Columns, ui.Head{Name: s.name})
	}
	for _, id := range choiceIDs(v.Plan, sides) {
		name, f := id, (*catalogue.Field)(nil)
		if v.Plan != nil {
			if found, ok := v.Plan.Field(id); ok {
				f, name = found, r.Text(found.Title)
			}
		}
		t.Rows = append(t.Rows, choiceRow(r, name, sides, func(w *order.Wish) string { return choiceText(r, f, w.Configuration.Choices[id]) }))
	}
	t.Rows = append(t.Rows, choiceRow(r, r.Say("Dernier jour", "Last day"), sides, func(w *order.Wish) string { return untilText(r, w.Until) }))
	return t
}

// choiceRow is one choice on every side.
func choiceRow(r *web.Request, name string, sides []itemSide, of func(*order.Wish) string) ui.Row {
	row, was := ui.Row{Cells: []templ.Component{ui.Text(name)}}, ""
	for i, s := range sides {
		words := of(s.wish)
		if words == "" {
			words = r.Say("rien", "nothing")
		}
		row.Cells = append(row.Cells, sideCellOf(r, words, i > 0 && words != was))
		was = words
	}
	return row
}

// outcomeOptions are what may become of a task.
func outcomeOptions(r *web.Request) []ui.Option {
	return []ui.Option{
		{Value: string(order.Done), Label: r.Say("C'est fait", "It is done")},
		{Value: string(order.PartlyDone), Label: r.Say("C'est fait en partie", "It is partly done"), Hint: r.Say("Le demandeur garde ce qui existe, et commandera le reste. Dites ce qui manque, et plus bas ce qui est livré.", "The requester keeps what there is, and will order the rest. Say what is missing, and below what was delivered.")},
		{Value: string(order.Impossible), Label: r.Say("C'est impossible", "It is impossible"), Hint: r.Say("La ligne de la commande se termine sans être réalisée. Dites pourquoi.", "The line of the order ends without being made. Say why.")},
	}
}
