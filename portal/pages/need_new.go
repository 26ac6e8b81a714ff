package pages

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/examples"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
	"github.com/havre-cloud/havre/record"
)

func (n *needPages) registerNew(s *web.Site) {
	s.Handle("GET /nouveau-dossier", n.newNeed)
	s.HandleUpTo("POST /nouveau-dossier", MaxDossier, n.beginNeed)
}

// What a need may begin from.
const (
	fieldFrom    = "depuis"
	fromNothing  = "questions"
	fromText     = "texte"
	fromExample  = "exemple"
	fieldExample = "exemple"
	fieldFile    = "fichier"
	fieldTitle   = "title"
	fieldBody    = "organisme"
	fieldOrg     = "organisation"
)

// beginning is the page where a need begins.
type beginning struct {
	Organisations []identity.Organisation // where the reader may write needs
	Examples      []exampleNeed
	From          string // the form that was refused
	Answers       ui.Answers
}

// exampleNeed is a need to copy.
type exampleNeed struct {
	Name, Title, About string
	yaml               []byte
}

func (n *needPages) newNeed(w http.ResponseWriter, r *web.Request) error {
	b, err := n.beginning(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, newNeedPage(r, b))
}

func (n *needPages) beginning(r *web.Request) (*beginning, error) {
	b := &beginning{}
	var err error
	if r.Actor.SignedIn() {
		if b.Organisations, err = n.writable(r); err != nil {
			return nil, err
		}
	}
	b.Examples, err = exampleNeeds()
	return b, err
}

// exampleNeeds are the examples of the program, each with what its author says.
func exampleNeeds() ([]exampleNeed, error) {
	all, err := examples.All()
	if err != nil {
		return nil, err
	}
	out := make([]exampleNeed, 0, len(all))
	for _, e := range all {
		s, err := questionnaire.Read(e.YAML)
		if err != nil {
			return nil, err
		}
		out = append(out, exampleNeed{e.Name, titleOf(s), s.About(), e.YAML})
	}
	return out, nil
}

// beginNeed makes the sheet that the form asks for, puts it on record when its
// author may, and begins to ask.
func (n *needPages) beginNeed(w http.ResponseWriter, r *web.Request) error {
	b, err := n.beginning(r)
	if err != nil {
		return err
	}
	b.From = r.Field(fieldFrom)
	sheet, text, err := n.begun(r, b)
	if err == nil && len(b.Organisations) > 0 {
		need, err := n.create(r, b, sheet, text)
		if err == nil {
			return r.SeeOther(w, needPath(need.ID, "questionnaire"), web.Flash{Text: havre.Text{
				FR: "Dossier enregistré comme brouillon. Vos réponses le seront au fur et à mesure.",
				EN: "Need saved as a draft. Your answers will be as they come.",
			}})
		}
		return n.notBegun(w, r, b, err)
	}
	if err != nil {
		return n.notBegun(w, r, b, err)
	}
	a, err := n.ask(r, nil, sheet, "")
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, questionnairePage(r, a))
}

// notBegun shows the page again with what was wrong.
func (n *needPages) notBegun(w http.ResponseWriter, r *web.Request, b *beginning, err error) error {
	if f := havre.FaultOf(err); f != nil && f.Code == havre.Conflict {
		err = havre.Problems{{Field: fieldDocument, Message: f.Message}}
	}
	if b.Answers, err = ui.Answered(r, err); err != nil {
		return err
	}
	return r.Render(w, http.StatusUnprocessableEntity, newNeedPage(r, b))
}

// begun is the sheet that the form asks for, and its text when somebody wrote it.
func (n *needPages) begun(r *web.Request, b *beginning) (s *questionnaire.Sheet, text []byte, err error) {
	switch b.From {
	case fromText:
		if text, err = sentText(r); err != nil {
			return nil, nil, err
		}
		s, err = questionnaire.Read(text)
		return s, text, underField(err, fieldDocument)
	case fromExample:
		i := slices.IndexFunc(b.Examples, func(e exampleNeed) bool { return e.Name == r.Field(fieldExample) })
		if i < 0 {
			return nil, nil, havre.Problems{{Field: fieldExample, Message: havre.Text{FR: "choisissez un exemple", EN: "choose an example"}}}
		}
		s, err = questionnaire.Read(b.Examples[i].yaml)
		return s, nil, err
	}
	title := r.Field(fieldTitle)
	if title == "" {
		return nil, nil, havre.Problems{{Field: fieldTitle, Message: havre.Text{FR: "indiquez le nom de l'application", EN: "give the name of the application"}}}
	}
	s, err = n.blank(r, b, title)
	return s, nil, err
}

// sentText is the file that was sent, or the text that was pasted.
func sentText(r *web.Request) ([]byte, error) {
	if r.MultipartForm != nil {
		file, _, err := r.FormFile(fieldFile)
		if err == nil {
			text, err := io.ReadAll(file)
			if err = errors.Join(err, file.Close()); err != nil || len(strings.TrimSpace(string(text))) > 0 {
				return text, err
			}
		} else if !errors.Is(err, http.ErrMissingFile) {
			return nil, err
		}
	}
	text := strings.TrimRight(strings.ReplaceAll(r.FormValue(fieldDocument), "\r\n", "\n"), " \n")
	if strings.TrimSpace(text) != "" {
		return []byte(text + "\n"), nil
	}
	return nil, havre.Problems{{Field: fieldDocument, Message: havre.Text{
		FR: "collez le texte du dossier, ou choisissez un fichier", EN: "paste the text of the need, or choose a file",
	}}}
}

// underField puts mistakes found in a text under the field it was typed in; the
// place in the text stays in the sentence.
func underField(err error, field string) error {
	f := havre.FaultOf(err)
	if f == nil || len(f.Problems) == 0 {
		return err
	}
	out := make(havre.Problems, 0, len(f.Problems))
	for _, p := range f.Problems {
		if p.Warning {
			continue
		}
		if p.Field == web.QueryDate {
			out = append(out, p)
			continue
		}
		p.File = ""
		out = append(out, havre.Problem{Field: field, Message: havre.Text{FR: placed(p, havre.French), EN: placed(p, havre.English)}})
	}
	return out
}

// placed is a mistake with its line, as people say it.
func placed(p havre.Problem, lang havre.Lang) string {
	line := p.Line
	p.Line, p.Column = 0, 0
	if line == 0 {
		return p.In(lang)
	}
	return havre.Text{FR: "ligne %d : ", EN: "line %d: "}.With(line).In(lang) + p.In(lang)
}

// blank is a sheet of which the organisation tells what it can.
func (n *needPages) blank(r *web.Request, b *beginning, title string) (*questionnaire.Sheet, error) {
	o := chosenOrganisation(r, b)
	if o == nil {
		return questionnaire.Blank(title, r.Field(fieldBody))
	}
	s, err := questionnaire.Blank(title, o.Title)
	if err != nil {
		return nil, err
	}
	return withOrganisation(s, o.Body, ministryOf(b.Organisations, o))
}

// withOrganisation answers what an organisation knows of itself.
func withOrganisation(s *questionnaire.Sheet, body, ministry string) (*questionnaire.Sheet, error) {
	var err error
	for id, word := range map[string]string{"organisation.kind": body, "organisation.ministry": ministry} {
		q, ok := questionnaire.Find(id)
		if word == "" || !ok {
			continue
		}
		if s, err = s.With(q, questionnaire.Given{q.Fields[0].Path: {word}}); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// ministryOf is the ministry of an organisation, or of the nearest above it.
func ministryOf(all []identity.Organisation, o *identity.Organisation) string {
	if o.Ministry != "" {
		return o.Ministry
	}
	i := slices.IndexFunc(all, func(p identity.Organisation) bool { return p.ID == o.Parent })
	if i < 0 {
		return ""
	}
	return ministryOf(all, &all[i])
}

// chosenOrganisation is the one that the form names, or the actor's own, or the
// only one there is.
func chosenOrganisation(r *web.Request, b *beginning) *identity.Organisation {
	for _, id := range []string{r.Field(fieldOrg), r.Actor.Home} {
		if i := slices.IndexFunc(b.Organisations, func(o identity.Organisation) bool { return o.ID == id }); i >= 0 {
			return &b.Organisations[i]
		}
	}
	if len(b.Organisations) > 0 {
		return &b.Organisations[0]
	}
	return nil
}

// names is how many names are tried before a title is said to be taken.
const names = 20

// create puts the sheet on record. Its name, which nobody chose, gets a number when
// it is taken; a text that somebody wrote is kept as it is.
func (n *needPages) create(r *web.Request, b *beginning, s *questionnaire.Sheet, text []byte) (*record.Need, error) {
	o := chosenOrganisation(r, b)
	if text != nil {
		return n.Record.CreateNeed(r.Context(), r.Actor, record.NewNeed{Organisation: o.ID, Document: text})
	}
	name := s.Dossier.Metadata.Name
	var err error
	for i := 1; i <= names; i++ {
		if i > 1 {
			if s, err = s.Named(questionnaire.Name(name + " " + itoa(i))); err != nil {
				return nil, err
			}
		}
		need, err := n.Record.CreateNeed(r.Context(), r.Actor, record.NewNeed{Organisation: o.ID, Document: s.YAML(), Note: answersNote})
		if f := havre.FaultOf(err); f == nil || f.Code != havre.Conflict {
			return need, err
		}
	}
	return nil, havre.Problems{{Field: fieldTitle, Message: havre.Text{
		FR: "beaucoup de dossiers portent déjà ce nom : choisissez-en un autre", EN: "many needs have this name already: choose another",
	}}}
}
