package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
)

// oneAccess chooses an access of a deployment.
type oneAccess struct {
	ID   string `path:"id" doc:"identifiant de la ressource|identifier of the resource"`
	Name string `path:"name" doc:"nom de l'accès|name of the access"`
}

// guardedAccess chooses an access to take away.
type guardedAccess struct {
	ID      string `path:"id" doc:"identifiant de la ressource|identifier of the resource"`
	IfMatch string `header:"If-Match" doc:"étiquette du déploiement lu ; « * » pour ne pas vérifier|tag of the deployment that was read; \"*\" not to check"`
	Name    string `path:"name" doc:"nom de l'accès|name of the access"`
}

type accessMade struct{ Body wire.DeploymentAccess }

// secretsShown is an answer that nobody may keep.
type secretsShown struct {
	Cache string `header:"Cache-Control" doc:"no-store : personne ne garde cette réponse|no-store: nobody keeps this answer"`
	Body  wire.AccessCredentials
}

// accessesOfDeployments registers who may use what was built.
func (a *API) accessesOfDeployments() {
	grant := operation{
		id: "createDeploymentAccess", method: http.MethodPost, path: deploymentPath + "/accesses", group: groupDeployments,
		status: http.StatusCreated, creates: true, accepts: documentTypes,
		summary: havre.Text{FR: "Donner accès à ce qui est construit", EN: "Give access to what is built"},
		long: havre.Text{
			FR: "Un accès a ses propres secrets, qui se révoquent seuls ; il est créé chez la plateforme, puis se montre. Avec « replaces », il en renouvelle un autre, qui vaut encore un jour.",
			EN: "An access has secrets of its own, which are revoked alone; it is made on the platform, then can be shown. With \"replaces\", it renews another one, which is good for one more day.",
		},
	}
	registerBody(a, grant, "AccessWanted", func(ctx context.Context, actor identity.Actor, in *target, w *wire.AccessWanted) (*accessMade, error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		x, err := s.Grant(ctx, actor, in.ID, w.For, w.Once, w.Replaces)
		if err != nil {
			return nil, err
		}
		d, err := s.Deployment(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		return &accessMade{a.deploymentView(ctx, d.Kinds, false).access(madeAccess(d, x), d)}, nil
	})
	register(a, operation{
		id: "showDeploymentAccess", method: http.MethodPost, path: deploymentPath + "/accesses/{name}/credentials", group: groupDeployments, refuses: []havre.FaultCode{havre.Gone},
		summary: havre.Text{FR: "Montrer les secrets d'un accès", EN: "Show the secrets of an access"},
		long: havre.Text{
			FR: "Attend que l'accès soit prêt, 45 secondes au plus. Chaque fois est écrite au journal, sans les secrets ; la réponse n'est gardée nulle part, et Idempotency-Key n'y est pas admis.",
			EN: "Waits for the access to be ready, for 45 seconds at most. Each time is written in the journal, without the secrets; the answer is kept nowhere, and Idempotency-Key is not honoured.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *oneAccess) (*secretsShown, error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		got, err := s.Show(ctx, actor, in.ID, in.Name)
		if err != nil {
			return nil, err
		}
		return &secretsShown{Cache: "no-store", Body: showCredentials(in.Name, got)}, nil
	})
	register(a, operation{
		id: "deleteDeploymentAccess", method: http.MethodDelete, path: deploymentPath + "/accesses/{name}", group: groupDeployments, guarded: true,
		summary: havre.Text{FR: "Révoquer un accès", EN: "Revoke an access"},
		long:    havre.Text{FR: "Ses secrets cessent de valoir dès que la plateforme l'a supprimé. If-Match est l'étiquette du déploiement.", EN: "Its secrets are worth nothing as soon as the platform has deleted it. If-Match is the tag of the deployment."},
	}, func(ctx context.Context, actor identity.Actor, in *guardedAccess) (*struct{}, error) {
		s, err := a.provisioning()
		if err != nil {
			return nil, err
		}
		d, err := s.Deployment(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		if in.IfMatch != "*" {
			version, err := versionOf(in.IfMatch)
			if err != nil {
				return nil, err
			}
			if err := sameVersion(d.Stamps, version); err != nil {
				return nil, err
			}
		}
		return nil, s.Revoke(ctx, actor, in.ID, in.Name)
	})
}

// madeAccess is an access as it is on record.
func madeAccess(d *provision.View, x *provision.Access) *provision.Access {
	for i := range d.Accesses {
		if d.Accesses[i].Name == x.Name {
			return &d.Accesses[i]
		}
	}
	return x
}

func showCredentials(name string, x *driver.Access) wire.AccessCredentials {
	out := wire.AccessCredentials{
		APIVersion: havre.APIVersion, Kind: "AccessCredentials", Name: name,
		Credentials: x.Credentials, Files: map[string]string{}, Addresses: []wire.AccessAddress{},
	}
	if out.Credentials == nil {
		out.Credentials = map[string]any{}
	}
	for file, content := range x.Files {
		out.Files[file] = string(content)
	}
	for _, at := range x.Addresses {
		out.Addresses = append(out.Addresses, wire.AccessAddress{Key: at.Key, Name: at.Name, Private: at.Private, Public: at.Public, Ports: at.Ports, Protocol: at.Protocol})
	}
	return out
}

// access shows an access, without its secrets.
func (v deploymentView) access(x *provision.Access, d *provision.View) wire.DeploymentAccess {
	out := wire.DeploymentAccess{
		Name: x.Name, For: x.For, By: x.By, At: x.At, Once: x.Once, ShownAt: x.ShownAt, Replaces: x.Replaces, Until: x.Until, RevokedAt: x.RevokedAt,
	}
	if !x.Open() {
		out.Until = time.Time{} // it ended before, or at that very time: when is what counts
	}
	out.State = accessState(x, d, v.now)
	out.StateText = v.say(accessStates[out.State])
	return out
}

// The states of an access.
const (
	accessPending = "pending"
	accessOpen    = "open"
	accessEnding  = "ending"
	accessRevoked = "revoked"
)

var accessStates = map[string]havre.Text{
	accessPending: {FR: "en préparation", EN: "being made"},
	accessOpen:    {FR: "ouvert", EN: "open"},
	accessEnding:  {FR: "remplacé, bientôt fermé", EN: "replaced, soon closed"},
	accessRevoked: {FR: "révoqué", EN: "revoked"},
}

func accessState(x *provision.Access, d *provision.View, now time.Time) string {
	switch {
	case !x.Open():
		return accessRevoked
	case !x.Until.IsZero() && x.Until.After(now):
		return accessEnding
	case !x.Until.IsZero():
		return accessRevoked
	case !slices.ContainsFunc(d.Resources, func(r provision.Resource) bool {
		return r.Object.Key == "access/"+x.Name && r.Object.State == plan.Ready
	}):
		return accessPending
	}
	return accessOpen
}
