package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// refusal is the fault that an answer tells. What does not come from the API is
// told as such.
func refusal(r *http.Response, body []byte) error {
	var p wire.Problem
	if !strings.HasPrefix(r.Header.Get("Content-Type"), wire.ProblemType) || json.Unmarshal(body, &p) != nil || p.Code == "" {
		return notHavre(fmt.Errorf("HTTP %s", r.Status))
	}
	f := &havre.Fault{
		Code: havre.FaultCode(p.Code), Message: havre.Same(p.Detail), Next: havre.Same(p.Next), Rule: p.Rule,
		Cause: fmt.Errorf("HTTP %s, request %s", r.Status, p.Request),
	}
	for _, e := range p.Errors {
		f.Problems = append(f.Problems, havre.Problem{
			Field: e.Field, Line: e.Line, Column: e.Column, Value: e.Value, Message: havre.Same(e.Message), Suggestion: e.Suggestion, Warning: e.Warning,
		})
	}
	return f
}

// notHavre is the fault of an answer that no portal gives.
func notHavre(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{FR: "Ce qui répond à cette adresse n'est pas un portail Havre (%s).", EN: "What answers at this address is not a Havre portal (%s)."}.With(cause.Error()),
		Next:    havre.Text{FR: "Vérifiez l'adresse du portail, et les relais entre lui et vous.", EN: "Check the address of the portal, and the proxies between it and you."},
	}
}

// unreachable is the fault of a portal that cannot be reached.
func unreachable(server string, cause error) error {
	f := &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{FR: "Le portail %[1]s ne répond pas (%[2]s).", EN: "The portal %[1]s does not answer (%[2]s)."}.With(server, reason(cause)),
		Next:    havre.Text{FR: "Vérifiez l'adresse et le réseau, puis recommencez.", EN: "Check the address and the network, then try again."},
	}
	if untrusted(cause) {
		f.Message = havre.Text{FR: "Le certificat de %s n'est pas digne de confiance.", EN: "The certificate of %s cannot be trusted."}.With(server)
		f.Next = havre.Text{FR: "Si votre administration a sa propre autorité, donnez son certificat avec --ca.", EN: "If your administration has its own authority, give its certificate with --ca."}
	}
	return f
}

// reason is why a connection failed, in a few words.
func reason(err error) havre.Text {
	var dns *net.DNSError
	var timeout net.Error
	var op *net.OpError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return havre.Text{FR: "nom inconnu", EN: "unknown name"}
	case errors.As(err, &dns):
		return havre.Same(dns.Err)
	case errors.Is(err, context.Canceled):
		return havre.Text{FR: "interrompu", EN: "interrupted"}
	case errors.As(err, &timeout) && timeout.Timeout():
		return havre.Text{FR: "délai dépassé", EN: "timed out"}
	case errors.Is(err, syscall.ECONNREFUSED):
		return havre.Text{FR: "connexion refusée", EN: "connection refused"}
	case errors.As(err, &op):
		return havre.Same(op.Err.Error())
	}
	return havre.Same(err.Error())
}

// untrusted says that a certificate was refused.
func untrusted(err error) bool {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var verification *tls.CertificateVerificationError
	return errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &verification)
}

// worthwhile says whether what failed may work a little later.
func worthwhile(err error) bool {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns.IsTemporary || dns.IsTimeout
	}
	return !untrusted(err)
}

// retryIn is how long a refusal asks to wait, below zero when trying again would be
// useless.
func retryIn(r *http.Response, call Call) time.Duration {
	switch r.StatusCode {
	case http.StatusTooManyRequests:
	case http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout:
		if !call.repeatable() {
			return -1
		}
	default:
		return -1
	}
	seconds, err := strconv.Atoi(r.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// loopback says whether a host is this machine.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}
