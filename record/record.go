// Package record keeps needs and decisions on record: a need is drafted, shared,
// discussed and versioned; each decision is stored with the doctrine and the
// catalogue it was taken under and can be replayed to the same bytes; it is
// reopened by itself when a fact it used changes or lapses; derogations are
// requested, settled, announced when they end and counted.
//
// [Service] is its door: each method checks the policy of package identity, writes
// the journal and enqueues what follows in one transaction. The package judges
// nothing (package decision does) and knows no HTTP, no page and no SQL.
package record

import (
	"encoding/json"
	"time"

	jsonv2 "github.com/go-json-experiment/json" // twice as fast on a decision of 600 kB

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
)

// Need is a dossier on record.
type Need struct {
	ID           string
	Organisation string
	Path         string // of the organisation, filled when read
	OrgTitle     string // idem
	Name         string // metadata.name, unique in its organisation among the living
	Title        string
	State        NeedState
	Ministry     string // spec.organisation.ministry, for filters
	Revision     int    // number of the newest revision, from 1
	// Document is the YAML of the newest revision, as the team wrote it.
	Document []byte
	// Current is the newest decision, nil when none was taken.
	Current *DecisionSummary
	Shares  []Share
	identity.Stamps
}

// NeedState is where a need is.
type NeedState string

// A draft is seen by those who write it; a shared need by everyone with a role on
// its organisation and those it was shared with; an archived one is only kept.
const (
	Draft    NeedState = "draft"
	Shared   NeedState = "shared"
	Archived NeedState = "archived"
)

// NeedStates lists them.
var NeedStates = []NeedState{Draft, Shared, Archived}

// Share lets an organisation (and all below it) or a person read a need and
// discuss it.
type Share struct {
	With  string // identifier of the organisation or of the person
	Path  string // of the organisation, "" for a person
	Title string // for people
	At    time.Time
	By    string
}

// Revision is one version of a need's document. Revisions are never changed.
type Revision struct {
	Need     string
	Number   int
	Document []byte
	Note     string // why, in the author's words
	At       time.Time
	By       string
	ByName   string // filled when read
}

// CommentOn is one message of the discussion of a need.
type CommentOn struct {
	ID     string
	Need   string
	Text   string // plain text
	Author string // person
	Name   string // of the author, filled when read
	Rule   string // what it is about, "" the whole need
	Offer  string
	identity.Stamps
}

// DecisionSummary is what lists show of a decision on record.
type DecisionSummary struct {
	ID       string
	Need     string
	NeedName string // filled when read
	Title    string // of the need, filled when read
	Path     string // of the organisation, filled when read
	OrgTitle string
	Ministry string
	Revision int // of the need
	Number   int // of the decision for this need, from 1
	State    DecisionState
	On       havre.Date
	Best     decision.Verdict
	// How many offers have each verdict.
	Eligible, Undetermined, Ineligible int
	First                              []string // identifiers of the eligible offers, best first
	Catalogue, Doctrine                string   // digests of the editions
	Program                            string   // version of the program
	TakenAt                            time.Time
	TakenBy, TakenByName               string
	// Due is the first day on which something it read may change: the end of a
	// certificate, a document or a derogation, or a new rule. Zero: none is known.
	Due        havre.Date
	ReopenedAt time.Time
	Changes    []Changed // why it was reopened
	SHA256     string    // of the bytes of the decision
}

// DecisionState is what a decision on record is worth today.
type DecisionState string

// A current decision stands; a reopened one stands until the team decides again,
// knowing that a fact it used has changed; a superseded one was followed by
// another.
const (
	Current    DecisionState = "current"
	Reopened   DecisionState = "reopened"
	Superseded DecisionState = "superseded"
)

// Decision is a decision on record with all that replays it.
type Decision struct {
	DecisionSummary
	Lang     havre.Lang
	Document []byte // the need as decided, with the derogations granted by then
	Body     []byte // the decision, as JSON, byte for byte
	Gist     []byte // the same, without what is behind the rules that settle nothing
}

// Parsed is the decision in its bytes, or in its gist when only that was read.
func (d *Decision) Parsed() (*decision.Decision, error) {
	text := d.Body
	if text == nil {
		text = d.Gist
	}
	var out decision.Decision
	err := jsonv2.Unmarshal(text, &out)
	return &out, err
}

// Changed is one thing that changed since a decision, what it does and what to do.
type Changed struct {
	Offer string             `json:"offer,omitempty"`
	Rule  string             `json:"rule"`
	Kind  decision.CauseKind `json:"kind"`
	// From and To are the verdicts of the offer; equal when the change alters
	// nothing, empty for an obligation.
	From    decision.Verdict      `json:"from,omitempty"`
	To      decision.Verdict      `json:"to,omitempty"`
	State   doctrine.Outcome      `json:"state,omitempty"` // new state of an obligation
	Facts   []decision.FactChange `json:"facts,omitempty"`
	Because string                `json:"because"`
}

// Derogation is a permission not to meet a rule: asked for, then settled by the
// authority that the rule names on the day it is asked.
type Derogation struct {
	ID           string
	Need         string
	NeedTitle    string // filled when read
	Organisation string // of the need, filled when read
	Path         string // idem
	Rule         string
	Offer        string // "" all offers
	State        DerogationState
	Reason       string // why it is asked for
	Proof        string // the document, or what it shows
	Asked        doctrine.Derogation
	On           havre.Date // the day of the rule that was read
	From, Until  havre.Date // asked for, then granted; Until is excluded
	Authority    string     // who granted or refused, as the act says
	Reference    string     // of the act
	Note         string
	RequestedBy  string
	SettledBy    string
	SettledAt    time.Time
	identity.Stamps
}

// LastDay is the last day it counts, which people write; Until is the next one. It is
// empty without an end.
func (d *Derogation) LastDay() havre.Date {
	if d.Until.IsZero() {
		return havre.Date{}
	}
	return d.Until.AddDays(-1)
}

// Longer says that it lasts longer than the months of the rule, counted from its
// first day. Only a rule whose time counts from another day allows it: whoever
// settles it must look.
func (d *Derogation) Longer() bool {
	return d.Asked.Months > 0 && d.From.AddMonths(d.Asked.Months).Before(d.Until)
}

// DerogationState is where a derogation is in its life. That a granted one is in
// force, to come or ended follows from the day: see [Derogation.Standing].
type DerogationState string

// The states.
const (
	Requested DerogationState = "requested"
	Granted   DerogationState = "granted"
	Refused   DerogationState = "refused"
	Withdrawn DerogationState = "withdrawn"
)

// Standing is what a derogation is worth on a day.
func (d *Derogation) Standing(on havre.Date) string {
	switch {
	case d.State != Granted:
		return string(d.State)
	case on.Before(d.From):
		return "to-come"
	case !d.Until.IsZero() && !on.Before(d.Until):
		return "ended"
	}
	return "in-force"
}

// Edition is the catalogue and the doctrine in use from an instant on.
type Edition struct {
	Number           int64  // from 1
	Catalogue        string // digest; its files are an [Artefact]
	Doctrine         string
	CatalogueVersion string
	At               time.Time
	By               string
	Note             havre.Text // why: program updated, table imported …
}

// Artefact is a catalogue or a doctrine as files (a zip), by digest. It is kept
// as long as a decision was taken under it.
type Artefact struct {
	Digest  string
	Kind    string // catalogue or doctrine
	Content []byte
	At      time.Time
}

// Deadline is a line of the calendar: what ends when, and whom it touches.
type Deadline struct {
	On        havre.Date
	Kind      string // attestation, evidence, derogation, rule
	Title     havre.Text
	Offer     string
	Rule      string
	Need      string // "" for an attestation, which touches many
	NeedTitle string
	Needs     int // how many needs on record read it, as far as the reader may see
	Link      string
}

// Operation is long work under way, for the API and the page that shows progress.
type Operation struct {
	ID                            string
	Kind                          string // reopen, import, replay
	Done, Total                   int
	State                         string // running, succeeded, failed
	Message                       havre.Text
	Result                        json.RawMessage
	By                            string
	StartedAt, UpdatedAt, EndedAt time.Time
}

// DossierOf reads the only dossier of a document.
func DossierOf(document []byte) (*dossier.Dossier, error) {
	ds, err := dossier.Parse("dossier.yaml", document)
	if err != nil {
		return nil, err
	}
	if len(ds) != 1 {
		return nil, havre.Problems{{Message: havre.Text{
			FR: "un seul dossier est attendu", EN: "one dossier is expected",
		}}}
	}
	return ds[0], nil
}
