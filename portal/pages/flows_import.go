package pages

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"path/filepath"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
	"github.com/havre-cloud/havre/record"
)

// fieldSheet is the file of a spreadsheet of flows; fieldSent carries it, encoded,
// from the preview to the change.
const (
	fieldSheet = "fichier"
	fieldSent  = "classeur"
	fieldName  = "nom"
)

// flowsImportView is the form of a spreadsheet, then what is understood of it.
type flowsImportView struct {
	ui.Answers
	Need    *record.Need
	Reading *matrix.Reading // nil before a file is sent
	Compare matrix.Comparison
	Sent    string // the file, encoded
	Name    string
}

func (n *needPages) importFlows(w http.ResponseWriter, r *web.Request) error {
	need, err := n.writtenNeed(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, flowsImportPage(r, &flowsImportView{Need: need}))
}

// previewFlows says what is understood of a spreadsheet, and changes nothing.
func (n *needPages) previewFlows(w http.ResponseWriter, r *web.Request) error {
	v, _, err := n.readFlows(r)
	if err != nil {
		return n.refusedFlows(w, r, v, err)
	}
	return r.Render(w, http.StatusOK, flowsImportPage(r, v))
}

// addFlows adds the flows that are new to the need, as a new revision.
func (n *needPages) addFlows(w http.ResponseWriter, r *web.Request) error {
	v, sheet, err := n.readFlows(r)
	if err != nil {
		return n.refusedFlows(w, r, v, err)
	}
	text, err := questionnaire.AddFlows(sheet.Document, v.Compare.New)
	if err != nil {
		return n.refusedFlows(w, r, v, err)
	}
	if len(v.Compare.New) > 0 {
		note := r.Say("flux importés de « %s »", "flows imported from “%s”", v.Name)
		if _, err := n.Record.UpdateNeed(r.Context(), r.Actor, v.Need.ID, version(r), record.NewNeed{Document: text, Note: note}); err != nil {
			return n.refusedFlows(w, r, v, err)
		}
	}
	done := havre.Count(len(v.Compare.New), havre.Text{FR: "flux ajouté au dossier.", EN: "flow added to the need."}, havre.Text{FR: "flux ajoutés au dossier.", EN: "flows added to the need."})
	return r.SeeOther(w, flowsPath(v.Need.ID), web.Flash{Text: done})
}

func (n *needPages) refusedFlows(w http.ResponseWriter, r *web.Request, v *flowsImportView, err error) error {
	answers, other := ui.Answered(r, err)
	if other != nil || v == nil {
		return err
	}
	for i := range answers.Problems {
		answers.Problems[i].Field = fieldSheet // whatever is wrong is in the file
	}
	v.Answers, v.Reading = answers, nil
	return r.Render(w, http.StatusUnprocessableEntity, flowsImportPage(r, v))
}

// readFlows reads the spreadsheet that was sent, beside the flows that the need
// declares. The view is nil when the need may not be written.
func (n *needPages) readFlows(r *web.Request) (*flowsImportView, *record.Need, error) {
	need, err := n.writtenNeed(r)
	if err != nil {
		return nil, nil, err
	}
	v := &flowsImportView{Need: need}
	content, err := v.content(r)
	if err != nil {
		return v, need, err
	}
	s, err := questionnaire.Read(need.Document)
	if err != nil {
		return v, need, err
	}
	v.Reading, err = matrix.Import(content, matrix.ImportOptions{
		File: v.Name, Names: n.Record.Library.Now().Catalogue.Named(), Application: need.Name, Title: need.Title,
	})
	if err != nil {
		return v, need, err
	}
	v.Compare = matrix.Compare(s.Dossier.Spec.Flows.List, v.Reading.Flows)
	return v, need, nil
}

// content is the file that was sent, or the one that the preview carries.
func (v *flowsImportView) content(r *web.Request) ([]byte, error) {
	if sent := r.PostFormValue(fieldSent); sent != "" {
		v.Sent, v.Name = sent, filepath.Base(r.Field(fieldName))
		content, err := base64.StdEncoding.DecodeString(sent)
		if err != nil {
			return nil, havre.Problems{{Field: fieldSheet, Message: havre.Text{FR: "le classeur n’est pas arrivé entier : envoyez de nouveau le fichier", EN: "the spreadsheet did not arrive whole: send the file again"}}}
		}
		return content, nil
	}
	file, header, err := r.FormFile(fieldSheet)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, havre.Problems{{Field: fieldSheet, Message: havre.Text{FR: "choisissez le fichier du classeur", EN: "choose the file of the spreadsheet"}}}
	}
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(file, maxTable+1)); err != nil {
		return nil, err
	}
	if b.Len() > maxTable {
		return nil, havre.Problems{{Field: fieldSheet, Message: havre.Text{FR: "4 Mio au plus", EN: "4 MiB at most"}}}
	}
	v.Name, v.Sent = filepath.Base(header.Filename), base64.StdEncoding.EncodeToString(b.Bytes())
	return b.Bytes(), nil
}

// flowLine is one flow of a spreadsheet, for its list.
type flowLine struct {
	*dossier.Flow
	New bool
}

// lines are the flows understood, the new ones first.
func (v *flowsImportView) lines() []flowLine {
	var out []flowLine
	for i := range v.Compare.New {
		out = append(out, flowLine{&v.Compare.New[i], true})
	}
	for i := range v.Compare.Known {
		out = append(out, flowLine{&v.Compare.Known[i], false})
	}
	return out
}
