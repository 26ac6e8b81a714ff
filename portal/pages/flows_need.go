package pages

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// registerFlows adds the flow matrix of a need, its sendings and its import, and the
// flows of all needs.
func (n *needPages) registerFlows(s *web.Site) {
	s.Handle("GET /dossiers/{id}/flux", n.flows)
	s.Handle("POST /dossiers/{id}/flux/envois", n.sendFlows)
	s.Handle("GET /dossiers/{id}/flux/envois/{n}", n.sentFlows)
	s.Handle("GET /dossiers/{id}/flux/import", n.importFlows)
	s.HandleUpTo("POST /dossiers/{id}/flux/import", maxTableForm, n.previewFlows)
	s.HandleUpTo("POST /dossiers/{id}/flux/import/ajouter", maxTableForm, n.addFlows)
	s.Handle("GET /interconnexions/flux", n.allFlows)
}

// queryHost is the platform to suppose, in the address.
const queryHost = "plateforme"

// formatDocument is the matrix for programs.
const formatDocument = "json"

// flowsPath is a page of the flows of a need.
func flowsPath(id string, rest ...string) string {
	return needPath(id, append([]string{"flux"}, rest...)...)
}

// flowsView is the flow matrix of a need.
type flowsView struct {
	Need     *record.Need
	On       havre.Date
	Platform string // supposed for every environment, "" as declared
	Wrong    havre.Problems
	Places   []ui.Option
	Matrix   *matrix.Matrix
	Teams    []matrix.Team
	Last     *record.Sending // nil when none was sent
	Changes  []matrix.Change // since the last one
	Sendings []record.Sending
	Form     ui.Answers // a sending that was refused
}

func (n *needPages) flows(w http.ResponseWriter, r *web.Request) error {
	v, err := n.flowsView(r)
	if err != nil {
		return err
	}
	if f := r.URL.Query().Get(web.QueryFormat); f != "" && v.Matrix != nil {
		return writeFlows(w, f, "flux-"+v.Need.Name+"-"+v.On.String(), v.Matrix.Document(r.Lang))
	}
	status := http.StatusOK
	if len(v.Wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return r.Render(w, status, flowsPage(r, v))
}

// writeFlows answers with a matrix as a file.
func writeFlows(w http.ResponseWriter, format, name string, d *matrix.Document) error {
	if format == formatDocument {
		web.Download(w, name+".json", "application/json")
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(d)
	}
	f := sheet.Format(format)
	if _, known := map[sheet.Format]bool{sheet.CSV: true, sheet.ODS: true, sheet.XLSX: true}[f]; !known {
		return havre.Problems{{Field: web.QueryFormat, Value: format, Message: havre.Text{FR: "les formats sont csv, ods, xlsx et json", EN: "the formats are csv, ods, xlsx and json"}}}
	}
	web.Download(w, name+"."+format, f.MediaType())
	return d.Write(w, f)
}

// flowsView reads all that the page shows.
func (n *needPages) flowsView(r *web.Request) (*flowsView, error) {
	on, err := r.On()
	if err != nil {
		return nil, err
	}
	v := &flowsView{On: on, Platform: r.Field(queryHost)}
	if v.Need, v.Matrix, err = n.Record.FlowMatrix(r.Context(), r.Actor, r.PathValue("id"), record.FlowQuestion{On: on, Platform: v.Platform}); err != nil {
		form, other := ui.Answered(r, err)
		if other != nil || v.Need == nil {
			return nil, err
		}
		for i := range form.Problems {
			form.Problems[i].Field = queryHost // the only thing asked
		}
		v.Wrong, v.Platform = form.Problems, ""
		if v.Need, v.Matrix, err = n.Record.FlowMatrix(r.Context(), r.Actor, v.Need.ID, record.FlowQuestion{On: on}); err != nil {
			return nil, err
		}
	}
	v.Places, v.Teams = n.hostOptions(r), matrix.Openings(v.Matrix)
	if v.Sendings, err = n.Record.Sendings(r.Context(), r.Actor, v.Need.ID); err != nil {
		return nil, err
	}
	return v, n.since(r, v)
}

// since finds what changed since the last sending, in the language it was written in.
func (n *needPages) since(r *web.Request, v *flowsView) (err error) {
	at := slices.IndexFunc(v.Sendings, func(s record.Sending) bool { return s.Platform == "" })
	if at < 0 { // none, or hypotheses that were noted as if they had been sent
		return nil
	}
	if v.Last, err = n.Record.Sending(r.Context(), r.Actor, v.Need.ID, v.Sendings[at].Number); err != nil {
		return err
	}
	d, err := v.Last.Document()
	if err != nil {
		return err
	}
	v.Changes = matrix.Diff(d.Table(), v.Matrix.Table(d.Lang))
	return nil
}

// declared says that the matrix shown is that of what the need declares, today.
func (v *flowsView) declared(r *web.Request) bool { return v.Platform == "" && v.On == r.Today() }

// placeTitle is a platform or a zone as people call it.
func (v *flowsView) placeTitle(id string) string {
	for _, o := range v.Places {
		if o.Value == id {
			return o.Label
		}
	}
	return id
}

// hostOptions are the platforms and the zones where to suppose an application.
func (n *needPages) hostOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Comme le dossier le déclare", "As the need declares")}}
	for _, p := range n.Record.Library.Now().Catalogue.Platforms {
		for _, o := range p.Offers {
			out = append(out, ui.Option{Value: o.ID, Label: n.offerName(r, o.ID)})
		}
		for _, z := range p.Zones {
			out = append(out, ui.Option{Value: z.ID, Label: r.Text(z.Title)})
		}
	}
	return out
}

// sendFlows records the matrix as sent.
func (n *needPages) sendFlows(w http.ResponseWriter, r *web.Request) error {
	on, err := r.DateField(web.QueryDate, r.Today())
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	sent, err := n.Record.NoteSending(r.Context(), r.Actor, id, record.NewSending{
		FlowQuestion: record.FlowQuestion{On: on, Platform: r.Field(queryHost)}, To: r.Field("to"), Note: r.Field("note"), Lang: r.Lang,
	})
	if err == nil {
		return r.SeeOther(w, flowsPath(id)+"#envois", web.Flash{Text: havre.Text{FR: "L’envoi n° %d est noté.", EN: "Sending no. %d is recorded."}.With(sent.Number)})
	}
	form, err := ui.Answered(r, err)
	if err != nil {
		return err
	}
	for i := range form.Problems {
		if name, ok := map[string]string{"platform": queryHost, "on": web.QueryDate}[form.Problems[i].Field]; ok {
			form.Problems[i].Field = name
		}
	}
	v, err := n.flowsView(r)
	if err != nil {
		return err
	}
	v.Form = form
	return r.Render(w, http.StatusUnprocessableEntity, flowsPage(r, v))
}

// sentFlows is a matrix as it was sent, as a file.
func (n *needPages) sentFlows(w http.ResponseWriter, r *web.Request) error {
	number, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return identity.Missing()
	}
	need, err := n.need(r)
	if err != nil {
		return err
	}
	sent, err := n.Record.Sending(r.Context(), r.Actor, need.ID, number)
	if err != nil {
		return err
	}
	name := "flux-" + need.Name + "-envoi-" + strconv.Itoa(number)
	format := r.URL.Query().Get(web.QueryFormat)
	if format == "" || format == formatDocument {
		web.Download(w, name+".json", "application/json")
		_, err := w.Write(sent.Content) // as it was, to the byte: its digest is that of the sending
		return err
	}
	d, err := sent.Document()
	if err != nil {
		return err
	}
	return writeFlows(w, format, name, d)
}

// flowWay is the page that answers for one flow.
func flowWay(r *web.Request, on havre.Date, row *matrix.Row) string {
	if row.Source.Place == "" || row.Destination.Place == "" || row.Source.Place == row.Destination.Place || row.Flow.Network == "local" {
		return ""
	}
	q := url.Values{wayFrom: {row.Source.Place}, wayTo: {row.Destination.Place}}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set(wayProtocol, row.Flow.Protocol)
	set(wayNetwork, row.Flow.Network)
	if len(row.Flow.Port) > 0 {
		q.Set(wayPort, strconv.Itoa(int(row.Flow.Port[0].First)))
	}
	if on != r.Today() {
		q.Set(web.QueryDate, on.String())
	}
	return "/interconnexions/chemin?" + q.Encode()
}
