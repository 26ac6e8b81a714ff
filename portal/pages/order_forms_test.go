package pages

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
)

// current is an order as it is on record.
func (w *needWorld) current(name string) *order.Order {
	w.tb.Helper()
	o, err := w.pages.Orders.Order(w.tb.Context(), w.actor, w.orders[name])
	w.check(err)
	return o
}

func versionText(o *order.Order) string { return strconv.FormatInt(o.Version, 10) }

// sends posts a form, checks its status, and gives the page.
func (w *needWorld) sends(t *testing.T, path, session string, form url.Values, status int) string {
	t.Helper()
	out := w.post(path, session, form)
	body := out.Body.String()
	if out.Code != status {
		t.Fatalf("POST %s %v: status %d, want %d: %s", path, form, out.Code, status, body)
	}
	if status != http.StatusSeeOther {
		wholePage(t, path, &httptest.ResponseRecorder{Body: bytes.NewBufferString(body)})
		if status != http.StatusOK && !strings.Contains(body, "<title>Erreur") {
			t.Errorf("POST %s: the title does not say that it was refused", path)
		}
	}
	return body
}

// A line is priced without being kept, refused with what was typed, then kept.
func TestOrderLine(t *testing.T) {
	w := orderWorld(t)
	path := orderPath(w.orders["basket"], "ligne")
	form := url.Values{
		fieldVersion: {versionText(w.current("basket"))}, queryFirst: {"rosny"}, queryPlan: {"hosting"}, "name": {"autre"}, "environment": {"acceptance"}, "choices.form": {"machines"},
		"choices.cpu": {"2"}, "choices.memory": {"8"}, "choices.storage": {"1 000"}, "choices.justification": {"Progiciel ancien"}, "framework": {w.orders["framework"]}, fieldDo: {doReckon},
	}
	body := w.sends(t, path, w.alice, form, http.StatusOK)
	if !strings.Contains(body, `class="app-price__sum"`) || !strings.Contains(body, `value="autre"`) {
		t.Error("the price is not told, or what was typed is lost")
	}
	if n := len(w.current("basket").Items); n != 1 {
		t.Fatalf("working out a price changed the basket: %d lines", n)
	}
	form.Set(fieldDo, doKeep)
	form.Set("choices.cpu", "beaucoup")
	form.Set("choices.storage", "15")
	body = w.sends(t, path, w.alice, form, http.StatusUnprocessableEntity)
	for _, want := range []string{`href="#choices.cpu"`, `href="#choices.storage"`, `value="beaucoup"`, `id="choices.cpu-error"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the refusal lacks %s", want)
		}
	}
	form.Set("choices.cpu", "2")
	form.Set("choices.storage", "1 000")
	w.sends(t, path, w.alice, form, http.StatusSeeOther)
	o := w.current("basket")
	if len(o.Items) != 2 || o.Items[1].Requested.Configuration.Choices["storage"] != int64(1000) {
		t.Fatalf("kept: %+v", o.Items)
	}
	w.sends(t, path, w.alice, form, http.StatusUnprocessableEntity) // of an older version
	w.sends(t, orderPath(o.ID, "ligne", "retirer"), w.alice, url.Values{fieldVersion: {versionText(o)}, queryItem: {"2"}}, http.StatusSeeOther)
}

// Nothing is sent before « Commander », and what refuses an order is told in its place.
func TestOrderSent(t *testing.T) {
	w := orderWorld(t)
	body := w.sends(t, orderPath(w.orders["refused"], "envoyer"), w.alice, url.Values{fieldVersion: {versionText(w.current("refused"))}}, http.StatusConflict)
	if !strings.Contains(body, "La décision en vigueur ne permet pas cette commande") || w.current("refused").State != order.Draft {
		t.Error("the gate is not told, or something was sent")
	}
	w.sends(t, orderPath(w.orders["basket"], "envoyer"), w.alice, url.Values{}, http.StatusConflict) // of no version
	w.sends(t, orderPath(w.orders["basket"], "envoyer"), w.alice, url.Values{fieldVersion: {versionText(w.current("basket"))}}, http.StatusSeeOther)
	if o := w.current("basket"); o.State != order.Acknowledged || o.Number == "" {
		t.Errorf("sent: %s %s", o.State, o.Number)
	}
}

// Whoever a step awaits answers on the page; what is missing is told in the form.
func TestOrderVote(t *testing.T) {
	w := orderWorld(t)
	o := w.current("awaited")
	steps, err := w.pages.Orders.Awaits(t.Context(), w.approver, o)
	w.check(err)
	path := orderPath(o.ID, "avis")
	form := url.Values{fieldVersion: {versionText(o)}, fieldStep: {steps[0]}}
	body := w.sends(t, path, w.bruno, form, http.StatusUnprocessableEntity)
	if !strings.Contains(body, `href="#kind-`+steps[0]+`"`) {
		t.Error("the refusal does not lead to the choice")
	}
	form.Set("kind", string(approval.Reject))
	body = w.sends(t, path, w.bruno, form, http.StatusUnprocessableEntity)
	if !strings.Contains(body, `href="#comment-`+steps[0]+`"`) || !strings.Contains(body, `id="comment-`+steps[0]+`"`) {
		t.Error("the refusal does not lead to the comment")
	}
	form.Set(fieldVersion, "1")
	form.Set("comment", "Trop cher pour l’usage.")
	if body = w.sends(t, path, w.bruno, form, http.StatusConflict); !strings.Contains(body, "Trop cher pour l’usage.") {
		t.Error("what was typed is lost when the order has changed")
	}
	less := url.Values{fieldVersion: {versionText(o)}, queryItem: {"1"}, "choices.cpu": {"2"}, "choices.memory": {"16"}, "choices.storage": {"200"}}
	less.Set("choices.cpu", "64")
	w.sends(t, orderPath(o.ID, "accorder"), w.bruno, less, http.StatusUnprocessableEntity)
	less.Set("choices.cpu", "2")
	w.sends(t, orderPath(o.ID, "accorder"), w.bruno, less, http.StatusSeeOther)
	if page := w.get(orderPath(o.ID), w.bruno).Body.String(); !strings.Contains(page, ">Accordé, à approuver<") || strings.Contains(page, ">Approuvé<") {
		t.Error("what was asked and what is granted are not side by side")
	}
	form.Set(fieldVersion, versionText(w.current("awaited")))
	form.Set("kind", string(approval.Approve))
	w.sends(t, path, w.bruno, form, http.StatusSeeOther)
	if s := w.current("awaited").Course.Step(steps[0]); s.State != approval.Approved {
		t.Errorf("the step is %s", s.State)
	}
	if page := w.get(orderPath(o.ID), w.alice).Body.String(); strings.Contains(page, `action="`+path+`"`) {
		t.Error("the form to settle is offered to the requester")
	}
}

// The requester answers what they are asked.
func TestOrderAnswer(t *testing.T) {
	w := orderWorld(t)
	o := w.current("asked")
	path := orderPath(o.ID, "reponse")
	w.sends(t, path, w.alice, url.Values{fieldVersion: {versionText(o)}}, http.StatusUnprocessableEntity)
	w.sends(t, path, w.alice, url.Values{fieldVersion: {versionText(o)}, fieldMessage: {"Deux cents agents."}}, http.StatusSeeOther)
	if w.current("asked").State != order.Acknowledged {
		t.Error("the order does not go on")
	}
}

// An order form is refused with what is missing, then issued, and its PDF is served.
func TestOrderFormIssued(t *testing.T) {
	w := orderWorld(t)
	w.social.SIRET = "11000201100044"
	w.check(w.pages.Identity.SaveOrganisation(t.Context(), w.actor, w.social))
	o := w.current("bought")
	form := url.Values{fieldVersion: {versionText(o)}, queryFramework: {w.orders["framework"]}, fieldDo: {doKeep}, "engagement": {"12"}}
	body := w.sends(t, orderPath(o.ID, "bon"), w.alice, form, http.StatusUnprocessableEntity)
	if !strings.Contains(body, `href="#signatory.name"`) || !strings.Contains(body, `value="12"`) {
		t.Error("what is missing is not told, or what was typed is lost")
	}
	for k, v := range map[string]string{"engagement": "1234567890", "service": "SERVICE1", "place": "Paris", "signatory.name": "Odile Achat", "signatory.title": "Cheffe du bureau des achats", "signatory.on": "2026-11-22"} {
		form.Set(k, v)
	}
	w.sends(t, orderPath(o.ID, "bon"), w.alice, form, http.StatusSeeOther)
	forms := w.current("bought").Forms
	if len(forms) != 1 {
		t.Fatalf("%d order forms", len(forms))
	}
	out := w.get(orderFilePath(o.ID, forms[0].File), w.alice)
	if out.Code != http.StatusOK || !bytes.HasPrefix(out.Body.Bytes(), []byte("%PDF-")) {
		t.Errorf("the PDF: status %d", out.Code)
	}
	if out := w.get(orderFilePath(w.orders["awaited"], forms[0].File), w.alice); out.Code != http.StatusNotFound {
		t.Errorf("a file of another order: status %d", out.Code)
	}
}

// A file is joined with a message, kept by the browser and never run; one whose content
// is not what its name says is refused.
func TestOrderFiles(t *testing.T) {
	w := orderWorld(t)
	path := orderPath(w.orders["delivered"], "messages")
	if out := w.joins(path, "page.txt", "<html><script>alert(1)</script></html>"); out.Code != http.StatusUnprocessableEntity || !strings.Contains(out.Body.String(), `href="#files"`) {
		t.Errorf("a page passed for a text: status %d", out.Code)
	}
	if out := w.joins(path, "note.txt", "Tout va bien."); out.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", out.Code, out.Body)
	}
	messages, err := w.pages.Orders.Messages(t.Context(), w.actor, w.orders["delivered"])
	w.check(err)
	file := messages[len(messages)-1].Attachments[0]
	out := w.get(orderFilePath(w.orders["delivered"], file.ID), w.alice)
	h := out.Header()
	if out.Body.String() != "Tout va bien." || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("served as %v", h)
	}
}

// joins posts a message with a file.
func (w *needWorld) joins(path, name, content string) *httptest.ResponseRecorder {
	w.tb.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	w.check(m.WriteField(fieldMessage, "Voici le document."))
	part, err := m.CreateFormFile(fieldFiles, name)
	w.check(err)
	_, err = part.Write([]byte(content))
	w.check(err)
	w.check(m.Close())
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return w.do(r, w.alice)
}

// One goes on with the basket that one is filling for a need; a change begins from the
// page of what it changes.
func TestOrderBegun(t *testing.T) {
	w := orderWorld(t)
	need := w.needs["paie-historique"].ID
	out := w.post("/commandes", w.alice, url.Values{queryNeed: {need}, queryFirst: {"rosny"}})
	if want := orderPath(w.orders["basket"], "ligne") + "?offre=rosny"; out.Header().Get("Location") != want {
		t.Errorf("led to %s, want %s", out.Header().Get("Location"), want)
	}
	out = w.post(instancePath(w.orders["instance"], "commander"), w.alice, url.Values{queryEnd: {"1"}})
	ask, err := url.Parse(out.Header().Get("Location"))
	w.check(err)
	w.sends(t, ask.Path, w.alice, url.Values{fieldVersion: {versionText(w.current("basket"))}, queryInstance: {w.orders["instance"]}, queryEnd: {"1"}, fieldDo: {doKeep}}, http.StatusSeeOther)
	if o := w.current("basket"); o.Items[len(o.Items)-1].Action != order.Delete {
		t.Errorf("the end is not in the basket: %+v", o.Items)
	}
	if out := w.get("/commandes", ""); out.Code != http.StatusUnauthorized && out.Code != http.StatusSeeOther {
		t.Errorf("a stranger: status %d", out.Code)
	}
}

// Who follows an order that has ended is told so, and leaves.
func TestOrderFollowed(t *testing.T) {
	w := orderWorld(t)
	out := w.get(orderPath(w.orders["delivered"], "suivi"), w.alice)
	if body := out.Body.String(); !strings.Contains(body, "event: state") || !strings.Contains(body, "voir la page à jour") || !strings.Contains(body, "event: end") {
		t.Errorf("%q", body)
	}
}
