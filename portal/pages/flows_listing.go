package pages

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// flowColumns are what people read of a row: whom, with whom, by which service, and
// whether the network carries it.
func flowColumns[T any](on havre.Date, row func(T) *shownFlow) []ui.Column[T] {
	shown := func(name havre.Text, show func(*web.Request, *matrix.Row) templ.Component) ui.Column[T] {
		return ui.Column[T]{Name: name, Show: func(r *web.Request, x T) templ.Component { return show(r, row(x).Row) }}
	}
	return []ui.Column[T]{
		shown(havre.Text{FR: "Flux", EN: "Flow"}, func(r *web.Request, x *matrix.Row) templ.Component { return flowEnds(r, x) }),
		wordColumn(havre.Text{FR: "Environnement", EN: "Environment"}, func(r *web.Request, x T) string { return row(x).environments(r) }),
		shown(havre.Text{FR: "Service", EN: "Service"}, func(r *web.Request, x *matrix.Row) templ.Component { return flowService(r, x) }),
		shown(havre.Text{FR: "Réponse", EN: "Answer"}, func(r *web.Request, x *matrix.Row) templ.Component {
			return ui.State(r, ui.StateOf(x.Answer.Value), "")
		}),
		shown(havre.Text{FR: "Chemin, ou ce qui manque", EN: "Way, or what is missing"}, func(r *web.Request, x *matrix.Row) templ.Component { return flowOutcome(r, on, x) }),
	}
}

// flowListing is the matrix of a need.
func flowListing(v *flowsView) ui.Listing[*shownFlow] {
	return ui.Listing[*shownFlow]{
		ID: "flux-liste", Caption: havre.Text{FR: "Matrice de flux", EN: "Flow matrix"}, Cards: true,
		Columns: flowColumns(v.On, func(x *shownFlow) *shownFlow { return x }),
	}
}

// shownFlow is a row with every environment in which it is the same.
type shownFlow struct {
	*matrix.Row
	In []string
}

// flowsShown are the rows of a matrix, those that differ by their environment alone
// put together.
func flowsShown(m *matrix.Matrix) []*shownFlow {
	var out []*shownFlow
	for i := range m.Rows {
		x := &m.Rows[i]
		at := slices.IndexFunc(out, func(o *shownFlow) bool { return alike(o.Row, x) })
		if at < 0 {
			at = len(out)
			out = append(out, &shownFlow{Row: x})
		}
		out[at].In = append(out[at].In, x.Environment)
	}
	return out
}

// alike says that two rows are one flow, with the same ends and the same answer.
func alike(a, b *matrix.Row) bool {
	return a.Flow == b.Flow && a.Source.Place == b.Source.Place && a.Destination.Place == b.Destination.Place && a.Answer.Value == b.Answer.Value
}

func (x *shownFlow) environments(r *web.Request) string { return environmentsText(r, x.In) }

func environmentsText(r *web.Request, in []string) string {
	words := make([]string, len(in))
	for i, e := range in {
		words[i] = flowEnvironment(r, e)
	}
	return strings.Join(words, ", ")
}

// shownOpening is an opening with every environment in which it is the same.
type shownOpening struct {
	matrix.Opening
	In []string
}

// openingsShown are what a team opens, those that differ by their environment alone
// put together.
func openingsShown(t *matrix.Team) []shownOpening {
	var out []shownOpening
	for _, x := range t.Openings {
		at := slices.IndexFunc(out, func(o shownOpening) bool {
			return alike(o.Row, x.Row) && o.Side == x.Side && o.Network == x.Network
		})
		if at < 0 {
			at = len(out)
			out = append(out, shownOpening{Opening: x})
		}
		out[at].In = append(out[at].In, x.Row.Environment)
	}
	return out
}

// openingListing is what one team opens.
func openingListing(id string) ui.Listing[shownOpening] {
	return ui.Listing[shownOpening]{
		ID: id, Caption: havre.Text{FR: "Ce que cette équipe ouvre", EN: "What this team opens"}, Cards: true,
		Columns: []ui.Column[shownOpening]{
			{Name: havre.Text{FR: "Flux", EN: "Flow"}, Show: func(r *web.Request, x shownOpening) templ.Component { return flowEnds(r, x.Row) }},
			wordColumn(havre.Text{FR: "Quoi", EN: "What"}, func(r *web.Request, x shownOpening) string { return web.Capital(r.Text(x.Side.Text())) }),
			{Name: havre.Text{FR: "Service", EN: "Service"}, Show: func(r *web.Request, x shownOpening) templ.Component { return flowService(r, x.Row) }},
			wordColumn(havre.Text{FR: "Par", EN: "Over"}, func(r *web.Request, x shownOpening) string {
				return r.Text(matrix.ColNetwork.Text(x.Network))
			}),
			wordColumn(havre.Text{FR: "Environnement", EN: "Environment"}, func(r *web.Request, x shownOpening) string { return environmentsText(r, x.In) }),
			{Name: havre.Text{FR: "À faire", EN: "To do"}, Show: func(r *web.Request, x shownOpening) templ.Component { return openingTodo(r, x.Opening) }},
		},
	}
}

// flowChangeListing is what changed since the last sending.
var flowChangeListing = ui.Listing[matrix.Change]{
	ID: "differences-liste", Caption: havre.Text{FR: "Différences depuis le dernier envoi", EN: "Differences since the last sending"}, Cards: true,
	Columns: []ui.Column[matrix.Change]{
		wordColumn(havre.Text{FR: "Flux", EN: "Flow"}, changedFlow),
		{Name: havre.Text{FR: "Changement", EN: "Change"}, Show: func(r *web.Request, x matrix.Change) templ.Component { return ui.Tag(r.Text(flowChangeWords[x.Kind])) }},
		{Name: havre.Text{FR: "Ce qui change", EN: "What changes"}, Show: func(r *web.Request, x matrix.Change) templ.Component { return changedColumns(r, x) }},
	},
}

var flowChangeWords = map[matrix.ChangeKind]havre.Text{
	matrix.Added: {FR: "Ajouté", EN: "Added"}, matrix.Removed: {FR: "Retiré", EN: "Removed"}, matrix.Changed: {FR: "Changé", EN: "Changed"},
}

func changedFlow(r *web.Request, x matrix.Change) string {
	l := x.Line()
	end := func(name, platform matrix.Column) string {
		if l[name] == "" {
			return l[platform]
		}
		return l[name]
	}
	text := end(matrix.ColSource, matrix.ColSourcePlatform) + " → " + end(matrix.ColDestination, matrix.ColDestinationPlatform)
	if s := strings.Trim(l[matrix.ColProtocol]+"/"+l[matrix.ColPort], "/"); s != "" {
		text += ", " + s
	}
	if e := l[matrix.ColEnvironment]; e != "" {
		text += " (" + r.Text(matrix.ColEnvironment.Text(e)) + ")"
	}
	return text
}

// columnChange is one column of a flow before and after.
func columnChange(r *web.Request, x *matrix.Change, c matrix.Column) string {
	word := func(l *matrix.Line) string {
		if l[c] == "" {
			return r.Say("rien", "nothing")
		}
		return r.Text(c.Text(l[c]))
	}
	return r.Say("%s : %s → %s", "%s: %s → %s", r.Text(c.Title()), word(&x.Before), word(&x.After))
}

func flowEnvironment(r *web.Request, environment string) string {
	if environment == "" {
		return r.Say("Non précisé", "Not stated")
	}
	return r.Text(matrix.ColEnvironment.Text(environment))
}

// fewChanges are few enough to be shown at once.
const fewChanges = 5

// serviceText is the protocol and the ports of a flow.
func serviceText(r *web.Request, x *matrix.Row) string {
	protocol := r.Text(matrix.ColProtocol.Text(x.Flow.Protocol))
	switch ports := x.Flow.Port.String(); {
	case protocol == "" && ports == "":
		return r.Say("Service non précisé", "Service not stated")
	case ports == "":
		return protocol
	case protocol == "":
		return r.Say("Port %s", "Port %s", ports)
	default:
		return protocol + " " + ports
	}
}

// flowCount is the answers of a matrix, in a sentence.
func flowCount(r *web.Request, m *matrix.Matrix) string {
	parts := []string{r.Many(len(m.Rows), havre.Text{FR: "%s flux", EN: "%s flow"}, havre.Text{FR: "%s flux", EN: "%s flows"})}
	for _, x := range []struct {
		v         havre.Truth
		one, many havre.Text
	}{
		{havre.Yes, havre.Text{FR: "%s passe", EN: "%s goes through"}, havre.Text{FR: "%s passent", EN: "%s go through"}},
		{havre.Unknown, havre.Text{FR: "%s à confirmer", EN: "%s to be confirmed"}, havre.Text{FR: "%s à confirmer", EN: "%s to be confirmed"}},
		{havre.No, havre.Text{FR: "%s ne passe pas", EN: "%s does not go through"}, havre.Text{FR: "%s ne passent pas", EN: "%s do not go through"}},
	} {
		if n := m.Count(x.v); n > 0 {
			parts = append(parts, r.Many(n, x.one, x.many))
		}
	}
	return strings.Join(parts, ", ")
}
