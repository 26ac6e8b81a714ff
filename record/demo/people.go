package demo

import (
	"errors"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// person has a role in a place.
type person struct {
	name, in string
	role     identity.Role
}

var cast = []person{
	{"Claire Fontaine", "fabrique-numerique", identity.ProductTeam},
	{"Mehdi Benali", "ministeres-sociaux", identity.Architect},
	{"Sophie Lemoine", "ministeres-sociaux", identity.SecurityOfficer},
	{"Antoine Girard", "ministeres-sociaux", identity.Approver},
	{"Lucie Besson", "dnum-sociaux", identity.PlatformOperator},
	{"Rachida Amrani", "drh-sociaux", identity.ProductTeam},
	{"Nadia Roche", "dgs-cancer", identity.ProductTeam},
	{"Julien Mercier", "agence-sante", identity.ProductTeam},
	{"Karim Haddad", "ministeres-sociaux", identity.Buyer},
	{"Hélène Caron", "dgpn", identity.ProductTeam},
	{"Thomas Vidal", "ministere-interieur", identity.Approver},
	{"Camille Perrin", "dila", identity.ProductTeam},
	{"Olivier Dumas", "premier-ministre", identity.Approver},
	{"Inès Morel", "dgfip", identity.ProductTeam},
	{"Éric Lambert", "sg-ecologie", identity.ProductTeam},
	{"Marc Delaunay", "geographie", identity.ProductTeam},
	{"Yann Le Goff", "numerique-agriculture", identity.ProductTeam},
	{"Manon Petit", "dne", identity.ProductTeam},
	{"Élodie Marchand", "ville-exemple", identity.ProductTeam},
	{"Paul Renaud", "ministeres-sociaux", identity.Auditor},
}

// welcome makes the accounts, with their roles.
func (s *story) welcome() error {
	for _, c := range cast {
		grants := []identity.Grant{{Organisation: s.organisations[c.in].ID, Role: c.role}}
		p, _, err := s.people.Invite(s.ctx, identity.System(), c.name, address(c.name), grants)
		if err != nil {
			return err
		}
		held, err := s.tx.GrantsOf(s.ctx, p.ID)
		if err != nil {
			return err
		}
		s.actors[c.name] = identity.Actor{
			ID: p.ID, Name: p.Name, Kind: p.Kind, Home: p.Home, Grants: held, Request: "demo", Lang: havre.French,
		}
	}
	return nil
}

// address is one where nothing is ever delivered: the domain is reserved.
func address(name string) string {
	plain := strings.NewReplacer(" ", ".", "é", "e", "è", "e", "É", "e", "È", "e").Replace(name)
	return strings.ToLower(plain) + "@demo.example"
}

var errNobody = errors.New("nobody of that name in the demonstration")

// actor is somebody of the cast.
func (s *story) actor(name string) (identity.Actor, error) {
	a, ok := s.actors[name]
	if !ok {
		return a, errNobody
	}
	return a, nil
}
