package main

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
)

// What must not be read past: sources that disagree on a fact that decides, and
// verdicts that hold only thanks to a derogation.

// byDerogation says that an offer would not be eligible if every rule were kept.
func byDerogation(v *decision.OfferRuled) bool {
	return v.Verdict == decision.Eligible && v.Strict != "" && v.Strict != decision.Eligible
}

// signOf is the sign and the word of an offer's verdict.
func signOf(v *decision.OfferRuled) (mark string, word havre.Text) {
	if byDerogation(v) {
		return "✔", havre.Text{FR: "éligible par dérogation", EN: "eligible by derogation"}
	}
	return sign(v.Verdict, v.Assessable)
}

// waived are the derogations that an eligible offer rests on: who granted each, as
// the dossier declares it, then what is doubtful about it.
func (a *app) waived(r *decision.RuleSaid) (granted, doubt string) {
	if r.Derogation == nil {
		return "", ""
	}
	o := r.Derogation
	by := orElse(o.GrantedBy, a.say(havre.Text{FR: "(autorité non indiquée)", EN: "(authority not given)"}))
	granted = a.say(havre.Text{FR: "règle levée ; dérogation accordée par %s", EN: "rule waived; derogation granted by %s"}, by)
	if o.Reference != "" {
		granted += a.say(havre.Text{FR: ", référence %s", EN: ", reference %s"}, o.Reference)
	}
	if !o.Until.IsZero() {
		granted += a.say(havre.Text{FR: ", jusqu'au %s", EN: ", until %s"}, o.Until.String())
	}
	return granted, o.Doubt
}

// disagreements are, of the facts that mandatory rules read of an offer, those that
// sources dispute: each once, in the order of the rules.
func (a *app) disagreements(v *decision.OfferRuled) []string {
	var out, seen []string
	for i := range v.Rules {
		r := &v.Rules[i]
		if r.Severity != doctrine.Must || r.Outcome == doctrine.NotApplicable {
			continue
		}
		for k := range r.Facts {
			f := &r.Facts[k]
			if len(f.Conflicts) == 0 || slices.Contains(seen, f.Path) {
				continue
			}
			seen = append(seen, f.Path)
			out = append(out, a.disagreement(f))
		}
	}
	return out
}

func (a *app) disagreement(f *decision.FactRead) string {
	source := f.Source
	if !f.Date.IsZero() {
		source += " (" + f.Date.String() + ")"
	}
	var others []string
	for _, x := range f.Conflicts {
		others = append(others, a.say(havre.Text{FR: "« %[1]s » selon %[2]s", EN: "“%[1]s” according to %[2]s"}, a.inWords(x.Value), x.Source))
	}
	return "≠ " + a.say(havre.Text{
		FR: "%[1]s : « %[2]s » selon %[3]s, mais %[4]s", EN: "%[1]s: “%[2]s” according to %[3]s, but %[4]s",
	}, f.Path, a.inWords(f.Value), source, strings.Join(others, ", "))
}

// inWords is a value with the labels of its vocabulary.
func (a *app) inWords(value string) string {
	words := strings.Split(value, ", ")
	for i, w := range words {
		words[i] = fact.Label(w).In(a.lang)
	}
	return strings.Join(words, ", ")
}
