package main

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// destroying is the end of a resource, as the command line asks for it.
type destroying struct {
	*remote
	dryRun, yes, wait bool
	note              string
}

func (a *app) destroyCommand() *cobra.Command {
	x := &destroying{}
	c := a.deploymentVerb(entry{
		use: havre.Text{FR: "destroy RESSOURCE", EN: "destroy RESOURCE"}, short: havre.Text{FR: "commander la fin d'une ressource : tout ce qui en existe est supprimé", EN: "order the end of a resource: all that exists of it is deleted"},
		long: havre.Text{
			FR: "Montre ce qui serait supprimé, demande un accord, puis envoie une commande de fin. Les validations s'appliquent comme à toute commande ; si rien n'est à attendre, ou avec --wait, le travail est suivi jusqu'à sa fin. --dry-run ne fait que montrer.",
			EN: "Shows what would be deleted, asks for an agreement, then sends an order of its end. Approvals apply as to any order; when nothing is to be awaited, or with --wait, the work is followed to its end. --dry-run only shows.",
		},
		example: havre.Same("havre destroy conges --dry-run\nhavre destroy conges\nhavre destroy conges --yes --wait"), exits: waitExits,
	}, recordFormats, func(r *remote, i *wire.Instance, _ []string) error {
		x.remote = r
		return x.run(i)
	})
	f := c.Flags()
	f.BoolVar(&x.dryRun, "dry-run", false, a.say(havre.Text{FR: "montrer ce qui serait supprimé, sans rien faire", EN: "show what would be deleted, and do nothing"}))
	f.BoolVar(&x.yes, "yes", false, a.say(havre.Text{FR: "sans demander", EN: "without asking"}))
	f.BoolVar(&x.wait, "wait", false, a.say(havre.Text{FR: "suivre jusqu'à la fin, même si des personnes doivent valider", EN: "follow to the end, even if people must approve"}))
	f.StringVar(&x.note, "note", "", a.say(havre.Text{FR: "`pourquoi`, pour ceux qui valident", EN: "`why`, for those who approve"}))
	return c
}

func (x *destroying) run(i *wire.Instance) error {
	p, err := x.previewed(i, true)
	if err != nil && (x.dryRun || !errors.Is(err, &havre.Fault{Code: havre.NotFound})) {
		return err
	}
	if x.dryRun {
		return x.showPlan(p)
	}
	deed := havre.Text{FR: "terminer « %[1]s »", EN: "end %[1]q"}.With(i.Metadata.Name)
	if p != nil {
		if x.format == formatTable {
			var b bytes.Buffer
			x.writePlan(&b, p)
			if _, err := b.WriteTo(x.out); err != nil {
				return err
			}
		}
		if p.Loses {
			deed = havre.Text{FR: "terminer « %[1]s » et perdre ses données", EN: "end %[1]q and lose its data"}.With(i.Metadata.Name)
		}
	}
	agreed, err := x.confirm(x.yes, deed, havre.Text{FR: "sans accord, rien n'est commandé", EN: "without an agreement, nothing is ordered"})
	if !agreed || err != nil {
		return err
	}
	o, err := x.order(i)
	if err != nil {
		return err
	}
	return x.follow(o)
}

// order sends the order of the end. A basket that cannot be sent does not stay behind.
func (x *destroying) order(i *wire.Instance) (*wire.Order, error) {
	o, tag, err := client.Orders.Create(x.ctx, x.Client, wire.Document[wire.OrderSpec]{
		Metadata: wire.DocumentMetadata{Title: x.say(havre.Text{FR: "Fin de %s", EN: "End of %s"}, i.Metadata.Name)},
		Spec:     wire.OrderSpec{Dossier: i.Spec.Dossier, Note: x.note},
	})
	if err != nil {
		return nil, err
	}
	o, tag, err = x.filled(o, tag, i)
	if err == nil {
		var sent *wire.Order
		if sent, _, err = x.SendOrder(x.ctx, o.ID, tag, ""); err == nil {
			return sent, nil
		}
	}
	_, _ = x.Send(x.ctx, client.Call{Method: http.MethodDelete, Path: client.Orders.Path + "/" + o.ID, Match: "*"}) // what failed is told already
	return nil, flagged(err)
}

// filled adds the only line of the basket.
func (x *destroying) filled(o *wire.Order, tag string, i *wire.Instance) (*wire.Order, string, error) {
	out, next, err := x.AddItem(x.ctx, o.ID, tag, &wire.ItemWish{Action: "delete", Instance: i.ID})
	if err != nil {
		return o, tag, err
	}
	return out, next, nil
}

// follow follows the order when it has begun; otherwise says what it awaits.
func (x *destroying) follow(o *wire.Order) error {
	if !x.wait && o.Status.ApprovedAt.IsZero() {
		if err := x.showOrder(o); err != nil || x.format != formatTable {
			return err
		}
		return x.tell(havre.Text{
			FR: "\nRien n'est encore supprimé : la commande attend ses validations. Pour la suivre : havre order show %s --wait",
			EN: "\nNothing is deleted yet: the order awaits its approvals. To follow it: havre order show %s --wait",
		}, o.Status.Number)
	}
	o, err := x.awaitOrder(o)
	if err != nil {
		return err
	}
	return x.showOrder(o)
}
