package order

import (
	"context"
	"encoding/json"
	"time"

	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
)

// Binder gives access to what was made on a platform that has an API: the credentials of
// an application. Both methods are called at least once for a binding and must find what
// an earlier call did by its identifier: Bind gives again the credentials it gave, Unbind
// of what is not there does nothing. A [havre.Problems], or a [havre.Fault] that is
// Invalid, refuses what was asked; any other error may be tried again.
type Binder interface {
	Bind(ctx context.Context, b Bond) (*Access, error)
	Unbind(ctx context.Context, b Bond) error
}

// Bond is a binding as a [Binder] is asked for it.
type Bond struct {
	ID         string // of the binding: the key that makes two calls one
	App        string // what uses it on the client platform, "" when it does not say
	Parameters map[string]any
	Instance   Instance
	Plan       *catalogue.Plan
}

// Access is what an application needs to use an instance. It is handed to whoever asked
// and kept nowhere.
type Access struct {
	Credentials map[string]any
	Endpoints   []Endpoint
	ExpiresAt   time.Time // zero: it does not expire
}

// Endpoint is where an instance answers on a network.
type Endpoint struct {
	Host     string
	Ports    []string // "443", "9000-9010"; one at least
	Protocol string   // tcp, udp or all; "" is tcp
}

// Binding records that a client platform was given access to an instance. The
// credentials are not in it: its platform has them.
type Binding struct {
	ID         string
	Instance   string
	External   string // the identifier that the client platform gives it
	App        string
	Parameters string // a JSON object, the same bytes for the same content
	State      BindingState
	identity.Stamps
}

// BindingState is where a binding is. One that was undone is deleted.
type BindingState string

// The states of a binding.
const (
	BindingAsked  BindingState = "binding"
	Bound         BindingState = "bound"
	BindingFailed BindingState = "failed"
	UnbindAsked   BindingState = "unbinding"
)

// How long a platform is given to bind or to unbind: client platforms wait a minute.
// After that an attempt is over, whatever became of who made it.
const (
	bindPatience = 50 * time.Second
	bindOver     = time.Minute
)

// underWay says whether somebody is at work on the binding.
func (b *Binding) underWay(now time.Time) bool {
	return (b.State == BindingAsked || b.State == UnbindAsked) && now.Before(b.UpdatedAt.Add(bindOver))
}

// BindingAsk names a binding and says what is asked of it.
type BindingAsk struct {
	Instance, External string // identifiers given by the client platform
	Offer, Plan        string // those of the instance, or it is a mistake; "" is not checked
	App                string
	Parameters         map[string]any
}

// parameters are the same bytes for the same content.
func (k *BindingAsk) parameters() string {
	if len(k.Parameters) == 0 {
		return "{}"
	}
	b, err := json.Marshal(k.Parameters)
	if err != nil { // it was read from JSON
		return "{}"
	}
	return string(b)
}

// Given is a binding with the access it gives.
type Given struct {
	Binding Binding
	Access  Access
	New     bool // made by this call
}
