package provision

import (
	"context"
	"errors"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/record"
)

// Verb is what somebody asks of a deployment.
type Verb string

// What may be asked of a deployment.
const (
	Apply    Verb = "apply"     // carry out what differs, or the plan that was reviewed
	Pause    Verb = "pause"     // begin nothing more; what is under way ends
	Resume   Verb = "resume"    // go on after a pause
	Cancel   Verb = "cancel"    // give the run up; what is made stays until a retry or a roll-back
	Retry    Verb = "retry"     // do what failed again, and nothing else
	RollBack Verb = "roll-back" // go back to what was before the order
	Look     Verb = "look"      // look for drift now
)

// Verbs lists them.
var Verbs = []Verb{Apply, Pause, Resume, Cancel, Retry, RollBack, Look}

// May says whether a verb applies to a deployment now; the reason why not is for people.
func (d *Deployment) May(v Verb) (why havre.Text, ok bool) {
	working := (d.State == Building || d.State == Undoing || d.State == Leaving) && d.Run != ""
	switch v {
	case Apply:
		return d.engaged(), d.State == Planned || d.State == Running
	case Pause:
		if working && d.Paused {
			return havre.Text{FR: "c’est déjà en pause", EN: "it is already paused"}, false
		}
		return nothingUnderWay, working
	case Resume:
		return havre.Text{FR: "rien n’est en pause", EN: "nothing is paused"}, working && d.Paused
	case Cancel:
		if d.State == Leaving {
			return havre.Text{FR: "une suppression ne s’abandonne pas", EN: "a deletion is not given up"}, false
		}
		return nothingUnderWay, d.State == Planned || working
	case Retry:
		return havre.Text{FR: "rien n’a échoué", EN: "nothing has failed"}, d.failing()
	case RollBack:
		if working {
			return d.engaged(), false
		}
		return havre.Text{FR: "il n’y a rien à défaire", EN: "there is nothing to undo"}, d.failing() && d.Item > 0
	case Look:
		return d.engaged(), d.State == Running || d.failing()
	}
	return havre.Text{FR: "ce n’est pas une action", EN: "that is no action"}, false
}

var nothingUnderWay = havre.Text{FR: "rien n’est en cours", EN: "nothing is under way"}

// engaged says what a deployment that is not in service is at.
func (d *Deployment) engaged() havre.Text {
	switch {
	case d.State == Planned:
		return havre.Text{FR: "un plan attend d’être relu", EN: "a plan waits to be reviewed"}
	case d.State == Gone:
		return havre.Text{FR: "la ressource est supprimée", EN: "the resource is deleted"}
	case d.failing():
		return havre.Text{FR: "le dernier travail n’a pas abouti", EN: "the last run did not succeed"}
	case d.Paused:
		return havre.Text{FR: "un travail est en pause", EN: "a run is paused"}
	}
	return havre.Text{FR: "un travail est en cours", EN: "a run is under way"}
}

// NotNow refuses what cannot be asked of a deployment as it is.
func NotNow(why havre.Text) error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Impossible maintenant : %[1]s.", EN: "Not possible now: %[1]s."}.With(why),
		Next:    havre.Text{FR: "Regardez où en est la ressource : elle a peut-être changé depuis.", EN: "Look where the resource is: it may have changed since."},
	}
}

// Act does what somebody asks of a deployment.
func (s *Service) Act(ctx context.Context, a identity.Actor, id string, v Verb) (d *Deployment, err error) {
	var resume string
	err = s.write(ctx, a, func(tx Tx) error {
		resume = ""
		if d, err = s.deploymentFor(ctx, tx, a, id, identity.WriteDeployment); err != nil {
			return err
		}
		if why, ok := d.May(v); !ok {
			return NotNow(why)
		}
		if resume, err = s.does(ctx, tx, a, d, v); err != nil {
			return err
		}
		return s.log(ctx, tx, a, d, "deployment."+string(v), "state", d.State)
	})
	if err != nil || resume == "" {
		return d, err
	}
	return d, s.resumeOrder(ctx, a, resume)
}

// does one verb; it gives the order to resume afterwards, if any.
func (s *Service) does(ctx context.Context, tx Tx, a identity.Actor, d *Deployment, v Verb) (resume string, err error) {
	switch v {
	case Apply:
		if d.State == Planned {
			return "", s.agree(ctx, tx, a, d)
		}
		d.Only = nil
		return "", s.begin(ctx, tx, a, d, Asked)
	case Pause:
		d.Paused = true
		return "", s.save(ctx, tx, a, d)
	case Resume:
		d.Paused = false
		if err := s.save(ctx, tx, a, d); err != nil {
			return "", err
		}
		return "", tx.Enqueue(ctx, carryJob{Deployment: d.ID, Run: d.Run}, jobs.Options{})
	case Cancel:
		return "", s.callOff(ctx, tx, a, d)
	case Retry:
		return d.Order, s.begin(ctx, tx, a, d, Retried)
	case RollBack:
		d.Wanted, d.Before, d.Only = d.Before, nil, nil
		d.State = Undoing
		d.Accesses = openOnly(d.Accesses, d.Wanted)
		return d.Order, s.begin(ctx, tx, a, d, Undone)
	case Look:
		// Two who ask at once look once; but a look that has written what it found, and whose
		// job is still ending, does not stand for the next one.
		return "", tx.Enqueue(ctx, lookJob{Deployment: d.ID}, jobs.Options{Unique: fmt.Sprintf("%s/%d", d.ID, d.Version)})
	}
	return "", nil
}

// openOnly forgets the accesses that a roll-back takes away.
func openOnly(list []Access, wanted []plan.Resource) (out []Access) {
	for _, x := range list {
		for i := range wanted {
			if wanted[i].Key == accessKey(x.Name) {
				out = append(out, x)
				break
			}
		}
	}
	return out
}

// agree begins to carry out the very plan that somebody reviewed.
func (s *Service) agree(ctx context.Context, tx Tx, a identity.Actor, d *Deployment) error {
	r, err := tx.Run(ctx, d.Run)
	if err != nil {
		return err
	}
	r.State, r.By, d.State = Working, a.ID, Building
	if err := tx.SaveRun(ctx, r); err != nil {
		return err
	}
	if err := s.save(ctx, tx, a, d); err != nil {
		return err
	}
	return tx.Enqueue(ctx, carryJob{Deployment: d.ID, Run: d.Run}, jobs.Options{})
}

// callOff gives a run up. A worker that has it in hand ends what it began; without one,
// it ends here.
func (s *Service) callOff(ctx context.Context, tx Tx, a identity.Actor, d *Deployment) error {
	r, err := tx.Run(ctx, d.Run)
	if err != nil {
		return err
	}
	r.State, r.EndedAt = CalledOff, s.now()
	r.Why = havre.Text{FR: "Arrêté par %[1]s.", EN: "Stopped by %[1]s."}.With(a.Name)
	if err := tx.SaveRun(ctx, r); err != nil {
		return err
	}
	steps, err := tx.Steps(ctx, r.ID)
	if err != nil {
		return err
	}
	var skipped []Step
	for _, st := range steps {
		if st.State == Waiting {
			st.State, st.EndedAt = Skipped, s.now()
			skipped = append(skipped, st)
		}
	}
	if err := tx.SaveSteps(ctx, skipped); err != nil {
		return err
	}
	d.State, d.Paused = Cancelled, false
	d.Why = r.Why
	d.Next = havre.Text{FR: "Relancez pour finir, ou revenez en arrière pour tout défaire.", EN: "Try again to finish it, or roll back to undo it all."}
	return s.save(ctx, tx, a, d)
}

// resumeOrder resumes the order that a failure held, so that it follows on.
func (s *Service) resumeOrder(ctx context.Context, a identity.Actor, id string) error {
	o, err := s.Orders.Order(ctx, a, id)
	if err != nil || o.State != order.Held {
		return err
	}
	if _, err := s.Orders.Resume(ctx, a, id, 0); err != nil && !errors.Is(err, &havre.Fault{Code: havre.Forbidden}) {
		return err
	}
	return nil // who may not resume it has retried all the same; its order waits for who may
}

// awaitReview tells who ordered that a plan waits for them.
func (s *Service) awaitReview(ctx context.Context, tx Tx, d *Deployment, p *plan.Plan) error {
	body := havre.Text{FR: "%[1]s", EN: "%[1]s"}.With(p.Text())
	if p.Loses() {
		body = havre.Text{
			FR: "%[1]s Une partie de ces étapes supprime des données.",
			EN: "%[1]s Some of these steps delete data.",
		}.With(p.Text())
	}
	return s.tell(ctx, tx, d, havre.Text{FR: "« %[1]s » : un plan attend votre accord", EN: "“%[1]s”: a plan awaits your agreement"}.With(d.Name),
		havre.Text{FR: "%[1]s\n\nÀ faire : relisez le plan, puis appliquez-le ou abandonnez-le.", EN: "%[1]s\n\nWhat to do: review the plan, then apply it or give it up."}.With(body))
}

// tellFailure tells who ordered that work which no order follows has failed.
func (s *Service) tellFailure(ctx context.Context, tx Tx, d *Deployment) error {
	return s.tell(ctx, tx, d, havre.Text{FR: "« %[1]s » : le travail a échoué", EN: "“%[1]s”: the work failed"}.With(d.Name),
		havre.Text{FR: "%[1]s\n\nÀ faire : %[2]s", EN: "%[1]s\n\nWhat to do: %[2]s"}.With(d.Why, d.Next))
}

// tell sends a notice to who ordered.
func (s *Service) tell(ctx context.Context, tx Tx, d *Deployment, title, body havre.Text) error {
	o, err := tx.Order(ctx, d.Order)
	if err != nil {
		return record.Hidden(err)
	}
	n, err := tx.Need(ctx, d.Need)
	if err != nil {
		return err
	}
	return s.Records.Tell(ctx, tx, append([]string{o.Requester}, o.Contributors...), identity.System(), n, s.notice(d, title, body))
}
