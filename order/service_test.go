package order_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/order/quota"
)

// ticked runs the clock of an order.
func (w *world) ticked(o *order.Order) *order.Order {
	w.t.Helper()
	w.ok(w.job("order.clock")(w.t.Context(), fmt.Appendf(nil, `{"order":%q}`, o.ID), attempt))
	o, err := w.Order(w.t.Context(), w.requester, o.ID)
	w.ok(err)
	return o
}

// told is how many notices of a topic somebody has; each says what in both languages.
func (w *world) told(a identity.Actor, topic notify.Topic) (n int) {
	w.t.Helper()
	page, err := w.Records.Notices(w.t.Context(), a, false, havre.List{Limit: havre.MaxLimit})
	w.ok(err)
	for _, x := range page.Items {
		if x.Topic != topic {
			continue
		}
		n++
		if x.Title.FR == "" || x.Title.EN == "" || x.Body.FR == "" || x.Body.EN == "" || x.Link == "" || !x.Mail {
			w.t.Errorf("a notice says what in both languages, where, and by mail: %+v", x)
		}
	}
	return n
}

// TestQuestion: a question returns to the requester, and the answer to the same step.
func TestQuestion(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		o := w.ticked(w.sent(machine("calcul", 1)))
		if w.told(w.manager, notify.OrderAwaits) != 1 {
			t.Error("the approver is told once")
		}
		w.ticked(o)
		if w.told(w.manager, notify.OrderAwaits) != 1 {
			t.Error("the approver is told once, however often the clock is looked at")
		}
		o = w.vote(o, approval.Ask)
		if o.State != order.Pending || o.Asked != "vu" || w.told(w.requester, notify.OrderAsked) != 1 {
			t.Fatalf("%s, asked %q", o.State, o.Asked)
		}
		in, err := w.Inbox(t.Context(), w.requester)
		w.ok(err)
		if len(in) != 1 || !in[0].Answer {
			t.Fatalf("the requester finds the question: %+v", in)
		}
		_, err = w.Answer(t.Context(), w.requester, o.ID, o.Version, " ")
		w.fault(err, havre.Invalid)
		o, err = w.Answer(t.Context(), w.requester, o.ID, o.Version, "pour la paie")
		w.ok(err)
		if o.State != order.Acknowledged || o.Course.Steps[0].State != approval.Open {
			t.Fatalf("%s, step %s", o.State, o.Course.Steps[0].State)
		}
		if o = w.vote(o, approval.Approve); o.State != order.InProgress {
			t.Fatal(o.State)
		}
	})
}

// TestDelegation: who stands in for the approver settles in their place.
func TestDelegation(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		deputy := w.person("Dalila", identity.Reader, w.ministry)
		w.ok(w.Delegate(t.Context(), w.manager, &order.Delegation{To: deputy.ID, Absent: true, Period: havre.Period{Until: w.Today().AddDays(10)}}))
		w.fault(w.Delegate(t.Context(), w.manager, &order.Delegation{To: w.manager.ID}), havre.Invalid)
		o := w.ticked(w.sent(machine("calcul", 1)))
		if w.told(deputy, notify.OrderAwaits) != 1 {
			t.Error("who stands in is told")
		}
		w.fault(w.Delegate(t.Context(), w.manager, &order.Delegation{To: w.maker.ID, Period: havre.Period{Until: w.Today().AddDays(10)}}), havre.Invalid)
		in, err := w.Inbox(t.Context(), deputy)
		w.ok(err)
		if len(in) != 1 || len(in[0].Steps) != 1 || !slices.Equal(in[0].For, []string{w.manager.Name}) {
			t.Fatalf("who stands in finds the order: %+v", in)
		}
		o, err = w.Vote(t.Context(), deputy, o.ID, o.Version, in[0].Steps[0], vote(approval.Approve))
		w.ok(err)
		if v := o.Course.Step(in[0].Steps[0]).Votes[0]; v.For != w.manager.ID || v.By != deputy.ID {
			t.Errorf("the vote says for whom: %+v", v)
		}
	})
}

// TestMeasuredUse: an organisation that adopts the published rule has well-used quotas
// grow without a human, and the journal says why.
func TestMeasuredUse(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		chain := &order.ChainText{Organisation: w.ministry.ID, Name: "croissance", Text: []byte(adopting)}
		w.ok(w.SaveChain(t.Context(), w.admin, chain))
		w.fault(w.SaveChain(t.Context(), w.admin, &order.ChainText{Organisation: w.ministry.ID, Name: "faux", Text: []byte("kind: Chain")}), havre.Invalid)
		o := w.delivered(w.sent(machine("calcul", 4)))
		grow := order.ItemWish{Action: order.Modify, Instance: o.Items[0].Instance, Choices: []byte(`{"cpu":6}`), Estimate: euros(1500), EstimateNote: "convention"}
		people := w.sent(grow)
		if people.State != order.Acknowledged {
			t.Fatalf("without a measure, people decide: %s", people.State)
		}
		if _, err := w.Cancel(t.Context(), w.requester, people.ID, 0, ""); err != nil {
			t.Fatal(err)
		}
		w.fault(w.ReportUse(t.Context(), w.requester, o.Items[0].Instance, map[string]float64{"cpu": 80}), havre.NotFound)
		w.ok(w.ReportUse(t.Context(), w.maker, o.Items[0].Instance, map[string]float64{"cpu": 80, "memory": 50}))
		auto := w.sent(grow)
		if step := auto.Course.Step("manager"); step.State != approval.ByRule {
			t.Fatalf("with a measure, the rule approves in the place of the approver: %s", step.State)
		}
		if auto = w.vote(auto, approval.Approve); auto.State != order.InProgress {
			t.Fatalf("the security officer, whom the rule does not replace, ends it: %s", auto.State)
		}
		timeline, err := w.Timeline(t.Context(), w.requester, auto.ID)
		w.ok(err)
		said := false
		for _, h := range timeline {
			said = said || h.Kind == "automatic" && strings.Contains(h.Text.FR, "80")
		}
		if !said {
			t.Errorf("the timeline tells the rule and its values: %+v", timeline)
		}
	})
}

const adopting = `apiVersion: havre/v1
kind: ApprovalChain
metadata: {id: croissance, title: {fr: Croissance, en: Growth}}
spec:
  adopts: measured-use
`

// TestProduction: what is delivered for production waits for what must be shown first.
func TestProduction(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		wish := machine("calcul", 1)
		wish.Environment = "production"
		o := w.delivered(w.sent(wish))
		i, err := w.Instance(t.Context(), w.requester, o.Items[0].Instance)
		w.ok(err)
		if i.State != order.Inactive {
			t.Fatalf("before the homologation: %s", i.State)
		}
		for _, c := range o.Checks {
			if c.State == order.Shown || c.Before != order.BeforeLive {
				continue
			}
			_, err := w.Show(t.Context(), w.requester, o.ID, 0, c.ID, " ")
			w.fault(err, havre.Invalid)
			_, err = w.Show(t.Context(), w.requester, o.ID, 0, c.ID, "décision 2026-12 du 20/11/2026")
			w.ok(err)
		}
		i, err = w.Instance(t.Context(), w.requester, o.Items[0].Instance)
		w.ok(err)
		if i.State != order.Active {
			t.Fatalf("once shown: %s", i.State)
		}
	})
}

// bought is an item under an agreement of the ministry, with its prices.
func (w *world) bought() (*purchase.Framework, order.ItemWish) {
	w.t.Helper()
	ceiling := 50_000 * havre.OneEuro
	period := havre.Period{From: havre.MustDate("2026-01-01"), Until: havre.MustDate("2028-01-01")}
	f := &purchase.Framework{
		Organisation: w.ministry.ID, Route: purchase.FrameworkOrderForm, Reference: "2026-CLOUD-7", Title: "Infrastructure de confiance",
		Holder: purchase.Party{Name: "Titulaire"}, Buyer: purchase.Party{Name: "Ministère", SIRET: "11000201100044"}, Offers: []string{"snc-private"}, Period: period, Ceiling: &ceiling, MaxMonths: 24,
	}
	for _, c := range []string{"cpu", "memory", "storage", "objects", "addresses"} {
		f.Prices = append(f.Prices, purchase.SchedulePrice{Offer: "snc-private", Plan: "infrastructure", Component: c, Reference: "BPU-" + c, Price: catalogue.Price{Amount: havre.OneEuro, VAT: 2000, Period: period}})
	}
	w.ok(w.SaveFramework(w.t.Context(), w.buyer, f))
	return f, order.ItemWish{
		Offer: "snc-private", Plan: "infrastructure", Name: "site", Environment: "acceptance", Framework: f.ID, Until: w.Today().AddMonths(12),
		Choices: []byte(`{"service":"outscale-iaas","cpu":4,"memory":16,"storage":100}`),
	}
}

// TestPurchase follows a purchase: its agreement has room, its order form is issued
// once nothing is missing, and what it orders is made after that.
func TestPurchase(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		w.need = w.decided("vie-publique")
		f, wish := w.bought()
		o := w.sent(wish)
		// 120 units at one euro for twelve months, and a fifth of tax.
		if got := o.Items[0].Requested.Quote; got.Total != 1440*havre.OneEuro || got.TotalVAT != 1728*havre.OneEuro {
			t.Fatalf("%s and %s", got.Total, got.TotalVAT)
		}
		if o = w.vote(o, approval.Approve); o.State != order.Held {
			t.Fatalf("what must be shown before the approval holds it: %s", o.State)
		}
		for _, c := range o.Checks {
			if c.Before != order.BeforeLive && c.State != order.Shown {
				_, err := w.Show(t.Context(), w.buyer, o.ID, 0, c.ID, "pièce du 1er novembre 2026")
				w.ok(err)
			}
		}
		o, err := w.Resume(t.Context(), w.requester, o.ID, 0)
		w.ok(err)
		if o.State != order.InProgress || o.Items[0].State != order.Pending {
			t.Fatalf("it waits for its order form: %s, %s", o.State, o.Items[0].State)
		}
		in, err := w.Inbox(t.Context(), w.buyer)
		w.ok(err)
		if len(in) != 1 || !in[0].Issue {
			t.Fatalf("the buyer finds it: %+v", in)
		}
		_, err = w.Issue(t.Context(), w.buyer, o.ID, 0, order.Signing{Framework: f.ID})
		w.fault(err, havre.Invalid)
		o, err = w.Issue(t.Context(), w.buyer, o.ID, 0, order.Signing{
			Framework: f.ID, Engagement: "1400000042", Service: "FAC0000075", Region: "France",
			Signatory: purchase.Signatory{Name: "Claire Signataire", Title: "cheffe de bureau"},
		})
		w.ok(err)
		if len(o.Forms) != 1 || o.Forms[0].Number != "BC-EQUIPE-2026-00001" || o.Items[0].State != order.Acknowledged {
			t.Fatalf("%+v, %s", o.Forms, o.Items[0].State)
		}
		pdf, err := w.Attachment(t.Context(), w.requester, o.Forms[0].File)
		w.ok(err)
		if !strings.HasPrefix(string(pdf.Content), "%PDF-") || pdf.SHA256 != o.Forms[0].SHA256 {
			t.Errorf("the form is a PDF that is kept as it was signed")
		}
		_, err = w.Issue(t.Context(), w.buyer, o.ID, 0, order.Signing{Framework: f.ID})
		w.fault(err, havre.Conflict)
		kept, err := w.Framework(t.Context(), w.buyer, f.ID)
		w.ok(err)
		if kept.Committed != 1440*havre.OneEuro || kept.Reserved != 0 {
			t.Errorf("of the ceiling, %s reserved and %s committed", kept.Reserved, kept.Committed)
		}
	})
}

// TestOutsideAgreement refuses with the reason what an agreement does not let order.
func TestOutsideAgreement(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		w.need = w.decided("vie-publique")
		f, wish := w.bought()
		for what, change := range map[string]func(){
			"ceiling":  func() { small := 100 * havre.OneEuro; f.Ceiling = &small },
			"validity": func() { f.Period.Until = havre.MustDate("2026-06-01") },
			"scope":    func() { f.Offers, f.Prices = []string{"cegedim-cloud"}, nil },
		} {
			was := *f
			change()
			w.ok(w.SaveFramework(t.Context(), w.buyer, f))
			b := w.basket(wish)
			_, err := w.Send(t.Context(), w.requester, b.ID, b.Version)
			if fault := w.fault(err, havre.Invalid); len(fault.Problems) == 0 {
				t.Errorf("%s: %v", what, err)
			}
			version := f.Version
			*f = was
			f.Version = version
			w.ok(w.SaveFramework(t.Context(), w.buyer, f))
		}
	})
}

// TestEnds announces the end of what was ordered for a time, then ends it by itself.
func TestEnds(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		cpu := w.grantNeed(quota.Key{Resource: quota.CPU, Class: quota.Other}, 4)
		wish := machine("calcul", 4)
		wish.Until = havre.MustDate("2027-03-01")
		o := w.delivered(w.sent(wish))
		for day, notices := range map[string]int{"2026-11-24": 0} {
			w.at(day)
			w.ok(w.job("order.day")(t.Context(), nil, attempt))
			if n := w.told(w.requester, notify.InstanceEnding); n != notices {
				t.Errorf("%s: %d notices", day, n)
			}
		}
		for i, day := range []string{"2026-12-02", "2027-01-30", "2027-02-23"} {
			w.at(day)
			w.ok(w.job("order.day")(t.Context(), nil, attempt))
			w.ok(w.job("order.day")(t.Context(), nil, attempt))
			if n := w.told(w.requester, notify.InstanceEnding); n != i+1 {
				t.Errorf("%s: %d notices", day, n)
			}
		}
		w.at("2027-03-01")
		w.ok(w.job("order.day")(t.Context(), nil, attempt))
		w.ok(w.job("order.day")(t.Context(), nil, attempt))
		page, err := w.Orders(t.Context(), w.requester, order.Query{Need: w.need.ID, State: order.InProgress, List: havre.List{Limit: 10}})
		w.ok(err)
		if len(page.Items) != 1 || page.Items[0].Items[0].Action != order.Delete {
			t.Fatalf("%d orders end it", len(page.Items))
		}
		end := &page.Items[0]
		w.fulfil(end, 1)
		if end = w.made(end, 1, order.Report{State: order.Done}); end.State != order.Completed {
			t.Fatal(end.State)
		}
		if _, c := w.held(cpu.ID); c != 0 {
			t.Errorf("%d still committed after the end of %s", c, o.Number)
		}
		balanced(t, w)
	})
}

// TestSay keeps messages and their files, and refuses files that are not what they say.
func TestSay(t *testing.T) {
	each(t, func(w *world) {
		w.unlimited()
		o := w.sent(machine("calcul", 1))
		m, err := w.Say(t.Context(), w.manager, o.ID, "Voir la note", order.File{Name: `..\..\note "finale".txt`, Content: []byte("bonjour")})
		w.ok(err)
		if m.Attachments[0].Name != "note finale.txt" {
			t.Errorf("%q", m.Attachments[0].Name)
		}
		if w.told(w.requester, notify.OrderMessage) != 1 {
			t.Error("the requester is told")
		}
		for name, content := range map[string]string{"page.html": "<script>", "note.pdf": "<html>", "vide.txt": "", "image.png": "GIF89a", "offre.docx": "PK\x03\x04cut"} {
			_, err := w.Say(t.Context(), w.manager, o.ID, "Voir", order.File{Name: name, Content: []byte(content)})
			w.fault(err, havre.Invalid)
		}
		stranger := w.person("Samir", identity.ProductTeam, w.operators)
		_, err = w.Attachment(t.Context(), stranger, m.Attachments[0].ID)
		w.fault(err, havre.NotFound)
		kept, err := w.Messages(t.Context(), w.requester, o.ID)
		w.ok(err)
		if len(kept) != 1 || len(kept[0].Attachments) != 1 || kept[0].Name != "Manon" {
			t.Errorf("%+v", kept)
		}
	})
}

// TestNotTaken refuses what looks like an order and is none.
func TestNotTaken(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		free := machine("gratuite", 1)
		free.Estimate = euros(0)
		_, err := w.Put(t.Context(), w.requester, w.basket().ID, 0, free)
		w.fault(err, havre.Invalid)
		o := w.delivered(w.sent(machine("calcul", 4)))
		same := order.ItemWish{Action: order.Modify, Instance: o.Items[0].Instance, Choices: []byte(`{"cpu":4}`), Estimate: euros(1200), EstimateNote: "convention"}
		_, err = w.Put(t.Context(), w.requester, w.basket().ID, 0, same)
		w.fault(err, havre.Invalid)
		dear := machine("chère", 1)
		dear.Name, dear.Estimate = "chere", euros(9_000_000) // the whole project is said to cost 900,000
		b := w.basket(dear)
		_, err = w.Send(t.Context(), w.requester, b.ID, b.Version)
		w.fault(err, havre.Invalid)
		w.fault(w.Delegate(t.Context(), w.manager, &order.Delegation{To: w.officer.ID, Period: havre.Period{From: havre.MustDate("2026-01-01"), Until: havre.MustDate("2026-02-01")}}), havre.Invalid)
		other := w.sent(machine("autre", 1))
		_, err = w.Cancel(t.Context(), w.buyer, other.ID, 0, " ")
		w.fault(err, havre.Invalid)
	})
}

// TestNameTaken: a name that is taken in an environment is refused when the item is
// added; one that nobody chose is made free.
func TestNameTaken(t *testing.T) {
	once(t, func(w *world) {
		w.unlimited()
		w.delivered(w.sent(machine("calcul", 1)))
		b := w.basket(machine("paie", 1))
		put := func(it order.ItemWish) (*order.Order, error) {
			return w.Put(t.Context(), w.requester, b.ID, 0, it)
		}
		for _, name := range []string{"paie", "calcul"} {
			_, err := put(machine(name, 1))
			w.fault(err, havre.Invalid)
			if f := havre.FaultOf(err); len(f.Problems) != 1 || f.Problems[0].Field != "name" || f.Problems[0].Value != name {
				t.Errorf("of %s, what is wrong is %v", name, f.Problems)
			}
			_, err = w.Preview(t.Context(), w.requester, b.ID, machine(name, 1))
			w.fault(err, havre.Invalid)
		}
		elsewhere := machine("paie", 1)
		elsewhere.Environment = "development"
		_, err := put(elsewhere)
		w.ok(err)
		again := machine("paie", 2)
		again.Number = 1
		_, err = put(again)
		w.ok(err)
		for range 2 {
			b, err = put(machine("", 1))
			w.ok(err)
		}
		if got := []string{b.Items[2].Name, b.Items[3].Name}; got[0] != "hosting" || got[1] != "hosting-2" {
			t.Errorf("two items that nobody named are called %v", got)
		}
	})
}
