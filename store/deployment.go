package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision"
)

var _ provision.Tx = (*Tx)(nil)

var deploymentColumns = "d.id, i.need, n.title, n.organisation, o.path, i.offer, i.plan, i.name, i.environment, COALESCE(c.requester, ''), " +
	"d.order_id, d.number, d.item, d.target, d.driver, d.state, d.paused, d.generation, d.body, d.run, d.epoch, d.drifted, d.observed_at, " + stamped("d")

const deploymentTables = " JOIN instances i ON i.id = d.id JOIN needs n ON n.id = i.need JOIN organisations o ON o.id = n.organisation LEFT JOIN orders c ON c.id = d.order_id "

func scanDeployment(s scanner, d *provision.Deployment) error {
	return s.Scan(append([]any{
		&d.ID, &d.Need, &d.NeedTitle, &d.Organisation, &d.Path, &d.Offer, &d.Plan, &d.Name, &d.Environment, &d.Owner,
		&d.Order, &d.Number, &d.Item, &d.Target, &d.Driver, &d.State, &d.Paused, &d.Generation,
		words{&d.Body},
		&d.Run, &d.Epoch, &d.Drifted,
		instant{&d.ObservedAt},
	}, stamps(&d.Stamps)...)...)
}

// Deployment implements provision.Tx.
func (tx *Tx) Deployment(ctx context.Context, id string) (*provision.Deployment, error) {
	return one(ctx, tx, scanDeployment, "SELECT "+deploymentColumns+" FROM deployments d"+deploymentTables+"WHERE d.id = $1", id)
}

var deploymentList = list[provision.Deployment]{
	from: "deployments d JOIN instances i ON i.id = d.id JOIN needs n ON n.id = i.need", id: "d.id",
	orders: []sorting{
		{name: "name", by: "i.name", kind: byText},
		{name: "state", by: "d.state", kind: byText},
		{name: "observed", by: "d.observed_at", kind: byInstant},
	},
	columns: deploymentColumns,
	rows:    "JOIN deployments d ON d.id = p.id" + deploymentTables,
	scan:    scanDeployment,
}

// Deployments implements provision.Tx: those of deleted needs stay, for what they built
// does.
func (tx *Tx) Deployments(ctx context.Context, q provision.Query) (havre.Page[provision.Deployment], error) {
	var w where
	w.living("d.deleted_at", false)
	w.visible(q.Needs)
	w.equal("i.need", q.Need)
	w.equal("d.target", q.Target)
	w.equal("d.state", string(q.State))
	if q.Drifted {
		w.and("d.drifted > 0")
	}
	if q.Unseen != "" {
		before, err := moment("unseen", q.Unseen)
		if err != nil {
			return havre.Page[provision.Deployment]{}, err
		}
		w.and("d.state = 'running' AND d.observed_at < ?", before)
	}
	w.matching("(n.search || ' ' || i.name || ' ' || lower(d.number))", q.Search)
	return page(ctx, tx, deploymentList, &w, q.List)
}

// moment is an instant that a query names in RFC 3339, for a column.
func moment(field, text string) (string, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return "", havre.Problems{{
			Field: field, Value: text,
			Message: havre.Text{FR: "un instant est attendu, comme 2026-11-22T12:00:00Z", EN: "an instant is expected, such as 2026-11-22T12:00:00Z"},
		}}
	}
	return at(t), nil
}

// SaveDeployment implements provision.Tx. It leaves the epoch as it is.
func (tx *Tx) SaveDeployment(ctx context.Context, d *provision.Deployment) error {
	return tx.save(ctx, row{
		"deployments", d.ID,
		[]string{"order_id", "number", "item", "target", "driver", "state", "paused", "generation", "body", "run", "drifted", "observed_at"},
		[]any{
			d.Order, d.Number, d.Item, d.Target, d.Driver, string(d.State), d.Paused, d.Generation,
			words{d.Body},
			d.Run, d.Drifted, at(d.ObservedAt),
		},
	}, &d.Stamps)
}

// Claim implements provision.Tx. It leaves the version as it is: what somebody is about
// to save of the deployment is still good.
func (tx *Tx) Claim(ctx context.Context, id string) (int64, error) {
	return value[int64](ctx, tx, "UPDATE deployments SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch", id)
}

// Holds implements provision.Tx. Writers wait for one another (see [DB.Write]), so that
// what one of them has read holds until it ends: there is nothing else to lock.
func (tx *Tx) Holds(ctx context.Context, id string, epoch int64) error {
	now, err := value[int64](ctx, tx, "SELECT epoch FROM deployments WHERE id = $1", id)
	if err != nil || now == epoch {
		return err
	}
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Un autre processus a repris ce déploiement entre-temps.", EN: "Another process has taken this deployment in hand meanwhile."},
		Next:    havre.Text{FR: "Il continue à votre place : il n’y a rien à faire.", EN: "It carries on: there is nothing to do."},
	}
}

// Resources implements provision.Tx. Databases do not agree on the order of texts: it is
// made here.
func (tx *Tx) Resources(ctx context.Context, deployment string) ([]provision.Resource, error) {
	out, err := all(ctx, tx, func(s scanner, r *provision.Resource) error {
		return s.Scan(&r.Deployment,
			words{&r.Object},
			words{&r.Wanted},
			words{&r.Drift},
			&r.Words.FR, &r.Words.EN,
			instant{&r.Since},
			instant{&r.MadeAt},
			instant{&r.ObservedAt})
	}, "SELECT deployment, object, wanted, drift, words_fr, words_en, since, made_at, observed_at FROM resources WHERE deployment = $1", deployment)
	slices.SortFunc(out, func(a, b provision.Resource) int {
		return cmp.Or(cmp.Compare(a.Object.Key, b.Object.Key), cmp.Compare(a.Object.ID, b.Object.ID))
	})
	return out, err
}

// SaveResource implements provision.Tx.
func (tx *Tx) SaveResource(ctx context.Context, r *provision.Resource) error {
	return tx.run(ctx, `INSERT INTO resources (deployment, key, external, object, wanted, drift, words_fr, words_en, since, made_at, observed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (deployment, key, external) DO UPDATE SET object = excluded.object, wanted = excluded.wanted, drift = excluded.drift,
		words_fr = excluded.words_fr, words_en = excluded.words_en, since = excluded.since, made_at = excluded.made_at, observed_at = excluded.observed_at`,
		r.Deployment, r.Object.Key, r.Object.ID,
		words{r.Object},
		words{r.Wanted},
		words{r.Drift},
		r.Words.FR, r.Words.EN, maybe(r.Since), maybe(r.MadeAt), maybe(r.ObservedAt))
}

// DropResource implements provision.Tx; one that is not there is no failure.
func (tx *Tx) DropResource(ctx context.Context, deployment, key, external string) error {
	return tx.run(ctx, "DELETE FROM resources WHERE deployment = $1 AND key = $2 AND external = $3", deployment, key, external)
}
