package browsertest

import (
	"fmt"
	"testing"
)

// Audit looks at every page as everybody may see it: read by axe-core in light and
// dark colours, on a desktop and on a phone; silent on the console; without sideways
// scrolling at 320 px, on a tablet or a desktop, nor on paper. Each page is loaded
// once. Addresses are paths of the server.
//
// ready, when not nil, prepares each tab: signs in, sets a cookie.
func (b *Browser) Audit(t *testing.T, server string, paths []string, ready func(*Tab)) {
	t.Helper()
	b.each(t, "pages", View{}, paths, ready, func(tab *Tab, path string) {
		tab.Look(View{})
		tab.Go(server + path)
		tab.Quiet()
		tab.Accessible()
		tab.Look(View{Dark: true})
		tab.AccessibleColours()
		tab.Look(View{Width: Phone, Dark: true})
		tab.AccessibleColours()
		tab.Look(View{Width: Phone})
		tab.Accessible()
		for _, width := range []int64{Small, Tablet, Desktop} {
			tab.Look(View{Width: width})
			tab.Fits()
		}
		tab.FitsPaper()
	})
}

// AuditTranslated looks at the pages that [Browser.Audit] looks at, in another
// language: only words differ. They are read by axe-core in light and dark colours, at
// one width; the console hears nothing, and long words fit.
func (b *Browser) AuditTranslated(t *testing.T, server string, paths []string, ready func(*Tab)) {
	t.Helper()
	b.each(t, "translated", View{}, paths, ready, func(tab *Tab, path string) {
		tab.Look(View{})
		tab.Go(server + path)
		tab.Quiet()
		tab.Accessible()
		tab.Look(View{Dark: true})
		tab.AccessibleColours()
		tab.Look(View{Width: Small})
		tab.Fits()
	})
}

// AuditWithoutScripts looks at the same pages with scripts off: they show what they
// hold, say nothing to the console, and fit.
func (b *Browser) AuditWithoutScripts(t *testing.T, server string, paths []string, ready func(*Tab)) {
	t.Helper()
	b.each(t, "without scripts", View{NoScripts: true, Width: Small}, paths, ready, func(tab *Tab, path string) {
		tab.Go(server + path)
		tab.Quiet()
		tab.Fits()
		if Eval[int](tab, `document.querySelector("main").innerText.trim().length`) < 40 {
			tab.t.Error("nothing to read without scripts")
		}
		if Eval[bool](tab, `getComputedStyle(document.querySelector("#menu")).display === "none"`) {
			tab.t.Error("the menu cannot be reached without scripts")
		}
	})
}

// tabs is how many pages are looked at together.
const tabs = 2

// each looks at every page, a few at a time, each tab going from page to page.
func (b *Browser) each(t *testing.T, name string, v View, paths []string, ready func(*Tab), look func(*Tab, string)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { // waits for what runs together
		for i := range tabs {
			t.Run(fmt.Sprintf("tab %d", i+1), func(t *testing.T) {
				t.Parallel()
				tab := b.Tab(t, v)
				if ready != nil {
					ready(tab)
				}
				for j := i; j < len(paths); j += tabs {
					t.Run(paths[j], func(t *testing.T) { look(tab.For(t), paths[j]) })
					tab.For(t)
				}
			})
		}
	})
}
