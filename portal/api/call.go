package api

import (
	"context"
	"net/http"
	"net/url"

	"golang.org/x/text/language"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// call is what is known of a request when its operation begins.
type call struct {
	request string // identifier
	lang    havre.Lang
	actor   identity.Actor
	op      *operation
	url     *url.URL
	body    []byte
	media   string // of the body, as its header says
}

type callKey struct{}

// callOf is the call of a context made by [API.ServeHTTP].
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

var languages = language.NewMatcher([]language.Tag{language.French, language.English})

// langOf is the language that a request asks for, by the link that was followed or
// by what the client prefers; French when it asks for none of ours.
func langOf(r *http.Request) havre.Lang {
	switch l := havre.Lang(r.URL.Query().Get(langParam.Name)); l {
	case havre.French, havre.English:
		return l
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return havre.French
	}
	if _, i, _ := languages.Match(tags...); i == 1 {
		return havre.English
	}
	return havre.French
}
