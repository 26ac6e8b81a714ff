package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/provision"
)

// orphanFilter chooses orphans.
type orphanFilter struct {
	Paging
	Sorting
	Deployment string `query:"deployment" doc:"identifiant du déploiement|identifier of the deployment"`
	Cloud      string `query:"cloud" doc:"cloud, comme les réglages du portail le nomment|cloud, as the settings of the portal name it"`
	Open       bool   `query:"open" doc:"seulement ceux dont on ne sait pas ce qu'ils sont devenus|only those of which nobody knows what became"`
	Raw        bool   `query:"raw" doc:"avec la réponse de la plateforme|with the answer of the platform"`
	Sort       string `query:"sort" enum:"since,target" doc:"ordre|order"`
}

// orphans registers the ledger of what could not be removed.
func orphans(a *API) {
	register(a, operation{
		id: "listOrphans", method: http.MethodGet, path: "/orphans", group: groupDeployments,
		summary: havre.Text{FR: "Lister ce qui n'a pas pu être supprimé", EN: "List what could not be removed"},
		long: havre.Text{
			FR: "Les objets des plateformes que Havre n'a pas pu supprimer, chacun avec la commande qui l'a fait. Havre réessaie de lui-même.",
			EN: "The objects of platforms that Havre could not remove, each with the order that made it. Havre tries again by itself.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *orphanFilter) (*listed[wire.Orphan], error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		page, err := s.Orphans(ctx, actor, provision.OrphanQuery{
			List: in.sorted(in.Paging, in.Sort), Deployment: in.Deployment, Target: in.Cloud, Open: in.Open,
		})
		if err != nil {
			return nil, err
		}
		v := a.deploymentView(ctx, nil, in.Raw)
		return listOf(ctx, orphanKindName, page, v.orphan), nil
	})
	settle := operation{
		id: "settleOrphan", method: http.MethodPost, path: "/orphans/{id}/settlement", group: groupDeployments, accepts: documentTypes,
		summary: havre.Text{FR: "Dire ce qu'est devenu un objet orphelin", EN: "Say what became of an orphan"},
		long:    havre.Text{FR: "Son opérateur l'a supprimé, ou le garde : Havre cesse d'essayer.", EN: "Its operator removed it, or keeps it: Havre stops trying."},
	}
	registerBody(a, settle, "OrphanSettlement", func(ctx context.Context, actor identity.Actor, in *target, w *wire.OrphanSettlement) (*struct{}, error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		return nil, s.SettleOrphan(ctx, actor, in.ID, w.How)
	})
}

const orphanKindName = "Orphan"

func (v deploymentView) orphan(o *provision.Orphan) wire.Orphan {
	message := havre.Text{FR: "Havre réessaie de le supprimer.", EN: "Havre tries to remove it again."}
	if o.Settled() {
		message = havre.Text{FR: "On sait ce qu'il est devenu.", EN: "It is known what became of it."}
	}
	out := wire.Orphan{
		ID: o.ID, Metadata: wire.Metadata{CreatedAt: o.Since},
		Spec: wire.OrphanSpec{
			Deployment: o.Deployment, Order: o.Number, Cloud: o.Target, Key: o.Object.Key, Kind: o.Object.Kind, External: o.Object.ID, Name: o.Object.Name,
		},
		Status: wire.OrphanStatus{
			ResourceName: o.Name, DossierTitle: o.NeedTitle, Settled: o.Settled(), Tries: o.Tries, Since: o.Since, GoneAt: o.GoneAt, GoneHow: o.GoneHow,
			Conditions: []wire.Condition{v.condition("Settled", o.Settled(), settledReason(o), message, latest(o.Since, o.GoneAt))},
		},
	}
	if !o.Settled() {
		out.Status.NextAt = o.NextAt
	}
	if o.Why.Reason != "" {
		out.Status.Failure = v.failure(&o.Why)
	}
	return stamped(orphanKindName, out)
}

func settledReason(o *provision.Orphan) string {
	if o.Settled() {
		return "Settled"
	}
	return "StillThere"
}
