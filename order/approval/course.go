package approval

import (
	"slices"
	"time"

	"github.com/havre-cloud/havre"
)

// Course is the approval of one order: its steps, frozen when it was planned. It is
// stored as JSON with the order. Its zero value is nobody's agreement: it is never
// approved.
type Course struct {
	// Organisations are those of the order, from the root: where roles count.
	Organisations []string     `json:"organisations"`
	PlannedOn     havre.Date   `json:"plannedOn"`
	Steps         []Step       `json:"steps"` // by stage, then as the chains write them
	Automatic     []Considered `json:"automatic,omitempty"`
}

// Step is one agreement that the order needs.
type Step struct {
	Rule
	Chain      string     `json:"chain"` // the first chain that asks for it
	ChainTitle havre.Text `json:"chainTitle"`
	Also       []string   `json:"also,omitempty"` // the other chains that ask for it
	Why        havre.Text `json:"why"`            // of every chain: its condition, the values, what is unknown
	State      StepState  `json:"state"`
	OpenedAt   time.Time  `json:"openedAt,omitzero"`
	// DueAt is when the time limit passes; zero: there is none, or the body has not
	// been asked for its opinion yet.
	DueAt         time.Time `json:"dueAt,omitzero"`
	SuspendedAt   time.Time `json:"suspendedAt,omitzero"` // since when information is asked
	SettledAt     time.Time `json:"settledAt,omitzero"`
	Escalated     bool      `json:"escalated,omitempty"` // EscalateTo may settle it as well
	Uncovered     bool      `json:"uncovered,omitempty"` // nobody may settle it: see Course.Cover
	Reminded      time.Time `json:"reminded,omitzero"`
	AutomaticRule string    `json:"automaticRule,omitempty"` // of the state ByRule
	Votes         []Vote    `json:"votes,omitempty"`
}

// StepState is where a step is.
type StepState string

// The states of a step.
const (
	Waiting     StepState = "waiting"     // a stage before it is not done
	Open        StepState = "open"        // somebody may settle it
	Information StepState = "information" // a question was put to the requester; time is suspended
	Approved    StepState = "approved"
	Rejected    StepState = "rejected"
	Silent      StepState = "silent"    // agreed by silence
	ByRule      StepState = "automatic" // approved by a published rule
	Noted       StepState = "noted"     // an unfavourable opinion that does not bind
	Dropped     StepState = "dropped"   // no longer asked: another step rejected the order
)

// Vote is what one person said of a step.
type Vote struct {
	By      string `json:"by"` // identifier of the person
	ByName  string `json:"byName,omitempty"`
	For     string `json:"for,omitempty"` // identifier of who delegated, when it was in their place
	ForName string `json:"forName,omitempty"`
	Kind    Kind   `json:"kind"`
	Comment string `json:"comment,omitempty"`
	// Reference and On are those of the letter, of an opinion or of the request for it.
	Reference string     `json:"reference,omitempty"`
	On        havre.Date `json:"on,omitzero"`
	At        time.Time  `json:"at"`
}

// Kind is what a vote says.
type Kind string

// The kinds of votes.
const (
	Approve Kind = "approve"
	Reject  Kind = "reject"
	Ask     Kind = "ask"   // information of the requester
	Refer   Kind = "refer" // record that a body was asked for its opinion: its time limit starts
)

// Outcome is where the whole course is.
type Outcome string

// The outcomes of a course.
const (
	Going            Outcome = "going"
	NeedsInformation Outcome = "needs-information" // the requester is awaited
	IsApproved       Outcome = "approved"
	IsRejected       Outcome = "rejected"
)

// Change is something that happened to a step.
type Change struct {
	Kind   ChangeKind `json:"kind"`
	Step   string     `json:"step"`
	At     time.Time  `json:"at"`
	Text   havre.Text `json:"text"`             // the change in a sentence
	Opened []string   `json:"opened,omitempty"` // the steps that this opened
}

// ChangeKind is what happened.
type ChangeKind string

// What may happen to a step.
const (
	StepOpened    ChangeKind = "opened"
	Voted         ChangeKind = "voted"    // counted, the quorum is not reached
	Referred      ChangeKind = "referred" // the request for an opinion was recorded
	Asked         ChangeKind = "asked"    // information, of the requester
	Answered      ChangeKind = "answered"
	StepSettled   ChangeKind = "settled"
	StepReminded  ChangeKind = "reminded"
	StepEscalated ChangeKind = "escalated"
	StepUncovered ChangeKind = "uncovered" // nobody may settle it, and no rule says who else might
)

// Considered is an automatic approval that was looked at when the course was planned.
type Considered struct {
	ID     string       `json:"id"`
	Chain  string       `json:"chain"`
	Title  havre.Text   `json:"title"`
	Text   havre.Text   `json:"text"` // the rule
	Source havre.Source `json:"source,omitzero"`
	// Holds says whether its condition is true; only a settled yes approves.
	Holds havre.Truth `json:"holds"`
	Why   havre.Text  `json:"why"`             // with the values, or what is unknown
	Steps []string    `json:"steps,omitempty"` // that it approved
}

// Step is the step of that identifier, or nil.
func (c *Course) Step(id string) *Step {
	i := slices.IndexFunc(c.Steps, func(s Step) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return &c.Steps[i]
}

// Outcome is where the course is: rejected as soon as one step is, approved when all
// are done.
func (c *Course) Outcome() Outcome {
	out := IsApproved
	if len(c.Steps) == 0 {
		return Going
	}
	for i := range c.Steps {
		switch s := &c.Steps[i]; {
		case s.State == Rejected:
			return IsRejected
		case s.State == Information:
			out = NeedsInformation
		case !s.Done() && out == IsApproved:
			out = Going
		}
	}
	return out
}

// Done says that the step no longer holds the order back.
func (s *Step) Done() bool {
	switch s.State {
	case Approved, Silent, ByRule, Noted:
		return true
	default:
		return false
	}
}
