package store

import (
	"context"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

var _ identity.Tx = (*Tx)(nil)

var organisationColumns = "o.id, o.parent, o.path, o.kind, o.name, o.title, o.siret, o.body, o.ministry, " + stamped("o")

func scanOrganisation(s scanner, o *identity.Organisation) error {
	return s.Scan(append([]any{
		&o.ID, orEmpty{&o.Parent}, &o.Path, &o.Kind, &o.Name, &o.Title, &o.SIRET, &o.Body, &o.Ministry,
	}, stamps(&o.Stamps)...)...)
}

// Organisation implements identity.Tx.
func (tx *Tx) Organisation(ctx context.Context, id string) (*identity.Organisation, error) {
	return one(ctx, tx, scanOrganisation, "SELECT "+organisationColumns+" FROM organisations o WHERE o.id = $1", id)
}

// OrganisationNamed implements identity.Tx, among the living.
func (tx *Tx) OrganisationNamed(ctx context.Context, name string) (*identity.Organisation, error) {
	return one(ctx, tx, scanOrganisation, "SELECT "+organisationColumns+" FROM organisations o WHERE o.name = $1 AND o.deleted_at IS NULL", name)
}

// OrganisationOfSIRET implements identity.Tx, among the living.
func (tx *Tx) OrganisationOfSIRET(ctx context.Context, siret string) (*identity.Organisation, error) {
	return one(ctx, tx, scanOrganisation,
		"SELECT "+organisationColumns+" FROM organisations o WHERE o.siret = $1 AND o.siret <> '' AND o.deleted_at IS NULL", siret)
}

var organisationList = list[identity.Organisation]{
	from: "organisations o", id: "o.id",
	orders:  []sorting{{name: "path", by: "o.sort_path"}, {name: "updated", by: "o.updated_at", kind: byInstant}},
	columns: organisationColumns,
	rows:    "JOIN organisations o ON o.id = p.id",
	scan:    scanOrganisation,
}

// Organisations implements identity.Tx.
func (tx *Tx) Organisations(ctx context.Context, q identity.OrganisationQuery) (havre.Page[identity.Organisation], error) {
	var w where
	if q.Scopes != nil {
		w.any(below("o.path", q.Scopes), oneOf("o.id", q.Above))
	}
	w.equal("o.parent", q.Parent)
	w.equal("o.kind", string(q.Kind))
	w.living("o.deleted_at", q.Deleted)
	w.matching("o.search", q.Search)
	return page(ctx, tx, organisationList, &w, q.List)
}

// SaveOrganisation implements identity.Tx: it sets the path, from the parent's, and
// takes what is below along.
func (tx *Tx) SaveOrganisation(ctx context.Context, o *identity.Organisation) error {
	before, err := tx.place(ctx, o.ID)
	if err != nil {
		return err
	}
	after, err := tx.placeUnder(ctx, o)
	if err != nil {
		return err
	}
	err = tx.save(ctx, row{
		"organisations", o.ID,
		[]string{"parent", "path", "kind", "name", "title", "siret", "body", "ministry", "search", "sort_path"},
		[]any{null(o.Parent), after.path, o.Kind, o.Name, o.Title, o.SIRET, o.Body, o.Ministry, search(o.Title, o.Name, o.SIRET), after.sort},
	}, &o.Stamps)
	if err != nil {
		return err
	}
	o.Path = after.path
	if before == nil || before.same(after) {
		return nil
	}
	return tx.moveBelow(ctx, *before, after)
}

// Occupants implements identity.Tx.
func (tx *Tx) Occupants(ctx context.Context, organisation string) (int, error) {
	return value[int](ctx, tx, `SELECT
		(SELECT COUNT(*) FROM organisations WHERE parent = $1 AND deleted_at IS NULL) +
		(SELECT COUNT(*) FROM needs WHERE organisation = $1 AND deleted_at IS NULL) +
		(SELECT COUNT(*) FROM people WHERE home = $1 AND kind = $2 AND deleted_at IS NULL)`, organisation, identity.Machine)
}

// place is where an organisation stands in the tree, and in the lists.
type place struct {
	id   string
	path string
	sort []byte
}

func (p place) same(q place) bool { return p.path == q.path && slices.Equal(p.sort, q.sort) }

func scanPlace(s scanner, p *place) error { return s.Scan(&p.id, &p.path, &p.sort) }

// place is nil for an organisation that does not exist yet.
func (tx *Tx) place(ctx context.Context, id string) (*place, error) {
	p, err := one(ctx, tx, scanPlace, "SELECT id, path, sort_path FROM organisations WHERE id = $1", id)
	if missing(err) {
		return nil, nil //nolint:nilnil // it has no place yet
	}
	return p, err
}

// placeUnder is where its parent puts an organisation.
func (tx *Tx) placeUnder(ctx context.Context, o *identity.Organisation) (place, error) {
	p := place{o.ID, "/" + o.ID + "/", sortKey(o.Title)}
	if o.Parent == "" {
		return p, nil
	}
	parent, err := tx.place(ctx, o.Parent)
	switch {
	case err != nil:
		return place{}, err
	case parent == nil:
		return place{}, notFound(nil)
	case strings.Contains(parent.path, "/"+o.ID+"/"):
		return place{}, underItself()
	}
	p.path = parent.path + o.ID + "/"
	p.sort = slices.Concat(parent.sort, []byte{1}, p.sort) // below every title
	return p, nil
}

// moveBelow gives all that is below an organisation its new place.
func (tx *Tx) moveBelow(ctx context.Context, before, after place) error {
	var w where
	w.any(below("path", []string{before.path}))
	w.and("id <> ?", before.id)
	places, err := all(ctx, tx, scanPlace, "SELECT id, path, sort_path FROM organisations WHERE "+w.String(), w.operands...)
	if err != nil {
		return err
	}
	for _, p := range places {
		path := after.path + strings.TrimPrefix(p.path, before.path)
		sort := slices.Concat(after.sort, p.sort[len(before.sort):])
		if err := tx.run(ctx, "UPDATE organisations SET path = $1, sort_path = $2 WHERE id = $3", path, sort, p.id); err != nil {
			return err
		}
	}
	return tx.sortNeeds(ctx, after.path)
}

// sortNeeds copies the places of organisations to their needs, which lists sort by.
func (tx *Tx) sortNeeds(ctx context.Context, path string) error {
	var w where
	w.any(below("o.path", []string{path}))
	return tx.run(ctx, "UPDATE needs SET sort_path = (SELECT o.sort_path FROM organisations o WHERE o.id = needs.organisation)"+
		" WHERE organisation IN (SELECT o.id FROM organisations o WHERE "+w.String()+")", w.operands...)
}

func underItself() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Une organisation ne peut pas dépendre d'elle-même.", EN: "An organisation cannot be below itself."},
		Next:    havre.Text{FR: "Choisissez un autre rattachement.", EN: "Choose another parent."},
	}
}
