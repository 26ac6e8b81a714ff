package pages

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// What the address of the form of a line names.
const (
	queryItem     = "ligne"
	queryPlan     = "gabarit"
	queryInstance = "ressource"
	queryEnd      = "fin"
)

// What the form is to do.
const (
	fieldDo  = "faire"
	doKeep   = "garder"
	doReckon = "calculer"
)

// itemView is the form of a line: choosing an offer, then one of its plans, then what is
// wanted of it.
type itemView struct {
	Order  *order.Order
	Number int // of the line that is changed, 0 for a new one
	Action order.Action
	// Instance is what is changed or ended, nil for an addition.
	Instance   *order.Instance
	Offers     []offerChoice // to choose among; only before one is
	Offer      string
	OfferName  string
	Plans      []planOffered   // to choose among
	Plan       *catalogue.Plan // nil before one is chosen, and for an end
	Ruled      *decision.OfferRuled
	Frameworks []ui.Option
	Answers    ui.Answers
	Fault      *havre.Fault
	Priced     *order.Item // as the basket would hold it
}

// offerChoice is an offer to order, with what the decision says of it.
type offerChoice struct {
	ID, Name string
	Ruled    *decision.OfferRuled // nil when the decision does not know it
	Plans    []planOffered        // those that may be ordered today
}

// orderItem shows the form of a line. What was sent is no longer written: the page of the
// order shows it.
func (n *needPages) orderItem(w http.ResponseWriter, r *web.Request) error {
	v, err := n.itemView(r)
	if err != nil {
		return err
	}
	if v.Order.State != order.Draft {
		return r.SeeOther(w, orderPath(v.Order.ID), web.Flash{Text: havre.Text{
			FR: "Cette commande est envoyée : ses lignes ne se modifient plus. Pour en commander d’autres, copiez-la dans un panier.",
			EN: "This order was sent: its lines can no longer be changed. To order others, copy it to a basket.",
		}})
	}
	return r.Render(w, http.StatusOK, itemPage(r, v))
}

// itemView is the form that the address, or the form that was sent, names.
func (n *needPages) itemView(r *web.Request) (*itemView, error) {
	o, err := n.Orders.Order(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if err := r.Actor.Check(identity.WriteOrder, identity.Object{Path: o.Path}); err != nil {
		return nil, err
	}
	v := &itemView{Order: o, Action: order.Add, Offer: r.Field(queryFirst)}
	plan := r.Field(queryPlan)
	if it := v.existing(r); it != nil {
		v.Number, v.Action, v.Offer, plan = it.Number, it.Action, it.Offer, it.Plan
		v.Answers.Values = valuesOf(it)
		if it.Action != order.Add {
			if v.Instance, err = n.Orders.Instance(r.Context(), r.Actor, it.Instance); err != nil {
				return nil, err
			}
		}
	} else if id := r.Field(queryInstance); id != "" {
		if v.Instance, err = n.Orders.Instance(r.Context(), r.Actor, id); err != nil {
			return nil, err
		}
		v.Action, v.Offer, plan = order.Modify, v.Instance.Offer, v.Instance.Plan
		if r.Checked(queryEnd) {
			v.Action = order.Delete
		}
		v.Answers.Values = wishValues(&v.Instance.Wish)
	}
	return v, n.choosing(r, v, plan)
}

// existing is the line of the basket that is changed, nil for a new one.
func (v *itemView) existing(r *web.Request) *order.Item {
	number, err := strconv.Atoi(r.Field(queryItem))
	if err != nil || number == 0 {
		return nil
	}
	for i := range v.Order.Items {
		if v.Order.Items[i].Number == number {
			return &v.Order.Items[i]
		}
	}
	return nil
}

// choosing fills what is left to choose: the offer, then its plan, then the form.
func (n *needPages) choosing(r *web.Request, v *itemView, plan string) error {
	d, err := n.ruling(r, v.Order.Need)
	if err != nil {
		return err
	}
	if v.Offer == "" {
		open, err := n.Orders.FrameworksFor(r.Context(), r.Actor, v.Order.Need, "")
		v.Offers = n.offerChoices(r, d, open)
		return err
	}
	open, err := n.Orders.FrameworksFor(r.Context(), r.Actor, v.Order.Need, v.Offer)
	if err != nil {
		return err
	}
	v.OfferName = n.offerName(r, v.Offer)
	if d != nil {
		v.Ruled, _ = d.Offer(v.Offer)
	}
	c := n.Library.Now().Catalogue
	if v.Instance != nil {
		v.Plan, _ = c.Plan(v.Offer, plan)
	} else {
		v.Plans = n.plansOffered(v.Offer, open, r.Today())
		for _, p := range v.Plans {
			if p.ID == plan || len(v.Plans) == 1 {
				v.Plan = p.Plan
			}
		}
	}
	if v.Plan == nil || v.Action == order.Delete {
		return nil
	}
	if v.Answers.Values == nil {
		v.Answers.Values = defaultValues(v.Plan)
	}
	v.Frameworks = []ui.Option{{Label: r.Say("Aucun", "None")}}
	for i := range open {
		v.Frameworks = append(v.Frameworks, ui.Option{Value: open[i].ID, Label: frameworkName(&open[i])})
	}
	return nil
}

// offerChoices are the offers that have something to order, those that the decision
// allows first, with the prices of the agreements open to whoever orders.
func (n *needPages) offerChoices(r *web.Request, d *decision.Decision, open []purchase.Framework) (out []offerChoice) {
	c := n.Library.Now().Catalogue
	for _, o := range c.Offers() {
		x := offerChoice{ID: o.ID, Name: n.offerName(r, o.ID), Plans: n.plansOffered(o.ID, open, r.Today())}
		if len(x.Plans) == 0 {
			continue
		}
		if d != nil {
			x.Ruled, _ = d.Offer(o.ID)
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b offerChoice) int {
		return cmp.Or(slices.Index(ui.VerdictKinds, a.kind())-slices.Index(ui.VerdictKinds, b.kind()), a.rank()-b.rank())
	})
	return out
}

// kind is what the decision says of the offer.
func (x *offerChoice) kind() ui.VerdictKind {
	if x.Ruled == nil {
		return ui.Unassessed
	}
	return kindOf(x.Ruled)
}

func (x *offerChoice) rank() int {
	if x.Ruled == nil || x.Ruled.Rank == 0 {
		return 1000
	}
	return x.Ruled.Rank
}

// whyNot are the reasons for which the decision does not allow an offer.
func whyNot(r *web.Request, o *decision.OfferRuled) (out []string) {
	if o == nil {
		return []string{r.Say("La décision en vigueur ne connaît pas cette offre, ou aucune décision n’est prise.", "The decision in force does not know this offer, or no decision was taken.")}
	}
	reasons, _ := shownDeciders(o)
	for i := range reasons {
		out = append(out, r.Say("%s : %s", "%s: %s", reasons[i].ID, said(r, reasons[i].Because)))
	}
	return out
}

// allowed says whether the decision allows what is ordered.
func (v *itemView) allowed() bool {
	return v.Action == order.Delete || v.Ruled != nil && v.Ruled.Verdict == decision.Eligible
}

// defaultValues are the choices of a plan before anybody chose.
func defaultValues(p *catalogue.Plan) url.Values {
	out := url.Values{}
	for i := range p.Fields {
		if f := &p.Fields[i]; f.Default != nil {
			out.Set(fieldChoice+f.ID, typedChoice(f.Default))
		}
	}
	return out
}

// fieldChoice begins the names of the fields of a plan.
const fieldChoice = "choices."

// typedChoice is a choice as a form writes it.
func typedChoice(v any) string {
	if b, ok := v.(bool); ok {
		return havre.TruthOf(b).String()
	}
	return fmt.Sprint(v)
}

// wishValues are the fields of a form that says what somebody wants.
func wishValues(w *order.Wish) url.Values {
	out := url.Values{"framework": {w.Framework}, "estimateNote": {w.EstimateNote}}
	for id, v := range w.Configuration.Choices {
		out.Set(fieldChoice+id, typedChoice(v))
	}
	if !w.Until.IsZero() {
		out.Set("until", w.Until.AddDays(-1).String())
	}
	if w.Estimate != nil {
		out.Set("estimate", w.Estimate.String())
	}
	return out
}

// valuesOf are the fields of the form of a line.
func valuesOf(it *order.Item) url.Values {
	out := url.Values{}
	if it.Requested != nil {
		out = wishValues(it.Requested)
	}
	out.Set("name", it.Name)
	out.Set("environment", it.Environment)
	if !it.On.IsZero() {
		out.Set("on", it.On.String())
	}
	return out
}

// putOrderItem keeps a line in the basket, or only says what it would cost.
func (n *needPages) putOrderItem(w http.ResponseWriter, r *web.Request) error {
	v, err := n.itemView(r)
	if err != nil {
		return err
	}
	v.Answers.Values = r.Form
	wish, unread := v.wish(r)
	if len(unread) == 0 && r.Field(fieldDo) == doKeep {
		if _, err = n.Orders.Put(r.Context(), r.Actor, v.Order.ID, orderVersion(r), *wish); err == nil {
			return r.SeeOther(w, orderPath(v.Order.ID), web.Flash{Text: havre.Text{
				FR: "Ligne enregistrée dans le panier « %[1]s ». Relisez-le, puis commandez.", EN: "Line saved in the basket “%[1]s”. Read it over, then order.",
			}.With(v.Order.Title)})
		}
	} else {
		v.Priced, err = n.Orders.Preview(r.Context(), r.Actor, v.Order.ID, *wish)
		if len(unread) > 0 {
			v.Priced = nil // not of what was typed
		}
		err = alsoUnread(err, unread)
	}
	if err == nil {
		return r.Render(w, http.StatusOK, itemPage(r, v))
	}
	f := toldHere(err)
	if f == nil {
		return err
	}
	v.Fault, v.Answers.Problems = inWords(f)
	// What replaces a section is never another status: see ui.Form.
	return r.Render(w, http.StatusUnprocessableEntity, itemPage(r, v))
}

// inWords is a refusal as the form tells it: the names of environments are those of its
// list, not the words of files.
func inWords(f *havre.Fault) (*havre.Fault, havre.Problems) {
	told := *f
	told.Problems = slices.Clone(f.Problems)
	for i := range told.Problems {
		if p := &told.Problems[i]; p.Field == "environment" {
			p.Message, p.Suggestion = havre.Text{FR: "choisissez un environnement de la liste", EN: "choose an environment of the list"}, ""
		}
	}
	return &told, told.Problems
}

// alsoUnread adds to what is refused what could not be read in the form: everything is told
// at once, and once.
func alsoUnread(err error, unread havre.Problems) error {
	f := havre.FaultOf(err)
	if len(unread) == 0 || err != nil && (f == nil || f.Code != havre.Invalid) {
		return err
	}
	all := slices.Clone(unread)
	if f != nil {
		for _, p := range f.Problems {
			if !slices.ContainsFunc(unread, func(u havre.Problem) bool { return u.Field == p.Field }) {
				all = append(all, p)
			}
		}
	}
	return all.Err()
}

// wish is what the form asks for, and what of it could not be read.
func (v *itemView) wish(r *web.Request) (*order.ItemWish, havre.Problems) {
	w := &order.ItemWish{Number: v.Number, Action: v.Action, Offer: v.Offer, Name: r.Field("name"), Environment: r.Field("environment"), Framework: r.Field("framework"), EstimateNote: r.Field("estimateNote")}
	if v.Instance != nil {
		w.Instance = v.Instance.ID
	}
	if v.Plan != nil {
		w.Plan = v.Plan.ID
	}
	problems := v.days(r, w)
	if text := r.Field("estimate"); text != "" {
		e, err := havre.ParseEuro(text)
		if err != nil {
			e = havre.OneEuro // it is told below: no other mistake comes of it
			problems = append(problems, havre.Problem{Field: "estimate", Value: text, Message: havre.Text{FR: "écrivez un montant en euros, par exemple 1 200 ou 1200,50", EN: "write an amount in euros, for instance 1,200 or 1200.50"}})
		}
		w.Estimate = &e
	}
	if v.Plan != nil && v.Action != order.Delete {
		w.Choices, _ = json.Marshal(v.choices(r)) // texts, numbers and yes or no: they are always written
	}
	return w, problems
}

// days reads the first day and the last one.
func (v *itemView) days(r *web.Request, w *order.ItemWish) (out havre.Problems) {
	var err error
	if w.On, err = r.DateField("on", havre.Date{}); err != nil {
		out = append(out, havre.FaultOf(err).Problems...)
	}
	if w.Until, err = r.DateField("until", havre.Date{}); err != nil {
		out = append(out, havre.FaultOf(err).Problems...)
	} else if !w.Until.IsZero() {
		w.Until = w.Until.AddDays(1)
	}
	return out
}

// choices are those of the form. What cannot be read is left as it was typed: the plan
// says what it takes.
func (v *itemView) choices(r *web.Request) map[string]any {
	out := map[string]any{}
	for i := range v.Plan.Fields {
		f := &v.Plan.Fields[i]
		if f.Locked || v.fixed(f) {
			continue
		}
		text := r.Field(fieldChoice + f.ID)
		switch {
		case text == "":
			if v.Instance != nil {
				out[f.ID] = nil
			}
		case f.Kind == catalogue.Integer:
			out[f.ID] = wholeOr(text)
		case f.Kind == catalogue.YesOrNo:
			out[f.ID] = text == havre.Yes.String()
		default:
			out[f.ID] = text
		}
	}
	return out
}

// wholeOr is a whole number as people type it, or what was typed.
func wholeOr(text string) any {
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(text)
	if n, err := strconv.ParseInt(plain, 10, 64); err == nil {
		return n
	}
	return text
}

// fixed says whether a field of what is changed cannot be.
func (v *itemView) fixed(f *catalogue.Field) bool { return v.Instance != nil && !f.Mutable }

// title heads the page.
func (v *itemView) title(r *web.Request) string {
	switch {
	case v.Instance != nil && v.Action == order.Delete:
		return r.Say("Arrêter « %s »", "End “%s”", v.Instance.Name)
	case v.Instance != nil:
		return r.Say("Modifier « %s »", "Change “%s”", v.Instance.Name)
	case v.Offer == "":
		return r.Say("Choisir une offre", "Choose an offer")
	case v.Plan == nil:
		return r.Say("%s : choisir un gabarit", "%s: choose a plan", v.OfferName)
	case v.Number > 0:
		return r.Say("Modifier la ligne %s", "Change line %s", r.Number(v.Number))
	}
	return r.Say("Ajouter : %s", "Add: %s", r.Text(v.Plan.Title))
}

func (v *itemView) lead(r *web.Request) string {
	switch {
	case v.Action == order.Delete:
		return r.Say("La ressource est rendue, avec les quotas et le budget qu’elle retenait encore.", "The resource is given back, with the quotas and the budget that it still held.")
	case v.Offer == "":
		return r.Say("Les offres que la décision permet d’abord ; les autres, avec la règle qui les écarte.", "The offers that the decision allows first; the others, with the rule that excludes them.")
	case v.Plan == nil:
		return r.Say("Un gabarit dit ce qui se commande d’une offre, et ce qui s’y choisit.", "A plan says what can be ordered of an offer, and what may be chosen of it.")
	}
	return r.Say("Rien n’est envoyé : la ligne rejoint votre panier, que vous relirez avant de commander.", "Nothing is sent: the line joins your basket, which you will read over before you order.")
}

func (v *itemView) crumbs(r *web.Request) []ui.Crumb {
	return append(orderCrumbs(r), ui.Crumb{Name: orderTitle(r, v.Order), Path: orderPath(v.Order.ID)})
}

// hidden are the fields that go along with the form.
func (v *itemView) hidden() []ui.Hidden {
	out := []ui.Hidden{versionOfOrder(v.Order), {Name: queryFirst, Value: v.Offer}}
	if v.Plan != nil {
		out = append(out, ui.Hidden{Name: queryPlan, Value: v.Plan.ID})
	}
	if v.Number > 0 {
		out = append(out, ui.Hidden{Name: queryItem, Value: itoa(v.Number)})
	}
	if v.Instance != nil && v.Number == 0 {
		out = append(out, ui.Hidden{Name: queryInstance, Value: v.Instance.ID})
		if v.Action == order.Delete {
			out = append(out, ui.Hidden{Name: queryEnd, Value: "1"})
		}
	}
	return out
}

// orderEnvironments are the environments of needs; none is chosen before somebody does.
func orderEnvironments(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Choisir", "Choose")}}
	for _, e := range dossier.Environments {
		out = append(out, ui.Option{Value: e, Label: web.Capital(environmentText(r, e))})
	}
	return out
}
