package main

import (
	"bytes"
	"time"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// drifting is what is asked about drift.
type drifting struct {
	look, repair, accept bool
}

func (a *app) driftCommand() *cobra.Command {
	x := &drifting{}
	c := a.deploymentVerb(entry{
		use: havre.Text{FR: "drift RESSOURCE [OBJET…]", EN: "drift RESOURCE [OBJECT…]"}, short: havre.Text{FR: "ce qui diffère sur le cloud de ce qui est commandé", EN: "what differs on the cloud from what is ordered"},
		long: havre.Text{
			FR: "Montre ce que le dernier examen a trouvé, attribut par attribut. --look examine maintenant. --repair refait les objets nommés comme ils sont commandés, --accept prend leurs attributs tels quels ; sans objet nommé, tous ceux qui diffèrent.",
			EN: "Shows what the last look found, attribute by attribute. --look looks now. --repair makes the objects named as they are ordered again, --accept takes their attributes as they are; when no object is named, all that differ.",
		},
		example: havre.Same("havre drift conges\nhavre drift conges --look\nhavre drift conges --repair server/app-1\nhavre drift conges --accept"),
		args:    minimum(1, oneResource),
		exits: []exitLine{
			{exitOK, havre.Text{FR: "rien ne diffère", EN: "nothing differs"}},
			{exitFailure, havre.Text{FR: "refusé, ou la réparation a échoué", EN: "refused, or the repair failed"}},
			{exitUsage, followExits[2].when},
			{exitNone, havre.Text{FR: "quelque chose diffère", EN: "something differs"}},
			{exitUndetermined, havre.Text{FR: "personne n'a encore regardé, ou le dernier examen est périmé", EN: "nobody has looked yet, or the last look is out of date"}},
		},
	}, rowFormats, func(r *remote, i *wire.Instance, keys []string) error { return x.run(r, i, keys) })
	f := c.Flags()
	f.BoolVar(&x.look, "look", false, a.say(havre.Text{FR: "examiner maintenant, et attendre", EN: "look now, and wait"}))
	f.BoolVar(&x.repair, "repair", false, a.say(havre.Text{FR: "refaire comme commandé", EN: "make again as ordered"}))
	f.BoolVar(&x.accept, "accept", false, a.say(havre.Text{FR: "prendre tel quel", EN: "take as it is"}))
	c.MarkFlagsMutuallyExclusive("look", "repair", "accept")
	return c
}

func (x *drifting) run(r *remote, i *wire.Instance, keys []string) error {
	if len(keys) > 0 && !x.repair && !x.accept {
		return havre.Problems{{Value: keys[0], Message: havre.Text{FR: "que faire de cet objet ? --repair ou --accept", EN: "do what to that object? --repair or --accept"}}}
	}
	d, err := r.deployed(i, false)
	if err != nil {
		return err
	}
	switch {
	case x.look:
		d, err = r.look(i, d)
	case x.accept:
		d, _, err = r.SettleDrift(r.ctx, i.ID, "accept", keys...)
	case x.repair:
		if d, _, err = r.SettleDrift(r.ctx, i.ID, "repair", keys...); err == nil {
			d, err = r.followDeployment(i)
		}
	}
	if err != nil {
		return nameless(err)
	}
	if x.repair && !sound(d) {
		return r.settled(d)
	}
	return r.showDrift(d)
}

// nameless names what is wrong with an object by what was typed, that no option says.
func nameless(err error) error {
	return havre.Retold(err, func(p *havre.Problem) {
		if p.Field == "keys" {
			p.Field = ""
		}
	})
}

// lookPatience is how long somebody waits for a look.
const lookPatience = 2 * time.Minute

// look looks for drift now: what it repairs by itself is followed to its end.
func (r *remote) look(i *wire.Instance, before *wire.Deployment) (*wire.Deployment, error) {
	if _, _, err := r.ActOnDeployment(r.ctx, i.ID, "look"); err != nil {
		return nil, err
	}
	var progress *terminal.Progress
	if !r.quiet {
		progress = terminal.NewProgress(r.err, i.Metadata.Name)
	}
	defer progress.Clear()
	tick := time.NewTicker(time.Second / 2)
	defer tick.Stop()
	for range int(lookPatience / (time.Second / 2)) {
		d, _, err := r.Deployment(r.ctx, i.ID, false)
		if err != nil {
			return nil, err
		}
		switch {
		case client.Moving(d):
			progress.Clear()
			return r.followDeployment(i)
		case d.Status.ObservedAt.After(before.Status.ObservedAt):
			return d, nil
		case d.Metadata.Version > before.Metadata.Version && d.Status.Why != "":
			return nil, &havre.Fault{Code: havre.Unavailable, Message: havre.Same(d.Status.Why), Next: havre.Same(d.Status.Next)}
		}
		progress.Set(0, 0, r.say(havre.Text{FR: "examen en cours", EN: "looking"}))
		select {
		case <-r.ctx.Done():
			return nil, r.ctx.Err()
		case <-tick.C:
		}
	}
	return nil, &havre.Fault{
		Code:    havre.Unavailable,
		Message: havre.Text{FR: "L’examen n’est pas fini.", EN: "The look has not ended."},
		Next:    havre.Text{FR: "Il continue : havre drift %[1]s, dans un moment.", EN: "It goes on: havre drift %[1]s, in a moment."}.With(i.ID),
	}
}

// driftRow is an attribute that differs, or an object that does as a whole.
type driftRow struct {
	Key   string `json:"key"`
	Kind  string `json:"kind"`
	ID    string `json:"id,omitempty"`
	State string `json:"state"`
	Field string `json:"field,omitempty"`
	Found any    `json:"found,omitempty"`
	// Wanted is a text in CSV only by its value: what is neither is left to JSON.
	Wanted any `json:"wanted,omitempty"`
}

func driftRows(d *wire.Deployment) []driftRow {
	out := []driftRow{}
	for i := range d.Status.Resources {
		x := &d.Status.Resources[i]
		if !x.Differs {
			continue
		}
		row := driftRow{Key: x.Key, Kind: x.Kind, ID: x.ID, State: x.State}
		if len(x.Drift) == 0 {
			out = append(out, row)
		}
		for _, c := range x.Drift {
			row.Field, row.Found, row.Wanted = c.Field, c.From, c.To
			out = append(out, row)
		}
	}
	return out
}

// showDrift writes what differs, and gives the code that says so.
func (r *remote) showDrift(d *wire.Deployment) error {
	rows := driftRows(d)
	var err error
	switch {
	case r.format == formatCSV:
		cells := make([][]string, len(rows))
		for i, x := range rows {
			cells[i] = []string{x.Key, x.Kind, x.ID, x.State, x.Field, cellOf(x.Found), cellOf(x.Wanted)}
		}
		err = writeRows(r.out, []string{"key", "kind", "id", "state", "field", "found", "wanted"}, cells)
	case r.format != formatTable:
		err = r.app.list(listing{kind: "DriftList", items: rows})
	default:
		err = r.driftTable(d)
	}
	switch {
	case err != nil:
		return err
	case d.Status.ObservedAt.IsZero():
		return exitCode(exitUndetermined)
	case len(rows) > 0 || d.Status.Drifted > 0:
		return exitCode(exitNone)
	case d.Status.State != "running":
		return exitCode(exitUndetermined)
	}
	return nil
}

func (r *remote) driftTable(d *wire.Deployment) error {
	var b bytes.Buffer
	for _, c := range d.Status.Conditions {
		if c.Type == "AsWanted" {
			b.WriteString(terminal.Indent("", c.Message, r.width()))
		}
	}
	if at := r.instant(d.Status.ObservedAt); at != "" {
		b.WriteString(r.say(havre.Text{FR: "Regardé le %s.", EN: "Looked at on %s."}, at) + "\n")
	}
	var differ []wire.DeployedResource
	for i := range d.Status.Resources {
		if d.Status.Resources[i].Differs {
			differ = append(differ, d.Status.Resources[i])
		}
	}
	r.deployedResources(&b, differ)
	r.bullets(&b, havre.Text{FR: "objets qu'aucune commande n'a faits", EN: "objects that no order made"}, foreignLines(d.Status.Foreign))
	_, err := b.WriteTo(r.out)
	return err
}
