package api

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

type portfolioShown struct{ Body wire.Portfolio }

func portfolio(a *API) {
	register(a, operation{
		id: "getPortfolio", method: http.MethodGet, path: "/portfolio", group: groupPortfolio,
		summary: havre.Text{FR: "Qui est où", EN: "Who is where"},
		long: havre.Text{
			FR: "Les dossiers que vous pouvez voir, comptés par verdict de leur décision, par ministère et par première offre éligible.",
			EN: "The needs that you may see, counted by verdict of their decision, by ministry and by first eligible offer.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *DossierScope) (*portfolioShown, error) {
		q, err := a.needQuery(ctx, actor, *in)
		if err != nil {
			return nil, err
		}
		p, err := a.Record.Portfolio(ctx, actor, q)
		if err != nil {
			return nil, err
		}
		return &portfolioShown{Body: showPortfolio(p)}, nil
	})
}

func showPortfolio(p *record.Portfolio) wire.Portfolio {
	out := wire.Portfolio{
		APIVersion: havre.APIVersion, Kind: "Portfolio", Dossiers: p.Needs, Reopened: p.Reopened,
		Verdicts: verdictCounts(p.Verdicts), Ministries: []wire.PortfolioMinistry{}, Offers: counts(p.Offers),
	}
	for _, m := range slices.Sorted(maps.Keys(p.Ministry)) {
		out.Ministries = append(out.Ministries, wire.PortfolioMinistry{Ministry: m, Verdicts: verdictCounts(p.Ministry[m])})
	}
	return out
}

// noDecision is how needs without a decision are counted.
const noDecision = "none"

func verdictCounts(of map[decision.Verdict]int) []wire.Count {
	named := map[string]int{}
	for v, n := range of {
		if v == "" {
			v = noDecision
		}
		named[string(v)] = n
	}
	return counts(named)
}

// counts are numbers of things, in the order of their names.
func counts(of map[string]int) []wire.Count {
	out := []wire.Count{}
	for _, name := range slices.Sorted(maps.Keys(of)) {
		out = append(out, wire.Count{Name: name, Count: of[name]})
	}
	return out
}

// deadlineFilter bounds the calendar.
type deadlineFilter struct {
	Paging
	Until havre.Date `query:"until" doc:"jour, non compris ; dans un an par défaut|day, excluded; a year away by default"`
}

func deadlines(a *API) {
	register(a, operation{
		id: "listDeadlines", method: http.MethodGet, path: "/deadlines", group: groupPortfolio,
		summary: havre.Text{FR: "Ce qui finit quand", EN: "What ends when"},
		long: havre.Text{
			FR: "Certificats, documents, dérogations et règles qui finissent ou commencent, du plus proche au plus lointain, avec le nombre de vos dossiers qu'ils touchent.",
			EN: "Certificates, documents, derogations and rules that end or begin, from the nearest to the farthest, with how many of your needs they touch.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *deadlineFilter) (*listed[wire.Deadline], error) {
		v := a.view(ctx)
		until := in.Until
		if until.IsZero() {
			until = v.today.AddMonths(12)
		}
		all, err := a.Record.Deadlines(ctx, actor, until)
		if err != nil {
			return nil, err
		}
		page, err := window(all, in.Paging)
		if err != nil {
			return nil, err
		}
		return listOf(ctx, "Deadline", page, func(d *record.Deadline) wire.Deadline {
			return wire.Deadline{
				On: d.On, Kind: d.Kind, Title: v.say(d.Title), Offer: d.Offer, Rule: d.Rule, Dossier: d.Need,
				DossierTitle: d.NeedTitle, Dossiers: d.Needs, Link: d.Link,
			}
		}), nil
	})
}
