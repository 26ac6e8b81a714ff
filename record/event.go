package record

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/notify"
)

// Event is what a webhook is told of a need: what happened is its topic, the rest
// is read through the API by these identifiers.
type Event struct {
	Need       *EventNeed       `json:"dossier,omitempty"`
	Decision   *EventDecision   `json:"decision,omitempty"`
	Derogation *EventDerogation `json:"derogation,omitempty"`
	Deadline   *EventDeadline   `json:"deadline,omitempty"`
	Edition    *EventEdition    `json:"edition,omitempty"`
	Comment    string           `json:"comment,omitempty"` // its identifier
}

// EventNeed is the need of an event.
type EventNeed struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	Title        string    `json:"title"`
	Organisation string    `json:"organisation"`
	State        NeedState `json:"state"`
	Revision     int       `json:"revision"`
}

// EventDecision is the decision of an event.
type EventDecision struct {
	ID      string           `json:"id"`
	Number  int              `json:"number"`
	State   DecisionState    `json:"state"`
	On      havre.Date       `json:"on"`
	Best    decision.Verdict `json:"best"`
	Offers  []string         `json:"offers"` // the eligible ones, best first
	Due     havre.Date       `json:"due,omitzero"`
	SHA256  string           `json:"sha256"`
	Changes []Changed        `json:"changes,omitempty"` // why it was reopened
}

// EventDerogation is the derogation of an event.
type EventDerogation struct {
	ID       string          `json:"id"`
	Rule     string          `json:"rule"`
	Offer    string          `json:"offer,omitempty"`
	State    DerogationState `json:"state"`
	From     havre.Date      `json:"from,omitzero"`
	Until    havre.Date      `json:"until,omitzero"`
	DaysLeft int             `json:"daysLeft,omitempty"`
}

// EventDeadline is what ends soon.
type EventDeadline struct {
	Kind     string     `json:"kind"` // attestation or evidence
	Title    havre.Text `json:"title"`
	On       havre.Date `json:"on"`
	Offer    string     `json:"offer,omitempty"`
	Rule     string     `json:"rule,omitempty"`
	DaysLeft int        `json:"daysLeft"`
}

// EventEdition is the catalogue and the doctrine that came into use.
type EventEdition struct {
	Number    int64  `json:"number"`
	Catalogue string `json:"catalogue"`
	Doctrine  string `json:"doctrine"`
}

// publish tells the webhooks of a need's organisation and of those above.
func (s *Service) publish(ctx context.Context, tx Tx, topic notify.Topic, n *Need, more func(*Event)) error {
	e := Event{Need: &EventNeed{n.ID, n.Name, n.Title, n.Organisation, n.State, n.Revision}}
	if more != nil {
		more(&e)
	}
	return s.send(ctx, tx, topic, n.Organisation, n.Path, e)
}

// send tells the webhooks of a path and above.
func (s *Service) send(ctx context.Context, tx Tx, topic notify.Topic, organisation, path string, e Event) error {
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("writing an event: %w", err)
	}
	event := &notify.Event{ID: s.NewID(), Topic: topic, At: s.Instant(), Organisation: organisation, Path: path, Data: data}
	if err := notify.Publish(ctx, tx, notify.News{Event: event}); err != nil {
		return fmt.Errorf("publishing an event: %w", err)
	}
	return nil
}

// told is a decision as an event tells it.
func (d *DecisionSummary) told() *EventDecision {
	return &EventDecision{d.ID, d.Number, d.State, d.On, d.Best, d.First, d.Due, d.SHA256, d.Changes}
}
