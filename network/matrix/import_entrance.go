package matrix

import "github.com/havre-cloud/havre/internal/sheet"

// entrance is an address that the flows of a cluster come in by, as a sheet of its
// own lists them.
type entrance struct {
	name, address, dns, vlan, environment string
}

// address reads a row of a table of entrances.
func (r *reader) address(out *RowReading, row []sheet.Cell) {
	out.As = AddressRow
	var e entrance
	for i, c := range row {
		f, known := r.heads.fields[c.Column]
		out.Cells[i].Heading = r.heads.titles[c.Column]
		if !known {
			continue
		}
		if isTemplate(c.Text) {
			r.tell(c, out.Cells[i].Heading, msgTemplate.With(expected(f)), "")
			continue
		}
		says, ok := e.read(f, c.Text)
		if !ok {
			r.tell(c, out.Cells[i].Heading, msgUnread.With(expected(f)), "")
		}
		out.Cells[i].Says = says
	}
	r.entrances = append(r.entrances, e)
}

func (e *entrance) read(f field, text string) (string, bool) {
	switch f {
	case fieldEntrance:
		e.name = text
		return text, true
	case fieldEntranceIP:
		list, left := addressesOf(text)
		if len(list) == 1 && len(left) == 0 {
			e.address = list[0]
			return e.address, true
		}
		return "", false
	case fieldDNS:
		return understood(&e.dns, text, dnsOf)
	case fieldVLAN:
		e.vlan = decimal.ReplaceAllString(text, "$1")
		return e.vlan, true
	case fieldEnvironment:
		return understood(&e.environment, text, environmentOf)
	default:
		return "", true
	}
}

// enter completes the flows that come in by an entrance with its address, its DNS
// name and its VLAN.
func (im *importing) enter() {
	for _, i := range im.inbound {
		f := &im.out.Flows[i]
		for _, e := range im.entrances {
			same := e.name != "" && sheet.Fold(e.name) == sheet.Fold(f.ToName) || e.address != "" && e.address == f.ToAddress || e.dns != "" && e.dns == f.DNSName
			if !same || (e.environment != "" && f.Environment != "" && e.environment != f.Environment) {
				continue
			}
			f.ToAddress, f.DNSName, f.VLAN = orElse(f.ToAddress, e.address), orElse(f.DNSName, e.dns), orElse(f.VLAN, e.vlan)
			break
		}
	}
}
