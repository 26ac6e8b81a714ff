package blueprint

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// TierPrefix begins the value of a record that stands for the public addresses of a
// tier.
const TierPrefix = "tier:"

// zone checks the records of a zone, one against the others and each by its type.
func (c *checker) zone(at string, z *Zone) {
	if len(z.Name) > 254 {
		c.say(at+".name", z.Name, "", msgZoneLong)
	}
	seen, alias, rank := map[string]int{}, map[string]bool{}, map[string]int{}
	for i := range z.Records {
		r := &z.Records[i]
		here := fmt.Sprintf("%s.records.%d", at, i)
		if r.Name == "" || r.Type == "" {
			continue // said already
		}
		if first, twice := seen[r.Name+" "+r.Type]; twice {
			c.say(here, r.Name, "", msgRecordTwice.With(first+1))
		} else {
			seen[r.Name+" "+r.Type] = i
		}
		first, known := rank[r.Name]
		switch {
		case r.Type == "CNAME" && r.Name == "@":
			c.say(here+".type", r.Type, "", msgAliasApex)
		case known && (alias[r.Name] != (r.Type == "CNAME")):
			c.say(here+".type", r.Type, "", msgAliasAlone.With(first+1))
		}
		if !known {
			rank[r.Name], alias[r.Name] = i, r.Type == "CNAME"
		}
		c.values(here, r)
	}
}

func (c *checker) values(at string, r *Record) {
	if len(r.Values) == 0 && c.written(at+".values") {
		c.say(at+".values", "", "", msgNoValue)
	}
	if r.Type == "CNAME" && len(r.Values) > 1 {
		c.say(at+".values", "", "", msgOneAlias)
	}
	unique(c, at+".values", "", r.Values, func(v *string) string { return *v })
	for i, v := range r.Values {
		here := fmt.Sprintf("%s.values.%d", at, i)
		name, stands := strings.CutPrefix(v, TierPrefix)
		switch {
		case v == "": // said already
		case stands && r.Type == "A":
			c.standsFor(here, name)
		case !validValue(r.Type, v):
			c.say(here, v, "", msgValue[r.Type])
		}
	}
}

// standsFor checks that a tier exists and has public addresses.
func (c *checker) standsFor(at, name string) {
	t, ok := c.b.Tier(name)
	switch {
	case name == "" || !ok:
		c.say(at, TierPrefix+name, "", msgNoTier)
	case !t.Public:
		c.say(at, TierPrefix+name, "", msgNotPublic)
	}
}

var dnsName = regexp.MustCompile(`^([a-zA-Z0-9_]([-a-zA-Z0-9_]{0,61}[a-zA-Z0-9_])?[.])+$`)

func validValue(kind, v string) bool {
	switch kind {
	case "A":
		a, err := netip.ParseAddr(v)
		return err == nil && a.Is4()
	case "AAAA":
		a, err := netip.ParseAddr(v)
		return err == nil && a.Is6() && a.Zone() == "" && !a.Is4In6()
	case "CNAME":
		return dnsName.MatchString(v)
	case "MX":
		rank, name, _ := strings.Cut(v, " ")
		_, err := strconv.ParseUint(rank, 10, 16)
		return err == nil && dnsName.MatchString(name)
	case "TXT":
		return v != "" && len(v) <= 255 && !strings.ContainsAny(v, "\r\n\"\\") && !strings.Contains(" "+v, " @")
	}
	return true // a type that was refused
}

var (
	msgZoneLong    = havre.Text{FR: "un nom DNS tient en 253 caractères", EN: "a DNS name fits in 253 characters"}
	msgRecordTwice = havre.Text{FR: "cet enregistrement est déjà déclaré, au rang %d de la liste : réunir leurs valeurs", EN: "this record is declared already, at rank %d of the list: put their values together"}
	msgAliasApex   = havre.Text{FR: "la zone elle-même ne peut pas être un alias", EN: "the zone itself cannot be an alias"}
	msgAliasAlone  = havre.Text{FR: "un alias est le seul enregistrement de son nom (voir le rang %d de la liste)", EN: "an alias is the only record of its name (see rank %d of the list)"}
	msgNoValue     = havre.Text{FR: "une valeur au moins est attendue", EN: "one value at least is expected"}
	msgOneAlias    = havre.Text{FR: "un alias a une seule valeur", EN: "an alias has one value only"}
	msgNotPublic   = havre.Text{FR: "les serveurs de ce groupe n’ont pas d’adresse publique : lui mettre « public: yes »", EN: "the servers of this tier have no public address: give it “public: yes”"}

	msgValue = map[string]havre.Text{
		"A":     {FR: "une adresse IPv4 est attendue, ou tier:NOM", EN: "an IPv4 address is expected, or tier:NAME"},
		"AAAA":  {FR: "une adresse IPv6 est attendue", EN: "an IPv6 address is expected"},
		"CNAME": {FR: "un nom DNS est attendu, avec son point final", EN: "a DNS name is expected, with its final dot"},
		"MX":    {FR: "une priorité et un nom DNS sont attendus (10 courriel.exemple.fr.)", EN: "a priority and a DNS name are expected (10 mail.example.org.)"},
		"TXT":   {FR: "un texte de 1 à 255 caractères est attendu, sans guillemets, ni barre oblique inverse, ni mot qui commence par @", EN: "a text of 1 to 255 characters is expected, without quotation marks, backslashes or words that begin with @"},
	}
)
