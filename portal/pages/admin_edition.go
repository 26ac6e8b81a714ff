package pages

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// Largest table that may be imported, and the form that carries it, encoded, from
// the preview to the import.
const (
	maxTable     = 4 << 20
	maxTableForm = maxTable*4/3 + web.MaxForm
)

// registerEditions adds what changes the catalogue in use.
func (p *accountPages) registerEditions(s *web.Site) {
	s.Handle("GET /administration/editions", p.editions)
	s.Handle("POST /administration/editions/{number}/retablir", p.restoreEdition)
	s.Handle("GET /administration/catalogue", p.importTable)
	s.HandleUpTo("POST /administration/catalogue", maxTableForm, p.previewTable)
	s.HandleUpTo("POST /administration/catalogue/appliquer", maxTableForm, p.applyTable)
}

// changesCatalogue refuses to those who may not change the catalogue.
func changesCatalogue(r *web.Request) error {
	return r.Actor.Check(identity.WriteCatalogue, identity.Object{})
}

// editionsView is the list of the catalogues and doctrines used.
type editionsView struct {
	Page    havre.Page[record.Edition]
	Current int64
	May     bool // the actor may go back to one
}

func (p *accountPages) editions(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v := editionsView{Current: p.Record.Library.Now().Edition.Number, May: changesCatalogue(r) == nil}
	l := r.List()
	if _, export := ui.ExportFormat(r); export {
		return editionListing(v).Export(w, r, "editions", eachPage(l, func(l havre.List) (havre.Page[record.Edition], error) { return p.Record.Editions(r.Context(), l) }))
	}
	var err error
	if v.Page, err = p.Record.Editions(r.Context(), l); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, editionsPage(r, v))
}

// restoreEdition goes back to an edition, as a new one: nothing is lost.
func (p *accountPages) restoreEdition(w http.ResponseWriter, r *web.Request) error {
	number, err := strconv.ParseInt(r.PathValue("number"), 10, 64)
	if err != nil {
		return identity.Missing()
	}
	e, err := p.Record.RestoreEdition(r.Context(), r.Actor, number)
	if err != nil {
		return err
	}
	return r.SeeOther(w, "/administration/editions", web.Flash{Text: havre.Text{FR: "Le catalogue est celui de l’édition %[1]d ; c’est l’édition %[2]d.", EN: "The catalogue is that of edition %[1]d; it is edition %[2]d."}.With(number, e.Number)})
}

func editionListing(v editionsView) ui.Listing[record.Edition] {
	l := ui.Listing[record.Edition]{
		ID: "editions-liste", Caption: havre.Text{FR: "Éditions du catalogue et des règles", EN: "Editions of the catalogue and rules"}, Cards: true,
		Columns: []ui.Column[record.Edition]{
			{Name: havre.Text{FR: "Nº", EN: "No."}, Number: true, Value: func(_ *web.Request, e record.Edition) sheet.Value { return sheet.Whole(int(e.Number)) }},
			wordColumn(havre.Text{FR: "Depuis", EN: "Since"}, func(r *web.Request, e record.Edition) string { return r.Instant(e.At) }),
			wordColumn(havre.Text{FR: "Pourquoi", EN: "Why"}, func(r *web.Request, e record.Edition) string { return r.Sentence(e.Note) }),
			wordColumn(havre.Text{FR: "Catalogue", EN: "Catalogue"}, func(_ *web.Request, e record.Edition) string { return e.CatalogueVersion + " " + short(e.Catalogue) }),
			wordColumn(havre.Text{FR: "Règles", EN: "Rules"}, func(_ *web.Request, e record.Edition) string { return short(e.Doctrine) }),
		},
	}
	if v.May {
		l.Columns = append(l.Columns, shownColumn(havre.Text{FR: "Agir", EN: "Act"}, v.restoreCell))
	}
	return l
}

// short is the beginning of a digest, enough to tell two apart.
func short(digest string) string { return digest[:min(len(digest), 12)] }

// importView is the form of a table to import, then what it would change.
type importView struct {
	ui.Answers
	Imported *catalogue.Imported
	Table    string // the table, encoded, to send again
	Name     string // of its file
}

func (p *accountPages) importTable(w http.ResponseWriter, r *web.Request) error {
	if err := changesCatalogue(r); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, importPage(r, importView{}))
}

// previewTable says what a table would change, and changes nothing.
func (p *accountPages) previewTable(w http.ResponseWriter, r *web.Request) error {
	v := importView{}
	table, err := v.read(r)
	var options catalogue.ImportOptions
	if err == nil {
		options, err = importOptions(r, v.Name)
	}
	if err == nil {
		v.Imported, _, err = p.Record.ImportCatalogue(r.Context(), r.Actor, table, options, false)
	}
	if err == nil {
		v.Values = r.Form
		return r.Render(w, http.StatusOK, importPage(r, v))
	}
	v.Imported = nil
	return p.refusedTable(w, r, v, err)
}

func (p *accountPages) refusedTable(w http.ResponseWriter, r *web.Request, v importView, err error) error {
	if v.Answers, err = ui.Answered(r, err); err != nil {
		return err
	}
	return r.Render(w, http.StatusUnprocessableEntity, importPage(r, v))
}

// read takes the table from the file that was sent, or from the preview.
func (v *importView) read(r *web.Request) (table []byte, err error) {
	if sent := r.PostFormValue("table"); sent != "" {
		v.Table, v.Name = sent, r.Field("nom")
		if table, err = base64.StdEncoding.DecodeString(sent); err != nil {
			return nil, havre.Problems{{Field: "fichier", Message: havre.Text{FR: "le tableau n’est pas arrivé entier : envoyez de nouveau le fichier", EN: "the table did not arrive whole: send the file again"}}}
		}
		return table, nil
	}
	file, header, err := r.FormFile("fichier")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, havre.Problems{{Field: "fichier", Message: havre.Text{FR: "choisissez le fichier du tableau", EN: "choose the file of the table"}}}
	}
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // nothing was written
	if table, err = io.ReadAll(io.LimitReader(file, maxTable+1)); err != nil {
		return nil, err
	}
	if len(table) > maxTable {
		return nil, havre.Problems{{Field: "fichier", Message: havre.Text{FR: "4 Mio au plus", EN: "4 MiB at most"}}}
	}
	v.Name, v.Table = filepath.Base(header.Filename), base64.StdEncoding.EncodeToString(table)
	return table, nil
}

var notID = regexp.MustCompile(`[^a-z0-9]+`)

// importOptions reads where the table comes from.
func importOptions(r *web.Request, name string) (o catalogue.ImportOptions, err error) {
	var problems havre.Problems
	need := func(field string) string {
		v := r.Field(field)
		if v == "" {
			problems = append(problems, havre.Problem{Field: field, Message: havre.Text{FR: "ce champ est nécessaire", EN: "this field is needed"}})
		}
		return v
	}
	o.AsOf, err = r.DateField("au", havre.Date{})
	if err != nil {
		return o, err
	}
	need("au")
	source := havre.Source{URL: need("source"), Date: o.AsOf, Publisher: r.Field("editeur"), Title: r.Field("titre"), Confidence: havre.Confidence(need("confiance"))}
	base := strings.TrimSuffix(name, filepath.Ext(name))
	if source.Title == "" {
		source.Title = base
	}
	source.ID = strings.Trim(notID.ReplaceAllString(strings.ToLower(base), "-"), "-") + "-" + o.AsOf.String()
	o.File, o.Source, o.Create = name, source, r.Checked("nouvelles")
	return o, problems.Err()
}

// applyTable changes the catalogue, as the preview said.
func (p *accountPages) applyTable(w http.ResponseWriter, r *web.Request) error {
	v := importView{}
	table, err := v.read(r)
	var options catalogue.ImportOptions
	if err == nil {
		options, err = importOptions(r, v.Name)
	}
	before := p.Record.Library.Now().Edition.Number
	var edition *record.Edition
	if err == nil {
		_, edition, err = p.Record.ImportCatalogue(r.Context(), r.Actor, table, options, true)
	}
	if err != nil {
		return p.refusedTable(w, r, v, err)
	}
	return r.SeeOther(w, "/administration/editions", web.Flash{
		Text: havre.Text{FR: "Le tableau est importé : c’est l’édition %d. Les décisions qu’il change sont regardées de nouveau.", EN: "The table is imported: it is edition %d. The decisions it changes are being reviewed."}.With(edition.Number),
		Undo: "/administration/editions/" + strconv.FormatInt(before, 10) + "/retablir",
	})
}
