package record

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/havre-cloud/havre/dossier"
)

// owner is what an organisation tells of all its needs.
type owner struct{ body, ministry string }

// owning is what an organisation, or failing it those above, tells of its needs.
func owning(ctx context.Context, tx Tx, organisation string) (out owner, err error) {
	for id := organisation; id != ""; {
		o, err := tx.Organisation(ctx, id)
		if err != nil {
			return out, err
		}
		if id == organisation {
			out.body = o.Body
		}
		if out.ministry == "" {
			out.ministry = o.Ministry
		}
		id = o.Parent
	}
	return out, nil
}

// completed is a need as it is decided: the author's text, what the organisation
// tells where the text is silent, and the derogations granted on record. The text
// is a dossier like any other, which `havre decide` takes.
func completed(document []byte, by owner, granted []Derogation) ([]byte, *dossier.Dossier, error) {
	want, err := DossierOf(document)
	if err != nil {
		return nil, nil, err
	}
	var add additions
	add.complete(want, by)
	add.grant(want, granted)
	if add.empty() {
		return document, want, nil
	}
	expected, err := json.Marshal(want)
	if err != nil {
		return nil, nil, fmt.Errorf("completing the need: %w", err)
	}
	for _, text := range add.written(document, want) {
		got, err := DossierOf(text)
		if err != nil {
			continue
		}
		if said, err := json.Marshal(got); err == nil && bytes.Equal(said, expected) {
			return text, got, nil
		}
	}
	return rewritten(expected)
}

// rewritten is the dossier written anew, for a text in which nothing could be
// inserted.
func rewritten(expected []byte) ([]byte, *dossier.Dossier, error) {
	var text bytes.Buffer
	if err := json.Indent(&text, expected, "", "  "); err != nil {
		return nil, nil, fmt.Errorf("completing the need: %w", err)
	}
	text.WriteByte('\n')
	d, err := DossierOf(text.Bytes())
	return text.Bytes(), d, err
}

// additions are the lines of YAML to insert in a need's text.
type additions struct {
	organisation []string // fields
	derogations  []string // items
}

func (a *additions) empty() bool { return len(a.organisation)+len(a.derogations) == 0 }

// complete fills what the author left out of the organisation. What was written
// to be unknown stays so.
func (a *additions) complete(d *dossier.Dossier, by owner) {
	silent := func(path string) bool {
		line, _ := d.Position(path)
		return line == 0
	}
	if by.body != "" && silent("organisation.kind") {
		d.Spec.Organisation.Kind = dossier.Word(by.body)
		a.organisation = append(a.organisation, "kind: "+by.body)
	}
	if by.ministry != "" && silent("organisation.ministry") {
		d.Spec.Organisation.Ministry = dossier.Word(by.ministry)
		a.organisation = append(a.organisation, "ministry: "+by.ministry)
	}
}

// grant puts the derogations of the record before those that the author declares.
func (a *additions) grant(d *dossier.Dossier, granted []Derogation) {
	var all []dossier.Derogation
	for i := range granted {
		g := &granted[i]
		all = append(all, dossier.Derogation{
			Rule: g.Rule, Offer: g.Offer, Authority: g.Authority, Reference: g.Reference, Document: g.Proof, From: g.From, Until: g.Until,
		})
		a.derogations = append(a.derogations, inline(&all[i]))
	}
	d.Spec.Derogations = append(all, d.Spec.Derogations...)
}
