package web

import (
	"net/url"

	"github.com/havre-cloud/havre"
)

// Clash is a form that comes too late: somebody changed the same thing since it was
// read. It is an error whose page shows both versions, so that nothing typed is
// lost. Its fault is a Stale or a Conflict.
type Clash struct {
	Fault *havre.Fault
	Rows  []Difference
	Back  string // path of what is now on record
	// Again sends what was typed once more, over what is now on record: the action of
	// the form and its fields. "" offers nothing.
	Again  string
	Fields url.Values
}

// Difference is one field of both versions.
type Difference struct {
	Name   havre.Text
	Theirs string // what is on record
	Yours  string // what was sent
}

// Error is the sentence of the fault.
func (c *Clash) Error() string { return c.Fault.Error() }

// Unwrap gives the fault.
func (c *Clash) Unwrap() error { return c.Fault }
