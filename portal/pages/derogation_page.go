package pages

import (
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// fieldRule names a rule, in forms and addresses.
const fieldRule = "rule"

// derogationView is the page of one derogation, asked for or to be.
type derogationView struct {
	Need       *record.Need
	Derogation *record.Derogation // nil in the form that asks for one
	Rules      []doctrine.Applied // that may be derogated from
	Rule       *doctrine.Applied  // the one chosen
	Offers     []ui.Option
	Offer      string // name of the offer, when there is one
	Answers    ui.Answers
}

// derogationForm asks for a derogation, filled with what the rule says of it.
func (n *needPages) derogationForm(w http.ResponseWriter, r *web.Request) error {
	v, err := n.requesting(r)
	if err != nil {
		return err
	}
	v.Answers.Values = map[string][]string{fieldRule: {r.Field(fieldRule)}, "offer": {r.Field(fieldOffer)}}
	return r.Render(w, http.StatusOK, derogationFormPage(r, v))
}

// requesting is the form of a request for the need that the address names.
func (n *needPages) requesting(r *web.Request) (*derogationView, error) {
	need, err := n.need(r)
	if err != nil {
		return nil, err
	}
	if err := r.Actor.Check(identity.RequestDerogation, need.Object()); err != nil {
		return nil, err
	}
	v := &derogationView{Need: need, Offers: n.offerOptions(r)}
	rules, err := n.Record.Library.Now().Doctrine.InForce(r.Today(), "", need.Ministry)
	if err != nil {
		return nil, err
	}
	for _, a := range rules {
		if a.Rule.Derogation != nil {
			v.Rules = append(v.Rules, a)
		}
	}
	i := slices.IndexFunc(v.Rules, func(a doctrine.Applied) bool { return a.Rule.ID == r.Field(fieldRule) })
	if i >= 0 {
		v.Rule = &v.Rules[i]
	}
	return v, nil
}

// requestDerogation asks the authority for a derogation.
func (n *needPages) requestDerogation(w http.ResponseWriter, r *web.Request) error {
	d := &record.Derogation{Need: r.PathValue("id"), Rule: r.Field(fieldRule), Offer: r.Field("offer"), Reason: r.Field("reason"), Proof: r.Field("proof")}
	var err error
	if d.From, d.Until, err = period(r); err == nil {
		err = n.Record.RequestDerogation(r.Context(), r.Actor, d)
	}
	if err == nil {
		return r.SeeOther(w, derogationPath(d.ID), web.Flash{Text: havre.Text{
			FR: "Demande enregistrée. Ceux qui peuvent y répondre en sont avertis.", EN: "Request on record. Those who can answer it are told.",
		}})
	}
	answers, err := ui.Answered(r, err)
	if err != nil {
		return err
	}
	v, err := n.requesting(r)
	if err != nil {
		return err
	}
	v.Answers = answers
	return r.Render(w, http.StatusUnprocessableEntity, derogationFormPage(r, v))
}

// period is the first and the last day of a form: the day after the last is kept.
func period(r *web.Request) (from, until havre.Date, err error) {
	if from, err = r.DateField("from", havre.Date{}); err != nil {
		return from, until, err
	}
	if until, err = r.DateField("until", havre.Date{}); err == nil && !until.IsZero() {
		until = until.AddDays(1)
	}
	return from, until, err
}

func (n *needPages) derogation(w http.ResponseWriter, r *web.Request) error {
	v, err := n.derogationView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, derogationPage(r, v))
}

func (n *needPages) derogationView(r *web.Request) (*derogationView, error) {
	d, err := n.Record.Derogation(r.Context(), r.Actor, r.PathValue("derogation"))
	if err != nil {
		return nil, err
	}
	v := &derogationView{Derogation: d, Offer: n.offerOrAll(r, d.Offer)}
	v.Need, err = n.Record.Need(r.Context(), r.Actor, d.Need)
	return v, err
}

// settleDerogation records what the authority decided.
func (n *needPages) settleDerogation(w http.ResponseWriter, r *web.Request) error {
	err := n.settle(r)
	if err == nil {
		return r.SeeOther(w, derogationPath(r.PathValue("derogation")), web.Flash{Text: havre.Text{FR: "Réponse enregistrée.", EN: "Answer on record."}})
	}
	answers, err := ui.Answered(r, err)
	if err != nil {
		return err
	}
	v, err := n.derogationView(r)
	if err != nil {
		return err
	}
	v.Answers = answers
	return r.Render(w, http.StatusUnprocessableEntity, derogationPage(r, v))
}

// settle records the answer of the form.
func (n *needPages) settle(r *web.Request) error {
	st := record.Settlement{Grant: r.Field(fieldGrant) == granted, Authority: r.Field("authority"), Reference: r.Field("reference"), Note: r.Field("note")}
	if r.Field(fieldGrant) == "" {
		return havre.Problems{{Field: fieldGrant, Message: havre.Text{FR: "dites si la dérogation est accordée ou refusée", EN: "say whether the derogation is granted or refused"}}}
	}
	var err error
	if st.From, st.Until, err = period(r); err != nil {
		return err
	}
	_, err = n.Record.SettleDerogation(r.Context(), r.Actor, r.PathValue("derogation"), version(r), st)
	return err
}

// What the authority decided, in the form.
const (
	fieldGrant = "grant"
	granted    = "yes"
	notGranted = "no"
)

// withdrawDerogation takes a request back, or gives up a permission.
func (n *needPages) withdrawDerogation(w http.ResponseWriter, r *web.Request) error {
	v, err := n.derogationView(r)
	if err != nil {
		return err
	}
	if word := withdrawWord(v.Derogation); word != "" && r.Field(fieldConfirm) != word {
		v.Answers = ui.Answers{Problems: havre.Problems{{Field: fieldConfirm, Message: havre.Text{FR: "écrivez « %s » pour confirmer", EN: "type “%s” to confirm"}.With(word)}}}
		return r.Render(w, http.StatusUnprocessableEntity, derogationPage(r, v))
	}
	d, err := n.Record.WithdrawDerogation(r.Context(), r.Actor, v.Derogation.ID, version(r))
	if err != nil {
		return err
	}
	return r.SeeOther(w, derogationPath(d.ID), web.Flash{Text: havre.Text{FR: "Dérogation retirée.", EN: "Derogation withdrawn."}})
}

// fieldConfirm is where a word is typed to confirm.
const fieldConfirm = "confirm"

// withdrawWord is what to type to give up a permission, which cannot be undone. A
// request is taken back without it.
func withdrawWord(d *record.Derogation) string {
	if d.State == record.Granted {
		return d.Rule
	}
	return ""
}

func (v *derogationView) mayWithdraw(r *web.Request) bool {
	open := v.Derogation.State == record.Requested || v.Derogation.State == record.Granted
	return open && may(r, identity.RequestDerogation, v.Need)
}

// maySettle: nobody settles their own request.
func (v *derogationView) maySettle(r *web.Request) bool {
	return v.Derogation.State == record.Requested && v.Derogation.RequestedBy != r.Actor.ID && may(r, identity.SettleDerogation, v.Need)
}
