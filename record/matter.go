package record

import (
	"context"
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// matter is all that a need is decided on, but for the catalogue and the doctrine.
type matter struct {
	need     *Need
	document []byte // as the team wrote it
	revision int
	by       owner        // what its organisation tells
	granted  []Derogation // not ended, the oldest first
	mark     string       // changes when any of these does
}

// matterOf gathers what a revision of a need is decided on, on a day.
func matterOf(ctx context.Context, tx Tx, n *Need, document []byte, revision int, on havre.Date) (*matter, error) {
	by, err := owning(ctx, tx, n.Organisation)
	if err != nil {
		return nil, err
	}
	granted, err := grantedTo(ctx, tx, n.ID, on)
	if err != nil {
		return nil, err
	}
	m := &matter{need: n, document: document, revision: revision, by: by, granted: granted}
	var mark strings.Builder
	fmt.Fprintf(&mark, "%d %d %s %s", n.Version, revision, by.body, by.ministry)
	for i := range granted {
		fmt.Fprintf(&mark, " %s %d", granted[i].ID, granted[i].Version)
	}
	m.mark = mark.String()
	return m, nil
}

// grantedTo are the derogations granted to a need that are in force on a day, or
// will be.
func grantedTo(ctx context.Context, tx Tx, need string, on havre.Date) ([]Derogation, error) {
	q := DerogationQuery{Needs: NeedQuery{All: true}, Need: need, State: Granted, List: havre.List{Limit: havre.MaxLimit, Sort: "requested"}}
	page, err := tx.Derogations(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Derogation
	for _, d := range page.Items {
		if d.Until.IsZero() || on.Before(d.Until) {
			out = append(out, d)
		}
	}
	return out, nil
}

// OfferTitle is what an offer is called.
func (h *Holding) OfferTitle(id string) havre.Text {
	if o, ok := h.Catalogue.Offer(id); ok {
		return titleOf(o)
	}
	return havre.Same(id)
}

// offerIDs are the offers of the catalogue.
func (h *Holding) offerIDs() []string {
	var out []string
	for _, o := range h.Catalogue.Offers() {
		out = append(out, o.ID)
	}
	return out
}

func titleOf(o *catalogue.Offer) havre.Text {
	if o.Title.IsZero() {
		return o.Platform.Title
	}
	return o.Title
}
