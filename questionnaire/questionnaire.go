// Package questionnaire asks a team about its application: the questions of a
// dossier as data, which one to ask next (the one whose answer settles most), and
// how answers and the YAML of a dossier become one another.
//
//	sheet, _ := questionnaire.Read(text)
//	state, _ := questionnaire.NewGuide(judge, doctrine).Look(sheet)
//	sheet, problems := sheet.With(state.Next.Question, answers)
//	text = sheet.YAML()
//
// It judges nothing (package decision does) and knows no HTTP and no page. What a
// form does not show (flows in detail, documents, derogations, comments) goes
// through it unharmed.
package questionnaire

import (
	"slices"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// Theme groups questions that the same people usually answer together.
type Theme string

// The themes, in the order a form shows them.
const (
	Identity   Theme = "identity"
	Body       Theme = "organisation"
	Project    Theme = "project"
	Data       Theme = "data"
	Technical  Theme = "needs"
	Continuity Theme = "security"
	Network    Theme = "network"
)

// Themes lists them.
var Themes = []Theme{Identity, Body, Project, Data, Technical, Continuity, Network}

// Text is the title of the theme.
func (t Theme) Text() havre.Text { return themeTexts[t] }

var themeTexts = map[Theme]havre.Text{
	Identity:   {FR: "L’application", EN: "The application"},
	Body:       {FR: "L’organisme", EN: "The organisation"},
	Project:    {FR: "Le projet", EN: "The project"},
	Data:       {FR: "Les données", EN: "The data"},
	Technical:  {FR: "Les besoins techniques", EN: "Technical needs"},
	Continuity: {FR: "La sécurité et la continuité", EN: "Security and continuity"},
	Network:    {FR: "Les réseaux et les usages", EN: "Networks and users"},
}

// Kind is how a field is answered.
type Kind string

// The kinds of fields.
const (
	Truth    Kind = "truth"    // yes or no
	Word     Kind = "word"     // one of Values
	Set      Kind = "set"      // any of Values
	Level    Kind = "level"    // 1 to 4
	Date     Kind = "date"     // YYYY-MM-DD
	Amount   Kind = "amount"   // whole euros
	Share    Kind = "share"    // 30 %
	Duration Kind = "duration" // 24h
	Count    Kind = "count"    // a whole number
	Places   Kind = "places"   // the destinations of flows
	Text     Kind = "text"
)

// Field is one value of a dossier.
type Field struct {
	// Path is where the document states it: spec.data.personal, metadata.title.
	Path   string
	Kind   Kind
	Title  havre.Text
	Values []string
	// Fact is the path of the fact that rules read, "" when no rule does.
	Fact string
}

// Question is one screen: a field, or a few that go together.
type Question struct {
	ID     string // data.harm: stable, fit for an address
	Theme  Theme
	Ask    havre.Text
	Help   havre.Text // what the words mean, in plain words
	Owner  havre.Text // who usually knows
	Fields []Field
	// Needed questions cannot be passed over.
	Needed bool
}

// All lists the questions, theme by theme. The values of places are those of a
// catalogue: see [Guide.Questions].
var All = sync.OnceValue(questions)

// Find is the question with that identifier.
func Find(id string) (*Question, bool) { return find(All(), id) }

func find(all []Question, id string) (*Question, bool) {
	i := slices.IndexFunc(all, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return nil, false
	}
	return &all[i], true
}

// kinds are how facts are answered, by the kind that rules know. Quantities have
// forms of their own.
var kinds = map[fact.Kind]Kind{
	fact.Truth: Truth, fact.Enum: Word, fact.Set: Set, fact.Level: Level, fact.Date: Date,
}
