package main

import (
	"bytes"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// applyExits are the codes of havre apply, of documents and of a resource.
var applyExits = []exitLine{
	{exitOK, havre.Text{FR: "tout est comme demandé", EN: "all is as asked"}},
	{exitFailure, havre.Text{FR: "autre échec ; d'une ressource, le travail a échoué, est arrêté ou en pause", EN: "any other failure; of a resource, the work failed, is stopped or paused"}},
	{exitUsage, usualExits[exitUsage].when},
}

// applyResource carries out what differs of a resource, and follows it to its end.
func (ap *applying) applyResource(ref string) error {
	i, err := ap.instanceAt(ref)
	if err != nil {
		return err
	}
	d, err := ap.deployed(i, false)
	if err != nil {
		return err
	}
	if ap.dryRun || !client.Moving(d) {
		if agreed, err := ap.agreed(i, d); !agreed || err != nil {
			return err
		}
		if _, _, err := ap.ActOnDeployment(ap.ctx, i.ID, "apply"); err != nil {
			return err
		}
	}
	if d, err = ap.followDeployment(i); err != nil {
		return err
	}
	return ap.settled(d)
}

// agreed shows what applying would do, and says whether there is something to do that
// somebody agrees to.
func (ap *applying) agreed(i *wire.Instance, d *wire.Deployment) (bool, error) {
	p, err := ap.PreviewDeployment(ap.ctx, i.ID, false)
	if err != nil {
		return false, err
	}
	nothing := p.Empty && d.Status.State == "running"
	switch {
	case ap.dryRun, nothing:
		return false, ap.showPlan(p)
	case ap.format == formatTable:
		var b bytes.Buffer
		ap.writePlan(&b, p)
		if _, err := b.WriteTo(ap.out); err != nil {
			return false, err
		}
	}
	deed := havre.Text{FR: "appliquer ce plan", EN: "apply this plan"}
	if p.Loses {
		deed = havre.Text{FR: "appliquer ce plan, qui supprime des données", EN: "apply this plan, which deletes data"}
	}
	return ap.confirm(ap.yes, deed, havre.Text{FR: "sans accord, rien n'est fait", EN: "without an agreement, nothing is done"})
}
