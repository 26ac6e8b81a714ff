package main

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/portal/api/wire"
)

var oneResource = havre.Text{FR: "la ressource : son identifiant, son nom, ou DOSSIER/ENVIRONNEMENT/NOM", EN: "the resource: its identifier, its name, or NEED/ENVIRONMENT/NAME"}

// instanceAt is a resource by its identifier, by its name when only one that lives bears
// it, or by its need, environment and name.
func (r *remote) instanceAt(ref string) (*wire.Instance, error) {
	q, keep := url.Values{"search": {ref}}, func(i *wire.Instance) bool { return i.Metadata.Name == ref }
	if parts := strings.Split(ref, "/"); len(parts) == 3 {
		need, err := r.dossierID(parts[0])
		if err != nil {
			return nil, err
		}
		q = url.Values{"dossier": {need}}
		keep = func(i *wire.Instance) bool {
			return i.Spec.Environment == environmentOf(parts[1]) && i.Metadata.Name == parts[2]
		}
	} else {
		i, _, err := client.Instances.Get(r.ctx, r.Client, ref)
		if !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return i, err
		}
	}
	all, err := gathered(client.Instances.List(r.ctx, r.Client, q))
	if err != nil {
		return nil, err
	}
	return onlyInstance(ref, slices.DeleteFunc(all, func(i wire.Instance) bool { return !keep(&i) }))
}

// onlyInstance is the only one of several resources of a name that still lives, or the
// last that did.
func onlyInstance(ref string, found []wire.Instance) (*wire.Instance, error) {
	k := kindNamed("Instance")
	found = living(found, func(i *wire.Instance) bool { return k.ended(i.Status.State) }, func(i *wire.Instance) time.Time { return i.Metadata.UpdatedAt })
	switch len(found) {
	case 0:
		return nil, unfound(k, ref, &havre.Fault{Code: havre.NotFound})
	case 1:
		return &found[0], nil
	}
	var list havre.Text
	for i := range found {
		one := havre.Same("%[1]s (%[2]s, %[3]s)").With(found[i].ID, found[i].Status.DossierTitle, fact.Label(found[i].Spec.Environment))
		if i > 0 {
			one = havre.Same("%[1]s, %[2]s").With(list, one)
		}
		list = one
	}
	return nil, havre.Problems{{Value: ref, Message: havre.Text{
		FR: "plusieurs ressources de ce nom ; employez un identifiant, ou DOSSIER/ENVIRONNEMENT/NOM : %s", EN: "several resources of that name; use an identifier, or NEED/ENVIRONMENT/NAME: %s",
	}.With(list)}}
}

// environmentOf is an environment by its identifier, or by the word that people read for
// it: recette for acceptance.
func environmentOf(word string) string {
	for _, id := range dossier.Environments {
		if t := fact.Label(id); strings.EqualFold(word, t.FR) || strings.EqualFold(word, t.EN) {
			return id
		}
	}
	return word
}

// deploymentVerb is a command about one resource that the portal builds.
func (a *app) deploymentVerb(e entry, formats []string, do func(r *remote, i *wire.Instance, args []string) error) *cobra.Command {
	var r *remote
	if e.args == nil {
		e.args = between(1, 1, oneResource)
	}
	c := a.command(e, func(_ *cobra.Command, args []string) error {
		i, err := r.instanceAt(args[0])
		if err != nil {
			return err
		}
		return do(r, i, args[1:])
	})
	a.formats(c, formats...)
	r = a.remote(c)
	return c
}

// recordFormats are those of one object.
var recordFormats = []string{formatTable, formatJSON, formatYAML, formatNDJSON}

// rowFormats are those of one object whose parts make a table.
var rowFormats = []string{formatTable, formatJSON, formatYAML, formatNDJSON, formatCSV}

// deployed is the deployment of a resource. One that the portal does not build is told
// as such.
func (r *remote) deployed(i *wire.Instance, raw bool) (*wire.Deployment, error) {
	d, _, err := r.Deployment(r.ctx, i.ID, raw)
	if f := havre.FaultOf(err); f != nil && f.Code == havre.NotFound {
		out := *f
		out.Message = havre.Text{FR: "Ce portail n’a pas construit « %[1]s ».", EN: "This portal did not build %[1]q."}.With(i.Metadata.Name)
		out.Next = havre.Text{FR: "Elle a été réalisée à la main, ou rien n’est encore commencé : havre get instance %[1]s", EN: "It was made by hand, or nothing has begun yet: havre get instance %[1]s"}.With(i.ID)
		return nil, &out
	}
	return d, err
}
