package browsertest

import (
	"context"
	"time"

	"github.com/chromedp/chromedp"
)

// Keys that have no letter.
const (
	KeyTab   = "\t"
	KeyEnter = "\r"
	KeySpace = " "
)

// Press presses keys, one after the other: the keyboard of somebody without a mouse.
func (tab *Tab) Press(keys string) {
	tab.t.Helper()
	tab.do("press keys", chromedp.KeyEvent(keys))
}

// Until waits until an expression is true in the page, which may be another one by
// then.
func (tab *Tab) Until(what, expression string) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	for ctx.Err() == nil {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		if err == nil && ok { // an error is a page that is being left
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	tab.t.Fatalf("wait until %s: it never was", what)
}

// TabTo presses the key Tab until the element that has the focus answers an
// expression, in which it is called "at": what cannot be reached so fails the test.
func (tab *Tab) TabTo(what, expression string) {
	tab.t.Helper()
	const enough = 250
	for range enough {
		if Eval[bool](tab, `(at => !!at && (`+expression+`))(document.activeElement)`) {
			return
		}
		tab.Press(KeyTab)
	}
	tab.t.Fatalf("%s cannot be reached with the key Tab", what)
}

// Submits does something that leads to another page, and waits for it.
func (tab *Tab) Submits(what string, act func()) {
	tab.t.Helper()
	Eval[bool](tab, `window.left = true`)
	act()
	tab.Until("the page after "+what, `!window.left && document.readyState === "complete"`)
}
