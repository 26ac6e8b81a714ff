package ui

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre/portal/web"
)

// Trouble draws the page of a refusal, for web.Options.
func Trouble(r *web.Request, t web.Trouble) templ.Component { return TroublePage(r, t) }

// troubleProps keep what was being sent: with the form held, in another language or
// theme too; with a clash, only here.
func troubleProps(r *web.Request, t web.Trouble) PageProps {
	p := PageProps{Title: r.Text(t.Title), Lead: r.Text(t.Message), Refused: t.Status == http.StatusUnprocessableEntity, Crumbs: place(r)}
	if t.Held != "" {
		p.Carries = r.Settings().SignIn
	}
	p.Once = t.Clash != nil && t.Clash.Again != ""
	return p
}

// place is the part of the portal that the page is in.
func place(r *web.Request) []Crumb {
	for _, e := range append(navigation(r), duties(r)...) {
		if strings.HasPrefix(r.Page(), e.Path+"/") {
			return []Crumb{{Name: e.Name, Path: e.Path}}
		}
	}
	return nil
}

// homeWeight lets the way back to a form stand out.
func homeWeight(t web.Trouble) Weight {
	if t.From != "" {
		return Tertiary
	}
	return Secondary
}

func clashTable(r *web.Request, c *web.Clash) TableProps {
	t := TableProps{
		ID: "clash", Caption: r.Say("Les deux versions", "Both versions"), Cards: true,
		Columns: []Head{{Name: r.Say("Champ", "Field")}, {Name: r.Say("Enregistré", "On record")}, {Name: r.Say("Ce que vous avez écrit", "What you wrote")}},
	}
	for _, d := range c.Rows {
		t.Rows = append(t.Rows, Row{Cells: []templ.Component{Text(r.Text(d.Name)), Text(d.Theirs), Text(d.Yours)}})
	}
	return t
}

func hiddenOf(v url.Values) []Hidden {
	var out []Hidden
	for _, name := range slices.Sorted(maps.Keys(v)) {
		for _, value := range v[name] {
			out = append(out, Hidden{name, value})
		}
	}
	return out
}
