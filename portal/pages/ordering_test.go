package pages

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/browsertest"
)

// starterNamed is the chain to begin from under another identifier.
func starterNamed(text, id string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "  id: ") {
			lines[i] = "  id: " + id
			break
		}
	}
	return strings.Join(lines, "\n")
}

// orderingPaths are the pages around orders, in the states that they have.
func (w *needWorld) orderingPaths() []string {
	id, need := w.orders, w.needs["paie-historique"].ID
	number := w.orderNumber(id["awaited"])
	form := "/quotas/accorder?level=organisation&holder=" + w.social.ID + "&account="
	return []string{
		"/taches", "/quotas?organisation=" + id["below"], "/quotas?dossier=" + need, "/quotas",
		form + "cpu.production", form + "memory.other", form + "euros.2031", "/quotas/accorder?level=need&holder=" + need + "&account=cpu.other",
		"/accords", "/accords?tous=1&tri=title", "/accords?q=rien-de-tel", "/accords/seuils", "/accords/nouveau",
		frameworkPath(id["framework"]), frameworkPath(id["CONV-2026-7"]), frameworkPath(id["UGAP-618-1"]), frameworkPath(id["framework"], "modifier"),
		frameworkPath(id["framework"], "prix"), frameworkPath(id["framework"], "prix") + "?ligne=2", frameworkPath(id["UGAP-618-1"], "prix"),
		chainsPath(w.social.ID), chainsPath(id["below"]) + "?number=" + number, chainsPath(w.social.ID, "nouveau"), chainsPath(w.social.ID, id["chain-achats"]),
		orderPath(id["order-of-change"]), "/compte/delegations", "/administration/operateurs", "/compte", organisationPath(w.social.ID), "/administration", "/plan-du-site",
		"/accords/nulle-part", "/taches/nulle-part", "/quotas?organisation=nulle-part", "/quotas/accorder?level=organisation&holder=" + w.social.ID + "&account=nulle-part",
		chainsPath("nulle-part"), chainsPath(w.social.ID, "nulle-part"),
	}
}

// operatorPaths are those of Bruno, who operates Rosny.
func (w *needWorld) operatorPaths() []string {
	out := []string{"/taches", "/taches?etat=toutes&tri=offer", "/taches?miennes=1", "/taches?q=rien-de-tel", "/accords", "/quotas", "/compte/delegations", frameworkPath(w.orders["framework"]), chainsPath(w.social.ID)}
	for _, name := range []string{"task", "late", "taken", "impossible", "partly", "change"} {
		out = append(out, workPath(w.orders[name]))
	}
	return out
}

func (w *needWorld) orderNumber(id string) string {
	w.tb.Helper()
	o, err := w.pages.Orders.Order(w.tb.Context(), w.actor, id)
	w.check(err)
	return o.Number
}

func TestOrderingPages(t *testing.T) {
	w := orderingWorld(t)
	for who, paths := range map[string][]string{w.alice: w.orderingPaths(), w.bruno: w.operatorPaths()} {
		for _, path := range both(paths) {
			t.Run(path, func(t *testing.T) {
				out := w.get(path, who)
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
	}
}

// What is empty says what it means; strangers are asked who they are.
func TestOrderingPagesEmpty(t *testing.T) {
	w := emptyWorld(t)
	for path, says := range map[string]string{
		"/taches": "Vous n’opérez aucune plateforme", "/accords": "Aucun accord inscrit", "/quotas": "Aucun niveau ne dit rien",
		"/compte/delegations": "n’attend que vous", chainsPath(w.social.ID): "ceux d’au-dessus et ceux de Havre suffisent",
	} {
		out := w.get(path, w.alice)
		if !strings.Contains(out.Body.String(), says) {
			t.Errorf("%s does not say %q", path, says)
		}
		checkPage(t, path, out)
		if out := w.get(path, ""); out.Code != http.StatusUnauthorized && out.Code != http.StatusNotFound {
			t.Errorf("%s: status %d for a stranger", path, out.Code)
		}
	}
}

func TestOrderingPagesInBrowser(t *testing.T) {
	w := orderingWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	b := browsertest.Start(t)
	alice, bruno := func(tab *browsertest.Tab) { w.signIn(tab, server.URL) }, func(tab *browsertest.Tab) { w.signInAs(tab, server.URL, w.bruno) }
	b.Audit(t, server.URL, w.orderingPaths(), alice)
	b.AuditTranslated(t, server.URL, english(w.orderingPaths()), alice)
	b.Audit(t, server.URL, w.operatorPaths(), bruno)
	b.AuditTranslated(t, server.URL, english(w.operatorPaths()), bruno)
}

func TestOrderingPagesWithoutScripts(t *testing.T) {
	w := orderingWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	b := browsertest.Start(t)
	b.AuditWithoutScripts(t, server.URL, w.orderingPaths(), func(tab *browsertest.Tab) { w.signIn(tab, server.URL) })
	b.AuditWithoutScripts(t, server.URL, w.operatorPaths(), func(tab *browsertest.Tab) { w.signInAs(tab, server.URL, w.bruno) })
}

// TestOrderingShots takes pictures of the pages when SHOTS names a folder.
func TestOrderingShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	w := orderingWorld(t)
	server := httptest.NewServer(w.site)
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	shoot := func(who, session string, paths []string) {
		w.signInAs(tab, server.URL, session)
		for _, path := range paths {
			if only := os.Getenv("PATHS"); only != "" && !strings.Contains(who+w.named(path), only) {
				continue
			}
			for _, v := range []browsertest.View{{}, {Dark: true}, {Width: browsertest.Phone}} {
				if only := os.Getenv("VIEW"); only != "" && only != v.String() {
					continue
				}
				tab.Look(v)
				tab.Go(server.URL + path)
				name := strings.NewReplacer("/", "_", "?", "_", "&", "_", "=", "-", w.social.ID, "social").Replace(w.named(path))
				tab.Shoot(filepath.Join(dir, who+name+"-"+v.String()+".png"))
			}
		}
	}
	shoot("alice", w.alice, w.orderingPaths())
	shoot("bruno", w.bruno, w.operatorPaths())
}
