package order

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// State is where an order, or an item of it, is: the states of TMF622, after the
// basket that they leave out.
type State string

// The states.
const (
	Draft        State = "draft"        // a basket: nothing is sent before « commander »
	Acknowledged State = "acknowledged" // sent; its approvals are under way
	Pending      State = "pending"      // waits for the requester to answer
	Held         State = "held"         // stopped by a problem that somebody must solve
	InProgress   State = "inProgress"   // approved; being fulfilled
	Rejected     State = "rejected"
	Cancelled    State = "cancelled"
	Completed    State = "completed"
	Failed       State = "failed"
	Partial      State = "partial" // some of its items were delivered, the others never will be
)

// States lists them, from the basket to the outcomes.
var States = []State{Draft, Acknowledged, Pending, Held, InProgress, Rejected, Cancelled, Completed, Failed, Partial}

// outcomes are the states that nothing leaves.
var outcomes = []State{Rejected, Cancelled, Completed, Failed, Partial}

// Ended says whether nothing more can happen to the order.
func (s State) Ended() bool { return slices.Contains(outcomes, s) }

// Event is what happens to an order.
type Event string

// The events.
const (
	Send     Event = "send"
	Ask      Event = "ask" // somebody who approves needs information
	Answer   Event = "answer"
	Approve  Event = "approve" // the last step approved it
	Reject   Event = "reject"
	Hold     Event = "hold"
	Resume   Event = "resume"
	Cancel   Event = "cancel"
	Complete Event = "complete" // every item was delivered
	Fail     Event = "fail"     // no item was
	Partly   Event = "partly"   // some were
)

// Events lists them.
var Events = []Event{Send, Ask, Answer, Approve, Reject, Hold, Resume, Cancel, Complete, Fail, Partly}

// moves is the whole life of an order. Held is left for where it came from, which
// [State.After] tells by whether the order was approved.
var moves = map[State]map[Event]State{
	Draft:        {Send: Acknowledged, Cancel: Cancelled},
	Acknowledged: {Ask: Pending, Approve: InProgress, Reject: Rejected, Hold: Held, Cancel: Cancelled},
	Pending:      {Answer: Acknowledged, Reject: Rejected, Cancel: Cancelled},
	InProgress:   {Hold: Held, Complete: Completed, Fail: Failed, Partly: Partial, Cancel: Cancelled},
	Held:         {Resume: Acknowledged, Cancel: Cancelled, Reject: Rejected},
}

// whenApproved are the moves of a held order that was approved before it was held.
var whenApproved = map[Event]State{Resume: InProgress, Cancel: Cancelled, Fail: Failed, Partly: Partial, Complete: Completed}

// After is where an event leads. False: it cannot happen there.
func (s State) After(e Event, approved bool) (State, bool) {
	if s == Held && approved {
		next, ok := whenApproved[e]
		return next, ok
	}
	next, ok := moves[s][e]
	return next, ok
}

// Text is the state as a person reads it, in the feminine of « commande ».
func (s State) Text() havre.Text { return stateTexts[s] }

var stateTexts = map[State]havre.Text{
	Draft:        {FR: "panier", EN: "basket"},
	Acknowledged: {FR: "en validation", EN: "awaiting approval"},
	Pending:      {FR: "en attente d’information", EN: "awaiting information"},
	Held:         {FR: "suspendue", EN: "on hold"},
	InProgress:   {FR: "en cours de réalisation", EN: "being fulfilled"},
	Rejected:     {FR: "refusée", EN: "rejected"},
	Cancelled:    {FR: "annulée", EN: "cancelled"},
	Completed:    {FR: "livrée", EN: "completed"},
	Failed:       {FR: "non réalisée", EN: "failed"},
	Partial:      {FR: "livrée en partie", EN: "partly completed"},
}

// move makes an event happen, or says why it cannot.
func (o *Order) move(e Event) error {
	next, ok := o.State.After(e, !o.ApprovedAt.IsZero())
	if !ok {
		return notNow(o, e)
	}
	o.State = next
	return nil
}

// notNow refuses what cannot happen to an order where it is.
func notNow(o *Order, e Event) error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "L’état de cette commande (%[1]s) ne permet pas %[2]s.", EN: "The state of this order (%[1]s) does not let it be %[2]s."}.With(o.State.Text(), eventTexts[e]),
		Next:    nextTexts[o.State.Ended()],
	}
}

var nextTexts = map[bool]havre.Text{
	true:  {FR: "Pour recommencer, copiez-la dans un nouveau panier.", EN: "To start again, copy it to a new basket."},
	false: {FR: "Relisez la commande : quelqu’un l’a peut-être fait avancer entre-temps.", EN: "Look at the order again: somebody may have moved it on meanwhile."},
}

// eventTexts complete « ne permet pas … » and “does not let it be …”.
var eventTexts = map[Event]havre.Text{
	Send:     {FR: "de l’envoyer", EN: "sent"},
	Ask:      {FR: "de demander une précision", EN: "asked about"},
	Answer:   {FR: "d’y répondre", EN: "answered"},
	Approve:  {FR: "de l’approuver", EN: "approved"},
	Reject:   {FR: "de la refuser", EN: "rejected"},
	Hold:     {FR: "de la suspendre", EN: "put on hold"},
	Resume:   {FR: "de la reprendre", EN: "resumed"},
	Cancel:   {FR: "de l’annuler", EN: "cancelled"},
	Complete: {FR: "de la déclarer livrée", EN: "completed"},
	Fail:     {FR: "de la déclarer non réalisée", EN: "declared failed"},
	Partly:   {FR: "de la déclarer livrée en partie", EN: "declared partly completed"},
}
