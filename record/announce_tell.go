package record

import (
	"context"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
)

// tellDerogation tells that a derogation ends soon, or has ended: its end is then
// an entry of the journal, once.
func (a *announcing) tellDerogation(ctx context.Context, tx Tx, e *ending, d *Derogation) error {
	n, err := tx.Need(ctx, d.Need)
	if err != nil || n.Deleted() || n.State == Archived {
		return ignoreMissing(err)
	}
	topic, action := notify.DerogationEnding, ""
	note := notify.Notice{
		Link: d.link(), Object: d.ID, Mail: true,
		Title: havre.Text{FR: "La dérogation à %[1]s pour « %[2]s » finit dans %[3]s", EN: "The derogation from %[1]s for “%[2]s” ends in %[3]s"}.With(d.Rule, n.Title, days(e.left)),
		Body: havre.Text{
			FR: "Elle lève cette règle jusqu’au %[1]s inclus ; la règle s’appliquera ensuite de nouveau.\n\nÀ faire : mettez l’application en conformité, changez d’offre, ou demandez une nouvelle dérogation à temps.",
			EN: "It sets this rule aside until %[1]s included; the rule then applies again.\n\nWhat to do: make the application comply, change offers, or ask for a new derogation in time.",
		}.With(d.LastDay().Words()),
	}
	if e.left == 0 {
		topic, action = notify.DerogationEnded, "derogation.end"
		note.Title = havre.Text{FR: "La dérogation à %[1]s pour « %[2]s » est finie", EN: "The derogation from %[1]s for “%[2]s” has ended"}.With(d.Rule, n.Title)
		note.Body = havre.Text{
			FR: "Elle ne lève plus la règle depuis le %s. La décision est comparée à ce qu’elle serait aujourd’hui ; si elle change, elle est rouverte.\n\nÀ faire : mettez l’application en conformité ou changez d’offre, puis décidez de nouveau.",
			EN: "It no longer sets the rule aside since %s. The decision is compared with what it would be today; if it changes, it is reopened.\n\nWhat to do: make the application comply or change offers, then decide again.",
		}.With(d.Until.Words())
	}
	note.Topic = topic
	if err := a.tellNeed(ctx, tx, n, note); err != nil {
		return err
	}
	if err := a.publish(ctx, tx, topic, n, func(ev *Event) { ev.Derogation = d.told(e.left) }); err != nil || action == "" {
		return err
	}
	_, err = journal.Append(ctx, tx, a.Entry(identity.System(), action, d.Subject(n), Details("need", n.ID, "rule", d.Rule, "until", d.Until)))
	return err
}

// tellNeed tells those concerned by a need.
func (a *announcing) tellNeed(ctx context.Context, tx Tx, n *Need, note notify.Notice) error {
	people, err := Concerned(ctx, tx, n, a.Instant())
	if err != nil {
		return err
	}
	return a.Service.Tell(ctx, tx, people, identity.System(), n, note)
}

func (a *announcing) tellEvidence(ctx context.Context, tx Tx, e *ending, line *Deadline) error {
	n, err := tx.Need(ctx, line.Need)
	if err != nil || n.Deleted() || n.State == Archived {
		return ignoreMissing(err)
	}
	note := notify.Notice{
		Topic: notify.EvidenceEnding, Link: n.link(), Object: n.ID, Mail: true,
		Title: havre.Text{FR: "Un document de « %[1]s » n’est plus valable dans %[2]s", EN: "A document of “%[1]s” is no longer valid in %[2]s"}.With(n.Title, days(e.left)),
		Body: havre.Text{
			FR: "%[1]s à partir du %[2]s.\n\nÀ faire : renouvelez-le, puis mettez sa date dans le dossier (spec.evidence) et décidez de nouveau.",
			EN: "%[1]s from %[2]s on.\n\nWhat to do: renew it, put its date in the need (spec.evidence) and decide again.",
		}.With(line.Title, line.On.Words()),
	}
	if err := a.tellNeed(ctx, tx, n, note); err != nil {
		return err
	}
	return a.publish(ctx, tx, notify.EvidenceEnding, n, func(ev *Event) {
		ev.Deadline = &EventDeadline{Kind: EvidenceEnds, Title: line.Title, On: line.On, Rule: line.Rule, DaysLeft: e.left}
	})
}

// tellAttestation tells of a certificate the people and the webhooks of one
// organisation. A person is told once, whatever the number of their needs that rely
// on it.
func (a *announcing) tellAttestation(ctx context.Context, tx Tx, e *ending, o *catalogue.Offer, t *catalogue.Attestation) error {
	title := attestationTitle(o, t)
	note := notify.Notice{
		Topic: notify.AttestationEnding, Link: "/plateformes/" + o.Platform.ID, Object: o.ID, Mail: true,
		Key:   fmt.Sprintf("attestation %s %s %s %d", o.ID, t.Kind, e.on, e.left),
		Title: havre.Text{FR: "Dans %[1]s, %[2]s", EN: "In %[1]s, %[2]s"}.With(days(e.left), title),
		Body: havre.Text{
			FR: "Le %[1]s : %[2]s. Des dossiers que vous suivez ont cette offre parmi celles qui conviennent. Si rien ne la renouvelle d’ici là, leurs décisions seront comparées et rouvertes ce jour-là si elles changent.\n\nÀ faire : demandez à l’opérateur s’il la renouvelle ; sinon préparez une autre offre.",
			EN: "On %[1]s: %[2]s. Needs that you follow have this offer among those that fit. If nothing renews it by then, their decisions will be compared, and reopened that day if they change.\n\nWhat to do: ask the operator whether it is being renewed; otherwise prepare another offer.",
		}.With(e.on.Words(), title),
	}
	var last *Need
	for _, id := range e.needs {
		n, err := tx.Need(ctx, id)
		if err != nil && ignoreMissing(err) == nil {
			continue
		}
		if err == nil {
			last, err = n, a.tellNeed(ctx, tx, n, note)
		}
		if err != nil {
			return err
		}
	}
	if last == nil {
		return nil
	}
	deadline := Event{Deadline: &EventDeadline{Kind: AttestationEnds, Title: title, On: e.on, Offer: o.ID, DaysLeft: e.left}}
	return a.send(ctx, tx, notify.AttestationEnding, last.Organisation, last.Path, deadline)
}

// days is a number of days in words.
func days(n int) havre.Text {
	return havre.Count(n, havre.Text{FR: "jour", EN: "day"}, havre.Text{FR: "jours", EN: "days"})
}
