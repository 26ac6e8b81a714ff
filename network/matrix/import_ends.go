package matrix

import (
	"strings"

	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/sheet"
)

// turn settles which side is the application: it says whether the flow comes in. What
// the row or its section says comes first, then a side that bears the application's
// name, then a source that is a network or a platform.
func (d *draft) turn() (in bool) {
	switch {
	case d.direction != "":
	case d.own(d.from.name):
		d.direction = Out
	case d.own(d.to.name):
		d.direction = In
	case isNetwork(d.from.place):
		d.direction = In
	case d.from.place != "" && d.to.place == "" && d.dns == "":
		d.direction = In
	case !d.from.empty() && d.to.place == "" && d.dns == "" && !isNetwork(d.to.place):
		d.direction = Out
		d.r.tell(d.first, "", msgGuessed, "")
	default:
		d.direction = Out
	}
	if d.direction == In && d.from.place == "" && !d.from.empty() {
		if n, ok := networkOf(d.from.name); ok && n != "local" {
			d.from.place = n // "Usagers (Internet)"
		}
	}
	if d.network == "" && d.direction == In && isNetwork(d.from.place) {
		d.network = d.from.place
	}
	return d.direction == In
}

func isNetwork(place string) bool { return place == "rie" || place == "internet" || place == "vpn" }

// own says that a name is the application's.
func (im *importing) own(name string) bool {
	key := sheet.Fold(name)
	return key != "" && (key == sheet.Fold(im.opt.Application) || key == sheet.Fold(im.opt.Title))
}

// own says it of a row, which may name the application itself.
func (d *draft) own(name string) bool {
	return d.r.own(name) || (d.application != "" && sheet.Fold(name) == sheet.Fold(d.application))
}

// base is the flow of a row without what a row may say several times.
func (d *draft) base() dossier.Flow {
	f := dossier.Flow{Network: d.network, Kind: d.kind, DNSName: d.dns, VLAN: d.vlan, Owner: d.owner, Justification: strings.Join(d.justification, " ; ")}
	if d.direction == In {
		f.From, f.FromName = d.from.identify("")
		f.To = orElse(d.r.opt.Application, d.dns)
		if f.To == "" && !d.to.empty() {
			f.To, _ = d.to.identify("")
		}
		if f.To == "" || f.To == f.From { // nobody names it, or both ends bear one name
			f.To = someApplication
		}
		f.ToName = d.component(d.to.name)
		return f
	}
	f.To, f.ToName = d.to.identify(d.dns)
	f.FromName = d.component(d.from.name)
	return f
}

// someApplication stands for an application of which nobody gave the name.
const someApplication = "application"

// component is the name of a side of the application, unless it is the application's
// own.
func (d *draft) component(name string) string {
	if d.own(name) {
		return ""
	}
	return name
}

// identify is a side as a dossier names it: the place, the DNS name, or the name
// itself put in lower case; and its own words when they say more.
func (s *side) identify(dns string) (id, words string) {
	name, isName := dnsOf(s.name)
	switch {
	case s.place != "":
		id = s.place
	case dns != "":
		id = dns
	case isName:
		id = name
	case slug(s.name) != "":
		id = slug(s.name)
	case len(s.addresses) > 0:
		id, _, _ = strings.Cut(s.addresses[0], "/")
		if strings.Contains(id, ":") {
			id = slug(id)
		}
	default:
		id = "inconnu"
	}
	if s.name == id || (s.place != "" && slug(s.name) == s.place) { // says no more
		return id, ""
	}
	return id, s.name
}
