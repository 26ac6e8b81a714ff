package store

import (
	"context"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

var personColumns = "h.id, h.kind, h.issuer, h.subject, h.email, h.name, h.language, h.theme, h.home, h.password, h.last_seen_at, h.disabled, h.erased, " + stamped("h")

func scanPerson(s scanner, p *identity.Person) error {
	return s.Scan(append([]any{
		&p.ID, &p.Kind, &p.Issuer, &p.Subject, &p.Email, &p.Name, &p.Language, &p.Theme, &p.Home, &p.Password,
		instant{&p.LastSeenAt},
		&p.Disabled, &p.Erased,
	}, stamps(&p.Stamps)...)...)
}

// Person implements identity.Tx.
func (tx *Tx) Person(ctx context.Context, id string) (*identity.Person, error) {
	return one(ctx, tx, scanPerson, "SELECT "+personColumns+" FROM people h WHERE h.id = $1", id)
}

// PersonOfSubject implements identity.Tx.
func (tx *Tx) PersonOfSubject(ctx context.Context, issuer, subject string) (*identity.Person, error) {
	return one(ctx, tx, scanPerson, "SELECT "+personColumns+" FROM people h WHERE h.issuer = $1 AND h.subject = $2 AND h.subject <> ''", issuer, subject)
}

// PersonOfEmail implements identity.Tx.
func (tx *Tx) PersonOfEmail(ctx context.Context, email string) (*identity.Person, error) {
	return one(ctx, tx, scanPerson, "SELECT "+personColumns+" FROM people h WHERE h.issuer = '' AND h.email = $1 AND h.email <> ''", email)
}

var personList = list[identity.Person]{
	from: "people h", id: "h.id",
	orders: []sorting{
		{name: "name", by: "h.sort_name"},
		{name: "seen", by: "h.last_seen_at", kind: byInstant},
		{name: "created", by: "h.created_at", kind: byInstant},
	},
	columns: personColumns,
	rows:    "JOIN people h ON h.id = p.id",
	scan:    scanPerson,
}

// People implements identity.Tx.
func (tx *Tx) People(ctx context.Context, q identity.PersonQuery) (havre.Page[identity.Person], error) {
	var w where
	if q.Scopes != nil {
		inside := below("o.path", q.Scopes)
		w.any(
			inside.within("h.home IN (SELECT o.id FROM organisations o WHERE ", ")"),
			below("COALESCE(o.path, '/')", q.Scopes).within("h.id IN (SELECT g.person FROM grants g LEFT JOIN organisations o ON o.id = g.organisation WHERE g.deleted_at IS NULL AND (", "))"),
		)
	}
	w.equal("h.kind", string(q.Kind))
	w.living("h.deleted_at", false)
	w.matching("h.search", q.Search)
	return page(ctx, tx, personList, &w, q.List)
}

// SavePerson implements identity.Tx.
func (tx *Tx) SavePerson(ctx context.Context, p *identity.Person) error {
	return tx.save(ctx, row{
		"people", p.ID,
		[]string{"kind", "issuer", "subject", "email", "name", "language", "theme", "home", "password", "last_seen_at", "disabled", "erased", "search", "sort_name"},
		[]any{
			p.Kind, p.Issuer, p.Subject, p.Email, p.Name, p.Language, p.Theme, p.Home, p.Password, at(p.LastSeenAt), p.Disabled, p.Erased,
			search(p.Name, p.Email), sortKey(p.Name),
		},
	}, &p.Stamps)
}

// MailOf implements notify.Tx: a human being with an address, neither disabled nor
// forgotten.
func (tx *Tx) MailOf(ctx context.Context, person string) (name, email string, lang havre.Lang, err error) {
	p, err := one(ctx, tx, scanPerson, "SELECT "+personColumns+` FROM people h
		WHERE h.id = $1 AND h.kind = $2 AND h.email <> '' AND h.disabled = FALSE AND h.erased = FALSE AND h.deleted_at IS NULL`, person, identity.Human)
	if err != nil {
		return "", "", "", err
	}
	return p.Name, p.Email, p.Language, nil
}

// PersonOfMail implements order.Tx.
func (tx *Tx) PersonOfMail(ctx context.Context, email string) (*identity.Person, error) {
	return one(ctx, tx, scanPerson, "SELECT "+personColumns+` FROM people h
		WHERE h.email = $1 AND h.deleted_at IS NULL AND h.disabled = FALSE AND h.erased = FALSE ORDER BY h.last_seen_at DESC, h.id LIMIT 1`, strings.ToLower(email))
}
