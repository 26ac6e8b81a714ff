package main

import (
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// awaits is what an order waits for, and the command that goes on with it; nothing when
// it has ended.
func (r *remote) awaits(o *wire.Order) string {
	ref := orElse(o.Status.Number, o.ID)
	switch o.Status.State {
	case "draft":
		return r.say(havre.Text{FR: "son envoi : havre order review %[1]s, puis havre order send %[1]s", EN: "to be sent: havre order review %[1]s, then havre order send %[1]s"}, ref)
	case "acknowledged":
		return r.awaitedSteps(o)
	case "pending":
		return r.say(havre.Text{FR: "la réponse du demandeur : havre order answer %s TEXTE", EN: "the answer of the requester: havre order answer %s TEXT"}, ref)
	case "held":
		return r.say(havre.Text{FR: "que ce qui l’a suspendue soit réglé, puis : havre order resume %s", EN: "that what held it is settled, then: havre order resume %s"}, ref)
	case "inProgress":
		return r.awaitedItems(o)
	}
	return ""
}

// awaitedSteps are who is asked, and by when.
func (r *remote) awaitedSteps(o *wire.Order) string {
	var parts []string
	for i := range o.Status.Steps {
		s := &o.Status.Steps[i]
		if s.State != "open" {
			continue
		}
		words := s.Title
		if !s.DueAt.IsZero() && !s.Late {
			words += r.say(havre.Text{FR: ", avant le %s", EN: ", before %s"}, r.instant(s.DueAt))
		}
		parts = append(parts, words)
	}
	return strings.Join(parts, r.say(havre.Text{FR: " ; ", EN: "; "}))
}

// awaitedItems are what is left to make, as those who make it say.
func (r *remote) awaitedItems(o *wire.Order) string {
	var parts []string
	for i := range o.Status.Items {
		it := &o.Status.Items[i]
		switch it.State {
		case "completed", "partial", "failed", "cancelled", "rejected":
			continue
		}
		words := orElse(it.Message, r.say(havre.Text{FR: "la réalisation", EN: "its fulfilment"}))
		parts = append(parts, it.Name+r.say(havre.Text{FR: " : ", EN: ": "})+words)
	}
	return strings.Join(parts, r.say(havre.Text{FR: " ; ", EN: "; "}))
}
