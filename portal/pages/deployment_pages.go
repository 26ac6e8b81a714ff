package pages

import (
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
)

// What the forms and the addresses of deployments name.
const (
	queryVerb   = "verbe"
	queryKey    = "cle"
	queryAccess = "acces"
	queryDrift  = "ecart" // only those that are not as ordered
	queryTarget = "cloud"
	fieldReact  = "reaction"
	fieldFor    = "for"
	fieldOnce   = "once"
	fieldHow    = "how"
)

// registerDeployments adds the pages of what is built by the portal itself. Without
// provisioning there are none.
func (n *needPages) registerDeployments(s *web.Site) {
	if n.Provision == nil {
		return
	}
	s.Handle("GET /ressources/{id}/realisation", n.deployment)
	s.Handle("GET /ressources/{id}/realisation/suivi", n.followDeployment)
	s.Handle("GET /ressources/{id}/realisation/apercu", n.previewDeployment)
	s.Handle("GET /ressources/{id}/realisation/confirmer", n.confirmDeployment)
	s.Handle("GET /ressources/{id}/realisation/export.zip", n.exportDeployment)
	s.Handle("GET /ressources/{id}/realisation/{run}", n.deploymentRun)
	s.Handle("POST /ressources/{id}/realisation/agir", n.actOnDeployment)
	s.Handle("POST /ressources/{id}/realisation/ecarts", n.settleDrift)
	s.Handle("POST /ressources/{id}/realisation/acces", n.grantAccess)
	s.Handle("POST /ressources/{id}/realisation/acces/{nom}/montrer", n.showAccess)
	s.Handle("POST /ressources/{id}/realisation/acces/{nom}/renouveler", n.renewAccess)
	s.Handle("POST /ressources/{id}/realisation/acces/{nom}/revoquer", n.revokeAccess)
	s.Handle("GET /deploiements", n.deployments)
	s.Handle("GET /orphelins", n.orphans)
	s.Handle("POST /orphelins/{id}/regler", n.settleOrphan)
}

// deploymentPath is a page of what is built for a resource.
func deploymentPath(id string, rest ...string) string {
	return instancePath(id, append([]string{"realisation"}, rest...)...)
}

// deploymentView is the page of a deployment.
type deploymentView struct {
	*provision.View
	Names   map[string]string // of people, by identifier
	Refused formRefusal
}

// deploymentOf reads what the page shows.
func (n *needPages) deploymentOf(r *web.Request) (*deploymentView, error) {
	v, err := n.Provision.Deployment(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	names, err := n.Provision.Names(r.Context(), v)
	return &deploymentView{View: v, Names: names}, err
}

// deployment shows where a deployment is, what it made and what may be done about it.
func (n *needPages) deployment(w http.ResponseWriter, r *web.Request) error {
	v, err := n.deploymentOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, deploymentPage(r, v))
}

// deployed answers a form of a deployment: back to the page, or the page again with the
// refusal in the part it came from.
func (n *needPages) deployed(w http.ResponseWriter, r *web.Request, part string, err error, flash havre.Text) error {
	if err == nil {
		return r.SeeOther(w, deploymentPath(r.PathValue("id")), web.Flash{Text: flash})
	}
	f := toldHere(err)
	if f == nil {
		return err
	}
	v, err := n.deploymentOf(r)
	if err != nil {
		return err
	}
	v.Refused = formRefusal{Part: part, Fault: f, Answers: ui.Answers{Values: r.Form, Problems: f.Problems}}
	return r.Render(w, refusedStatus(f), deploymentPage(r, v))
}

// mayDrive says whether to offer what drives the deployment. The service checks it again.
func (v *deploymentView) mayDrive(r *web.Request) bool {
	return mayOrder(r, identity.WriteDeployment, v.Path)
}

// mayUse says whether to offer accesses.
func (v *deploymentView) mayUse(r *web.Request) bool {
	return mayOrder(r, identity.UseDeployment, v.Path)
}

// may says whether a verb applies now, for somebody who may ask for it.
func (v *deploymentView) may(r *web.Request, verb provision.Verb) bool {
	_, ok := v.May(verb)
	return ok && v.mayDrive(r)
}

// run is the one under way, or the last one; nil before the first.
func (v *deploymentView) run() *provision.Run {
	i := slices.IndexFunc(v.Runs, func(x provision.Run) bool { return x.ID == v.View.Run })
	if i < 0 {
		return nil
	}
	return &v.Runs[i]
}

// live says whether something may still change by itself.
func (v *deploymentView) live() bool {
	x := v.run()
	return x != nil && !x.State.Ended() && x.State != provision.Reviewing
}

// kind is a kind of resource in words.
func kindWords(r *web.Request, kinds map[string]havre.Text, kind string) string {
	return r.Text(or(kinds[kind], kind))
}

// person is who did something, by name where the reader may know it.
func (v *deploymentView) person(r *web.Request, id string) string { return personWords(r, v.Names, id) }

func personWords(r *web.Request, names map[string]string, id string) string {
	switch {
	case id == "" || id == identity.System().ID:
		return r.Say("le portail", "the portal")
	case names[id] != "":
		return names[id]
	}
	return r.Say("une personne effacée", "an erased person")
}

// crumbs lead to the resource.
func (v *deploymentView) crumbs(r *web.Request) []ui.Crumb {
	return append(instanceCrumbs(r), ui.Crumb{Name: v.Name, Path: instancePath(v.ID)})
}

// below are the crumbs of a page below that of the deployment.
func (v *deploymentView) below(r *web.Request) []ui.Crumb {
	return append(v.crumbs(r), ui.Crumb{Name: r.Say("Réalisation", "Deployment"), Path: deploymentPath(v.ID)})
}
