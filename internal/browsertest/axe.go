package browsertest

import "strings"

// Violation is a rule of accessibility that the page breaks.
type Violation struct {
	ID     string   `json:"id"`
	Help   string   `json:"help"`
	Places []string `json:"places"`
}

// runAxe asks for every rule of WCAG 2.0 to 2.2, A and AA, and the best practices.
// RULES narrows them.
const runAxe = `axe.run(document, {resultTypes: ["violations"], runOnly: RULES}).then(r =>
	r.violations.map(v => ({id: v.id, help: v.help, places: v.nodes.slice(0, 4).map(n => n.html.slice(0, 200))})))`

const (
	allRules = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}`
	// Those that depend on colours: a page already read in light colours need only be
	// read again by them in dark ones.
	colourRules = `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`
)

// Axe gives the rules of accessibility that the page breaks.
func (tab *Tab) Axe() []Violation {
	tab.t.Helper()
	return tab.runAxe(allRules)
}

// AxeColours is the same, for the rules that depend on colours only.
func (tab *Tab) AxeColours() []Violation {
	tab.t.Helper()
	return tab.runAxe(colourRules)
}

func (tab *Tab) runAxe(rules string) []Violation {
	tab.t.Helper()
	if !Eval[bool](tab, `typeof axe === "object"`) {
		Eval[any](tab, tab.axe+"; null")
	}
	return Eval[[]Violation](tab, strings.Replace(runAxe, "RULES", rules, 1))
}

// Accessible fails the test for each rule that the page breaks.
func (tab *Tab) Accessible() {
	tab.t.Helper()
	tab.report(tab.Axe())
}

// AccessibleColours fails the test for each rule about colours that the page breaks.
func (tab *Tab) AccessibleColours() {
	tab.t.Helper()
	tab.report(tab.AxeColours())
}

func (tab *Tab) report(found []Violation) {
	tab.t.Helper()
	for _, v := range found {
		tab.t.Errorf("axe %s: %s\n\t%s", v.ID, v.Help, strings.Join(v.Places, "\n\t"))
	}
}
