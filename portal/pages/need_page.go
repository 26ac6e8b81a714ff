package pages

import (
	"net/http"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
	"github.com/havre-cloud/havre/record"
)

func (n *needPages) registerNeed(s *web.Site) {
	s.Handle("GET /dossiers", n.needList)
	s.Handle("GET /dossiers/{id}", n.needPage)
	s.Handle("POST /dossiers/{id}/etat", n.setState)
	s.Handle("POST /dossiers/{id}/supprimer", n.deleteNeed)
	s.Handle("POST /dossiers/{id}/retablir", n.restoreNeed)
	s.Handle("POST /dossiers/{id}/messages", n.addMessage)
	s.Handle("POST /dossiers/{id}/messages/{message}/supprimer", n.deleteMessage)
	s.Handle("POST /dossiers/{id}/messages/{message}/retablir", n.restoreMessage)
	s.Handle("GET /dossiers/{id}/partage", n.shareForm)
	s.Handle("POST /dossiers/{id}/partage", n.share)
	s.Handle("GET /dossiers/{id}/revisions/{n}", n.revision)
	s.Handle("POST /dossiers/{id}/revisions/{n}/reprendre", n.takeRevision)
	s.Handle("GET /dossiers/{id}/revisions", n.toNeed)
	s.Handle("GET /dossiers/{id}/decisions", n.toNeed)
	s.Handle("GET /dossiers/{id}/yaml", n.yamlForm)
	s.HandleUpTo("POST /dossiers/{id}/yaml", MaxDossier, n.saveYAML)
	s.Handle("GET /dossiers/{id}/dossier.yaml", n.downloadYAML)
}

// toNeed leads to the page that lists the revisions and the decisions of a need.
func (n *needPages) toNeed(w http.ResponseWriter, r *web.Request) error {
	need, err := n.need(r)
	if err != nil {
		return err
	}
	return r.SeeOther(w, needPath(need.ID), web.Flash{})
}

// needView is the page of a need.
type needView struct {
	Need        *record.Need
	Sheet       *questionnaire.Sheet
	Summary     []themeAnswers
	Sessions    []session
	Comments    []record.CommentOn
	Decisions   []record.DecisionSummary
	Derogations []record.Derogation
	Ordered     *needOrders
	Journal     []journal.Entry
	Offers      map[string]string // names, by identifier
	Reasons     record.Reasons    // why the current decision was reopened
	Message     ui.Answers        // a message that was refused
}

// themeAnswers is what is known of a theme.
type themeAnswers struct {
	Theme questionnaire.Theme
	Pairs []ui.Pair
}

func (n *needPages) needPage(w http.ResponseWriter, r *web.Request) error {
	v, err := n.needView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, needViewPage(r, v))
}

// needView reads all that the page shows.
func (n *needPages) needView(r *web.Request) (*needView, error) {
	need, err := n.need(r)
	if err != nil {
		return nil, err
	}
	v := &needView{Need: need, Offers: map[string]string{}}
	if v.Sheet, err = questionnaire.Read(need.Document); err != nil {
		return nil, err
	}
	for _, o := range n.Record.Library.Now().Catalogue.Offers() {
		v.Offers[o.ID] = n.offerName(r, o.ID)
	}
	v.Summary = answersByTheme(r, v.Sheet)
	revisions, err := n.Record.Revisions(r.Context(), r.Actor, need.ID)
	if err != nil {
		return nil, err
	}
	v.Sessions = sessions(revisions)
	if v.Comments, err = n.Record.Comments(r.Context(), r.Actor, need.ID); err != nil {
		return nil, err
	}
	if v.Decisions, err = n.decisionsOf(r, need.ID); err != nil {
		return nil, err
	}
	derogations, err := n.Record.Derogations(r.Context(), r.Actor, record.DerogationQuery{List: havre.List{Limit: havre.MaxLimit}, Need: need.ID})
	if err != nil {
		return nil, err
	}
	v.Derogations = derogations.Items
	if v.Ordered, err = n.ordersOf(r, need); err != nil {
		return nil, err
	}
	if need.Current != nil {
		v.Reasons = n.Record.Reasons(need.Current)
	}
	v.Journal, err = n.journalOf(r, need)
	return v, err
}

// recently is how many entries of the journal the page of a need shows.
const recently = 10

// journalOf are the last entries about a need, its decisions and its derogations, for those who may read the journal
// of its organisation.
func (n *needPages) journalOf(r *web.Request, need *record.Need) ([]journal.Entry, error) {
	if r.Actor.May(identity.ReadJournal, identity.Object{Path: need.Path}) != identity.Allowed {
		return nil, nil
	}
	entries, _, err := n.Journal.Entries(r.Context(), journal.Query{Under: need.ID, Limit: recently})
	return entries, err
}

// answersByTheme is what a sheet says, without what it does not.
func answersByTheme(r *web.Request, s *questionnaire.Sheet) []themeAnswers {
	var out []themeAnswers
	for _, t := range questionnaire.Themes {
		a := themeAnswers{Theme: t}
		for _, q := range questionnaire.All() {
			for i := range q.Fields {
				if answer := s.Answer(&q.Fields[i]); q.Theme == t && answer.Said {
					a.Pairs = append(a.Pairs, ui.Pair{Name: web.Capital(r.Text(q.Fields[i].Title)), Value: ui.Text(web.Capital(answerText(r, &q.Fields[i], answer)))})
				}
			}
		}
		if len(a.Pairs) > 0 {
			out = append(out, a)
		}
	}
	return out
}

// version is the version of the need that the form was drawn from.
func version(r *web.Request) int64 {
	v, err := strconv.ParseInt(r.Field(fieldVersion), 10, 64)
	if err != nil {
		return 0 // no need has that version: the service says that it changed
	}
	return v
}

// fieldVersion carries the version a form was drawn from.
const fieldVersion = "version"

var stateDone = map[record.NeedState]havre.Text{
	record.Draft:    {FR: "Le dossier est de nouveau un brouillon.", EN: "The need is a draft again."},
	record.Shared:   {FR: "Le dossier est partagé : tous ceux qui ont un rôle dans son organisation peuvent le lire.", EN: "The need is shared: everyone with a role in its organisation can read it."},
	record.Archived: {FR: "Le dossier est archivé.", EN: "The need is archived."},
}

// setState shares, archives or makes a draft again.
func (n *needPages) setState(w http.ResponseWriter, r *web.Request) error {
	to := record.NeedState(r.Field("etat"))
	need, err := n.Record.SetState(r.Context(), r.Actor, r.PathValue("id"), version(r), to)
	if err != nil {
		return err
	}
	return r.SeeOther(w, needPath(need.ID), web.Flash{Text: stateDone[to]})
}

// deleteNeed deletes a need; the next page undoes it.
func (n *needPages) deleteNeed(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	if err := n.Record.DeleteNeed(r.Context(), r.Actor, id, version(r)); err != nil {
		return err
	}
	return r.SeeOther(w, "/dossiers", web.Flash{
		Text: havre.Text{FR: "Dossier supprimé. Il peut être rétabli pendant trente jours.", EN: "Need deleted. It can be restored for thirty days."},
		Undo: needPath(id, "retablir"),
	})
}

func (n *needPages) restoreNeed(w http.ResponseWriter, r *web.Request) error {
	need, err := n.Record.RestoreNeed(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	return r.SeeOther(w, needPath(need.ID), web.Flash{Text: havre.Text{FR: "Dossier rétabli.", EN: "Need restored."}})
}

// fieldMessage is what somebody writes in the discussion.
const fieldMessage = "text"

func (n *needPages) addMessage(w http.ResponseWriter, r *web.Request) error {
	c := &record.CommentOn{Need: r.PathValue("id"), Text: r.Field(fieldMessage)}
	err := n.Record.AddComment(r.Context(), r.Actor, c)
	if err == nil {
		return r.SeeOther(w, needPath(c.Need)+"#"+c.ID, web.Flash{Text: havre.Text{FR: "Message publié.", EN: "Message posted."}})
	}
	answers, err := ui.Answered(r, err)
	if err != nil {
		return err
	}
	v, err := n.needView(r)
	if err != nil {
		return err
	}
	v.Message = answers
	return r.Render(w, http.StatusUnprocessableEntity, needViewPage(r, v))
}

func (n *needPages) deleteMessage(w http.ResponseWriter, r *web.Request) error {
	id, message := r.PathValue("id"), r.PathValue("message")
	if err := n.Record.DeleteComment(r.Context(), r.Actor, message); err != nil {
		return err
	}
	return r.SeeOther(w, needPath(id)+"#discussion", web.Flash{
		Text: havre.Text{FR: "Message supprimé.", EN: "Message deleted."}, Undo: needPath(id, "messages", message, "retablir"),
	})
}

func (n *needPages) restoreMessage(w http.ResponseWriter, r *web.Request) error {
	if err := n.Record.RestoreComment(r.Context(), r.Actor, r.PathValue("message")); err != nil {
		return err
	}
	return r.SeeOther(w, needPath(r.PathValue("id"))+"#discussion", web.Flash{Text: havre.Text{FR: "Message rétabli.", EN: "Message restored."}})
}

// toDo is what the reader of a need should do next, in a sentence.
func (v *needView) toDo(r *web.Request) string {
	d := v.Need.Current
	switch {
	case d == nil:
		return r.Say("Aucune décision n'a été prise. Répondez aux questions, puis décidez.", "No decision was taken. Answer the questions, then decide.")
	case d.State == record.Reopened:
		return r.Say("Un fait que la décision utilise a changé : vérifiez l'offre retenue, puis décidez de nouveau.", "A fact that the decision uses has changed: check the chosen offer, then decide again.")
	case d.Revision != v.Need.Revision:
		return r.Say("Le dossier a changé depuis la décision : décidez de nouveau pour qu'elle en tienne compte.", "The need has changed since the decision: decide again so that it is taken into account.")
	case d.Best == decision.Undetermined:
		return r.Say("Des réponses manquent pour conclure : posez les questions de la décision à ceux qui savent.", "Answers are missing to conclude: ask those who know the questions of the decision.")
	case d.Best == decision.Ineligible:
		return r.Say("Aucune offre ne convient : voyez ce qui manque le moins, et les dérogations possibles.", "No offer fits: see what lacks least, and the derogations that are possible.")
	}
	return r.Say("La décision est à jour. Vous serez prévenu si un fait qu'elle utilise change.", "The decision is up to date. You will be told if a fact it uses changes.")
}
