package pages

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

func (n *needPages) registerDecisions(s *web.Site) {
	s.Handle("POST /dossiers/{id}/decider", n.takeDecision)
	s.Handle("GET /dossiers/{id}/decisions/{n}", n.decision)
	s.Handle("GET /dossiers/{id}/decisions/{n}/offres/{offer}", n.decisionOffer)
	s.Handle("GET /dossiers/{id}/decisions/{n}/decision.json", n.decisionJSON)
	s.Handle("GET /dossiers/{id}/decisions/{n}/dossier.yaml", n.decisionDossier)
	s.Handle("GET /decider", n.tryForm)
	s.HandleUpTo("POST /decider", MaxDossier, n.try)
}

// takeDecision decides a need and leads to its decision.
func (n *needPages) takeDecision(w http.ResponseWriter, r *web.Request) error {
	d, err := n.Record.Decide(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return r.SeeOther(w, needPath(d.Need, "decisions", itoa(d.Number)), web.Flash{Text: havre.Text{
		FR: "Décision enregistrée. Elle sera rouverte si un fait qu'elle utilise change.", EN: "Decision on record. It will be reopened if a fact it uses changes.",
	}})
}

// summary is the decision that the address numbers, with its need.
func (n *needPages) summary(r *web.Request) (*record.Need, *record.DecisionSummary, error) {
	need, err := n.need(r)
	if err != nil {
		return nil, nil, err
	}
	number, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return nil, nil, identity.Missing()
	}
	if need.Current != nil && need.Current.Number == number {
		return need, need.Current, nil
	}
	all, err := n.decisionsOf(r, need.ID)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(all, func(d record.DecisionSummary) bool { return d.Number == number })
	if i < 0 {
		return nil, nil, identity.Missing()
	}
	return need, &all[i], nil
}

// decisionsOf are the decisions of a need, the newest first.
func (n *needPages) decisionsOf(r *web.Request, need string) ([]record.DecisionSummary, error) {
	q := record.DecisionQuery{List: havre.List{Sort: "taken", Desc: true, Limit: havre.MaxLimit}, Need: need}
	page, err := n.Record.Decisions(r.Context(), r.Actor, q)
	return page.Items, err
}

// view is the decision that the address numbers, ready to be drawn; whole with what
// is behind the rules that settle nothing.
func (n *needPages) view(r *web.Request, whole bool) (*decisionView, error) {
	need, summary, err := n.summary(r)
	if err != nil {
		return nil, err
	}
	v := &decisionView{Need: need, Summary: summary, Reasons: n.Record.Reasons(summary), Plans: n.planned(r)}
	v.Decision, v.Foreign, err = n.decided.get(decidedKey{summary.ID, r.Lang, whole}, func() (*decision.Decision, havre.Lang, error) {
		return n.inWords(r, summary.ID, whole)
	})
	return v, err
}

// inWords is a decision on record in the language of the reader. Taken again from
// what it was taken from, as long as that is in use, it differs by nothing else;
// later, it is quoted in its own language.
func (n *needPages) inWords(r *web.Request, id string, whole bool) (*decision.Decision, havre.Lang, error) {
	read := n.Record.DecisionGist
	if whole {
		read = n.Record.Decision
	}
	d, err := read(r.Context(), r.Actor, id)
	if err != nil {
		return nil, "", err
	}
	h := n.Record.Library.Now()
	if d.Lang != r.Lang && d.Catalogue == h.Edition.Catalogue && d.Doctrine == h.Edition.Doctrine {
		judge, err := h.Judge(d.On)
		if err != nil {
			return nil, "", err
		}
		all, err := dossier.Parse(needFile, d.Document)
		if err != nil {
			return nil, "", err
		}
		again, err := judge.Decide(all[0], r.Lang)
		return again, "", err
	}
	out, err := d.Parsed()
	foreign := d.Lang
	if foreign == r.Lang {
		foreign = ""
	}
	return out, foreign, err
}

// needFile names a document in what is said of it.
const needFile = "dossier.yaml"

func (n *needPages) decision(w http.ResponseWriter, r *web.Request) error {
	_, exported := ui.ExportFormat(r)
	v, err := n.view(r, exported)
	if err != nil {
		return err
	}
	if exported {
		return v.export(w, r)
	}
	if r.Checked(queryReplay) {
		if v.Replayed, err = n.Record.Replay(r.Context(), r.Actor, v.Summary.ID); err != nil {
			return err
		}
	}
	return r.Render(w, http.StatusOK, decisionPage(r, v))
}

// queryReplay asks for the decision to be taken again and compared.
const queryReplay = "rejouer"

func (n *needPages) decisionOffer(w http.ResponseWriter, r *web.Request) error {
	v, err := n.view(r, true)
	if err != nil {
		return err
	}
	o, ok := v.Offer(r.PathValue("offer"))
	if !ok {
		return identity.Missing()
	}
	return r.Render(w, http.StatusOK, decisionOfferPage(r, v, o))
}

// decisionJSON is the decision on record, byte for byte.
func (n *needPages) decisionJSON(w http.ResponseWriter, r *web.Request) error {
	return n.part(w, r, ".json", "application/json", func(d *record.Decision) []byte { return d.Body })
}

// decisionDossier is the need as it was decided.
func (n *needPages) decisionDossier(w http.ResponseWriter, r *web.Request) error {
	return n.part(w, r, ".yaml", "application/yaml; charset=utf-8", func(d *record.Decision) []byte { return d.Document })
}

// part sends a part of a decision on record as a file.
func (n *needPages) part(w http.ResponseWriter, r *web.Request, end, mediaType string, of func(*record.Decision) []byte) error {
	_, summary, err := n.summary(r)
	if err != nil {
		return err
	}
	d, err := n.Record.Decision(r.Context(), r.Actor, summary.ID)
	if err != nil {
		return err
	}
	web.Download(w, summary.NeedName+"-decision-"+itoa(summary.Number)+end, mediaType)
	_, err = w.Write(of(d))
	return err
}
