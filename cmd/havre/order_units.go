package main

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// sizeForm is a size as people write it: 64GiB, 64 Gio, 10TiB. Gigabytes of a thousand
// megabytes are read too, so as to be refused with what is meant instead.
var sizeForm = regexp.MustCompile(`^([0-9]{1,12}) ?([KMGTPkmgtp])(i?)([oOB])$`)

// Sizes of units, in mebibytes.
var mebibytes = map[string]int64{"M": 1, "G": 1 << 10, "T": 1 << 20, "P": 1 << 30}

// size reads a size, in mebibytes. Not ok: the text is none.
func size(text string) (mib int64, ok bool, problem havre.Text) {
	m := sizeForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0, false, problem
	}
	unit := mebibytes[strings.ToUpper(m[2])]
	if m[3] == "" || unit == 0 {
		return 0, true, havre.Text{FR: "les unités sont Mio, Gio, Tio et Pio (1 Gio = 1 024 Mio) : 64Gio", EN: "the units are MiB, GiB, TiB and PiB (1 GiB = 1,024 MiB): 64GiB"}
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil || n > (1<<50)/unit {
		return 0, true, havre.Text{FR: "cette taille dépasse ce qui se compte", EN: "this size is more than can be counted"}
	}
	return n * unit, true, problem
}

// inUnit is a size counted in a unit that a plan or a quota uses: Gio, GiB.
func inUnit(text, unit string) (count int64, problem havre.Text) {
	mib, _, problem := size(text)
	if !problem.IsZero() {
		return 0, problem
	}
	one, ok, bad := size("1" + unit)
	if !ok || !bad.IsZero() {
		return 0, havre.Text{FR: "ce champ ne se compte pas en octets", EN: "this field is not counted in bytes"}
	}
	if mib%one != 0 {
		return 0, havre.Text{FR: "un nombre entier de %s est attendu", EN: "a whole number of %s is expected"}.With(unit)
	}
	return mib / one, problem
}

// inUnits turns the sizes among choices into the units in which the plan counts its
// fields. The plan is read only when there are sizes.
func (r *remote) inUnits(choices wire.Choices, offer, plan string) error {
	var sizes []string
	for field, value := range choices {
		if text, _ := value.(string); sizeForm.MatchString(text) {
			sizes = append(sizes, field)
		}
	}
	if sizes == nil {
		return nil
	}
	p, err := r.Plan(r.ctx, offer, plan)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return nil // the order itself says what is wrong with it
	}
	if err != nil {
		return err
	}
	slices.Sort(sizes)
	var problems havre.Problems
	for _, field := range sizes {
		i := slices.IndexFunc(p.Components, func(c wire.PlanComponent) bool { return c.Quantity == field })
		if i < 0 {
			continue // a text
		}
		text, _ := choices[field].(string)
		count, problem := inUnit(text, p.Components[i].Unit)
		if !problem.IsZero() {
			problems = append(problems, havre.Problem{Field: "--set " + field, Value: text, Message: problem})
		}
		choices[field] = json.Number(strconv.FormatInt(count, 10))
	}
	return problems.Err()
}

// inPlanUnits is the same for an item of a basket, whose resource may have to be looked
// up.
func (r *remote) inPlanUnits(w *wire.ItemWish) error {
	offer, plan := w.Offer, w.Plan
	if w.Instance != "" {
		i, _, err := client.Instances.Get(r.ctx, r.Client, w.Instance)
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return nil // as above
		}
		if err != nil {
			return err
		}
		offer, plan = i.Spec.Offer, i.Spec.Plan
	}
	return r.inUnits(w.Choices, offer, plan)
}
