package pages

import (
	"strconv"
	"strings"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

func itoa(n int) string { return strconv.Itoa(n) }

func (b *beginning) titleField(r *web.Request) ui.Field {
	f := b.Answers.Field(r, fieldTitle, r.Say("Nom de l'application", "Name of the application"), r.Say("Celui que vos collègues emploient. Vous pourrez le changer.", "The one your colleagues use. You can change it later."))
	f.Max, f.Auto = 200, "off"
	return f
}

func (b *beginning) exampleOptions() []ui.Option {
	out := make([]ui.Option, len(b.Examples))
	for i, e := range b.Examples {
		out[i] = ui.Option{Value: e.Name, Label: e.Title, Hint: e.About}
	}
	return out
}

// documentField is where the text of a need is typed.
func documentField(r *web.Request, a ui.Answers, rows int) ui.Field {
	f := a.Field(r, fieldDocument, r.Say("Texte du dossier (YAML ou JSON)", "Text of the need (YAML or JSON)"), "")
	f.Rows = rows
	f.Code, f.Attrs = true, map[string]any{"spellcheck": "false"}
	return f
}

func organisationChosen(r *web.Request, b *beginning) string {
	if o := chosenOrganisation(r, b); o != nil {
		return o.ID
	}
	return ""
}

// organisationOptions are organisations, each below the one it belongs to.
func organisationOptions(all []identity.Organisation) []ui.Option {
	out := make([]ui.Option, len(all))
	base := depthOf(all)
	for i, o := range all {
		out[i] = ui.Option{Value: o.ID, Label: strings.Repeat("– ", strings.Count(o.Path, "/")-base) + o.Title}
	}
	return out
}

// depthOf is how deep the highest of them is.
func depthOf(all []identity.Organisation) int {
	least := 1 << 10
	for _, o := range all {
		least = min(least, strings.Count(o.Path, "/"))
	}
	return least
}
