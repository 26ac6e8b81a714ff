package pages

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// orderingPages are those around orders: what operators make, what may be used, under
// which agreements one buys, who must agree and who stands in for whom.
type orderingPages struct {
	*needPages
	accounts *accountPages
}

// registerOrdering adds them.
func (n *needPages) registerOrdering(s *web.Site) {
	p := &orderingPages{n, &accountPages{n.Pages}}
	s.Handle("GET /taches", p.works)
	s.Handle("GET /taches/{id}", p.work)
	s.Handle("POST /taches/{id}/prendre", p.takeWork)
	s.Handle("POST /taches/{id}/regler", p.settleWork)
	s.HandleUpTo("POST /taches/{id}/messages", maxOrderFiles, p.sayOnWork)
	s.Handle("GET /quotas", p.quotas)
	s.Handle("GET /quotas/accorder", p.quotaForm)
	s.Handle("POST /quotas/accorder", p.grantQuota)
	s.Handle("POST /quotas/retirer", p.withdrawQuota)
	p.registerFrameworks(s)
	p.registerChains(s)
	s.Handle("GET /compte/delegations", p.delegations)
	s.Handle("POST /compte/delegations", p.delegate)
	s.Handle("POST /compte/delegations/{id}/terminer", p.undelegate)
	s.Handle("GET /administration/operateurs", p.operators)
	s.Handle("POST /administration/operateurs", p.setOperator)
}

// organisationsOf are the organisations that the reader may see, those above first.
func (p *orderingPages) organisationsOf(r *web.Request) ([]identity.Organisation, error) {
	page, err := p.Identity.Organisations(r.Context(), r.Actor, identity.OrganisationQuery{List: havre.List{Limit: havre.MaxLimit}})
	return page.Items, err
}

// mayKeep are those of them on which the reader may do something.
func mayKeep(r *web.Request, act identity.Action, all []identity.Organisation) (out []identity.Organisation) {
	for i := range all {
		if mayIn(r, act, &all[i]) {
			out = append(out, all[i])
		}
	}
	return out
}

// formNote is what a page tells of a form of its own that was refused for another reason
// than its fields: orders hold more than that, somebody was faster.
func formNote(fault *havre.Fault) *havre.Fault {
	if fault == nil || len(fault.Problems) > 0 {
		return nil
	}
	return fault
}

// refusedForm is what was typed in a form and what is wrong with it, with the refusal that
// its page tells; an error that has a page of its own is given back.
func refusedForm(r *web.Request, err error) (ui.Answers, *havre.Fault, error) {
	f := toldHere(err)
	if f == nil {
		return ui.Answers{}, nil, err
	}
	return ui.Answers{Values: r.Form, Problems: f.Problems}, f, nil
}

// again draws a page once more with the refusal of its form.
func again(w http.ResponseWriter, r *web.Request, f *havre.Fault, page templ.Component) error {
	return r.Render(w, refusedStatus(f), page)
}

// savedVersion is the version that the form was drawn from; 0 is of what is new.
func savedVersion(r *web.Request) int64 {
	v, err := strconv.ParseInt(r.Field(fieldVersion), 10, 64)
	if err != nil || v < 0 {
		return -1
	}
	return v
}

// clashField is a field of a form that may clash, and what it is called.
type clashField struct {
	Key  string
	Name havre.Text
}

// clashing sets what is on record beside what was sent, when somebody else saved
// meanwhile; nil for any other error.
func clashing(err error, back, to string, version int64, theirs, mine url.Values, names []clashField) error {
	f := havre.FaultOf(err)
	if f == nil || f.Code != havre.Stale {
		return nil
	}
	fields := maps.Clone(mine)
	fields.Set(fieldVersion, strconv.FormatInt(version, 10))
	c := &web.Clash{Fault: f, Back: back, Again: to, Fields: fields}
	for _, n := range names {
		if a, b := theirs.Get(n.Key), mine.Get(n.Key); a != b {
			c.Rows = append(c.Rows, web.Difference{Name: n.Name, Theirs: a, Yours: b})
		}
	}
	return c
}
