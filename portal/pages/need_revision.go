package pages

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
	"github.com/havre-cloud/havre/record"
)

// queryAgainst is the revision that another is compared with.
const queryAgainst = "avec"

// revisionView is one revision, and what it changes from another.
type revisionView struct {
	Need    *record.Need
	This    *record.Revision
	Against *record.Revision // nil for the first
	Rows    []web.Difference
}

func (n *needPages) revision(w http.ResponseWriter, r *web.Request) error {
	v, err := n.revisionView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, revisionPage(r, v))
}

func (n *needPages) revisionView(r *web.Request) (*revisionView, error) {
	need, err := n.need(r)
	if err != nil {
		return nil, err
	}
	v := &revisionView{Need: need}
	number, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return nil, identity.Missing()
	}
	if v.This, err = n.Record.Revision(r.Context(), r.Actor, need.ID, number); err != nil {
		return nil, err
	}
	before, err := strconv.Atoi(r.Field(queryAgainst))
	if err != nil {
		before = number - 1
	}
	if before < 1 {
		return v, nil
	}
	if v.Against, err = n.Record.Revision(r.Context(), r.Actor, need.ID, before); err != nil {
		return nil, err
	}
	from, err := questionnaire.Read(v.Against.Document)
	if err != nil {
		return nil, err
	}
	to, err := questionnaire.Read(v.This.Document)
	if err != nil {
		return nil, err
	}
	v.Rows = differences(r, questionnaire.Changes(from, to))
	return v, nil
}

// takeRevision makes an earlier revision the present one again, as a new revision.
func (n *needPages) takeRevision(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	number, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return identity.Missing()
	}
	old, err := n.Record.Revision(r.Context(), r.Actor, id, number)
	if err != nil {
		return err
	}
	note := r.Say("retour à la révision %s", "back to revision %s", itoa(number))
	need, err := n.Record.UpdateNeed(r.Context(), r.Actor, id, version(r), record.NewNeed{Document: old.Document, Note: note})
	if err != nil {
		return err
	}
	return r.SeeOther(w, needPath(need.ID), web.Flash{Text: havre.Text{
		FR: "Le dossier est revenu à la révision %d.", EN: "The need is back to revision %d.",
	}.With(number)})
}

// differences puts changes in words: before, after.
func differences(r *web.Request, changes []questionnaire.Change) []web.Difference {
	out := make([]web.Difference, len(changes))
	for i, c := range changes {
		title := havre.Text{FR: web.Capital(c.Title.FR), EN: web.Capital(c.Title.EN)}
		if c.Field == nil {
			out[i] = web.Difference{Name: title, Theirs: strings.Join(c.Removed, "\n"), Yours: strings.Join(c.Added, "\n")}
			continue
		}
		out[i] = web.Difference{Name: title, Theirs: answerText(r, c.Field, c.From), Yours: answerText(r, c.Field, c.To)}
	}
	return out
}

// changesTable is what a revision changes.
func (v *revisionView) changesTable(r *web.Request) ui.TableProps {
	t := ui.TableProps{
		ID: "changes", Caption: r.Say("Ce qui change", "What changes"), Cards: true,
		Columns: []ui.Head{
			{Name: r.Say("Champ", "Field")},
			{Name: r.Say("Révision %s", "Revision %s", r.Number(v.Against.Number))},
			{Name: r.Say("Révision %s", "Revision %s", r.Number(v.This.Number))},
		},
	}
	for _, d := range v.Rows {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Text(r.Text(d.Name)), ui.Paragraphs(d.Theirs), ui.Paragraphs(d.Yours)}})
	}
	return t
}

// underText puts mistakes with their lines under the field of the text.
func underText(problems havre.Problems) havre.Problems {
	if len(problems) == 0 {
		return nil
	}
	f := havre.FaultOf(underField(problems, fieldDocument))
	if f == nil {
		return nil
	}
	return f.Problems
}

func versions(n *record.Need) []ui.Hidden { return []ui.Hidden{versionOf(n)} }
