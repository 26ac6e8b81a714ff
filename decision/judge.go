package decision

import (
	"fmt"
	"slices"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/network"
)

// Model is the published fact model for a catalogue: the facts of dossiers and
// offers, with the platforms it names.
func Model(c *catalogue.Catalogue) (*fact.Model, error) {
	m, err := fact.NewModel(dossier.Facts(), catalogue.Facts())
	if err != nil {
		return nil, err
	}
	var ids []string
	seen := map[string]bool{}
	var places []string
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			places = append(places, id)
		}
	}
	for _, o := range c.Offers() {
		ids = append(ids, o.ID)
		add(o.ID)
	}
	for _, p := range c.Platforms {
		add(p.ID)
	}
	for _, n := range c.Networks {
		add(n.ID)
	}
	for _, p := range c.Platforms {
		for _, z := range p.Zones {
			add(z.ID)
		}
	}
	slices.Sort(places)
	var flows []string
	for _, p := range append(places, dossier.Elsewhere) {
		flows = append(flows, dossier.FlowsWith(p)...)
	}
	return m.WithValues("offer.id", ids).WithValues("offer.reaches", flows).WithValues("offer.reachesRestricted", flows).WithValues("offer.reachesSensitive", flows).WithValues("dossier.flows.to", flows), nil
}

// Options choose what a judge applies.
type Options struct {
	On    havre.Date // the day: rules in force and facts valid; required
	Force string     // a rule set to apply whatever the day
}

// Judge decides dossiers on one day. It may be used from many goroutines.
type Judge struct {
	model *fact.Model
	cat   *catalogue.Catalogue
	doc   *doctrine.Doctrine
	opts  Options
	view  *catalogue.View
	graph *network.Graph
	used  Digest

	named func() []string // every rule and article, for warnings

	mu    sync.Mutex
	plans map[string]*plan // by ministry
}

// plan is what judges the dossiers of one ministry: its rules, compiled.
type plan struct {
	sets    []SetUsed
	offer   []doctrine.Applied // rules on offers, in order
	project []doctrine.Applied // the others
	must    []int              // positions in offer of the rules that decide
	program *engine.Program
}

// NewJudge reads the catalogue as of the day. The doctrine must have been loaded
// with the model of this catalogue, see [Model].
func NewJudge(c *catalogue.Catalogue, doc *doctrine.Doctrine, o Options) (*Judge, error) {
	if o.On.IsZero() {
		return nil, fmt.Errorf("a decision needs a date")
	}
	j := &Judge{model: doc.Model(), cat: c, doc: doc, opts: o, view: c.At(o.On, doc.Model()), plans: map[string]*plan{}}
	j.used.Version, j.used.SHA256 = c.Digest()
	j.named = sync.OnceValue(j.ruleNames)
	j.graph = network.New(j.view)
	connect(j.model, j.view, j.graph)
	_, err := j.plan("")
	return j, err
}

// View is the catalogue as the judge reads it.
func (j *Judge) View() *catalogue.View { return j.view }

// On is the day of the judge.
func (j *Judge) On() havre.Date { return j.opts.On }

// plan is the compiled rules for a ministry, made once.
func (j *Judge) plan(ministry string) (*plan, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if p, ok := j.plans[ministry]; ok {
		return p, nil
	}
	p, err := j.newPlan(ministry)
	if err == nil {
		j.plans[ministry] = p
	}
	return p, err
}

func (j *Judge) newPlan(ministry string) (*plan, error) {
	sets, err := j.doc.SetsInForce(j.opts.On, j.opts.Force, ministry)
	if err != nil {
		return nil, err
	}
	rules, err := j.doc.InForce(j.opts.On, j.opts.Force, ministry)
	if err != nil {
		return nil, err
	}
	if len(rules) == 0 {
		return nil, j.noRule()
	}
	p := &plan{}
	for _, s := range sets {
		p.sets = append(p.sets, SetUsed{s.ID, s.Version, s.Digest})
	}
	for _, r := range rules {
		if r.Rule.Judges != doctrine.Offer {
			p.project = append(p.project, r)
			continue
		}
		if r.Rule.Severity == doctrine.Must {
			p.must = append(p.must, len(p.offer))
		}
		p.offer = append(p.offer, r)
	}
	p.program, err = engine.Compile(j.model, p.kernel(), j.offerFacts())
	return p, err
}

// noRule refuses to decide when nothing judges: no rule in force must not read as
// every offer eligible.
func (j *Judge) noRule() error {
	var first havre.Date
	for _, s := range j.doc.List() {
		if s.Level == doctrine.State && (first.IsZero() || s.Period.From.Before(first)) {
			first = s.Period.From
		}
	}
	return havre.Problems{{
		Field: "--on", Value: j.opts.On.String(), Message: havre.Text{
			FR: "aucune règle n'est en vigueur à cette date ; la première doctrine de l'État l'est depuis le %s",
			EN: "no rule is in force on that date; the first doctrine of the State is since %s",
		}.With(first.String()),
	}}
}

// kernel is the rules that decide, as the engine takes them.
func (p *plan) kernel() []engine.Rule {
	out := make([]engine.Rule, len(p.must))
	for i, k := range p.must {
		a := &p.offer[k]
		out[i] = engine.Rule{ID: a.Rule.ID, When: a.When, Concerns: a.Concerns, Requires: a.Requires}
	}
	return out
}

func (j *Judge) offerFacts() []fact.Facts {
	out := make([]fact.Facts, len(j.view.Offers))
	for i := range j.view.Offers {
		out[i] = j.view.Offers[i].Facts
	}
	return out
}

// ministryOf is the ministry whose own rules judge a dossier, "" when unknown.
func (j *Judge) ministryOf(d fact.Facts) string {
	r, ok := j.model.Lookup("dossier.organisation.ministry")
	if !ok || !d[r.Index].Known {
		return ""
	}
	return j.model.Def(r).Values[d[r.Index].Number]
}
