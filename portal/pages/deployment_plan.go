package pages

import (
	"cmp"
	"maps"
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/pricing"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// planView is a plan as somebody reviews it: by what becomes of each resource.
type planView struct {
	Groups    []planGroup
	Unchanged int
	Losses    int // resources that a team stored something in, and that go
}

// planGroup are the resources of which the same becomes.
type planGroup struct {
	Verb  plan.Verb
	Items []planItem
}

// planItem is what becomes of one resource.
type planItem struct {
	*plan.Step
	Gone bool // what a team stored in it is lost
}

// planVerbs are the groups, what is lost first.
var planVerbs = []plan.Verb{plan.Delete, plan.Replace, plan.Update, plan.Create}

// planOf groups the steps of a plan.
func planOf(steps []plan.Step, unchanged int) *planView {
	v := &planView{Unchanged: unchanged}
	lost := map[string]bool{}
	for i := range steps {
		if steps[i].Loses {
			lost[steps[i].Key] = true
		}
	}
	v.Losses = len(lost)
	for _, verb := range planVerbs {
		g := planGroup{Verb: verb}
		for i := range steps {
			if st := &steps[i]; st.Means() == verb {
				g.Items = append(g.Items, planItem{st, lost[st.Key]})
			}
		}
		slices.SortStableFunc(g.Items, func(a, b planItem) int { return cmp.Compare(boolRank(b.Gone), boolRank(a.Gone)) })
		if len(g.Items) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return v
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// foldedFrom is from how many resources a group that loses nothing is folded.
const foldedFrom = 12

// open says whether a group is unfolded: what takes something away always is.
func (g *planGroup) open() bool {
	return g.Verb != plan.Create || len(g.Items) < foldedFrom
}

// title names a group with its count.
func (g *planGroup) title(r *web.Request) string {
	name := map[plan.Verb]havre.Text{
		plan.Create: {FR: "À créer (%s)", EN: "To create (%s)"}, plan.Update: {FR: "À modifier (%s)", EN: "To update (%s)"},
		plan.Replace: {FR: "À refaire (%s)", EN: "To make again (%s)"}, plan.Delete: {FR: "À supprimer (%s)", EN: "To delete (%s)"},
	}[g.Verb]
	return r.Say(name.FR, name.EN, r.Number(len(g.Items)))
}

// attributes are what a resource to create is made of, on a line.
func (it planItem) attributes(r *web.Request) string {
	if it.Verb != plan.Create || it.Renew {
		return ""
	}
	var parts []string
	for _, field := range slices.Sorted(maps.Keys(it.Wanted.With)) {
		if !plan.Same(it.Wanted.With[field], nil) {
			parts = append(parts, r.Say("%s : %s", "%s: %s", attributeName(r, field), attributeText(r, field, it.Wanted.With[field])))
		}
	}
	return r.Remarks(parts...)
}

// unchangedText counts what the plan leaves alone.
func (v *planView) unchangedText(r *web.Request) string {
	return r.Many(v.Unchanged, havre.Text{FR: "%s ressource reste telle quelle.", EN: "%s resource stays as it is."}, havre.Text{FR: "%s ressources restent telles quelles.", EN: "%s resources stay as they are."})
}

// lossText says how much is lost.
func (v *planView) lossText(r *web.Request) string {
	return r.Many(v.Losses, havre.Text{FR: "Ce plan supprime ce qu’une équipe a rangé dans %s ressource.", EN: "This plan deletes what a team stored in %s resource."}, havre.Text{FR: "Ce plan supprime ce qu’une équipe a rangé dans %s ressources.", EN: "This plan deletes what a team stored in %s resources."})
}

// quoteText is what something costs each month; nothing for what does not exist.
func quoteText(r *web.Request, q *pricing.Quote) string {
	if q == nil {
		return r.Say("rien : elle n’existe pas", "nothing: it does not exist")
	}
	return monthly(r, &order.Wish{Quote: *q})
}

// prices are what the resource costs before and after.
func (v *deploymentView) prices(r *web.Request) []ui.Pair {
	return []ui.Pair{
		{Name: r.Say("Par mois HT, avant", "Per month, excl. VAT, before"), Value: ui.Text(web.Capital(quoteText(r, v.PriceBefore)))},
		{Name: r.Say("Par mois HT, après", "Per month, excl. VAT, after"), Value: ui.Text(web.Capital(quoteText(r, v.Price)))},
	}
}

// previewDeployment says what applying, or ending, would do now, and does nothing.
func (n *needPages) previewDeployment(w http.ResponseWriter, r *web.Request) error {
	v, err := n.deploymentOf(r)
	if err != nil {
		return err
	}
	ending, preview := r.Checked(queryEnd), n.Provision.Preview
	if ending {
		preview = n.Provision.Ending
	}
	p, err := preview(r.Context(), r.Actor, v.ID)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, previewPage(r, v, planOf(p.Steps, p.Unchanged), ending))
}
