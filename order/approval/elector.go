package approval

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// Awaits lists the steps that this person may settle now.
func (c *Course) Awaits(e Elector, requesters []string) []string {
	var out []string
	for i := range c.Steps {
		if s := &c.Steps[i]; s.State == Open {
			if _, err := c.seat(s, e, requesters); err == nil {
				out = append(out, s.ID)
			}
		}
	}
	return out
}

// Pending lists who is awaited by the open steps, each once. When a question was put to
// the requester, nobody is.
func (c *Course) Pending() []By {
	var out []By
	add := func(b By) {
		if !b.IsZero() && !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	for i := range c.Steps {
		if s := &c.Steps[i]; s.State == Open {
			add(s.By)
			if s.Escalated {
				add(s.EscalateTo)
			}
		}
	}
	return out
}

// seat is in whose name a person may settle a step: their own, or that of somebody they
// stand in for. A seat is used once and a person votes once, so that a quorum counts
// distinct people on both sides. Nobody who asked for the order, or changed it, votes
// for it, and nobody votes in the name of one who did.
func (c *Course) seat(s *Step, e Elector, requesters []string) (*Holder, error) {
	if among(requesters, e.Holder) {
		return nil, ownOrder()
	}
	if slices.ContainsFunc(s.Votes, func(v Vote) bool { return v.counts() && v.By == e.Person }) {
		return nil, alreadyVoted(s)
	}
	err := notYours(c, s)
	for _, h := range append([]Holder{e.Holder}, e.StandsInFor...) {
		switch {
		case h.Person == "" || !c.eligible(s, h):
		case among(requesters, h):
			err = ownOrderByDelegation(h)
		case slices.ContainsFunc(s.Votes, func(v Vote) bool { return v.counts() && v.seat() == h.Person }):
			err = alreadyVoted(s)
		default:
			return &h, nil
		}
	}
	return nil, err
}

// counts says that the vote is an answer, and not a question or a record.
func (v *Vote) counts() bool { return v.Kind == Approve || v.Kind == Reject }

// seat is in whose name the vote was given.
func (v *Vote) seat() string {
	if v.For != "" {
		return v.For
	}
	return v.By
}

func among(requesters []string, h Holder) bool {
	return slices.ContainsFunc(requesters, func(r string) bool {
		return r != "" && (r == h.Person || strings.EqualFold(r, h.Email))
	})
}

// eligible says whether a step is asked of a person, whatever they asked for themselves.
func (c *Course) eligible(s *Step, h Holder) bool {
	return c.matches(s.By, h) || (s.Escalated && c.matches(s.EscalateTo, h))
}

func (c *Course) matches(b By, h Holder) bool {
	if b.Person != "" {
		return strings.EqualFold(b.Person, h.Email)
	}
	return b.Role != "" && slices.ContainsFunc(h.Roles, func(r Held) bool {
		return r.Role == b.Role && c.reaches(r.Organisation, b.At)
	})
}

// reaches says whether a role held on an organisation counts at another: there, or from
// above. What is above an organisation outside the order's own line is not known here.
func (c *Course) reaches(held, at string) bool {
	if held == "" {
		return true // the whole portal
	}
	line := c.Organisations
	if at != "" {
		i := slices.Index(line, at)
		if i < 0 {
			return held == at
		}
		line = line[:i+1]
	}
	return slices.Contains(line, held)
}

// approvals counts the agreements. Those of people who changed the order since they gave
// them count no longer: they became requesters.
func (s *Step) approvals(requesters []string) int {
	n := 0
	for i := range s.Votes {
		v := &s.Votes[i]
		if v.Kind == Approve && !slices.Contains(requesters, v.By) && !slices.Contains(requesters, v.seat()) {
			n++
		}
	}
	return n
}

func ownOrder() error {
	return &havre.Fault{
		Code:    havre.Forbidden,
		Message: havre.Text{FR: "Vous avez demandé ou modifié cette commande : vous ne pouvez pas l’approuver vous-même.", EN: "You asked for this order or changed it: you may not approve it yourself."},
		Next:    havre.Text{FR: "Une autre personne doit se prononcer.", EN: "Somebody else must settle it."},
	}
}

func ownOrderByDelegation(h Holder) error {
	name := h.Name
	if name == "" {
		name = h.Email
	}
	return &havre.Fault{
		Code: havre.Forbidden,
		Message: havre.Text{
			FR: "Vous remplacez %s, qui a demandé ou modifié cette commande : vous ne pouvez pas l’approuver à sa place.",
			EN: "You stand in for %s, who asked for this order or changed it: you may not approve it in their place.",
		}.With(havre.Same(name)),
		Next: havre.Text{FR: "Une autre personne doit se prononcer.", EN: "Somebody else must settle it."},
	}
}

func alreadyVoted(s *Step) error {
	return &havre.Fault{
		Code: havre.Conflict,
		Message: havre.Text{
			FR: "Vous vous êtes déjà prononcé sur l’étape « %s », ou une personne l’a fait pour vous.",
			EN: "You have already settled your part of the step \"%s\", or somebody did it for you.",
		}.With(s.Title),
		Next: havre.Text{FR: "Il manque encore l’accord d’autres personnes.", EN: "The agreement of other people is still awaited."},
	}
}

func notYours(c *Course, s *Step) error {
	who := s.By.Text()
	if s.Escalated && !s.EscalateTo.IsZero() {
		who = havre.Text{FR: "%s ou %s", EN: "%s or %s"}.With(who, s.EscalateTo.Text())
	}
	next := havre.Text{FR: "Demandez ce rôle à l’administrateur de votre organisation s’il vous revient.", EN: "Ask the administrator of your organisation for this role if it is yours."}
	if s.By.Role == "" {
		next = havre.Text{FR: "Si cette personne est absente, elle peut vous donner délégation.", EN: "If this person is away, they may delegate to you."}
	}
	if n := len(c.Organisations); s.By.Role != "" && s.By.At == "" && n > 0 {
		who = havre.Text{FR: "%s (organisation « %s » ou au-dessus)", EN: "%s (organisation \"%s\" or above)"}.With(who, c.Organisations[n-1])
	}
	return &havre.Fault{
		Code: havre.Forbidden, Next: next,
		Message: havre.Text{FR: "L’étape « %s » est demandée à : %s.", EN: "The step \"%s\" is asked of: %s."}.With(s.Title, who),
	}
}
