package oidctest

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// Browser is somebody's browser, as far as a sign-in goes: it keeps cookies and
// follows redirections as long as they stay at the provider.
type Browser struct {
	t      testing.TB
	origin string
	client *http.Client
	back   *url.URL // where the provider sent it, outside
}

// Browser opens one that knows nobody yet.
func (p *Provider) Browser(tb testing.TB) *Browser {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	b := &Browser{t: tb, origin: p.origin}
	client := *p.Client
	client.Jar = jar
	client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if origin(r.URL) == b.origin {
			return nil
		}
		b.back = r.URL
		return http.ErrUseLastResponse
	}
	b.client = &client
	return b
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// Visit opens an address of the provider: the page where it ends up, and where the
// provider sent it back to, nil when it did not.
func (b *Browser) Visit(address string) (page string, back *url.URL) {
	b.t.Helper()
	return b.send(http.MethodGet, address, nil)
}

// SignIn opens an address and signs in, unless the provider knows who is there
// already; it gives the address to which the provider sends back.
func (b *Browser) SignIn(address, account string) *url.URL {
	b.t.Helper()
	return b.step(address, "login", url.Values{"email": {account}})
}

// Cancel opens an address and gives up.
func (b *Browser) Cancel(address string) *url.URL {
	b.t.Helper()
	return b.step(address, "abort", nil)
}

var forms = regexp.MustCompile(`action="(/interaction/[^"/]+/)login"`)

func (b *Browser) step(address, step string, form url.Values) *url.URL {
	b.t.Helper()
	page, back := b.Visit(address)
	if back != nil {
		return back
	}
	found := forms.FindStringSubmatch(page)
	if found == nil {
		b.t.Fatalf("the provider shows no form: %s", page)
	}
	page, back = b.send(http.MethodPost, b.origin+found[1]+step, form)
	if back == nil {
		b.t.Fatalf("the provider did not send back: %s", page)
	}
	return back
}

func (b *Browser) send(method, address string, form url.Values) (page string, back *url.URL) {
	b.t.Helper()
	b.back = nil
	ctx := context.WithoutCancel(b.t.Context())
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(body), b.back
}
