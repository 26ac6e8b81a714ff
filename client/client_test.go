package client_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/apitest"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// portal serves the real API behind something that may come between.
func portal(t *testing.T, w *apitest.World, between func(http.ResponseWriter, *http.Request, http.Handler)) (c *client.Client, waits *[]time.Duration) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if between == nil {
			w.API.ServeHTTP(out, r)
			return
		}
		between(out, r, w.API)
	}))
	t.Cleanup(s.Close)
	waits = &[]time.Duration{}
	return &client.Client{
		Server: s.URL, Token: w.Ours.Token, Lang: havre.English, HTTP: s.Client(),
		Wait: func(_ context.Context, d time.Duration) error {
			*waits = append(*waits, d)
			return nil
		},
	}, waits
}

const need = "apiVersion: havre/v1\nkind: Dossier\nmetadata: {name: demo, title: Demo}\nspec: {project: {fullCostEUR: 800000, evolutionRatio: 0.3}, data: {personal: yes, legalSecrets: [privacy, unknown]}, needs: {rto: 30min}}\n"

// An object through its life, typed.
func TestLife(t *testing.T) {
	t.Parallel()
	w := apitest.New(t)
	c, _ := portal(t, w, nil)
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	made, tag, err := client.Dossiers.Create(ctx, c, client.Text(need))
	ok(err)
	made.Metadata.Title = "Renamed"
	made, tag, err = client.Dossiers.Replace(ctx, c, made.ID, tag, made)
	ok(err)
	if made.Metadata.Title != "Renamed" || tag != `"2"` || made.Spec.Data.Personal != havre.Yes {
		t.Errorf("%+v, tag %s", made, tag)
	}
	d, _, err := client.Kind[wire.Decision]{Path: "dossiers/" + made.ID + "/decisions"}.Create(ctx, c, struct{}{})
	ok(err)
	if d.Status.Number != 1 {
		t.Errorf("%+v", d)
	}
	got, tag, err := client.Dossiers.Get(ctx, c, made.ID)
	ok(err)
	if got.Status.Decision == nil || got.Status.Decision.ID != d.ID {
		t.Errorf("%+v", got.Status)
	}
	ok(client.Dossiers.Delete(ctx, c, made.ID, tag))
	_, _, err = client.Dossiers.Restore(ctx, c, made.ID)
	ok(err)
	me, err := c.Me(ctx)
	ok(err)
	if me.ID != w.Ours.ID {
		t.Errorf("%+v", me)
	}
}

// A list is read to its end, whatever the size of its pages.
func TestList(t *testing.T) {
	t.Parallel()
	w := apitest.New(t)
	c, _ := portal(t, w, nil)
	c.Token = w.Root.Token
	var names []string
	for o, err := range client.People.List(t.Context(), c, url.Values{"limit": {"2"}, "sort": {"name"}}) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, o.Spec.Name)
	}
	want := []string{"Ada Racine", "Omar Nôtre", "Paul Approbateur", "Rita Lectrice", "Thea Autre"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	for _, err := range client.People.List(t.Context(), c, url.Values{"limti": {"2"}}) {
		f := havre.FaultOf(err)
		if f == nil || f.Code != havre.Invalid || len(f.Problems) != 1 || f.Problems[0].Suggestion != "limit" || f.Problems[0].Field != "query.limti" {
			t.Errorf("%+v", f)
		}
	}
}

// What the API refuses is a fault, with its code and what to do.
func TestRefusals(t *testing.T) {
	t.Parallel()
	w := apitest.New(t)
	c, waits := portal(t, w, nil)
	_, _, err := client.Dossiers.Get(t.Context(), c, "nowhere")
	if f := havre.FaultOf(err); f == nil || f.Code != havre.NotFound || f.Message.EN == "" || f.Next.EN == "" {
		t.Errorf("%+v", f)
	}
	made, _, err := client.Dossiers.Create(t.Context(), c, client.Text(need))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Dossiers.Delete(t.Context(), c, made.ID, `"9"`); !errors.Is(err, &havre.Fault{Code: havre.Stale}) {
		t.Errorf("%v", err)
	}
	c.Token = ""
	if _, err := c.Me(t.Context()); !errors.Is(err, &havre.Fault{Code: havre.Unauthenticated}) {
		t.Errorf("%v", err)
	}
	if len(*waits) > 0 {
		t.Errorf("refusals were asked again: %v", *waits)
	}
}

// What asks to wait is waited for; what is lost on the way is sent again, and a
// creation is done once all the same.
func TestTriesAgain(t *testing.T) {
	t.Parallel()
	w := apitest.New(t)
	var asked atomic.Int32
	c, waits := portal(t, w, func(out http.ResponseWriter, r *http.Request, api http.Handler) {
		switch asked.Add(1) {
		case 1:
			out.Header().Set("Content-Type", wire.ProblemType)
			out.Header().Set("Retry-After", "7")
			out.WriteHeader(http.StatusTooManyRequests)
			_, _ = out.Write([]byte(`{"code":"too-many-requests"}`))
		case 2: // the work is done, and the answer is lost
			api.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		default:
			api.ServeHTTP(out, r)
		}
	})
	made, _, err := client.Dossiers.Create(t.Context(), c, client.Text(need))
	if err != nil {
		t.Fatal(err)
	}
	if asked.Load() != 3 || len(*waits) == 0 || (*waits)[0] != 7*time.Second {
		t.Errorf("asked %d times, waited %v", asked.Load(), *waits)
	}
	page, err := client.Any("dossiers").Page(t.Context(), c, nil, "")
	if err != nil || page.Total != 1 || page.Items[0].ID != made.ID {
		t.Errorf("%+v, %v", page, err)
	}
}

// What may not be repeated is not; what fails for ever stops.
func TestGivesUp(t *testing.T) {
	t.Parallel()
	w := apitest.New(t)
	var asked atomic.Int32
	c, waits := portal(t, w, func(out http.ResponseWriter, _ *http.Request, _ http.Handler) {
		asked.Add(1)
		out.WriteHeader(http.StatusServiceUnavailable)
	})
	err := client.Dossiers.Delete(t.Context(), c, "x", `"1"`)
	if asked.Load() != 1 || !errors.Is(err, &havre.Fault{Code: havre.Unavailable}) {
		t.Errorf("asked %d times: %v", asked.Load(), err)
	}
	if _, err := c.Me(t.Context()); err == nil || asked.Load() != 5 || len(*waits) != 3 {
		t.Errorf("asked %d times, waited %v: %v", asked.Load(), *waits, err)
	}
}

// What answers is a portal, reached safely, or it is told that it is not.
func TestServers(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("a token was sent to somebody else")
		}
	}))
	t.Cleanup(elsewhere.Close)
	for name, h := range map[string]http.HandlerFunc{
		"a page":        func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"an error":      func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusNotFound) },
		"a redirection": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) },
	} {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		_, err := (&client.Client{Server: s.URL, Token: "t"}).Me(t.Context())
		if f := havre.FaultOf(err); f == nil || f.Code != havre.Unavailable || f.Message.EN == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, server := range []string{"", "havre", "ftp://x", "http://havre.example.gouv.fr", "https://"} {
		_, err := (&client.Client{Server: server}).Me(t.Context())
		if f := havre.FaultOf(err); f == nil || f.Code != havre.Invalid {
			t.Errorf("%q: %v", server, err)
		}
	}
}

// The authority of an administration is trusted when it is given, and only then.
func TestPrivateAuthority(t *testing.T) {
	t.Parallel()
	w := apitest.New(t)
	s := httptest.NewTLSServer(w.API)
	t.Cleanup(s.Close)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	none, err := client.Trusting(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &client.Client{Server: s.URL, Token: w.Ours.Token, HTTP: none}
	_, err = c.Me(t.Context())
	if f := havre.FaultOf(err); f == nil || f.Code != havre.Unavailable || !bytes.Contains([]byte(f.Next.EN), []byte("--ca")) {
		t.Errorf("%+v", f)
	}
	if c.HTTP, err = client.Trusting(authority); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Me(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := client.Trusting([]byte("no certificate")); err == nil {
		t.Error("a file without certificate is accepted")
	}
}

// Long work is followed to its end.
func TestFollow(t *testing.T) {
	t.Parallel()
	w := apitest.New(t)
	w.Work(t)
	c, _ := portal(t, w, nil)
	c.Token, c.Wait = w.Root.Token, nil
	a, err := c.Send(t.Context(), client.Call{Method: http.MethodPost, Path: "journal/verifications", Body: []byte("{}"), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	o, err := c.Follow(t.Context(), a.Location[len("/api/v1/operations/"):], func(*wire.Operation) { told++ })
	if err != nil || o.Status.State != "succeeded" || told == 0 {
		t.Errorf("%+v, told %d times: %v", o, told, err)
	}
}
