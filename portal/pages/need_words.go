package pages

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
	"github.com/havre-cloud/havre/record"
)

var stateTexts = map[record.NeedState]havre.Text{
	record.Draft:    {FR: "brouillon", EN: "draft"},
	record.Shared:   {FR: "partagé", EN: "shared"},
	record.Archived: {FR: "archivé", EN: "archived"},
}

// kindOf is the verdict of an offer in the four words that people read.
func kindOf(v *decision.OfferRuled) ui.VerdictKind {
	switch {
	case v.Verdict == decision.Eligible:
		return ui.Eligible
	case v.Verdict == decision.Undetermined && v.Assessable:
		return ui.Conditional
	case v.Verdict == decision.Undetermined:
		return ui.Unassessed
	}
	return ui.Excluded
}

// bestOf is the best verdict of a decision, in the same words.
func bestOf(v decision.Verdict) ui.VerdictKind {
	switch v {
	case decision.Eligible:
		return ui.Eligible
	case decision.Undetermined:
		return ui.Conditional
	default:
		return ui.Excluded
	}
}

// outcomeState is how the outcome of a rule is drawn, and in which word.
func outcomeState(o doctrine.Outcome) (ui.StateKind, havre.Text) {
	switch o {
	case doctrine.Pass:
		return ui.Yes, havre.Text{FR: "Satisfaite", EN: "Satisfied"}
	case doctrine.Fail:
		return ui.No, havre.Text{FR: "Bloquante", EN: "Blocking"}
	case decision.Waived:
		return ui.Planned, havre.Text{FR: "Dérogation", EN: "Derogation"}
	case doctrine.Met:
		return ui.Yes, havre.Text{FR: "Remplie", EN: "Met"}
	case doctrine.Declared:
		return ui.Planned, havre.Text{FR: "Déclarée", EN: "Declared"}
	case doctrine.Unmet:
		return ui.No, havre.Text{FR: "À remplir", EN: "To be met"}
	case doctrine.NotApplicable:
		return ui.NotApplicable, havre.Text{FR: "Sans objet", EN: "Not applicable"}
	default:
		return ui.ToConfirm, havre.Text{FR: "À confirmer", EN: "To be confirmed"}
	}
}

// severityText says how much a rule weighs.
func severityText(s doctrine.Severity) havre.Text {
	switch s {
	case doctrine.Must:
		return havre.Text{FR: "obligatoire", EN: "mandatory"}
	case doctrine.Should:
		return havre.Text{FR: "recommandé", EN: "recommended"}
	default:
		return havre.Text{FR: "pour information", EN: "for information"}
	}
}

// said is a sentence that the decision holds, with the typography of the page. The
// cells that it quotes lose the marks of their tables.
func said(r *web.Request, s string) string { return recorded(r, unmarked(s)) }

// recorded is the same with every mark, for tables taken away.
func recorded(r *web.Request, s string) string { return r.Text(havre.Same(s)) }

var strong = regexp.MustCompile(`\*\*([^*]+)\*\*`)

// unmarked are the words of a cell without the marks of Markdown around them.
func unmarked(s string) string { return strong.ReplaceAllString(s, "$1") }

// valueText puts the value of a fact in words: identifiers become their labels.
func valueText(r *web.Request, value string) string {
	parts := strings.Split(value, ", ")
	for i, p := range parts {
		parts[i] = r.Text(fact.Label(p))
	}
	return strings.Join(parts, ", ")
}

// answerText is what a sheet says of a field, in words.
func answerText(r *web.Request, f *questionnaire.Field, a questionnaire.Answer) string {
	switch {
	case !a.Said:
		return r.Say("pas encore répondu", "not answered yet")
	case !a.Known:
		return r.Say("on ne sait pas", "not known")
	case len(a.Words) == 0:
		return r.Say("aucun", "none")
	}
	words := make([]string, len(a.Words))
	for i, w := range a.Words {
		words[i] = wordText(r, f, w)
	}
	out := strings.Join(words, ", ")
	if a.Open {
		out += r.Say(", et peut-être d'autres", ", and perhaps others")
	}
	return out
}

// wordText is one word of an answer as people write it.
func wordText(r *web.Request, f *questionnaire.Field, word string) string {
	switch f.Kind {
	case questionnaire.Date:
		if d, err := havre.ParseDate(word); err == nil {
			return r.Date(d)
		}
	case questionnaire.Amount:
		if n, err := strconv.Atoi(word); err == nil {
			return r.Say("%s €", "€%s", r.Number(n))
		}
	case questionnaire.Truth, questionnaire.Word, questionnaire.Set:
		return r.Text(fact.Label(word))
	case questionnaire.Level, questionnaire.Share, questionnaire.Duration, questionnaire.Count, questionnaire.Places, questionnaire.Text:
	}
	return word
}

// href is a path of the portal in the language of the page.
func href(r *web.Request, path string) templ.SafeURL { return templ.URL(r.Path(path)) }

// keepFields begin a need from a text.
func keepFields(document string) []ui.Hidden {
	return []ui.Hidden{{Name: fieldDocument, Value: document}, {Name: fieldFrom, Value: fromText}}
}

// keepAfterSignIn is the same form, held until its sender has signed in.
func keepAfterSignIn(r *web.Request, document string) ui.Hidden {
	held := web.Held{Path: r.Path("/nouveau-dossier"), Fields: url.Values{fieldDocument: {document}, fieldFrom: {fromText}}}
	return ui.Hidden{Name: web.FieldHeld, Value: held.String()}
}

// journalText is an entry of the journal in a sentence.
func journalText(r *web.Request, e journal.Entry) string {
	text := r.Say("%s : %s", "%s: %s", actorWords(r, e), namedText(r, e))
	if e.Outcome == journal.Refused {
		text += r.Say(" (refusé)", " (refused)")
	}
	return text
}

// heldHere carry the form that was being sent through the sign-in.
func heldHere(r *web.Request) []ui.Hidden {
	return []ui.Hidden{{Name: web.FieldHeld, Value: web.Held{Path: r.URL.Path, Fields: r.PostForm}.String()}}
}
