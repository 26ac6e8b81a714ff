package store

import (
	"bytes"
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/record"
)

var _ record.Tx = (*Tx)(nil)

var needColumns = "n.id, n.organisation, o.path, o.title, n.name, n.title, n.state, n.ministry, n.revision, n.decision, " + stamped("n")

// heldNeed is a need with what its row refers to.
type heldNeed struct {
	record.Need
	decision string
}

func needFields(n *heldNeed) []any {
	return append([]any{
		&n.ID, &n.Organisation, &n.Path, &n.OrgTitle, &n.Name, &n.Title, &n.State, &n.Ministry, &n.Revision, &n.decision,
	}, stamps(&n.Stamps)...)
}

func scanNeed(s scanner, n *heldNeed) error { return s.Scan(needFields(n)...) }

// Need implements record.Tx.
func (tx *Tx) Need(ctx context.Context, id string) (*record.Need, error) {
	return tx.need(ctx, "n.id = $1", id)
}

// NeedNamed implements record.Tx, among the living.
func (tx *Tx) NeedNamed(ctx context.Context, organisation, name string) (*record.Need, error) {
	return tx.need(ctx, "n.organisation = $1 AND n.name = $2 AND n.deleted_at IS NULL", organisation, name)
}

func (tx *Tx) need(ctx context.Context, condition string, operands ...any) (*record.Need, error) {
	n, err := one(ctx, tx, func(s scanner, n *heldNeed) error {
		return s.Scan(append(needFields(n), &n.Document)...)
	}, "SELECT "+needColumns+`, r.document FROM needs n JOIN organisations o ON o.id = n.organisation
		JOIN revisions r ON r.need = n.id AND r.number = n.revision WHERE `+condition, operands...)
	if err != nil {
		return nil, err
	}
	held := []heldNeed{*n}
	if err := tx.attach(ctx, held); err != nil {
		return nil, err
	}
	return &held[0].Need, nil
}

// attach fills in the shares and the current decisions of needs.
func (tx *Tx) attach(ctx context.Context, needs []heldNeed) error {
	var ids, decisions []any
	places := map[string]*heldNeed{}
	for i := range needs {
		n := &needs[i]
		places[n.ID] = n
		ids = append(ids, n.ID)
		if n.decision != "" {
			decisions = append(decisions, n.decision)
		}
	}
	summaries, err := tx.summaries(ctx, decisions)
	if err != nil {
		return err
	}
	for i := range summaries {
		places[summaries[i].Need].Current = &summaries[i]
	}
	shares, err := tx.shares(ctx, ids)
	if err != nil {
		return err
	}
	for _, s := range shares {
		places[s.need].Shares = append(places[s.need].Shares, s.Share)
	}
	return nil
}

var needList = list[heldNeed]{
	from: "needs n", id: "n.id",
	orders: []sorting{
		{name: "title", by: "n.sort_title"},
		{name: "organisation", by: "n.sort_path"},
		{name: "updated", by: "n.updated_at", kind: byInstant},
		{name: "state", by: "CASE n.state WHEN 'draft' THEN 1 WHEN 'shared' THEN 2 ELSE 3 END", kind: byNumber},
		{name: "verdict", by: "CASE n.verdict WHEN 'eligible' THEN 1 WHEN 'undetermined' THEN 2 WHEN 'ineligible' THEN 3 ELSE 4 END", kind: byNumber},
		{name: "due", by: "n.due", kind: byText},
	},
	columns: needColumns,
	rows:    "JOIN needs n ON n.id = p.id JOIN organisations o ON o.id = n.organisation",
	scan:    scanNeed,
}

// Needs implements record.Tx.
func (tx *Tx) Needs(ctx context.Context, q record.NeedQuery) (havre.Page[record.Need], error) {
	var out havre.Page[record.Need]
	found, err := page(ctx, tx, needList, needFilters(q), q.List)
	if err != nil {
		return out, err
	}
	out.Total, out.Next = found.Total, found.Next
	if err := tx.attach(ctx, found.Items); err != nil {
		return out, err
	}
	for i := range found.Items {
		out.Items = append(out.Items, found.Items[i].Need)
	}
	return out, nil
}

// needFilters chooses rows of needs n.
func needFilters(q record.NeedQuery) *where {
	var w where
	w.living("n.deleted_at", q.Deleted)
	w.visible(q)
	if q.Organisation != "" {
		w.any(inOrganisations([]string{q.Organisation}))
	}
	w.equal("n.state", string(q.State))
	w.equal("n.ministry", q.Ministry)
	if q.Verdict == "none" {
		w.and("n.verdict = ''")
	} else {
		w.equal("n.verdict", string(q.Verdict))
	}
	if q.Offer != "" {
		w.and("n.id IN (SELECT f.need FROM need_offers f WHERE f.offer = ?)", q.Offer)
	}
	if q.Reopened {
		w.and("n.reopened = TRUE")
	}
	if !q.DueBefore.IsZero() {
		w.and("n.due <= ?", q.DueBefore.String())
	}
	w.matching("n.search", q.Search)
	return &w
}

// visible keeps the needs that a reader may know of: as the policy does for one
// need, here for a list of them. Deleted ones are not shared any more.
func (w *where) visible(q record.NeedQuery) {
	if q.All {
		return
	}
	ways := []alternative{
		inOrganisations(q.Scopes).within("n.state <> 'draft' AND ", ""),
		inOrganisations(q.DraftScopes),
	}
	if !q.Deleted {
		ways = append(ways, sharedWith(q.Reader, q.Scopes).within("n.state <> 'draft' AND ", ""))
	}
	if q.Reader != "" {
		ways = append(ways, alternative{"n.created_by = ?", []any{q.Reader}})
	}
	w.any(ways...)
}

// inOrganisations holds for the needs of organisations at or below the paths.
func inOrganisations(paths []string) alternative {
	return below("o.path", paths).within("n.organisation IN (SELECT o.id FROM organisations o WHERE ", ")")
}

// sharedWith holds for what is shared with the reader, or with an organisation at,
// below or above one where the reader has a role.
func sharedWith(reader string, scopes []string) alternative {
	organisations := below("o.path", scopes)
	for _, s := range scopes {
		organisations.text += " OR o.path = substr(?, 1, length(o.path))"
		organisations.operands = append(organisations.operands, s)
	}
	organisations = organisations.within("s.target IN (SELECT o.id FROM organisations o WHERE ", ")")
	if reader != "" {
		if organisations.text != "" {
			organisations.text += " OR "
		}
		organisations.text += "s.target = ?"
		organisations.operands = append(organisations.operands, reader)
	}
	return organisations.within("n.id IN (SELECT s.need FROM shares s WHERE ", ")")
}

// needBatch is how many needs EachNeed reads at a time.
const needBatch = 200

// EachNeed implements record.Tx. It reads some at a time, so that fn may use the
// transaction.
func (tx *Tx) EachNeed(ctx context.Context, q record.NeedQuery, fn func(*record.Need) error) error {
	for last := ""; ; {
		w := needFilters(q)
		w.and("n.id > ?", last)
		w.operands = append(w.operands, needBatch)
		needs, err := all(ctx, tx, func(s scanner, n *heldNeed) error {
			return s.Scan(append(needFields(n), &n.Document)...)
		}, "SELECT "+needColumns+`, r.document FROM needs n JOIN organisations o ON o.id = n.organisation
			JOIN revisions r ON r.need = n.id AND r.number = n.revision WHERE `+w.String()+" ORDER BY n.id LIMIT "+w.last(), w.operands...)
		if err != nil {
			return err
		}
		if err := tx.attach(ctx, needs); err != nil {
			return err
		}
		for i := range needs {
			if err := fn(&needs[i].Need); err != nil {
				return err
			}
		}
		if len(needs) < needBatch {
			return nil
		}
		last = needs[len(needs)-1].ID
	}
}

// CountVerdicts implements record.Tx.
func (tx *Tx) CountVerdicts(ctx context.Context, q record.NeedQuery) (map[decision.Verdict]int, error) {
	w := needFilters(q)
	type count struct {
		verdict decision.Verdict
		needs   int
	}
	counts, err := all(ctx, tx, func(s scanner, c *count) error { return s.Scan(&c.verdict, &c.needs) },
		"SELECT n.verdict, COUNT(*) FROM needs n WHERE "+w.String()+" GROUP BY n.verdict", w.operands...)
	out := map[decision.Verdict]int{}
	for _, c := range counts {
		out[c.verdict] = c.needs
	}
	return out, err
}

// SaveNeed implements record.Tx. A need without a document keeps the one it has.
func (tx *Tx) SaveNeed(ctx context.Context, n *record.Need, note string) error {
	revised, err := tx.revised(ctx, n)
	if err != nil {
		return err
	}
	place, err := tx.place(ctx, n.Organisation)
	switch {
	case err != nil:
		return err
	case place == nil:
		return notFound(nil)
	}
	r := row{
		"needs", n.ID,
		[]string{"organisation", "name", "title", "state", "ministry", "revision", "search", "sort_title", "sort_path"},
		[]any{n.Organisation, n.Name, n.Title, n.State, n.Ministry, n.Revision, search(n.Title, n.Name), sortKey(n.Title), place.sort},
	}
	if n.Version == 0 { // what the decisions fill in later
		r.columns = append(r.columns, "decision", "verdict", "offer", "reopened", "due", "taken", "taken_eligible", "taken_undetermined", "taken_ineligible")
		r.values = append(r.values, "", "", "", false, never, 0, 0, 0, 0)
	}
	if err := tx.save(ctx, r, &n.Stamps); err != nil {
		return err
	}
	n.Path = place.path
	if !revised {
		return nil
	}
	return tx.addRevision(ctx, &record.Revision{Need: n.ID, Number: n.Revision, Document: n.Document, Note: note, At: n.UpdatedAt, By: n.UpdatedBy})
}

// revised sets the number of the revision, and says whether it is a new one.
func (tx *Tx) revised(ctx context.Context, n *record.Need) (bool, error) {
	if n.Version == 0 {
		n.Revision = 1
		return true, nil
	}
	newest, err := one(ctx, tx, func(s scanner, r *record.Revision) error { return s.Scan(&r.Number, &r.Document) },
		"SELECT number, document FROM revisions WHERE need = $1 ORDER BY number DESC LIMIT 1", n.ID)
	if err != nil {
		return false, err
	}
	n.Revision = newest.Number
	if n.Document == nil || bytes.Equal(n.Document, newest.Document) {
		return false, nil
	}
	n.Revision++
	return true, nil
}

// PurgeNeed implements record.Tx. What hangs on a need goes with it: its
// revisions, shares, comments, decisions and derogations, and the notices about it.
func (tx *Tx) PurgeNeed(ctx context.Context, id string) error {
	if err := tx.run(ctx, "DELETE FROM notices WHERE object = $1 OR object IN (SELECT d.id FROM decisions d WHERE d.need = $1)"+
		" OR object IN (SELECT w.id FROM derogations w WHERE w.need = $1)", id); err != nil {
		return err
	}
	if err := tx.run(ctx, "DELETE FROM orders WHERE need = $1 AND number = ''", id); err != nil { // baskets
		return err
	}
	n, err := tx.exec(ctx, "DELETE FROM needs WHERE id = $1 AND deleted_at IS NOT NULL", id)
	if err == nil && n == 0 {
		return notFound(nil)
	}
	return err
}
