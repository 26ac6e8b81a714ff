package matrix

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/network"
)

// rows are those of one flow: one for each environment it holds in, and for each
// place where that environment is hosted.
func (k *knowing) rows(a *Application, f *dossier.Flow) []Row {
	var out []Row
	for _, env := range environments(a, f) {
		for _, host := range hosts(a, env) {
			r := Row{Application: a.Name, Title: a.Title, Environment: env, Flow: f}
			k.ends(&r, a, host)
			r.Answer = k.answer(a, &r)
			out = append(out, r)
		}
	}
	return out
}

// environments are where a flow holds: its own, or every one that the dossier
// declares, or failing that those whose hosting it tells.
func environments(a *Application, f *dossier.Flow) []string {
	if f.Environment != "" {
		return []string{f.Environment}
	}
	if list := a.Dossier.Spec.Environments.Members; len(list) > 0 {
		return list
	}
	var out []string
	for _, h := range a.Dossier.Spec.Hosting {
		if h.Environment != "" && !slices.Contains(out, h.Environment) {
			out = append(out, h.Environment)
		}
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// hosts are where an environment is: what is said of it by name comes before what
// is said of all. It is one place without a name when nobody says.
func hosts(a *Application, environment string) []string {
	if a.Host != "" {
		return []string{a.Host}
	}
	named := func(environment string) (out []string) {
		for _, h := range a.Dossier.Spec.Hosting {
			if h.Environment == environment && !slices.Contains(out, h.Platform) {
				out = append(out, h.Platform)
			}
		}
		return out
	}
	if own := named(environment); len(own) > 0 {
		return own
	}
	if all := named(""); len(all) > 0 {
		return all
	}
	return []string{""}
}

// ends finds both sides of a row. As the rules do, a flow that says where it comes
// from, if not from the application, is opened by somebody else towards it.
func (k *knowing) ends(r *Row, a *Application, host string) {
	f := r.Flow
	own := k.hosting(host)
	if f.From == "" || f.From == a.Name {
		r.Direction = Out
		own.Name, own.Address = orElse(f.FromName, a.label()), f.FromAddress
		r.Source, r.Destination = own, k.other(f.To, f.ToName, f.ToAddress)
		if f.To == a.Name {
			r.Destination = own
			r.Destination.Name, r.Destination.Address = orElse(f.ToName, a.label()), f.ToAddress
		}
		return
	}
	r.Direction = In
	if p, known := k.g.Place(f.To); known && p.Kind != network.NetworkNode && a.Host == "" && !samePlatform(f.To, host) {
		own = k.hosting(f.To) // the flow says itself where it arrives
	}
	own.Name, own.Address = orElse(f.ToName, a.label()), f.ToAddress
	r.Source, r.Destination = k.other(f.From, f.FromName, f.FromAddress), own
}

// end is a place of the catalogue, or only a name.
func (k *knowing) end(id string) End {
	p, known := k.g.Place(id)
	if !known {
		return End{Name: id}
	}
	return End{Place: id, Title: p.Title, Owner: ownerOf(p), Network: p.Kind == network.NetworkNode, Carrier: p.Carrier, known: true}
}

// hosting is the side of the application: where it is said to be, even when the
// catalogue knows no such place.
func (k *knowing) hosting(id string) End {
	e := k.end(id)
	if !e.known && id != "" {
		e = End{Place: id, Title: havre.Same(id), Owner: networkTeam.With(network.Of(havre.Same(id)))}
	}
	e.Own = true
	return e
}

// other is the side that is not the application.
func (k *knowing) other(id, name, address string) End {
	e := k.end(id)
	e.Address = address
	if name != "" {
		e.Name = name
	}
	return e
}

// ownerOf is who runs a place: the team that it names, else its network team.
func ownerOf(p network.Place) havre.Text {
	if !p.Owner.IsZero() {
		return p.Owner
	}
	return networkTeam.With(network.Of(p.Title))
}

// label is what people call the application.
func (a *Application) label() string { return orElse(a.Title, a.Name) }

// samePlatform says that two places are one, or a zone and its platform.
func samePlatform(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}

// DNSName is the name of the service that the flow reaches: as declared, or its
// destination when that is no place of the catalogue.
func (r *Row) DNSName() string {
	f := r.Flow
	switch {
	case f.DNSName != "":
		return f.DNSName
	case r.Destination.Place != f.To && strings.Contains(f.To, ".") && !addressLike(f.To) && !r.placed(f.To):
		return f.To
	}
	return ""
}

// placed says that an identifier is where the application is hosted.
func (r *Row) placed(id string) bool {
	return r.Destination.Place != "" && samePlatform(id, r.Destination.Place)
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
