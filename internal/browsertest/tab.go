package browsertest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// View is how a page is looked at.
type View struct {
	Width     int64 // pixels; zero is a desktop
	Dark      bool  // the system asks for dark colours
	NoScripts bool
}

// Widths of the screens that matter.
const (
	Desktop = 1280
	Tablet  = 800
	Phone   = 375
	Small   = 320 // the narrowest that WCAG asks for
)

func (v View) String() string {
	s := fmt.Sprintf("%dpx", v.width())
	if v.Dark {
		s += "-dark"
	}
	if v.NoScripts {
		s += "-noscript"
	}
	return s
}

func (v View) width() int64 {
	if v.Width == 0 {
		return Desktop
	}
	return v.Width
}

// Tab is a page of the browser with cookies of its own. It belongs to one test and
// closes with it; every method fails the test when it cannot do what it says.
type Tab struct {
	t    testing.TB
	ctx  context.Context
	axe  string
	mu   sync.Mutex
	said []string
}

// Tab opens a tab.
func (b *Browser) Tab(tb testing.TB, v View) *Tab {
	tb.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	tb.Cleanup(cancel)
	tab := &Tab{t: tb, ctx: ctx, axe: b.axe}
	if err := chromedp.Listen(ctx, tab.hear); err != nil {
		tb.Fatalf("listen to the console: %v", err)
	}
	tab.do("open the tab", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: v.NoScripts})
		return err
	}))
	tab.Look(v)
	return tab
}

// For gives the same tab to a subtest, which its failures then belong to.
func (tab *Tab) For(tb testing.TB) *Tab {
	tb.Helper()
	tab.t = tb
	return tab
}

// Look changes the width of the tab and the colours asked for.
func (tab *Tab) Look(v View) {
	tab.t.Helper()
	scheme := "light"
	if v.Dark {
		scheme = "dark"
	}
	tab.do("look as "+v.String(), chromedp.EmulateViewport(v.width(), 900), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	}))
}

// Paper draws the tab as it would be printed.
func (tab *Tab) Paper() {
	tab.t.Helper()
	tab.do("draw as on paper", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	}))
}

// paperWidth is what A4 leaves to a page between its margins of 12 mm, at 96 px to
// the inch: what is wider makes the printer shrink the page, or is cut.
const paperWidth = 702

// FitsPaper fails the test when the page, printed with all that it unfolds, is wider
// than its paper.
func (tab *Tab) FitsPaper() {
	tab.t.Helper()
	tab.Look(View{Width: paperWidth})
	tab.Paper()
	Eval[bool](tab, `(dispatchEvent(new Event("beforeprint")), true)`)
	tab.Fits()
	Eval[bool](tab, `(dispatchEvent(new Event("afterprint")), true)`)
}

// hear keeps what the page says to the console, and what the browser refuses it.
func (tab *Tab) hear(ev any) {
	text := ""
	switch e := ev.(type) {
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError || e.Entry.Level == cdplog.EntryLevelWarning {
			text = fmt.Sprintf("%s: %s (%s)", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		text = "exception: " + e.ExceptionDetails.Text
	case *network.EventLoadingFailed:
		if e.BlockedReason != "" {
			text = fmt.Sprintf("blocked: %s", e.BlockedReason)
		}
	}
	if text != "" {
		tab.mu.Lock()
		tab.said = append(tab.said, text)
		tab.mu.Unlock()
	}
}

// Go loads an address. A status of 400 or more that the page answers is not a
// failure: pages that tell a refusal are pages.
func (tab *Tab) Go(url string) {
	tab.t.Helper()
	tab.do("go to "+url, chromedp.Navigate(url))
}

// Said gives what the console heard since the last time, without the browser's own
// remarks on answers of 400 and more.
func (tab *Tab) Said() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	var out []string
	for _, s := range tab.said {
		if !strings.Contains(s, "Failed to load resource: the server responded with a status of") {
			out = append(out, s)
		}
	}
	tab.said = nil
	return out
}

// Quiet fails the test when the console heard anything: a policy broken, an error.
func (tab *Tab) Quiet() {
	tab.t.Helper()
	for _, s := range tab.Said() {
		tab.t.Errorf("console: %s", s)
	}
}

// Fits fails the test when the page scrolls sideways.
func (tab *Tab) Fits() {
	tab.t.Helper()
	const script = `(() => {
	const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
	if (wide <= 0) return "";
	const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest(".app-region, pre, .fr-sr-only, .fr-skiplinks"));
	return wide + "px: " + out.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(" | ");
})()`
	if s := Eval[string](tab, script); s != "" {
		tab.t.Errorf("the page scrolls sideways by %s", s)
	}
}

// Eval is what an expression is worth in the page.
func Eval[T any](tab *Tab, script string) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.t.Fatalf("evaluate %.60q: %v", script, err)
	}
	return v
}

// Do runs actions of chromedp.
func (tab *Tab) Do(what string, actions ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	tab.do(what, actions...)
}

// Shoot keeps a picture of the whole page, to look at. PNG.
func (tab *Tab) Shoot(file string) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(file, png, 0o600)
	}
	if err != nil {
		tab.t.Fatalf("take a picture: %v", err)
	}
}

// PDF prints the page as a tagged PDF.
func (tab *Tab) PDF() []byte {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFOutlineAndTagged(), chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		tab.t.Fatalf("print: %v", err)
	}
	return pdf
}

func (tab *Tab) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		tab.t.Fatalf("%s: %v", what, err)
	}
}
