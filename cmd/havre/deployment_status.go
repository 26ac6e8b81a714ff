package main

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// deploymentKind is how deployments are listed. They are read by their resource, so that
// they are not among the objects of havre get.
var deploymentKind = objectKind{
	name: "Deployment", words: []string{"deployments", "deployment"}, path: "deployments", title: havre.Text{FR: "déploiements", EN: "deployments"},
	none: havre.Text{FR: "Aucune ressource construite par le portail à montrer.", EN: "No resource built by the portal to show."},
	columns: []column{
		{head: havre.Same("id"), path: "id"},
		{head: havre.Text{FR: "nom", EN: "name"}, path: "metadata.name"},
		{head: havre.Text{FR: "environnement", EN: "environment"}, path: "spec.environment", shown: asLabel},
		{head: havre.Same("cloud"), path: "spec.cloud"},
		{head: havre.Text{FR: "état", EN: "state"}, path: "status.stateText"},
		{head: havre.Text{FR: "écarts", EN: "drift"}, path: "status.drifted"},
		{head: havre.Text{FR: "regardé", EN: "looked at"}, path: "status.observedAt"},
		{head: havre.Text{FR: "dossier", EN: "need"}, path: "status.dossierTitle"},
	},
	filters: []filter{
		searchFilter, dossierFilter,
		{query: "cloud", usage: havre.Text{FR: "`cloud`, comme les réglages du portail le nomment", EN: "`cloud`, as the settings of the portal name it"}},
		{query: "state", usage: havre.Text{FR: "`état`", EN: "`state`"}, values: []string{"planned", "building", "running", "failed", "cancelled", "undoing", "leaving", "gone"}},
		{query: "drifted", usage: havre.Text{FR: "seulement ceux dont un objet diffère", EN: "only those of which an object differs"}, flag: true},
		sortFilter("name", "state", "observed"), descFilter,
	},
}

// statusOf is how a status is asked for.
type statusOf struct {
	*remote
	watch, raw, drifted bool
	state, dossier      string
}

func (a *app) statusCommand() *cobra.Command {
	s := &statusOf{}
	c := a.command(entry{
		use: havre.Text{FR: "status [RESSOURCE]", EN: "status [RESOURCE]"}, short: havre.Text{FR: "où en est ce que le portail construit sur un cloud", EN: "where what the portal builds on a cloud is"},
		long: havre.Text{
			FR: "Sans argument, liste les ressources que le portail construit. Avec une ressource, montre son état et ce qu'il veut dire, les étapes, les objets et ce qui en diffère, le prix et les accès. --watch suit le travail jusqu'à sa fin ; --raw ajoute ce que la plateforme a répondu à chaque échec.\n\nUne ressource se désigne par son identifiant, son nom, ou DOSSIER/ENVIRONNEMENT/NOM.",
			EN: "Without argument, lists the resources that the portal builds. With a resource, shows its state and what it means, the steps, the objects and what differs of them, the price and the accesses. --watch follows the work to its end; --raw adds what the platform answered to each failure.\n\nA resource is named by its identifier, its name, or NEED/ENVIRONMENT/NAME.",
		},
		example: havre.Same("havre status\nhavre status --drifted -o csv\nhavre status conges --watch\nhavre status conges --raw"),
		args:    between(0, 1, oneResource),
		exits: []exitLine{
			{exitOK, havre.Text{FR: "montré ; avec --watch, la ressource est comme commandée, ou supprimée", EN: "shown; with --watch, the resource is as ordered, or deleted"}},
			followExits[1], followExits[2],
		},
	}, func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return s.list()
		}
		return s.one(args[0])
	})
	f := c.Flags()
	f.BoolVar(&s.watch, "watch", false, a.say(havre.Text{FR: "suivre le travail jusqu'à sa fin", EN: "follow the work to its end"}))
	f.BoolVar(&s.raw, "raw", false, a.say(havre.Text{FR: "avec la réponse de la plateforme à chaque échec", EN: "with the answer of the platform to each failure"}))
	f.BoolVar(&s.drifted, "drifted", false, a.say(havre.Text{FR: "de la liste, seulement celles dont un objet diffère", EN: "of the list, only those of which an object differs"}))
	f.StringVar(&s.state, "state", "", a.say(havre.Text{FR: "de la liste, celles de cet `état` : ", EN: "of the list, those in that `state`: "})+strings.Join(deploymentKind.filters[3].values, ", "))
	f.StringVar(&s.dossier, "dossier", "", a.say(havre.Text{FR: "de la liste, celles de ce `dossier`", EN: "of the list, those of that `need` (--need too)"}))
	f.SetNormalizeFunc(needIsDossier)
	a.formats(c, rowFormats...)
	s.remote = a.remote(c)
	return c
}

func (s *statusOf) list() error {
	for flag, given := range map[string]bool{"--watch": s.watch, "--raw": s.raw} {
		if given {
			return havre.Problems{{Field: flag, Message: havre.Text{FR: "de quelle ressource ?", EN: "of which resource?"}}}
		}
	}
	q := url.Values{}
	for name, value := range map[string]string{"state": s.state, "dossier": s.dossier} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if s.drifted {
		q.Set("drifted", "true")
	}
	if err := s.identified(q); err != nil {
		return err
	}
	return filterFlags(s.remote.list(&deploymentKind, q, 0))
}

func (s *statusOf) one(ref string) error {
	i, err := s.instanceAt(ref)
	if err != nil {
		return err
	}
	d, err := s.deployed(i, s.raw)
	if err != nil {
		return err
	}
	if !s.watch {
		return s.showDeployment(d)
	}
	if d, err = s.followDeployment(i); err != nil {
		return err
	}
	if s.raw {
		if d, err = s.deployed(i, true); err != nil {
			return err
		}
	}
	return s.settled(d)
}

// showDeployment writes a deployment in the format asked for: of CSV, its objects.
func (r *remote) showDeployment(d *wire.Deployment) error {
	switch r.format {
	case formatTable:
	case formatCSV:
		return writeItems(r.out, d.Status.Resources)
	default:
		return r.record(d)
	}
	var b bytes.Buffer
	s := &d.Status
	r.deploymentHead(&b, d)
	r.writeConditions(&b, s.Conditions)
	r.runSteps(&b, s.Run)
	r.deployedResources(&b, s.Resources)
	r.bullets(&b, havre.Text{FR: "déclaré et non réalisé", EN: "declared and not carried out"}, s.Cautions)
	r.bullets(&b, havre.Text{FR: "objets qu'aucune commande n'a faits", EN: "objects that no order made"}, foreignLines(s.Foreign))
	r.bullets(&b, havre.Text{FR: "orphelins : ce qui n'a pas pu être supprimé", EN: "orphans: what could not be removed"}, orphanLines(s.Orphans))
	r.bullets(&b, havre.Text{FR: "accès", EN: "accesses"}, r.accessLines(s.Accesses))
	_, err := b.WriteTo(r.out)
	return err
}

func (r *remote) deploymentHead(b *bytes.Buffer, d *wire.Deployment) {
	s := &d.Status
	b.WriteString(r.style().Strong(d.Metadata.Name+"  "+s.DossierTitle) + "\n")
	line := func(head havre.Text, value string) {
		if value != "" {
			b.WriteString(terminal.Indent("  "+terminal.Pad(r.say(head), 14)+" ", value, r.width()))
		}
	}
	state := s.StateText
	if s.Paused {
		state += r.say(havre.Text{FR: ", en pause", EN: ", paused"})
	}
	line(havre.Same("id"), d.ID)
	line(havre.Text{FR: "état", EN: "state"}, state)
	line(havre.Text{FR: "cause", EN: "cause"}, s.Why)
	line(havre.Text{FR: "à faire", EN: "what to do"}, s.Next)
	line(havre.Text{FR: "possible", EN: "possible"}, strings.Join(s.Actions, ", "))
	line(havre.Same("cloud"), orElse(s.CloudTitle, d.Spec.Cloud))
	line(havre.Text{FR: "référence", EN: "reference"}, s.Reference)
	line(havre.Text{FR: "commande", EN: "order"}, s.OrderNumber)
	line(havre.Text{FR: "prix par mois", EN: "monthly price"}, r.monthly(s.Price.After))
	line(havre.Text{FR: "regardé", EN: "looked at"}, r.instant(s.ObservedAt))
}

// runSteps are the steps of the run under way, or of the last one.
func (r *remote) runSteps(b *bytes.Buffer, run *wire.DeploymentRun) {
	if run == nil {
		return
	}
	r.section(b, havre.Text{FR: "travail n° %[1]d (%[2]s) : %[3]s", EN: "run no. %[1]d (%[2]s): %[3]s"}.With(run.Number, run.CauseText, run.StateText), 1)
	for i := range run.Steps {
		s := &run.Steps[i]
		b.WriteString(terminal.Hang("  "+stepSign(s)+" ", "    ", r.stepWords(s), r.width()))
		r.stepFailure(b, s.Failure, s.State)
	}
	if run.Unchanged > 0 {
		b.WriteString("  " + r.say(havre.Text{FR: "= déjà comme voulus : %[1]d", EN: "= already as wanted: %[1]d"}, run.Unchanged) + "\n")
	}
}

// stepFailure is why a step failed, as long as that is not over; the answer of the
// platform is shown when it was asked for.
func (r *remote) stepFailure(b *bytes.Buffer, f *wire.StepFailure, state string) {
	if f == nil || state == "done" && f.Raw == "" {
		return
	}
	b.WriteString(terminal.Hang("    ", "    ", strings.TrimSpace(f.What+" "+f.Next), r.width()))
	for line := range strings.SplitSeq(strings.TrimRight(f.Raw, "\n"), "\n") {
		if line != "" {
			b.WriteString("    | " + line + "\n")
		}
	}
}

func (r *remote) deployedResources(b *bytes.Buffer, list []wire.DeployedResource) {
	r.section(b, havre.Text{FR: "objets", EN: "objects"}, len(list))
	for i := range list {
		x := &list[i]
		sign := "✔"
		switch {
		case x.State == "pending" || x.State == "leaving":
			sign = "→"
		case x.Differs:
			sign = "✘"
		}
		words := x.Key + r.say(havre.Text{FR: " : ", EN: ": "}) + x.StateText
		if !x.Wanted {
			words += r.say(havre.Text{FR: ", n'est plus voulu", EN: ", no longer wanted"})
		}
		if x.ID != "" {
			words += " (" + x.ID + ")"
		}
		b.WriteString(terminal.Hang("  "+sign+" ", "    ", words, r.width()))
		for k := range x.Drift {
			b.WriteString(terminal.Hang("      ", "        ", r.driftLine(&x.Drift[k]), r.width()))
		}
	}
}

// driftLine is an attribute that differs.
func (r *remote) driftLine(c *wire.AttributeChange) string {
	return r.say(havre.Text{FR: "%[1]s : voulu %[2]s, trouvé %[3]s", EN: "%[1]s: wanted %[2]s, found %[3]s"}, c.Field, valueText(c.To), valueText(c.From))
}

func orphanLines(list []wire.Orphan) (lines []string) {
	for i := range list {
		o := &list[i]
		line := o.Spec.Kind + " " + o.Spec.Name + " (" + o.Spec.External + ")"
		if o.Status.Failure != nil {
			line += ", " + o.Status.Failure.What
		}
		lines = append(lines, line)
	}
	return lines
}

func (r *remote) accessLines(list []wire.DeploymentAccess) (lines []string) {
	for i := range list {
		x := &list[i]
		line := x.Name + "  " + x.For + ", " + x.StateText
		if at := r.instant(x.RevokedAt); at != "" {
			line += " (" + at + ")"
		}
		lines = append(lines, line)
	}
	return lines
}
