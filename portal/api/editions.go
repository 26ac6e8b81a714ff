package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

// oneEdition chooses an edition.
type oneEdition struct {
	Number int64 `path:"number" minimum:"1" doc:"numéro de l'édition|number of the edition"`
}

func editions(a *API) {
	register(a, operation{
		id: "listEditions", method: http.MethodGet, path: "/editions", group: groupCatalogue, public: true,
		summary: havre.Text{FR: "Lister les éditions", EN: "List the editions"},
		long:    havre.Text{FR: "Les catalogues et les doctrines employés, du plus récent au plus ancien.", EN: "The catalogues and doctrines used, from the newest to the oldest."},
	}, func(ctx context.Context, _ identity.Actor, in *Paging) (*listed[wire.Edition], error) {
		page, err := a.Record.Editions(ctx, in.list())
		if err != nil {
			return nil, err
		}
		v, current := a.view(ctx), a.Record.Library.Now().Edition.Number
		return listOf(ctx, "Edition", page, func(e *record.Edition) wire.Edition { return showEdition(v, e, current) }), nil
	})
	register(a, operation{
		id: "restoreEdition", method: http.MethodPost, path: "/editions/{number}/restore", group: groupCatalogue, status: http.StatusAccepted,
		summary: havre.Text{FR: "Revenir à une édition", EN: "Go back to an edition"},
		long: havre.Text{
			FR: "Remet en usage les tableaux d'une édition passée, comme une nouvelle édition : c'est ainsi que l'on annule un import.",
			EN: "Puts the tables of a past edition back in use, as a new edition: this is how an import is undone.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *oneEdition) (*started, error) {
		e, err := a.Record.RestoreEdition(ctx, actor, in.Number)
		if err != nil {
			return nil, err
		}
		return a.follow(ctx, actor, e.Operation())
	})
}

func showEdition(v view, e *record.Edition, current int64) wire.Edition {
	condition := v.condition("Current", true, "InUse", havre.Text{FR: "C'est l'édition en usage.", EN: "It is the edition in use."}, e.At)
	if e.Number != current {
		condition = v.condition("Current", false, "Followed", havre.Text{FR: "Une autre édition l'a suivie.", EN: "Another edition followed it."}, e.At)
	}
	return wire.Edition{
		ID: strconv.FormatInt(e.Number, 10), Metadata: wire.Metadata{CreatedAt: e.At, CreatedBy: e.By},
		Spec:   wire.EditionSpec{Number: e.Number, Catalogue: e.Catalogue, CatalogueVersion: e.CatalogueVersion, Doctrine: e.Doctrine, Note: v.say(e.Note)},
		Status: wire.EditionStatus{Conditions: []wire.Condition{condition}},
	}
}
