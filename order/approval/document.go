package approval

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// chainDocument is a chain as it is written.
type chainDocument struct {
	APIVersion string `json:"apiVersion" required:"true" enum:"havre/v1"`
	Kind       string `json:"kind" required:"true" enum:"ApprovalChain"`
	Metadata   struct {
		ID    string     `json:"id" required:"true" pattern:"^[a-z][a-z0-9]*(-[a-z0-9]+)*$" form:"des minuscules, des chiffres et des tirets|lower case, digits and hyphens"`
		Title havre.Text `json:"title"`
	} `json:"metadata" required:"true"`
	Spec chainSpec `json:"spec" required:"true"`
}

type chainSpec struct {
	Organisation string             `json:"organisation"`
	From         havre.Date         `json:"from"`
	Until        havre.Date         `json:"until"`
	Optional     bool               `json:"optional"`
	Adopts       string             `json:"adopts"`
	Replaces     []string           `json:"replaces"`
	When         string             `json:"when"`
	WhenText     *havre.Text        `json:"whenText"`
	Source       *sourceDocument    `json:"source"`
	Automatic    *automaticDocument `json:"automatic"`
	Steps        []stepDocument     `json:"steps"`
}

type sourceDocument struct {
	Title      string     `json:"title" required:"true"`
	Article    string     `json:"article"`
	URL        string     `json:"url"`
	Date       havre.Date `json:"date"`
	Publisher  string     `json:"publisher"`
	Confidence string     `json:"confidence" required:"true" enum:"verified,secondary,unverified"`
}

type stepDocument struct {
	ID         string          `json:"id" required:"true" pattern:"^[a-z][a-z0-9]*(-[a-z0-9]+)*$" form:"des minuscules, des chiffres et des tirets|lower case, digits and hyphens"`
	Title      havre.Text      `json:"title"`
	Stage      *int            `json:"stage" min:"1" max:"100"`
	By         byDocument      `json:"by" required:"true"`
	Quorum     *int            `json:"quorum" min:"1" max:"20"`
	Within     withinDocument  `json:"within"`
	Overdue    string          `json:"overdue" enum:"remind,escalate,agree"`
	EscalateTo *byDocument     `json:"escalateTo"`
	Opinion    string          `json:"opinion" enum:"binding,simple"`
	Source     *sourceDocument `json:"source"`
}

type byDocument struct {
	Role   string `json:"role" enum:"reader,product-team,platform-operator,architect,security-officer,buyer,approver,auditor,administrator"`
	Person string `json:"person" pattern:"^[^@\\s]+@[^@\\s]+$" form:"une adresse de messagerie|an e-mail address"`
	At     string `json:"at"`
}

type withinDocument struct {
	Days        int `json:"days" min:"1" max:"3650"`
	WorkingDays int `json:"workingDays" min:"1" max:"1000"`
	Months      int `json:"months" min:"1" max:"120"`
}

type automaticDocument struct {
	ID       string          `json:"id" required:"true" pattern:"^[a-z][a-z0-9]*(-[a-z0-9]+)*$" form:"des minuscules, des chiffres et des tirets|lower case, digits and hyphens"`
	When     string          `json:"when" required:"true"`
	Title    havre.Text      `json:"title"`
	Text     havre.Text      `json:"text"`
	Approves []string        `json:"approves"`
	Source   *sourceDocument `json:"source"`
}

// chain is the document as the rest of the package knows it.
func (d *chainDocument) chain() Chain {
	s := &d.Spec
	c := Chain{
		ID: d.Metadata.ID, Title: d.Metadata.Title, Organisation: s.Organisation,
		Period: havre.Period{From: s.From, Until: s.Until}, When: s.When,
		Source: s.Source.source(), Optional: s.Optional, Adopts: s.Adopts, Replaces: s.Replaces,
	}
	if s.WhenText != nil {
		c.WhenText = *s.WhenText
	}
	if a := s.Automatic; a != nil {
		c.Automatic = &Automatic{ID: a.ID, When: a.When, Title: a.Title, Text: a.Text, Approves: a.Approves, Source: a.Source.source()}
	}
	for i := range s.Steps {
		c.Steps = append(c.Steps, s.Steps[i].rule(c.Source))
	}
	return c
}

func (d *sourceDocument) source() havre.Source {
	if d == nil {
		return havre.Source{}
	}
	return havre.Source{
		Title: d.Title, Article: d.Article, URL: d.URL, Date: d.Date, Publisher: d.Publisher,
		Confidence: havre.Confidence(d.Confidence),
	}
}

// rule is the step, whose source is that of the chain unless it has its own.
func (d *stepDocument) rule(inherited havre.Source) Rule {
	r := Rule{
		ID: d.ID, Title: d.Title, Stage: 1, By: d.By.by(), Quorum: 1, Within: Within(d.Within),
		Overdue: Overdue(d.Overdue), Opinion: Opinion(d.Opinion), Source: inherited,
	}
	if d.Stage != nil {
		r.Stage = *d.Stage
	}
	if d.Quorum != nil {
		r.Quorum = *d.Quorum
	}
	if d.EscalateTo != nil {
		r.EscalateTo = d.EscalateTo.by()
	}
	if d.Source != nil {
		r.Source = d.Source.source()
	}
	if r.Overdue == "" && r.Within != (Within{}) {
		r.Overdue = Remind
	}
	return r
}

func (d byDocument) by() By { return By{Role: identity.Role(d.Role), Person: d.Person, At: d.At} }
