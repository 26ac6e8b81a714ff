package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/internal/terminal"
)

var (
	headDossier      = havre.Text{FR: "DOSSIER", EN: "DOSSIER"}
	headVerdict      = havre.Text{FR: "VERDICT", EN: "VERDICT"}
	headUndetermined = havre.Text{FR: "INDÉT.", EN: "UNDET."}
	headQuestions    = havre.Text{FR: "QUESTIONS", EN: "QUESTIONS"}
	headEligible     = havre.Text{FR: "OFFRES ÉLIGIBLES", EN: "ELIGIBLE OFFERS"}
)

// bestText is the best verdict of a dossier, by sign and word.
func bestText(v decision.Verdict) (mark string, word havre.Text) {
	switch v {
	case decision.Eligible:
		return "✔", v.Text()
	case decision.Undetermined:
		return "?", v.Text()
	default:
		return "✘", havre.Text{FR: "aucune offre", EN: "no offer"}
	}
}

// linesLayout is one line for each dossier. Dossiers whose number is small are
// decided in full, to count the questions and to name what is nearest.
func (d *deciding) linesLayout(head []read, more bool) layout {
	t := &lines{full: !more, style: d.style(), cols: d.width(), name: 24, undetermined: d.say(headUndetermined), questions: d.say(headQuestions)}
	if t.full {
		t.name = terminal.Cells(d.say(headDossier))
		for _, r := range head {
			if r.dossier != nil {
				t.name = min(max(t.name, len(r.dossier.Metadata.Name)), 32)
			}
		}
	}
	for _, v := range []decision.Verdict{decision.Eligible, decision.Undetermined, decision.Ineligible} {
		_, w := bestText(v)
		t.word = max(t.word, terminal.Cells(d.say(w)))
	}
	first := t.row(t.style.Strong, []string{" ", d.say(headVerdict), d.say(headDossier), t.undetermined, t.questions, d.say(headEligible)})
	return layout{full: t.full, nothing: true, head: first, tail: d.summaryTable, one: func(got *decided) ([]byte, error) {
		best := got.best()
		mark, verdict := bestText(best)
		questions := ""
		if got.decision != nil {
			questions = strconv.Itoa(len(got.decision.Questions))
		}
		cells := []string{mark, d.say(verdict), got.dossier.Metadata.Name, strconv.Itoa(got.count(decision.Undetermined)), questions, orElse(got.eligible(d.say(byDerogationText)), d.nearly(got))}
		return []byte(t.row(func(s string) string { return paint(t.style, best, s) }, cells)), nil
	}}
}

// lines lays the lines of a portfolio out.
type lines struct {
	full                    bool
	style                   terminal.Style
	cols, name, word        int
	undetermined, questions string // heads, whose width is that of their columns
}

// row is one line: sign, verdict, dossier, undetermined, questions, offers. The
// last is wrapped when the portfolio is small, and cut when it streams.
func (t *lines) row(first func(string) string, cells []string) string {
	verdict := cells[0] + " " + terminal.Pad(cells[1], t.word)
	label := "  " + terminal.Pad(terminal.Cut(cells[2], t.name), t.name) + "  " + terminal.PadLeft(cells[3], terminal.Cells(t.undetermined)) + "  "
	if t.full {
		label += terminal.PadLeft(cells[4], terminal.Cells(t.questions)) + "  "
	}
	margin := terminal.Cells(verdict) + terminal.Cells(label)
	room := max(t.cols-margin, 16)
	offers := terminal.Cut(cells[5], room)
	if t.full {
		offers = strings.Join(terminal.Wrap(cells[5], room), "\n"+strings.Repeat(" ", margin))
	}
	return strings.TrimRight(first(verdict)+label+offers, " ") + "\n"
}

func (o *decided) count(v decision.Verdict) (n int) {
	for _, x := range o.verdicts {
		if x == v {
			n++
		}
	}
	return n
}

var byDerogationText = havre.Text{FR: " (par dérogation)", EN: " (by derogation)"}

// eligible lists the eligible offers, best first when their order is known. Those
// that are so only thanks to a derogation are marked.
func (o *decided) eligible(mark string) string {
	var ids []string
	for i, v := range o.verdicts {
		switch {
		case v != decision.Eligible:
		case o.decision != nil && byDerogation(&o.decision.Verdicts[i]):
			ids = append(ids, o.offers[i]+mark)
		default:
			ids = append(ids, o.offers[i])
		}
	}
	return strings.Join(ids, ", ")
}

// nearly is, when nothing is eligible, the nearest offer and the rules it lacks.
func (d *deciding) nearly(o *decided) string {
	if o.decision == nil || len(o.decision.Nearest) == 0 {
		return ""
	}
	near := o.decision.Nearest[0]
	var rules []string
	for _, l := range near.Lacks {
		rules = append(rules, l.Rule)
	}
	return d.say(havre.Text{FR: "(au plus près %[1]s : %[2]s)", EN: "(nearest %[1]s: %[2]s)"}, near.Offer, strings.Join(rules, ", "))
}

// summaryTable ends a portfolio: how many dossiers, and what each offer may host.
func (d *deciding) summaryTable(s *summary) ([]byte, error) {
	var b bytes.Buffer
	st := d.style()
	b.WriteString("\n" + terminal.Indent("", d.say(havre.Text{
		FR: "%[1]s au %[2]s : ✔ %[3]d avec une offre éligible, ? %[4]s, ✘ %[5]d sans offre, %[6]s.",
		EN: "%[1]s on %[2]s: ✔ %[3]d with an eligible offer, ? %[4]s, ✘ %[5]d without an offer, %[6]s.",
	}, havre.Count(s.Dossiers, oneDossier, manyDossiers), d.judge.On().String(), s.Eligible,
		havre.Count(s.Undetermined, havre.Text{FR: "indéterminé", EN: "undetermined"}, havre.Text{FR: "indéterminés", EN: "undetermined"}), s.None,
		havre.Count(s.Unreadable, havre.Text{FR: "illisible", EN: "unreadable"}, havre.Text{FR: "illisibles", EN: "unreadable"})), d.width()) + "\n")
	wide := terminal.Cells(d.say(headOffer))
	for _, o := range s.Offers {
		wide = max(wide, terminal.Cells(o.Offer))
	}
	row := func(name, eligible, undetermined, ineligible string) string {
		return fmt.Sprintf("%s  %s  %s  %s\n", terminal.Pad(name, wide), terminal.PadLeft(eligible, 12), terminal.PadLeft(undetermined, 14), terminal.PadLeft(ineligible, 13))
	}
	word := func(v decision.Verdict) string {
		mark, _ := sign(v, true)
		return mark + " " + d.say(v.Text())
	}
	b.WriteString(st.Strong(row(d.say(headOffer), word(decision.Eligible), word(decision.Undetermined), word(decision.Ineligible))))
	for _, o := range s.Offers {
		b.WriteString(row(o.Offer, strconv.Itoa(o.Eligible), strconv.Itoa(o.Undetermined), strconv.Itoa(o.Ineligible)))
	}
	if !d.quiet {
		b.WriteString("\n" + st.Faint(terminal.Indent("", d.say(havre.Text{
			FR: "La décision entière d'un dossier, avec ses règles et ses sources : havre decide FICHIER, ou --details pour tous.",
			EN: "The whole decision of a dossier, with its rules and sources: havre decide FILE, or --details for all.",
		}), d.width())))
	}
	return b.Bytes(), nil
}

var headOffer = havre.Text{FR: "OFFRE", EN: "OFFER"}

// sheetsLayout is the whole decision of each dossier, one after the other.
func (d *deciding) sheetsLayout() layout {
	between := "\n" + strings.Repeat("─", d.width()) + "\n\n"
	return layout{full: true, between: between, one: func(got *decided) ([]byte, error) {
		var b bytes.Buffer
		d.sheet(&b, got.decision, d.details).whole(got.dossier)
		return b.Bytes(), nil
	}, tail: func(s *summary) ([]byte, error) {
		if s.Dossiers == 0 {
			return nil, nil
		}
		b, err := d.summaryTable(s)
		return append([]byte("\n"+strings.Repeat("─", d.width())+"\n"), b...), err
	}}
}
