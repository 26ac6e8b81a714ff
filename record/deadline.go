package record

import (
	"cmp"
	"context"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
)

// The kinds of deadlines.
const (
	AttestationEnds = "attestation"
	EvidenceEnds    = "evidence"
	DerogationEnds  = "derogation"
	RuleTurns       = "rule"
)

// Deadlines is the calendar: attestations, documents, derogations and rules that
// end or begin before a day, the nearest first, as far as the actor may see.
func (s *Service) Deadlines(ctx context.Context, a identity.Actor, until havre.Date) (all []Deadline, err error) {
	if err := SignedIn(a); err != nil {
		return nil, err
	}
	ahead := havre.Period{From: s.Today().AddDays(1), Until: until}
	h := s.Library.Now()
	err = s.DB.Read(ctx, func(tx Tx) error {
		c := calendar{tx: tx, holding: h, period: ahead, seen: See(a, NeedQuery{})}
		all, err = c.deadlines(ctx)
		return err
	})
	return all, err
}

// calendar gathers what ends or begins in a period.
type calendar struct {
	tx      Tx
	holding *Holding
	period  havre.Period
	seen    NeedQuery // bounds what the asker may see
	found   []Deadline
}

func (c *calendar) deadlines(ctx context.Context) ([]Deadline, error) {
	for _, gather := range []func(context.Context) error{c.derogations, c.evidence, c.attestations, c.rules} {
		if err := gather(ctx); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(c.found, func(x, y Deadline) int {
		return cmp.Or(x.On.Compare(y.On), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Title.FR, y.Title.FR), cmp.Compare(x.Need, y.Need))
	})
	return c.found, nil
}

// derogations are those granted that end.
func (c *calendar) derogations(ctx context.Context) error {
	return eachGranted(ctx, c.tx, c.seen, c.period.Until, func(d *Derogation) {
		if !d.Until.IsZero() && c.period.Contains(d.Until) {
			c.found = append(c.found, Deadline{
				On: d.Until, Kind: DerogationEnds, Offer: d.Offer, Rule: d.Rule, Need: d.Need, NeedTitle: d.NeedTitle, Needs: 1, Link: d.link(),
				Title: havre.Text{FR: "fin de la dérogation à %[1]s, %[2]s", EN: "end of the derogation from %[1]s, %[2]s"}.With(d.Rule, c.holding.ruleTitle(d.Rule)),
			})
		}
	})
}

// link is where a derogation is shown, without language.
func (d *Derogation) link() string { return "/derogations/" + d.ID }

// eachGranted goes through the derogations granted that end by a day.
func eachGranted(ctx context.Context, tx Tx, seen NeedQuery, by havre.Date, fn func(*Derogation)) error {
	q := DerogationQuery{Needs: seen, State: Granted, EndBefore: by, List: havre.List{Sort: "until", Limit: havre.MaxLimit}}
	for {
		page, err := tx.Derogations(ctx, q)
		if err != nil {
			return err
		}
		for i := range page.Items {
			fn(&page.Items[i])
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// evidence are the documents that needs file and that lapse. Only needs whose
// decision may change by then are read: a document that shows nothing is no
// deadline.
func (c *calendar) evidence(ctx context.Context) error {
	q := c.seen
	q.DueBefore = c.period.Until
	return c.tx.EachNeed(ctx, q, func(n *Need) error {
		d, err := DossierOf(n.Document)
		if err != nil || n.State == Archived {
			return nil //nolint:nilerr // it was right when it was stored; its page will tell
		}
		for i := range d.Spec.Evidence {
			if e := &d.Spec.Evidence[i]; e.Document != "" && !e.Expires.IsZero() && c.period.Contains(e.Expires) {
				c.found = append(c.found, Deadline{
					On: e.Expires, Kind: EvidenceEnds, Title: evidenceTitle(e), Rule: e.Rule, Need: n.ID, NeedTitle: n.Title, Needs: 1, Link: n.link(),
				})
			}
		}
		return nil
	})
}

func evidenceTitle(e *dossier.Evidence) havre.Text {
	return havre.Text{FR: "« %[1]s », qui montre %[2]s, n’est plus valable", EN: "“%[1]s”, which shows %[2]s, is no longer valid"}.With(e.Document, e.Rule)
}

// attestations are the certificates of offers, with how many needs have the offer
// among those eligible.
func (c *calendar) attestations(ctx context.Context) error {
	for _, o := range c.holding.Catalogue.Offers() {
		for i := range o.Attestations {
			t := &o.Attestations[i]
			if t.Period.Until.IsZero() || !c.period.Contains(t.Period.Until) {
				continue
			}
			n, err := c.count(ctx, NeedQuery{Offer: o.ID})
			if err != nil {
				return err
			}
			c.found = append(c.found, Deadline{
				On: t.Period.Until, Kind: AttestationEnds, Title: attestationTitle(o, t), Offer: o.ID, Needs: n, Link: "/plateformes/" + o.Platform.ID,
			})
		}
	}
	return nil
}

// attestationNames are what people call each kind.
var attestationNames = map[string]havre.Text{
	"secnumcloud": {FR: "qualification SecNumCloud", EN: "SecNumCloud qualification"},
	"hds":         {FR: "certification HDS", EN: "HDS certification"},
	"restricted":  {FR: "aptitude à la Diffusion Restreinte", EN: "approval for Diffusion Restreinte"},
	"iso27001":    {FR: "certification ISO 27001", EN: "ISO 27001 certification"},
}

func attestationTitle(o *catalogue.Offer, t *catalogue.Attestation) havre.Text {
	return havre.Text{FR: "fin de la %[1]s : %[2]s", EN: "end of the %[1]s: %[2]s"}.With(attestationNames[t.Kind], titleOf(o))
}

// count is how many needs there are of a kind, as far as the asker may see.
func (c *calendar) count(ctx context.Context, q NeedQuery) (int, error) {
	q.Scopes, q.DraftScopes, q.Reader, q.All = c.seen.Scopes, c.seen.DraftScopes, c.seen.Reader, c.seen.All
	q.List = havre.List{Limit: 1}
	page, err := c.tx.Needs(ctx, q)
	return page.Total, err
}

// rules are the sets and the rules that begin or end.
func (c *calendar) rules(ctx context.Context) error {
	for _, set := range c.holding.Doctrine.List() {
		n, err := -1, error(nil)
		add := func(on havre.Date, rule string, title havre.Text) {
			if on.IsZero() || !c.period.Contains(on) || err != nil {
				return
			}
			if n < 0 {
				n, err = c.count(ctx, NeedQuery{Ministry: set.Ministry})
			}
			c.found = append(c.found, Deadline{On: on, Kind: RuleTurns, Title: title, Rule: rule, Needs: n, Link: "/regles"})
		}
		add(set.Period.From, "", begins.With(set.Title))
		add(set.Period.Until, "", ends.With(set.Title))
		for _, r := range set.Rules {
			add(r.Period.From, r.ID, begins.With(ruleName(r)))
			add(r.Period.Until, r.ID, ends.With(ruleName(r)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

var (
	begins = havre.Text{FR: "entre en vigueur : %s", EN: "comes into force: %s"}
	ends   = havre.Text{FR: "n’est plus en vigueur : %s", EN: "is no longer in force: %s"}
)

func ruleName(r *doctrine.Rule) havre.Text { return havre.Same(r.ID + ", %s").With(r.Title) }
