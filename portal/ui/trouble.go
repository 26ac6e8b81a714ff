package ui

import (
	"maps"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre/portal/web"
)

// Trouble draws the page of a refusal, for web.Options.
func Trouble(r *web.Request, t web.Trouble) templ.Component { return TroublePage(r, t) }

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
