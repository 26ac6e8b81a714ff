package pages

import (
	"net/url"
	"strings"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
	"github.com/havre-cloud/havre/record"
)

// needPages are the pages of needs: describing an application, its decisions, and
// what follows them.
type needPages struct {
	*Pages
	guides  guides
	decided decided
}

// MaxDossier is how many bytes a dossier sent to a page may have.
const MaxDossier = 2 << 20

// registerNeeds adds the pages of needs.
func (p *Pages) registerNeeds(s *web.Site) {
	n := &needPages{Pages: p}
	n.registerNew(s)
	n.registerNeed(s)
	n.registerQuestionnaire(s)
	n.registerDecisions(s)
	n.registerDerogations(s)
	n.registerOverviews(s)
	n.registerFlows(s)
	n.registerOrders(s)
	n.registerDeployments(s)
	n.registerOrdering(s)
}

// guides keeps the guide of the questionnaire for the catalogue, the doctrine and
// the day in use: it is the same for everybody.
type guides struct {
	mu      sync.Mutex
	holding *record.Holding
	on      havre.Date
	guide   *questionnaire.Guide
}

// guide is that of today.
func (n *needPages) guide(r *web.Request) (*questionnaire.Guide, error) {
	g, h := &n.guides, n.Record.Library.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.guide != nil && g.holding == h && g.on == r.Today() {
		return g.guide, nil
	}
	judge, err := h.Judge(r.Today())
	if err != nil {
		return nil, err
	}
	g.holding, g.on, g.guide = h, r.Today(), questionnaire.NewGuide(judge, h.Doctrine)
	return g.guide, nil
}

// need is the need that the address names.
func (n *needPages) need(r *web.Request) (*record.Need, error) {
	return n.Record.Need(r.Context(), r.Actor, r.PathValue("id"))
}

// writtenNeed is the same, for somebody who may write it.
func (n *needPages) writtenNeed(r *web.Request) (*record.Need, error) {
	need, err := n.need(r)
	if err != nil {
		return nil, err
	}
	return need, r.Actor.Check(identity.WriteNeed, need.Object())
}

// may says whether to offer an action on a need. The service checks it again.
func may(r *web.Request, act identity.Action, n *record.Need) bool {
	return !n.Deleted() && r.Actor.May(act, n.Object()) == identity.Allowed
}

// needPath is a page of a need.
func needPath(id string, rest ...string) string {
	return pathOf("/dossiers", append([]string{id}, rest...))
}

// pathOf is a path below another.
func pathOf(base string, steps []string) string {
	var b strings.Builder
	b.WriteString(base)
	for _, s := range steps {
		b.WriteString("/" + url.PathEscape(s))
	}
	return b.String()
}
