package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

// within chooses what belongs to a need.
type within struct {
	Paging
	ID string `path:"id" doc:"identifiant du dossier|identifier of the need"`
}

// oneRevision chooses a revision.
type oneRevision struct {
	ID     string `path:"id" doc:"identifiant du dossier|identifier of the need"`
	Number int    `path:"number" minimum:"1" doc:"numéro de la révision|number of the revision"`
}

func revisions(a *API) {
	register(a, operation{
		id: "listRevisions", method: http.MethodGet, path: "/dossiers/{id}/revisions", group: groupDossiers,
		summary: havre.Text{FR: "Lister les révisions d'un dossier", EN: "List the revisions of a need"},
		long:    havre.Text{FR: "De la plus récente à la première, sans leur document.", EN: "From the newest to the first, without their document."},
	}, func(ctx context.Context, actor identity.Actor, in *within) (*listed[wire.Revision], error) {
		all, err := a.Record.Revisions(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		page, err := window(all, in.Paging)
		if err != nil {
			return nil, err
		}
		v, newest := a.view(ctx), newestOf(all)
		return listOf(ctx, "Revision", page, func(r *record.Revision) wire.Revision { return showRevision(v, r, newest) }), nil
	})
	register(a, operation{
		id: "getRevision", method: http.MethodGet, path: "/dossiers/{id}/revisions/{number}", group: groupDossiers,
		summary: havre.Text{FR: "Lire une révision, avec son document", EN: "Read a revision, with its document"},
	}, func(ctx context.Context, actor identity.Actor, in *oneRevision) (*object[wire.RevisionSpec, wire.RevisionStatus], error) {
		r, err := a.Record.Revision(ctx, actor, in.ID, in.Number)
		if err != nil {
			return nil, err
		}
		n, err := a.Record.Need(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		return &object[wire.RevisionSpec, wire.RevisionStatus]{Status: http.StatusOK, Body: stamped("Revision", showRevision(a.view(ctx), r, n.Revision))}, nil
	})
}

// newestOf is the number of the newest revision.
func newestOf(all []record.Revision) int {
	if len(all) == 0 {
		return 0
	}
	return all[0].Number
}

func showRevision(v view, r *record.Revision, newest int) wire.Revision {
	condition := v.condition("Newest", true, "Newest", havre.Text{FR: "C'est la dernière révision.", EN: "It is the newest revision."}, r.At)
	if r.Number < newest {
		condition = v.condition("Newest", false, "Followed", havre.Text{FR: "D'autres révisions l'ont suivie.", EN: "Other revisions followed it."}, time.Time{})
	}
	return wire.Revision{
		ID: fmt.Sprintf("%s/%d", r.Need, r.Number), Metadata: wire.Metadata{CreatedAt: r.At, CreatedBy: r.By},
		Spec:   wire.RevisionSpec{Dossier: r.Need, Number: r.Number, Note: r.Note, Document: string(r.Document)},
		Status: wire.RevisionStatus{Author: r.ByName, Conditions: []wire.Condition{condition}},
	}
}
