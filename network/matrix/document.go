package matrix

import (
	"encoding/json"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
)

// Kind is the kind of document that holds a flow matrix.
const Kind = "FlowMatrix"

// Document is a matrix for programs: the columns of each row by their identifiers,
// with the flow as it is declared.
type Document struct {
	APIVersion string            `json:"apiVersion"`
	Kind       string            `json:"kind"`
	On         havre.Date        `json:"on,omitzero"`
	Lang       havre.Lang        `json:"lang"`
	Rows       []RowDocument     `json:"rows"`
	Openings   []OpeningDocument `json:"openings"`
	// Incomplete names the applications that declare other flows without listing them.
	Incomplete []string `json:"incomplete,omitempty"`
}

// RowDocument is one row.
type RowDocument struct {
	Application string `json:"application"`
	Environment string `json:"environment"`
	Direction   string `json:"direction" enum:"in,out"`
	Kind        string `json:"kind"`

	Source              string `json:"source"`
	SourcePlatform      string `json:"sourcePlatform"`
	SourceAddress       string `json:"sourceAddress"`
	Destination         string `json:"destination"`
	DestinationPlatform string `json:"destinationPlatform"`
	DestinationAddress  string `json:"destinationAddress"`

	Protocol      string `json:"protocol"`
	Port          string `json:"port"`
	Network       string `json:"network"`
	DNSName       string `json:"dnsName"`
	VLAN          string `json:"vlan"`
	Justification string `json:"justification"`
	Owner         string `json:"owner"`
	Answer        string `json:"answer" enum:"yes,no,unknown"`
	Way           string `json:"way"`
	Missing       string `json:"missing"`
	ToComplete    string `json:"toComplete"` // what is missing to open the flow

	// Name, From and To are the identifiers of the application and of both places, ""
	// when they are none of the catalogue.
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
	// Trace is the way and what is missing on it, by identifiers.
	Trace string `json:"trace"`

	Asks []AskDocument `json:"asks"`
	Flow *dossier.Flow `json:"flow,omitempty"`
}

// AskDocument is one thing to find out, and who knows.
type AskDocument struct {
	Text  string `json:"text"`
	Owner string `json:"owner"`
}

// OpeningDocument is what one team opens for one row.
type OpeningDocument struct {
	Team         string `json:"team"`
	Title        string `json:"title"`
	Owner        string `json:"owner"`
	Side         Side   `json:"side" enum:"out,in,through,inside"`
	Row          int    `json:"row" doc:"rang de la ligne, à partir de 1|number of the row, from 1"`
	Network      string `json:"network"`
	ConfirmFirst bool   `json:"confirmFirst"`
}

// fields are the columns of a row, in their order.
func (d *RowDocument) fields() [columns]*string {
	return [columns]*string{
		&d.Application, &d.Environment, &d.Direction, &d.Kind,
		&d.Source, &d.SourcePlatform, &d.SourceAddress, &d.Destination, &d.DestinationPlatform, &d.DestinationAddress,
		&d.Protocol, &d.Port, &d.Network, &d.DNSName, &d.VLAN, &d.Justification, &d.Owner, &d.Answer, &d.Way, &d.Missing,
		&d.ToComplete, &d.Name, &d.From, &d.To, &d.Trace,
	}
}

// Document is the matrix for programs, its sentences in a language.
func (m *Matrix) Document(lang havre.Lang) *Document {
	out := &Document{APIVersion: havre.APIVersion, Kind: Kind, On: m.On, Lang: lang, Rows: make([]RowDocument, len(m.Rows)), Openings: []OpeningDocument{}, Incomplete: m.Incomplete}
	t := m.Table(lang)
	at := map[*Row]int{}
	for i := range m.Rows {
		r, d := &m.Rows[i], &out.Rows[i]
		at[r] = i + 1
		for c, f := range d.fields() {
			*f = t.Lines[i][c]
		}
		d.Flow = r.Flow
		d.Asks = make([]AskDocument, len(r.Answer.Missing))
		for j, x := range r.Answer.Missing {
			d.Asks[j] = AskDocument{x.Text.In(lang), x.Owner.In(lang)}
		}
	}
	for _, team := range Openings(m) {
		for _, x := range team.Openings {
			out.Openings = append(out.Openings, OpeningDocument{team.Place, team.Title.In(lang), team.Owner.In(lang), x.Side, at[x.Row], x.Network, x.First})
		}
	}
	return out
}

var msgNotDocument = havre.Text{FR: "ce n'est pas une matrice de flux : « kind: FlowMatrix » et ses lignes (rows) sont attendus", EN: "this is no flow matrix: “kind: FlowMatrix” and its rows are expected"}

// ParseDocument reads a matrix back from JSON, without the flows as they were
// declared: the columns of a row say all that is written and compared. The error is
// [havre.Problems].
func ParseDocument(name string, data []byte) (*Document, error) {
	var d struct {
		Document
		Rows []struct {
			RowDocument
			Flow json.RawMessage `json:"flow"`
		} `json:"rows"`
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, havre.Problems{{File: name, Message: havre.Text{FR: "JSON illisible : %s", EN: "JSON that cannot be read: %s"}.With(fmt.Sprint(err))}}
	}
	if d.Kind != Kind || d.Rows == nil {
		return nil, havre.Problems{{File: name, Field: "kind", Value: d.Kind, Message: msgNotDocument}}
	}
	out := d.Document
	out.Rows = make([]RowDocument, len(d.Rows))
	for i := range d.Rows {
		out.Rows[i] = d.Rows[i].RowDocument
	}
	return &out, nil
}

// Table is what files hold of the document.
func (d *Document) Table() *Table {
	t := &Table{On: d.On, Lang: d.Lang, Lines: make([]Line, len(d.Rows))}
	for i := range d.Rows {
		for c, f := range d.Rows[i].fields() {
			t.Lines[i][c] = clean(*f)
		}
	}
	return t
}
