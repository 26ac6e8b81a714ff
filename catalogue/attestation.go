package catalogue

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

// HDSActivities are those of the certification: 1 sites, 2 hardware, 3 virtual
// infrastructure, 4 application platform, 5 operation of the information system,
// 6 backup.
var HDSActivities = []string{"1", "2", "3", "4", "5", "6"}

// activities are what an attestation of a kind may cover.
func activities(kind string) []string {
	switch kind {
	case "secnumcloud":
		return Layers
	case "hds":
		return HDSActivities
	default:
		return nil
	}
}

// check refuses what would give an attestation more than it is worth.
func (t *Attestation) check(o *object) {
	switch {
	case t.Status == "qualified" && t.Milestone != "" && t.Milestone != "J3":
		o.refuse(o.get("milestone"), "milestone", t.Milestone, "", havre.Text{FR: "une offre aux jalons J0 à J2 est en cours de qualification, elle n'est pas qualifiée", EN: "an offer at milestones J0 to J2 is in qualification, it is not qualified"})
	case t.Status == "in-qualification" && t.Milestone == "J3":
		o.refuse(o.get("milestone"), "milestone", t.Milestone, "", havre.Text{FR: "le jalon J3 est la décision : écrire qualified avec sa date", EN: "milestone J3 is the decision: write qualified with its date"})
	case t.Status == "qualified" && t.Period.From.IsZero():
		o.refuse(o.node, "from", "", "", havre.Text{FR: "une attestation en vigueur a une date de début", EN: "an attestation in force has a starting date"})
	}
}

// attested is what the attestations of an offer say of its facts on a day: those
// in force first; failing them, that the latest one has ended. An offer that was
// never attested says nothing: unknown is not no.
func (o *Offer) attested(on havre.Date) []*Assertion {
	var out []*Assertion
	for _, kind := range AttestationKinds {
		inForce, ended := o.attestations(kind, on)
		for _, t := range inForce {
			out = append(out, t.says(t.Status == "qualified")...)
		}
		if len(inForce) == 0 && ended != nil {
			out = append(out, ended.lapsed()...)
		}
	}
	return out
}

// attestations are those of a kind in force on a day, and the last qualification
// that has ended. HDS certificates add up: one may be for hosting and another
// for operation, and neither denies what the other certifies.
func (o *Offer) attestations(kind string, on havre.Date) (inForce []*Attestation, ended *Attestation) {
	for i := range o.Attestations {
		t := &o.Attestations[i]
		switch {
		case t.Kind != kind:
		case t.Period.Contains(on):
			inForce = append(inForce, t)
		case t.Status == "qualified" && t.endedBy(on) && (ended == nil || ended.Period.Until.Before(t.Period.Until)):
			ended = t
		}
	}
	if kind == "hds" && len(inForce) > 1 {
		inForce = []*Attestation{together(inForce)}
	}
	return inForce, ended
}

func (t *Attestation) endedBy(on havre.Date) bool {
	return !t.Period.Until.IsZero() && !on.Before(t.Period.Until)
}

// together is one attestation for the activities of several.
func together(list []*Attestation) *Attestation {
	all := *list[0]
	all.Activities = nil
	for _, t := range list {
		if t.Status == "qualified" {
			all.Status = t.Status
			all.Activities = append(all.Activities, t.Activities...)
		}
		all.Period.From = later(all.Period.From, t.Period.From)
		all.Period.Until = sooner(all.Period.Until, t.Period.Until)
	}
	slices.Sort(all.Activities)
	all.Activities = slices.Compact(all.Activities)
	return &all
}

// says turns an attestation into statements about facts.
func (t *Attestation) says(held bool) []*Assertion {
	yesNo := func(b bool) Value {
		if b {
			return Value{Status: Yes}
		}
		return Value{Status: No}
	}
	switch t.Kind {
	case "secnumcloud":
		return []*Assertion{t.assertion("secnumcloud", Value{Status: Stated, Word: t.secNumCloud(held)})}
	case "hds":
		return []*Assertion{
			t.assertion("hds.hosting", yesNo(held && t.covers("1", "2"))),
			t.assertion("hds.operation", yesNo(held && t.covers("5"))),
		}
	case "restricted":
		return []*Assertion{t.assertion("restricted", yesNo(held))}
	default: // ISO 27001 is shown and decides nothing
		return nil
	}
}

// secNumCloud is the word for a status: only a qualification in force is one.
func (t *Attestation) secNumCloud(held bool) string {
	switch {
	case held:
		return "qualified"
	case t.Status == "in-qualification":
		return "in-qualification"
	default:
		return "none"
	}
}

// covers says whether the certificate holds all these activities.
func (t *Attestation) covers(activities ...string) bool {
	for _, a := range activities {
		if !slices.Contains(t.Activities, a) {
			return false
		}
	}
	return true
}

// lapsed is what remains of an attestation after its last day.
func (t *Attestation) lapsed() []*Assertion {
	gone := *t
	gone.Status = "expired"
	gone.Period = havre.Period{From: t.Period.Until}
	gone.Note = havre.Text{FR: "échue le %s", EN: "ended on %s"}.With(t.Period.Until)
	return gone.says(false)
}

func (t *Attestation) assertion(path string, v Value) *Assertion {
	return &Assertion{Attribute: path, Value: v, Words: t.Words(), Period: t.Period, Source: t.Source, Note: t.Note, Place: t.Place}
}

// Words is the attestation on one line: kind, version, activities, status, dates.
func (t *Attestation) Words() string {
	parts := []string{strings.ToUpper(t.Kind)}
	if t.Kind == "secnumcloud" {
		parts[0] = "SecNumCloud"
	}
	if t.Version != "" {
		parts = append(parts, t.Version)
	}
	if len(t.Activities) > 0 {
		parts = append(parts, "("+strings.Join(t.Activities, ", ")+")")
	}
	parts = append(parts, t.Status)
	if t.Milestone != "" {
		parts = append(parts, t.Milestone)
	}
	if t.Issuer != "" {
		parts = append(parts, "/ "+t.Issuer)
	}
	return strings.Join(parts, " ")
}
