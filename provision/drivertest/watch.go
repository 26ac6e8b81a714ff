package drivertest

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

type driverCloud = driver.Cloud

var reasons = []driver.Reason{
	driver.Uncertain, driver.Busy, driver.Conflicting, driver.Gone, driver.Taken,
	driver.Quota, driver.Denied, driver.Refused, driver.Lacking,
}

// token is what a token of Keystone looks like, and the header that carries one.
var token = regexp.MustCompile(`gAAAAA[\w-]{20,}|(?i:x-(?:auth|subject)-token): *[\w-]{20,}`)

// watched is a cloud whose every failure is looked at: it has words in both languages
// and shows no secret.
type watched struct {
	driver.Cloud
	tb      testing.TB
	secrets func() []string
}

func (s *site) watch(tb testing.TB, c driver.Cloud) driver.Cloud {
	tb.Helper()
	return &watched{c, tb, func() []string { return append(s.secrets.all(), s.h.Secrets...) }}
}

func (w *watched) look(method string, err error) {
	if err == nil {
		return
	}
	w.tb.Helper()
	f := driver.FailureOf(err)
	if !slices.Contains(reasons, f.Reason) {
		w.tb.Errorf("%s failed for a reason that is none: %q", method, f.Reason)
	}
	for _, words := range []havre.Text{f.What, f.Next} {
		if words.FR == "" || words.EN == "" {
			w.tb.Errorf("%s failed as %s without words in both languages: %+v, %+v", method, f.Reason, f.What, f.Next)
		}
	}
	texts := []string{err.Error(), f.Raw, f.What.FR, f.What.EN, f.Next.FR, f.Next.EN}
	for cause := f.Cause; cause != nil; cause = errors.Unwrap(cause) {
		texts = append(texts, cause.Error()) // what logs would show
	}
	for _, text := range texts {
		if token.MatchString(text) {
			w.tb.Errorf("a failure of %s (%s) shows a token: %s", method, f.Reason, token.ReplaceAllString(text, "[the token]"))
		}
	}
	for _, secret := range w.secrets() {
		if i := slices.IndexFunc(texts, func(s string) bool { return strings.Contains(s, secret) }); secret != "" && i >= 0 {
			w.tb.Errorf("a failure of %s (%s) shows a secret: %s", method, f.Reason, strings.ReplaceAll(texts[i], secret, "[the secret]"))
		}
	}
}

// Inventory implements driver.Cloud.
func (w *watched) Inventory(ctx context.Context, e driver.Environment) ([]plan.Object, error) {
	out, err := w.Cloud.Inventory(ctx, e)
	w.look("Inventory", err)
	return out, err
}

// Create implements driver.Cloud.
func (w *watched) Create(ctx context.Context, e driver.Environment, r plan.Resource) (plan.Object, error) {
	out, err := w.Cloud.Create(ctx, e, r)
	w.look("Create "+r.Key, err)
	return out, err
}

// Find implements driver.Cloud.
func (w *watched) Find(ctx context.Context, e driver.Environment, r plan.Resource) ([]plan.Object, error) {
	out, err := w.Cloud.Find(ctx, e, r)
	w.look("Find "+r.Key, err)
	return out, err
}

// Read implements driver.Cloud.
func (w *watched) Read(ctx context.Context, e driver.Environment, objects []plan.Object) ([]plan.Object, error) {
	out, err := w.Cloud.Read(ctx, e, objects)
	w.look("Read", err)
	return out, err
}

// Update implements driver.Cloud.
func (w *watched) Update(ctx context.Context, e driver.Environment, r plan.Resource, o plan.Object, changes []plan.Change) (plan.Object, error) {
	out, err := w.Cloud.Update(ctx, e, r, o, changes)
	w.look("Update "+r.Key, err)
	return out, err
}

// Delete implements driver.Cloud.
func (w *watched) Delete(ctx context.Context, e driver.Environment, o plan.Object) error {
	err := w.Cloud.Delete(ctx, e, o)
	w.look("Delete "+o.Key, err)
	return err
}

// Access implements driver.Cloud.
func (w *watched) Access(ctx context.Context, e driver.Environment, key string, built []plan.Object) (*driver.Access, error) {
	out, err := w.Cloud.Access(ctx, e, key, built)
	w.look("Access "+key, err)
	return out, err
}
