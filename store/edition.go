package store

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/record"
)

const editionColumns = "e.number, e.catalogue, e.doctrine, e.catalogue_version, e.at, e.author, e.note_fr, e.note_en"

func scanEdition(s scanner, e *record.Edition) error {
	return s.Scan(&e.Number, &e.Catalogue, &e.Doctrine, &e.CatalogueVersion, instant{&e.At}, &e.By, &e.Note.FR, &e.Note.EN)
}

// AddEdition implements record.Tx.
func (tx *Tx) AddEdition(ctx context.Context, e *record.Edition) error {
	number, err := value[int64](ctx, tx, "SELECT COALESCE(MAX(number), 0) + 1 FROM editions")
	if err != nil {
		return err
	}
	e.Number = number
	return tx.run(ctx, "INSERT INTO editions (number, catalogue, doctrine, catalogue_version, at, author, note_fr, note_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		e.Number, e.Catalogue, e.Doctrine, e.CatalogueVersion, at(e.At), e.By, e.Note.FR, e.Note.EN)
}

// CurrentEdition implements record.Tx: the newest.
func (tx *Tx) CurrentEdition(ctx context.Context) (*record.Edition, error) {
	return one(ctx, tx, scanEdition, "SELECT "+editionColumns+" FROM editions e ORDER BY e.number DESC LIMIT 1")
}

var editionList = list[record.Edition]{
	from: "editions e", id: "e.catalogue || e.doctrine",
	orders:  []sorting{{name: "number", by: "e.number", kind: byNumber, desc: true}},
	columns: editionColumns,
	rows:    "JOIN editions e ON e.number = p.sort_key",
	scan:    scanEdition,
}

// Editions implements record.Tx, the newest first.
func (tx *Tx) Editions(ctx context.Context, l havre.List) (havre.Page[record.Edition], error) {
	return page(ctx, tx, editionList, &where{}, l)
}
