package approval

import (
	"strings"
	"time"

	"github.com/havre-cloud/havre"
)

// Vote counts what a person says of a step. requesters are the identifiers (e-mails
// do too) of all who asked for the order or changed it. The refusal is a [havre.Fault]: NotFound,
// Forbidden (not asked of them, own order), Conflict (not open, already voted) or Invalid
// with the fields comment, reference and on; nothing is changed then. The vote keeps its
// Kind, Comment, Reference, On and At; who it is by and for is filled in here.
func (c *Course) Vote(step string, e Elector, requesters []string, v Vote) (Change, error) {
	v.At = instant(v.At)
	s := c.Step(step)
	if s == nil {
		return Change{}, &havre.Fault{
			Code:    havre.NotFound,
			Message: havre.Text{FR: "Cette étape n’existe pas dans l’approbation de la commande.", EN: "The approval of the order has no such step."},
			Next:    havre.Text{FR: "Ouvrez la commande pour voir ses étapes.", EN: "Open the order to see its steps."},
		}
	}
	if err := s.open(v.At); err != nil {
		return Change{}, err
	}
	h, err := c.seat(s, e, requesters)
	if err != nil {
		return Change{}, err
	}
	if err := s.complete(&v); err != nil {
		return Change{}, err
	}
	v.By, v.ByName, v.For, v.ForName = e.Person, e.Name, "", ""
	if h.Person != e.Person {
		v.For, v.ForName = h.Person, h.Name
	}
	s.Votes = append(s.Votes, v)
	return c.count(s, &v, s.approvals(requesters)), nil
}

// open refuses a vote on a step that is not open, or that silence has already settled.
func (s *Step) open(at time.Time) error {
	fault := &havre.Fault{Code: havre.Conflict, Next: havre.Text{FR: "Rechargez la page pour voir où en est la commande.", EN: "Reload the page to see where the order is."}}
	switch {
	case s.State == Waiting:
		fault.Message = havre.Text{FR: "L’étape « %s » attend que celles d’avant soient réglées.", EN: "The step \"%s\" waits for those before it to be settled."}
	case s.State == Information:
		fault.Message = havre.Text{FR: "L’étape « %s » attend une réponse du demandeur.", EN: "The step \"%s\" awaits an answer from the requester."}
	case s.State != Open:
		fault.Message = havre.Text{FR: "L’étape « %s » est déjà réglée.", EN: "The step \"%s\" is already settled."}
	case s.Overdue == Agree && s.Late(at):
		fault.Message = havre.Text{FR: "Le délai de l’étape « %s » est passé : le silence a valu accord.", EN: "The time limit of the step \"%s\" has passed: silence was agreement."}
	default:
		return nil
	}
	fault.Message = fault.Message.With(s.Title)
	return fault
}

// Late says that the time limit of an open step has passed.
func (s *Step) Late(now time.Time) bool {
	return s.State == Open && !s.DueAt.IsZero() && !now.Before(s.DueAt)
}

// complete refuses a vote that does not say what it must.
func (s *Step) complete(v *Vote) error {
	v.Comment, v.Reference = strings.TrimSpace(v.Comment), strings.TrimSpace(v.Reference)
	var problems havre.Problems
	bad := func(field string, msg havre.Text) {
		problems = append(problems, havre.Problem{Field: field, Message: msg})
	}
	switch v.Kind {
	case Approve:
	case Reject:
		if v.Comment == "" {
			bad("comment", havre.Text{FR: "dites pourquoi vous refusez : le demandeur le lira", EN: "say why you reject: the requester will read it"})
		}
	case Ask:
		if v.Comment == "" {
			bad("comment", havre.Text{FR: "dites ce que vous demandez au demandeur", EN: "say what you ask of the requester"})
		}
	case Refer:
		if s.Opinion == "" {
			bad("kind", havre.Text{FR: "cette étape ne demande l’avis d’aucun organisme", EN: "this step asks no body for its opinion"})
		} else if !s.DueAt.IsZero() {
			bad("kind", havre.Text{FR: "la demande d’avis est déjà enregistrée", EN: "the request for the opinion is already recorded"})
		}
	default:
		bad("kind", havre.Text{FR: "mot inconnu ; mots admis : approve, reject, ask, refer", EN: "unknown word; accepted words: approve, reject, ask, refer"})
	}
	if s.Opinion != "" && (v.counts() || v.Kind == Refer) {
		if v.Reference == "" {
			bad("reference", havre.Text{FR: "donnez la référence de l’avis ou de la demande d’avis", EN: "give the reference of the opinion or of the request for it"})
		}
		if v.On.IsZero() {
			bad("on", havre.Text{FR: "donnez la date de l’avis ou de la demande d’avis", EN: "give the date of the opinion or of the request for it"})
		}
	}
	if today := havre.DayOf(v.At); today.Before(v.On) {
		bad("on", havre.Text{FR: "cette date est à venir", EN: "this date is in the future"})
	}
	if len(problems) == 0 {
		return nil
	}
	return &havre.Fault{
		Code: havre.Invalid, Problems: problems,
		Message: havre.Text{FR: "Il manque quelque chose à votre réponse.", EN: "Something is missing from your answer."},
		Next:    havre.Text{FR: "Corrigez les champs indiqués, puis recommencez.", EN: "Correct the fields shown, then try again."},
	}
}

// count draws the consequences of a vote, the agreements being that many.
func (c *Course) count(s *Step, v *Vote, agreed int) Change {
	who := v.who()
	say := func(fr, en string) havre.Text { return havre.Text{FR: fr, EN: en}.With(who, s.Title) }
	switch {
	case v.Kind == Ask:
		s.State, s.SuspendedAt = Information, v.At
		return s.change(Asked, v.At, say("%[1]s demande une précision pour l’étape « %[2]s ».", "%[1]s asks for information for the step \"%[2]s\"."))
	case v.Kind == Refer:
		s.DueAt = s.Within.due(v.On)
		return s.change(Referred, v.At, say("%[1]s a enregistré la demande d’avis de l’étape « %[2]s ».", "%[1]s recorded the request for the opinion of the step \"%[2]s\"."))
	case v.Kind == Reject && s.Opinion == Simple:
		return c.settle(s, Noted, v.At, v.At, say("%[1]s a enregistré un avis défavorable qui ne lie pas, à l’étape « %[2]s ».", "%[1]s recorded an unfavourable opinion that does not bind, for the step \"%[2]s\"."))
	case v.Kind == Reject:
		return c.settle(s, Rejected, v.At, v.At, say("%[1]s a refusé l’étape « %[2]s ».", "%[1]s rejected the step \"%[2]s\"."))
	case agreed < s.Quorum:
		text := havre.Text{
			FR: "%[1]s a donné son accord à l’étape « %[2]s » : %[3]d sur %[4]d.", EN: "%[1]s agreed to the step \"%[2]s\": %[3]d of %[4]d.",
		}.With(who, s.Title, agreed, s.Quorum)
		return s.change(Voted, v.At, text)
	}
	return c.settle(s, Approved, v.At, v.At, say("%[1]s a approuvé l’étape « %[2]s ».", "%[1]s approved the step \"%[2]s\"."))
}

// who is the person who voted, and for whom.
func (v *Vote) who() havre.Text {
	name := v.ByName
	if name == "" {
		name = v.By
	}
	if v.For == "" {
		return havre.Same(name)
	}
	other := v.ForName
	if other == "" {
		other = v.For
	}
	return havre.Text{FR: "%s, pour %s,", EN: "%s, for %s,"}.With(havre.Same(name), havre.Same(other))
}
