package oidc

import (
	"encoding/json"
	"strings"
)

// claims are what providers say of somebody, ProConnect's and the usual ones.
type claims struct {
	Subject    string   `json:"sub"`
	ACR        string   `json:"acr"`
	Email      string   `json:"email"`
	Verified   *boolean `json:"email_verified"`
	Name       string   `json:"name"`
	GivenName  string   `json:"given_name"`
	UsualName  string   `json:"usual_name"` // ProConnect's
	FamilyName string   `json:"family_name"`
	SIRET      string   `json:"siret"`
	Label      string   `json:"organization_label"`
}

func (c *claims) parse(text []byte) error { return json.Unmarshal(text, c) }

// name is the given and usual name, or what there is.
func (c *claims) name() string {
	last := c.UsualName
	if last == "" {
		last = c.FamilyName
	}
	if whole := strings.TrimSpace(c.GivenName + " " + last); whole != "" {
		return whole
	}
	if c.Name != "" {
		return c.Name
	}
	return c.Email
}

// email is the address, unless the provider says that it did not check it: mail
// would go to whoever typed it.
func (c *claims) email() string {
	if c.Verified != nil && !bool(*c.Verified) {
		return ""
	}
	return c.Email
}

// boolean also reads "true", which some providers write.
type boolean bool

// UnmarshalJSON implements json.Unmarshaler.
func (b *boolean) UnmarshalJSON(text []byte) error {
	*b = boolean(strings.Trim(string(text), `"`) == "true")
	return nil
}
