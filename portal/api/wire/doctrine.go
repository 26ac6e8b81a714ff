package wire

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
)

// RuleSet is one published text, with its rules.
type RuleSet struct {
	APIVersion string `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string `json:"kind" enum:"RuleSet" doc:"nature de l'objet|kind of object"`
	RuleSetItem
	Inherits string         `json:"inherits,omitempty" doc:"doctrine dont elle reprend les règles|doctrine whose rules it takes"`
	Repeals  []Repeal       `json:"repeals,omitempty" doc:"règles héritées qu'elle abroge|inherited rules that it repeals"`
	Sources  []havre.Source `json:"sources" doc:"textes|texts"`
	Rules    []Rule         `json:"rules" doc:"ses règles, celles héritées comprises|its rules, inherited ones included"`
}

// RuleSetItem is a published text in a list.
type RuleSetItem struct {
	ID       string     `json:"id" doc:"identifiant|identifier"`
	Title    string     `json:"title" doc:"nom|name"`
	Version  string     `json:"version" doc:"version|version"`
	Level    string     `json:"level" enum:"common,state,statute,ministry" doc:"à qui elle s'adresse|to whom it speaks"`
	Ministry string     `json:"ministry,omitempty" doc:"ministère|ministry"`
	From     havre.Date `json:"from,omitzero" doc:"entrée en vigueur|first day"`
	Until    havre.Date `json:"until,omitzero" doc:"fin, non comprise|end, excluded"`
	InForce  bool       `json:"inForce" doc:"en vigueur le jour demandé|in force on the day asked for"`
	Count    int        `json:"count" doc:"nombre de règles|number of rules"`
	SHA256   string     `json:"sha256" doc:"empreinte|digest"`
}

// Repeal ends a rule that was inherited.
type Repeal struct {
	Rule   string `json:"rule" doc:"règle|rule"`
	Reason string `json:"reason" doc:"pourquoi|why"`
}

// Rule is a rule as published.
type Rule struct {
	ID         string            `json:"id" doc:"identifiant|identifier"`
	Doctrine   string            `json:"doctrine" doc:"doctrine qui la pose|doctrine that states it"`
	Title      string            `json:"title" doc:"nom|name"`
	Text       string            `json:"text" doc:"ce qu'elle demande, en clair|what it asks, in plain words"`
	Judges     doctrine.Judges   `json:"judges" enum:"offer,project,organisation" doc:"ce qu'elle regarde|what it looks at"`
	Severity   doctrine.Severity `json:"severity" enum:"must,should,info" doc:"poids|weight"`
	From       havre.Date        `json:"from,omitzero" doc:"premier jour|first day"`
	Until      havre.Date        `json:"until,omitzero" doc:"fin, non comprise|end, excluded"`
	Binds      []string          `json:"binds" doc:"organismes qu'elle lie|bodies that it binds"`
	When       string            `json:"when,omitempty" doc:"quand elle s'applique|when it applies"`
	Concerns   string            `json:"concerns,omitempty" doc:"offres concernées|offers concerned"`
	Requires   string            `json:"requires,omitempty" doc:"ce qu'elle exige|what it requires"`
	Evidence   []string          `json:"evidence,omitempty" doc:"ce qui la montre tenue|what shows it met"`
	Derogation *RuleDerogation   `json:"derogation,omitempty" doc:"qui peut y déroger|who may set it aside"`
	Sources    []havre.Source    `json:"sources" doc:"textes|texts"`
}

// RuleDerogation is who may set a rule aside, on what proof and for how long.
type RuleDerogation struct {
	Authority   string `json:"authority" doc:"autorité|authority"`
	Proof       string `json:"proof,omitempty" doc:"pièce demandée|proof asked for"`
	CountsFrom  string `json:"countsFrom,omitempty" doc:"d'où court la durée|when the duration begins"`
	Months      int    `json:"months,omitempty" doc:"durée la plus longue, en mois|longest duration, in months"`
	EngagedOnly bool   `json:"engagedOnly,omitempty" doc:"seulement pour les projets déjà engagés|only for projects already engaged"`
}

// DoctrineDiff is what changes from one text to another.
type DoctrineDiff struct {
	APIVersion string           `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string           `json:"kind" enum:"DoctrineDiff" doc:"nature de l'objet|kind of object"`
	From       string           `json:"from" doc:"doctrine d'avant|doctrine before"`
	To         string           `json:"to" doc:"doctrine d'après|doctrine after"`
	Changes    []DoctrineChange `json:"changes" doc:"changements|changes"`
}

// DoctrineChange is one difference between two texts.
type DoctrineChange struct {
	Subject string `json:"subject" enum:"set,definition,rule" doc:"ce qui change|what changes"`
	ID      string `json:"id" doc:"identifiant|identifier"`
	Kind    string `json:"kind" enum:"added,repealed,changed" doc:"ce qui lui arrive|what happens to it"`
	Field   string `json:"field,omitempty" doc:"champ|field"`
	Before  string `json:"before,omitempty" doc:"avant|before"`
	After   string `json:"after,omitempty" doc:"après|after"`
	Reason  string `json:"reason,omitempty" doc:"pourquoi|why"`
}
