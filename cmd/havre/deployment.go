package main

import (
	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/provision"
)

func (a *app) deploymentCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("deployment"),
		short: havre.Text{FR: "conduire ce que le portail construit : pause, reprise, nouvel essai, retour", EN: "drive what the portal builds: pause, resume, retry, roll-back"},
		long: havre.Text{
			FR: "Le portail réalise une commande étape par étape. Ces commandes l'arrêtent, le relancent ou le font revenir en arrière ; « havre status » dit ce qui est possible.",
			EN: "The portal carries an order out step by step. These commands stop it, start it again or take it back; \"havre status\" says what is possible.",
		},
		example: havre.Same("havre deployment pause conges\nhavre deployment resume conges\nhavre deployment retry conges --wait"),
	}, nil)
	for i := range deploymentMoves {
		c.AddCommand(a.deploymentMove(&deploymentMoves[i]))
	}
	return c
}

// deploymentMove is what may be asked of a deployment.
type deploymentMove struct {
	verb        string
	short, long havre.Text
	// goes says that work follows, which may be waited for; deed is what is confirmed first.
	goes bool
	deed havre.Text
}

var deploymentMoves = []deploymentMove{
	{
		verb:  "pause",
		short: havre.Text{FR: "ne plus rien commencer", EN: "begin nothing more"},
		long:  havre.Text{FR: "Les étapes commencées se terminent ; aucune autre ne commence avant la reprise.", EN: "The steps that were begun end; no other begins before it is resumed."},
	},
	{
		verb: "resume", goes: true,
		short: havre.Text{FR: "reprendre après une pause", EN: "go on after a pause"},
		long:  havre.Text{FR: "Le travail en pause continue là où il en était.", EN: "The paused run goes on where it was."},
	},
	{
		verb:  "cancel",
		short: havre.Text{FR: "abandonner le travail en cours, ou le plan à relire", EN: "give up the run under way, or the plan to review"},
		long:  havre.Text{FR: "Ce qui est fait reste en place, jusqu'à un nouvel essai ou un retour en arrière.", EN: "What is done stays in place, until a retry or a roll-back."},
		deed:  havre.Text{FR: "abandonner ce travail", EN: "give this work up"},
	},
	{
		verb: "retry", goes: true,
		short: havre.Text{FR: "refaire ce qui a échoué", EN: "do what failed again"},
		long:  havre.Text{FR: "Seul ce qui n'est pas comme commandé est fait ; la commande suspendue reprend.", EN: "Only what is not as ordered is done; the order on hold goes on."},
	},
	{
		verb: "roll-back", goes: true,
		short: havre.Text{FR: "revenir à avant la dernière commande", EN: "go back to before the last order"},
		long:  havre.Text{FR: "Ce que la commande avait créé est supprimé, ce qu'elle avait changé redevient comme avant ; la commande finit en échec.", EN: "What the order had made is deleted, what it had changed becomes as it was; the order ends as failed."},
		deed:  havre.Text{FR: "défaire la dernière commande", EN: "undo the last order"},
	},
}

// refused says why something may not be asked of a deployment now; nil when it may.
func (r *remote) refused(i *wire.Instance, verb string) error {
	d, err := r.deployed(i, false)
	if err != nil {
		return err
	}
	for _, x := range d.Status.Refusals {
		if x.Verb == verb {
			return provision.NotNow(havre.Same(x.Why))
		}
	}
	return nil
}

func (a *app) deploymentMove(m *deploymentMove) *cobra.Command {
	var wait, yes bool
	e := entry{
		use: havre.Text{FR: m.verb + " RESSOURCE", EN: m.verb + " RESOURCE"}, short: m.short, long: m.long,
		example: havre.Same("havre deployment " + m.verb + " conges"),
	}
	if m.goes {
		e.example, e.exits = havre.Same("havre deployment "+m.verb+" conges\nhavre deployment "+m.verb+" conges --wait"), followExits
	}
	c := a.deploymentVerb(e, recordFormats, func(r *remote, i *wire.Instance, _ []string) error {
		if !m.deed.IsZero() {
			if err := r.refused(i, m.verb); err != nil {
				return err // nobody agrees to what cannot be done
			}
			agreed, err := r.confirm(yes, m.deed, havre.Text{FR: "sans accord, rien n'est fait", EN: "without an agreement, nothing is done"})
			if !agreed || err != nil {
				return err
			}
		}
		d, _, err := r.ActOnDeployment(r.ctx, i.ID, m.verb)
		if err != nil {
			return err
		}
		if !wait {
			return r.showDeployment(d)
		}
		if d, err = r.followDeployment(i); err != nil {
			return err
		}
		return r.settled(d)
	})
	if m.goes {
		c.Flags().BoolVar(&wait, "wait", false, a.say(havre.Text{FR: "suivre le travail jusqu'à sa fin", EN: "follow the work to its end"}))
	}
	if !m.deed.IsZero() {
		c.Flags().BoolVar(&yes, "yes", false, a.say(havre.Text{FR: "sans demander", EN: "without asking"}))
	}
	return c
}
