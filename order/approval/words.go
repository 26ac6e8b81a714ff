package approval

import "github.com/havre-cloud/havre"

// Text is who may settle a step, in the words of a sentence: the name of a role, an
// e-mail address.
func (b By) Text() havre.Text {
	switch {
	case b.Person != "":
		return havre.Same(b.Person)
	case b.At != "":
		return havre.Text{FR: "%s de « %s »", EN: "%s of \"%s\""}.With(b.Role.Text(), havre.Same(b.At))
	default:
		return b.Role.Text()
	}
}

// Text is the time limit in words; nothing without one.
func (w Within) Text() havre.Text {
	switch {
	case w.Months > 0:
		return havre.Count(w.Months, havre.Text{FR: "mois", EN: "month"}, havre.Text{FR: "mois", EN: "months"})
	case w.WorkingDays > 0:
		return havre.Count(w.WorkingDays, havre.Text{FR: "jour ouvré", EN: "working day"}, havre.Text{FR: "jours ouvrés", EN: "working days"})
	case w.Days > 0:
		return havre.Count(w.Days, havre.Text{FR: "jour", EN: "day"}, havre.Text{FR: "jours", EN: "days"})
	default:
		return havre.Text{}
	}
}

// Text is what happens at the time limit, as a clause.
func (o Overdue) Text() havre.Text { return overdueTexts[o] }

var overdueTexts = map[Overdue]havre.Text{
	Remind:   {FR: "puis un rappel chaque semaine", EN: "then a reminder every week"},
	Escalate: {FR: "puis l’étape passe aussi à d’autres", EN: "then others may settle it as well"},
	Agree:    {FR: "puis le silence vaut accord", EN: "then silence is agreement"},
}

// Text is the weight of an opinion.
func (o Opinion) Text() havre.Text { return opinionTexts[o] }

var opinionTexts = map[Opinion]havre.Text{
	Binding: {FR: "avis conforme", EN: "binding opinion"},
	Simple:  {FR: "avis simple", EN: "simple opinion"},
}

// Text is the state, as a person reads it.
func (s StepState) Text() havre.Text { return stateTexts[s] }

// StepStates lists the states of a step.
var StepStates = []StepState{Waiting, Open, Information, Approved, Rejected, Silent, ByRule, Noted, Dropped}

var stateTexts = map[StepState]havre.Text{
	Waiting:     {FR: "à venir", EN: "to come"},
	Open:        {FR: "en attente d’accord", EN: "awaiting agreement"},
	Information: {FR: "en attente d’une réponse du demandeur", EN: "awaiting an answer from the requester"},
	Approved:    {FR: "approuvée", EN: "approved"},
	Rejected:    {FR: "refusée", EN: "rejected"},
	Silent:      {FR: "accordée par silence", EN: "agreed by silence"},
	ByRule:      {FR: "approuvée par une règle publiée", EN: "approved by a published rule"},
	Noted:       {FR: "avis défavorable noté", EN: "unfavourable opinion noted"},
	Dropped:     {FR: "abandonnée", EN: "dropped"},
}

// Text is what a vote says.
func (k Kind) Text() havre.Text { return kindTexts[k] }

// Kinds lists the kinds of votes.
var Kinds = []Kind{Approve, Reject, Ask, Refer}

var kindTexts = map[Kind]havre.Text{
	Approve: {FR: "approuver", EN: "approve"},
	Reject:  {FR: "refuser", EN: "reject"},
	Ask:     {FR: "demander une précision", EN: "ask for information"},
	Refer:   {FR: "enregistrer la demande d’avis", EN: "record the request for the opinion"},
}

// Text is the outcome, as a person reads it.
func (o Outcome) Text() havre.Text { return outcomeTexts[o] }

// Outcomes lists the outcomes of a course.
var Outcomes = []Outcome{Going, NeedsInformation, IsApproved, IsRejected}

var outcomeTexts = map[Outcome]havre.Text{
	Going:            {FR: "en cours d’approbation", EN: "being approved"},
	NeedsInformation: {FR: "en attente du demandeur", EN: "awaiting the requester"},
	IsApproved:       {FR: "approuvée", EN: "approved"},
	IsRejected:       {FR: "refusée", EN: "rejected"},
}
