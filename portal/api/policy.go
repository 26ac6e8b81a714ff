package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

type policyShown struct{ Body wire.Policy }

// policy registers the table of who may do what, which is no secret.
func policy(a *API) {
	register(a, operation{
		id: "getPolicy", method: http.MethodGet, path: "/policy", group: groupPolicy, public: true,
		summary: havre.Text{FR: "Qui peut faire quoi", EN: "Who may do what"},
		long:    havre.Text{FR: "La table entière : pour chaque action, les rôles qui la permettent.", EN: "The whole table: for each action, the roles that allow it."},
	}, func(_ context.Context, actor identity.Actor, _ *struct{}) (*policyShown, error) {
		return &policyShown{Body: showPolicy(actor.Lang)}, nil
	})
}

func showPolicy(l havre.Lang) wire.Policy {
	out := wire.Policy{APIVersion: havre.APIVersion, Kind: "Policy"}
	for _, r := range identity.Roles {
		out.Roles = append(out.Roles, wire.PolicyRole{Role: string(r), Title: r.Text().In(l)})
	}
	for _, r := range identity.Policy {
		line := wire.PolicyRule{Action: string(r.Action), Title: r.Text.In(l), Roles: []string{}, Scope: string(r.Scope), Everywhere: r.Reach == identity.Everywhere}
		for _, role := range r.Roles {
			line.Roles = append(line.Roles, string(role))
		}
		out.Rules = append(out.Rules, line)
	}
	return out
}
