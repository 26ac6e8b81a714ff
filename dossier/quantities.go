package dossier

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// quantity reads a scalar that may be unknown.
func quantity(c *document.Context, n *document.Node, form havre.Text, read func(string) bool) {
	if isUnknown(n) {
		return
	}
	if n.Kind != document.Scalar || !read(strings.TrimSpace(n.Value)) {
		c.Bad(n, msgQuantity.With(form), "")
	}
}

var msgQuantity = havre.Text{FR: "%s, ou unknown", EN: "%s, or unknown"}

// quantitySchema is a number or a text of a form, or unknown.
func quantitySchema(number map[string]any, pattern string) map[string]any {
	choices := []any{map[string]any{"enum": append(document.Words(unknownWords), nil)}}
	if number != nil {
		choices = append(choices, number)
	}
	if pattern != "" {
		choices = append(choices, map[string]any{"type": "string", "pattern": pattern})
	}
	return map[string]any{"anyOf": choices}
}

// Amount is a whole number of euros, or unknown.
type Amount struct {
	Euros int64
	Known bool
}

const maxEuros = 1 << 40

var msgAmount = havre.Text{
	FR: "un montant en euros entiers est attendu (800000, 800_000 ou \"800 000\")",
	EN: "an amount in whole euros is expected (800000, 800_000 or \"800 000\")",
}

// spaces are those people put between thousands, and the underscore of programs.
var spaces = strings.NewReplacer(" ", "", "_", "", "\u00a0", "", "\u202f", "", "\u2009", "")

// DecodeNode reads an amount.
func (a *Amount) DecodeNode(c *document.Context, n *document.Node) {
	quantity(c, n, msgAmount, func(s string) bool {
		v, err := strconv.ParseInt(spaces.Replace(strings.TrimSuffix(s, "€")), 10, 64)
		if err != nil || v < 0 || v > maxEuros {
			return false
		}
		*a = Amount{v, true}
		return true
	})
}

// MarshalJSON writes the number.
func (a Amount) MarshalJSON() ([]byte, error) { return number(a.Euros, a.Known), nil }

// JSONSchema is a whole number, or digits in groups.
func (*Amount) JSONSchema([]string, havre.Lang) map[string]any {
	return quantitySchema(map[string]any{"type": "integer", "minimum": 0, "maximum": maxEuros}, `^[0-9][0-9_ \x{a0}\x{202f}\x{2009}]*€?$`)
}

// Ratio is a share in whole percents, rounded down so that a threshold is never
// reached by rounding, or unknown.
type Ratio struct {
	Percent int64
	Known   bool
}

const maxPercent = 100000

var (
	ratioForm = regexp.MustCompile(`^([0-9]{1,4})(?:[.,]([0-9]{1,18}))?( ?%)?$`)
	msgRatio  = havre.Text{
		FR: "une part du coût initial est attendue, 0.3 ou 30 %",
		EN: "a share of the initial cost is expected, 0.3 or 30 %",
	}
)

// DecodeNode reads a decimal number exactly; binary fractions would round.
func (r *Ratio) DecodeNode(c *document.Context, n *document.Node) {
	quantity(c, n, msgRatio, func(s string) bool {
		m := ratioForm.FindStringSubmatch(s)
		if m == nil {
			return false
		}
		whole, decimals := m[1], m[2]
		if m[3] == "" {
			decimals += "00"
			whole += decimals[:2]
		}
		v, err := strconv.ParseInt(whole, 10, 64)
		if err != nil || v > maxPercent {
			return false
		}
		*r = Ratio{v, true}
		return true
	})
}

// MarshalJSON writes a decimal number.
func (r Ratio) MarshalJSON() ([]byte, error) {
	if !r.Known {
		return []byte(`"unknown"`), nil
	}
	hundredths := strconv.FormatInt(100+r.Percent%100, 10)[1:]
	return []byte(strconv.FormatInt(r.Percent/100, 10) + "." + hundredths), nil
}

// JSONSchema is a number, or a percentage.
func (*Ratio) JSONSchema([]string, havre.Lang) map[string]any {
	return quantitySchema(map[string]any{"type": "number", "minimum": 0, "maximum": maxPercent / 100}, ratioForm.String())
}

// Duration is a number of minutes, or unknown.
type Duration struct {
	Minutes int64
	Known   bool
}

const maxMinutes = 1 << 30

var (
	plainDuration = regexp.MustCompile(`^([0-9]{1,7}) ?(m|mn|min|minutes?|h|heures?|hours?|j|jours?|d|days?|w|semaines?|weeks?)?$`)
	isoDuration   = regexp.MustCompile(`^P(?:([0-9]{1,6})W)?(?:([0-9]{1,6})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?)?$`)
	msgDuration   = havre.Text{
		FR: "une durée avec son unité est attendue (30min, 24h, 2j ou PT24H)",
		EN: "a duration with its unit is expected (30min, 24h, 2d or PT24H)",
	}
)

// unit is the number of minutes of a unit, by its first letter.
var unit = map[byte]int64{'m': 1, 'h': 60, 'j': 1440, 'd': 1440, 'w': 7 * 1440, 's': 7 * 1440}

// DecodeNode reads a duration with its unit, or an ISO 8601 one.
func (d *Duration) DecodeNode(c *document.Context, n *document.Node) {
	quantity(c, n, msgDuration, func(s string) bool {
		v, ok := parseMinutes(s)
		if ok {
			*d = Duration{v, true}
		}
		return ok
	})
}

func parseMinutes(s string) (total int64, ok bool) {
	if hours, good := strings.CutSuffix(s, "h"); good && len(hours) > 0 && len(hours) <= 5 { // by far the commonest
		if v, err := strconv.ParseUint(hours, 10, 32); err == nil {
			return int64(v) * 60, true
		}
	}
	if m := plainDuration.FindStringSubmatch(s); m != nil {
		v, err := strconv.ParseInt(m[1], 10, 64)
		if m[2] == "" { // zero needs no unit
			return 0, err == nil && v == 0
		}
		v *= unit[m[2][0]]
		return v, err == nil && v <= maxMinutes
	}
	m := isoDuration.FindStringSubmatch(s)
	if m == nil || strings.HasSuffix(s, "P") || strings.HasSuffix(s, "T") {
		return 0, false
	}
	for i, minutes := range []int64{7 * 1440, 1440, 60, 1} {
		if m[i+1] != "" {
			v, err := strconv.ParseInt(m[i+1], 10, 64)
			if err != nil {
				return 0, false
			}
			total += v * minutes
		}
	}
	return total, total <= maxMinutes
}

// MarshalJSON writes hours when they are whole, else minutes.
func (d Duration) MarshalJSON() ([]byte, error) {
	switch {
	case !d.Known:
		return []byte(`"unknown"`), nil
	case d.Minutes%60 == 0:
		return []byte(`"` + strconv.FormatInt(d.Minutes/60, 10) + `h"`), nil
	}
	return []byte(`"` + strconv.FormatInt(d.Minutes, 10) + `min"`), nil
}

// JSONSchema is a duration with its unit.
func (*Duration) JSONSchema([]string, havre.Lang) map[string]any {
	pattern := strings.ReplaceAll(plainDuration.String()+"|"+isoDuration.String(), "?:", "")
	return quantitySchema(map[string]any{"const": 0}, pattern)
}

// Level is a security need from 1 to 4; zero when unknown.
type Level int8

var msgLevel = havre.Text{
	FR: "un niveau de 1 à 4 est attendu",
	EN: "a level from 1 to 4 is expected",
}

// DecodeNode reads a level.
func (l *Level) DecodeNode(c *document.Context, n *document.Node) {
	quantity(c, n, msgLevel, func(s string) bool {
		if len(s) != 1 || s[0] < '1' || s[0] > '4' {
			return false
		}
		*l = Level(s[0] - '0')
		return true
	})
}

// MarshalJSON writes the number.
func (l Level) MarshalJSON() ([]byte, error) { return number(int64(l), l > 0), nil }

// JSONSchema is a level.
func (*Level) JSONSchema([]string, havre.Lang) map[string]any {
	return quantitySchema(map[string]any{"type": "integer", "minimum": 1, "maximum": 4}, "^[1-4]$")
}

// Count is how many of something, from 1; zero when unknown.
type Count int16

const maxCount = 1000

var msgCount = havre.Text{
	FR: "un nombre de 1 à 1000 est attendu",
	EN: "a number from 1 to 1000 is expected",
}

// DecodeNode reads a count.
func (k *Count) DecodeNode(c *document.Context, n *document.Node) {
	quantity(c, n, msgCount, func(s string) bool {
		v, err := strconv.ParseInt(s, 10, 16)
		if err != nil || v < 1 || v > maxCount {
			return false
		}
		*k = Count(v)
		return true
	})
}

// MarshalJSON writes the number.
func (k Count) MarshalJSON() ([]byte, error) { return number(int64(k), k > 0), nil }

// JSONSchema is a count.
func (*Count) JSONSchema([]string, havre.Lang) map[string]any {
	return quantitySchema(map[string]any{"type": "integer", "minimum": 1, "maximum": maxCount}, "^[0-9]+$")
}

// Day is a date, or unknown.
type Day struct{ havre.Date }

var msgDay = havre.Text{
	FR: "une date de la forme AAAA-MM-JJ est attendue",
	EN: "a date of the form YYYY-MM-DD is expected",
}

// DecodeNode reads a date.
func (d *Day) DecodeNode(c *document.Context, n *document.Node) {
	quantity(c, n, msgDay, func(s string) (ok bool) {
		v, err := havre.ParseDate(s)
		d.Date = v
		return err == nil
	})
}

// JSONSchema is a date.
func (*Day) JSONSchema([]string, havre.Lang) map[string]any {
	return quantitySchema(nil, `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
}

func number(v int64, known bool) []byte {
	if !known {
		return []byte(`"unknown"`)
	}
	return strconv.AppendInt(nil, v, 10)
}
