package pages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/questionnaire"
)

// fieldGo asks for another question without answering the one shown.
const fieldGo = "aller"

func titleOf(s *questionnaire.Sheet) string {
	if t := s.Dossier.Metadata.Title; t != "" {
		return t
	}
	return s.Dossier.Metadata.Name
}

func (a *asking) crumbs(r *web.Request) []ui.Crumb {
	if a.Need == nil {
		return []ui.Crumb{{Name: r.Say("Décrire une application", "Describe an application"), Path: "/nouveau-dossier"}}
	}
	return append(needCrumbs(r), ui.Crumb{Name: a.Need.Title, Path: needPath(a.Need.ID)})
}

// progress says where the sheet is, in a sentence.
func (a *asking) progress(r *web.Request) string {
	settled := r.Say("%s verdicts acquis sur %s.", "%s verdicts settled of %s.", r.Number(a.State.Settled), r.Number(a.State.Offers))
	if a.State.Left == 0 {
		return settled
	}
	return settled + " " + r.Many(a.State.Left,
		havre.Text{FR: "Au plus une question peut encore en changer.", EN: "At most one question can still change some."},
		havre.Text{FR: "Au plus %s questions peuvent encore en changer.", EN: "At most %s questions can still change some."})
}

// place is where the question is in the questionnaire.
func (a *asking) place(r *web.Request) string {
	theme := r.Text(a.Question.Theme.Text())
	standing, ok := a.State.Standing(a.Question.ID)
	if a.Chosen || !ok {
		return theme
	}
	switch standing.Bearing {
	case questionnaire.Verdicts:
		theme += " · " + r.Say("la question la plus utile maintenant", "the most useful question now")
	case questionnaire.Obligations:
		theme += " · " + r.Say("ne change plus les verdicts, mais ce que le projet doit faire", "no longer changes the verdicts, but what the project must do")
	case questionnaire.Nothing:
		theme += " · " + r.Say("pour reconnaître le dossier", "to recognise the need")
	}
	return theme
}

// hidden are the fields that go along with an answer.
func (a *asking) hidden() []ui.Hidden {
	out := []ui.Hidden{{Name: fieldQuestion, Value: a.Question.ID}}
	if a.Need == nil {
		return append(out, ui.Hidden{Name: fieldDocument, Value: string(a.Sheet.YAML())})
	}
	return append(out, ui.Hidden{Name: fieldBefore, Value: told(a.Sheet, a.Question)})
}

// carries is the form that shows the page again, while the sheet is in it only.
func (a *asking) carries() string {
	if a.Need != nil {
		return ""
	}
	return a.action()
}

// carried are the fields of that form: the sheet, and the question shown when the
// reader chose it.
func (a *asking) carried() []ui.Hidden {
	out := []ui.Hidden{{Name: fieldDocument, Value: string(a.Sheet.YAML())}}
	if a.Chosen {
		out = append(out, ui.Hidden{Name: fieldGo, Value: a.Question.ID})
	}
	return out
}

// insisting are the fields of an answer given again over somebody else's.
func (a *asking) insisting() []ui.Hidden {
	out := a.hidden()
	if a.Clash.Skipped {
		out = append(out, ui.Hidden{Name: fieldSkip, Value: "1"})
	}
	for i := range a.Question.Fields {
		path := a.Question.Fields[i].Path
		for _, w := range a.Clash.Given[path] {
			out = append(out, ui.Hidden{Name: path, Value: w})
		}
	}
	return out
}

// clashTable puts both answers side by side.
func (a *asking) clashTable(r *web.Request) ui.TableProps {
	t := ui.TableProps{
		ID: "clash", Caption: r.Say("Les deux réponses", "Both answers"), Cards: true,
		Columns: []ui.Head{{Name: r.Say("Question", "Question")}, {Name: r.Say("Enregistré", "On record")}, {Name: r.Say("Votre réponse", "Your answer")}},
	}
	for i := range a.Question.Fields {
		f := &a.Question.Fields[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(web.Capital(r.Text(f.Title))), ui.Text(answerText(r, f, a.Sheet.Answer(f))), ui.Text(givenText(r, f, a.Clash.Given[f.Path])),
		}})
	}
	return t
}

// givenText is an answer as it was given, in words.
func givenText(r *web.Request, f *questionnaire.Field, words []string) string {
	known := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == questionnaire.Unknown || w == questionnaire.None })
	none := slices.Contains(words, questionnaire.None) && f.Kind != questionnaire.Word
	if none {
		return answerText(r, f, questionnaire.Answer{Said: true, Known: true})
	}
	if f.Kind == questionnaire.Word && slices.Contains(words, questionnaire.None) {
		known = words
	}
	return answerText(r, f, questionnaire.Answer{Said: true, Known: len(known) > 0, Words: known, Open: len(known) > 0 && slices.Contains(words, questionnaire.Unknown)})
}

// field is a field with what was typed, or what the sheet says.
func (a *asking) field(r *web.Request, f *questionnaire.Field) ui.Field {
	props := ui.Field{Name: f.Path, Label: web.Capital(r.Text(f.Title)), Hint: fieldHint(r, f), Error: a.Answers.Error(r, f.Path), Bare: true}
	switch f.Kind {
	case questionnaire.Truth:
		props.Inline = true
	case questionnaire.Date:
		props.Type = "date"
	case questionnaire.Amount, questionnaire.Count, questionnaire.Share:
		props.Mode = "numeric"
	case questionnaire.Text:
		props.Max = 200
	case questionnaire.Word, questionnaire.Set, questionnaire.Level, questionnaire.Duration, questionnaire.Places:
	}
	if f.Path == "metadata.title" {
		props.Auto = "off"
	}
	if a.Answers.Values != nil {
		props.Values = a.Answers.Values[f.Path]
		props.Value = a.Answers.Values.Get(f.Path)
		return props
	}
	answer := a.Sheet.Answer(f)
	props.Values = slices.Clone(answer.Words)
	switch {
	case answer.Open || answer.Said && !answer.Known:
		props.Values = append(props.Values, questionnaire.Unknown)
	case answer.Known && len(answer.Words) == 0:
		props.Values = []string{questionnaire.None}
	}
	if answer.Known && len(answer.Words) > 0 {
		props.Value = answer.Words[0]
	}
	return props
}

func fieldHint(r *web.Request, f *questionnaire.Field) string {
	switch f.Kind {
	case questionnaire.Amount:
		return r.Say("En euros, par exemple 800 000", "In euros, for example 800 000")
	case questionnaire.Share:
		return r.Say("En pourcentage, par exemple 30 %", "As a percentage, for example 30 %")
	case questionnaire.Duration:
		return r.Say("Par exemple 30min, 24h ou 2j", "For example 30min, 24h or 2d")
	case questionnaire.Date:
		return r.Say("Par exemple 2026-03-01", "For example 2026-03-01")
	case questionnaire.Truth, questionnaire.Word, questionnaire.Set, questionnaire.Level, questionnaire.Count, questionnaire.Places, questionnaire.Text:
	}
	return ""
}

// fieldsClass puts a few small fields side by side.
func fieldsClass(q *questionnaire.Question) string {
	if len(q.Fields) > 1 && q.Fields[0].Kind != questionnaire.Truth {
		return "app-columns"
	}
	return "app-column"
}

// truthOptions are yes and no. Where several are asked together, each may also be
// unknown; a question alone has a button for that.
func truthOptions(r *web.Request, several bool) []ui.Option {
	out := []ui.Option{{Value: havre.Yes.String(), Label: r.Say("Oui", "Yes")}, {Value: havre.No.String(), Label: r.Say("Non", "No")}}
	if several {
		out = append(out, ui.Option{Value: havre.Unknown.String(), Label: r.Say("Je ne sais pas", "I don't know")})
	}
	return out
}

// answerOptions are the words of a field. A list begins with a line to choose from; a
// question whose only field has a button for it needs no word for not knowing.
func answerOptions(r *web.Request, f *questionnaire.Field, list bool) []ui.Option {
	var out []ui.Option
	if list {
		out = append(out, ui.Option{Label: r.Say("Choisissez", "Choose")})
	}
	for _, w := range f.Values {
		out = append(out, ui.Option{Value: w, Label: web.Capital(r.Text(fact.Label(w)))})
	}
	return out
}

func levelOptions(r *web.Request) []ui.Option {
	out := []ui.Option{{Label: r.Say("Je ne sais pas", "I don't know")}}
	for i := 1; i <= 4; i++ {
		out = append(out, ui.Option{Value: strconv.Itoa(i), Label: strconv.Itoa(i)})
	}
	return out
}

// setOptions are the members of a set, then what says that there are none, or
// perhaps others.
func setOptions(r *web.Request, f *questionnaire.Field, titles map[string]string) []ui.Option {
	var out []ui.Option
	for _, w := range f.Values {
		label := web.Capital(r.Text(fact.Label(w)))
		if t, ok := titles[w]; ok && f.Kind == questionnaire.Places {
			label = t
		}
		out = append(out, ui.Option{Value: w, Label: label})
	}
	return append(out,
		ui.Option{Value: questionnaire.None, Label: r.Say("Aucun de ceux-là", "None of these")},
		ui.Option{Value: questionnaire.Unknown, Label: r.Say("Il y en a peut-être d'autres, je ne sais pas encore", "There may be others, I don't know yet")})
}

// titles are the names of the offers, by identifier.
func (a *asking) titles() map[string]string {
	out := map[string]string{}
	for i := range a.Verdicts {
		out[a.Verdicts[i].Offer] = a.Verdicts[i].Title
	}
	return out
}

// focused puts the focus on the heading of a question that replaced another.
func focused(r *web.Request, a *asking) templ.Attributes {
	if !r.Fragment() || a.Answers.Wrong() {
		return templ.Attributes{"tabindex": "-1"}
	}
	return templ.Attributes{"tabindex": "-1", "data-focus": true}
}

// whyText says what a question bears on.
func whyText(r *web.Request, st *questionnaire.Standing) string {
	switch {
	case st.Question.Theme == questionnaire.Identity:
		return r.Say("Pour reconnaître le dossier.", "To recognise the need.")
	case st.Said:
		return r.Say("Vous y avez déjà répondu ; vous pouvez changer votre réponse.", "You have answered it already; you can change your answer.")
	case st.Bearing == questionnaire.Verdicts:
		return r.Say("Des règles encore ouvertes en dépendent. Voici ce que chaque réponse ferait :", "Rules that are still open depend on it. This is what each answer would do:")
	case st.Bearing == questionnaire.Obligations:
		return r.Say("Elle ne change aucun verdict, mais elle dit ce que le projet devra faire ou montrer.", "It changes no verdict, but it tells what the project will have to do or show.")
	}
	return r.Say("Aujourd'hui, aucune règle encore ouverte n'en dépend : y répondre est facultatif.", "Today no rule that is still open depends on it: answering is optional.")
}

// effectText says what one answer would do.
func effectText(r *web.Request, e questionnaire.Effect) string {
	answer := web.Capital(r.Text(e.Answer))
	switch {
	case e.Refused > 0:
		return r.Say("%s : ", "%s: ", answer) + r.Many(e.Refused,
			havre.Text{FR: "écarte une offre", EN: "rules out one offer"}, havre.Text{FR: "écarte %s offres", EN: "rules out %s offers"})
	case e.Verdicts > 0:
		return r.Say("%s : ", "%s: ", answer) + r.Many(e.Verdicts,
			havre.Text{FR: "un verdict ne dépend plus de vous", EN: "one verdict no longer depends on you"},
			havre.Text{FR: "%s verdicts ne dépendent plus de vous", EN: "%s verdicts no longer depend on you"})
	}
	return r.Say("%s : aucun verdict acquis à elle seule", "%s: settles no verdict by itself", answer)
}

// askOwner is a message to whoever knows, ready to be sent.
func askOwner(r *web.Request, need, question, help string) templ.SafeURL {
	subject := r.Say("Hébergement de « %s » : une question", "Hosting of “%s”: a question", need)
	body := r.Say("Bonjour,\n\nPour savoir où héberger « %s », il nous manque une réponse :\n\n%s\n%s\n\nMerci d'avance.", "Hello,\n\nTo know where “%s” may be hosted, we lack one answer:\n\n%s\n%s\n\nThank you.", need, question, help)
	return mailto(subject, body)
}

func mailto(subject, body string) templ.SafeURL {
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	return templ.URL("mailto:?subject=" + escape(subject) + "&body=" + escape(strings.ReplaceAll(body, "\n", "\r\n")))
}

// verdictGroup is the offers that have the same verdict, the best first.
type verdictGroup struct {
	Kind   ui.VerdictKind
	Offers []decision.OfferRuled
}

// groupVerdicts puts offers by verdict.
func groupVerdicts(all []decision.OfferRuled) []verdictGroup {
	var out []verdictGroup
	for _, k := range ui.VerdictKinds {
		g := verdictGroup{Kind: k}
		for i := range all {
			if kindOf(&all[i]) == k {
				g.Offers = append(g.Offers, all[i])
			}
		}
		if len(g.Offers) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// themeOf is the questions of a theme.
type themeGroup struct {
	Theme     questionnaire.Theme
	Questions []*questionnaire.Standing
}

func (a *asking) themes() []themeGroup {
	var out []themeGroup
	for _, t := range questionnaire.Themes {
		g := themeGroup{Theme: t}
		for i := range a.State.Questions {
			if st := &a.State.Questions[i]; st.Question.Theme == t {
				g.Questions = append(g.Questions, st)
			}
		}
		out = append(out, g)
	}
	return out
}

// themeSummary is a theme, with how much of it is answered.
func themeSummary(r *web.Request, g themeGroup) string {
	known := 0
	for _, st := range g.Questions {
		if st.Known {
			known++
		}
	}
	return r.Say("%s : %s sur %s", "%s: %s of %s", r.Text(g.Theme.Text()), r.Number(known), r.Number(len(g.Questions)))
}

// pairs are the questions of a theme with their answers.
func (a *asking) pairs(r *web.Request, g themeGroup) []ui.Pair {
	var out []ui.Pair
	for _, st := range g.Questions {
		p := ui.Pair{Name: r.Text(st.Question.Ask), Value: answersOf(r, a, st), Label: ": " + r.Text(st.Question.Ask)}
		if a.Need != nil {
			p.Change = a.action() + "?" + url.Values{fieldQuestion: {st.Question.ID}}.Encode() + "#question"
		}
		out = append(out, p)
	}
	return out
}
