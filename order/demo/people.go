package demo

import (
	"errors"
	"fmt"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// person has a role in a place. Those of record/demo have theirs already.
type person struct {
	name, in string
	role     identity.Role
}

var newcomers = []person{
	{"Nina Faure", "exploitation-rosny", identity.PlatformOperator},
	{"Bastien Leroy", "premier-ministre", identity.Buyer},
	{"Agnès Colin", "premier-ministre", identity.SecurityOfficer},
}

// welcome makes the operator of Rosny and the people whom orders need, and finds the
// others.
func (s *story) welcome() error {
	operator := &identity.Organisation{Kind: identity.DirectorateNode, Name: "exploitation-rosny", Title: "Exploitation de Rosny (inventée)", Parent: s.organisations["dnum-sociaux"].ID, Body: "central-administration"}
	if err := s.people.SaveOrganisation(s.ctx, identity.System(), operator); err != nil {
		return err
	}
	s.organisations[operator.Name] = operator
	for _, p := range newcomers {
		grants := []identity.Grant{{Organisation: s.organisations[p.in].ID, Role: p.role}}
		if _, _, err := s.people.Invite(s.ctx, identity.System(), p.name, address(p.name), grants); err != nil {
			return err
		}
	}
	return s.SetOperator(s.ctx, identity.System(), "rosny", operator.ID)
}

// address is one where nothing is ever delivered: the domain is reserved.
func address(name string) string {
	plain := strings.NewReplacer(" ", ".", "é", "e", "è", "e", "É", "e", "È", "e").Replace(name)
	return strings.ToLower(plain) + "@demo.example"
}

var errNobody = errors.New("nobody of that name in the demonstration")

// as is somebody of the demonstration, with the roles they have.
func (s *story) as(name string) (identity.Actor, error) {
	if a, ok := s.actors[name]; ok {
		return a, nil
	}
	p, err := s.tx.PersonOfMail(s.ctx, address(name))
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return identity.Actor{}, fmt.Errorf("%s: %w", name, errNobody)
	}
	if err != nil {
		return identity.Actor{}, err
	}
	held, err := s.tx.GrantsOf(s.ctx, p.ID)
	if err != nil {
		return identity.Actor{}, err
	}
	a := identity.Actor{ID: p.ID, Name: p.Name, Kind: p.Kind, Home: p.Home, Grants: held, Request: "demo", Lang: havre.French}
	s.actors[name] = a
	return a, nil
}
