package pages

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/htmlcheck"
	"github.com/havre-cloud/havre/order"
	orders "github.com/havre-cloud/havre/order/demo"
	"github.com/havre-cloud/havre/portal/static"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/record/demo"
)

// Every page that the demonstration leads to, from link to link, is there and well
// made, for somebody who may see everything.
func TestDemonstrationIsWhole(t *testing.T) {
	w := cloudOver(bareWorld(t))
	w.actor = identity.System()
	w.check(demo.Fill(t.Context(), w.pages.Identity, w.pages.Record))
	w.check(orders.Fill(t.Context(), w.pages.Identity, w.pages.Orders))
	w.buildAll()
	site, err := web.New(web.Options{Trouble: ui.Trouble, Now: w.now, Identify: func(*http.Request) (identity.Actor, *identity.Session, int, error) {
		return identity.System(), nil, 0, nil
	}})
	w.check(err)
	site.Mount("GET "+static.Root, static.Handler())
	w.pages.Register(site)
	seen, waiting := map[string]bool{}, []string{"/dossiers", "/portefeuille", "/echeances", "/derogations", "/commandes", "/ressources", "/deploiements", "/comparer?du=2026-01-01&au=2027-06-01"}
	kinds := map[string]int{}
	for len(waiting) > 0 {
		path := waiting[0]
		waiting = waiting[1:]
		out := httptest.NewRecorder()
		site.ServeHTTP(out, httptest.NewRequest(http.MethodGet, path, nil))
		if out.Code != http.StatusOK {
			t.Errorf("%s: status %d", path, out.Code)
			continue
		}
		kinds[kindOfPage(path)]++
		if !strings.HasPrefix(out.Header().Get("Content-Type"), "text/html") {
			continue
		}
		page, err := htmlcheck.Read(out.Body)
		w.check(err)
		for _, p := range page.Problems() {
			t.Errorf("%s: %s", path, p)
		}
		for _, link := range page.Links {
			if ours(link) && !seen[link] {
				seen[link] = true
				waiting = append(waiting, link)
			}
		}
	}
	for _, kind := range []string{"decisions", "offres", "questionnaire", "revisions", "yaml", "derogations", "nouvelle", "commandes", "ligne", "bon", "pieces", "ressources", "realisation", "deploiements", "gabarits"} {
		if kinds[kind] == 0 {
			t.Errorf("no page of %s is led to: %v", kind, kinds)
		}
	}
}

// buildAll does what the portal does by itself once the demonstration is there: what was
// ordered of Nubo is built, to the end.
func (w *cloudWorld) buildAll() {
	w.tb.Helper()
	ctx := w.tb.Context()
	page, err := w.pages.Orders.Orders(ctx, w.actor, order.Query{Offer: "nubo", State: order.InProgress, List: havre.List{Limit: havre.MaxLimit}})
	w.check(err)
	if len(page.Items) == 0 {
		w.tb.Fatal("nothing is to be built")
	}
	for _, o := range page.Items {
		w.fulfil(o.ID)
		id := o.Items[0].Instance
		if state := w.carry(id); state != provision.Running {
			w.tb.Fatalf("%s is %s: %s", o.Title, state, w.deployed(id).Why.FR)
		}
		w.fulfil(o.ID)
		again, err := w.pages.Orders.Order(ctx, w.actor, o.ID)
		w.check(err)
		built := map[string]int{}
		for _, x := range w.deployed(id).Resources {
			built[x.Object.Kind]++
		}
		if again.State != order.Completed || built["server"] != 2 || built["volume"] != 1 || built["container"] != 1 {
			w.tb.Errorf("%s is %s, with %v", o.Title, again.State, built)
		}
	}
}

// ours says that a link is to a page of needs, in French: the list of one question
// differs from that of another by what is asked only.
func ours(link string) bool {
	if strings.Contains(link, "format=") || strings.Contains(link, "question=") || strings.Contains(link, "tri=") || strings.HasPrefix(link, "/en") {
		return false
	}
	for _, prefix := range []string{"/dossiers", "/derogations", "/portefeuille", "/echeances", "/comparer", "/notifications", "/nouveau-dossier", "/decider", "/commandes", "/ressources", "/deploiements", "/orphelins", "/a-traiter", "/offres"} {
		if strings.HasPrefix(link, prefix) {
			return true
		}
	}
	return false
}

// kindOfPage is the last word of a path that is not an identifier.
func kindOfPage(path string) string {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i := len(parts) - 1; i > 0; i-- {
		switch parts[i] {
		case "decisions", "offres", "questionnaire", "revisions", "yaml", "derogations", "nouvelle", "dossiers", "commandes", "ligne", "bon", "pieces", "ressources", "realisation", "deploiements", "gabarits":
			return parts[i]
		}
	}
	return havre.APIVersion
}
