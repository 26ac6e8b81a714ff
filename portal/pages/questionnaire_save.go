package pages

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
	"github.com/havre-cloud/havre/record"
)

// answersNote is the note of the revisions that the questionnaire writes. Those of
// one person that follow one another are shown as one: see [sessions].
const answersNote = "questionnaire"

// races is how many times an answer is written again over what others save
// meanwhile, when it is not the same answer.
const races = 5

// answerNeed writes an answer into the need as it is now, whoever changed the rest
// of it, and asks the next question.
func (n *needPages) answerNeed(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return n.signedOut(w, r, err)
	}
	q, err := n.asked(r)
	if err != nil {
		return err
	}
	for range races {
		err = n.answerOnce(w, r, q)
		if !errors.Is(err, &havre.Fault{Code: havre.Stale}) {
			break
		}
	}
	return err
}

// answerOnce is one try. It is a Stale fault when somebody saved the need between
// reading it and writing it.
func (n *needPages) answerOnce(w http.ResponseWriter, r *web.Request, q *questionnaire.Question) error {
	need, err := n.writtenNeed(r)
	if err != nil {
		return err
	}
	before, err := questionnaire.Read(need.Document)
	if err != nil {
		return err
	}
	after, err := answered(r, before, q)
	if err != nil {
		return n.refused(w, r, need, before, q, err)
	}
	if on := told(before, q); on != r.Field(fieldBefore) && on != told(after, q) {
		return n.clashing(w, r, need, before, q)
	}
	if text := after.YAML(); !bytes.Equal(text, before.YAML()) {
		need, err = n.Record.UpdateNeed(r.Context(), r.Actor, need.ID, need.Version, record.NewNeed{Document: text, Note: answersNote})
		if err != nil {
			return err
		}
	}
	if !r.Fragment() {
		return r.SeeOther(w, needPath(need.ID, "questionnaire"), web.Flash{})
	}
	return n.next(w, r, need, before, after)
}

// clashing shows both answers to a question that somebody else answered meanwhile,
// and lets one be chosen.
func (n *needPages) clashing(w http.ResponseWriter, r *web.Request, need *record.Need, now *questionnaire.Sheet, q *questionnaire.Question) error {
	a, err := n.ask(r, need, now, q.ID)
	if err != nil {
		return err
	}
	a.Clash = &otherAnswer{Given: given(r, q), Skipped: r.Checked(fieldSkip)}
	if a.Clash.Fault, err = n.changedBy(r, need); err != nil {
		return err
	}
	return r.Render(w, fragmentStatus(r, http.StatusConflict), questionnairePage(r, a))
}

// changedBy says who changed a need last.
func (n *needPages) changedBy(r *web.Request, need *record.Need) (*havre.Fault, error) {
	all, err := n.Record.Revisions(r.Context(), r.Actor, need.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &havre.Fault{
		Code: havre.Stale,
		Message: havre.Text{
			FR: "Le dossier a changé depuis que vous l'avez ouvert, en dernier par %[1]s, %[2]s : cette question y a déjà une autre réponse.",
			EN: "The need has changed since you opened it, last by %[1]s, %[2]s: this question already has another answer in it.",
		}.With(all[0].ByName, r.Instant(all[0].At)),
	}, nil
}

// fragmentStatus is the status of a section that htmx must show: it would drop an
// answer that says 401 or 409.
func fragmentStatus(r *web.Request, status int) int {
	if r.Fragment() {
		return http.StatusUnprocessableEntity
	}
	return status
}

// signedOut answers a form of who is no longer signed in. A whole page is told by
// the portal, which keeps the form through the sign-in; a section says so in its
// place, and keeps it too.
func (n *needPages) signedOut(w http.ResponseWriter, r *web.Request, err error) error {
	if !r.Fragment() {
		return err
	}
	return r.Render(w, http.StatusUnprocessableEntity, expiredSection(r, r.Page()))
}

// answerUnsaved goes through the questionnaire without keeping anything: the sheet
// travels in the form.
func (n *needPages) answerUnsaved(w http.ResponseWriter, r *web.Request) error {
	before, err := questionnaire.Read([]byte(r.Field(fieldDocument)))
	if err != nil {
		return err
	}
	if !r.Checked(fieldQuestion) { // only to look, perhaps at another question
		a, err := n.ask(r, nil, before, r.Field(fieldGo))
		if err != nil {
			return err
		}
		return r.Render(w, http.StatusOK, questionnairePage(r, a))
	}
	q, err := n.asked(r)
	if err != nil {
		return err
	}
	after, err := answered(r, before, q)
	if err != nil {
		return n.refused(w, r, nil, before, q, err)
	}
	return n.next(w, r, nil, before, after)
}

// backToStart is for who reads again a page that was the answer to a form.
func (n *needPages) backToStart(w http.ResponseWriter, r *web.Request) error {
	return r.SeeOther(w, "/nouveau-dossier", web.Flash{})
}

// takeUnsaved gives the sheet as a file.
func (n *needPages) takeUnsaved(w http.ResponseWriter, r *web.Request) error {
	s, err := questionnaire.Read([]byte(r.Field(fieldDocument)))
	if err != nil {
		return err
	}
	web.Download(w, s.Dossier.Metadata.Name+".yaml", "application/yaml; charset=utf-8")
	_, err = w.Write(s.YAML())
	return err
}

// writable are the organisations in which the actor may write needs.
func (n *needPages) writable(r *web.Request) ([]identity.Organisation, error) {
	q := identity.OrganisationQuery{List: havre.List{Limit: havre.MaxLimit}}
	all, err := n.Identity.Organisations(r.Context(), r.Actor, q)
	if err != nil {
		return nil, err
	}
	var out []identity.Organisation
	for _, o := range all.Items {
		if r.Actor.May(identity.WriteNeed, identity.Object{Path: o.Path}) == identity.Allowed {
			out = append(out, o)
		}
	}
	return out, nil
}
