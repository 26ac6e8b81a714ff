package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
)

// story calls every operation of the document once at least, in an order that makes
// sense, as somebody who may, and holds each answer to the document.
type story struct {
	*world
	c      *contract
	seen   map[string]bool   // operations that succeeded
	ids    map[string]string // an object of each family of paths, which theirs may not see
	bodies map[string]string // what an operation was sent
	media  map[string]string
	who    map[string]client // who called an operation
	twice  bool              // ask for each creation again
	again  int               // how many were
}

const (
	asJSON  = "application/json"
	asYAML  = "application/yaml"
	asPatch = "application/merge-patch+json"
)

func (s *story) run() {
	s.t.Helper()
	s.ids, s.who, s.bodies, s.media = map[string]string{}, map[string]client{}, map[string]string{}, map[string]string{}
	s.Work(s.t)
	for _, chapter := range []func(){
		s.anyone, s.organisations, s.accounts, s.grants, s.services, s.tokens, s.dossiers, s.discussion,
		s.decisions, s.derogations, s.orders, s.notices, s.webhooks, s.catalogue, s.journal,
	} {
		chapter()
	}
}

// call calls an operation, which must succeed. Values fill its path; "?" is its
// query.
func (s *story) call(id string, as client, values map[string]string, body, media string) answer {
	s.t.Helper()
	o, ok := s.c.ops[id]
	if !ok {
		s.t.Fatalf("no operation %s", id)
	}
	path := o.fill(values) + values["?"]
	headers := []string{"Content-Type", media}
	if o.takes("If-Match") {
		headers = append(headers, "If-Match", s.tag(o, as, values))
	}
	if o.takes("Idempotency-Key") && s.twice {
		headers = append(headers, "Idempotency-Key", newID())
	}
	var sent any
	if body != "" {
		sent = body
		s.bodies[id], s.media[id] = body, media
	}
	a := s.do(as, o.method, path, sent, headers...)
	if err := s.c.check(o, a); err != nil {
		s.t.Errorf("%s: %v", id, err)
	}
	if a.status >= 300 {
		s.t.Fatalf("%s: %d %s", id, a.status, a.body)
	}
	s.seen[id], s.who[id] = true, as
	if o.takes("Idempotency-Key") && s.twice {
		s.askAgain(o, as, path, sent, headers, a)
	}
	return a
}

// tag is the present tag of the object that an operation changes.
func (s *story) tag(o op, as client, values map[string]string) string {
	s.t.Helper()
	object, rest, _ := strings.Cut(o.path, "{id}")
	object += values["id"]
	if strings.HasPrefix(rest, "/deployment/") {
		object += "/deployment"
	}
	a := s.do(as, http.MethodGet, object, nil)
	if a.header.Get("ETag") == "" {
		s.t.Fatalf("%s: no tag: %d %s", o.id, a.status, a.body)
	}
	return a.header.Get("ETag")
}

// askAgain sends a creation again, then something else with the same key.
func (s *story) askAgain(o op, as client, path string, body any, headers []string, first answer) {
	s.t.Helper()
	s.again++
	again := s.do(as, o.method, path, body, headers...)
	if again.status != first.status || string(again.body) != string(first.body) || again.header.Get("Location") != first.header.Get("Location") || again.header.Get("ETag") != first.header.Get("ETag") {
		s.t.Errorf("%s again: %d %s, first %d %s", o.id, again.status, again.body, first.status, first.body)
	}
	if again.header.Get("Idempotency-Replayed") != "true" {
		s.t.Errorf("%s again: nothing says that the answer is an old one", o.id)
	}
	other := s.do(as, http.MethodPost, "organisations", `{"spec":{"level":"ministry"}}`, append(headers, "Content-Type", asJSON)...)
	if other.status != http.StatusConflict {
		s.t.Errorf("%s: another request with the same key: %d %s", o.id, other.status, other.body)
	}
}

func id(v string) map[string]string { return map[string]string{"id": v} }

// made remembers an object of a family.
func (s *story) made(family string, a answer) string {
	s.t.Helper()
	o := a.object(s.t)
	s.ids[family] = o.ID
	if got := a.header.Get("Location"); got != "" && !strings.HasSuffix(got, "/"+o.ID) {
		s.t.Errorf("Location %s of %s", got, o.ID)
	}
	return o.ID
}

// text is an object as JSON.
func text(v any) string {
	raw, _ := json.Marshal(v) // of maps
	return string(raw)
}

// sameAgain sends an object back as it was read.
func (s *story) sameAgain(kind string, as client, id string) {
	s.t.Helper()
	a := s.call("get"+kind, as, map[string]string{"id": id}, "", "")
	before := a.object(s.t)
	after := s.call("replace"+kind, as, map[string]string{"id": id}, string(a.body), asJSON).object(s.t)
	if text(before.Spec) != text(after.Spec) {
		s.t.Errorf("%s sent back as it was read becomes %s, was %s", kind, text(after.Spec), text(before.Spec))
	}
}

// gone deletes an object and restores it.
func (s *story) gone(kind string, as client, id string) {
	s.t.Helper()
	s.call("delete"+kind, as, map[string]string{"id": id}, "", "")
	back := s.call("restore"+kind, as, map[string]string{"id": id}, "", "").object(s.t)
	if !back.Metadata.DeletedAt.IsZero() {
		s.t.Errorf("%s restored is still deleted", kind)
	}
}

func (s *story) anyone() {
	s.call("getMe", s.ours, nil, "", "")
	s.call("getPolicy", nobody, nil, "", "")
	s.call("listOffers", nobody, map[string]string{"?": "?on=2025-09-22&limit=3"}, "", "")
	s.call("getOffer", nobody, id("cegedim-cloud"), "", "")
	s.call("listOfferHistory", nobody, map[string]string{"id": "rosny", "attribute": "secnumcloud"}, "", "")
	s.call("listPlatforms", nobody, nil, "", "")
	s.call("getPlatform", nobody, id("rosny"), "", "")
	s.call("listNetworkPlaces", nobody, map[string]string{"?": "?on=2026-04-13&kind=platform"}, "", "")
	s.call("listNetworkLinks", nobody, map[string]string{"?": "?on=2026-04-13&place=rosny&network=vpn&status=yes&limit=2"}, "", "")
	s.call("getNetworkPath", nobody, map[string]string{"?": "?from=cegedim-cloud&to=fabnum-ovh&on=2026-04-13&protocol=tcp&port=443&network=vpn,rie&sensitive=true"}, "", "")
	s.call("getNetworkMap", nobody, map[string]string{"?": "?on=2026-04-13&from=cegedim-cloud&to=fabnum-ovh&network=vpn,rie"}, "", "")
	s.call("supposeNetwork", nobody, nil, `{"on":"2026-04-13","changes":[{"from":"rosny","to":"cegedim-cloud","status":"no"},{"from":"duquesne","transit":"yes"}]}`, asJSON)
	s.call("listRuleSets", nobody, nil, "", "")
	s.call("getRuleSet", nobody, id("state-2023"), "", "")
	s.call("listRules", nobody, map[string]string{"?": "?ministry=social"}, "", "")
	s.call("getRule", nobody, id("R9-HDS"), "", "")
	s.call("diffRuleSets", nobody, map[string]string{"?": "?from=state-2021&to=state-2023"}, "", "")
	s.call("tryDecision", nobody, map[string]string{"?": "?on=2026-11-22"}, need, asYAML)
	s.call("listEditions", nobody, nil, "", "")
}

func (s *story) organisations() {
	made := s.call("createOrganisation", s.root, nil, text(map[string]any{
		"metadata": map[string]any{"name": "direction", "title": "Direction du numérique"},
		"spec":     map[string]any{"parent": s.world.ids["organisation"], "level": "directorate", "ministry": "social"},
	}), asJSON)
	o := s.made("organisations", made)
	s.call("listOrganisations", s.root, map[string]string{"?": "?name=direction"}, "", "")
	s.sameAgain("Organisation", s.root, o)
	s.call("patchOrganisation", s.root, id(o), `{"metadata":{"title":"Direction numérique"}}`, asPatch)
	s.gone("Organisation", s.root, o)
}

func (s *story) accounts() {
	invite := func(email string) answer {
		return s.call("createPerson", s.root, nil, text(map[string]any{"kind": "Person", "spec": map[string]any{
			"name": "Nadia Neuve", "email": email, "grants": []any{map[string]any{"organisation": s.world.ids["organisation"], "role": "reader"}},
		}}), asJSON)
	}
	erased := invite("erased@havre.example").object(s.t).ID
	a := invite("nadia@havre.example")
	if !strings.HasPrefix(fmt.Sprint(a.object(s.t).Status["invitation"]), "https://havre.example/invitation#") {
		s.t.Errorf("no invitation: %s", a.body)
	}
	p := s.made("people", a)
	s.call("listPeople", s.root, nil, "", "")
	s.sameAgain("Person", s.root, p)
	s.call("patchPerson", s.root, id(p), `{"spec":{"disabled":true}}`, asPatch)
	s.call("patchPerson", s.root, id(p), `{"spec":{"disabled":null}}`, asPatch)
	s.gone("Person", s.root, p)
	s.call("erasePerson", s.root, id(erased), "", "")
}

func (s *story) grants() {
	g := s.made("grants", s.call("createGrant", s.root, nil, text(map[string]any{"spec": map[string]any{
		"person": s.reader.ID, "organisation": s.world.ids["organisation"], "role": "buyer", "until": time.Now().AddDate(1, 0, 0).Format(time.DateOnly),
	}}), asJSON))
	s.call("listGrants", s.root, map[string]string{"?": "?inForce=true&organisation=" + s.world.ids["organisation"]}, "", "")
	s.sameAgain("Grant", s.root, g)
	s.call("patchGrant", s.root, id(g), `{"spec":{"reason":"marché en cours"}}`, asPatch)
	s.gone("Grant", s.root, g)
}

func (s *story) services() {
	v := s.made("services", s.call("createService", s.ours, nil, "kind: Service\nmetadata: {organisation: "+s.world.ids["organisation"]+"}\nspec: {name: Tableau de bord}\n", asYAML))
	s.call("listServices", s.ours, nil, "", "")
	s.sameAgain("Service", s.ours, v)
	s.call("patchService", s.ours, id(v), `{"spec":{"name":"Tableau de suivi"}}`, asPatch)
	s.gone("Service", s.ours, v)
}

func (s *story) tokens() {
	body := func(name string) string {
		return text(map[string]any{"spec": map[string]any{"name": name, "scopes": []string{"read"}, "expiresAt": time.Now().AddDate(0, 1, 0).UTC().Format(time.RFC3339)}})
	}
	gone := s.call("createToken", s.ours, nil, body("bref"), asJSON).object(s.t)
	if secret, _ := gone.Status["secret"].(string); s.do(client{Token: secret}, http.MethodGet, "me", nil).status != http.StatusOK {
		s.t.Error("a new token is not accepted")
	}
	s.call("deleteToken", s.ours, id(gone.ID), "", "")
	k := s.made("tokens", s.call("createToken", s.ours, nil, body("suivi"), asJSON))
	s.call("listTokens", s.ours, nil, "", "")
	a := s.call("getToken", s.ours, id(k), "", "")
	if strings.Contains(string(a.body), "secret\"") {
		s.t.Errorf("a token is shown with its secret: %s", a.body)
	}
}

func (s *story) dossiers() {
	a := s.call("createDossier", s.ours, map[string]string{"?": "?note=premier+jet"}, need, asYAML)
	d := s.made("dossiers", a)
	s.call("listDossiers", s.ours, map[string]string{"?": "?search=rendez&sort=title"}, "", "")
	written := s.call("getDossierDocument", s.ours, id(d), "", "")
	if string(written.body) != need {
		s.t.Errorf("the document is not what was written:\n%s", written.body)
	}
	s.sameAgain("Dossier", s.ours, d)
	s.call("replaceDossier", s.ours, id(d), need+"  needs: {layer: [paas]}\n", asYAML)
	s.call("patchDossier", s.ours, id(d), `{"spec":{"needs":{"zones":2}}}`, asPatch)
	s.call("setDossierState", s.ours, id(d), `{"state":"shared"}`, asJSON)
	s.flows(d)
	s.call("replaceShares", s.ours, id(d), text(map[string]any{"with": []string{s.world.ids["organisation"]}}), asJSON)
	s.call("replaceShares", s.ours, id(d), `{"with":[]}`, asJSON)
	s.call("listShares", s.ours, id(d), "", "")
	s.call("listRevisions", s.ours, id(d), "", "")
	s.call("getRevision", s.ours, map[string]string{"id": d, "number": "1"}, "", "")
	s.gone("Dossier", s.ours, d)
}

// flows sends the flow matrix of a need, and finds it again as it was.
func (s *story) flows(d string) {
	s.call("patchDossier", s.ours, id(d), `{"spec":{"environments":["production"],"flows":[{"to":"rosny","protocol":"tcp","port":443},{"from":"internet","to":"api.example.org","network":"internet"}]}}`, asPatch)
	s.call("getFlows", s.ours, map[string]string{"id": d, "?": "?on=2026-11-22&platform=nubo"}, "", "")
	s.call("createFlowSending", s.ours, id(d), `{"spec":{"to":"the team of Rosny","note":"first"}}`, asJSON)
	s.call("listFlowSendings", s.ours, id(d), "", "")
	var sent struct {
		Status struct {
			Matrix struct {
				Rows []struct{ From, Answer string }
			}
		}
	}
	s.must(json.Unmarshal(s.call("getFlowSending", s.ours, map[string]string{"id": d, "number": "1"}, "", "").body, &sent))
	if rows := sent.Status.Matrix.Rows; len(rows) != 2 || rows[1].From != "internet" || rows[0].Answer != "unknown" {
		s.t.Errorf("not the matrix that was sent: %+v", rows)
	}
}

func (s *story) discussion() {
	d := s.ids["dossiers"]
	m := s.made("comments", s.call("createComment", s.ours, id(d), `{"spec":{"text":"Qui connaît le RTO ?","rule":"DR-PLATFORM"}}`, asJSON))
	s.call("listComments", s.reader, id(d), "", "")
	s.call("getComment", s.reader, id(m), "", "")
	s.gone("Comment", s.ours, m)
}

func (s *story) decisions() {
	d := s.ids["dossiers"]
	n := s.made("decisions", s.call("takeDecision", s.ours, id(d), "", ""))
	s.call("listDecisions", s.reader, map[string]string{"?": "?dossier=" + d + "&state=current"}, "", "")
	s.call("getDecision", s.reader, id(n), "", "")
	s.call("getJudgement", s.reader, id(n), "", "")
	s.call("getDecisionDocument", s.reader, id(n), "", "")
	var replay struct{ Same bool }
	s.must(json.Unmarshal(s.call("replayDecision", s.reader, id(n), "", "").body, &replay))
	if !replay.Same {
		s.t.Error("a decision replayed is not the same")
	}
	s.call("compareDossier", s.reader, map[string]string{"id": d, "?": "?from=2021-09-01&to=2026-11-22"}, "", "")
	s.call("getPortfolio", s.reader, nil, "", "")
	s.call("listDeadlines", s.reader, map[string]string{"?": "?until=2030-01-01&limit=2"}, "", "")
}

func (s *story) derogations() {
	raw, err := os.ReadFile("../../examples/dossiers/samu.yaml")
	s.must(err)
	engaged := strings.Replace(string(raw), "engagedOn: 2025-03-10", "engagedOn: 2022-03-10", 1)
	d := s.do(s.ours, http.MethodPost, "dossiers", engaged, "Content-Type", asYAML).object(s.t).ID
	s.do(s.ours, http.MethodPut, "dossiers/"+d+"/state", `{"state":"shared"}`, "If-Match", "*", "Content-Type", asJSON)
	ask := text(map[string]any{"spec": map[string]any{
		"dossier": d, "rule": "R9-SNC-2023", "offer": "fabnum-ovh", "reason": "Le marché court encore.", "proof": "note.pdf", "until": time.Now().AddDate(0, 9, 0).Format(time.DateOnly),
	}})
	settled := s.call("createDerogation", s.ours, nil, ask, asJSON).object(s.t).ID
	s.call("listDerogations", s.reader, map[string]string{"?": "?dossier=" + d}, "", "")
	s.call("getDerogation", s.reader, id(settled), "", "")
	s.call("settleDerogation", s.approver, id(settled), text(map[string]any{
		"grant": false, "authority": "La ministre", "reference": "2026-12", "note": "Le marché peut être résilié.",
	}), asJSON)
	g := s.made("derogations", s.call("createDerogation", s.ours, nil, ask, asJSON))
	s.call("deleteDerogation", s.ours, id(g), "", "")
	s.ids["derogations"] = settled
}

func (s *story) notices() {
	a := s.call("listNotices", s.root, map[string]string{"?": "?unread=true"}, "", "")
	var page struct {
		Items []struct{ ID string }
	}
	s.must(json.Unmarshal(a.body, &page))
	if len(page.Items) == 0 {
		s.t.Fatal("nobody was told anything")
	}
	s.ids["notices"] = page.Items[0].ID
	s.call("getNotice", s.root, id(page.Items[0].ID), "", "")
	s.call("readNotices", s.root, nil, text(map[string]any{"ids": []string{page.Items[0].ID}}), asJSON)
}

func (s *story) webhooks() {
	h := s.made("webhooks", s.call("createWebhook", s.ours, nil, text(map[string]any{
		"metadata": map[string]any{"organisation": s.world.ids["organisation"]},
		"spec":     map[string]any{"url": "https://recepteur.example/havre", "topics": []string{"decision.taken"}},
	}), asJSON))
	s.call("listWebhooks", s.ours, nil, "", "")
	s.sameAgain("Webhook", s.ours, h)
	s.call("patchWebhook", s.ours, id(h), `{"spec":{"topics":null}}`, asPatch)
	before := s.call("showWebhookSecret", s.ours, id(h), "", "")
	after := s.call("rotateWebhookSecret", s.ours, id(h), "", "")
	if string(before.body) == string(after.body) {
		s.t.Error("the secret did not change")
	}
	s.call("pingWebhook", s.ours, id(h), "", "")
	s.call("listDeliveries", s.ours, id(h), "", "")
	s.gone("Webhook", s.ours, h)
}

func (s *story) catalogue() {
	table, err := os.ReadFile("testdata/table.md")
	s.must(err)
	query := map[string]string{"?": "?file=table.md&asOf=2026-11-20&source=https://example.org/table&confidence=verified"}
	s.call("previewImport", s.root, query, string(table), "text/markdown")
	s.follow(s.call("createImport", s.root, query, string(table), "text/markdown"))
	s.follow(s.call("restoreEdition", s.root, map[string]string{"number": "1"}, "", ""))
}

// follow waits for an operation to end.
func (s *story) follow(a answer) {
	s.t.Helper()
	o := s.made("operations", a)
	events := string(s.call("watchOperation", s.root, id(o), "", "").body)
	if !strings.HasPrefix(events, "retry: ") || !strings.Contains(events, "\nevent: end\ndata: {") {
		s.t.Errorf("the stream of an operation: %s", events)
	}
	if got := s.call("getOperation", s.root, id(o), "", "").object(s.t).Status["state"]; got != "succeeded" {
		s.t.Errorf("the operation %s", got)
	}
}

func (s *story) journal() {
	s.call("listEntries", s.root, map[string]string{"?": "?action=need.&limit=2"}, "", "")
	s.call("getEntry", s.root, map[string]string{"index": "0"}, "", "")
	key := s.call("getJournalKey", nobody, nil, "", "")
	checkpoint := s.call("createCheckpoint", s.root, nil, "", "")
	var kept struct{ Note, Key string }
	s.must(json.Unmarshal(checkpoint.body, &kept))
	s.must(json.Unmarshal(key.body, &kept))
	s.follow(s.call("verifyJournal", s.root, nil, text(map[string]any{"checkpoints": []string{kept.Note}, "key": kept.Key}), asJSON))
	report := s.call("getOperation", s.root, id(s.ids["operations"]), "", "").object(s.t).Status["result"]
	if r, _ := report.(map[string]any); r["whole"] != true {
		s.t.Errorf("the journal: %v", report)
	}
}
