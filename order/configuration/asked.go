package configuration

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"

	"github.com/havre-cloud/havre"
)

// askedLimit is how many bytes a request of choices holds at most: a plan has a few
// dozen fields.
const askedLimit = 256 << 10

// read reads a JSON object, with whole numbers as int64. Nothing is {}; a name
// written twice is refused, since one of the two would be lost.
func read(asked []byte) (map[string]any, havre.Problems) {
	if len(bytes.TrimSpace(asked)) == 0 {
		return map[string]any{}, nil
	}
	if len(asked) > askedLimit {
		return nil, havre.Problems{{Field: choices, Message: tooLong}}
	}
	d := json.NewDecoder(bytes.NewReader(asked))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, havre.Problems{{Field: choices, Value: cut(string(asked)), Message: notAnObject}}
	}
	out, problems := members(d)
	if _, err := d.Token(); problems == nil && !errors.Is(err, io.EOF) {
		problems = havre.Problems{{Field: choices, Value: cut(string(asked)), Message: notAnObject}}
	}
	return out, problems
}

// members reads the names and values of an object that was opened, and its end.
func members(d *json.Decoder) (map[string]any, havre.Problems) {
	out := map[string]any{}
	var problems havre.Problems
	broken := func(err error) havre.Problems {
		return havre.Problems{{Field: choices, Message: notAnObject, Value: cut(err.Error())}}
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, broken(err)
		}
		id, _ := t.(string)
		var v any
		if err := d.Decode(&v); err != nil {
			return nil, broken(err)
		}
		if _, twice := out[id]; twice {
			problems = append(problems, havre.Problem{Field: path(cut(id)), Message: writtenTwice})
		}
		out[id] = number(v)
	}
	if _, err := d.Token(); err != nil {
		return nil, broken(err)
	}
	return out, problems
}

// number is a JSON number as int64 when it is whole and fits, as float64 otherwise;
// anything else is left as it is. Numbers are read here rather than by the validator,
// which would spell out 1e999999999.
func number(v any) any {
	n, ok := v.(json.Number)
	if !ok {
		return v
	}
	if i, err := n.Int64(); err == nil {
		return i
	}
	f, err := n.Float64()
	if err != nil { // too great for a float
		return math.MaxFloat64
	}
	if f == math.Trunc(f) && math.Abs(f) <= 1<<53 { // 3.0 and 1e3 are whole
		return int64(f)
	}
	return f
}

// shownLength is how much of a wrong value a message repeats.
const shownLength = 60

// shown is a value as the person wrote it, cut.
func shown(v any) string {
	if s, ok := v.(string); ok {
		return cut(s)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return cut(string(b))
}

func cut(s string) string {
	r := []rune(strings.ToValidUTF8(strings.TrimSpace(s), "�"))
	if len(r) > shownLength {
		return string(r[:shownLength]) + "…"
	}
	return string(r)
}

var (
	notAnObject  = havre.Text{FR: "les choix s’écrivent comme un objet JSON, par exemple {\"cpu\": 4}", EN: "choices are written as a JSON object, for instance {\"cpu\": 4}"}
	writtenTwice = havre.Text{FR: "ce champ est écrit deux fois", EN: "this field is written twice"}
	tooLong      = havre.Text{FR: "les choix d’un gabarit tiennent en 256 Kio", EN: "the choices of a plan fit in 256 KiB"}
)
