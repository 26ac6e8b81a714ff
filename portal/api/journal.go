package api

import (
	"context"
	"encoding/base64"
	"net/http"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// entryFilter chooses entries of the journal.
type entryFilter struct {
	Paging
	Actor   string     `query:"actor" doc:"identifiant de qui a agi|identifier of who acted"`
	Action  string     `query:"action" doc:"début de l'action : need. pour tout ce qui touche aux dossiers|beginning of the action: need. for all that is about needs"`
	Kind    string     `query:"kind" doc:"nature de l'objet : Dossier, Decision…|kind of the object: Dossier, Decision…"`
	Object  string     `query:"object" doc:"identifiant de l'objet|identifier of the object"`
	Outcome string     `query:"outcome" enum:"done,refused" doc:"fait ou refusé|done or refused"`
	From    havre.Date `query:"from" doc:"premier jour (UTC)|first day (UTC)"`
	Until   havre.Date `query:"until" doc:"jour, non compris (UTC)|day, excluded (UTC)"`
}

// oneEntry chooses an entry.
type oneEntry struct {
	Index int64 `path:"index" minimum:"0" doc:"rang de l'entrée, à partir de 0|rank of the entry, from 0"`
}

type entryShown = object[wire.EntrySpec, wire.EntryStatus]

func journalEntries(a *API) {
	register(a, operation{
		id: "listEntries", method: http.MethodGet, path: "/journal/entries", group: groupJournal,
		summary: havre.Text{FR: "Lire le journal", EN: "Read the journal"},
		long:    havre.Text{FR: "De la plus récente à la plus ancienne, pour les organisations dont vous lisez le journal.", EN: "From the newest to the oldest, for organisations whose journal you read."},
	}, a.listEntries)
	register(a, operation{
		id: "getEntry", method: http.MethodGet, path: "/journal/entries/{index}", group: groupJournal,
		summary: havre.Text{FR: "Lire une entrée du journal", EN: "Read an entry of the journal"},
	}, a.getEntry)
}

// journalScopes are the paths whose entries the actor may read, nil for all.
func journalScopes(actor identity.Actor) ([]string, error) {
	paths, all := actor.Scoped(identity.ReadJournal)
	switch {
	case all:
		return nil, nil
	case len(paths) == 0:
		return nil, identity.Forbid(identity.ReadJournal)
	}
	return paths, nil
}

func (a *API) listEntries(ctx context.Context, actor identity.Actor, in *entryFilter) (*listed[wire.Entry], error) {
	scopes, err := journalScopes(actor)
	if err != nil {
		return nil, err
	}
	limit := in.list().Bounded()
	q := journal.Query{
		Scopes: scopes, Actor: in.Actor, Action: in.Action, Kind: in.Kind, Object: in.Object, Outcome: journal.Outcome(in.Outcome), Limit: limit + 1,
	}
	if !in.From.IsZero() {
		q.From = in.From.Time()
	}
	if !in.Until.IsZero() {
		q.Until = in.Until.Time()
	}
	if q.Before, err = beforeOf(in.After); err != nil {
		return nil, err
	}
	entries, total, err := a.Journal.Entries(ctx, q)
	if err != nil {
		return nil, err
	}
	page := havre.Page[journal.Entry]{Items: entries, Total: total}
	if len(entries) > limit {
		page.Items = entries[:limit]
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(entries[limit-1].Index, 10)))
	}
	v := a.view(ctx)
	return listOf(ctx, "Entry", page, func(e *journal.Entry) wire.Entry { return showEntry(v, e) }), nil
}

// beforeOf is the index that a cursor of the journal stands for.
func beforeOf(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		var n int64
		if n, err = strconv.ParseInt(string(raw), 10, 64); err == nil && n > 0 {
			return n, nil
		}
	}
	return 0, havre.Problems{{Field: "query.after", Value: cursor, Message: havre.Text{
		FR: "ce curseur n'est pas de cette liste", EN: "this cursor is not of this list",
	}}}
}

func (a *API) getEntry(ctx context.Context, actor identity.Actor, in *oneEntry) (*entryShown, error) {
	scopes, err := journalScopes(actor)
	if err != nil {
		return nil, err
	}
	entries, _, err := a.Journal.Entries(ctx, journal.Query{Scopes: scopes, Before: in.Index + 1, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 || entries[0].Index != in.Index {
		return nil, identity.Missing()
	}
	return &entryShown{Status: http.StatusOK, Body: stamped("Entry", showEntry(a.view(ctx), &entries[0]))}, nil
}

func showEntry(v view, e *journal.Entry) wire.Entry {
	condition := v.condition("Done", true, "Done", havre.Text{FR: "Ce qui était demandé a été fait.", EN: "What was asked for was done."}, e.At)
	if e.Outcome == journal.Refused {
		condition = v.condition("Done", false, "Refused", havre.Text{FR: "Ce qui était demandé a été refusé.", EN: "What was asked for was refused."}, e.At)
	}
	return wire.Entry{
		ID: strconv.FormatInt(e.Index, 10), Metadata: wire.Metadata{CreatedAt: e.At, CreatedBy: e.Actor, Organisation: e.Organisation},
		Spec: wire.EntrySpec{
			Index: e.Index, At: e.At, Actor: e.Actor, ActorName: e.ActorName, Action: e.Action, ObjectKind: e.Kind, Object: e.Object,
			ObjectName: e.ObjectName, Organisation: e.Organisation, Request: e.Request, Details: e.Details, Personal: e.Personal,
		},
		Status: wire.EntryStatus{
			Outcome: string(e.Outcome), Erased: e.Erased, Leaf: base64.StdEncoding.EncodeToString(e.Leaf), Conditions: []wire.Condition{condition},
		},
	}
}
