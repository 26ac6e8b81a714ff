package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"

	"github.com/havre-cloud/havre"
)

// Failure is why a webhook was not delivered, in a word that tells nothing of the
// network the portal is in.
type Failure string

// The failures.
const (
	FailedStatus    Failure = "status"    // the answer was not a success: Delivery.Status
	FailedRedirect  Failure = "redirect"  // the answer sends elsewhere
	FailedTimeout   Failure = "timeout"   // no answer in time
	FailedName      Failure = "name"      // the host name is unknown
	FailedTLS       Failure = "tls"       // the certificate cannot be trusted
	FailedForbidden Failure = "forbidden" // the address is not one that may be called
	FailedConnect   Failure = "connect"   // nothing listens, or the connection broke
	FailedStopped   Failure = "stopped"   // the webhook was disabled or deleted meanwhile
	FailedGone      Failure = "gone"      // the receiver says that it no longer exists (410)
)

// Failures lists them.
var Failures = []Failure{FailedStatus, FailedRedirect, FailedTimeout, FailedName, FailedTLS, FailedForbidden, FailedConnect, FailedStopped, FailedGone}

// Text tells a failure, and what to do.
func (f Failure) Text() havre.Text { return failureTexts[f] }

var failureTexts = map[Failure]havre.Text{
	FailedStatus:    {FR: "le programme a répondu par une erreur ; consultez ses journaux", EN: "the program answered with an error; see its logs"},
	FailedRedirect:  {FR: "l'adresse renvoie ailleurs ; donnez l'adresse définitive", EN: "the address redirects; give the final one"},
	FailedTimeout:   {FR: "pas de réponse à temps ; répondez d'abord, travaillez ensuite", EN: "no answer in time; answer first, work afterwards"},
	FailedName:      {FR: "le nom de machine est inconnu ; vérifiez l'adresse", EN: "the host name is unknown; check the address"},
	FailedTLS:       {FR: "le certificat n'est pas digne de confiance ; installez-en un valide, ou ajoutez votre autorité au portail", EN: "the certificate cannot be trusted; install a valid one, or add your authority to the portal"},
	FailedForbidden: {FR: "le portail n'appelle pas cette adresse, qui est privée ; un administrateur peut le permettre", EN: "the portal does not call this address, which is private; an administrator can allow it"},
	FailedConnect:   {FR: "la connexion a échoué ; vérifiez que le programme écoute à cette adresse", EN: "the connection failed; check that the program listens at this address"},
	FailedStopped:   {FR: "les notifications vers cette adresse sont arrêtées", EN: "notifications to this address are stopped"},
	FailedGone:      {FR: "le programme dit ne plus exister à cette adresse (410)", EN: "the program says that it is no longer at this address (410)"},
}

// failureOf names the error of a call.
func failureOf(err error) Failure {
	var dns *net.DNSError
	var timeout net.Error
	var unknown x509.UnknownAuthorityError
	var certificate *tls.CertificateVerificationError
	var alert tls.AlertError
	switch {
	case err == nil:
		return ""
	case errors.Is(err, errForbidden):
		return FailedForbidden
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &certificate), errors.As(err, &unknown), errors.As(err, &alert):
		return FailedTLS
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return FailedTimeout
	case errors.As(err, &dns):
		return FailedName
	}
	return FailedConnect
}
