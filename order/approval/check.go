package approval

import (
	"strconv"

	"github.com/havre-cloud/havre"
)

// check refuses the chains that could not be followed, or that would agree to what no
// text says may be agreed to. It compiles the conditions.
func (r *reader) check(c *Chain, worded bool) {
	c.when, c.auto = r.condition("spec.when"), r.condition("spec.automatic.when")
	if u := c.Period.Until; !u.IsZero() && !c.Period.From.Before(u) {
		r.bad("spec.until", havre.Text{FR: "la fin doit suivre le début", EN: "the end must come after the beginning"})
	}
	if c.Optional && c.Organisation != "" {
		r.bad("spec.optional", havre.Text{
			FR: "un circuit à adopter n’est celui d’aucune organisation : retirez « organisation »",
			EN: "a chain to adopt belongs to no organisation: remove \"organisation\"",
		})
	}
	if c.Adopts != "" {
		r.adopting()
		return
	}
	if c.When == "" {
		r.bad("spec.when", havre.Text{
			FR: "il manque la condition ; « when: \"true\" » est toujours", EN: "the condition is missing; \"when: \"true\"\" is always",
		})
	}
	if !worded {
		r.bad("spec.whenText", havre.Text{
			FR: "il manque la condition en mots (fr, en), que lit le demandeur", EN: "the condition in words (fr, en), which the requester reads, is missing",
		})
	}
	if len(c.Steps) == 0 && c.Automatic == nil {
		r.bad("spec.steps", havre.Text{FR: "un circuit demande au moins une étape", EN: "a chain asks for one step at least"})
	}
	if len(c.Steps) > maxSteps {
		r.bad("spec.steps", havre.Text{FR: "%d étapes ; %d au plus", EN: "%d steps; %d at most"}.With(len(c.Steps), maxSteps))
	}
	seen := map[string]bool{}
	for i := range c.Steps {
		at := "spec.steps." + strconv.Itoa(i)
		if seen[c.Steps[i].ID] {
			r.bad(at+".id", havre.Text{FR: "deux étapes du circuit ont cet identifiant", EN: "two steps of the chain have this identifier"})
		}
		seen[c.Steps[i].ID] = true
		r.step(at, &c.Steps[i])
	}
}

// adopting refuses what a chain that adopts another would say twice.
func (r *reader) adopting() {
	for _, field := range []string{"optional", "when", "whenText", "steps", "automatic", "source"} {
		if r.root.At("spec."+field) != nil {
			r.bad("spec."+field, havre.Text{
				FR: "un circuit qui en adopte un autre en a la condition, les étapes et la source : retirez ce champ",
				EN: "a chain that adopts another has its condition, steps and source: remove this field",
			})
		}
	}
}

// step refuses what nobody could settle, or silence could settle unduly.
func (r *reader) step(at string, s *Rule) {
	r.by(at+".by", s.By)
	if s.Within != (Within{}) && !one(s.Within.Days, s.Within.WorkingDays, s.Within.Months) {
		r.bad(at+".within", havre.Text{
			FR: "un délai se compte en jours (days), en jours ouvrés (workingDays) ou en mois (months), pas en plusieurs à la fois",
			EN: "a time limit is in days, workingDays or months, not in several at once",
		})
	}
	if s.Overdue != "" && s.Within == (Within{}) {
		r.bad(at+".overdue", havre.Text{
			FR: "sans délai (within), rien n’arrive jamais à échéance", EN: "without a time limit (within), nothing is ever overdue",
		})
	}
	if s.By.Person != "" && s.Quorum > 1 {
		r.bad(at+".quorum", havre.Text{FR: "une personne nommée ne vaut qu’un accord", EN: "one named person gives one agreement only"})
	}
	if s.Opinion != "" && s.Quorum > 1 {
		r.bad(at+".quorum", havre.Text{FR: "un avis se note une fois", EN: "an opinion is recorded once"})
	}
	r.escalation(at, s)
	r.silence(at, s)
}

func (r *reader) escalation(at string, s *Rule) {
	switch {
	case !s.EscalateTo.IsZero():
		r.by(at+".escalateTo", s.EscalateTo)
		if s.EscalateTo == s.By {
			r.bad(at+".escalateTo", havre.Text{FR: "l’étape est déjà demandée à cette personne ou à ce rôle", EN: "the step is already asked of this person or role"})
		}
	case r.root.At(at+".escalateTo") != nil:
		r.by(at+".escalateTo", s.EscalateTo)
	case s.By.Person != "":
		r.bad(at+".by.person", havre.Text{
			FR: "une personne nommée peut être absente ou être le demandeur : dites à qui l’étape passe alors (escalateTo)",
			EN: "a named person may be away, or be the requester: say who the step then goes to (escalateTo)",
		})
	case s.Overdue == Escalate:
		r.bad(at+".overdue", havre.Text{
			FR: "dites à qui l’étape passe à l’échéance (escalateTo)", EN: "say who the step goes to when it is overdue (escalateTo)",
		})
	}
}

// silence is agreement only where a text that was read says so.
func (r *reader) silence(at string, s *Rule) {
	if s.Overdue != Agree || (s.Source.Title != "" && s.Source.Confidence == havre.Verified) {
		return
	}
	r.bad(at+".overdue", havre.Text{
		FR: "le silence ne vaut accord que si un texte vérifié le dit : citez-le dans « source », avec « confidence: verified », ou écrivez « remind » ou « escalate »",
		EN: "silence is agreement only when a verified text says so: give it in \"source\", with \"confidence: verified\", or write \"remind\" or \"escalate\"",
	})
}

// by is one person or one role.
func (r *reader) by(at string, b By) {
	switch {
	case (b.Role == "") == (b.Person == ""):
		r.bad(at, havre.Text{FR: "un rôle (role) ou une personne (person) est attendu, et pas les deux", EN: "a role or a person is expected, and not both"})
	case b.Person != "" && b.At != "":
		r.bad(at+".at", havre.Text{FR: "« at » précise où un rôle est tenu ; une personne est elle-même partout", EN: "\"at\" says where a role is held; a person is the same everywhere"})
	}
}

// one says that exactly one of the numbers is set.
func one(ns ...int) bool {
	set := 0
	for _, n := range ns {
		if n != 0 {
			set++
		}
	}
	return set == 1
}
