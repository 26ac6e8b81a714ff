package doctrine

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

var ruleFields = []string{
	"id", "title", "text", "judges", "severity", "from", "until", "binds", "when", "concerns", "requires", "evidence",
	"blocks", "unknown", "because", "derogation", "sources", "cases",
}

// readRule reads one rule and refuses what its own fields make wrong; what depends
// on other rules or on the fact model is checked later.
func readRule(o object) *Rule {
	if !o.only(ruleFields...) {
		return nil
	}
	r := &Rule{
		ID: o.str("id", true), Title: o.bilingual("title", true), Text: o.bilingual("text", true),
		Judges:   Judges(o.word("judges", true, string(Offer), string(Project), string(Organisation))),
		Severity: Severity(o.word("severity", true, string(Must), string(Should), string(Info))),
		Period:   o.period(false), Binds: o.words("binds"),
		When: o.str("when", false), Concerns: o.str("concerns", false), Requires: o.str("requires", false),
		Evidence: o.bilinguals("evidence"), Blocks: o.boolean("blocks"),
	}
	r.at = map[string]place{"": o.at("id")}
	for _, f := range ruleFields {
		if o.get(f) != nil {
			r.at[f] = o.at(f)
		}
	}
	if !ruleID.MatchString(r.ID) {
		o.add(o.at("id").value(havre.Text{
			FR: "un identifiant de règle s'écrit en capitales, chiffres et tirets", EN: "a rule identifier is written in capitals, digits and hyphens",
		}, r.ID, []string{strings.ToUpper(r.ID)}))
	}
	if len(r.Binds) == 0 {
		o.missing("binds")
	}
	r.readUnknown(o)
	r.readBecause(o)
	r.readDerogation(o)
	r.readSources(o)
	r.readCases(o)
	r.refuse(o)
	return r
}

// readUnknown checks what the author says an unknown means: it follows from the
// severity, and is written for the reader.
func (r *Rule) readUnknown(o object) {
	said := o.word("unknown", false, "undetermined", "note")
	want := "note"
	if r.Severity == Must {
		want = "undetermined"
	}
	if said != "" && said != want {
		o.add(o.at("unknown").value(havre.Text{
			FR: "un inconnu vaut « %[2]s » pour une règle %[1]s", EN: "an unknown is %[2]q for a rule of severity %[1]s",
		}.With(string(r.Severity), want), said, []string{want}))
	}
}

func (r *Rule) readBecause(o object) {
	b := o.child("because")
	offer := r.Judges == Offer
	if b.node == nil {
		o.missing("because")
		return
	}
	if offer {
		b.only("pass", "fail", "unknown", "notApplicable")
	} else {
		b.only("met", "unmet", "declared", "unknown", "notApplicable")
	}
	r.Because = Because{
		Pass: b.bilingual("pass", offer), Fail: b.bilingual("fail", offer),
		Met: b.bilingual("met", !offer), Unmet: b.bilingual("unmet", !offer), Declared: b.bilingual("declared", false),
		Unknown: b.bilingual("unknown", false), NotApplicable: b.bilingual("notApplicable", false),
	}
	if b.node.Kind != document.Mapping {
		return
	}
	for i, k := range b.node.Keys {
		if t := b.node.Items[i]; t.Kind == document.Mapping && slices.ContainsFunc(t.Items, func(n *document.Node) bool { return strings.ContainsAny(n.Value, "%") && percentVerb(n.Value) }) {
			b.add(b.at(k.Value).problem(havre.Text{
				FR: "une raison est une phrase complète : ni %s ni autre emplacement à remplir", EN: "a reason is a whole sentence: no %s nor other blank to fill",
			}))
		}
	}
}

// percentVerb tells a blank to fill (%s, %d, %[1]s) from a percentage (24 %, 24%).
func percentVerb(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '%' && strings.IndexByte("sdvqft[", s[i+1]) >= 0 {
			return true
		}
	}
	return false
}

func (r *Rule) readDerogation(o object) {
	d := o.child("derogation")
	if d.node == nil || !d.only("authority", "proof", "months", "countsFrom", "engagedOnly") {
		return
	}
	r.Derogation = &Derogation{
		Authority: d.bilingual("authority", true), Proof: d.bilingual("proof", true), CountsFrom: d.bilingual("countsFrom", false),
		Months: d.whole("months", 120), EngagedOnly: d.boolean("engagedOnly"),
	}
}

// readSources reads the keys of the rule's sources, each perhaps with an article.
func (r *Rule) readSources(o object) {
	items := o.items("sources")
	if len(items) == 0 {
		o.missing("sources")
	}
	for _, n := range items {
		c := object{o.text, o.problems, n, o.join("sources")}
		if n.Kind == document.Scalar {
			r.addSource(strings.TrimSpace(n.Value), "", c.place(n, ""))
		} else if c.only("key", "article") {
			r.addSource(c.str("key", true), c.str("article", false), c.at("key"))
		}
	}
}

func (r *Rule) addSource(key, article string, at place) {
	r.at["source "+key] = at
	r.sourceKeys = append(r.sourceKeys, key)
	r.Sources = append(r.Sources, Source{ID: key, Article: article})
}

// refuse states what a rule's own fields contradict.
func (r *Rule) refuse(o object) {
	for _, c := range []struct {
		wrong bool
		field string
		why   havre.Text
	}{
		{r.Judges == Offer && r.Severity == Must && r.Requires == "", "requires", havre.Text{
			FR: "une règle qui juge les offres et qui oblige doit exiger quelque chose", EN: "a rule that judges offers and compels must require something",
		}},
		{r.Judges == Offer && len(r.Evidence) > 0, "evidence", havre.Text{
			FR: "une pièce se demande à un projet ou à un organisme, pas à une offre", EN: "evidence is asked of a project or an organisation, not of an offer",
		}},
		{r.Judges == Organisation && r.Concerns != "", "concerns", havre.Text{
			FR: "une obligation de l'organisme ne dépend pas d'une offre", EN: "an obligation of the organisation does not depend on an offer",
		}},
		{r.Blocks && (r.Judges != Offer || r.Severity != Must), "blocks", havre.Text{
			FR: "seule une règle qui juge les offres et qui oblige peut tout bloquer", EN: "only a rule that judges offers and compels can block everything",
		}},
		{slices.Contains(r.Binds, Everyone) && len(r.Binds) > 1, "binds", havre.Text{
			FR: "« everyone » s'emploie seul", EN: "\"everyone\" stands alone",
		}},
	} {
		if c.wrong {
			o.add(o.at(c.field).problem(c.why))
		}
	}
}
