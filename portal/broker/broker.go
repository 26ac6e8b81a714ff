// Package broker is the Open Service Broker API 2.17 over orders: what a client
// platform (Cloud Foundry, a Kubernetes service catalogue) provisions is an order like
// any other, sent by a service account, with the same gate, quotas and approvals.
//
//	service offering   an offer of the catalogue that has plans
//	service plan       one of its plans
//	service instance   an instance, by the identifier that the platform gives it
//	operation          the order that adds, changes or ends it
//	service binding    access to an instance, given by the driver of its platform
//
// Everything asynchronous takes as long as people take to approve. The statuses are
// those of https://github.com/openservicebrokerapi/servicebroker/blob/v2.17/spec.md,
// table by table. The package decides nothing and knows no SQL: package order does.
package broker

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/trail"
)

// Prefix is where the platforms find the broker.
const Prefix = "/v2"

// Deps are what a broker stands on.
type Deps struct {
	Identity  *identity.Service
	Orders    *order.Service
	Origin    string // public address of the portal: https://havre.example.gouv.fr
	RequestID func(*http.Request) string
	From      func(*http.Request) string // address of the client
	Log       *slog.Logger
}

// Broker answers client platforms. It is an http.Handler for all below [Prefix].
type Broker struct {
	Deps
	mux *http.ServeMux
}

// operation answers one method at one address.
type operation func(*call) (*answer, error)

// New makes a broker.
func New(d Deps) *Broker {
	b := &Broker{Deps: d, mux: http.NewServeMux()}
	instance := Prefix + "/service_instances/{instance}"
	binding := instance + "/service_bindings/{binding}"
	b.route(Prefix+"/catalog", map[string]operation{http.MethodGet: b.catalog})
	b.route(instance, map[string]operation{
		http.MethodPut: b.provision, http.MethodGet: b.instance, http.MethodPatch: b.update, http.MethodDelete: b.deprovision,
	})
	b.route(instance+"/last_operation", map[string]operation{http.MethodGet: b.lastOperation})
	b.route(binding, map[string]operation{http.MethodPut: b.bind, http.MethodGet: b.binding, http.MethodDelete: b.unbind})
	b.route(binding+"/last_operation", map[string]operation{http.MethodGet: b.lastBinding})
	b.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { b.serve(w, r, nowhere) })
	return b
}

// ServeHTTP answers a request.
func (b *Broker) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.mux.ServeHTTP(w, r) }

// route serves an address with the operation of each method.
func (b *Broker) route(path string, by map[string]operation) {
	var methods []string
	for m := range by {
		methods = append(methods, m)
	}
	slices.Sort(methods)
	allowed := strings.Join(methods, ", ")
	b.mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		op, ok := by[r.Method]
		if !ok {
			w.Header().Set("Allow", allowed)
			op = notAllowed
		} else {
			trail.From(r.Context()).Route = r.Method + " " + path
		}
		b.serve(w, r, op)
	})
}

// serve does what every operation needs: who asks, with which version, then the answer.
func (b *Broker) serve(w http.ResponseWriter, r *http.Request, op operation) {
	c := &call{Request: r, lang: langOf(r)}
	c.headers(w.Header())
	out, err := b.answer(c, op)
	if err != nil {
		out = b.refusal(c, err)
	}
	b.write(c, w, out)
}

func (b *Broker) answer(c *call, op operation) (*answer, error) {
	if err := b.identify(c); err != nil {
		return nil, err
	}
	if err := c.version(); err != nil {
		return nil, err
	}
	if err := c.origin(); err != nil {
		return nil, err
	}
	if err := c.identifiers(); err != nil {
		return nil, err
	}
	return op(c)
}

func nowhere(*call) (*answer, error) {
	return nil, &refused{status: http.StatusNotFound, message: havre.Text{
		FR: "Le courtier de services n’a rien à cette adresse. Celles de l’Open Service Broker API 2.17 commencent par /v2/catalog et /v2/service_instances/.",
		EN: "The service broker has nothing at this address. Those of the Open Service Broker API 2.17 begin with /v2/catalog and /v2/service_instances/.",
	}}
}

func notAllowed(*call) (*answer, error) {
	return nil, &refused{status: http.StatusMethodNotAllowed, message: havre.Text{
		FR: "Cette adresse n’admet pas cette méthode ; l’en-tête « Allow » dit lesquelles.", EN: "This address does not accept this method; the header “Allow” says which.",
	}}
}
