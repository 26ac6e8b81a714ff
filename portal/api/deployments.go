package api

import (
	"archive/zip"
	"bytes"
	"context"
	"maps"
	"mime"
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/provision"
)

// deploymentPath is where the deployment of a resource is.
const deploymentPath = "/instances/{id}/deployment"

const deploymentKindName = "Deployment"

// deploymentFilter chooses deployments.
type deploymentFilter struct {
	Paging
	Sorting
	Dossier string `query:"dossier" doc:"identifiant du dossier|identifier of the need"`
	Cloud   string `query:"cloud" doc:"cloud, comme les réglages du portail le nomment|cloud, as the settings of the portal name it"`
	State   string `query:"state" enum:"planned,building,running,failed,cancelled,undoing,leaving,gone" doc:"état|state"`
	Drifted bool   `query:"drifted" doc:"seulement ceux dont un objet diffère|only those of which an object differs"`
	Sort    string `query:"sort" enum:"name,state,observed" doc:"ordre|order"`
}

// oneDeployment chooses a deployment to read.
type oneDeployment struct {
	ID          string `path:"id" doc:"identifiant de la ressource|identifier of the resource"`
	IfNoneMatch string `header:"If-None-Match" doc:"étiquette déjà connue : la réponse est 304 si l'objet n'a pas changé|tag already known: the answer is 304 if the object has not changed"`
	Raw         bool   `query:"raw" doc:"avec la réponse de la plateforme à chaque échec|with the answer of the platform to each failure"`
}

// deploymentShown is the answer that shows a deployment.
type deploymentShown = object[wire.DeploymentSpec, wire.DeploymentStatus]

// deployments registers what is built for what was ordered.
func deployments(a *API) {
	register(a, operation{
		id: "listDeployments", method: http.MethodGet, path: "/deployments", group: groupDeployments,
		summary: havre.Text{FR: "Lister les déploiements", EN: "List deployments"},
		long:    havre.Text{FR: "Ceux des ressources que vous pouvez voir et que ce portail construit.", EN: "Those of resources that you may see and that this portal builds."},
	}, a.listDeployments)
	register(a, operation{
		id: "getDeployment", method: http.MethodGet, path: deploymentPath, group: groupDeployments, also: []int{http.StatusNotModified},
		summary: havre.Text{FR: "Lire où en est un déploiement", EN: "Read where a deployment is"},
		long: havre.Text{
			FR: "L'état et ce qu'il veut dire, les étapes en cours, les objets et ce qui en diffère, le prix, les accès sans leurs secrets.",
			EN: "The state and what it means, the steps under way, the objects and what differs of them, the price, the accesses without their secrets.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *oneDeployment) (*deploymentShown, error) {
		out, err := a.deployment(ctx, actor, in.ID, in.Raw)
		if err == nil && known(in.IfNoneMatch, out.ETag) {
			out.Status = http.StatusNotModified
		}
		return out, err
	})
	a.plansOfDeployments()
	a.runsOfDeployments()
	a.movesOfDeployments()
	a.accessesOfDeployments()
	a.exportsOfDeployments()
}

// provisioning is the door to provisioning; a portal without any cloud has none.
func (a *API) provisioning() (*provision.Service, error) {
	if a.Provision == nil {
		return nil, &havre.Fault{
			Code:    havre.NotFound,
			Message: havre.Text{FR: "Ce portail n'a de compte sur aucun cloud : il ne construit rien lui-même.", EN: "No cloud is set up: this portal builds nothing by itself."},
			Next:    havre.Text{FR: "Demandez à l'administrateur du portail d'en régler un.", EN: "Ask the administrator of the portal to set one up."},
		}
	}
	return a.Provision, nil
}

func (a *API) listDeployments(ctx context.Context, actor identity.Actor, in *deploymentFilter) (*listed[wire.DeploymentItem], error) {
	s, err := a.provisioning()
	if err != nil {
		return nil, err
	}
	page, err := s.Deployments(ctx, actor, provision.Query{
		List: in.sorted(in.Paging, in.Sort), Need: in.Dossier, Target: in.Cloud, State: provision.State(in.State), Drifted: in.Drifted,
	})
	if err != nil {
		return nil, err
	}
	v := a.view(ctx)
	return listOf(ctx, deploymentKindName, page, func(d *provision.Deployment) wire.DeploymentItem { return showDeploymentItem(v, d) }), nil
}

// deployment answers a deployment as it is now.
func (a *API) deployment(ctx context.Context, actor identity.Actor, id string, raw bool) (*deploymentShown, error) {
	s, err := a.provisioning()
	if err != nil {
		return nil, err
	}
	d, err := s.Deployment(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	o := stamped(deploymentKindName, showDeployment(a.deploymentView(ctx, d.Kinds, raw), d))
	return &deploymentShown{Status: http.StatusOK, ETag: etag(o.Metadata.Version), Body: o}, nil
}

// wantedPlan chooses a plan to preview.
type wantedPlan struct {
	ID     string `path:"id" doc:"identifiant de la ressource|identifier of the resource"`
	Ending bool   `query:"ending" doc:"ce que ferait la fin de la ressource|what the end of the resource would do"`
}

type deploymentPlanShown struct{ Body wire.DeploymentPlan }

func (a *API) plansOfDeployments() {
	register(a, operation{
		id: "previewDeployment", method: http.MethodGet, path: deploymentPath + "/plan", group: groupDeployments,
		summary: havre.Text{FR: "Voir ce que l'application ferait maintenant", EN: "See what applying would do now"},
		long: havre.Text{
			FR: "La différence entre ce qui est voulu et ce que la plateforme a maintenant. Elle est interrogée, et rien n'est changé.",
			EN: "The difference between what is wanted and what the platform has now. It is asked, and nothing is changed.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *wantedPlan) (*deploymentPlanShown, error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		d, err := s.Deployment(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		preview := s.Preview
		if in.Ending {
			preview = s.Ending
		}
		p, err := preview(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		out := showDeploymentPlan(a.deploymentView(ctx, d.Kinds, false), d, p)
		out.Ending = in.Ending
		return &deploymentPlanShown{out}, nil
	})
}

// ofDeployment chooses what belongs to a deployment.
type ofDeployment struct {
	Paging
	ID string `path:"id" doc:"identifiant de la ressource|identifier of the resource"`
}

// oneRun chooses a run of a deployment.
type oneRun struct {
	ID  string `path:"id" doc:"identifiant de la ressource|identifier of the resource"`
	Run string `path:"run" doc:"identifiant du travail|identifier of the run"`
	Raw bool   `query:"raw" doc:"avec la réponse de la plateforme à chaque échec|with the answer of the platform to each failure"`
}

type runShown struct{ Body wire.DeploymentRun }

func (a *API) runsOfDeployments() {
	register(a, operation{
		id: "listDeploymentRuns", method: http.MethodGet, path: deploymentPath + "/runs", group: groupDeployments,
		summary: havre.Text{FR: "Lister les travaux d'un déploiement", EN: "List the runs of a deployment"},
		long:    havre.Text{FR: "Les vingt derniers, du plus récent au plus ancien, sans leurs étapes.", EN: "The last twenty, from the newest to the oldest, without their steps."},
	}, func(ctx context.Context, actor identity.Actor, in *ofDeployment) (*listed[wire.DeploymentRun], error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		d, err := s.Deployment(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		page, err := window(d.Runs, in.Paging)
		if err != nil {
			return nil, err
		}
		v := a.deploymentView(ctx, d.Kinds, false)
		return listOf(ctx, "DeploymentRun", page, func(r *provision.Run) wire.DeploymentRun { return v.run(r, nil) }), nil
	})
	register(a, operation{
		id: "getDeploymentRun", method: http.MethodGet, path: deploymentPath + "/runs/{run}", group: groupDeployments,
		summary: havre.Text{FR: "Lire un travail, avec ses étapes", EN: "Read a run, with its steps"},
	}, func(ctx context.Context, actor identity.Actor, in *oneRun) (*runShown, error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		d, err := s.Deployment(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		r, steps, err := s.RunOf(ctx, actor, in.ID, in.Run)
		if err != nil {
			return nil, err
		}
		return &runShown{a.deploymentView(ctx, d.Kinds, in.Raw).run(r, steps)}, nil
	})
}

func (a *API) movesOfDeployments() {
	act := operation{
		id: "actOnDeployment", method: http.MethodPost, path: deploymentPath + "/actions", group: groupDeployments, accepts: documentTypes,
		summary: havre.Text{FR: "Conduire un déploiement", EN: "Drive a deployment"},
		long: havre.Text{
			FR: "apply réalise ce qui diffère, ou le plan relu ; pause et resume suspendent et reprennent ; cancel abandonne le travail ; retry refait ce qui a échoué ; roll-back revient à avant la commande ; look cherche les écarts. « actions » du déploiement dit ce qui est possible.",
			EN: "apply carries out what differs, or the plan that was reviewed; pause and resume hold and go on; cancel gives the run up; retry does again what failed; roll-back goes back to before the order; look looks for drift. \"actions\" of the deployment says what is possible.",
		},
	}
	registerBody(a, act, "DeploymentAction", func(ctx context.Context, actor identity.Actor, in *target, w *wire.DeploymentAction) (*deploymentShown, error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		if _, err := s.Act(ctx, actor, in.ID, provision.Verb(w.Verb)); err != nil {
			return nil, err
		}
		return a.deployment(ctx, actor, in.ID, false)
	})
	drift := operation{
		id: "settleDrift", method: http.MethodPost, path: deploymentPath + "/drift", group: groupDeployments, accepts: documentTypes,
		summary: havre.Text{FR: "Réparer ou accepter ce qui diffère", EN: "Repair or accept what differs"},
		long: havre.Text{
			FR: "Réparer refait l'objet comme il est commandé ; accepter prend ses attributs tels quels. Ce qui a disparu ne s'accepte pas : une commande change ce qui est voulu.",
			EN: "Repairing makes the object again as it is ordered; accepting takes its attributes as they are. What is gone cannot be accepted: an order changes what is wanted.",
		},
	}
	registerBody(a, drift, "DriftSettlement", func(ctx context.Context, actor identity.Actor, in *target, w *wire.DriftSettlement) (*deploymentShown, error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		if _, err := s.SettleDrift(ctx, actor, in.ID, provision.Reaction(w.Reaction), w.Keys...); err != nil {
			return nil, err
		}
		return a.deployment(ctx, actor, in.ID, false)
	})
}

const zipType = "application/zip"

func (a *API) exportsOfDeployments() {
	register(a, operation{
		id: "exportDeployment", method: http.MethodGet, path: deploymentPath + "/export", group: groupDeployments, raw: zipType,
		summary: havre.Text{FR: "Emporter un déploiement en fichiers OpenTofu", EN: "Take a deployment away as OpenTofu files"},
		long: havre.Text{
			FR: "Une archive ZIP de configuration, avec de quoi y importer ce qui existe. Aucun secret n'y est.",
			EN: "A ZIP archive of configuration, with what is needed to import what exists into it. It holds no secret.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *target) (*file, error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		d, err := s.Deployment(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		files, err := s.Export(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		body, err := a.zipped(files)
		if err != nil {
			return nil, err
		}
		return &file{
			Type: zipType, Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": d.Name + ".zip"}),
			Policy: "sandbox; default-src 'none'", Body: body,
		}, nil
	})
}

// zipped puts files into an archive, in the order of their names.
func (a *API) zipped(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.Now()})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
