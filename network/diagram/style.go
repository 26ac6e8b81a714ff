package diagram

import "strings"

// styles are the presentation attributes of each class: the light colours of the
// portal, which its style sheet replaces by its own, and which a file keeps. They
// differ by their strokes as much as by their colours, so as to be read in black
// and white.
var styles = map[string]string{
	"ground":  `fill="#f3f6f7" stroke="#cfd9dc"`,
	"band":    `fill="#f3f6f7"`,
	"box":     `fill="#fff" stroke="#0a5564" stroke-width="1.6"`,
	"later":   `fill="#fff" stroke="#0a5564" stroke-width="1.6" stroke-dasharray="6 4"`,
	"off":     `fill="#fff" stroke="#5b6a72" stroke-width="1.4" stroke-dasharray="2 3"`,
	"here":    `fill="#e8f3f5" stroke="#0a5564" stroke-width="3.4"`,
	"part":    `fill="#e8f3f5" stroke="#5b6a72"`,
	"locked":  `fill="#e8f3f5" stroke="#0e1a20" stroke-width="2"`,
	"lock":    `fill="#0e1a20"`,
	"shackle": `fill="none" stroke="#0e1a20" stroke-width="1.6"`,
	"bar":     `fill="#d5e4e8" stroke="#5b6a72"`,
	"span":    `fill="none" stroke="#0a5564" stroke-width="9" stroke-linecap="round"`,
	"plate":   `fill="#f3f6f7"`,
	"guide":   `fill="none" stroke="#cfd9dc"`,
	"casing":  `fill="none" stroke="#fff" stroke-width="5.5"`,
	"hot":     `fill="none" stroke="#0a5564" stroke-width="4.6"`,

	"yes":     `fill="none" stroke="#12683f" stroke-width="2.2"`,
	"doubt":   `fill="none" stroke="#7d4b00" stroke-width="2.2" stroke-dasharray="8 5"`,
	"planned": `fill="none" stroke="#7d4b00" stroke-width="2.4" stroke-dasharray="1 6" stroke-linecap="round"`,
	"no":      `fill="none" stroke="#a3242b" stroke-width="1.6" stroke-dasharray="14 3 2 3"`,
	"blank":   `fill="none" stroke="#5b6a72" stroke-width="1.4" stroke-dasharray="3 9"`,

	"dot-yes":     `fill="#12683f" stroke="#fff" stroke-width="1.5"`,
	"dot-doubt":   `fill="#fff" stroke="#7d4b00" stroke-width="2" stroke-dasharray="3 2.2"`,
	"dot-planned": `fill="#fff" stroke="#7d4b00" stroke-width="2.4" stroke-dasharray="1 3.2" stroke-linecap="round"`,
	"dot-no":      `fill="#fff" stroke="#a3242b" stroke-width="2"`,
	"dot-blank":   `fill="#fff" stroke="#5b6a72" stroke-width="1.2" stroke-dasharray="2 3"`,

	"pill-yes":     `fill="#fff" stroke="#12683f" stroke-width="1.4"`,
	"pill-doubt":   `fill="#fff" stroke="#7d4b00" stroke-width="1.4" stroke-dasharray="5 3"`,
	"pill-planned": `fill="#fff" stroke="#7d4b00" stroke-width="1.6" stroke-dasharray="1 3.4" stroke-linecap="round"`,
	"pill-no":      `fill="#fff" stroke="#a3242b" stroke-width="1.4"`,
	"pill-blank":   `fill="#fff" stroke="#5b6a72" stroke-dasharray="2 3"`,
	"leg":          `fill="#0e1a20"`,

	"arrow-hot":     `fill="#0a5564"`,
	"arrow-yes":     `fill="#12683f"`,
	"arrow-doubt":   `fill="#7d4b00"`,
	"arrow-planned": `fill="#7d4b00"`,
	"arrow-no":      `fill="#a3242b"`,
	"arrow-blank":   `fill="#5b6a72"`,

	"head":      `fill="#0e1a20" font-size="19" font-weight="700"`,
	"group":     `fill="#4b5a62" font-size="13" font-weight="700"`,
	"name":      `fill="#0e1a20" font-size="14" font-weight="700"`,
	"row":       `fill="#0e1a20" font-size="12.5" font-weight="700"`,
	"sub":       `fill="#4b5a62" font-size="11.5"`,
	"zone":      `fill="#1c262b" font-size="12"`,
	"net":       `fill="#0e1a20" font-size="13" font-weight="700"`,
	"note":      `fill="#1c262b" font-size="12.5"`,
	"t-yes":     `fill="#12683f" font-size="11" font-weight="700"`,
	"t-doubt":   `fill="#7d4b00" font-size="11" font-weight="700"`,
	"t-planned": `fill="#7d4b00" font-size="11" font-weight="700"`,
	"t-no":      `fill="#a3242b" font-size="11" font-weight="700"`,
	"t-blank":   `fill="#4b5a62" font-size="11" font-weight="700"`,
	"t-leg":     `fill="#fff" font-size="11" font-weight="700"`,
}

// The fonts of the classes above.
var (
	headFont  = font{19, true}
	groupFont = font{13, true}
	nameFont  = font{14, true}
	rowFont   = font{12.5, true}
	subFont   = font{11.5, false}
	zoneFont  = font{12, false}
	netFont   = font{13, true}
	noteFont  = font{12.5, false}
	pillFont  = font{11, true}
)

// attributes are the class of an element and its presentation: of two classes, the
// first is over the second, whose dashes it keeps.
func attributes(class string, dim bool) string {
	names := strings.Fields(class)
	full := make([]string, len(names))
	for i, n := range names {
		full[i] = "app-map-" + n
	}
	look := styles[names[0]]
	if len(names) > 1 {
		if _, dashes, ok := strings.Cut(styles[names[1]], " stroke-dasharray"); ok {
			look += " stroke-dasharray" + dashes
		}
	}
	out := `class="` + strings.Join(full, " ") + `" ` + look
	switch {
	case !dim:
		return out
	case strings.HasPrefix(class, "pill"): // it hides the line below all the same
		return strings.Replace(out, `class="`, `class="app-map-pale `, 1) + ` stroke-opacity="0.3"`
	}
	return strings.Replace(out, `class="`, `class="app-map-dim `, 1) + ` opacity="0.3"`
}
