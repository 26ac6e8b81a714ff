package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/store"
)

// small is what the story builds in its space.
const small = `apiVersion: havre/v1
kind: Blueprint
spec:
  tiers: [{name: app, count: 1, flavor: small, image: debian-12, volumes: [{name: data, size: 10}]}]
`

// deployments orders a space on a cloud and goes through all that can be done with what
// is built there.
func (s *story) deployments() {
	i := s.built()
	s.ids["instances"] = i
	s.call("listDeployments", s.reader, map[string]string{"?": "?state=running&sort=name"}, "", "")
	d := s.deployment(i)
	if d.Status.Run == nil || len(d.Status.Run.Steps) == 0 || len(d.Status.Resources) == 0 || d.Status.CloudTitle != "Cloud Pi" || d.Status.Price.After == nil {
		s.t.Fatalf("the deployment: %+v", d.Status)
	}
	s.call("listDeploymentRuns", s.reader, id(i), "", "")
	s.call("getDeploymentRun", s.reader, map[string]string{"id": i, "run": d.Status.Run.ID, "?": "?raw=true"}, "", "")
	s.exported(i)
	s.drifted(i)
	s.accesses(i)
	s.planned(i)
	s.orphaned(i)
}

// built is a resource that the portal has built.
func (s *story) built() string {
	s.t.Helper()
	o := s.do(s.ours, http.MethodPost, "orders", text(map[string]any{"spec": map[string]any{"dossier": s.decided("conges-agents")}}), "Content-Type", asJSON).object(s.t).ID
	s.call("addOrderItem", s.ours, id(o), text(map[string]any{
		"offer": "cloud-pi", "plan": "project", "name": "conges", "environment": "acceptance", "estimate": "900.00", "estimateNote": "convention 2026",
		"choices": map[string]any{"exposure": "rie", "cpu": 4, "memory": 8, "storage": 100, "blueprint": small},
	}), asJSON)
	s.call("sendOrder", s.ours, id(o), "", "")
	s.checks(o)
	for range 6 {
		if !s.vote(o, `{"vote":"approve","comment":"Vu."}`) {
			break
		}
	}
	var got wire.Order
	for range 200 {
		s.must(json.Unmarshal(s.call("getOrder", s.ours, id(o), "", "").body, &got))
		if got.Status.State == "completed" {
			return got.Status.Items[0].Instance
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatalf("the order is %s: %s %+v", got.Status.State, got.Status.Why, got.Status.Items)
	return ""
}

func (s *story) deployment(i string) (d wire.Deployment) {
	s.t.Helper()
	s.must(json.Unmarshal(s.call("getDeployment", s.reader, map[string]string{"id": i, "?": "?raw=true"}, "", "").body, &d))
	return d
}

// until reads a deployment until something is so.
func (s *story) until(i string, so func(*wire.Deployment) bool) *wire.Deployment {
	s.t.Helper()
	var d wire.Deployment
	for range 200 {
		if d = s.deployment(i); so(&d) {
			return &d
		}
		time.Sleep(25 * time.Millisecond)
	}
	s.t.Fatalf("it never comes: %+v", d.Status)
	return nil
}

func running(d *wire.Deployment) bool { return d.Status.State == "running" }

func (s *story) exported(i string) {
	a := s.call("exportDeployment", s.reader, id(i), "", "")
	z, err := zip.NewReader(bytes.NewReader(a.body), int64(len(a.body)))
	s.must(err)
	if len(z.File) != 1 || z.File[0].Name != "main.tf" {
		s.t.Fatalf("the archive: %+v", z.File)
	}
	f, err := z.File[0].Open()
	s.must(err)
	content, err := io.ReadAll(f)
	s.must(err)
	if !strings.Contains(string(content), "server/app-1") {
		s.t.Errorf("the export: %s", content)
	}
}

// drifted changes what was built by hand, then accepts one difference and repairs the
// others.
func (s *story) drifted(i string) {
	s.World.Cloud.Alter(i, "server/app-1", "flavor", "medium")
	s.World.Cloud.Alter(i, "volume/app-1/data", "size", int64(20))
	s.call("actOnDeployment", s.ours, id(i), `{"verb":"look"}`, asJSON)
	d := s.until(i, func(d *wire.Deployment) bool { return d.Status.Drifted == 2 && len(d.Status.Actions) > 0 })
	for _, r := range d.Status.Resources {
		if want := r.Key == "server/app-1" || r.Key == "volume/app-1/data"; r.Differs != want || want && len(r.Drift) != 1 {
			s.t.Errorf("%s differs: %v", r.Key, r.Drift)
		}
	}
	if c := d.Status.Conditions[1]; c.Type != "AsWanted" || c.Reason != "Drifted" {
		s.t.Errorf("the conditions: %+v", d.Status.Conditions)
	}
	s.call("listDeployments", s.reader, map[string]string{"?": "?drifted=true"}, "", "")
	s.call("settleDrift", s.ours, id(i), `{"reaction":"accept","keys":["volume/app-1/data"]}`, asJSON)
	s.call("settleDrift", s.ours, id(i), `{"reaction":"repair"}`, asJSON)
	s.until(i, func(d *wire.Deployment) bool { return running(d) && d.Status.Drifted == 0 })
}

// accesses gives an access, shows it, renews it and takes it back.
func (s *story) accesses(i string) {
	var made wire.DeploymentAccess
	s.must(json.Unmarshal(s.call("createDeploymentAccess", s.ours, id(i), `{"for":"intégration continue"}`, asJSON).body, &made))
	shown := s.call("showDeploymentAccess", s.ours, map[string]string{"id": i, "name": made.Name}, "", "")
	var c wire.AccessCredentials
	s.must(json.Unmarshal(shown.body, &c))
	secret, _ := c.Credentials["applicationCredentialSecret"].(string)
	if shown.header.Get("Cache-Control") != "no-store" || !strings.Contains(c.Files["clouds.yaml"], secret) || secret == "" {
		s.t.Fatalf("the credentials: %s", shown.body)
	}
	s.until(i, running)
	if a := s.do(s.ours, http.MethodGet, "instances/"+i+"/deployment?raw=true", nil); strings.Contains(string(a.body), secret) {
		s.t.Error("the deployment tells a secret")
	}
	var again wire.DeploymentAccess
	s.must(json.Unmarshal(s.call("createDeploymentAccess", s.ours, id(i), text(map[string]any{"replaces": made.Name, "once": true}), asJSON).body, &again))
	once := "instances/" + i + "/deployment/accesses/" + again.Name + "/credentials"
	if a := s.do(s.ours, http.MethodPost, once, nil); a.status != http.StatusOK {
		s.t.Fatalf("shown once: %d %s", a.status, a.body)
	}
	if a := s.do(s.ours, http.MethodPost, once, nil, "Idempotency-Key", "again"); a.status != http.StatusGone {
		s.t.Errorf("shown twice: %d %s", a.status, a.body)
	}
	s.until(i, running)
	s.call("deleteDeploymentAccess", s.ours, map[string]string{"id": i, "name": made.Name}, "", "")
	s.until(i, func(d *wire.Deployment) bool {
		return running(d) && d.Status.Accesses[0].State == "revoked" && d.Status.Accesses[1].State == "open"
	})
}

// planned reads what applying and ending would do.
func (s *story) planned(i string) {
	var p wire.DeploymentPlan
	s.must(json.Unmarshal(s.call("previewDeployment", s.reader, id(i), "", "").body, &p))
	if !p.Empty || p.Counts.Unchanged == 0 {
		s.t.Errorf("the plan: %+v", p)
	}
	s.must(json.Unmarshal(s.call("previewDeployment", s.reader, map[string]string{"id": i, "?": "?ending=true"}, "", "").body, &p))
	if p.Empty || !p.Loses || p.Counts.Delete != len(p.Changes) || !p.Ending {
		s.t.Errorf("its end: %+v", p)
	}
}

// orphaned says what became of an object that could not be removed.
func (s *story) orphaned(i string) {
	o := provision.Orphan{
		ID: newID(), Deployment: i, Number: "CMD-2026-00001", Target: "cloud-pi", Since: time.Now(), NextAt: time.Now().Add(time.Hour), Tries: 1,
		Object: plan.Object{Key: "volume/old", Kind: "volume", ID: "sim-volume-999", Name: "old", State: plan.Ready}, Why: provision.Trouble{Reason: driver.Denied, Raw: "DELETE …: 403", At: time.Now()},
	}
	s.must(store.Using[provision.Tx](s.DB).Write(s.t.Context(), func(tx provision.Tx) error { return tx.SaveOrphan(s.t.Context(), &o) }))
	s.ids["orphans"] = o.ID
	if a := s.call("listOrphans", s.reader, map[string]string{"?": "?open=true&raw=true&deployment=" + i}, "", ""); !strings.Contains(string(a.body), "403") {
		s.t.Errorf("the ledger: %s", a.body)
	}
	s.call("settleOrphan", s.ours, id(o.ID), `{"how":"supprimé par l’opérateur"}`, asJSON)
}
