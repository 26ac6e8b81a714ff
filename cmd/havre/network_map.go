package main

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/diagram"
)

// formatSVG is the map as a drawing, which only havre network map makes.
const formatSVG = "svg"

// charting is one run of havre network map.
type charting struct {
	*app
	by     choice
	path   string
	asked  network.Question // that of the path
	narrow bool
	shown  diagram.Selection
	names  *network.Finder
	until  havre.Date // nothing later was read
}

// linkRow is a link of the map, under its number.
type linkRow struct {
	Number       int              `json:"number"`
	From         string           `json:"from"`
	To           string           `json:"to"`
	Network      string           `json:"network,omitempty"`
	Kind         string           `json:"kind"`
	Direction    string           `json:"direction"`
	State        string           `json:"state"`
	Drawn        bool             `json:"drawn"`
	Encryption   string           `json:"encryption,omitempty"`
	Transit      havre.Truth      `json:"transit"`
	CapacityMbps capacity         `json:"capacityMbps,omitempty"`
	Owner        string           `json:"owner"`
	Words        string           `json:"words"`
	Source       string           `json:"source,omitempty"`
	Confidence   havre.Confidence `json:"confidence,omitempty"`
	Since        havre.Date       `json:"since,omitzero"`
}

// capacity is in Mbit/s; 0 is what nobody says, an empty cell.
type capacity int64

func (c capacity) String() string {
	if c == 0 {
		return ""
	}
	return strconv.FormatInt(int64(c), 10)
}

func (a *app) networkMap() *cobra.Command {
	m := &charting{app: a}
	c := a.command(entry{
		use:   havre.Same("map"),
		short: havre.Text{FR: "la carte des plateformes, des réseaux et des liaisons", EN: "the map of platforms, networks and links"},
		long: havre.Text{
			FR: "Énumère les liaisons connues à la date, sous les numéros que porte la carte. Avec -o svg, dessine la carte : un fichier qui s'ouvre dans un navigateur, s'imprime et se lit en noir et blanc.\n\nUne liaison qu'une source dit inexistante, ou a laissée vide, est dans le tableau et n'est dessinée qu'avec --refused.",
			EN: "Lists the links known on the date, under the numbers that the map bears. With -o svg, draws the map: a file that opens in a browser, prints, and reads in black and white.\n\nA link that a source says there is not, or left empty, is in the table and is only drawn with --refused.",
		},
		example: havre.Same("havre network map -o svg > carte.svg\nhavre network map --path fabnum-ovh:cegedim-cloud -o svg > chemin.svg\nhavre network map --network vpn --on 2026-04-13\nhavre network map --place nubo -o csv"),
		args:    between(0, 0, havre.Text{}),
	}, func(*cobra.Command, []string) error { return m.run() })
	f := c.Flags()
	f.StringSliceVar(&m.shown.Networks, "network", nil, a.say(havre.Text{FR: "garde les liaisons de ce `réseau`, répétable", EN: "keeps the links over this `network`, may be repeated"}))
	f.StringSliceVar(&m.shown.Places, "place", nil, a.say(havre.Text{FR: "garde ce qui est relié à cet `endroit`, répétable", EN: "keeps what is linked to this `place`, may be repeated"}))
	f.StringVar(&m.path, "path", "", a.say(havre.Text{FR: "met en avant le meilleur chemin, `de:vers`, sur le dessin", EN: "brings out the best way, `from:to`, on the drawing"}))
	f.BoolVar(&m.shown.Refused, "refused", false, a.say(havre.Text{FR: "dessine aussi ce qu'une source dit inexistant ou a laissé vide", EN: "also draws what a source says there is not, or left empty"}))
	f.BoolVar(&m.narrow, "narrow", false, a.say(havre.Text{FR: "dessine la carte étroite, pour un téléphone", EN: "draws the narrow map, for a telephone"}))
	a.dayFlag(c, &m.by)
	a.catalogueFlag(c, &m.by)
	a.formats(c, formatTable, formatSVG, formatJSON, formatYAML, formatNDJSON, formatCSV, formatMarkdown)
	return c
}

func (m *charting) run() error {
	src, v, err := m.viewOf(m.by)
	if err != nil {
		return err
	}
	g := network.New(v)
	m.names, m.until = g.Finder(src.cat), src.cat.Newest()
	if err := m.check(g).Err(); err != nil {
		return err
	}
	foot := m.bring(g)
	d := diagram.Of(v, g, m.shown)
	if m.format == formatSVG {
		_, err := d.Draw(diagram.Options{Lang: m.lang, Say: m.printed, Standalone: true, Narrow: m.narrow}).WriteTo(m.out)
		return failed(havre.Text{FR: "l'écriture de la carte", EN: "writing the map"}, "", err)
	}
	return m.list(m.rows(d, foot))
}

// check refuses places and networks that the graph does not know.
func (m *charting) check(g *network.Graph) (out havre.Problems) {
	for i, name := range m.shown.Networks {
		m.shown.Networks[i] = m.names.Network(name)
	}
	for i, id := range m.shown.Places {
		id = m.names.Place(id)
		m.shown.Places[i] = id
		if p, ok := g.Known("--place", id); !ok {
			out = append(out, p)
		}
	}
	for _, p := range g.Check(network.Question{Networks: m.shown.Networks}) {
		if p.Field == network.FieldNetwork {
			p.Field = "--network"
			out = append(out, p)
		}
	}
	if m.path == "" {
		return out
	}
	var whole bool
	if m.asked.From, m.asked.To, whole = strings.Cut(m.path, ":"); !whole {
		return append(out, havre.Problem{Field: "--path", Value: m.path, Message: havre.Text{FR: "deux endroits sont attendus : de:vers", EN: "two places are expected: from:to"}})
	}
	m.asked.From, m.asked.To = m.names.Place(m.asked.From), m.names.Place(m.asked.To)
	for _, p := range g.Check(m.asked) {
		p.Field = "--path"
		out = append(out, p)
	}
	return out
}

// bring brings out the best way asked for, and says what the answer is.
func (m *charting) bring(g *network.Graph) string {
	if m.path == "" {
		return ""
	}
	a := g.Ask(m.asked)
	if a.Value != havre.No && len(a.Paths) > 0 {
		m.shown.Paths = a.Paths[:1]
	}
	return m.say(g.Sentence(&a))
}

// printed is a text with the apostrophe of print: it is drawn, not typed.
func (m *charting) printed(t havre.Text) string { return strings.ReplaceAll(m.say(t), "'", "’") }

// rows are the links as a listing.
func (m *charting) rows(d *diagram.Diagram, foot string) listing {
	l := listing{kind: "LinkList", columns: []havre.Text{
		{FR: "n°", EN: "no"}, {FR: "de", EN: "from"}, {}, {FR: "vers", EN: "to"}, {FR: "état", EN: "state"}, {FR: "réseau", EN: "network"}, {FR: "source", EN: "source"},
	}}
	links := []linkRow{}
	for i := range d.Links {
		k := &d.Links[i]
		row := m.row(k)
		links = append(links, row)
		arrow := "↔"
		if k.OneWay {
			arrow = "→"
		}
		l.rows = append(l.rows, []string{strconv.Itoa(k.Number), m.say(k.From.Title), arrow, m.say(k.To.Title), m.say(k.State.Text()), m.say(k.Carrier), m.cited(&row)})
	}
	l.items = links
	l.foot = append(l.foot, m.tally(d)+m.readUntil(d.On, m.until))
	if foot != "" {
		l.foot = append(l.foot, foot)
	}
	if m.path != "" || m.narrow {
		l.foot = append(l.foot, m.say(havre.Text{FR: "--path et --narrow ne changent que le dessin (-o svg).", EN: "--path and --narrow only change the drawing (-o svg)."}))
	}
	return l
}

// tally is how many links there are in each state.
func (m *charting) tally(d *diagram.Diagram) string {
	if len(d.Links) == 0 {
		return m.say(havre.Text{FR: "Au %s, aucune liaison n'est connue.", EN: "On %s, no link is known."}, d.On.String())
	}
	return m.say(havre.Text{FR: "Au %[1]s : %[2]s.", EN: "On %[1]s: %[2]s."}, d.On.String(), d.Tally())
}

func (m *charting) row(k *diagram.Link) linkRow {
	said := k.Said[0]
	out := linkRow{
		Number: k.Number, From: k.From.ID, To: k.To.ID, Network: said.Network, Kind: said.Kind, Direction: "both", State: linkStates[k.State], Drawn: k.Drawn,
		Encryption: said.Encryption, Transit: said.Transit, CapacityMbps: capacity(said.CapacityMbps), Owner: m.say(k.Owner), Words: said.Words, Since: said.Period.From,
	}
	if k.OneWay {
		out.Direction = "out"
	}
	if said.Source != nil {
		out.Source, out.Confidence = said.Source.Title, said.Source.Confidence
	}
	return out
}

// linkStates are the states of links as catalogue files write them.
var linkStates = map[diagram.State]string{
	diagram.Established: string(catalogue.Yes), diagram.ToConfirm: string(catalogue.Unknown), diagram.Planned: string(catalogue.Planned),
	diagram.Refused: string(catalogue.No), diagram.Blank: string(catalogue.Blank),
}

// cited is what the source says, and which it is.
func (m *charting) cited(k *linkRow) string {
	var parts []string
	if k.Words != "" {
		parts = append(parts, m.say(havre.Text{FR: "« %s »", EN: "“%s”"}, k.Words))
	}
	if k.Source != "" {
		parts = append(parts, k.Source)
	}
	if k.Confidence != "" && k.Confidence != havre.Verified {
		parts = append(parts, m.say(k.Confidence.Text()))
	}
	return strings.Join(parts, ", ")
}
