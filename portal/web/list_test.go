package web

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/havre-cloud/havre"
)

func asked(target string) *Request {
	return &Request{Request: httptest.NewRequest(http.MethodGet, target, nil), Lang: havre.French, Now: noon}
}

func TestList(t *testing.T) {
	for target, want := range map[string]havre.List{
		"/p":                             {},
		"/p?q=+mots+&tri=nom&ordre=desc": {Search: "mots", Sort: "nom", Desc: true},
		"/p?tri=secret&ordre=desc":       {},
		"/p?suite=c1&par=20":             {After: "c1", Limit: 20},
		"/p?par=100000":                  {Limit: havre.MaxLimit},
		"/p?par=-3":                      {},
	} {
		if got := asked(target).List("nom", "date"); got != want {
			t.Errorf("%s: %+v, want %+v", target, got, want)
		}
	}
}

func TestDateAsked(t *testing.T) {
	if d, err := asked("/p").On(); err != nil || d.String() != "2026-12-12" {
		t.Errorf("no date: %v %v", d, err)
	}
	if d, err := asked("/p?date=2025-07-01").On(); err != nil || d.String() != "2025-07-01" {
		t.Errorf("a date: %v %v", d, err)
	}
	if _, err := asked("/p?date=hier").On(); havre.FaultOf(err) == nil || havre.FaultOf(err).Code != havre.Invalid {
		t.Errorf("a bad date: %v", err)
	}
}

func TestWith(t *testing.T) {
	r := asked("/en/p?a=1&b=2")
	r.Lang = havre.English
	if got := r.With("a", "", "c", "3"); got != "/en/p?b=2&c=3" {
		t.Errorf("got %q", got)
	}
}

func TestFields(t *testing.T) {
	r := asked("/p?f=a&f=+&f=b&d=1")
	if got := r.Fields("f"); len(got) != 2 || got[0] != "a" || got[1] != "b" {
		t.Errorf("fields %q", got)
	}
	if !r.Checked("d") || r.Checked("e") {
		t.Error("checked")
	}
}

func TestDownload(t *testing.T) {
	out := httptest.NewRecorder()
	Download(out, "a\"b\r\né.csv", "text/csv")
	if got := out.Header().Get("Content-Disposition"); got != `attachment; filename="a-b---.csv"` {
		t.Errorf("got %q", got)
	}
}
