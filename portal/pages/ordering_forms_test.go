package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/quota"
)

// task is a task as it is on record.
func (w *needWorld) task(name string) *order.Task {
	w.tb.Helper()
	t, err := w.pages.Orders.Work(w.tb.Context(), w.approver, w.orders[name])
	w.check(err)
	return t
}

func versionField(v int64) url.Values { return url.Values{fieldVersion: {itoa(int(v))}} }

// breaking undoes the typography of pages.
var breaking = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

// reads fails unless a page says all these words, whatever the spaces between them.
func (w *needWorld) reads(t *testing.T, path, session string, words ...string) {
	t.Helper()
	body := breaking.Replace(w.get(path, session).Body.String())
	for _, s := range words {
		if !strings.Contains(body, s) {
			t.Errorf("%s does not say %q", path, s)
		}
	}
}

// refusedWith fails unless a form is refused and its page says these words and keeps what
// was typed.
func (w *needWorld) refusedWith(t *testing.T, path, session string, fields url.Values, status int, words ...string) {
	t.Helper()
	out := w.post(path, session, fields)
	body := breaking.Replace(out.Body.String())
	if out.Code != status {
		t.Fatalf("%s: status %d, want %d: %.400s", path, out.Code, status, body)
	}
	for _, s := range words {
		if !strings.Contains(body, s) {
			t.Errorf("%s does not say %q", path, s)
		}
	}
	checkPage(t, path, out)
}

// An operator reads what to make in words, takes a task, then says what became of it; what
// is missing is said beside its field.
func TestTask(t *testing.T) {
	w := orderingWorld(t)
	w.reads(t, "/taches", w.bruno, "4 tâches, dont 1 en retard", "en retard de 9 jours", "Rosny (Travail)", "CMD-2026-", "Bruno Petit")
	path := workPath(w.orders["change"])
	w.reads(t, path, w.bruno, "Modifier « paie » (Hébergement à Rosny, recette)", "machines virtuelles Linux", "srv-0042", "mailto:alice@example.org", "La campagne de fin d’année arrive.", "change</span>")
	version := w.task("change").Version
	w.goes(t, path+"/prendre", w.bruno, versionField(version), path)
	w.reads(t, path, w.bruno, "En cours")
	w.refusedWith(t, path+"/prendre", w.bruno, versionField(version), http.StatusConflict, "Bruno Petit")

	w.refusedWith(t, path+"/messages", w.bruno, url.Values{}, http.StatusUnprocessableEntity, `href="#text"`, "Écrivez un message")
	w.goes(t, path+"/messages", w.bruno, url.Values{fieldMessage: {"Quel réseau ?"}}, path)
	w.reads(t, path, w.bruno, "Quel réseau ?", "En cours")

	form := versionField(w.task("change").Version)
	form.Set(fieldReference, "srv-0044")
	w.refusedWith(t, path+"/regler", w.bruno, form, http.StatusUnprocessableEntity, `href="#state"`, `value="srv-0044"`)
	form.Set(fieldWorkState, string(order.PartlyDone))
	w.refusedWith(t, path+"/regler", w.bruno, form, http.StatusUnprocessableEntity, "Dites au demandeur ce qui manque et pourquoi", `value="srv-0044"`)
	form.Set(fieldNote, "La mémoire suivra.")
	form.Set(fieldChoice+"memory", "1000000")
	w.refusedWith(t, path+"/regler", w.bruno, form, http.StatusUnprocessableEntity, `href="#choices.memory"`)
	form.Set(fieldChoice+"memory", "8")
	w.goes(t, path+"/regler", w.bruno, form, path)
	w.reads(t, path, w.bruno, "Faite en partie", "La mémoire suivra.", "srv-0044", `data-label="Ce qui est livré"><div><strong>8</strong>`)
	w.refusedWith(t, path+"/regler", w.bruno, versionField(w.task("change").Version), http.StatusConflict, "déjà réglée")
	form.Set(fieldVersion, itoa(int(w.task("change").Version)))
	w.refusedWith(t, path+"/regler", w.bruno, form, http.StatusConflict, "déjà réglée")
	if out := w.get(path, w.alice); out.Code != http.StatusOK && out.Code != http.StatusNotFound {
		t.Errorf("somebody who operates nothing: status %d", out.Code)
	}
}

// Quotas are typed in the units of people; what orders hold stays.
func TestGrantQuota(t *testing.T) {
	w := orderingWorld(t)
	social := w.social.ID
	at := func(account string) url.Values {
		return url.Values{fieldLevel: {"organisation"}, fieldHolder: {social}, fieldAccount: {account}, fieldGrantKind: {someAmount}, fieldVersion: {"0"}}
	}
	shown := "/quotas?organisation=" + social
	form := at("gpu.production")
	w.refusedWith(t, "/quotas/accorder", w.alice, form, http.StatusUnprocessableEntity, `href="#amount"`)
	form.Set(fieldAmount, "beaucoup")
	w.refusedWith(t, "/quotas/accorder", w.alice, form, http.StatusUnprocessableEntity, "Écrivez un nombre", `value="beaucoup"`)
	form.Set(fieldAmount, "8")
	w.goes(t, "/quotas/accorder", w.alice, form, shown)
	w.reads(t, shown, w.alice, "reste 8 sur 8")
	w.refusedWith(t, "/quotas/accorder", w.alice, form, http.StatusConflict, "a été modifié depuis")

	memory := w.allowance(quota.Of(quota.Memory, "acceptance"))
	form = at("memory.other")
	form.Set(fieldVersion, itoa(int(memory.Version)))
	form.Set(fieldAmount, "1")
	w.refusedWith(t, "/quotas/accorder", w.alice, form, http.StatusConflict, "Des commandes tiennent déjà davantage que cela")
	form.Set(fieldAmount, "4096,5")
	w.goes(t, "/quotas/accorder", w.alice, form, shown)
	if got := w.allowance(memory.Key).Amount; got != 4096*1024+512 {
		t.Errorf("%d MiB", got)
	}
	form = at("euros.2031")
	form.Set(fieldAmount, "1 234,50 €")
	w.goes(t, "/quotas/accorder", w.alice, form, shown)
	if got := w.allowance(quota.Budget(2031)); got.Amount != quota.Money(havre.Euro(1_234_500_000)) {
		t.Errorf("%d", got.Amount)
	}
	form = at("gpu.production")
	form.Set(fieldVersion, itoa(int(w.allowance(quota.Of(quota.GPU, "production")).Version)))
	w.goes(t, "/quotas/retirer", w.alice, form, shown)
	form.Set(fieldVersion, itoa(int(w.allowance(memory.Key).Version)))
	form.Set(fieldAccount, "memory.other")
	w.refusedWith(t, "/quotas/retirer", w.alice, form, http.StatusConflict, "Des commandes tiennent déjà davantage que cela")
	if out := w.get("/quotas/accorder?level=organisation&holder="+social+"&account=cpu.other", w.bruno); out.Code != http.StatusForbidden {
		t.Errorf("who may not grant: status %d", out.Code)
	}
}

// allowance is what the ministry was granted of an account.
func (w *needWorld) allowance(k quota.Key) quota.Allowance {
	w.tb.Helper()
	all, err := w.pages.Orders.Allowances(w.tb.Context(), w.actor, w.social.ID, "")
	w.check(err)
	for _, a := range all {
		if a.Key == k {
			return a
		}
	}
	w.tb.Fatalf("no allowance of %s", k)
	return quota.Allowance{}
}

// An agreement is told every mistake at its field, then kept; its price schedule too.
func TestKeepFramework(t *testing.T) {
	w := orderingWorld(t)
	form := url.Values{queryOrganisation: {w.social.ID}, fieldRoute: {"framework-order-form"}, "title": {"Nuage souverain"}, "holder.siret": {"123"}, fieldCeiling: {"cher"}, fieldMonths: {"zéro"}, fieldBegins: {"2026-01-01"}, fieldEnds: {"2025-01-01"}}
	w.refusedWith(t, "/accords/nouveau", w.alice, form, http.StatusUnprocessableEntity,
		`href="#reference"`, `href="#buyer.name"`, `href="#holder.name"`, `href="#holder.siret"`, `href="#ceiling"`, `href="#maxMonths"`, `href="#offers"`, `href="#period.until"`, `value="Nuage souverain"`, `value="cher"`)
	for field, value := range map[string]string{
		"reference": "AC-1", "buyer.name": "DINUM", "holder.name": "Titulaire", "holder.siret": "", fieldCeiling: "250 000", fieldMonths: "48", fieldEnds: "2028-12-31",
		clauseField("secNumCloud", "stipulated"): "yes", clauseField("secNumCloud", "reference"): "CCTP 4.2", clauseField("secNumCloud", "until"): "2027-06-30",
	} {
		form.Set(field, value)
	}
	form[fieldOffers] = []string{"rosny", "nubo"}
	form[fieldMay] = []string{w.social.Path}
	out := w.post("/accords/nouveau", w.alice, form)
	path := out.Header().Get("Location")
	if out.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/accords/") {
		t.Fatalf("status %d: %.500s", out.Code, out.Body)
	}
	w.reads(t, path, w.alice, "Nuage souverain", "31 décembre 2028", "250 000,00 €", "48 mois", "CCTP 4.2", "30 juin 2027", "« Ministères sociaux » et tout ce qui est au-dessous", "Nubo")
	w.reads(t, path+"/modifier", w.alice, `value="2028-12-31"`, `value="250000.00"`, `value="CCTP 4.2"`)

	w.refusedWith(t, path+"/prix", w.alice, url.Values{fieldVersion: {"1"}, fieldVAT: {"200"}, fieldAmount: {"-"}}, http.StatusUnprocessableEntity, `href="#component"`, `href="#amount"`, `href="#vat"`)
	w.goes(t, path+"/prix", w.alice, url.Values{fieldVersion: {"1"}, fieldPriced: {"rosny/hosting/cpu"}, fieldVAT: {"5,5"}, fieldAmount: {"12,50"}}, path+"/prix")
	w.reads(t, path, w.alice, "12,50 €", "5,5 %", "Processeurs virtuels, par vCPU")
	w.goes(t, path+"/prix/retirer", w.alice, url.Values{fieldVersion: {"2"}, fieldLine: {"1"}}, path+"/prix")

	form.Set(fieldVersion, "1")
	clash := w.post(path+"/modifier", w.alice, form)
	if clash.Code != http.StatusConflict {
		t.Errorf("a stale form: status %d", clash.Code)
	}
	checkPage(t, "clash", clash)
	w.refusedWith(t, path+"/supprimer", w.alice, url.Values{fieldVersion: {"3"}, fieldConfirm: {"non"}}, http.StatusUnprocessableEntity, "AC-1")
	w.goes(t, path+"/supprimer", w.alice, url.Values{fieldVersion: {"3"}, fieldConfirm: {"AC-1"}}, "/accords")
	if out := w.get(path, w.alice); out.Code != http.StatusNotFound {
		t.Errorf("a deleted agreement: status %d", out.Code)
	}
	held := frameworkPath(w.orders["framework"])
	w.refusedWith(t, held+"/supprimer", w.alice, url.Values{fieldVersion: {"1"}, fieldConfirm: {"2026-INV-01"}}, http.StatusConflict, "Des commandes tiennent déjà")
	if out := w.get("/accords/nouveau", w.bruno); out.Code != http.StatusForbidden {
		t.Errorf("who may not record one: status %d", out.Code)
	}
}

// A chain is told its mistakes at their line and column, tried before it is saved, set
// aside and deleted.
func TestWriteChain(t *testing.T) {
	w := orderingWorld(t)
	path := chainsPath(w.social.ID, "nouveau")
	text := starterNamed(starter(havre.French, w.social.Name), "nuit")
	form := url.Values{fieldChainName: {"nuit"}, fieldDocument: {strings.Replace(text, "order.amount", "order.amout", 1)}}
	w.refusedWith(t, path, w.alice, form, http.StatusUnprocessableEntity, "Ligne 10, colonne 9", "order.amout", `value="nuit"`)
	form.Set(fieldDocument, strings.Replace(text, `order.amount >= 40000 && "production" in order.environments`, `'"acceptance" in order.environments'`, 1))
	form.Set(fieldTry, "1")
	form.Set(queryNumber, "CMD-1999-00001")
	w.refusedWith(t, path, w.alice, form, http.StatusUnprocessableEntity, "Aucune commande que vous pouvez lire")
	form.Set(queryNumber, w.orderNumber(w.orders["awaited"]))
	out := w.post(path, w.alice, form)
	if body := out.Body.String(); out.Code != http.StatusOK || !strings.Contains(body, "non enregistré") || !strings.Contains(body, "Accord de l’acheteur") {
		t.Fatalf("status %d: %s", out.Code, body[strings.Index(body, "<main"):])
	}
	checkPage(t, "trial", out)
	if body := w.get(chainsPath(w.social.ID), w.alice).Body.String(); strings.Contains(body, ">nuit<") {
		t.Error("a trial was saved")
	}
	form.Del(fieldTry)
	w.goes(t, path, w.alice, form, chainsPath(w.social.ID))
	w.reads(t, chainsPath(w.orders["below"]), w.bruno, ">nuit<", "Circuits de « Ministères sociaux »")
	files, err := w.pages.Orders.ChainsOf(t.Context(), w.actor, w.social.ID)
	w.check(err)
	for _, f := range files {
		if f.Name != "nuit" {
			continue
		}
		w.goes(t, chainsPath(w.social.ID, f.ID, "employer"), w.alice, versionField(1), chainsPath(w.social.ID))
		w.goes(t, chainsPath(w.social.ID, f.ID, "supprimer"), w.alice, versionField(2), chainsPath(w.social.ID))
	}
	if out := w.get(path, w.bruno); out.Code != http.StatusForbidden {
		t.Errorf("who may not write one: status %d", out.Code)
	}
}

// A delegation is given by an address, told to whom it is given, and ended.
func TestDelegation(t *testing.T) {
	w := orderingWorld(t)
	const path = "/compte/delegations"
	w.refusedWith(t, path, w.alice, url.Values{fieldTo: {"personne@example.org"}}, http.StatusUnprocessableEntity, `href="#to"`, `href="#until"`, `value="personne@example.org"`)
	w.refusedWith(t, path, w.alice, url.Values{fieldDelUntil: {"2026-12-24"}}, http.StatusUnprocessableEntity, "Dites qui règle à votre place")
	today := w.pages.Orders.Today()
	w.goes(t, path, w.alice, url.Values{fieldTo: {"bruno@example.org"}, fieldDelFrom: {today.String()}, fieldDelUntil: {today.String()}, fieldNote: {"Formation"}}, path)
	w.reads(t, "/notifications", w.bruno, "Alice Martin vous donne délégation")
	w.reads(t, path, w.bruno, "Formation")
	given, _, err := w.pages.Orders.Delegations(t.Context(), w.actor)
	w.check(err)
	for _, d := range given {
		if d.Note != "Formation" {
			continue
		}
		if d.Period.Until != today.AddDays(1) {
			t.Errorf("one day is %v", d.Period)
		}
		w.goes(t, path+"/"+d.ID+"/terminer", w.alice, nil, path)
	}
	w.reads(t, "/notifications", w.bruno, "Alice Martin met fin à sa délégation")
}

// An administrator says who operates an offer.
func TestSetOperator(t *testing.T) {
	w := orderingWorld(t)
	w.goes(t, "/administration/operateurs", w.alice, url.Values{fieldOffer: {"nubo"}, queryOrganisation: {w.orders["below"]}}, "/administration/operateurs#op-nubo")
	operators, err := w.pages.Orders.Operators(t.Context(), w.actor)
	w.check(err)
	if operators["nubo"] != w.orders["below"] {
		t.Errorf("%v", operators)
	}
	w.refusedWith(t, "/administration/operateurs", w.alice, url.Values{fieldOffer: {"nulle-part"}}, http.StatusUnprocessableEntity, "Le catalogue n’a pas cette offre")
	if out := w.get("/administration/operateurs", w.bruno); out.Code != http.StatusForbidden {
		t.Errorf("who does not administer: status %d", out.Code)
	}
}

// The navigation leads each to what they may read: what they may not keep says so.
func TestOrderingNavigation(t *testing.T) {
	w := orderingWorld(t)
	for session, want := range map[string]map[string]bool{
		w.alice: {"/quotas": true, "/accords": true}, w.bruno: {"/taches": true, "/quotas": true, "/accords": true},
		w.session("Équipe", identity.Grant{Organisation: w.social.ID, Role: identity.ProductTeam}): {"/taches": false, "/quotas": true, "/accords": true},
	} {
		nav, _, _ := strings.Cut(w.get("/dossiers", session).Body.String(), "<main")
		for path, there := range want {
			if strings.Contains(nav, `href="`+path+`"`) != there {
				t.Errorf("%s in the navigation: want %v", path, there)
			}
			if out := w.get(path, session); there && (out.Code != http.StatusOK || session != w.alice && strings.Contains(out.Body.String(), "/quotas/accorder")) {
				t.Errorf("%s, which the navigation offers: status %d, or it is offered to change it", path, out.Code)
			}
		}
	}
	if _, all := w.approver.Scoped(identity.WorkOrder); all {
		t.Error("Bruno operates one organisation only")
	}
}
