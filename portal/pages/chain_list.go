package pages

import (
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// queryNumber is the number of the order to try.
const queryNumber = "number"

// registerChains adds the approval chains of an organisation.
func (p *orderingPages) registerChains(s *web.Site) {
	s.Handle("GET /organisations/{id}/circuits", p.chains)
	s.Handle("GET /organisations/{id}/circuits/nouveau", p.newChain)
	s.Handle("POST /organisations/{id}/circuits/nouveau", p.saveChain)
	s.Handle("GET /organisations/{id}/circuits/{chain}", p.editChain)
	s.Handle("POST /organisations/{id}/circuits/{chain}", p.saveChain)
	s.Handle("POST /organisations/{id}/circuits/{chain}/employer", p.useChain)
	s.Handle("POST /organisations/{id}/circuits/{chain}/supprimer", p.deleteChain)
}

// chainsPath is the page of the approval chains of an organisation.
func chainsPath(organisation string, rest ...string) string {
	return organisationPath(organisation, append([]string{"circuits"}, rest...)...)
}

// chainsView is who must agree to the orders of an organisation.
type chainsView struct {
	Organisation *identity.Organisation
	Above        []identity.Organisation
	Kept         []keptChains // of the organisation, then of those above
	Builtin      []approval.Chain
	Replaced     map[string]string // by the title of what chain each built-in one is replaced
	Number       string            // of the order to try
	Trial        *order.Trial
	Answers      ui.Answers
}

// keptChains are the files of one organisation.
type keptChains struct {
	Organisation identity.Organisation
	Files        []chainFile
}

// chainFile is a file of chains, and what it says where it reads.
type chainFile struct {
	order.ChainText
	Chains []approval.Chain
	Wrong  bool // what it names has changed: it no longer reads
	// Warnings are what whoever keeps it should look at twice.
	Warnings havre.Problems
}

// chains explains who must agree, and tries it on an order.
func (p *orderingPages) chains(w http.ResponseWriter, r *web.Request) error {
	v, err := p.chainsView(r)
	if err != nil {
		return err
	}
	if v.Number = r.Field(queryNumber); v.Number != "" {
		v.Trial, err = p.Orders.TryChains(r.Context(), r.Actor, v.Number, nil)
		v.Answers, err = ui.Answered(r, err)
		if err != nil {
			return err
		}
	}
	status := http.StatusOK
	if v.Answers.Wrong() {
		status = http.StatusUnprocessableEntity
	}
	return r.Render(w, status, chainListPage(r, v))
}

func (p *orderingPages) chainsView(r *web.Request) (*chainsView, error) {
	o, err := p.Identity.Organisation(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	v := &chainsView{Organisation: o, Builtin: readingOrder(p.Orders.Chains.All()), Replaced: map[string]string{}}
	if v.Above, err = p.accounts.above(r, o); err != nil {
		return nil, err
	}
	for _, x := range slices.Concat(v.Above, []identity.Organisation{*o}) {
		files, err := p.Orders.ChainsOf(r.Context(), r.Actor, x.ID)
		if err != nil {
			return nil, err
		}
		v.keep(r, x, files)
	}
	for i := range v.Kept {
		for j := range v.Kept[i].Files {
			f := &v.Kept[i].Files[j]
			f.Warnings = p.Orders.ChainWarnings(&f.ChainText)
		}
	}
	slices.Reverse(v.Kept) // one's own first
	return v, nil
}

// keep adds the files of an organisation.
func (v *chainsView) keep(r *web.Request, o identity.Organisation, files []order.ChainText) {
	kept := keptChains{Organisation: o}
	for i := range files {
		f := chainFile{ChainText: files[i]}
		chains, err := f.Parsed()
		f.Wrong = err != nil
		for _, c := range chains {
			f.Chains = append(f.Chains, v.adopted(c))
			if f.Disabled || !c.Period.Contains(r.Today()) {
				continue
			}
			for _, id := range c.Replaces {
				v.Replaced[id] = r.Text(c.Title)
			}
		}
		kept.Files = append(kept.Files, f)
	}
	v.Kept = append(v.Kept, kept)
}

// adopted is a chain with what it takes of the one that it adopts.
func (v *chainsView) adopted(c approval.Chain) approval.Chain {
	i := slices.IndexFunc(v.Builtin, func(x approval.Chain) bool { return x.ID == c.Adopts })
	if c.Adopts != "" && i >= 0 {
		x := v.Builtin[i]
		c.When, c.WhenText, c.Steps, c.Automatic, c.Source = x.When, x.WhenText, x.Steps, x.Automatic, x.Source
	}
	return c
}

// readingOrder puts what is for every order first, what nobody has yet last.
func readingOrder(chains []approval.Chain) []approval.Chain {
	rank := func(c approval.Chain) int {
		switch {
		case c.When == "true":
			return 0
		case c.Optional:
			return 2
		}
		return 1
	}
	slices.SortStableFunc(chains, func(a, b approval.Chain) int { return rank(a) - rank(b) })
	return chains
}

// may says whether the reader sets the chains of the organisation.
func (v *chainsView) may(r *web.Request) bool {
	return mayIn(r, identity.WriteChain, v.Organisation)
}

// chainWhen says when a chain is asked, in a sentence.
func chainWhen(r *web.Request, c *approval.Chain) string {
	if c.When == "true" {
		return r.Say("Pour toute commande.", "For every order.")
	}
	if c.WhenText.IsZero() {
		return r.Say("Quand la condition ci-dessous est vraie.", "When the condition below is true.")
	}
	return r.Say("Quand %s.", "When %s.", r.Text(c.WhenText))
}

// ruleWho is who settles a step of a chain.
func ruleWho(r *web.Request, x *approval.Rule) string { return stepWho(r, &approval.Step{Rule: *x}) }

// ruleLimit is the time limit of a step, and what happens then.
func ruleLimit(r *web.Request, x *approval.Rule) string {
	limit := r.Text(x.Within.Text())
	if limit == "" {
		return r.Say("Sans délai.", "Without a time limit.")
	}
	text := r.Say("Délai : %s", "Time limit: %s", limit)
	if after := r.Text(x.Overdue.Text()); after != "" {
		text += ", " + after
	}
	if !x.EscalateTo.IsZero() {
		text += r.Say(" (%s)", " (%s)", r.Text(x.EscalateTo.Text()))
	}
	return text + "."
}

// restsOn says whose choice a chain is, when it applies no text.
func restsOn(r *web.Request, c *approval.Chain, kept string) string {
	if kept != "" {
		return r.Say("Choix de « %s ».", "A choice of “%s”.", kept)
	}
	return r.Say("Choix de Havre : aucun texte ne l'impose. Une organisation peut le remplacer (replaces: [%s]).", "A choice of Havre: no text requires it. An organisation may replace it (replaces: [%s]).", c.ID)
}

// sourceText is a text that a chain applies, with how well it is known.
func sourceText(r *web.Request, s havre.Source) string {
	title := s.Title
	if s.Article != "" {
		title += r.Say(", article %s", ", article %s", s.Article)
	}
	return title
}

// ruleStages are the steps of a chain, those asked together in the same place.
func ruleStages(steps []approval.Rule) (out [][]approval.Rule) {
	sorted := slices.Clone(steps)
	slices.SortStableFunc(sorted, func(a, b approval.Rule) int { return a.Stage - b.Stage })
	for _, s := range sorted {
		if n := len(out); n > 0 && out[n-1][0].Stage == s.Stage {
			out[n-1] = append(out[n-1], s)
			continue
		}
		out = append(out, []approval.Rule{s})
	}
	return out
}

// concerns says whether an order belongs to the organisation whose chains are tried.
func (v *chainsView) concerns() bool {
	return v.Trial == nil || len(v.Trial.Order.Path) >= len(v.Organisation.Path) && v.Trial.Order.Path[:len(v.Organisation.Path)] == v.Organisation.Path
}
