package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order/quota"
)

// quotaUnits are the units in which the API counts sizes.
var quotaUnits = map[quota.Resource]string{quota.Memory: "MiB", quota.Storage: "GiB"}

// readQuota reads what is granted of a resource, as people write it: 64, 64GiB,
// 120 000,50. It is told as the API counts it; unlimited is no amount.
func readQuota(resource, text string) (amount string, unlimited bool, err error) {
	r := quota.Resource(resource)
	if !slices.Contains(quota.Resources, r) {
		var known []string
		for _, k := range quota.Resources {
			known = append(known, string(k))
		}
		return "", false, havre.Problems{{
			Value: resource, Suggestion: havre.Nearest(resource, known),
			Message: havre.Text{FR: "une de ces ressources est attendue : %s", EN: "one of these resources is expected: %s"}.With(strings.Join(known, ", ")),
		}}
	}
	text = strings.TrimSpace(text)
	if text == "unlimited" || text == "illimité" {
		return "", true, nil
	}
	problem := havre.Problem{Value: text, Message: quotaExpected(r)}
	if unit := quotaUnits[r]; unit != "" && text != "0" {
		if _, ok, _ := size(text); !ok {
			return "", false, havre.Problems{problem}
		}
		n, wrong := inUnit(text, unit)
		if !wrong.IsZero() {
			problem.Message = wrong
			return "", false, havre.Problems{problem}
		}
		return strconv.FormatInt(n, 10), false, nil
	}
	n, e := quotaAmount(r, text)
	if e != nil || n < 0 {
		return "", false, havre.Problems{problem}
	}
	if r == quota.Euros {
		return havre.Euro(n).String(), false, nil
	}
	return strconv.FormatInt(n, 10), false, nil
}

// quotaAmount reads a quantity as the API writes it.
func quotaAmount(r quota.Resource, text string) (int64, error) {
	if r == quota.Euros {
		e, err := havre.ParseEuro(text)
		return quota.Money(e), err
	}
	return strconv.ParseInt(text, 10, 64)
}

// quotaExpected is what a quantity of a resource looks like.
func quotaExpected(r quota.Resource) havre.Text {
	switch r {
	case quota.Euros:
		return havre.Text{FR: "un montant TTC, zéro (rien) ou davantage, est attendu (120000.00), ou unlimited", EN: "an amount with VAT, zero (none) or more, is expected (120000.00), or unlimited"}
	case quota.Memory:
		return havre.Text{FR: "une taille avec son unité est attendue (64GiB, 512MiB), 0 (rien) ou unlimited", EN: "a size with its unit is expected (64GiB, 512MiB), 0 (none) or unlimited"}
	case quota.Storage:
		return havre.Text{FR: "une taille avec son unité est attendue (10TiB, 500GiB), 0 (rien) ou unlimited", EN: "a size with its unit is expected (10TiB, 500GiB), 0 (none) or unlimited"}
	case quota.CPU, quota.GPU, quota.Addresses, quota.Ceiling:
	}
	return havre.Text{FR: "un nombre entier, zéro (rien) ou davantage, est attendu (64), ou unlimited", EN: "a whole number, zero (none) or more, is expected (64), or unlimited"}
}
