package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/terminal"
)

// obligationOrder puts what remains to be done first.
var obligationOrder = []struct {
	state doctrine.Outcome
	sign  string
	head  havre.Text
}{
	{doctrine.Unmet, "✘", havre.Text{FR: "à remplir", EN: "to be met"}},
	{doctrine.Unknown, "?", havre.Text{FR: "à préciser", EN: "to be specified"}},
	{doctrine.Declared, "~", havre.Text{FR: "déclarées, sans document daté", EN: "declared, without a dated document"}},
	{doctrine.Met, "✔", havre.Text{FR: "remplies", EN: "met"}},
}

func (s *sheet) obligations() {
	s.title(havre.Text{FR: "OBLIGATIONS DU PROJET", EN: "OBLIGATIONS OF THE PROJECT"})
	any := false
	for _, o := range obligationOrder {
		list := s.inState(o.state)
		if len(list) == 0 {
			continue
		}
		any = true
		s.b.WriteString("  " + o.sign + " " + s.say(o.head) + "\n")
		s.inStates(o.state, list)
	}
	if !any {
		s.text("  ", s.say(havre.Text{FR: "Aucune.", EN: "None."}))
	}
}

// inStates tells the obligations of one state. In short, those that are met or only
// recommended are named without their reasons.
func (s *sheet) inStates(state doctrine.Outcome, list []*decision.Obligation) {
	var named []string
	for _, ob := range list {
		if !s.long && (state == doctrine.Met || ob.Severity != doctrine.Must) {
			named = append(named, ob.Rule+s.choosing(ob))
			continue
		}
		s.obligation(ob)
	}
	if len(named) == 0 {
		return
	}
	label := ""
	if state != doctrine.Met {
		label = s.say(havre.Text{FR: "recommandé ou pour information : ", EN: "recommended or for information: "})
	}
	s.b.WriteString(terminal.Hang("      ", "        ", label+strings.Join(named, ", "), s.cols))
}

// inState lists the obligations in a state, those that compel first.
func (s *sheet) inState(state doctrine.Outcome) []*decision.Obligation {
	var out []*decision.Obligation
	for _, severity := range []doctrine.Severity{doctrine.Must, doctrine.Should, doctrine.Info} {
		for i := range s.d.Obligations {
			if o := &s.d.Obligations[i]; o.State == state && o.Severity == severity && !scopes(o) {
				out = append(out, o)
			}
		}
	}
	return out
}

// scopes says that a rule tells whether the organisation is within the scope of a
// text: nobody has anything to do about it.
func scopes(o *decision.Obligation) bool {
	return o.Binds == doctrine.Organisation && o.Severity == doctrine.Info
}

// scope tells which texts the organisation is within, and outside, the scope of.
func (s *sheet) scope() {
	first := true
	for i := range s.d.Obligations {
		o := &s.d.Obligations[i]
		if !scopes(o) {
			continue
		}
		if first {
			s.title(headScope)
			first = false
		}
		s.b.WriteString(terminal.Hang("  ", "    ", o.Rule+s.say(havre.Text{FR: " : ", EN: ": "})+o.Because, s.cols))
		if source := s.source(o.Source); s.long && source != "" {
			s.aside(source)
		}
	}
}

var headScope = havre.Text{FR: "PÉRIMÈTRE", EN: "SCOPE"}

// choosing names the offers that an obligation comes with, when others that may be
// chosen are free of it.
func (s *sheet) choosing(o *decision.Obligation) string {
	free := func(v decision.OfferRuled) bool {
		return v.Verdict != decision.Ineligible && !slices.Contains(o.Offers, v.Offer)
	}
	if len(o.Offers) == 0 || !slices.ContainsFunc(s.d.Verdicts, free) {
		return ""
	}
	return s.say(havre.Text{FR: " (si vous choisissez %s)", EN: " (if you choose %s)"}, strings.Join(o.Offers, ", "))
}

func (s *sheet) obligation(o *decision.Obligation) {
	weight := ""
	if o.Severity != doctrine.Must {
		weight = " (" + severityText(o.Severity).In(s.lang) + ")"
	}
	if o.Binds == doctrine.Organisation {
		weight += s.say(havre.Text{FR: " (de l'organisme)", EN: " (of the organisation)"})
	}
	s.said(o.Rule, o.Because+weight+s.choosing(o))
	if !s.long {
		return
	}
	if len(o.Evidence) > 0 && o.State != doctrine.Met {
		s.aside(s.say(havre.Text{FR: "à produire : %s", EN: "to produce: %s"}, s.enumerate(o.Evidence)))
	}
	if source := s.source(o.Source); source != "" {
		s.aside(source)
	}
}

func severityText(v doctrine.Severity) havre.Text {
	switch v {
	case doctrine.Must:
		return havre.Text{FR: "impérative", EN: "mandatory"}
	case doctrine.Should:
		return havre.Text{FR: "recommandation", EN: "recommendation"}
	default:
		return havre.Text{FR: "pour information", EN: "for information"}
	}
}

func (s *sheet) questions() {
	if len(s.d.Questions) == 0 {
		return
	}
	s.title(havre.Text{FR: "QUESTIONS À POSER, les plus utiles d'abord", EN: "QUESTIONS TO ASK, the most useful first"})
	for i, q := range s.d.Questions {
		s.text(fmt.Sprintf("%3d. ", i+1), q.Question)
		text := s.say(havre.Text{FR: "qui le sait : %[1]s ; peut trancher %[2]s", EN: "who knows: %[1]s; may settle %[2]s"}, q.Owner, strings.Join(q.Decides, ", "))
		if s.long {
			text = s.enumerate([]string{text, q.Fact})
		}
		s.b.WriteString(s.style.Faint(terminal.Hang("     ↳ ", "       ", text, s.cols)))
	}
}

func (s *sheet) nearest() {
	if len(s.d.Nearest) == 0 || s.d.Best() != decision.Ineligible {
		return
	}
	s.title(havre.Text{FR: "AUCUNE OFFRE ÉLIGIBLE : les plus proches, et ce qui leur manque", EN: "NO ELIGIBLE OFFER: the nearest ones, and what they lack"})
	for _, n := range s.d.Nearest {
		s.b.WriteString("  " + s.style.Strong(n.Offer) + "\n")
		for _, l := range n.Lacks {
			s.said(l.Rule, l.Because)
			if l.Derogation != nil && l.Outcome == doctrine.Fail {
				s.b.WriteString(terminal.Hang("        ↳ ", "          ", s.opening(l.Derogation), s.cols))
			}
		}
	}
}

// opening is how a derogation may be had.
func (a *app) opening(o *decision.Opening) string {
	text := a.say(havre.Text{FR: "dérogation possible ; qui l'accorde : %s", EN: "a derogation is possible; who grants it: %s"}, o.Authority)
	if o.Months > 0 {
		text += a.say(havre.Text{FR: " ; %d mois au plus", EN: "; for %d months at most"}, o.Months)
	}
	if o.CountsFrom != "" {
		text += a.say(havre.Text{FR: ", à compter de : %s", EN: ", from: %s"}, o.CountsFrom)
	}
	if o.Proof != "" {
		text += a.say(havre.Text{FR: " ; preuve : %s", EN: "; proof: %s"}, o.Proof)
	}
	if o.Engaged {
		text += a.say(havre.Text{FR: " (projets déjà engagés seulement)", EN: " (projects already engaged only)"})
	}
	return text
}

// derogations lists those in force.
func (s *sheet) derogations() {
	var lines []string
	for i := range s.d.Verdicts {
		v := &s.d.Verdicts[i]
		for _, r := range rulesThat(v, doctrine.Must, decision.Waived) {
			if r.Derogation != nil {
				lines = append(lines, s.say(havre.Text{
					FR: "%[1]s sur %[2]s : %[3]s, jusqu'au %[4]s", EN: "%[1]s on %[2]s: %[3]s, until %[4]s",
				}, r.ID, v.Offer, orElse(r.Derogation.Reference, orElse(r.Derogation.GrantedBy, r.Derogation.Authority)), r.Derogation.Until.String()))
			}
		}
	}
	if len(lines) == 0 {
		return
	}
	s.title(havre.Text{FR: "DÉROGATIONS EN VIGUEUR", EN: "DEROGATIONS IN FORCE"})
	for _, l := range lines {
		s.text("  ", l)
	}
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// more says how to see all the reasoning.
func (s *sheet) more(from *dossier.Dossier) {
	if s.quiet || len(s.d.Verdicts) == 0 {
		return
	}
	command := fmt.Sprintf("havre explain %s --offer %s --on %s", from.File(), s.d.Verdicts[0].Offer, s.d.On.String())
	s.b.WriteString("\n" + s.style.Faint(s.say(havre.Text{FR: "Tout le raisonnement sur une offre :", EN: "All the reasoning on one offer:"})+"\n  "+command+"\n"))
}
