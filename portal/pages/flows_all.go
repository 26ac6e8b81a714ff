package pages

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// Names of the filters of flows, in the address.
const (
	queryFlowNetwork = "reseau"
	queryAnswer      = "reponse"
	queryEnvironment = "environnement"
)

// mostFlowsShown is how many flows the page draws; its files hold all of them.
const mostFlowsShown = 500

// flowFilter is what the address asks of the list.
type flowFilter struct {
	Place, Network, Answer, Environment, Search string
}

func (f flowFilter) dirty() bool { return f != flowFilter{} }

// needFlow is a flow with the need that declares it.
type needFlow struct {
	Need *record.Need
	Flow *shownFlow
}

// allFlowsView is the flows of all the needs that the reader may see.
type allFlowsView struct {
	On     havre.Date
	Filter flowFilter
	Flows  []needFlow // after the filters
	Matrix *matrix.Matrix
	Total  int // before them
	Needs  int
	Places []ui.Option
}

func (n *needPages) allFlows(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	on, err := r.On()
	if err != nil {
		return err
	}
	list, err := n.Record.FlowMatrices(r.Context(), r.Actor, record.NeedQuery{}, on)
	if err != nil {
		return err
	}
	v := &allFlowsView{On: on, Needs: len(list), Matrix: &matrix.Matrix{On: on}, Filter: flowFilter{
		Place: r.Field(queryHost), Network: r.Field(queryFlowNetwork), Answer: r.Field(queryAnswer), Environment: r.Field(queryEnvironment), Search: r.Field(web.QuerySearch),
	}}
	v.take(list)
	if f := r.URL.Query().Get(web.QueryFormat); f != "" {
		return writeFlows(w, f, "flux-"+on.String(), v.Matrix.Document(r.Lang))
	}
	v.Places = v.placeOptions(r, list)
	return r.Render(w, http.StatusOK, allFlowsPage(r, v))
}

// take keeps the flows that pass the filters.
func (v *allFlowsView) take(list []record.NeedFlows) {
	for i := range list {
		kept := matrix.Matrix{On: v.On}
		for _, row := range list[i].Matrix.Rows {
			v.Total++
			if v.Filter.keeps(&row) {
				kept.Rows = append(kept.Rows, row)
			}
		}
		v.Matrix.Rows = append(v.Matrix.Rows, kept.Rows...)
		for _, x := range flowsShown(&kept) {
			v.Flows = append(v.Flows, needFlow{&list[i].Need, x})
		}
	}
}

func (f *flowFilter) keeps(x *matrix.Row) bool {
	return (f.Place == "" || x.Source.Place == f.Place || x.Destination.Place == f.Place) &&
		(f.Network == "" || x.Flow.Network == f.Network) &&
		(f.Answer == "" || x.Answer.Value.String() == f.Answer) &&
		(f.Environment == "" || x.Environment == f.Environment) &&
		f.finds(x)
}

// finds says that every word looked for is somewhere in the flow.
func (f *flowFilter) finds(x *matrix.Row) bool {
	text := strings.ToLower(strings.Join([]string{x.Title, x.Source.Name, x.Source.Title.FR, x.Destination.Name, x.Destination.Title.FR, x.DNSName(), x.Flow.Justification}, " "))
	for word := range strings.FieldsSeq(strings.ToLower(f.Search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// placeOptions are the places that the flows go to or come from.
func (v *allFlowsView) placeOptions(r *web.Request, list []record.NeedFlows) []ui.Option {
	titles := map[string]string{}
	for i := range list {
		for j := range list[i].Matrix.Rows {
			for _, e := range []*matrix.End{&list[i].Matrix.Rows[j].Source, &list[i].Matrix.Rows[j].Destination} {
				if e.Place != "" {
					titles[e.Place] = r.Text(e.Title)
				}
			}
		}
	}
	out := make([]ui.Option, 0, len(titles)+1)
	for id, title := range titles {
		out = append(out, ui.Option{Value: id, Label: title})
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return strings.Compare(a.Label+a.Value, b.Label+b.Value) })
	return append([]ui.Option{{Label: r.Say("Toutes", "Any")}}, out...)
}

// allFlowsListing is the list, with the need of each flow.
func allFlowsListing(on havre.Date) ui.Listing[needFlow] {
	columns := flowColumns(on, func(x needFlow) *shownFlow { return x.Flow })
	need := ui.Column[needFlow]{Name: havre.Text{FR: "Application", EN: "Application"}, Show: func(r *web.Request, x needFlow) templ.Component {
		return ui.Link(r, flowsPath(x.Need.ID), x.Need.Title)
	}}
	return ui.Listing[needFlow]{
		ID: "flux-liste", Caption: havre.Text{FR: "Flux des dossiers", EN: "Flows of the needs"}, Cards: true,
		Columns: append([]ui.Column[needFlow]{need}, columns...),
	}
}

func flowAnswerOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Toutes", "Any")}}
	for _, t := range []havre.Truth{havre.Yes, havre.Unknown, havre.No} {
		out = append(out, ui.Option{Value: t.String(), Label: r.Text(matrix.ColAnswer.Text(t.String()))})
	}
	return out
}

func flowNetworkOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Tous", "Any")}}
	for _, n := range []string{"rie", "internet", "vpn", "local"} {
		out = append(out, ui.Option{Value: n, Label: r.Text(matrix.ColNetwork.Text(n))})
	}
	return out
}

func environmentOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Tous", "Any")}}
	for _, e := range dossier.Environments {
		out = append(out, ui.Option{Value: e, Label: r.Text(matrix.ColEnvironment.Text(e))})
	}
	return out
}
