package order

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/approval"
)

// Words are where an order is and why, in one sentence: for whoever only polls it.
func (o *Order) Words() havre.Text {
	switch o.State {
	case Acknowledged:
		return havre.Text{FR: "Commande %[1]s en validation. Attend : %[2]s.", EN: "Order %[1]s awaits approval. Waiting for: %[2]s."}.With(o.Number, o.openSteps())
	case Pending:
		return havre.Text{FR: "Commande %[1]s : une question attend votre réponse sur sa page. « %[2]s »", EN: "Order %[1]s: a question awaits your answer on its page. “%[2]s”"}.With(o.Number, o.Asked)
	case Held:
		return havre.Text{FR: "Commande %[1]s suspendue. %[2]s", EN: "Order %[1]s is on hold. %[2]s"}.With(o.Number, o.Why)
	case InProgress:
		return havre.Text{FR: "Commande %[1]s en cours de réalisation. %[2]s", EN: "Order %[1]s is being fulfilled. %[2]s"}.With(o.Number, o.lastWords())
	case Draft, Rejected, Cancelled, Completed, Failed, Partial:
	}
	out := havre.Text{FR: "Commande %[1]s %[2]s.", EN: "Order %[1]s %[2]s."}.With(o.Number, o.State.Text())
	why := o.Why
	for i := range o.Items {
		if why.IsZero() && o.State != Completed {
			why = o.Items[i].Message
		}
	}
	if why.IsZero() {
		return out
	}
	return havre.Same("%[1]s %[2]s").With(out, why)
}

// openSteps are the titles of the steps that somebody may settle now.
func (o *Order) openSteps() (out havre.Text) {
	for i := range o.Course.Steps {
		step := &o.Course.Steps[i]
		switch {
		case step.State != approval.Open:
		case out.IsZero():
			out = step.Title
		default:
			out = havre.Same("%[1]s, %[2]s").With(out, step.Title)
		}
	}
	return out
}

func noInstance() error {
	f := *havre.FaultOf(identity.Missing())
	f.Cause = ErrUnknown
	return &f
}

func differs() error {
	return &havre.Fault{
		Code: havre.Conflict, Cause: ErrDiffers,
		Message: havre.Text{FR: "Cet identifiant est déjà pris, par une demande qui n’est pas celle-ci.", EN: "This identifier is already taken, by a request that is not this one."},
		Next:    havre.Text{FR: "Redemandez la même chose avec les mêmes paramètres, ou prenez un autre identifiant.", EN: "Ask for the same again with the same parameters, or take another identifier."},
	}
}

func busyWith(i *Instance) error {
	return &havre.Fault{
		Code: havre.Conflict, Cause: ErrBusy,
		Message: havre.Text{FR: "Une commande est en cours sur « %[1]s ».", EN: "An order is under way on “%[1]s”."}.With(i.Name),
		Next:    havre.Text{FR: "Attendez qu’elle se termine, puis recommencez.", EN: "Wait until it ends, then try again."},
	}
}

func busyTying(i *Instance) error {
	return &havre.Fault{
		Code: havre.Conflict, Cause: ErrBusy,
		Message: havre.Text{FR: "Cet accès à « %[1]s » est en train d’être donné ou retiré.", EN: "This access to “%[1]s” is being given or taken away."}.With(i.Name),
		Next:    havre.Text{FR: "Recommencez dans une minute.", EN: "Try again in a minute."},
	}
}

func cannotChange(problems havre.Problems) error {
	return &havre.Fault{
		Code: havre.Conflict, Cause: ErrFixed, Problems: problems,
		Message: havre.Text{FR: "Ce changement n’est pas de ceux que le gabarit permet.", EN: "This change is not one that the plan lets make."},
		Next:    havre.Text{FR: "Ne changez que les paramètres du schéma « update » du catalogue.", EN: "Change only the parameters of the “update” schema of the catalogue."},
	}
}
