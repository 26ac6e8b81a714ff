package main

import (
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/order/quota"
)

// Values as people read them, each in the typography of its language: what a table shows.
// Programs get them as the API writes them.

// asMoney shows an amount: 1 234,50 € or €1,234.50.
func asMoney(a *app, _ *object, v string) string {
	e, err := havre.ParseEuro(v)
	if v == "" || err != nil {
		return v
	}
	return a.say(e.Text())
}

// asCost shows what an order costs, as far as it is known: an unknown price is not zero.
func asCost(a *app, o *object, v string) string {
	e, err := havre.ParseEuro(v)
	switch {
	case v == "" || err != nil:
		return v
	case o.at("status.complete") == "yes":
		return a.say(e.Text())
	}
	if e == 0 {
		return a.say(havre.Text{FR: "inconnu", EN: "unknown"})
	}
	return a.say(havre.Text{FR: "au moins %s", EN: "at least %s"}, a.say(e.Text()))
}

// asLeft shows what is left of a ceiling, which may not be stated.
func asLeft(a *app, o *object, v string) string {
	if v == "" {
		return a.say(havre.Text{FR: "plafond non dit", EN: "no ceiling stated"})
	}
	return asMoney(a, o, v)
}

// asLabel shows a word of the vocabularies: recette for acceptance.
func asLabel(a *app, _ *object, v string) string { return a.say(fact.Label(v)) }

// asRoute shows how an agreement is ordered under, in words.
func asRoute(_ *app, o *object, v string) string { return orElse(o.at("status.routeText"), v) }

// asDay shows a date: 31 décembre 2027.
func asDay(a *app, _ *object, v string) string {
	d, err := havre.ParseDate(v)
	if err != nil {
		return v
	}
	return a.say(d.Words())
}

// asQuantity shows a quantity of the resource of a quota, with its unit.
func asQuantity(a *app, o *object, v string) string {
	resource := quota.Resource(o.at("spec.resource"))
	if v == "" {
		return ""
	}
	n, err := quotaAmount(resource, v)
	if err != nil {
		return v
	}
	if n == 0 && resource != quota.Euros {
		return "0" // of whatever unit
	}
	return a.say(resource.Amount(n))
}

// asGranted is the same of what is granted, which may have no limit.
func asGranted(a *app, o *object, v string) string {
	if o.at("spec.unlimited") == "yes" {
		return a.say(havre.Text{FR: "sans limite", EN: "no limit"})
	}
	return asQuantity(a, o, v)
}

// asAccount is the account of a quota, in words.
func asAccount(_ *app, o *object, v string) string { return orElse(o.at("status.title"), v) }

// instant is a moment to the minute, in Paris; nothing for none.
func (a *app) instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(havre.Paris)
	return a.say(havre.Text{FR: "%[1]s à %[2]s", EN: "%[1]s at %[2]s"}, a.say(havre.DateOf(t).Words()), a.say(havre.Text{
		FR: strings.Replace(t.Format("15:04"), ":", "\u00a0h\u00a0", 1), EN: t.Format("15:04"),
	}))
}
