package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

func shares(a *API) {
	register(a, operation{
		id: "listShares", method: http.MethodGet, path: "/dossiers/{id}/shares", group: groupDossiers,
		summary: havre.Text{FR: "Lister les partages d'un dossier", EN: "List the shares of a need"},
	}, func(ctx context.Context, actor identity.Actor, in *within) (*listed[wire.Share], error) {
		n, err := a.Record.Need(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		return sharesPage(ctx, n, in.Paging)
	})
	o := operation{
		id: "replaceShares", method: http.MethodPut, path: "/dossiers/{id}/shares", group: groupDossiers, accepts: documentTypes,
		summary: havre.Text{FR: "Partager un dossier au-delà de son organisation", EN: "Share a need beyond its organisation"},
		long: havre.Text{
			FR: "La liste remplace la précédente. Les personnes nouvellement concernées sont prévenues.",
			EN: "The list replaces the one before. Those newly concerned are told.",
		},
	}
	registerBody(a, o, "Sharing", func(ctx context.Context, actor identity.Actor, in *target, to *wire.Sharing) (*listed[wire.Share], error) {
		n, err := a.Record.ShareWith(ctx, actor, in.ID, to.With)
		if err != nil {
			return nil, err
		}
		return sharesPage(ctx, n, Paging{Limit: havre.MaxLimit})
	})
}

func sharesPage(ctx context.Context, n *record.Need, p Paging) (*listed[wire.Share], error) {
	page, err := window(sharesOf(n), p)
	if err != nil {
		return nil, err
	}
	return listOf(ctx, "Share", page, func(s *wire.Share) wire.Share { return *s }), nil
}

func sharesOf(n *record.Need) []wire.Share {
	out := []wire.Share{}
	for _, s := range n.Shares {
		out = append(out, wire.Share{With: s.With, Title: s.Title, At: s.At, By: s.By})
	}
	return out
}
