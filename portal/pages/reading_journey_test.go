package pages

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/havre-cloud/havre/internal/browsertest"
)

// until waits for an expression of the page to be true.
func until(t *testing.T, tab *browsertest.Tab, what, script string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if browsertest.Eval[bool](tab, script) {
			return
		}
	}
	t.Fatalf("%s: never came; the page says %.300q", what, browsertest.Eval[string](tab, `document.querySelector("main").innerText`))
}

const countIs = `document.querySelector("[data-announce]")?.textContent`

// TestFilterAsOneGoes: a box ticked by the keyboard filters the list, says so, keeps
// the focus, writes the address, and going back restores it.
func TestFilterAsOneGoes(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	tab.Go(server.URL + "/plateformes")
	all := browsertest.Eval[string](tab, countIs)
	tab.Do("tick a box", chromedp.Focus("#faut"), chromedp.KeyEvent(" "))
	until(t, tab, "filtered list", countIs+`?.startsWith("11 ") === false`)
	until(t, tab, "announcement", `document.getElementById("announcement")?.textContent === document.querySelector("[data-announce]")?.textContent`)
	if got := browsertest.Eval[string](tab, `document.activeElement.id`); got != "faut" {
		t.Errorf("the focus went to %q", got)
	}
	if got := browsertest.Eval[string](tab, `location.search`); !strings.Contains(got, "faut=bdd") {
		t.Errorf("the address is %q", got)
	}
	tab.Do("go back", chromedp.NavigateBack())
	until(t, tab, "whole list", countIs+` === `+"`"+all+"`")
	tab.Quiet()
}

// TestFilterWithoutScripts: the same, by the button.
func TestFilterWithoutScripts(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{NoScripts: true})
	tab.Go(server.URL + "/en/plateformes")
	tab.Do("filter", chromedp.Click("#faut"), chromedp.Click(".app-filters button[type=submit]"), chromedp.WaitVisible(".app-filters a.fr-btn"))
	if got := browsertest.Eval[string](tab, countIs); !strings.HasSuffix(got, "offers of 11") || strings.HasPrefix(got, "11") {
		t.Errorf("filtered list: %q", got)
	}
	tab.Do("sort", chromedp.Click(".app-sort"), chromedp.WaitVisible("th[aria-sort=ascending]"))
	if got := browsertest.Eval[string](tab, `location.search`); !strings.Contains(got, "tri=nom") || !strings.Contains(got, "faut=bdd") {
		t.Errorf("sorting lost the filter: %q", got)
	}
}

// TestKeyboard: the first press of Tab offers to skip to the content, and does.
func TestKeyboard(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	tab.Go(server.URL + "/")
	tab.Do("press Tab", chromedp.KeyEvent(kb.Tab))
	if got := browsertest.Eval[string](tab, `document.activeElement.textContent`); got != "Aller au contenu" {
		t.Errorf("the first stop is %q", got)
	}
	if !browsertest.Eval[bool](tab, `document.activeElement.getBoundingClientRect().top >= 0`) {
		t.Error("the skip link cannot be seen")
	}
	tab.Do("press Enter", chromedp.KeyEvent(kb.Enter))
	if got := browsertest.Eval[string](tab, `document.activeElement.id`); got != "contenu" {
		t.Errorf("the focus is on %q", got)
	}
}

// TestMenuOfAPhone: it folds, its button says so, and opens it.
func TestMenuOfAPhone(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{Width: browsertest.Phone})
	tab.Go(server.URL + "/plateformes")
	const seen = `getComputedStyle(document.getElementById("menu")).display !== "none"`
	if browsertest.Eval[bool](tab, seen) {
		t.Error("the menu is open at first")
	}
	if browsertest.Eval[bool](tab, `document.querySelector("details[data-fold]").open`) {
		t.Error("the filters hide the list")
	}
	tab.Do("open the menu", chromedp.Click("#menu-button"))
	if !browsertest.Eval[bool](tab, seen) || browsertest.Eval[string](tab, `document.getElementById("menu-button").getAttribute("aria-expanded")`) != "true" {
		t.Error("the menu does not open")
	}
	tab.Accessible()
	tab.Fits()
}

// TestThemeKept: the choice is kept from page to page, without any script.
func TestThemeKept(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{NoScripts: true})
	tab.Go(server.URL + "/aide")
	tab.Do("choose dark", chromedp.SetValue("#theme", "dark"), chromedp.Click(".app-theme button"), chromedp.WaitReady("html[data-theme=dark]"))
	if got := browsertest.Eval[string](tab, `location.pathname`); got != "/aide" {
		t.Errorf("led to %q", got)
	}
	tab.Go(server.URL + "/en/regles")
	if got := browsertest.Eval[string](tab, `getComputedStyle(document.body).backgroundColor`); got == "rgb(255, 255, 255)" {
		t.Errorf("the ground is %s", got)
	}
}

// TestPrint: on paper, what is folded is open and what only serves to click is gone.
func TestPrint(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	tab.Go(server.URL + "/regles/state-2023/R9-SNC-2023")
	if pdf := string(tab.PDF()); !strings.Contains(pdf, "StructTreeRoot") || !strings.Contains(pdf, "(fr)") && !strings.Contains(pdf, "/Lang") {
		t.Error("the PDF is not tagged, or has no language")
	}
	tab.Paper()
	for selector, shown := range map[string]bool{".app-nav": false, ".app-footer": false, ".app-crumbs": false, "main h1": true, ".app-summary": true} {
		if got := browsertest.Eval[bool](tab, `getComputedStyle(document.querySelector("`+selector+`")).display !== "none"`); got != shown {
			t.Errorf("%s on paper: %v", selector, got)
		}
	}
}
