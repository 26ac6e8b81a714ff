package pages

import (
	"errors"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
)

// brief is a deployment as other pages tell of it.
type brief struct {
	*provision.Deployment
	Done, Total int // steps of the work under way or that failed; 0 of 0 otherwise
	Now         *provision.Step
	kinds       map[string]havre.Text
}

// briefOf is the deployment of a resource, nil when the portal does not build it.
func (n *needPages) briefOf(r *web.Request, instance string) (*brief, error) {
	if n.Provision == nil {
		return nil, nil
	}
	v, err := n.Provision.Deployment(r.Context(), r.Actor, instance)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	b := &brief{Deployment: &v.Deployment, kinds: v.Kinds}
	if v.State == provision.Running || v.State == provision.Gone {
		return b, nil
	}
	b.Done, b.Total = doneOf(v.Steps), len(v.Steps)
	i := slices.IndexFunc(v.Steps, func(st provision.Step) bool {
		return st.State == provision.Trying || st.State == provision.Awaiting
	})
	if i >= 0 {
		b.Now = &v.Steps[i]
	}
	return b, nil
}

// briefsOf are the deployments of the lines of an order.
func (n *needPages) briefsOf(r *web.Request, o *order.Order) (out []*brief, err error) {
	if n.Provision == nil || o.State == order.Draft {
		return nil, nil
	}
	page, err := n.Provision.Deployments(r.Context(), r.Actor, provision.Query{Need: o.Need, List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return nil, err
	}
	for i := range page.Items {
		d := &page.Items[i]
		if !slices.ContainsFunc(o.Items, func(it order.Item) bool { return it.Instance == d.ID }) {
			continue
		}
		b, err := n.briefOf(r, d.ID)
		if err != nil {
			return nil, err
		}
		if b != nil {
			out = append(out, b)
		}
	}
	return out, nil
}

// status is where it is, in a sentence.
func (b *brief) status(r *web.Request) string {
	if b.Total == 0 {
		return ""
	}
	text := r.Many(b.Done, havre.Text{FR: "%s étape terminée sur %s", EN: "%s step done of %s"}, havre.Text{FR: "%s étapes terminées sur %s", EN: "%s steps done of %s"}, r.Number(b.Total))
	if b.Now != nil {
		text += r.Say(" ; maintenant : %s", "; now: %s", stepTitle(r, b.kinds, &b.Now.Step))
	}
	return text + "."
}

// facts are what the page of the resource says of it.
func (b *brief) facts(r *web.Request) []ui.Pair {
	return []ui.Pair{
		{Name: r.Say("Réalisation", "Deployment"), Value: ui.State(r, deploymentKind(b.Deployment), deploymentText(r, b.Deployment))},
		{Name: r.Say("Écarts", "Differences"), Value: ui.Text(r.Number(b.Drifted))},
		{Name: r.Say("Dernier regard", "Last look"), Value: ui.Text(web.Capital(lookedText(r, b.ObservedAt)))},
	}
}
