package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
	"github.com/havre-cloud/havre/record"
)

func (n *needPages) registerQuestionnaire(s *web.Site) {
	s.Handle("GET /dossiers/{id}/questionnaire", n.askNeed)
	s.Handle("POST /dossiers/{id}/questionnaire", n.answerNeed)
	s.Handle("GET /nouveau-dossier/questionnaire", n.backToStart)
	s.HandleUpTo("POST /nouveau-dossier/questionnaire", MaxDossier, n.answerUnsaved)
	s.HandleUpTo("POST /nouveau-dossier/dossier.yaml", MaxDossier, n.takeUnsaved)
}

// Names of what the form of a question sends besides its answers.
const (
	fieldQuestion = "question" // which one is answered, or asked for
	fieldSkip     = "passer"   // nobody knows yet
	fieldBefore   = "avant"    // what the sheet said when the form was drawn
	fieldDocument = "document" // the sheet itself, of who has not signed in
)

// asking is the page of the questionnaire: a sheet, a question, and what the sheet
// gives so far.
type asking struct {
	Need     *record.Need // nil while it is not on record
	Sheet    *questionnaire.Sheet
	State    *questionnaire.State
	Question *questionnaire.Question // nil when nothing is left to ask
	Chosen   bool                    // by the reader, rather than by the guide
	Verdicts []decision.OfferRuled
	Moved    map[string]ui.VerdictKind // verdicts before the last answer, of those it changed
	Answers  ui.Answers                // what was typed and refused
	Clash    *otherAnswer
}

// otherAnswer is what somebody else answered meanwhile.
type otherAnswer struct {
	Fault   *havre.Fault
	Given   questionnaire.Given // what the reader answers
	Skipped bool                // by not knowing
}

// action is where the form of the page goes.
func (a *asking) action() string {
	if a.Need == nil {
		return "/nouveau-dossier/questionnaire"
	}
	return needPath(a.Need.ID, "questionnaire")
}

// askNeed shows the next question of a need, or the one that the address names.
func (n *needPages) askNeed(w http.ResponseWriter, r *web.Request) error {
	need, err := n.writtenNeed(r)
	if err != nil {
		return err
	}
	sheet, err := questionnaire.Read(need.Document)
	if err != nil {
		return err
	}
	a, err := n.ask(r, need, sheet, r.Field(fieldQuestion))
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, questionnairePage(r, a))
}

// ask prepares the page: the question named, or the one that settles most.
func (n *needPages) ask(r *web.Request, need *record.Need, sheet *questionnaire.Sheet, question string) (*asking, error) {
	guide, err := n.guide(r)
	if err != nil {
		return nil, err
	}
	a := &asking{Need: need, Sheet: sheet}
	if a.State, err = guide.Look(sheet); err != nil {
		return nil, err
	}
	if a.State.Next != nil {
		a.Question = a.State.Next.Question
	}
	if q, ok := guide.Find(question); ok {
		a.Chosen = a.Question == nil || a.Question.ID != q.ID
		a.Question = q
	}
	a.Verdicts, err = guide.Judge().Verdicts(sheet.Dossier, r.Lang)
	return a, err
}

// given is what the form answers, by field.
func given(r *web.Request, q *questionnaire.Question) questionnaire.Given {
	g := questionnaire.Given{}
	for i := range q.Fields {
		g[q.Fields[i].Path] = r.Fields(q.Fields[i].Path)
	}
	return g
}

// answered is the sheet with what the form answers.
func answered(r *web.Request, s *questionnaire.Sheet, q *questionnaire.Question) (*questionnaire.Sheet, error) {
	if r.Checked(fieldSkip) && !q.Needed {
		return s.Without(q, given(r, q))
	}
	return s.With(q, given(r, q))
}

// asked is the question that a form answers. One that does not exist any more is
// not asked again.
func (n *needPages) asked(r *web.Request) (*questionnaire.Question, error) {
	guide, err := n.guide(r)
	if err != nil {
		return nil, err
	}
	q, ok := guide.Find(r.Field(fieldQuestion))
	if !ok {
		return nil, havre.Problems{{Field: fieldQuestion, Value: r.Field(fieldQuestion), Message: havre.Text{
			FR: "cette question n'existe pas", EN: "there is no such question",
		}}}
	}
	return q, nil
}

// refused shows the question again, with what was typed and why it cannot be read.
func (n *needPages) refused(w http.ResponseWriter, r *web.Request, need *record.Need, s *questionnaire.Sheet, q *questionnaire.Question, err error) error {
	answers, err := ui.Answered(r, err)
	if err != nil {
		return err
	}
	a, err := n.ask(r, need, s, q.ID)
	if err != nil {
		return err
	}
	a.Answers = answers
	return r.Render(w, http.StatusUnprocessableEntity, questionnairePage(r, a))
}

// next shows the question after an answer, and which verdicts it changed.
func (n *needPages) next(w http.ResponseWriter, r *web.Request, need *record.Need, before, after *questionnaire.Sheet) error {
	a, err := n.ask(r, need, after, "")
	if err != nil {
		return err
	}
	if a.Moved, err = n.moved(r, before, a.Verdicts); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, questionnairePage(r, a))
}

// moved lists the verdicts that are not what they were.
func (n *needPages) moved(r *web.Request, before *questionnaire.Sheet, now []decision.OfferRuled) (map[string]ui.VerdictKind, error) {
	guide, err := n.guide(r)
	if err != nil {
		return nil, err
	}
	was, err := guide.Judge().Verdicts(before.Dossier, r.Lang)
	if err != nil {
		return nil, err
	}
	kinds := map[string]ui.VerdictKind{}
	for i := range was {
		kinds[was[i].Offer] = kindOf(&was[i])
	}
	out := map[string]ui.VerdictKind{}
	for i := range now {
		if k, ok := kinds[now[i].Offer]; ok && k != kindOf(&now[i]) {
			out[now[i].Offer] = k
		}
	}
	return out, nil
}

// told is what a sheet says of a question, on one line: two forms drawn from the
// same answer carry the same.
func told(s *questionnaire.Sheet, q *questionnaire.Question) string {
	var parts []string
	for i := range q.Fields {
		a := s.Answer(&q.Fields[i])
		words := slices.Clone(a.Words)
		if a.Open {
			words = append(words, questionnaire.Unknown)
		}
		if a.Known && len(words) == 0 {
			words = []string{questionnaire.None}
		}
		parts = append(parts, strings.Join(words, " "))
	}
	return strings.Join(parts, " | ")
}
