package store

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

var grantColumns = "g.id, g.person, g.organisation, COALESCE(o.path, '/'), g.role, g.until_at, g.reason, " + stamped("g")

func grantFields(g *identity.Grant) []any {
	return append([]any{&g.ID, &g.Person, orEmpty{&g.Organisation}, &g.Path, &g.Role, instant{&g.Until}, &g.Reason}, stamps(&g.Stamps)...)
}

func scanGrant(s scanner, g *identity.Grant) error { return s.Scan(grantFields(g)...) }

const grantTables = " FROM grants g LEFT JOIN organisations o ON o.id = g.organisation "

// Grant implements identity.Tx. A grant without an organisation is on the whole
// portal, whose path is "/".
func (tx *Tx) Grant(ctx context.Context, id string) (*identity.Grant, error) {
	return one(ctx, tx, scanGrant, "SELECT "+grantColumns+grantTables+"WHERE g.id = $1", id)
}

// GrantsOf implements identity.Tx.
func (tx *Tx) GrantsOf(ctx context.Context, person string) ([]identity.Grant, error) {
	return all(ctx, tx, scanGrant, "SELECT "+grantColumns+grantTables+
		"WHERE g.person = $1 AND g.deleted_at IS NULL AND o.deleted_at IS NULL ORDER BY COALESCE(o.path, '/'), g.role, g.id", person)
}

func scanMember(s scanner, m *identity.Member) error {
	return s.Scan(append(grantFields(&m.Grant), &m.PersonName, &m.PersonEmail, &m.OrganisationTitle)...)
}

var memberList = list[identity.Member]{
	from: "grants g LEFT JOIN organisations o ON o.id = g.organisation JOIN people h ON h.id = g.person", id: "g.id",
	orders: []sorting{
		{name: "name", by: "h.sort_name"},
		{name: "organisation", by: "COALESCE(o.sort_path, substr(h.sort_name, 1, 0))"},
		{name: "role", by: "g.role", kind: byText},
		{name: "created", by: "g.created_at", kind: byInstant},
	},
	columns: grantColumns + ", h.name, h.email, COALESCE(o.title, '')",
	rows:    "JOIN grants g ON g.id = p.id LEFT JOIN organisations o ON o.id = g.organisation JOIN people h ON h.id = g.person",
	scan:    scanMember,
}

// Grants implements identity.Tx.
func (tx *Tx) Grants(ctx context.Context, q identity.GrantQuery) (havre.Page[identity.Member], error) {
	var w where
	if q.Scopes != nil {
		w.any(below("COALESCE(o.path, '/')", q.Scopes))
	}
	if q.Path != "" {
		w.and("COALESCE(o.path, '/') = substr(?, 1, length(COALESCE(o.path, '/')))", q.Path)
	}
	w.equal("g.organisation", q.Organisation)
	w.equal("g.person", q.Person)
	w.equal("g.role", string(q.Role))
	if !q.InForceAt.IsZero() {
		w.and("(g.until_at IS NULL OR g.until_at > ?)", at(q.InForceAt))
	}
	w.living("g.deleted_at", false)
	w.living("o.deleted_at", false)
	w.matching("h.search", q.Search)
	return page(ctx, tx, memberList, &w, q.List)
}

// SaveGrant implements identity.Tx.
func (tx *Tx) SaveGrant(ctx context.Context, g *identity.Grant) error {
	err := tx.save(ctx, row{
		"grants", g.ID,
		[]string{"person", "organisation", "role", "until_at", "reason"},
		[]any{g.Person, null(g.Organisation), g.Role, maybe(g.Until), g.Reason},
	}, &g.Stamps)
	if err != nil {
		return err
	}
	if g.Organisation == "" {
		g.Path = identity.PortalPath
		return nil
	}
	g.Path, err = value[string](ctx, tx, "SELECT path FROM organisations WHERE id = $1", g.Organisation)
	return err
}
