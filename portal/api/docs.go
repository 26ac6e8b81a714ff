package api

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

//go:embed docs/*.html docs/style.css
var docsFiles embed.FS

// docsPages are the pages of the documentation: plain HTML, that needs no script.
var docsPages = template.Must(template.New("").ParseFS(docsFiles, "docs/*.html"))

// docsPolicy lets the pages of the documentation load their style sheet, and no more.
const docsPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// docsPage is what every page of the documentation is drawn from.
type docsPage struct {
	Lang     havre.Lang
	Other    havre.Lang
	Path     string // of this page
	Title    string
	Info     docsInfo
	Chapters []docsChapter
	Body     any // what the template of the page shows
	template string
}

// Say is a sentence in the language of the page.
func (p *docsPage) Say(fr, en string) string { return havre.Text{FR: fr, EN: en}.In(p.Lang) }

// To is a path of the API in the language of the page.
func (p *docsPage) To(path string) string { return Prefix + path + "?lang=" + string(p.Lang) }

// Prefix is the path of the API.
func (*docsPage) Prefix() string { return Prefix }

// serveDocs answers with a page of the documentation.
func (a *API) serveDocs(of func(*http.Request, *docsPage, *docsTree) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r.Context())
		s, err := a.spec(c.lang)
		if err != nil {
			a.tell(w, r, err)
			return
		}
		tree := &docsTree{s.tree}
		p := &docsPage{Lang: c.lang, Other: havre.English, Path: strings.TrimPrefix(r.URL.Path, Prefix), Info: tree.info(), Chapters: tree.chapters(a, c.lang)}
		if c.lang == havre.English {
			p.Other = havre.French
		}
		if err := of(r, p, tree); err != nil {
			a.tell(w, r, err)
			return
		}
		var out bytes.Buffer
		if err := docsPages.ExecuteTemplate(&out, p.template, p); err != nil {
			a.tell(w, r, err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", docsPolicy)
		_, _ = w.Write(out.Bytes()) // whoever asked has gone
	}
}

func serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, docsFiles, "docs/style.css")
}

// indexPage presents the API and its chapters.
func (a *API) indexPage(_ *http.Request, p *docsPage, _ *docsTree) error {
	p.template, p.Title = "index.html", p.Info.Title
	return nil
}

// chapterPage shows the operations of a chapter.
func (a *API) chapterPage(r *http.Request, p *docsPage, tree *docsTree) error {
	for _, c := range p.Chapters {
		if c.ID == r.PathValue("chapter") {
			p.template, p.Title = "chapter.html", c.Title
			p.Body = docsOperations{Chapter: c, Operations: tree.operations(a, c.ID)}
			return nil
		}
	}
	return identity.Missing()
}

// schemaPage shows the fields of a kind of document.
func (a *API) schemaPage(r *http.Request, p *docsPage, tree *docsTree) error {
	name := r.PathValue("schema")
	s, ok := tree.schema(name)
	if !ok {
		return identity.Missing()
	}
	p.template, p.Title, p.Body = "schema.html", name, s
	return nil
}

// docsProblem is a kind of refusal, on the page of problems.
type docsProblem struct {
	Code, Title, Meaning, Next string
	Status                     int
}

// problemsPage explains every kind of refusal, or one.
func (a *API) problemsPage(r *http.Request, p *docsPage, _ *docsTree) error {
	asked := r.PathValue("code")
	var out []docsProblem
	for _, k := range codes {
		if asked == "" || asked == string(k.code) {
			out = append(out, docsProblem{string(k.code), k.title.In(p.Lang), k.meaning.In(p.Lang), k.next.In(p.Lang), k.status})
		}
	}
	if len(out) == 0 {
		return identity.Missing()
	}
	p.template, p.Title, p.Body = "problems.html", p.Say("Refus de l'API", "Refusals of the API"), out
	if asked != "" {
		p.Title = out[0].Title
	}
	return nil
}

// docsFields are fields to show within a page.
type docsFields struct {
	Page   *docsPage
	Fields []docsField
}

// With gives fields to the template that shows them.
func (p *docsPage) With(fields []docsField) docsFields { return docsFields{p, fields} }
