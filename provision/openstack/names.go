package openstack

import (
	"strings"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// identityField is the metadata key, image property and container header that carries
// the identity.
const identityField = "havre"

// short is the part of an environment's identifier that names carry: identifiers are
// drawn at random, so that eight characters of one are enough to tell two apart.
func short(e driver.Environment) string {
	if len(e.ID) < 8 {
		return e.ID
	}
	return e.ID[:8]
}

// keyIn is the key that an identity carries, "" when it is not of this environment.
func keyIn(e driver.Environment, identity string) string {
	key, ok := strings.CutPrefix(identity, e.Identity(""))
	if !ok {
		return ""
	}
	return key
}

// nameOf is what the platform shows of a resource.
func nameOf(r plan.Resource) string {
	if r.Name != "" {
		return r.Name
	}
	return "havre-" + dashed(r.Key)
}

func dashed(key string) string { return strings.ReplaceAll(key, "/", "-") }

// tail is what follows the first part of a key: "front" of "group/front".
func tail(key string) string {
	_, name, _ := strings.Cut(key, "/")
	return name
}

// projectTag marks the Keystone project of an environment. A tag may hold neither a
// slash nor a comma.
func projectTag(e driver.Environment) string { return "havre:" + e.ID }

// userName is the name of the team's user: Keystone searches users by name alone.
func userName(e driver.Environment) string { return "havre-" + e.Name + "-" + short(e) }

// namedPrefix begins the names of what carries its identity in its name alone.
func namedPrefix(e driver.Environment) string { return "havre-" + short(e) + "-" }

// described is a description followed by an identity, for what people read it of.
func described(text, identity string) string {
	if text == "" {
		return "(" + identity + ")"
	}
	return text + " (" + identity + ")"
}

// undescribed takes the identity off a description again.
func undescribed(s, identity string) (text string, ours bool) {
	text, ours = strings.CutSuffix(s, "("+identity+")")
	return strings.TrimSuffix(text, " "), ours
}
