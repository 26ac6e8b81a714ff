package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/havre-cloud/havre/identity"
)

// Finish checks what the provider sent back, in the query of the address to come
// back to, and says for whom it vouches. The refusals of the provider, of the person
// and of these checks are faults.
func (p *Provider) Finish(ctx context.Context, flow Flow, query url.Values) (identity.Assertion, error) {
	none := identity.Assertion{}
	if err := p.check(flow, query); err != nil {
		return none, err
	}
	if code := query.Get("error"); code != "" {
		return none, p.refusal(code, query.Get("error_description"))
	}
	d, err := p.discover(ctx)
	if err != nil {
		return none, err
	}
	ctx, cancel := p.context(ctx)
	defer cancel()
	token, err := d.oauth.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(flow.Verifier))
	if err != nil {
		return none, unexchanged(err)
	}
	id, raw, err := p.idToken(ctx, d, token, flow)
	if err != nil {
		return none, err
	}
	return p.vouched(ctx, d, token, id, raw)
}

// check holds the answer to the question: it comes from the same browser, and from
// the provider that was asked.
func (p *Provider) check(flow Flow, query url.Values) error {
	state := query.Get("state")
	if flow.State == "" || subtle.ConstantTimeCompare([]byte(state), []byte(flow.State)) != 1 {
		return mismatch(errors.New("state"))
	}
	if iss := query.Get("iss"); iss != "" && iss != p.settings.Issuer { // RFC 9207
		return mismatch(fmt.Errorf("answer of %q", iss))
	}
	return nil
}

// idToken verifies the ID token: signature, issuer, audience, end, nonce, and that
// the access token goes with it.
func (p *Provider) idToken(ctx context.Context, d *discovered, token *oauth2.Token, flow Flow) (id *goidc.IDToken, raw string, err error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return nil, "", untrusted(errors.New("no ID token"))
	}
	id, err = d.verifier.Verify(ctx, raw)
	if err != nil {
		return nil, "", unverified(err)
	}
	if id.Subject == "" {
		return nil, "", untrusted(errors.New("an ID token about nobody"))
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(flow.Nonce)) != 1 {
		return nil, "", mismatch(errors.New("nonce"))
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return nil, "", untrusted(err)
		}
	}
	return id, raw, nil
}

// vouched reads who it is. The level is checked again here: that it was asked for
// does not make it so.
func (p *Provider) vouched(ctx context.Context, d *discovered, token *oauth2.Token, id *goidc.IDToken, raw string) (identity.Assertion, error) {
	none := identity.Assertion{}
	var who claims
	if err := id.Claims(&who); err != nil {
		return none, untrusted(err)
	}
	if levels := p.settings.Levels; len(levels) > 0 && !slices.Contains(levels, who.ACR) {
		return none, tooWeak(fmt.Errorf("level %q", who.ACR))
	}
	acr := who.ACR
	if d.userInfo != "" {
		if err := p.userInfo(ctx, d, token, &who); err != nil {
			return none, err
		}
		if who.Subject != id.Subject {
			return none, untrusted(errors.New("the user info is of somebody else"))
		}
	}
	return identity.Assertion{
		Issuer: id.Issuer, Subject: id.Subject, Email: who.email(), Name: who.name(), SIRET: who.SIRET,
		OrganisationLabel: who.Label, ACR: acr, IDToken: raw,
	}, nil
}

// userInfo asks the provider for the rest, which ProConnect signs.
func (p *Provider) userInfo(ctx context.Context, d *discovered, token *oauth2.Token, who *claims) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, d.userInfo, http.NoBody)
	if err != nil {
		return untrusted(err)
	}
	token.SetAuthHeader(r)
	who.Subject = "" // it says whose it is, or it is nobody's
	response, err := p.client.Do(r)
	if err != nil {
		return silent(err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return silent(err)
	}
	if response.StatusCode != http.StatusOK {
		return silent(fmt.Errorf("user info: %s", response.Status))
	}
	kind, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil {
		return untrusted(err)
	}
	return p.read(ctx, d, kind, body, who)
}

// read reads user info that is signed, or plain where the preset allows it.
func (p *Provider) read(ctx context.Context, d *discovered, kind string, body []byte, who *claims) error {
	switch {
	case kind == "application/jwt":
		signed, err := d.signed.Verify(ctx, string(body))
		if err != nil {
			return unverified(err)
		}
		if err := signed.Claims(who); err != nil {
			return untrusted(err)
		}
		return nil
	case p.settings.Preset == ProConnect:
		return untrusted(fmt.Errorf("user info of type %s, not signed", kind))
	}
	if err := who.parse(body); err != nil {
		return untrusted(err)
	}
	return nil
}
