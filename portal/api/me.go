package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

type meShown struct{ Body wire.Me }

// me registers who asks.
func me(a *API) {
	register(a, operation{
		id: "getMe", method: http.MethodGet, path: "/me", group: groupMe,
		summary: havre.Text{FR: "Qui suis-je", EN: "Who am I"},
		long:    havre.Text{FR: "Le compte qui demande, ses rôles en vigueur et ce qu'ils permettent.", EN: "The account that asks, its roles in force and what they allow."},
	}, func(_ context.Context, actor identity.Actor, _ *struct{}) (*meShown, error) {
		return &meShown{Body: showMe(actor)}, nil
	})
}

func showMe(a identity.Actor) wire.Me {
	out := wire.Me{
		APIVersion: havre.APIVersion, Kind: "Me", ID: a.ID, Name: a.Name, Account: string(a.Kind), Home: a.Home, Method: string(a.Method),
		Roles: []wire.RoleHeld{}, Actions: []wire.ActionHeld{},
	}
	for _, s := range a.Scopes {
		out.Scopes = append(out.Scopes, string(s))
	}
	for _, g := range a.Grants {
		out.Roles = append(out.Roles, wire.RoleHeld{Organisation: g.Organisation, Role: string(g.Role), Until: g.Until})
	}
	for _, r := range identity.Policy {
		if paths, all := a.Scoped(r.Action); all || len(paths) > 0 {
			out.Actions = append(out.Actions, wire.ActionHeld{Action: string(r.Action), Title: r.Text.In(a.Lang)})
		}
	}
	return out
}
