package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/havre-cloud/havre/portal/api/wire"
)

// Lists of what is built: they are read with [Kind.List]. One deployment is read with
// [Client.Deployment], by the identifier of its resource.
var (
	Deployments = Kind[wire.DeploymentItem]{"deployments"}
	Orphans     = Kind[wire.Orphan]{"orphans"}
)

// Runs lists the runs of a deployment, the newest first.
func Runs(instance string) Kind[wire.DeploymentRun] {
	return Kind[wire.DeploymentRun]{deploymentAt(instance) + "/runs"}
}

func deploymentAt(instance string) string { return Instances.at(instance) + "/deployment" }

// Deployment reads where a deployment is, and its tag; raw adds what the cloud answered
// to each failure.
func (c *Client) Deployment(ctx context.Context, instance string, raw bool) (*wire.Deployment, string, error) {
	return decode[wire.Deployment](c.Send(ctx, Call{Method: http.MethodGet, Path: deploymentAt(instance), Query: yes("raw", raw)}))
}

// yes is a query that asks for something when it is wanted.
func yes(name string, wanted bool) url.Values {
	if !wanted {
		return nil
	}
	return url.Values{name: {strconv.FormatBool(true)}}
}

// PreviewDeployment tells what applying would do now; ending, what the end of the
// resource would. Nothing is changed.
func (c *Client) PreviewDeployment(ctx context.Context, instance string, ending bool) (*wire.DeploymentPlan, error) {
	p, _, err := decode[wire.DeploymentPlan](c.Send(ctx, Call{Method: http.MethodGet, Path: deploymentAt(instance) + "/plan", Query: yes("ending", ending)}))
	return p, err
}

// DeploymentRun reads one run with its steps.
func (c *Client) DeploymentRun(ctx context.Context, instance, run string, raw bool) (*wire.DeploymentRun, error) {
	r, _, err := decode[wire.DeploymentRun](c.Send(ctx, Call{Method: http.MethodGet, Path: Runs(instance).at(run), Query: yes("raw", raw)}))
	return r, err
}

// ActOnDeployment asks something of a deployment: apply, pause, resume, cancel, retry,
// roll-back or look.
func (c *Client) ActOnDeployment(ctx context.Context, instance, verb string) (*wire.Deployment, string, error) {
	return c.moveDeployment(ctx, instance, "actions", wire.DeploymentAction{Verb: verb})
}

// SettleDrift repairs or accepts what differs of some resources; no key is all of them.
func (c *Client) SettleDrift(ctx context.Context, instance, reaction string, keys ...string) (*wire.Deployment, string, error) {
	return c.moveDeployment(ctx, instance, "drift", wire.DriftSettlement{Reaction: reaction, Keys: keys})
}

// GrantAccess asks for an access to what is built, once whatever becomes of the network.
// The key may be empty: one is then made.
func (c *Client) GrantAccess(ctx context.Context, instance, key string, w wire.AccessWanted) (*wire.DeploymentAccess, error) {
	body, media, err := written(w)
	if err != nil {
		return nil, err
	}
	a, _, err := decode[wire.DeploymentAccess](c.Send(ctx, Call{Method: http.MethodPost, Path: deploymentAt(instance) + "/accesses", Body: body, Type: media, Key: key, Create: true}))
	return a, err
}

// Credentials are the secrets of an access: the portal waits for them to be ready.
func (c *Client) Credentials(ctx context.Context, instance, access string) (*wire.AccessCredentials, error) {
	a, _, err := decode[wire.AccessCredentials](c.Send(ctx, Call{Method: http.MethodPost, Path: accessAt(instance, access) + "/credentials"}))
	return a, err
}

// RevokeAccess takes an access away; the tag is that of the deployment, or "*".
func (c *Client) RevokeAccess(ctx context.Context, instance, access, tag string) error {
	_, err := c.Send(ctx, Call{Method: http.MethodDelete, Path: accessAt(instance, access), Match: tag})
	return err
}

func accessAt(instance, access string) string {
	return deploymentAt(instance) + "/accesses/" + url.PathEscape(access)
}

// ExportDeployment is the configuration that a team can leave with, as a ZIP archive.
func (c *Client) ExportDeployment(ctx context.Context, instance string) ([]byte, error) {
	a, err := c.Send(ctx, Call{Method: http.MethodGet, Path: deploymentAt(instance) + "/export", Accept: "application/zip"})
	if err != nil {
		return nil, err
	}
	return a.Body, nil
}

// SettleOrphan says what became of an object that could not be removed.
func (c *Client) SettleOrphan(ctx context.Context, id, how string) error {
	body, err := json.Marshal(wire.OrphanSettlement{How: how})
	if err != nil {
		return err
	}
	_, err = c.Send(ctx, Call{Method: http.MethodPost, Path: Orphans.at(id) + "/settlement", Body: body})
	return err
}

// FollowDeployment reads a deployment until it no longer moves by itself, and tells each
// state on the way: it is in service, gone, or waits for somebody.
func (c *Client) FollowDeployment(ctx context.Context, instance string, told func(*wire.Deployment)) (*wire.Deployment, error) {
	for {
		d, _, err := c.Deployment(ctx, instance, false)
		if err != nil {
			return nil, err
		}
		told(d)
		if !Moving(d) {
			return d, nil
		}
		if err := c.wait(ctx, lookEvery); err != nil {
			return nil, err
		}
	}
}

// Moving says whether a deployment goes on by itself.
func Moving(d *wire.Deployment) bool {
	if d.Status.Paused {
		return false
	}
	switch d.Status.State {
	case "building", "undoing", "leaving":
		return true
	}
	return false
}

func (c *Client) moveDeployment(ctx context.Context, instance, verb string, document any) (*wire.Deployment, string, error) {
	body, media, err := written(document)
	if err != nil {
		return nil, "", err
	}
	return decode[wire.Deployment](c.Send(ctx, Call{Method: http.MethodPost, Path: deploymentAt(instance) + "/" + verb, Body: body, Type: media}))
}
