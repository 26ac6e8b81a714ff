package openstack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision/driver"
)

const (
	mostRaw  = 4 << 10 // bytes of an answer that a person is shown
	mostSaid = 300     // bytes of the platform's own sentence within ours
)

// failure tells an error as the engine and people need it. secrets are taken out of all
// that is quoted.
func failure(err error, secrets func(string) string) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*driver.Failure](err); ok {
		return err
	}
	// Whoever renews a token and is refused is told of that refusal, not of the stale token.
	if re, ok := errors.AsType[*gophercloud.ErrUnableToReauthenticate](err); ok {
		err = re.ErrReauth
	}
	if answer, ok := answered(err); ok {
		return ofAnswer(answer, secrets)
	}
	if lacking(err) {
		return told(driver.Lacking, "", err, "")
	}
	if broken, ok := errors.AsType[*url.Error](err); ok {
		return ofConnection(broken, secrets)
	}
	if ended(err) || senseless(err) {
		f := told(driver.Uncertain, "", err, secrets(err.Error()))
		f.Unanswered = ended(err)
		return f
	}
	return err // ours: a secret that could not be read, say
}

// ofConnection tells a call whose connection failed, before or after it was asked.
func ofConnection(broken *url.Error, secrets func(string) string) *driver.Failure {
	method, address := strings.ToUpper(broken.Op), withoutQuery(broken.URL)
	raw := secrets(fmt.Sprintf("%s %s → %v", method, address, broken.Err))
	if unreached(broken) && !ended(broken) {
		return &driver.Failure{
			Reason: driver.Busy, Raw: raw, Cause: broken,
			What: havre.Text{FR: "La plateforme est injoignable : %[1]s.", EN: "The platform cannot be reached: %[1]s."}.With(address),
			Next: havre.Text{
				FR: "Rien : Havre recommence plus tard. Si cela dure, l’administrateur du portail vérifie l’adresse de ce compte (« --clouds ») et le réseau.",
				EN: "Nothing: Havre tries again later. If it lasts, the administrator of the portal checks the address of this account (“--clouds”) and the network.",
			},
		}
	}
	reason := unanswered(method)
	if ended(broken) {
		reason = driver.Uncertain
	}
	f := told(reason, "", broken, raw)
	f.Unanswered = reason == driver.Uncertain && !unreached(broken)
	return f
}

// ended says whether the caller stopped waiting.
func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// unreached says whether no connection was made, so that nothing was asked.
func unreached(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// answered is what the platform answered, when it did.
func answered(err error) (gophercloud.ErrUnexpectedResponseCode, bool) {
	if p, ok := errors.AsType[*gophercloud.ErrUnexpectedResponseCode](err); ok {
		return *p, true
	}
	return errors.AsType[gophercloud.ErrUnexpectedResponseCode](err)
}

// lacking says whether the catalogue of the cloud has no such service.
func lacking(err error) bool {
	_, endpoint := errors.AsType[*gophercloud.ErrEndpointNotFound](err)
	_, asValue := errors.AsType[gophercloud.ErrEndpointNotFound](err)
	_, service := errors.AsType[*gophercloud.ErrServiceNotFound](err)
	return endpoint || asValue || service
}

// senseless says whether an answer could not be read, so that nothing is known.
func senseless(err error) bool {
	_, syntax := errors.AsType[*json.SyntaxError](err)
	_, kind := errors.AsType[*json.UnmarshalTypeError](err)
	return syntax || kind || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
}

// writes says whether a method changes something.
func writes(method string) bool { return method != http.MethodGet && method != http.MethodHead }

// unanswered is the reason of a call that got no answer: what only reads did nothing.
func unanswered(method string) driver.Reason {
	if writes(method) {
		return driver.Uncertain
	}
	return driver.Busy
}

func ofAnswer(a gophercloud.ErrUnexpectedResponseCode, secrets func(string) string) error {
	body := secrets(string(a.Body))
	raw := cut(fmt.Sprintf("%s %s → %d\n%s", a.Method, withoutQuery(a.URL), a.Actual, body), mostRaw)
	reason, after := reasonOf(a)
	f := told(reason, cut(sentence([]byte(body)), mostSaid), a, raw)
	f.After = after
	f.Cause = errors.New(raw) // never the library's, which quotes the answer as it came
	return f
}

// Words by which services say the same thing with different statuses.
var (
	saysQuota = regexp.MustCompile(`(?i)quota (?:is |was )?exceeded|quota has been met|exceed.{0,80}quota|over_?quota|limit ?exceeded|no more ip addresses|address pool.{0,40}exhausted|IpAddressGenerationFailure`)
	saysTaken = regexp.MustCompile(`(?i)duplicate|already exists|already in use by another|Conflict occurred attempting to store`)
	saysBusy  = regexp.MustCompile(`(?i)status must be|current status|currently in|is currently|in status|dependent snapshot|has snapshots|in-use|is in use|is not ready|not reachable from subnet|ExternalGatewayForFloatingIPNotFound`)
)

// reasonOf is why a call failed, and how long the platform asks to wait.
func reasonOf(a gophercloud.ErrUnexpectedResponseCode) (driver.Reason, time.Duration) {
	after := retryAfter(a.ResponseHeader)
	body := string(a.Body)
	switch a.Actual {
	case http.StatusTooManyRequests, 498:
		return driver.Busy, after
	case http.StatusServiceUnavailable:
		if after > 0 || !writes(a.Method) {
			return driver.Busy, after
		}
		return driver.Uncertain, 0
	case http.StatusUnauthorized:
		return driver.Denied, 0
	case http.StatusForbidden:
		if saysQuota.MatchString(body) {
			return driver.Quota, 0
		}
		return driver.Denied, 0
	case http.StatusRequestEntityTooLarge:
		switch { // rate limits said 413 before 429 was there; quotas still do
		case saysQuota.MatchString(body):
			return driver.Quota, 0
		case after > 0:
			return driver.Busy, after
		}
		return driver.Refused, 0
	case http.StatusNotFound, http.StatusGone:
		if saysBusy.MatchString(body) { // the way to an external network is not there yet
			return driver.Conflicting, 0
		}
		return driver.Gone, 0
	case http.StatusConflict:
		switch {
		case saysQuota.MatchString(body):
			return driver.Quota, 0
		case strings.Contains(body, "SecurityGroupRuleExists"):
			return driver.Conflicting, 0 // a rule has no name: an earlier request of ours ended meanwhile
		case saysTaken.MatchString(body):
			return driver.Taken, 0
		}
		return driver.Conflicting, 0
	case http.StatusBadRequest:
		switch {
		case saysQuota.MatchString(body):
			return driver.Quota, 0
		case saysBusy.MatchString(body): // Cinder's way of saying 409
			return driver.Conflicting, 0
		}
		return driver.Refused, 0
	case http.StatusNotImplemented:
		return driver.Lacking, 0
	case http.StatusRequestTimeout:
		return unanswered(a.Method), 0
	}
	if a.Actual >= http.StatusInternalServerError {
		return unanswered(a.Method), 0
	}
	return driver.Refused, 0
}

// retryAfter is the wait that an answer asks for; a date, which none of these services
// gives, is no wait.
func retryAfter(h http.Header) time.Duration {
	n, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(n) * time.Second
}

// sentence is what an answer says in words: each service puts them under a name of its own.
func sentence(body []byte) string {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return ""
	}
	return said(v)
}

func said(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return ""
	}
	for _, name := range []string{"message", "faultstring", "detail"} {
		if s, ok := m[name].(string); ok && s != "" {
			return strings.TrimSpace(s)
		}
	}
	for _, inner := range m {
		if s := said(inner); s != "" {
			return s
		}
	}
	return ""
}

// withoutQuery is an address as far as its query, which may hold a signature.
func withoutQuery(address string) string {
	before, _, _ := strings.Cut(address, "?")
	return before
}

// cut shortens a text to a number of bytes, between two characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	s = s[:most]
	for len(s) > 0 && !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}

// secretFields are those whose value is never shown, whatever it is.
var secretFields = regexp.MustCompile(`(?i)"([a-z_-]*(?:password|adminpass|secret|token|private_key|signature|blob|x-auth-token)[a-z_-]*)"\s*:\s*"(?:[^"\\]|\\.)*"`)

// masked is a text without the secrets that are known, and without those that the name
// of their field gives away.
func masked(s string, known []string) string {
	for _, secret := range known {
		s = strings.ReplaceAll(s, secret, "***")
	}
	return secretFields.ReplaceAllString(s, `"$1": "***"`)
}

// refused is a failure of ours: what is asked makes no sense to this driver.
func refused(what, next havre.Text) *driver.Failure {
	return &driver.Failure{Reason: driver.Refused, What: what, Next: next}
}

// noRegion tells that the settings of the portal name a region that the cloud does not have.
func noRegion(name string, has []string) *driver.Failure {
	return &driver.Failure{
		Reason: driver.Lacking,
		What: havre.Text{
			FR: "Les réglages du portail nomment la région « %[1]s », que cette plateforme n’a pas. Elle a : %[2]s.",
			EN: "The settings of the portal name the region “%[1]s”, which this platform does not have. It has: %[2]s.",
		}.With(name, strings.Join(has, ", ")),
		Next: havre.Text{
			FR: "L’administrateur du portail corrige la région de ce compte (« --clouds »), puis relance.",
			EN: "The administrator of the portal corrects the region of this account (“--clouds”), then tries again.",
		},
	}
}

// told is a failure in words, with the platform's own sentence when it has one.
func told(r driver.Reason, said string, cause error, raw string) *driver.Failure {
	w := words[r]
	what := w.what
	if said != "" {
		what = havre.Text{FR: "%[1]s Elle dit : « %[2]s ».", EN: "%[1]s It says: “%[2]s”."}.With(what, strings.TrimRight(said, ". "))
	}
	return &driver.Failure{Reason: r, What: what, Next: w.next, Raw: raw, Cause: cause}
}

// words are the sentences of each reason.
var words = map[driver.Reason]struct{ what, next havre.Text }{
	driver.Uncertain: {
		havre.Text{FR: "La plateforme n’a pas répondu clairement.", EN: "The platform did not answer clearly."},
		havre.Text{FR: "Rien : Havre vérifie ce qui a été fait, puis recommence.", EN: "Nothing: Havre checks what was done, then tries again."},
	},
	driver.Busy: {
		havre.Text{FR: "La plateforme demande d’attendre.", EN: "The platform asks to wait."},
		havre.Text{FR: "Rien : Havre recommence plus tard.", EN: "Nothing: Havre tries again later."},
	},
	driver.Conflicting: {
		havre.Text{FR: "La plateforme travaille déjà sur cet objet, ou un autre s’appuie sur lui.", EN: "The platform is already at work on this object, or another one leans on it."},
		havre.Text{FR: "Rien : Havre recommence quand il est libre.", EN: "Nothing: Havre tries again when it is free."},
	},
	driver.Gone: {
		havre.Text{FR: "La plateforme ne trouve pas ce dont il est question.", EN: "The platform does not find what this is about."},
		havre.Text{FR: "Vérifiez que rien n’a été supprimé à la main et que les noms de la commande existent sur la plateforme, puis relancez.", EN: "Check that nothing was deleted by hand and that the names in the order exist on the platform, then try again."},
	},
	driver.Taken: {
		havre.Text{FR: "Un objet que Havre n’a pas créé porte déjà ce nom.", EN: "An object that Havre did not make already has this name."},
		havre.Text{FR: "Renommez ou supprimez cet objet, ou choisissez un autre nom, puis relancez.", EN: "Rename or delete that object, or choose another name, then try again."},
	},
	driver.Quota: {
		havre.Text{FR: "La plateforme n’a plus de quoi fournir ce qui est demandé : un quota est atteint.", EN: "The platform has no more of what is asked: a quota is reached."},
		havre.Text{FR: "Libérez des ressources, ou commandez un quota plus grand, puis relancez.", EN: "Free some resources, or order a larger quota, then try again."},
	},
	driver.Denied: {
		havre.Text{FR: "La plateforme refuse l’accès au compte de Havre.", EN: "The platform denies access to Havre’s account."},
		havre.Text{FR: "L’administrateur du portail vérifie l’identifiant, le mot de passe et les rôles de ce compte sur la plateforme, puis relance.", EN: "The administrator of the portal checks this account’s name, password and roles on the platform, then tries again."},
	},
	driver.Refused: {
		havre.Text{FR: "La plateforme n’accepte pas ce qui lui est demandé.", EN: "The platform does not accept what it is asked."},
		havre.Text{FR: "Corrigez la commande d’après ce que la plateforme en dit, puis relancez.", EN: "Correct the order after what the platform says of it, then try again."},
	},
	driver.Lacking: {
		havre.Text{FR: "Cette plateforme n’offre pas ce service.", EN: "This platform does not have this service."},
		havre.Text{FR: "Retirez de la commande ce qui en dépend, ou choisissez une offre qui le propose.", EN: "Remove from the order what depends on it, or choose an offer that has it."},
	},
}
