package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// oneStep chooses a step of an order to settle.
type oneStep struct {
	ID      string `path:"id" doc:"identifiant|identifier"`
	IfMatch string `header:"If-Match" doc:"étiquette de la commande lue ; « * » pour ne pas vérifier|tag of the order that was read; \"*\" not to check"`
	Step    string `path:"step" doc:"identifiant de l'étape|identifier of the step"`
}

// stepsOfOrders registers what people say of an order, and what they show.
func (a *API) stepsOfOrders(k orderKind) {
	vote := move("voteOrderStep", "steps/{step}/vote", havre.Text{FR: "Régler une étape de validation", EN: "Settle an approval step"}, havre.Text{
		FR: "Approuver, refuser, demander une précision au demandeur, ou noter que l'avis d'un organisme est demandé. Nul ne règle sa propre commande.",
		EN: "Approve, reject, ask the requester for information, or record that a body was asked for its opinion. Nobody settles their own order.",
	})
	registerBody(a, vote, "StepVote", func(ctx context.Context, actor identity.Actor, in *oneStep, w *wire.StepVote) (*orderShown, error) {
		out, err := a.moved(ctx, actor, k, &guarded{in.ID, in.IfMatch}, func(version int64) (*order.Order, error) {
			return a.Orders.Vote(ctx, actor, in.ID, version, in.Step, approval.Vote{Kind: approval.Kind(w.Vote), Comment: w.Comment, Reference: w.Reference, On: w.On})
		})
		return out, called(err, "kind", "vote")
	})
	decide := move("decideOrderItem", "items/{number}/decision", havre.Text{FR: "Accorder moins que ce qui est demandé", EN: "Grant less than what was asked"}, havre.Text{
		FR: "Ce que la ligne ne prend plus est rendu aussitôt ; ce qui était demandé reste à côté. Réservé à ceux qu'une étape attend.",
		EN: "What the item no longer takes is given back at once; what was asked stays beside it. For those whom a step awaits.",
	})
	registerBody(a, decide, "ItemDecision", func(ctx context.Context, actor identity.Actor, in *oneItem, d *wire.ItemDecision) (*orderShown, error) {
		choices, err := d.Choices.JSON()
		if err != nil {
			return nil, err
		}
		return a.moved(ctx, actor, k, &guarded{in.ID, in.IfMatch}, func(version int64) (*order.Order, error) {
			return a.Orders.Decide(ctx, actor, in.ID, version, in.Number, choices)
		})
	})
	show := move("showOrderCheck", "checks/show", havre.Text{FR: "Montrer un point de la liste", EN: "Show a check of the list"}, havre.Text{
		FR: "Donne la référence de ce qui le montre. Le dernier qu'une commande validée attendait la laisse continuer.",
		EN: "Gives the reference of what shows it. The last one that an approved order waited for lets it go on.",
	})
	registerBody(a, show, "CheckShown", func(ctx context.Context, actor identity.Actor, in *guarded, c *wire.CheckShown) (*orderShown, error) {
		return a.moved(ctx, actor, k, in, func(version int64) (*order.Order, error) {
			return a.Orders.Show(ctx, actor, in.ID, version, c.Check, c.Proof)
		})
	})
	hide := move("hideOrderCheck", "checks/hide", havre.Text{FR: "Reprendre un point montré", EN: "Take back a check that was shown"}, havre.Text{})
	registerBody(a, hide, "CheckHidden", func(ctx context.Context, actor identity.Actor, in *guarded, c *wire.CheckHidden) (*orderShown, error) {
		return a.moved(ctx, actor, k, in, func(version int64) (*order.Order, error) { return a.Orders.Hide(ctx, actor, in.ID, version, c.Check) })
	})
}

func inbox(a *API) {
	register(a, operation{
		id: "listInbox", method: http.MethodGet, path: "/inbox", group: groupOrders,
		summary: havre.Text{FR: "Lister ce qui vous attend", EN: "List what awaits you"},
		long: havre.Text{
			FR: "Les commandes dont vous pouvez régler une étape, dont un bon de commande est à établir, ou qui vous posent une question ; aussi à la place de ceux qui vous ont donné délégation.",
			EN: "The orders of which you may settle a step, of which an order form is to be issued, or that ask you a question; also in the place of those who delegated to you.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *Paging) (*listed[wire.AwaitingOrder], error) {
		all, err := a.Orders.Inbox(ctx, actor)
		if err != nil {
			return nil, err
		}
		page, err := window(all, *in)
		if err != nil {
			return nil, err
		}
		v := a.view(ctx)
		return listOf(ctx, "AwaitingOrder", page, func(i *order.Inboxed) wire.AwaitingOrder { return showInboxed(v, i) }), nil
	})
}

func showInboxed(v view, i *order.Inboxed) wire.AwaitingOrder {
	cost, known := i.Cost()
	return wire.AwaitingOrder{
		Order: i.ID, Number: i.Number, Title: i.Title, Dossier: i.Need, DossierTitle: i.NeedTitle, OrganisationTitle: i.OrgTitle, Requester: i.RequesterName,
		SentAt: i.SentAt, Cost: cost, Complete: known, Steps: v.steps(&i.Course, append([]string{}, i.Steps...)), For: i.For, Issue: i.Issue, Answer: i.Answer, Asked: i.Asked,
	}
}
