package pages

import (
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
	"github.com/havre-cloud/havre/record"
)

// yamlView is the page where a need is written as text.
type yamlView struct {
	Need     *record.Need
	Text     string
	Note     string
	Problems havre.Problems // with their lines
	Warnings havre.Problems
}

func (n *needPages) yamlForm(w http.ResponseWriter, r *web.Request) error {
	need, err := n.need(r)
	if err != nil {
		return err
	}
	v := &yamlView{Need: need, Text: string(need.Document)}
	if s, err := questionnaire.Read(need.Document); err == nil {
		v.Warnings = s.Dossier.Warnings
	}
	return r.Render(w, http.StatusOK, yamlPage(r, v))
}

// fieldNote says why a need is changed.
const fieldNote = "note"

// saveYAML writes the text as a new revision. Mistakes are told at their lines; a
// text written over another shows both.
func (n *needPages) saveYAML(w http.ResponseWriter, r *web.Request) error {
	text, err := sentText(r)
	if err != nil {
		return err
	}
	need, err := n.Record.UpdateNeed(r.Context(), r.Actor, r.PathValue("id"), version(r), record.NewNeed{Document: text, Note: r.Field(fieldNote)})
	if err == nil {
		return r.SeeOther(w, needPath(need.ID), web.Flash{Text: havre.Text{FR: "Dossier enregistré : révision %d.", EN: "Need saved: revision %d."}.With(need.Revision)})
	}
	f := havre.FaultOf(err)
	switch {
	case f != nil && f.Code == havre.Stale:
		return n.yamlClash(r, f, text)
	case f == nil || f.Code != havre.Invalid:
		return err
	}
	if need, err = n.need(r); err != nil {
		return err
	}
	v := &yamlView{Need: need, Text: string(text), Note: r.Field(fieldNote), Problems: f.Problems}
	return r.Render(w, http.StatusUnprocessableEntity, yamlPage(r, v))
}

// yamlClash is both texts, field by field, of which one is to be chosen.
func (n *needPages) yamlClash(r *web.Request, f *havre.Fault, text []byte) error {
	need, err := n.need(r)
	if err != nil {
		return err
	}
	clash := &web.Clash{Fault: f, Back: needPath(need.ID, "yaml"), Again: needPath(need.ID, "yaml"), Fields: map[string][]string{
		fieldDocument: {string(text)}, fieldNote: {r.Field(fieldNote)}, fieldVersion: {itoa(int(need.Version))},
	}}
	theirs, errTheirs := questionnaire.Read(need.Document)
	yours, errYours := questionnaire.Read(text)
	if errTheirs == nil && errYours == nil {
		clash.Rows = differences(r, questionnaire.Changes(theirs, yours))
	}
	return clash
}

// downloadYAML gives the need as its authors wrote it.
func (n *needPages) downloadYAML(w http.ResponseWriter, r *web.Request) error {
	need, err := n.need(r)
	if err != nil {
		return err
	}
	web.Download(w, need.Name+".yaml", "application/yaml; charset=utf-8")
	_, err = w.Write(need.Document)
	return err
}

func mayWriteText(r *web.Request, v *yamlView) bool { return may(r, identity.WriteNeed, v.Need) }

// textField is where the need is typed; what is wrong leads to it.
func (v *yamlView) textField(r *web.Request) ui.Field {
	a := ui.Answers{Values: map[string][]string{fieldDocument: {v.Text}}}
	f := documentField(r, a, 30)
	f.Hint = r.Say("Les champs que vous n'écrivez pas sont inconnus, jamais « non ».", "Fields you leave out are unknown, never “no”.")
	if len(v.Problems) > 0 {
		f.Error = r.Say("Ce texte contient des erreurs : elles sont listées plus haut, avec leurs lignes.", "This text has mistakes: they are listed above, with their lines.")
	}
	return f
}
