package broker

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/trail"
)

// The headers of the specification (§ Headers).
const (
	versionHeader  = "X-Broker-API-Version"
	originHeader   = "X-Broker-API-Originating-Identity"
	identityHeader = "X-Broker-API-Request-Identity"
)

// call is one request, with what was found of it.
type call struct {
	*http.Request
	lang     havre.Lang
	actor    identity.Actor
	platform string // that the originating identity names, "" without one
	user     string // there, as that platform names its users
}

// languages are ours, French first: it is what is said to those who ask for none.
var languages = language.NewMatcher([]language.Tag{language.French, language.English})

func langOf(r *http.Request) havre.Lang {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return havre.French
	}
	if _, i, _ := languages.Match(tags...); i == 1 {
		return havre.English
	}
	return havre.French
}

// headers are those of every answer: what is said depends on who asks, and is kept by
// nobody.
func (c *call) headers(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", string(c.lang))
	h.Set("Vary", "Accept-Language, Authorization")
	if id := c.identity(); id != "" {
		h.Set(identityHeader, id)
	}
}

// longestHeader is how much of a header of a platform is echoed or kept.
const longestHeader = 200

// identity is how the platform names its request, "" when that is not something to
// write in a log.
func (c *call) identity() string {
	id := c.Header.Get(identityHeader)
	if len(id) > longestHeader || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return id
}

// identify finds who asks: the password is a token, the name is the platform's affair.
// Neither cookie nor bearer is looked at.
func (b *Broker) identify(c *call) error {
	_, secret, ok := c.BasicAuth()
	if !ok {
		return &havre.Fault{
			Code:    havre.Unauthenticated,
			Message: havre.Text{FR: "Le courtier de services demande une authentification « Basic ».", EN: "The service broker asks for “Basic” authentication."},
			Next:    havre.Text{FR: "Donnez comme mot de passe un jeton d’un compte de service, de portée « orders » ; le nom est libre.", EN: "Give as the password a token of a service account, of scope “orders”; the name does not matter."},
		}
	}
	actor, err := b.Identity.Bearer(c.Context(), secret, b.From(c.Request))
	if err != nil {
		return err //nolint:wrapcheck // told as it is
	}
	actor.Request, actor.Lang = b.RequestID(c.Request), c.lang
	if id := c.identity(); id != "" {
		actor.Request += " " + id // of the platform: the journal leads to both logs
	}
	t := trail.From(c.Context())
	t.Actor, t.Organisation = actor.ID, actor.Home
	c.actor = actor
	return nil
}

// version refuses platforms that do not say which API they speak (400) and those that
// speak another (412): § API Version Header. Minor versions only add.
func (c *call) version() error {
	said := c.Header.Get(versionHeader)
	if said == "" {
		return badRequest(havre.Text{
			FR: "L’en-tête « X-Broker-API-Version » manque ; la version attendue est 2.17.", EN: "The header “X-Broker-API-Version” is missing; the version expected is 2.17.",
		})
	}
	major, minor, _ := strings.Cut(said, ".")
	if _, err := strconv.ParseUint(minor, 10, 16); err != nil || major != "2" {
		return &refused{status: http.StatusPreconditionFailed, message: havre.Text{
			FR: "Ce courtier parle l’Open Service Broker API 2.17 ; la version « %s » n’en est pas une que l’on connaisse.",
			EN: "This broker speaks the Open Service Broker API 2.17; the version “%s” is not one that it knows.",
		}.With(shown(said))}
	}
	return nil
}

// origin reads for whom the platform asks: "platform base64(JSON)".
func (c *call) origin() error {
	said := c.Header.Get(originHeader)
	if said == "" {
		return nil
	}
	platform, value, _ := strings.Cut(said, " ")
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
	var who map[string]json.RawMessage
	if err != nil || platform == "" || json.Unmarshal(decoded, &who) != nil {
		return badRequest(havre.Text{
			FR: "L’en-tête « X-Broker-API-Originating-Identity » se compose du nom de la plateforme, d’une espace, puis d’un objet JSON en base64.",
			EN: "The header “X-Broker-API-Originating-Identity” is the name of the platform, a space, then a JSON object in base64.",
		})
	}
	c.platform = shown(platform)
	for _, name := range []string{"user_name", "username", "user_id", "uid", "user"} { // profile.md, and what platforms add
		var text string
		if json.Unmarshal(who[name], &text) == nil && text != "" {
			c.user = shown(text)
			break
		}
	}
	return nil
}

// note says for whom the platform asks, to those who approve.
func (c *call) note() string {
	switch {
	case c.platform == "":
		return ""
	case c.user == "":
		return havre.Text{FR: "Demandé depuis %s.", EN: "Asked from %s."}.With(c.platform).In(c.lang)
	}
	return havre.Text{FR: "Demandé depuis %[1]s par %[2]s.", EN: "Asked from %[1]s by %[2]s."}.With(c.platform, c.user).In(c.lang)
}

// shown is a word of a platform as it may be repeated to people.
func shown(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > longestHeader {
		return string(r[:longestHeader]) + "…"
	}
	return s
}

// longestIdentifier is that of what a platform names.
const longestIdentifier = 255

// identifiers refuses those of the address that nobody could write down.
func (c *call) identifiers() error {
	for _, name := range []string{"instance", "binding"} {
		id := c.PathValue(name)
		if len(id) > longestIdentifier || !utf8.ValidString(id) || strings.ContainsFunc(id, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return badRequest(havre.Text{
				FR: "Un identifiant de l’adresse tient en 255 octets, sans caractère de contrôle.", EN: "An identifier of the address fits in 255 bytes, without control characters.",
			})
		}
	}
	return nil
}

// hint is a field of the query: when it is there, it says something.
func (c *call) hint(name string) (string, error) {
	query := c.URL.Query()
	if query.Has(name) && query.Get(name) == "" {
		return "", missing(name)
	}
	return query.Get(name), nil
}

// accepts says whether the platform takes an answer that comes later; those that do not
// are refused with the code of the specification.
func (c *call) accepts() error {
	switch said := c.URL.Query().Get("accepts_incomplete"); said {
	case "true":
		return nil
	case "", "false":
		return &refused{status: http.StatusUnprocessableEntity, code: "AsyncRequired", message: havre.Text{
			FR: "Ce gabarit demande des opérations asynchrones (accepts_incomplete=true) : une commande est approuvée avant d’être réalisée.",
			EN: "This Service Plan requires client support for asynchronous service operations: an order is approved before it is fulfilled.",
		}}
	default:
		return badRequest(havre.Text{FR: "« accepts_incomplete » vaut true ou false, non « %s ».", EN: "“accepts_incomplete” is true or false, not “%s”."}.With(shown(said)))
	}
}
