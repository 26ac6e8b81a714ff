package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/havre-cloud/havre/portal/api/wire"
)

// machine is a line of a basket: a machine at Rosny, for acceptance.
func machine(name string) string {
	return text(map[string]any{
		"offer": "rosny", "plan": "hosting", "name": name, "environment": "acceptance",
		"choices":  map[string]any{"form": "machines", "cpu": 4, "memory": 8, "storage": 100, "justification": "progiciel ancien"},
		"estimate": "1200.00", "estimateNote": "convention 2026",
	})
}

// orders goes through the chapters of orders.
func (s *story) orders() {
	s.operators()
	s.quotas()
	s.frameworks()
	s.chains()
	d := s.orderable()
	o := s.basket(d)
	s.talk(o)
	s.cancelled(o)
	s.approved(o)
	s.works(o)
	s.delivered(o)
	s.deployments()
	s.bought()
	s.delegations()
}

// operators gives Rosny to the first ministry.
func (s *story) operators() {
	s.call("listPlans", nobody, map[string]string{"?": "?offer=rosny&on=2026-11-23"}, "", "")
	plan := s.call("getPlan", nobody, map[string]string{"offer": "rosny", "plan": "hosting"}, "", "")
	if !bytes.Contains(plan.body, []byte(`"additionalProperties":false`)) {
		s.t.Errorf("a plan without its schema: %s", plan.body)
	}
	rosny := map[string]string{"offer": "rosny"}
	s.call("setOfferOperator", s.root, rosny, text(map[string]any{"organisation": s.world.ids["organisation"]}), asJSON)
	if a := s.call("getOfferOperator", s.reader, rosny, "", ""); !bytes.Contains(a.body, []byte(s.world.ids["organisation"])) {
		s.t.Errorf("the operator of Rosny: %s", a.body)
	}
}

// quotas lets every account of the first ministry be drawn on.
func (s *story) quotas() {
	spec := func(fields map[string]any) string {
		return text(map[string]any{"metadata": map[string]any{"organisation": s.world.ids["organisation"]}, "spec": fields})
	}
	gone := s.call("createQuota", s.ours, nil, spec(map[string]any{"resource": "euros", "year": 2031, "amount": "1250.5"}), asJSON).object(s.t)
	if got := gone.Spec["amount"]; got != "1250.50" {
		s.t.Errorf("a budget of %v", got)
	}
	s.call("deleteQuota", s.ours, id(gone.ID), "", "")
	year := time.Now().Year()
	for _, y := range []int{year, year + 1} {
		s.call("createQuota", s.ours, nil, spec(map[string]any{"resource": "euros", "year": y, "unlimited": true}), asJSON)
	}
	for _, r := range []string{"memory", "gpu", "storage", "addresses", "cpu"} {
		for _, class := range []string{"production", "other"} {
			s.made("quotas", s.call("createQuota", s.ours, nil, spec(map[string]any{"resource": r, "class": class, "unlimited": true}), asJSON))
		}
	}
	q := s.ids["quotas"]
	s.call("listQuotas", s.reader, map[string]string{"?": "?limit=3"}, "", "")
	s.sameAgain("Quota", s.ours, q)
	left := s.call("patchQuota", s.ours, id(q), `{"spec":{"unlimited":null,"amount":"64"}}`, asPatch).object(s.t)
	if left.Status["free"] != "64" {
		s.t.Errorf("left: %v", left.Status)
	}
}

func (s *story) frameworks() {
	body := text(map[string]any{
		"metadata": map[string]any{"title": "Convention d'hébergement", "organisation": s.world.ids["organisation"]},
		"spec": map[string]any{
			"route": "convention", "reference": "CONV-2026-1", "buyer": map[string]any{"name": "Ministère"}, "holder": map[string]any{"name": "DGFiP"},
			"offers": []string{"rosny"}, "period": map[string]any{"from": "2026-01-01", "lastDay": "2030-12-31"}, "ceiling": "250000", "maxMonths": 48,
			"clauses": map[string]any{"dpa": map[string]any{"stipulated": "yes", "reference": "annexe 3"}},
			"prices":  []any{map[string]any{"offer": "rosny", "plan": "hosting", "component": "cpu", "amount": "8.5", "vat": 2000}},
		},
	})
	gone := s.call("createFramework", s.ours, nil, body, asJSON).object(s.t)
	s.call("deleteFramework", s.ours, id(gone.ID), "", "")
	if a := s.do(s.ours, http.MethodGet, "frameworks/"+gone.ID, nil); a.status != http.StatusNotFound {
		s.t.Errorf("a deleted agreement: %d", a.status)
	}
	f := s.made("frameworks", s.call("createFramework", s.ours, nil, body, asJSON))
	s.call("listFrameworks", s.reader, map[string]string{"?": "?offer=rosny&on=2026-11-23"}, "", "")
	s.sameAgain("Framework", s.ours, f)
	if left := s.call("patchFramework", s.ours, id(f), `{"spec":{"ceiling":"300000.00"}}`, asPatch).object(s.t).Status["remaining"]; left != "300000.00" {
		s.t.Errorf("what is left of the ceiling: %v", left)
	}
}

const chain = `apiVersion: havre/v1
kind: ApprovalChain
metadata:
  id: premier-duo
  title: {fr: Double lecture, en: Two readers}
spec:
  when: "false"
  whenText: {fr: jamais, en: never}
  steps:
    - {id: duo, title: {fr: Deux valideurs, en: Two approvers}, by: {role: approver}, quorum: 2}
`

func (s *story) chains() {
	body := func(name string) string {
		return text(map[string]any{"metadata": map[string]any{"name": name, "organisation": s.world.ids["organisation"]}, "spec": map[string]any{"text": strings.ReplaceAll(chain, "duo", name), "disabled": true}})
	}
	gone := s.call("createApprovalChain", s.ours, nil, body("bref"), asJSON).object(s.t)
	s.call("deleteApprovalChain", s.ours, id(gone.ID), "", "")
	c := s.made("approval-chains", s.call("createApprovalChain", s.ours, nil, body("duo"), asJSON))
	s.call("listApprovalChains", s.ours, nil, "", "")
	s.call("listBuiltinChains", s.reader, map[string]string{"?": "?limit=2"}, "", "")
	s.sameAgain("ApprovalChain", s.ours, c)
	s.call("patchApprovalChain", s.ours, id(c), `{"spec":{"disabled":null}}`, asPatch)
}

// orderable is a need of the first ministry, shared and decided.
func (s *story) orderable() string {
	d := s.decided("paie-historique")
	for _, role := range []string{"buyer", "security-officer"} {
		s.do(s.root, http.MethodPost, "grants", text(map[string]any{"spec": map[string]any{"person": s.approver.ID, "organisation": s.world.ids["organisation"], "role": role}}), "Content-Type", asJSON)
	}
	return d
}

// decided is an example of a need, shared and decided.
func (s *story) decided(example string) string {
	raw, err := os.ReadFile("../../examples/dossiers/" + example + ".yaml")
	s.must(err)
	d := s.do(s.ours, http.MethodPost, "dossiers", raw, "Content-Type", asYAML).object(s.t).ID
	s.do(s.ours, http.MethodPut, "dossiers/"+d+"/state", `{"state":"shared"}`, "If-Match", "*", "Content-Type", asJSON)
	if a := s.do(s.ours, http.MethodPost, "dossiers/"+d+"/decisions", nil); a.status != http.StatusCreated {
		s.t.Fatalf("no decision: %s", a.body)
	}
	return d
}

// basket fills a basket and sends it.
func (s *story) basket(dossier string) string {
	begin := text(map[string]any{"metadata": map[string]any{"title": "Machines de recette"}, "spec": map[string]any{"dossier": dossier, "note": "pour la recette"}})
	thrown := s.call("createOrder", s.ours, nil, begin, asJSON).object(s.t).ID
	s.call("deleteOrder", s.ours, id(thrown), "", "")
	o := s.made("orders", s.call("createOrder", s.ours, nil, begin, asJSON))
	s.call("listBaskets", s.ours, nil, "", "")
	s.sameAgain("Order", s.ours, o)
	s.call("patchOrder", s.ours, id(o), `{"spec":{"billing":{"contact":"Nadia Neuve"}}}`, asPatch)
	s.call("addOrderItem", s.ours, id(o), machine("calcul"), asJSON)
	s.call("addOrderItem", s.ours, id(o), machine("inutile"), asJSON)
	s.call("deleteOrderItem", s.ours, map[string]string{"id": o, "number": "2"}, "", "")
	s.call("replaceOrderItem", s.ours, map[string]string{"id": o, "number": "1"}, machine("calcul"), asJSON)
	var review wire.OrderReview
	s.must(json.Unmarshal(s.call("reviewOrder", s.ours, id(o), "", "").body, &review))
	if !review.Ready || len(review.Steps) == 0 {
		s.t.Fatalf("the basket would not be sent: %+v", review)
	}
	sent := s.call("sendOrder", s.ours, id(o), "", "").object(s.t)
	if sent.Status["state"] != "acknowledged" || !strings.HasPrefix(fmt.Sprint(sent.Status["number"]), "CMD-") {
		s.t.Errorf("sent: %v", sent.Status)
	}
	s.call("listOrders", s.reader, map[string]string{"?": "?open=true&offer=rosny&search=recette"}, "", "")
	return o
}

// talk discusses an order, with a file.
func (s *story) talk(o string) {
	form, media := joined(map[string]string{"note.txt": "trois lignes\n"})
	said := s.call("createOrderMessage", s.ours, id(o), form, media)
	var m wire.OrderMessage
	s.must(json.Unmarshal(said.body, &m))
	s.call("listOrderMessages", s.reader, id(o), "", "")
	file := s.call("getOrderAttachment", s.reader, map[string]string{"id": o, "attachment": m.Status.Attachments[0].ID}, "", "")
	if string(file.body) != "trois lignes\n" {
		s.t.Errorf("another file: %q", file.body)
	}
}

// joined is a message with files, as a form.
func joined(files map[string]string) (body, media string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("text", "Voici le dossier.") // a buffer never fails
	for name, content := range files {
		part, _ := w.CreateFormFile("files", name)
		_, _ = part.Write([]byte(content))
	}
	_ = w.Close()
	return b.String(), w.FormDataContentType()
}

// cancelled copies an order, sends the copy and gives it up.
func (s *story) cancelled(o string) {
	copied := s.call("cloneOrder", s.ours, id(o), "", "").object(s.t).ID
	s.do(s.ours, http.MethodPut, "orders/"+copied+"/items/1", machine("autre"), "If-Match", "*", "Content-Type", asJSON)
	s.call("sendOrder", s.ours, id(copied), "", "")
	s.call("cancelOrder", s.ours, id(copied), `{"reason":"plus besoin"}`, asJSON)
}

// approved asks a question, holds and resumes an order, then approves it.
func (s *story) approved(o string) {
	s.call("holdOrder", s.ours, id(o), `{"reason":"on vérifie"}`, asJSON)
	s.call("resumeOrder", s.ours, id(o), "", "")
	s.vote(o, `{"vote":"ask","comment":"Pour combien de temps ?"}`)
	s.call("listInbox", s.ours, nil, "", "")
	s.call("answerOrder", s.ours, id(o), `{"text":"Deux ans."}`, asJSON)
	s.checks(o)
	s.call("decideOrderItem", s.approver, map[string]string{"id": o, "number": "1"}, `{"choices":{"cpu":2}}`, asJSON)
	for range 6 {
		if !s.vote(o, `{"vote":"approve","comment":"Vu."}`) {
			break
		}
	}
	if got := s.call("getOrder", s.ours, id(o), "", "").object(s.t).Status; got["state"] != "inProgress" || got["operation"] == "" {
		s.t.Fatalf("approved: %v %v", got["state"], got["why"])
	}
	s.call("listHappenings", s.reader, id(o), "", "")
}

// vote settles the first step of an order that awaits the approver. False: none does.
func (s *story) vote(o, body string) bool {
	var page struct{ Items []wire.AwaitingOrder }
	s.must(json.Unmarshal(s.call("listInbox", s.approver, nil, "", "").body, &page))
	for _, w := range page.Items {
		if w.Order == o && len(w.Steps) > 0 {
			s.call("voteOrderStep", s.approver, map[string]string{"id": o, "step": w.Steps[0].ID}, body, asJSON)
			return true
		}
	}
	return false
}

// checks shows everything that an order has to show, and takes the first one back
// and again.
func (s *story) checks(o string) {
	var got wire.Order
	s.must(json.Unmarshal(s.call("getOrder", s.ours, id(o), "", "").body, &got))
	if len(got.Status.Checks) == 0 {
		s.t.Fatal("nothing to show")
	}
	show := func(c wire.OrderCheck) {
		s.call("showOrderCheck", s.ours, id(o), text(map[string]any{"check": c.ID, "proof": "note du 3 mars"}), asJSON)
	}
	for _, c := range got.Status.Checks {
		show(c)
	}
	first := got.Status.Checks[0]
	s.call("hideOrderCheck", s.ours, id(o), text(map[string]any{"check": first.ID}), asJSON)
	show(first)
}

// works makes what was ordered, by hand.
func (s *story) works(o string) {
	var page struct{ Items []wire.Work }
	for range 100 {
		s.must(json.Unmarshal(s.call("listWorks", s.ours, map[string]string{"?": "?open=true&order=" + o}, "", "").body, &page))
		if len(page.Items) > 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if len(page.Items) != 1 {
		s.t.Fatalf("%d works", len(page.Items))
	}
	w := page.Items[0].ID
	s.ids["works"] = w
	var one wire.Work
	s.must(json.Unmarshal(s.call("getWork", s.ours, id(w), "", "").body, &one))
	if one.Status.For == nil || one.Status.For.Requested.Choices["cpu"] == nil || one.Status.RequestNote != "pour la recette" {
		s.t.Errorf("a work that does not say what to make: %+v", one.Status)
	}
	s.call("takeWork", s.ours, id(w), "", "")
	s.call("createWorkMessage", s.ours, id(w), `{"text":"Dans quel réseau ?"}`, asJSON)
	if said := s.call("listWorkMessages", s.ours, id(w), "", ""); !strings.Contains(string(said.body), "Dans quel réseau ?") {
		s.t.Errorf("the talk: %s", said.body)
	}
	s.call("settleWork", s.ours, id(w), `{"state":"done","reference":"srv-42"}`, asJSON)
}

// delivered reads what an order became.
func (s *story) delivered(o string) {
	var got wire.Order
	s.must(json.Unmarshal(s.call("getOrder", s.ours, id(o), "", "").body, &got))
	if got.Status.State != "completed" || got.Status.Cost.String() != "1200.00" {
		s.t.Fatalf("delivered: %s, %s", got.Status.State, got.Status.Cost)
	}
	if op := s.call("getOperation", s.ours, id(got.Status.Operation), "", "").object(s.t); op.Status["state"] != "succeeded" {
		s.t.Errorf("its operation: %v", op.Status)
	}
	i := got.Status.Items[0].Instance
	s.ids["instances"] = i
	s.call("listInstances", s.reader, map[string]string{"?": "?dossier=" + got.Spec.Dossier + "&state=active"}, "", "")
	if in := s.call("getInstance", s.reader, id(i), "", "").object(s.t); in.Status["reference"] != "srv-42" {
		s.t.Errorf("the instance: %v", in.Status)
	}
	s.call("reportUse", s.ours, id(i), `{"use":{"cpu":62.5}}`, asJSON)
}

func (s *story) delegations() {
	body := text(map[string]any{"spec": map[string]any{"to": s.approver.ID, "lastDay": time.Now().AddDate(0, 1, 0).Format(time.DateOnly), "note": "congés"}})
	gone := s.call("createDelegation", s.ours, nil, body, asJSON).object(s.t)
	s.call("deleteDelegation", s.ours, id(gone.ID), "", "")
	d := s.made("delegations", s.call("createDelegation", s.ours, nil, body, asJSON))
	s.call("listDelegations", s.approver, nil, "", "")
	if got := s.call("getDelegation", s.approver, id(d), "", "").object(s.t); got.Spec["to"] != s.approver.ID {
		s.t.Errorf("a delegation to %v, not %s", got.Spec["to"], strconv.Quote(s.approver.ID))
	}
}

// bought buys an infrastructure under an agreement, up to its order form.
func (s *story) bought() {
	prices := []any{}
	for _, c := range []string{"cpu", "memory", "storage", "objects", "addresses"} {
		prices = append(prices, map[string]any{"offer": "snc-private", "plan": "infrastructure", "component": c, "reference": "BPU-" + c, "amount": "1", "vat": 2000})
	}
	f := s.do(s.ours, http.MethodPost, "frameworks", text(map[string]any{
		"metadata": map[string]any{"title": "Infrastructure de confiance", "organisation": s.world.ids["organisation"]},
		"spec": map[string]any{
			"route": "framework-order-form", "reference": "2026-CLOUD-7", "buyer": map[string]any{"name": "Ministère", "siret": "11000201100044"}, "holder": map[string]any{"name": "Titulaire"},
			"offers": []string{"snc-private"}, "period": map[string]any{"from": "2026-01-01", "lastDay": "2035-12-31"}, "ceiling": "50000.00", "maxMonths": 24, "prices": prices,
		},
	}), "Content-Type", asJSON).object(s.t).ID
	o := s.do(s.ours, http.MethodPost, "orders", text(map[string]any{"spec": map[string]any{
		"dossier": s.decided("vie-publique"), "billing": map[string]any{"siret": "11000201100044"},
	}}), "Content-Type", asJSON).object(s.t).ID
	s.call("addOrderItem", s.ours, id(o), text(map[string]any{
		"offer": "snc-private", "plan": "infrastructure", "name": "site", "environment": "acceptance", "framework": f, "lastDay": time.Now().AddDate(1, 0, 0).Format(time.DateOnly),
		"choices": map[string]any{"service": "outscale-iaas", "cpu": 4, "memory": 16, "storage": 100},
	}), asJSON)
	s.call("sendOrder", s.ours, id(o), "", "")
	s.checks(o)
	for range 6 {
		if !s.vote(o, `{"vote":"approve","comment":"Vu.","reference":"courrier 12","on":"2026-01-15"}`) {
			break
		}
	}
	var form wire.OrderFormReview
	s.must(json.Unmarshal(s.call("reviewOrderForm", s.ours, map[string]string{"id": o, "?": "?framework=" + f}, "", "").body, &form))
	if len(form.Lines) == 0 || len(form.Missing) == 0 || form.Total <= form.Net {
		s.t.Errorf("the form: %+v", form)
	}
	issued := s.call("issueOrderForm", s.approver, id(o), text(map[string]any{
		"framework": f, "engagement": "1400000042", "service": "FAC0000075", "region": "France", "signatory": map[string]any{"name": "Claire Signataire", "title": "cheffe de bureau"},
	}), asJSON)
	var got wire.Order
	s.must(json.Unmarshal(issued.body, &got))
	if len(got.Status.Forms) != 1 {
		s.t.Fatalf("no form: %s", issued.body)
	}
	form = wire.OrderFormReview{}
	s.must(json.Unmarshal(s.call("reviewOrderForm", s.ours, map[string]string{"id": o, "?": "?framework=" + f}, "", "").body, &form))
	if form.Issued == nil || form.Issued.Number != got.Status.Forms[0].Number || len(form.Missing) != 0 || len(form.Lines) == 0 {
		s.t.Errorf("the form once it is issued: %+v", form)
	}
	issue := func() wire.Problem {
		s.t.Helper()
		return s.do(s.approver, http.MethodPost, "orders/"+o+"/forms", text(map[string]any{"framework": f}), "If-Match", "*", "Content-Type", asJSON).problem(s.t)
	}
	again := issue()
	for again.Status == http.StatusPreconditionFailed { // what was approved is being made meanwhile
		again = issue()
	}
	if again.Status != http.StatusConflict || !strings.Contains(again.Detail, form.Issued.Number) {
		s.t.Errorf("a second form: %+v", again)
	}
	pdf := s.call("getOrderAttachment", s.ours, map[string]string{"id": o, "attachment": got.Status.Forms[0].Attachment}, "", "")
	if !strings.HasPrefix(string(pdf.body), "%PDF-") {
		s.t.Errorf("not a PDF: %.20q", pdf.body)
	}
}
