package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// kind is one kind of record: T as its stage knows it, S and U its spec and status.
// The functions below register what can be done with it.
type kind[T, S, U any] struct {
	name  string // Organisation
	names string // Organisations: the end of the identifiers of operations
	path  string // /organisations
	group group
	one   havre.Text // une organisation, an organisation
	many  havre.Text // les organisations, organisations
	get   func(context.Context, identity.Actor, string) (*T, error)
	show  func(view, *T) wire.Object[S, U]
}

// object is the answer that shows an object.
type object[S, U any] struct {
	Status int
	ETag   string `header:"ETag" doc:"version de l'objet, entre guillemets|version of the object, between quotes"`
	Body   wire.Object[S, U]
}

// created is the answer to a creation.
type created[S, U any] struct {
	ETag     string `header:"ETag" doc:"version de l'objet, entre guillemets|version of the object, between quotes"`
	Location string `header:"Location" doc:"adresse de l'objet|address of the object"`
	Body     wire.Object[S, U]
}

// listed is the answer that shows a page of a list.
type listed[T any] struct {
	Link string `header:"Link" doc:"adresse de la page suivante (rel=\"next\")|address of the next page (rel=\"next\")"`
	Body wire.List[T]
}

// byID chooses an object to read.
type byID struct {
	ID          string `path:"id" doc:"identifiant|identifier"`
	IfNoneMatch string `header:"If-None-Match" doc:"étiquette déjà connue : la réponse est 304 si l'objet n'a pas changé|tag already known: the answer is 304 if the object has not changed"`
}

// guarded chooses an object to change.
type guarded struct {
	ID      string `path:"id" doc:"identifiant|identifier"`
	IfMatch string `header:"If-Match" doc:"étiquette de l'objet lu ; « * » pour ne pas vérifier|tag of the object that was read; \"*\" not to check"`
}

// target chooses an object to act upon.
type target struct {
	ID string `path:"id" doc:"identifiant|identifier"`
}

// list registers the list of a kind. I holds the filters and embeds [Paging].
func list[I, T, S, U any](a *API, k kind[T, S, U], long havre.Text, do func(context.Context, identity.Actor, *I) (havre.Page[T], error)) {
	register(a, operation{
		id: "list" + k.names, method: http.MethodGet, path: k.path, group: k.group, long: long,
		summary: havre.Text{FR: "Lister %s", EN: "List %s"}.With(k.many),
	}, func(ctx context.Context, actor identity.Actor, in *I) (*listed[wire.Object[S, U]], error) {
		page, err := do(ctx, actor, in)
		if err != nil {
			return nil, err
		}
		v := a.view(ctx)
		return listOf(ctx, k.name, page, func(t *T) wire.Object[S, U] { return k.show(v, t) }), nil
	})
}

// read registers the reading of one object.
func read[T, S, U any](a *API, k kind[T, S, U]) {
	register(a, operation{
		id: "get" + k.name, method: http.MethodGet, path: k.path + "/{id}", group: k.group, also: []int{http.StatusNotModified},
		summary: havre.Text{FR: "Lire %s", EN: "Read %s"}.With(k.one),
	}, func(ctx context.Context, actor identity.Actor, in *byID) (*object[S, U], error) {
		t, err := k.get(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		out := k.answer(a.view(ctx), t)
		if known(in.IfNoneMatch, out.ETag) {
			out.Status = http.StatusNotModified
		}
		return out, nil
	})
}

// create registers the making of an object. done, when set, adds to the answer what
// is told only once.
func create[T, S, U any](a *API, k kind[T, S, U], long havre.Text, do func(context.Context, identity.Actor, *wire.Document[S]) (*T, error), done func(ctx context.Context, o *wire.Object[S, U])) {
	o := operation{
		id: "create" + k.name, method: http.MethodPost, path: k.path, group: k.group, long: long, status: http.StatusCreated, creates: true,
		accepts: documentTypes, summary: havre.Text{FR: "Créer %s", EN: "Create %s"}.With(k.one),
	}
	registerBody(a, o, k.name+"Document", func(ctx context.Context, actor identity.Actor, _ *struct{}, doc *wire.Document[S]) (*created[S, U], error) {
		if err := checkDocument(doc, k.name, ""); err != nil {
			return nil, err
		}
		t, err := do(ctx, actor, doc)
		if err != nil {
			return nil, inDocument[S](err)
		}
		out := k.answer(a.view(ctx), t)
		if done != nil {
			done(ctx, &out.Body)
		}
		return &created[S, U]{ETag: out.ETag, Location: Prefix + k.path + "/" + out.Body.ID, Body: out.Body}, nil
	})
}

// changing writes the document of an object whose version is given.
type changing[T, S any] func(ctx context.Context, actor identity.Actor, id string, version int64, doc *wire.Document[S]) (*T, error)

// change registers the two ways to change an object: the whole of it, or only what
// is sent of it.
func change[T, S, U any](a *API, k kind[T, S, U], do changing[T, S]) {
	o := operation{
		id: "replace" + k.name, method: http.MethodPut, path: k.path + "/{id}", group: k.group, guarded: true,
		accepts: documentTypes, summary: havre.Text{FR: "Remplacer %s", EN: "Replace %s"}.With(k.one),
	}
	write := func(ctx context.Context, actor identity.Actor, in *guarded, doc *wire.Document[S]) (*object[S, U], error) {
		version, err := k.version(ctx, a, actor, in) // first: what is hidden says nothing of the document
		if err != nil {
			return nil, err
		}
		if err := checkDocument(doc, k.name, in.ID); err != nil {
			return nil, err
		}
		t, err := do(ctx, actor, in.ID, version, doc)
		if err != nil {
			return nil, inDocument[S](err)
		}
		return k.answer(a.view(ctx), t), nil
	}
	registerBody(a, o, k.name+"Document", write)
	o.id, o.method, o.accepts = "patch"+k.name, http.MethodPatch, patchTypes
	o.summary = havre.Text{FR: "Modifier %s en partie", EN: "Change part of %s"}.With(k.one)
	o.long = patchText
	registerPatch(a, o, func(ctx context.Context, actor identity.Actor, in *guarded, patch []byte) (*object[S, U], error) {
		t, err := k.get(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		doc, err := patched[S](k.answer(a.view(ctx), t).Body, patch)
		if err != nil {
			return nil, err
		}
		return write(ctx, actor, in, doc)
	})
}

// remove registers the deletion of an object.
func remove[T, S, U any](a *API, k kind[T, S, U], long havre.Text, do func(ctx context.Context, actor identity.Actor, id string, version int64) error) {
	register(a, operation{
		id: "delete" + k.name, method: http.MethodDelete, path: k.path + "/{id}", group: k.group, guarded: true, long: long,
		summary: havre.Text{FR: "Supprimer %s", EN: "Delete %s"}.With(k.one),
	}, func(ctx context.Context, actor identity.Actor, in *guarded) (*struct{}, error) {
		version, err := k.version(ctx, a, actor, in)
		if err != nil {
			return nil, err
		}
		return nil, do(ctx, actor, in.ID, version)
	})
}

// restore registers what undoes a deletion.
func restore[T, S, U any](a *API, k kind[T, S, U], do func(ctx context.Context, actor identity.Actor, id string) error) {
	act(a, k, "restore"+k.name, "restore", havre.Text{FR: "Rétablir %s", EN: "Restore %s"}.With(k.one), havre.Text{
		FR: "Annule une suppression.", EN: "Undoes a deletion.",
	}, do)
}

// act registers an action on an object, whose answer is the object.
func act[T, S, U any](a *API, k kind[T, S, U], id, verb string, summary, long havre.Text, do func(ctx context.Context, actor identity.Actor, id string) error) {
	register(a, operation{
		id: id, method: http.MethodPost, path: k.path + "/{id}/" + verb, group: k.group, summary: summary, long: long,
	}, func(ctx context.Context, actor identity.Actor, in *target) (*object[S, U], error) {
		if err := do(ctx, actor, in.ID); err != nil {
			return nil, err
		}
		t, err := k.get(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		return k.answer(a.view(ctx), t), nil
	})
}

// answer shows an object with its tag.
func (k kind[T, S, U]) answer(v view, t *T) *object[S, U] {
	o := k.show(v, t)
	o.APIVersion, o.Kind = havre.APIVersion, k.name
	return &object[S, U]{Status: http.StatusOK, ETag: etag(o.Metadata.Version), Body: o}
}

// version is the one that a change is made upon, of an object that the actor sees.
func (k kind[T, S, U]) version(ctx context.Context, a *API, actor identity.Actor, in *guarded) (int64, error) {
	t, err := k.get(ctx, actor, in.ID)
	if err != nil {
		return 0, err
	}
	if in.IfMatch == "*" {
		return k.show(a.view(ctx), t).Metadata.Version, nil
	}
	return versionOf(in.IfMatch)
}
