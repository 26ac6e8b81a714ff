package provision

import (
	"context"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// words tell how far a deployment is, in one line.
func (s *Service) words(ctx context.Context, tx Tx, d *Deployment) (havre.Text, error) {
	steps, err := tx.Steps(ctx, d.Run)
	if err != nil {
		return havre.Text{}, err
	}
	if d.Paused {
		return havre.Text{FR: "En pause", EN: "Paused"}, nil
	}
	if len(steps) == 0 {
		return havre.Text{FR: "Préparation du plan", EN: "Preparing the plan"}, nil
	}
	done := 0
	var now *Step
	for i := range steps {
		st := &steps[i]
		switch {
		case st.State.Over():
			done++
		case now == nil && (st.State == Trying || st.State == Awaiting):
			now = st
		}
	}
	text := havre.Text{FR: "%[1]d étapes sur %[2]d", EN: "%[1]d of %[2]d steps"}.With(done, len(steps))
	if now == nil {
		return text, nil
	}
	text = havre.Text{FR: "%[1]s ; %[2]s", EN: "%[1]s; %[2]s"}.With(text, stepText(now))
	if now.Failure != nil && now.Attempts > 1 {
		text = havre.Text{FR: "%[1]s (essai n° %[2]d : %[3]s)", EN: "%[1]s (attempt no. %[2]d: %[3]s)"}.With(text, now.Attempts, now.Failure.What)
	}
	return text, nil
}

// stepText says what a step does: « créer front-1 ».
func stepText(st *Step) havre.Text {
	return havre.Same("%[1]s %[2]s").With(st.Verb.Text(), st.Key)
}

func trouble(f *driver.Failure, now time.Time) *Trouble {
	return &Trouble{Reason: f.Reason, What: f.What, Next: f.Next, Raw: f.Raw, At: now}
}

func tooSlow(patience time.Duration) *driver.Failure {
	return &driver.Failure{
		Reason: driver.Refused,
		What:   havre.Text{FR: "La plateforme y travaille depuis plus de %[1]d minutes.", EN: "The platform has been at work on it for more than %[1]d minutes."}.With(int(patience.Minutes())),
		Next:   havre.Text{FR: "Demandez à l’opérateur de la plateforme où elle en est, puis relancez.", EN: "Ask the operator of the platform where it is, then try again."},
	}
}

var vanished = &driver.Failure{
	Reason: driver.Gone,
	What:   havre.Text{FR: "Ce qui venait d’être créé a disparu, plusieurs fois de suite.", EN: "What had just been made vanished, several times in a row."},
	Next:   havre.Text{FR: "Quelqu’un, ou un programme, le supprime : demandez à l’opérateur de la plateforme, puis relancez.", EN: "Somebody, or a program, deletes it: ask the operator of the platform, then try again."},
}

// unbuilt tells of an object that its cloud could not build.
func unbuilt(o *plan.Object) *driver.Failure {
	return &driver.Failure{
		Reason: driver.Refused, Raw: o.Words,
		What: havre.Text{FR: "La plateforme n’a pas pu construire « %[1]s ».", EN: "The platform could not build “%[1]s”."}.With(o.Name),
		Next: havre.Text{
			FR: "La réponse de la plateforme dit pourquoi : manque de place, image ou gabarit fautifs. Changez la commande, ou relancez plus tard.",
			EN: "The answer of the platform says why: lack of room, a faulty image or flavor. Change the order, or try again later.",
		},
	}
}

func leansOnOrphan(now time.Time) *Trouble {
	return &Trouble{
		Reason: driver.Conflicting, At: now,
		What: havre.Text{FR: "Un objet qui en dépend n’a pas pu être supprimé avant lui.", EN: "An object that leans on it could not be removed before it."},
		Next: havre.Text{FR: "Rien : Havre réessaie de lui-même.", EN: "Nothing: Havre tries again by itself."},
	}
}

// asFault tells a failure of a cloud to whoever asked.
func asFault(err error) error {
	if havre.FaultOf(err) != nil {
		return err
	}
	f := driver.FailureOf(err)
	return &havre.Fault{Code: havre.Unavailable, Message: f.What, Next: f.Next, Cause: err}
}
