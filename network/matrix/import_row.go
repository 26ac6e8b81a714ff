package matrix

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/sheet"
)

// draft is a row of flows being read: what each of its cells says.
type draft struct {
	r     *reader
	out   *RowReading
	first sheet.Cell

	from, to           side
	protocol, port     wire
	network, kind, dns string
	environments       []string
	direction          Direction
	vlan, owner        string
	justification      []string
	application, id    string
	aside              bool // something that narrows the flow cannot be read
	forms              int  // cells that hold the text of a form
}

// side is one side of a flow as a row tells it.
type side struct {
	name      string // as written
	place     string // of the catalogue
	addresses []string
}

func (s *side) empty() bool { return s.name == "" && s.place == "" && len(s.addresses) == 0 }

// flow reads a row of a table of flows.
func (r *reader) flow(out *RowReading, row []sheet.Cell) {
	d := &draft{r: r, out: out, first: row[0], network: r.part.network, kind: r.part.kind, direction: r.part.direction}
	if r.part.environment != "" {
		d.environments = []string{r.part.environment}
	}
	for i, c := range row {
		f, known := r.heads.fields[c.Column]
		out.Cells[i].Heading = r.heads.titles[c.Column]
		if known {
			says := d.read(f, c, out.Cells[i].Heading)
			out.Cells[i].Says, out.Cells[i].label = says, labelled(f, says)
		}
	}
	d.finish()
}

// read takes what a cell says and returns it as a dossier would write it.
func (d *draft) read(f field, c sheet.Cell, heading string) string {
	text := c.Text
	switch f {
	case fieldWhy:
		return d.why(c, heading)
	case fieldApplication:
		d.application = text
		return text
	case fieldName:
		d.id = text
		return text
	case fieldKept, fieldEntrance, fieldEntranceIP, fieldEnd, fieldEndAddress:
		return ""
	case fieldRIE, fieldInternet, fieldVPN:
		return d.yesNo(f, c, heading)
	default:
	}
	if saysNothing(text) {
		return ""
	}
	if isTemplate(text) {
		d.forms++
		d.unread(f, c, heading, msgTemplate)
		return ""
	}
	says, ok := d.take(f, text)
	if !ok {
		d.unread(f, c, heading, msgUnread)
	}
	return says
}

// unread tells of a cell that is not understood. Without what it says, some flows
// would be open to more than is asked for: those are set aside.
func (d *draft) unread(f field, c sheet.Cell, heading string, message havre.Text) {
	if d.narrows(f) {
		d.aside, message = true, msgAside
	}
	d.r.tell(c, heading, message.With(expected(f)), "")
}

// narrows says that a field which was not read leaves the flow broader than it is. Of
// a service, only when nothing at all of it was read.
func (d *draft) narrows(f field) bool {
	switch f {
	case fieldEnvironment, fieldNetwork, fieldRIE, fieldInternet, fieldVPN, fieldFromAddress, fieldToAddress:
		return true
	case fieldProtocol:
		return !d.protocol.said()
	case fieldPort:
		return len(d.port.ports)+len(d.port.usual) == 0
	default:
		return false
	}
}

// labelled is what was understood of a field, as people read it.
func labelled(f field, says string) havre.Text {
	column, ok := map[field]Column{
		fieldEnvironment: ColEnvironment, fieldNetwork: ColNetwork, fieldRIE: ColNetwork, fieldInternet: ColNetwork, fieldVPN: ColNetwork,
		fieldDirection: ColDirection, fieldKind: ColKind,
	}[f]
	if !ok || says == "" {
		return havre.Text{}
	}
	var out havre.Text
	for value := range strings.SplitSeq(says, ", ") {
		out = listed(out, column.Text(value))
	}
	return out
}

// take understands a cell; it is false when some of its words mean nothing.
func (d *draft) take(f field, text string) (string, bool) {
	switch f {
	case fieldFrom, fieldFromPlace:
		return d.r.name(&d.from, text, f == fieldFromPlace), true
	case fieldTo, fieldToPlace:
		return d.r.name(&d.to, text, f == fieldToPlace), true
	case fieldFromAddress:
		return d.from.address(text)
	case fieldToAddress:
		return d.to.address(text)
	case fieldProtocol, fieldPort:
		return d.wire(f, text)
	case fieldNetwork:
		return understood(&d.network, text, networkOf)
	case fieldKind:
		return understood(&d.kind, text, kindOf)
	case fieldDNS:
		return understood(&d.dns, text, dnsOf)
	case fieldDirection:
		return understood(&d.direction, text, directionOf)
	case fieldEnvironment:
		list, ok := environmentsOf(text)
		if ok {
			d.environments = list
		}
		return strings.Join(list, ", "), ok
	case fieldVLAN:
		d.vlan = decimal.ReplaceAllString(text, "$1")
		return d.vlan, true
	case fieldOwner:
		d.owner = text
		return text, true
	default:
		return "", true
	}
}

// understood keeps what a cell says when it is understood.
func understood[T ~string](to *T, text string, read func(string) (T, bool)) (string, bool) {
	v, ok := read(text)
	if ok {
		*to = v
	}
	return string(v), ok
}

// expected is what a cell should hold.
func expected(f field) havre.Text {
	switch f {
	case fieldProtocol, fieldPort:
		return wantsWire
	case fieldFromAddress, fieldToAddress, fieldEntranceIP:
		return wantsAddress
	case fieldDNS:
		return wantsDNS
	case fieldNetwork:
		return wantsNetwork
	case fieldRIE, fieldInternet, fieldVPN:
		return wantsYesNo
	case fieldEnvironment:
		return wantsEnvironment
	case fieldDirection:
		return wantsDirection
	case fieldKind:
		return wantsKind
	default:
		return wantsName
	}
}

// why reads a justification; one that is only a DNS name tells the service reached.
func (d *draft) why(c sheet.Cell, heading string) string {
	if isTemplate(c.Text) {
		d.forms++
		d.r.tell(c, heading, msgTemplate.With(wantsDNSOrWhy), "")
		return ""
	}
	if name, ok := dnsOf(c.Text); ok && d.dns == "" {
		d.dns = name
		return name
	}
	d.justification = append(d.justification, c.Text)
	return c.Text
}

var wantsDNSOrWhy = havre.Text{FR: "la raison du flux, ou le nom DNS du service, est attendue", EN: "the reason of the flow, or the DNS name of the service, is expected"}

// yesNo reads the column of one network: a cross, a yes, or its name.
func (d *draft) yesNo(f field, c sheet.Cell, heading string) string {
	n, named := networkOf(c.Text)
	switch {
	case slices.Contains(yes, sheet.Fold(c.Text)), ticks.MatchString(c.Text), named && n == string(f):
		d.network = string(f)
		return d.network
	case saysNothing(c.Text):
	default:
		d.unread(f, c, heading, msgUnread)
	}
	return ""
}

func (d *draft) wire(f field, text string) (string, bool) {
	w := wireOf(text)
	if f == fieldPort {
		d.port = w
	} else {
		d.protocol = w
	}
	var says []string
	says = append(says, w.protocols...)
	if ports := w.ports.String(); ports != "" {
		says = append(says, ports)
	} else {
		for _, p := range w.protocols {
			if usual := w.portsOf(p).String(); usual != "" {
				says = append(says, usual)
				break
			}
		}
	}
	if w.all {
		says = append(says, "any")
	}
	return strings.Join(says, "/"), w.said() && len(w.left) == 0
}

// name takes the name of a side, and the place that it stands for.
func (r *reader) name(s *side, text string, place bool) string {
	id := r.place(text)
	if addresses, left := addressesOf(text); id == "" && len(left) == 0 {
		s.addresses = append(s.addresses, addresses...)
		return strings.Join(addresses, ", ")
	}
	if id != "" {
		s.place = id
	}
	if !place || (id == "" && s.name == "") {
		s.name = text
	}
	return orElse(id, text)
}

// place is the place of the catalogue that a name stands for, or the network that it
// speaks of: "Usagers (Internet)".
func (im *importing) place(name string) string {
	if im.opt.Names != nil {
		if id, ok := im.opt.Names.Network(name); ok {
			return id
		}
		if id, ok := im.opt.Names.Platform(name); ok {
			return id
		}
	}
	return ""
}

func (s *side) address(text string) (string, bool) {
	list, left := addressesOf(text)
	s.addresses = append(s.addresses, list...)
	return strings.Join(list, ", "), len(left) == 0
}

// most is how many flows one row may make.
const most = 64

// finish makes the flows of a row of what its cells say.
func (d *draft) finish() {
	if d.r.ours && d.r.opt.Application != "" && !d.r.own(d.application) && !d.r.own(d.id) {
		d.r.tell(d.first, "", msgOther, d.application)
		return
	}
	if d.forms > 0 && d.from.empty() && d.to.empty() && d.dns == "" {
		return // an empty line of the form: told already
	}
	if d.aside {
		d.out.As = AsideRow
		return
	}
	own := d.turn()
	switch {
	case d.to.empty() && d.dns == "" && !own:
		d.r.tell(d.first, "", msgNoEnds, "")
		return
	case own && d.from.empty():
		d.r.tell(d.first, "", msgNoOrigin, "")
		return
	}
	d.out.As = FlowRow
	flows := d.spread()
	if len(flows) > most {
		d.r.tell(d.first, "", msgTooMany.With(len(flows), most), "")
		flows = flows[:most]
	}
	for i := range flows {
		d.r.out.Flows = append(d.r.out.Flows, flows[i])
		d.out.Flows = append(d.out.Flows, len(d.r.out.Flows))
		if own {
			d.r.inbound = append(d.r.inbound, len(d.r.out.Flows)-1)
		}
	}
}

// spread is one flow for each environment, protocol and address that a row names.
func (d *draft) spread() []dossier.Flow {
	w := joined(d.protocol, d.port)
	base := d.base()
	var out []dossier.Flow
	for _, env := range orOne(d.environments) {
		for _, protocol := range orOne(w.protocols) {
			for _, from := range orOne(d.from.addresses) {
				for _, to := range orOne(d.to.addresses) {
					f := base
					f.Environment, f.Protocol, f.Port, f.FromAddress, f.ToAddress = env, protocol, w.portsOf(protocol), from, to
					if out = append(out, f); len(out) > most {
						return out
					}
				}
			}
		}
	}
	return out
}

// orOne is a list, or one empty word for a flow that says nothing.
func orOne(list []string) []string {
	if len(list) == 0 {
		return []string{""}
	}
	return list
}
