package pages

import (
	"archive/zip"
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/simulated"
)

// deploymentPaths are the pages of provisioning, in the states that they have.
func (w *cloudWorld) deploymentPaths() []string {
	out := []string{
		"/deploiements", "/deploiements?q=rien-de-tel", "/deploiements?etat=running&ecart=1&tri=observed", "/deploiements?dossier=" + w.needs[nuboNeed].ID,
		"/orphelins", "/orphelins?etat=" + stateAll, "/orphelins?q=rien-de-tel", "/ressources", "/taches",
		orderPath(w.orders["failed-order"]), orderPath(w.orders["paused-order"]), instancePath(w.ids["derive"]), instancePath(w.ids["panne"]),
		deploymentPath("nulle-part"), deploymentPath(w.ids["derive"], "nulle-part"), confirmPath(w.ids["derive"], "nulle-part"),
	}
	for _, name := range []string{"derive", "panne", "pause", "relire", "finie"} {
		out = append(out, deploymentPath(w.ids[name]), deploymentPath(w.ids[name], w.deployed(w.ids[name]).Run))
	}
	derive := w.deployed(w.ids["derive"])
	return append(out,
		deploymentPath(derive.ID, "apercu"), deploymentPath(derive.ID, "apercu")+"?fin=1", confirmPath(derive.ID, verbRepair), confirmPath(derive.ID, verbRepair, queryKey, "server/data-1"),
		confirmPath(derive.ID, verbRevoke, queryAccess, derive.Accesses[0].Name), confirmPath(w.ids["panne"], string(provision.RollBack)), confirmPath(w.ids["panne"], string(provision.Retry)),
		confirmPath(w.ids["relire"], string(provision.Cancel)), confirmPath(w.ids["pause"], string(provision.Cancel)),
	)
}

func TestDeploymentPages(t *testing.T) {
	w := newCloudWorld(t)
	w.everyState()
	for _, path := range both(w.deploymentPaths()) {
		t.Run(path, func(t *testing.T) {
			out := w.get(path, w.alice)
			wanted := http.StatusOK
			if strings.Contains(path, "nulle-part") {
				wanted = http.StatusNotFound
			}
			if out.Code != wanted {
				t.Fatalf("status %d, want %d: %s", out.Code, wanted, out.Body)
			}
			wholePage(t, path, out)
		})
	}
	derive, page := w.ids["derive"], deploymentPath(w.ids["derive"])
	w.reads(t, page, w.alice, "En service, 4 écarts", "Gabarit</strong> : commandé : « medium » ; trouvé : « large »", "Supprimée hors de Havre", "En erreur chez la plateforme", "essai-de-paul", "chaîne de livraison", "Accès révoqués (1)", "Alice Martin")
	w.reads(t, "/en"+page, w.alice, "In service, 4 differences", "ordered: “medium”; found: “large”", "Deleted outside Havre")
	w.reads(t, deploymentPath(w.ids["panne"]), w.alice, "En échec", "Réponse brute de la plateforme", "À faire :", "Relancer", "Revenir en arrière")
	w.reads(t, deploymentPath(w.ids["relire"]), w.alice, "Plan à relire", "Ce qu’une équipe y a rangé est perdu", "Appliquer, et perdre ces données", "Abandonner", "passe de « fast » à « slow »", "Prix non publié")
	w.reads(t, deploymentPath(w.ids["finie"]), w.alice, "Ce qui n’a pas pu être supprimé", "De la commande CMD-")
	w.reads(t, orderPath(w.orders["failed-order"]), w.alice, "Réalisation de « panne »", "En échec")
	w.reads(t, instancePath(derive), w.alice, "En service, 4 écarts", "Voir la réalisation")
	w.reads(t, "/deploiements", w.alice, "derive", "panne", "5 réalisations")
	w.reads(t, "/orphelins", w.alice, itoa(len(w.deployed(w.ids["finie"]).Orphans))+" objets à retrouver", "Dire ce qu’il est devenu")
	w.reads(t, "/journal?action=deployment.", w.alice, "Commencer la réalisation d’une ressource", "en service")
	for _, path := range []string{page, "/deploiements", "/orphelins"} {
		if out := w.get(path, ""); out.Code != http.StatusUnauthorized && out.Code != http.StatusNotFound {
			t.Errorf("%s: status %d for a stranger", path, out.Code)
		}
	}
	reader := w.session("Lecteur", identity.Grant{Organisation: w.social.ID, Role: identity.Reader})
	body := w.get(page, reader).Body.String()
	for _, act := range []string{`/agir"`, `/ecarts"`, `/acces"`, "/montrer", "verbe=revoke"} {
		if strings.Contains(body, act) {
			t.Errorf("a reader is offered %s", act)
		}
	}
	if out := w.post(deploymentPath(derive, "agir"), reader, url.Values{queryVerb: {string(provision.Look)}}); out.Code != http.StatusForbidden && out.Code != http.StatusNotFound {
		t.Errorf("a reader acts: %d", out.Code)
	}
}

// Nothing of provisioning is shown by a portal that has an account nowhere.
func TestWithoutClouds(t *testing.T) {
	w := orderWorld(t)
	for _, path := range []string{"/deploiements", "/orphelins", instancePath(w.orders["instance"], "realisation")} {
		if out := w.get(path, w.alice); out.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, out.Code)
		}
	}
	for _, path := range []string{"/ressources", "/taches", instancePath(w.orders["instance"]), orderPath(w.orders["going"])} {
		for _, to := range []string{"/deploiements", "/orphelins", "/realisation"} {
			if strings.Contains(w.get(path, w.alice).Body.String(), to+`"`) {
				t.Errorf("%s leads to %s", path, to)
			}
		}
	}
}

// presses posts a form of a deployment, which leads back to a page.
func (w *cloudWorld) presses(t *testing.T, path string, form url.Values) string {
	t.Helper()
	out := w.post(path, w.alice, form)
	if out.Code != http.StatusSeeOther {
		t.Fatalf("POST %s %v: status %d: %s", path, form, out.Code, out.Body)
	}
	return out.Header().Get("Location")
}

// What failed is told with its cause, what to do and the raw answer; it is tried again
// without doing twice what was done, or undone once somebody has confirmed it.
func TestDeploymentFails(t *testing.T) {
	w := newCloudWorld(t)
	w.faults(refusing("Create", "server/data-1", driver.Quota))
	o := w.approved(nuboNeed, "Espace", space("espace", blueprintOf(1, "medium", "fast")))
	id := w.ids["espace"]
	w.carry(id)
	w.fulfil(o.ID)
	page, act := deploymentPath(id), deploymentPath(id, "agir")
	st := firstTrouble(w.deployed(id).Steps)
	if st == nil || st.Failure.Raw == "" {
		t.Fatalf("nothing failed, or without its answer: %+v", st)
	}
	w.reads(t, page, w.alice, st.Failure.What.FR, st.Failure.Next.FR, st.Failure.Raw, "Créer « espace-server-data-1 » (serveur)")
	w.reads(t, "/en"+page, w.alice, st.Failure.What.EN, st.Failure.Next.EN, "Create “espace-server-data-1” (server)")
	w.presses(t, act, url.Values{queryVerb: {string(provision.Retry)}})
	w.carry(id)
	if to := w.presses(t, act, url.Values{queryVerb: {string(provision.RollBack)}}); !strings.Contains(to, "/confirmer?") || w.deployed(id).State != provision.Failed {
		t.Fatalf("a roll-back was not asked again: %s", to)
	}
	w.faults(nil)
	w.presses(t, act, url.Values{queryVerb: {string(provision.Retry)}})
	if state := w.carry(id); state != provision.Running {
		t.Fatalf("after another try it is %s", state)
	}
	w.fulfil(o.ID)
	body := w.sends(t, act, w.alice, url.Values{queryVerb: {string(provision.Retry)}}, http.StatusConflict)
	if !strings.Contains(body, "Impossible maintenant") {
		t.Error("what cannot be done does not say so")
	}
	w.presses(t, act, url.Values{queryVerb: {string(provision.Look)}})
	w.presses(t, act, url.Values{queryVerb: {string(provision.Apply)}})
	w.carry(id)
}

func TestDeploymentRollsBack(t *testing.T) {
	w := newCloudWorld(t)
	w.faults(refusing("Create", "server/data-1", driver.Quota))
	w.approved(nuboNeed, "Espace", space("espace", blueprintOf(1, "medium", "fast")))
	id := w.ids["espace"]
	w.carry(id)
	w.faults(nil)
	w.reads(t, confirmPath(id, string(provision.RollBack)), w.alice, "Ce qui est supprimé", "Réseau « espace-network-main »")
	w.presses(t, deploymentPath(id, "agir"), url.Values{queryVerb: {string(provision.RollBack)}, fieldConfirm: {"1"}})
	if state := w.carry(id); state != provision.Gone {
		t.Fatalf("after a roll-back it is %s", state)
	}
	w.reads(t, deploymentPath(id), w.alice, "Supprimée", "Rien n’existe sur la plateforme")
}

// A plan that loses data is reviewed, then applied or given up.
func TestPlanReviewed(t *testing.T) {
	w := newCloudWorld(t)
	id, _ := w.built("espace")
	w.altered("espace", blueprintOf(1, "medium", "slow"))
	act := deploymentPath(id, "agir")
	if to := w.presses(t, act, url.Values{queryVerb: {string(provision.Cancel)}}); !strings.Contains(to, "/confirmer?") {
		t.Fatalf("giving up was not asked again: %s", to)
	}
	w.presses(t, act, url.Values{queryVerb: {string(provision.Apply)}})
	if state := w.carry(id); state != provision.Running {
		t.Fatalf("once applied it is %s", state)
	}
}

func TestDriftSettled(t *testing.T) {
	w := newCloudWorld(t)
	id, _ := w.built("espace")
	form := deploymentPath(id, "ecarts")
	w.cloud.Alter(id, "server/data-1", "flavor", "large")
	w.cloud.Alter(id, "subnet/main", "dns", []string{"192.0.2.53"})
	w.look(id)
	w.presses(t, form, url.Values{fieldReact: {string(provision.Accept)}, queryKey: {"server/data-1"}})
	w.presses(t, form, url.Values{fieldReact: {string(provision.Repair)}, queryKey: {"subnet/main"}})
	w.carry(id)
	w.look(id)
	if d := w.deployed(id); d.Drifted != 0 {
		t.Fatalf("%d differences are left", d.Drifted)
	}
	w.reads(t, deploymentPath(id), w.alice, "1 écart a été accepté", "Aucun écart")
	w.cloud.Break(id, "volume/data-1/base")
	w.look(id)
	to := w.presses(t, form, url.Values{fieldReact: {string(provision.Repair)}})
	if !strings.Contains(to, "/confirmer?") || w.deployed(id).Drifted == 0 {
		t.Fatalf("a repair that loses data was not asked again: %s", to)
	}
	w.reads(t, to, w.alice, "Ce qu’une équipe y a rangé est perdu", "Réparer quand même")
	w.presses(t, form, url.Values{fieldReact: {string(provision.Repair)}, fieldConfirm: {"1"}})
	if state := w.carry(id); state != provision.Running || w.deployed(id).Drifted != 0 {
		t.Fatalf("once repaired it is %s with %d differences: %s", state, w.deployed(id).Drifted, w.deployed(id).Why.EN)
	}
	if out := w.post(form, w.alice, url.Values{fieldReact: {"laugh"}}); out.Code != http.StatusNotFound {
		t.Errorf("an unknown reaction: %d", out.Code)
	}
}

// An access is given, shown once, renewed while the old one still serves, and revoked.
func TestAccesses(t *testing.T) {
	w := newCloudWorld(t)
	id, _ := w.built("espace")
	form := deploymentPath(id, "acces")
	body := w.sends(t, form, w.alice, url.Values{fieldFor: {" "}, fieldOnce: {"1"}}, http.StatusUnprocessableEntity)
	if !strings.Contains(body, `href="#for-acces"`) || !strings.Contains(body, `id="for-acces"`) {
		t.Error("the refusal does not lead to its field")
	}
	w.presses(t, form, url.Values{fieldFor: {"sauvegarde"}, fieldOnce: {"1"}})
	w.carry(id)
	name := w.deployed(id).Accesses[0].Name
	show := deploymentPath(id, "acces", name, "montrer")
	out := w.post(show, w.alice, nil)
	wholePage(t, show, &httptest.ResponseRecorder{Body: bytes.NewBufferString(out.Body.String())})
	for _, want := range []string{"clouds.yaml", "application_credential_secret", `data-copy="fichier-clouds-yaml"`, "espace-server-front-1", "203.0.113."} {
		if !strings.Contains(out.Body.String(), want) {
			t.Errorf("the access does not show %q", want)
		}
	}
	if out.Code != http.StatusOK || out.Header().Get("Cache-Control") != "no-store" || strings.Contains(out.Body.String(), "hreflang") {
		t.Errorf("shown: %d %v", out.Code, out.Header())
	}
	if out := w.post(show, w.alice, nil); out.Code == http.StatusOK || strings.Contains(out.Body.String(), "application_credential_secret") {
		t.Errorf("shown twice: %d", out.Code)
	}
	w.presses(t, deploymentPath(id, "acces", name, "renouveler"), nil)
	w.carry(id)
	w.reads(t, deploymentPath(id), w.alice, "un autre le remplace", "Pas encore ; une seule fois")
	if d := w.deployed(id); len(d.Accesses) != 2 || d.Accesses[1].Replaces != name || !d.Accesses[1].Once || !d.Accesses[0].Open() {
		t.Fatalf("renewed: %+v", d.Accesses)
	}
	revoke := deploymentPath(id, "acces", name, "revoquer")
	if to := w.presses(t, revoke, nil); !strings.Contains(to, "/confirmer?") {
		t.Fatalf("a revocation was not asked again: %s", to)
	}
	w.presses(t, revoke, url.Values{fieldConfirm: {"1"}})
	w.carry(id)
	if d := w.deployed(id); d.Accesses[0].Open() || exists(d, "access/"+name) {
		t.Fatal("the access was not revoked")
	}
	if out := w.post(deploymentPath(id, "acces", "nulle-part", "montrer"), w.alice, nil); out.Code != http.StatusNotFound {
		t.Errorf("an access that does not exist: %d", out.Code)
	}
}

func exists(d *provision.View, key string) bool {
	for i := range d.Resources {
		if d.Resources[i].Object.Key == key {
			return true
		}
	}
	return false
}

func TestExport(t *testing.T) {
	w := newCloudWorld(t)
	id, _ := w.built("espace")
	out := w.get(deploymentPath(id, "export.zip"), w.alice)
	if out.Code != http.StatusOK || out.Header().Get("Content-Type") != "application/zip" || !strings.Contains(out.Header().Get("Content-Disposition"), "espace-opentofu.zip") {
		t.Fatalf("%d %v", out.Code, out.Header())
	}
	z, err := zip.NewReader(bytes.NewReader(out.Body.Bytes()), int64(out.Body.Len()))
	if err != nil || len(z.File) != 2 || z.File[1].Name != "main.tf" {
		t.Fatalf("the archive: %v", err)
	}
}

func TestOrphanSettled(t *testing.T) {
	w := newCloudWorld(t)
	id, _ := w.built("espace")
	w.faults(refusing("Delete", "volume/data-1/base", driver.Refused))
	w.ended("espace")
	d := w.deployed(id)
	if len(d.Orphans) == 0 {
		t.Fatal("nothing was left behind")
	}
	for _, o := range d.Orphans {
		path := pathOf("/orphelins", []string{o.ID, "regler"})
		body := w.sends(t, path, w.alice, url.Values{fieldHow: {""}}, http.StatusUnprocessableEntity)
		if !strings.Contains(body, `href="#how-`+orphanPart(o.ID)+`"`) {
			t.Error("the refusal does not lead to its field")
		}
		w.presses(t, path, url.Values{fieldHow: {"Supprimé par l’opérateur, ticket 42"}})
	}
	w.reads(t, "/orphelins", w.alice, "Rien à retrouver")
	w.reads(t, "/orphelins?etat="+stateAll, w.alice, "ticket 42")
	if d := w.deployed(id); d.State != provision.Gone {
		t.Errorf("once all is accounted for it is %s", d.State)
	}
}

// Whoever watches sees each step without doing anything, may unfold an answer, and is
// led to the page as it is at the end.
func TestDeploymentFollowed(t *testing.T) {
	w := newCloudWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	var lost atomic.Bool
	looked := make(chan struct{}) // servers are not made before the reader has looked
	look := sync.OnceFunc(func() { close(looked) })
	defer look()
	w.faults(func(c simulated.Call) simulated.Fault {
		switch {
		case c.Method == "Create" && c.Key == "network/main" && lost.CompareAndSwap(false, true):
			return simulated.Fault{Lost: true}
		case c.Method == "Create" && c.Kind == "server":
			<-looked
		}
		return simulated.Fault{}
	})
	o := w.approved(nuboNeed, "Espace", space("espace", blueprintOf(1, "medium", "fast")))
	id := w.ids["espace"]
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	w.signIn(tab, server.URL)
	tab.Go(server.URL + deploymentPath(id))
	finished := make(chan provision.State, 1)
	go func() { finished <- w.carry(id) }()
	tab.Until("a step is under way", `!!document.querySelector(".app-steps__item--running")`)
	tab.Until("several are done", `document.querySelectorAll(".app-steps__item--done").length > 3`)
	tab.TabTo("a raw answer", `at.matches("summary") && at.id.startsWith("brut-")`)
	tab.Press(browsertest.KeyEnter)
	tab.Accessible()
	n := browsertest.Eval[int](tab, `document.querySelectorAll(".app-steps__item--done").length`)
	look()
	tab.Until("another is done", `document.querySelectorAll(".app-steps__item--done").length > `+itoa(n))
	if !browsertest.Eval[bool](tab, `!!document.querySelector(".app-steps details[open]") && document.activeElement.id.startsWith("brut-")`) {
		t.Error("what was unfolded was folded again, or lost the focus")
	}
	if state := <-finished; state != provision.Running {
		t.Fatal(state)
	}
	w.fulfil(o.ID)
	tab.Until("the end", `document.querySelector("main").innerText.includes("voir la page à jour")`)
	tab.Quiet()
	tab.TabTo("the page as it is", `at.matches("a") && at.textContent.includes("voir la page à jour")`)
	tab.Submits("the page as it is", func() { tab.Press(browsertest.KeyEnter) })
	tab.Until("it is in service", `document.querySelector("main").innerText.includes("En service")`)
	tab.Go(server.URL + "/ressources") // the page of a deployment follows it until it is left
}

// TestDeploymentJourney settles a difference and gives an access with the keyboard only,
// with scripts and without.
func TestDeploymentJourney(t *testing.T) {
	for _, v := range []browsertest.View{{}, {NoScripts: true, Width: browsertest.Phone}} {
		t.Run(v.String(), func(t *testing.T) {
			w := newCloudWorld(t)
			server := httptest.NewServer(w.site)
			defer server.Close()
			id, _ := w.built("espace")
			w.cloud.Alter(id, "server/data-1", "flavor", "large")
			w.look(id)
			j := &journey{t: t, w: w.needWorld, url: server.URL, scripts: !v.NoScripts, Tab: browsertest.Start(t).Tab(t, v)}
			w.signIn(j.Tab, server.URL)
			j.Go(j.url + instancePath(id))
			j.pressOn("Voir la réalisation")
			j.good()
			j.pressOn("Réparer")
			w.carry(id)
			j.Go(j.url + deploymentPath(id))
			j.TabTo("the form that gives an access", `at.matches("summary") && at.textContent.includes("Donner un accès")`)
			j.Press(browsertest.KeyEnter)
			j.typeIn(fieldFor, "sauvegarde")
			j.pressOn("Donner l’accès")
			w.carry(id)
			j.Go(j.url + deploymentPath(id))
			j.pressOn("Montrer")
			if !strings.Contains(browsertest.Eval[string](j.Tab, `document.querySelector("main").innerText`), "application_credential_secret") {
				t.Error("nothing is handed over")
			}
			j.good()
			j.pressOn("C’est copié")
			j.pressOn("Révoquer")
			j.pressOn("Révoquer cet accès")
			w.carry(id)
			if d := w.deployed(id); d.Drifted != 0 || d.Accesses[0].Open() {
				t.Errorf("%d differences, access %+v", d.Drifted, d.Accesses[0])
			}
		})
	}
}

func TestDeploymentPagesInBrowser(t *testing.T) {
	w := newCloudWorld(t)
	w.everyState()
	server := httptest.NewServer(w.site)
	defer server.Close()
	b, signedIn := browsertest.Start(t), func(tab *browsertest.Tab) { w.signIn(tab, server.URL) }
	b.Audit(t, server.URL, w.deploymentPaths(), signedIn)
	b.AuditTranslated(t, server.URL, english(w.deploymentPaths()), signedIn)
	b.AuditWithoutScripts(t, server.URL, w.deploymentPaths(), signedIn)
}

// TestDeploymentShots takes pictures of the pages when SHOTS names a folder.
func TestDeploymentShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	w := newCloudWorld(t)
	w.everyState()
	server := httptest.NewServer(w.site)
	defer server.Close()
	maps.Copy(w.orders, w.ids)
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	w.signIn(tab, server.URL)
	for _, path := range w.deploymentPaths() {
		if only := os.Getenv("PATHS"); strings.Contains(path, "nulle-part") || only != "" && !strings.Contains(w.named(path), only) {
			continue
		}
		for _, v := range []browsertest.View{{}, {Dark: true}, {Width: browsertest.Phone}} {
			if only := os.Getenv("VIEW"); only != "" && only != v.String() {
				continue
			}
			tab.Look(v)
			tab.Go(server.URL + path)
			name := strings.NewReplacer("/", "_", "?", "_", "&", "_", "=", "-", "%", "").Replace(w.named(path))
			tab.Shoot(filepath.Join(dir, strings.TrimPrefix(name, "_")+"-"+v.String()+".png"))
		}
	}
	tab.Go(server.URL + deploymentPath(w.ids["derive"]))
	tab.Submits("the access", func() {
		browsertest.Eval[bool](tab, `(document.querySelector('form[action$="/montrer"] button').click(), true)`)
	})
	for _, v := range []browsertest.View{{}, {Width: browsertest.Phone}} {
		tab.Look(v)
		tab.Shoot(filepath.Join(dir, "access-"+v.String()+".png"))
	}
}
