package api_test

import (
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// ordering is a world in which a need of the first ministry can be ordered for. Its
// basket has one machine.
func ordering(t *testing.T, quotas bool) (s *story, basket string) {
	t.Helper()
	w := newWorld(t)
	s = &story{
		world: w, c: newContract(t, w), seen: map[string]bool{}, ids: map[string]string{}, bodies: map[string]string{}, media: map[string]string{}, who: map[string]client{},
	}
	s.operators()
	if quotas {
		s.quotas()
	}
	o := s.do(s.ours, http.MethodPost, "orders", text(map[string]any{"spec": map[string]any{"dossier": s.orderable()}}), "Content-Type", asJSON).object(t).ID
	s.call("addOrderItem", s.ours, id(o), machine("calcul"), asJSON)
	return s, o
}

func (s *story) order(o string) (got wire.Order) {
	s.t.Helper()
	s.must(json.Unmarshal(s.call("getOrder", s.ours, id(o), "", "").body, &got))
	return got
}

// Two who change a basket at once: the second is told, and nothing is lost.
func TestStaleBasket(t *testing.T) {
	t.Parallel()
	s, o := ordering(t, false)
	tag := s.do(s.ours, http.MethodGet, "orders/"+o, nil).header.Get("ETag")
	add := func(name string) answer {
		return s.do(s.ours, http.MethodPost, "orders/"+o+"/items", machine(name), "If-Match", tag, "Content-Type", asJSON)
	}
	if a := add("premier"); a.status != http.StatusOK || a.header.Get("ETag") == tag {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := add("second"); a.status != http.StatusPreconditionFailed || a.problem(t).Code != "precondition-failed" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if n := len(s.order(o).Status.Items); n != 2 {
		t.Errorf("%d items", n)
	}
}

// An order sent twice with the same key is sent once, and both are told the same.
func TestSentOnce(t *testing.T) {
	t.Parallel()
	s, o := ordering(t, true)
	tag := s.do(s.ours, http.MethodGet, "orders/"+o, nil).header.Get("ETag")
	send := func(key string) answer {
		return s.do(s.ours, http.MethodPost, "orders/"+o+"/send", nil, "If-Match", tag, "Idempotency-Key", key)
	}
	first, again := send("envoi"), send("envoi")
	if first.status != http.StatusOK || string(first.body) != string(again.body) || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%d %s\n%d %s", first.status, first.body, again.status, again.body)
	}
	if a := send("autre"); a.status != http.StatusPreconditionFailed {
		t.Errorf("with another key: %d %s", a.status, a.body)
	}
}

// A quota that is not enough is told account by account, and nothing is held.
func TestShortOfQuota(t *testing.T) {
	t.Parallel()
	s, o := ordering(t, false)
	send := func() wire.Problem {
		return s.do(s.ours, http.MethodPost, "orders/"+o+"/send", nil, "If-Match", "*", "Accept-Language", "en").problem(t)
	}
	p := send()
	if p.Status != http.StatusConflict || p.Code != "conflict" || p.Next == "" {
		t.Fatalf("%+v", p)
	}
	var fields []string
	for _, e := range p.Errors {
		fields = append(fields, e.Field)
	}
	for _, want := range []string{"quotas.cpu.other", "quotas.memory.other", "quotas.storage.other"} {
		if !slices.Contains(fields, want) {
			t.Errorf("no %s among %v", want, fields)
		}
	}
	s.quotas()
	s.do(s.ours, http.MethodPost, "quotas", text(map[string]any{"spec": map[string]any{"dossier": s.order(o).Spec.Dossier, "resource": "cpu", "class": "other", "amount": "3"}}), "Content-Type", asJSON)
	if p = send(); len(p.Errors) != 1 || p.Errors[0].Field != "quotas.cpu.other" || p.Errors[0].Value != "4" || !strings.Contains(p.Errors[0].Message, "3 left of 3") {
		t.Errorf("%+v", p)
	}
	var review wire.OrderReview
	s.must(json.Unmarshal(s.call("reviewOrder", s.ours, id(o), "", "").body, &review))
	if review.Ready || len(review.Shortages) != 1 || review.Shortages[0].Free != "3" || review.Shortages[0].Asked != "4" {
		t.Errorf("%+v", review.Shortages)
	}
	if got := s.order(o).Status; got.State != "draft" || got.Number != "" {
		t.Errorf("refused, and %s %s", got.State, got.Number)
	}
}

// What is wrong with a line is told with its field, and the gate with its rule.
func TestRefusedItems(t *testing.T) {
	t.Parallel()
	s, o := ordering(t, true)
	add := func(body string) wire.Problem {
		return s.do(s.ours, http.MethodPost, "orders/"+o+"/items", body, "If-Match", "*", "Content-Type", asJSON, "Accept-Language", "en").problem(t)
	}
	for body, field := range map[string]string{
		`{"offer":"rosny","plan":"hostin","environment":"acceptance"}`:                                                                                                          "plan",
		`{"offer":"rosny","plan":"hosting","environment":"recette"}`:                                                                                                            "environment",
		`{"offer":"rosny","plan":"hosting","environment":"acceptance","choices":{"cpus":4}}`:                                                                                    "choices.cpus",
		`{"offer":"rosny","plan":"hosting","environment":"acceptance","choices":{"cpu":[4]}}`:                                                                                   "choices",
		`{"offer":"rosny","plan":"hosting","environment":"acceptance","choices":"4"}`:                                                                                           "choices",
		`{"offer":"rosny","plan":"hosting","environment":"acceptance","estimate":"beaucoup"}`:                                                                                   "estimate",
		`{"offer":"rosny","plan":"hosting","environment":"acceptance","on":"2020-01-01"}`:                                                                                       "on",
		`{"action":"delete","instance":"nowhere"}`:                                                                                                                              "instance",
		`{"offer":"rosny","plan":"hosting","environment":"acceptance","framework":"nowhere","choices":{"form":"machines","cpu":1,"memory":1,"storage":10,"justification":"x"}}`: "framework",
	} {
		p := add(body)
		if p.Status != http.StatusUnprocessableEntity || !slices.ContainsFunc(p.Errors, func(e wire.FieldError) bool { return e.Field == field }) {
			t.Errorf("%s: %+v", body, p)
		}
	}
	refused := `{"offer":"cloud-pi-native","plan":"shared","environment":"acceptance","choices":{"cpu":1,"memory":1,"storage":10}}`
	s.call("addOrderItem", s.ours, id(o), refused, asJSON)
	p := s.do(s.ours, http.MethodPost, "orders/"+o+"/send", nil, "If-Match", "*").problem(t)
	if p.Status != http.StatusConflict || p.Rule == "" || len(p.Errors) == 0 || p.Errors[0].Field != "items.2.offer" {
		t.Errorf("%+v", p)
	}
	var review wire.OrderReview
	s.must(json.Unmarshal(s.call("reviewOrder", s.ours, id(o), "", "").body, &review))
	if review.Ready || review.Gate == nil || review.Gate.Rule != p.Rule {
		t.Errorf("%+v", review.Gate)
	}
}

// What somebody joins is given back as it is and never as a page, whatever they call
// it; what is not what it says is refused.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	s, o := ordering(t, false)
	say := func(name, content string) answer {
		form, media := joined(map[string]string{name: content})
		return s.do(s.ours, http.MethodPost, "orders/"+o+"/messages", form, "Content-Type", media)
	}
	for name, want := range map[string]string{
		"../../etc/passwd.txt": "passwd.txt", `C:\temp\note.txt`: "note.txt", "réponse « finale ».txt": "réponse « finale ».txt",
		"a;b=c.txt": "a;b=c.txt", "x\r\nSet-Cookie: a=b.txt": "", "<script>.txt": "script.txt", "page.html.txt": "page.html.txt",
	} {
		a := say(name, "du texte\n")
		if want == "" && a.status != http.StatusCreated {
			continue
		}
		var m wire.OrderMessage
		s.must(json.Unmarshal(a.body, &m))
		if a.status != http.StatusCreated || len(m.Status.Attachments) != 1 {
			t.Errorf("%q: %d %s", name, a.status, a.body)
			continue
		}
		f := s.do(s.ours, http.MethodGet, "orders/"+o+"/attachments/"+m.Status.Attachments[0].ID, nil)
		kind, params, err := mime.ParseMediaType(f.header.Get("Content-Disposition"))
		if err != nil || kind != "attachment" || want != "" && params["filename"] != want || f.header.Get("Set-Cookie") != "" {
			t.Errorf("%q is given as %s (%v)", name, f.header.Get("Content-Disposition"), err)
		}
		for header, want := range map[string]string{
			"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store",
		} {
			if got := f.header.Values(header); len(got) != 1 || got[0] != want {
				t.Errorf("%q: %s is %q", name, header, got)
			}
		}
		if string(f.body) != "du texte\n" {
			t.Errorf("%q: %q", name, f.body)
		}
	}
	for name, content := range map[string]string{
		"page.html": "<html><script>alert(1)</script>", "image.svg": "<svg onload='alert(1)'/>", "facture.pdf": "<html>", "photo.png": "%PDF-1.7", "outil.exe": "MZ", "vide.txt": "", "sans": "x",
		"page.txt": "<!DOCTYPE html><script>alert(1)</script>", "gros.txt": strings.Repeat("x", order.LargestFile+1),
	} {
		if a := say(name, content); a.status != http.StatusUnprocessableEntity || a.problem(t).Errors[0].Field != "files" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

// A message that cannot be read is told what would be right.
func TestMessages(t *testing.T) {
	t.Parallel()
	s, o := ordering(t, false)
	path := "orders/" + o + "/messages"
	for media, body := range map[string]string{
		"multipart/form-data": "x", "multipart/form-data; boundary=b": "--b\r\nnonsense", "multipart/form-data; boundary=c": "--c\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--c--\r\n",
		asJSON: `{"txt":"x"}`, asYAML: "text: ''\n",
	} {
		if a := s.do(s.ours, http.MethodPost, path, body, "Content-Type", media); a.status != http.StatusUnprocessableEntity || len(a.problem(t).Errors) == 0 {
			t.Errorf("%s: %d %s", media, a.status, a.body)
		}
	}
	if a := s.do(s.ours, http.MethodPost, path, strings.Repeat("x", 3*order.LargestFile+1), "Content-Type", "multipart/form-data; boundary=b"); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", a.status)
	}
	if a := s.do(s.ours, http.MethodPost, path, `{"text":"Bonjour."}`, "Content-Type", asJSON, "Idempotency-Key", "m"); a.status != http.StatusCreated {
		t.Errorf("%d %s", a.status, a.body)
	}
	s.do(s.ours, http.MethodPost, path, `{"text":"Bonjour."}`, "Content-Type", asJSON, "Idempotency-Key", "m")
	var page struct{ Total int }
	s.must(json.Unmarshal(s.call("listOrderMessages", s.ours, id(o), "", "").body, &page))
	if page.Total != 1 {
		t.Errorf("%d messages", page.Total)
	}
}

// A file is read with its own order only, by those who see it; a basket is its
// team's.
func TestHiddenOrders(t *testing.T) {
	t.Parallel()
	s, o := ordering(t, false)
	form, media := joined(map[string]string{"note.txt": "texte"})
	var m wire.OrderMessage
	s.must(json.Unmarshal(s.do(s.ours, http.MethodPost, "orders/"+o+"/messages", form, "Content-Type", media).body, &m))
	other := s.do(s.ours, http.MethodPost, "orders/"+o+"/clone", nil).object(t).ID
	file := m.Status.Attachments[0].ID
	for _, c := range []struct {
		as   client
		path string
	}{
		{s.theirs, "orders/" + o},
		{s.theirs, "orders/" + o + "/attachments/" + file},
		{s.ours, "orders/" + other + "/attachments/" + file},
		{s.ours, "orders/" + o + "/attachments/nowhere"},
		{s.reader, "orders/" + o},
		{s.reader, "orders/" + o + "/review"},
	} {
		if a := s.do(c.as, http.MethodGet, c.path, nil); a.status != http.StatusNotFound {
			t.Errorf("%s: %d %s", c.path, a.status, a.body)
		}
	}
	for _, path := range []string{"orders", "instances", "works", "inbox", "baskets", "frameworks", "delegations"} {
		var page struct{ Total int }
		s.must(json.Unmarshal(s.do(s.theirs, http.MethodGet, path, nil).body, &page))
		if page.Total != 0 {
			t.Errorf("%s: %d of others", path, page.Total)
		}
	}
	if a := s.do(s.theirs, http.MethodGet, "quotas?organisation="+s.world.ids["organisation"], nil); a.status != http.StatusUnprocessableEntity {
		t.Errorf("quotas of others: %d %s", a.status, a.body)
	}
}

// Nobody settles their own order, nor a step that is not asked of them.
func TestNotTheirsToSettle(t *testing.T) {
	t.Parallel()
	s, o := ordering(t, true)
	s.call("sendOrder", s.ours, id(o), "", "")
	step := s.order(o).Status.Steps[0].ID
	for as, want := range map[client]int{s.ours: http.StatusForbidden, s.reader: http.StatusForbidden, s.theirs: http.StatusNotFound} {
		a := s.do(as, http.MethodPost, "orders/"+o+"/steps/"+step+"/vote", `{"vote":"approve"}`, "If-Match", "*", "Content-Type", asJSON)
		if a.status != want {
			t.Errorf("%d, want %d: %s", a.status, want, a.body)
		}
	}
	p := s.do(s.approver, http.MethodPost, "orders/"+o+"/steps/"+step+"/vote", `{"vote":"reject"}`, "If-Match", "*", "Content-Type", asJSON).problem(t)
	if p.Status != http.StatusUnprocessableEntity || p.Errors[0].Field != "comment" {
		t.Errorf("%+v", p)
	}
}

// People write and read last days: what ends on the day after has this one.
func TestLastDays(t *testing.T) {
	t.Parallel()
	s, o := ordering(t, false)
	wish := func(day string) string {
		return `{"offer":"rosny","plan":"hosting","name":"` + "m" + day + `","environment":"acceptance","lastDay":"` + day + `","choices":{"form":"machines","cpu":1,"memory":1,"storage":10,"justification":"x"}}`
	}
	last := s.world.Record.Today().AddMonths(14).String()
	s.call("addOrderItem", s.ours, id(o), wish(last), asJSON)
	items := s.order(o).Status.Items
	if got := items[len(items)-1].Requested; got.LastDay.String() != last || got.Quote.LastDay.String() != last {
		t.Errorf("%s is read %s, and priced until %s", last, got.LastDay, got.Quote.LastDay)
	}
	p := s.do(s.ours, http.MethodPost, "orders/"+o+"/items", wish("2020-12-31"), "If-Match", "*", "Content-Type", asJSON).problem(t)
	if len(p.Errors) != 1 || p.Errors[0].Field != "lastDay" || p.Errors[0].Value != "2020-12-31" {
		t.Errorf("%+v", p.Errors)
	}
	p = s.do(s.ours, http.MethodPost, "frameworks", text(map[string]any{
		"metadata": map[string]any{"title": "X", "organisation": s.world.ids["organisation"]},
		"spec":     map[string]any{"route": "convention", "reference": "X", "offers": []string{"rosny"}, "period": map[string]any{"from": "2027-01-01", "lastDay": "2026-12-01"}},
	}), "Content-Type", asJSON).problem(t)
	if !slices.ContainsFunc(p.Errors, func(e wire.FieldError) bool { return e.Field == "spec.period.lastDay" && e.Value == "2026-12-01" }) {
		t.Errorf("%+v", p.Errors)
	}
}

// A basket whose need was changed since its decision says so, and what to do, in the
// language of the reader; so does one for a need that is not there.
func TestGateSaysWhy(t *testing.T) {
	t.Parallel()
	s, o := ordering(t, true)
	need := s.order(o).Spec.Dossier
	s.do(s.ours, http.MethodPatch, "dossiers/"+need, `{"spec":{"project":{"fullCostEUR":910000}}}`, "If-Match", "*", "Content-Type", asPatch)
	for lang, want := range map[string]string{"fr": "Le dossier a changé depuis la décision.", "en": "The need has changed since the decision."} {
		a := s.do(s.ours, http.MethodGet, "orders/"+o+"/review", nil, "Accept-Language", lang)
		var review wire.OrderReview
		s.must(json.Unmarshal(a.body, &review))
		if review.Ready || review.Gate == nil || review.Gate.Detail != want || review.Gate.Next == "" {
			t.Errorf("%s: %s", lang, a.body)
		}
	}
	p := s.do(s.ours, http.MethodPost, "orders", `{"apiVersion":"havre/v1","kind":"Order","spec":{"dossier":"nowhere"}}`, "Content-Type", asJSON).problem(t)
	if p.Status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Field != "spec.dossier" {
		t.Errorf("%+v", p)
	}
}
