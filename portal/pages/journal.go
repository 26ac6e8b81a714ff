package pages

import (
	"iter"
	"net/http"
	"strconv"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// registerJournal adds the pages of the journal.
func (p *accountPages) registerJournal(s *web.Site) {
	s.Handle("GET /journal", p.journal)
	s.Handle("GET /journal/verification", p.journalVerification)
	s.Handle("POST /journal/verification", p.verifyJournal)
	s.Handle("GET /journal/verification/suite", p.followVerification)
	s.Handle("POST /journal/point-de-controle", p.journalCheckpoint)
	s.Handle("GET /journal/entrees", p.exportJournal)
}

// journalView is the page of the journal.
type journalView struct {
	Entries      []journal.Entry
	Total        int
	Next         string
	Filters      journalFilters
	Organisation *identity.Organisation // nil: all that the actor may read
	Whole        bool                   // the actor may read all of it, and verify it
	Open         map[string]bool        // the objects of the entries whose page the actor may read
}

// journalFilters are what the address asks for.
type journalFilters struct {
	Action, Outcome, Actor, Object, Organisation string
	Need                                         string // with its decisions and its derogations
	From, Until                                  havre.Date
}

func (f journalFilters) dirty() bool { return f != journalFilters{} }

func (p *accountPages) journal(w http.ResponseWriter, r *web.Request) error {
	v := journalView{}
	q, err := p.journalQuery(r, &v)
	if err != nil {
		return err
	}
	if _, export := ui.ExportFormat(r); export {
		return journalListing(nil).Export(w, r, "journal", p.eachEntry(r, q))
	}
	if v.Entries, v.Total, err = p.Journal.Entries(r.Context(), q); err != nil {
		return err
	}
	if n := len(v.Entries); n == q.Limit && v.Entries[n-1].Index > 0 {
		v.Next = strconv.FormatInt(v.Entries[n-1].Index, 10)
	}
	if v.Open, err = p.readable(r, v.Entries); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, journalPage(r, v))
}

// readable are the objects of entries whose page the actor may read: a draft is in
// the journal, and hidden from those who audit it.
func (p *accountPages) readable(r *web.Request, entries []journal.Entry) (map[string]bool, error) {
	open := map[string]bool{}
	for _, e := range entries {
		if _, looked := open[e.Object]; looked || e.Object == "" {
			continue
		}
		var err error
		switch e.Kind {
		case "Organisation":
			_, err = p.Identity.Organisation(r.Context(), r.Actor, e.Object)
		case "Dossier":
			_, err = p.Record.Need(r.Context(), r.Actor, e.Object)
		case "Order":
			_, err = p.Orders.Order(r.Context(), r.Actor, e.Object)
		case "Deployment":
			if p.Provision == nil {
				continue
			}
			_, err = p.Provision.Deployment(r.Context(), r.Actor, e.Object)
		case "Person":
			_, err = p.Identity.Person(r.Context(), r.Actor, e.Object)
		default:
			continue
		}
		if f := havre.FaultOf(err); err != nil && (f == nil || f.Code != havre.NotFound && f.Code != havre.Forbidden) {
			return nil, err
		}
		open[e.Object] = err == nil
	}
	return open, nil
}

// objectPath leads to what an entry is about, "" where the actor may not go.
func (v journalView) objectPath(e journal.Entry) string {
	if !v.Open[e.Object] {
		return ""
	}
	switch e.Kind {
	case "Organisation":
		return organisationPath(e.Object)
	case "Dossier":
		return needPath(e.Object)
	case "Order":
		return orderPath(e.Object)
	case "Deployment":
		return deploymentPath(e.Object)
	case "Person":
		return personPath(e.Object)
	}
	return ""
}

// journalQuery is what the address asks of the journal, within what the actor may
// read of it.
func (p *accountPages) journalQuery(r *web.Request, v *journalView) (q journal.Query, err error) {
	paths, all := r.Actor.Scoped(identity.ReadJournal)
	switch {
	case !r.Actor.SignedIn():
		return q, identity.Unauthenticated()
	case !all && len(paths) == 0:
		return q, identity.Forbid(identity.ReadJournal)
	}
	f := &v.Filters
	if f.From, err = r.DateField("du", havre.Date{}); err != nil {
		return q, err
	}
	if f.Until, err = r.DateField("au", havre.Date{}); err != nil {
		return q, err
	}
	f.Action, f.Outcome, f.Actor, f.Object, f.Organisation = r.Field("action"), r.Field("issue"), r.Field("acteur"), r.Field("objet"), r.Field("organisation")
	f.Need = r.Field("dossier")
	q = journal.Query{Action: f.Action, Actor: f.Actor, Object: f.Object, Under: f.Need, Outcome: journal.Outcome(f.Outcome), Limit: r.List().Bounded()}
	q.From, q.Until = dayStart(f.From), dayStart(f.Until.AddDays(1))
	if f.Until.IsZero() {
		q.Until = time.Time{}
	}
	q.Before, _ = strconv.ParseInt(r.Field(web.QueryAfter), 10, 64) // a cursor of ours, else the newest
	if v.Whole = all; !all {
		q.Scopes = paths
	}
	return q, p.journalScope(r, v, &q)
}

// journalScope narrows to one organisation and what is below it.
func (p *accountPages) journalScope(r *web.Request, v *journalView, q *journal.Query) error {
	if v.Filters.Organisation == "" {
		return nil
	}
	o, err := p.Identity.Organisation(r.Context(), r.Actor, v.Filters.Organisation)
	if err != nil {
		return err
	}
	if err := r.Actor.Check(identity.ReadJournal, identity.Object{Path: o.Path}); err != nil {
		return err
	}
	v.Organisation, q.Scopes = o, []string{o.Path}
	return nil
}

// dayStart is when a day begins in Paris, as the filters mean it.
func dayStart(d havre.Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return web.Midnight(d)
}

// eachEntry reads all that the filters keep, for an export.
func (p *accountPages) eachEntry(r *web.Request, q journal.Query) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		q.Before, q.Limit = 0, havre.MaxLimit
		for {
			entries, _, err := p.Journal.Entries(r.Context(), q)
			if err != nil {
				yield(journal.Entry{}, err)
				return
			}
			for i := range entries {
				if !yield(entries[i], nil) {
					return
				}
			}
			if len(entries) < q.Limit || entries[len(entries)-1].Index == 0 {
				return
			}
			q.Before = entries[len(entries)-1].Index
		}
	}
}

// whole refuses what concerns the whole journal to those who read a part of it.
func whole(r *web.Request) error {
	if !r.Actor.SignedIn() {
		return identity.Unauthenticated()
	}
	if _, all := r.Actor.Scoped(identity.ReadJournal); !all {
		return &identity.Refusal{Action: identity.ReadJournal, Path: identity.PortalPath, Fault: &havre.Fault{
			Code:    havre.Forbidden,
			Message: havre.Text{FR: "Vous ne lisez qu’une partie du journal ; la preuve porte sur le tout.", EN: "You read a part of the journal; the proof is about all of it."},
			Next:    havre.Text{FR: "Demandez à un auditeur ou à un administrateur du portail.", EN: "Ask an auditor or an administrator of the portal."},
		}}
	}
	return nil
}

// journalCheckpoint signs the present state, to be kept elsewhere.
func (p *accountPages) journalCheckpoint(w http.ResponseWriter, r *web.Request) error {
	if err := whole(r); err != nil {
		return err
	}
	c, err := p.Journal.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	web.Download(w, journal.CheckpointFile(c.Size), "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(c.Note)) // whoever asked has left: there is nobody to tell
	return nil
}

// exportJournal sends what checkpoints sign, for another program to verify.
func (p *accountPages) exportJournal(w http.ResponseWriter, r *web.Request) error {
	if err := whole(r); err != nil {
		return err
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // as long as it takes; a server without limit says so
	web.Download(w, "journal-"+r.Today().String()+".jsonl", "application/jsonl")
	return p.Journal.Export(r.Context(), w)
}
