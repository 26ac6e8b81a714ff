package approval

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// Resources are those whose growth and measured use a condition may read, as quotas
// name them.
var Resources = []string{"cpu", "memory", "gpu", "storage", "addresses"}

// Actions are what an item of an order may do to an offer.
var Actions = []string{"add", "modify", "delete"}

// variable is one thing that a condition may read, under the name it is written with.
type variable struct {
	name  string
	typ   *cel.Type
	words []string   // the only values it takes; nil: any
	text  havre.Text // what it is
	knows havre.Text // whom to ask when it is unknown
	// read is its value in a case, for CEL and for people; ok is false when unknown.
	read func(c *Case) (value any, shown havre.Text, ok bool)
}

// variables are all that conditions may read, in the order of the documentation.
var variables = declare()

var (
	teamKnows     = havre.Text{FR: "à demander à l’équipe qui commande", EN: "ask the team that orders"}
	supplierKnows = havre.Text{FR: "à demander à l’acheteur ou au fournisseur", EN: "ask the buyer or the supplier"}
	platformKnows = havre.Text{FR: "à demander à l’opérateur de la plateforme", EN: "ask the operator of the platform"}
	adminKnows    = havre.Text{FR: "à demander à l’administrateur de l’organisation", EN: "ask the administrator of the organisation"}
)

func declare() []variable {
	t := func(fr, en string) havre.Text { return havre.Text{FR: fr, EN: en} }
	kinds := dossier.OrganisationKinds
	circles := slices.Concat(catalogue.Circles, catalogue.Owners)
	out := []variable{
		list("organisations", nil, t("organisations", "organisations"), adminKnows, func(c *Case) []string { return c.Organisations }),
		word("organisationKind", kinds, t("nature de l’organisme", "kind of body"), adminKnows, func(c *Case) string { return c.OrganisationKind }),
		word("requester", nil, t("demandeur", "requester"), teamKnows, func(c *Case) string { return c.Requester }),
		list("offers", nil, t("offres", "offers"), teamKnows, func(c *Case) []string { return c.Offers }),
		list("platforms", nil, t("plateformes", "platforms"), platformKnows, func(c *Case) []string { return c.Platforms }),
		list("circles", circles, t("cercles", "circles"), platformKnows, func(c *Case) []string { return c.Circles }),
		list("environments", dossier.Environments, t("environnements", "environments"), teamKnows, func(c *Case) []string { return c.Environments }),
		list("actions", Actions, t("actions", "actions"), teamKnows, func(c *Case) []string { return c.Actions }),
		money("amount", t("montant de la commande TTC", "amount of the order with VAT"), supplierKnows, func(c *Case) *havre.Euro { return c.Amount }),
		money("fullCost", t("coût complet du projet TTC", "full cost of the project with VAT"), teamKnows, func(c *Case) *havre.Euro { return c.FullCost }),
		truth("sensitive", t("données sensibles", "sensitive data"), func(c *Case) havre.Truth { return c.Sensitive }),
		truth("health", t("données de santé", "health data"), func(c *Case) havre.Truth { return c.Health }),
		truth("personal", t("données à caractère personnel", "personal data"), func(c *Case) havre.Truth { return c.Personal }),
		truth("restricted", t("données Diffusion Restreinte", "Diffusion Restreinte data"), func(c *Case) havre.Truth { return c.Restricted }),
	}
	for _, r := range Resources {
		out = append(out,
			percent("growth."+r, t("croissance %s", "growth of %s").With(resourceTexts[r]), teamKnows, func(c *Case) *float64 { return c.Growth[r] }),
			percent("use."+r, t("usage mesuré %s", "measured use of %s").With(resourceTexts[r]), platformKnows, func(c *Case) *float64 { return c.Use[r] }))
	}
	return out
}

var resourceTexts = map[string]havre.Text{
	"cpu":       {FR: "du processeur", EN: "processor"},
	"memory":    {FR: "de la mémoire", EN: "memory"},
	"gpu":       {FR: "des GPU", EN: "GPUs"},
	"storage":   {FR: "du stockage", EN: "storage"},
	"addresses": {FR: "des adresses publiques", EN: "public addresses"},
}

// prefix begins the name of every variable.
const prefix = "order."

func list(name string, words []string, text, knows havre.Text, get func(*Case) []string) variable {
	return variable{prefix + name, cel.ListType(cel.StringType), words, text, knows, func(c *Case) (any, havre.Text, bool) {
		v := get(c)
		if len(v) == 0 {
			return v, havre.Text{FR: "aucun", EN: "none"}, v != nil
		}
		return v, labelled(v), true
	}}
}

// labelled are words as people read them, one after the other.
func labelled(words []string) havre.Text {
	texts := make([]havre.Text, len(words))
	for i, w := range words {
		t, ok := actionTexts[w]
		if !ok {
			t = fact.Label(w)
		}
		texts[i] = t
	}
	return joined(texts, ", ", ", ")
}

var actionTexts = map[string]havre.Text{
	"add":    {FR: "ajout", EN: "addition"},
	"modify": {FR: "modification", EN: "modification"},
	"delete": {FR: "résiliation", EN: "deletion"},
}

func word(name string, words []string, text, knows havre.Text, get func(*Case) string) variable {
	return variable{prefix + name, cel.StringType, words, text, knows, func(c *Case) (any, havre.Text, bool) {
		v := get(c)
		return v, fact.Label(v), v != ""
	}}
}

// money is read in euros as a double, rounded to the cent: what an order form says.
func money(name string, text, knows havre.Text, get func(*Case) *havre.Euro) variable {
	return variable{prefix + name, cel.DoubleType, nil, text, knows, func(c *Case) (any, havre.Text, bool) {
		v := get(c)
		if v == nil {
			return nil, havre.Text{}, false
		}
		cents := v.Cents()
		return float64(cents/havre.Cent) / 100, cents.Text(), true
	}}
}

func truth(name string, text havre.Text, get func(*Case) havre.Truth) variable {
	return variable{prefix + name, cel.BoolType, nil, text, teamKnows, func(c *Case) (any, havre.Text, bool) {
		v := get(c)
		return v == havre.Yes, v.Text(), v.Known()
	}}
}

// percent is a number of hundredths. One that is no number is unknown.
func percent(name string, text, knows havre.Text, get func(*Case) *float64) variable {
	return variable{prefix + name, cel.DoubleType, nil, text, knows, func(c *Case) (any, havre.Text, bool) {
		v := get(c)
		if v == nil || math.IsNaN(*v) || math.IsInf(*v, 0) {
			return nil, havre.Text{}, false
		}
		n := strconv.FormatFloat(*v, 'f', -1, 64)
		if _, decimals, _ := strings.Cut(n, "."); len(decimals) > 2 {
			n = strconv.FormatFloat(*v, 'f', 2, 64)
		}
		return *v, havre.Text{FR: strings.Replace(n, ".", ",", 1) + " %", EN: n + "%"}, true
	}}
}

// variableNames are the names of all variables, to suggest the nearest.
var variableNames = func() []string {
	out := make([]string, len(variables))
	for i, v := range variables {
		out[i] = v.name
	}
	return out
}()

func lookup(name string) *variable {
	i := slices.Index(variableNames, name)
	if i < 0 {
		return nil
	}
	return &variables[i]
}
