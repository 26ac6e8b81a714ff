package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Cookie gives the tab a cookie for a site, as a page of the site would.
func (tab *Tab) Cookie(site, name, value string) {
	tab.t.Helper()
	hidden := true
	tab.do("set the cookie "+name, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.SetCookie, network.SetCookieParams{URL: site, Name: name, Value: value, HTTPOnly: &hidden})
		return err
	}))
}
