package catalogue

import (
	"regexp"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/sheet"
)

// A reading says what a cell means, or nothing and what would be right.
type reading func(c sheet.Cell, optional bool) (said []Said, expected string)

// signs are the emoji and marks that answer by themselves, wherever a cell opens
// with them.
var signs = []struct {
	mark   string
	status Status
}{
	{"✅", Yes},
	{"✔", Yes},
	{"☑", Yes},
	{"🟢", Yes},
	{"❌", No},
	{"✗", No},
	{"✘", No},
	{"✖", No},
	{"🔴", No},
	{"⛔", No},
	{"↔", Equivalent},
	{"≈", Equivalent},
	{"⚠", Partial},
	{"🟠", Partial},
	{"🟡", Partial},
	{"🚧", Planned},
	{"🔜", Planned},
	{"⏳", Planned},
	{"❓", Unknown},
	{"❔", Unknown},
}

// spelled are the words that answer by themselves, folded.
var spelled = map[string]Status{
	"o": Yes, "oui": Yes, "y": Yes, "yes": Yes, "vrai": Yes, "true": Yes, "ok": Yes,
	"n": No, "non": No, "no": No, "faux": No, "false": No, "ko": No, "aucun": No, "none": No,
	"n a": NotApplicable, "na": NotApplicable, "sans objet": NotApplicable, "so": NotApplicable, "s o": NotApplicable, "not applicable": NotApplicable, "non applicable": NotApplicable,
	"inconnu": Unknown, "unknown": Unknown, "a confirmer": Unknown, "a verifier": Unknown, "tbd": Unknown, "tbc": Unknown, "nsp": Unknown, "x": Unknown,
	"option": Optional, "optionnel": Optional, "en option": Optional, "optional": Optional,
	"prevu": Planned, "planifie": Planned, "planned": Planned, "a venir": Planned, "en projet": Planned, "en cours": Planned, "in progress": Planned,
	"equivalent": Equivalent, "partiel": Partial, "partial": Partial, "partiellement": Partial,
}

// opening is the first word of a cell, before what it adds in brackets or after.
var opening = regexp.MustCompile(`^(\pL+)\s*[(,:;–—-]`)

// statusOf reads yes, no and all that is neither. The cell's own words stay in the
// statement, so that a hesitation is never lost.
func statusOf(c sheet.Cell) (Status, bool) {
	text := strings.TrimSpace(c.Text)
	if text == "" || text == "-" || text == "–" || text == "—" {
		return Blank, true
	}
	for _, s := range signs {
		if strings.HasPrefix(text, s.mark) {
			return s.status, true
		}
	}
	if strings.Trim(text, "? ") == "" {
		return Unknown, true
	}
	s, ok := spelled[sheet.Fold(text)]
	if m := opening.FindStringSubmatch(text); !ok && m != nil {
		s, ok = spelled[sheet.Fold(m[1])]
	}
	if ok && strings.HasSuffix(text, "?") { // "O ?" is a hope
		s = Unknown
	}
	return s, ok
}

// answer adds to a status what the table says around the cell: an asterisk on its
// column makes a yes an option, italics make it a plan.
func answer(s Status, c sheet.Cell, optional bool) Status {
	switch {
	case s == Yes && c.Italic:
		return Planned
	case s == Yes && optional:
		return Optional
	default:
		return s
	}
}

const expectYesNo = "O, N, ?, n/a, ✅, ❌, ↔️, ⚠️, 🚧"

// yesNo reads a cell that answers for one attribute.
func yesNo(path string) reading {
	return func(c sheet.Cell, optional bool) ([]Said, string) {
		s, ok := statusOf(c)
		if !ok {
			return nil, expectYesNo
		}
		return []Said{{path, Value{Status: answer(s, c, optional)}}}, ""
	}
}

// product reads a cell that answers by naming what does the job: SentinelOne is
// a yes, SentinelOne? is not known, "ICAP (auto?)" doubts a detail only.
func product(path string) reading {
	return func(c sheet.Cell, optional bool) ([]Said, string) {
		s, ok := statusOf(c)
		if !ok {
			s = Yes
			bare, _, _ := strings.Cut(c.Text, "(")
			if strings.Contains(bare, "?") {
				s = Unknown
			}
		}
		return []Said{{path, Value{Status: answer(s, c, optional)}}}, ""
	}
}

const expectQualified = "O, N, ?, ↔️, J0, J1, J2, n/a"

// qualification reads a SecNumCloud cell, where only a plain yes is one.
func qualification(c sheet.Cell, _ bool) ([]Said, string) {
	word := func(w string) ([]Said, string) {
		return []Said{{"secnumcloud", Value{Status: Stated, Word: w}}}, ""
	}
	text := sheet.Fold(c.Text)
	if slices.Contains([]string{"j0", "j1", "j2"}, text) || strings.HasPrefix(text, "en cours") || strings.HasPrefix(text, "in qualification") {
		return word("in-qualification")
	}
	if strings.HasPrefix(text, "qualifi") {
		return word("qualified")
	}
	if slices.Contains(SecNumCloud, c.Text) {
		return word(c.Text)
	}
	s, ok := statusOf(c)
	if !ok {
		return nil, expectQualified
	}
	if s = answer(s, c, false); s == Unknown || s == Blank || s == Partial {
		return []Said{{"secnumcloud", Value{Status: Unknown}}}, ""
	}
	if s == Planned || s == NotApplicable {
		return []Said{{"secnumcloud", Value{Status: s}}}, ""
	}
	return word(secNumCloudWords[s])
}

const expectCeiling = "2-3-3-2, 4-X-X-X, ?, n/a"

// ceiling reads a DICT ceiling, whole or partial.
func ceiling(c sheet.Cell, _ bool) ([]Said, string) {
	if _, ok := splitDict(c.Text); ok {
		return saidDict(c.Text), ""
	}
	s, ok := statusOf(c)
	if said := saidDict(string(s)); ok && said != nil {
		return said, ""
	}
	return nil, expectCeiling
}

const expectLayers = "SaaS, PaaS, CaaS, IaaS, n/a"

// kindOfCloud reads "PaaS Node/Java": the layers, of which it is the whole list,
// the runtimes it names, and whether the platform is a cloud at all.
func kindOfCloud(c sheet.Cell, _ bool) ([]Said, string) {
	if s, ok := statusOf(c); ok && s != Yes {
		cloud := Value{Status: s}
		if s == NotApplicable {
			cloud.Status = No // "type of cloud: none" says that it is not one
		}
		return append(fill("layers", s), Said{"cloud", cloud}), ""
	}
	var layers, runtimes []string
	for _, w := range strings.FieldsFunc(sheet.Fold(c.Text), func(r rune) bool { return r == ' ' }) {
		switch {
		case slices.Contains(Layers, w):
			layers = append(layers, w)
		case slices.Contains(Runtimes, w):
			runtimes = append(runtimes, w)
		default:
			return nil, expectLayers
		}
	}
	if len(layers) == 0 {
		return nil, expectLayers
	}
	said := members("layers", Layers, layers)
	for _, r := range runtimes {
		said = append(said, Said{"runtimes." + r, Value{Status: Yes}})
	}
	return append(said, Said{"cloud", Value{Status: Yes}}), ""
}

// fill says the same of every member of a set.
func fill(path string, s Status) []Said {
	var out []Said
	for _, a := range leavesOf(path) {
		out = append(out, Said{a.path, Value{Status: s}})
	}
	return out
}

// members says which words of a set are in, and that the others are not.
func members(path string, all, in []string) []Said {
	var out []Said
	for _, w := range all {
		s := No
		if slices.Contains(in, w) {
			s = Yes
		}
		out = append(out, Said{path + "." + w, Value{Status: s}})
	}
	return out
}

// plainValue reads a column headed by the path of an attribute, as an export
// writes it.
func plainValue(a attribute) reading {
	if a.def.Kind == fact.Truth || a.def.Kind == fact.Set {
		return yesNo(a.path)
	}
	return func(c sheet.Cell, _ bool) ([]Said, string) {
		if v, _ := parseValue(a.def, c.Text); !v.IsZero() {
			return []Said{{a.path, v}}, ""
		}
		if s, ok := statusOf(c); ok {
			if v, _ := parseValue(a.def, string(s)); !v.IsZero() {
				return []Said{{a.path, v}}, ""
			}
		}
		return nil, strings.Join(domain(a.def), ", ")
	}
}

// refuseCell is the problem of a cell: row, column, what it holds, what would be
// right.
func refuseCell(file string, c sheet.Cell, row, header, expected string) havre.Problem {
	where := havre.Text{FR: "ligne « %s », colonne « %s »", EN: "row %q, column %q"}.With(row, header)
	if c.Ref != "" {
		where = havre.Text{FR: "cellule %s, ", EN: "cell %s, "}.With(c.Ref)
		more := havre.Text{FR: "ligne « %s », colonne « %s »", EN: "row %q, column %q"}.With(row, header)
		where = havre.Text{FR: where.FR + more.FR, EN: where.EN + more.EN}
	}
	message := havre.Text{FR: "%s : cellule incompréhensible, écrire par exemple %s", EN: "%s: this cell cannot be understood, write for instance %s"}
	return havre.Problem{File: file, Line: c.Line, Column: c.Column, Field: header, Value: c.Words, Message: message.With(where, expected)}
}
