package main

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
)

// layout is how a portfolio is written: what comes before, between and after the
// dossiers. one is called from several goroutines.
type layout struct {
	full          bool // the whole decision is needed
	nothing       bool // is written when no dossier could be read: no table of zeros
	head, between string
	one           func(*decided) ([]byte, error)
	tail          func(*summary) ([]byte, error)
}

// format1 writes the decision of a single dossier.
func (d *deciding) format1(got *decided) ([]byte, error) {
	var b bytes.Buffer
	var err error
	switch d.format {
	case formatJSON:
		return got.decision.JSON()
	case formatNDJSON:
		err = writeLine(&b, got.decision)
	case formatYAML:
		err = writeYAML(&b, got.decision)
	case formatMarkdown:
		d.markdownDecision(&b, got.decision, "#")
	case formatCSV:
		show := d.csvLayout(true)
		var rows []byte
		rows, err = show.one(got)
		b.WriteString(show.head)
		b.Write(rows)
	default:
		d.sheet(&b, got.decision, d.details).whole(got.dossier)
	}
	return b.Bytes(), err
}

// layout chooses how a portfolio is written; head is the dossiers seen so far, and
// more says that others follow.
func (d *deciding) layout(head []read, more bool) layout {
	nothing := func(*summary) ([]byte, error) { return nil, nil }
	switch d.format {
	case formatJSON:
		return layout{
			full: true, head: listOpening("DecisionList"), between: ",\n",
			one: func(got *decided) ([]byte, error) {
				b, err := encode(got.decision)
				return bytes.TrimRight(b, "\n"), err
			},
			tail: func(s *summary) ([]byte, error) {
				b, err := json.Marshal(s)
				return append(append([]byte("\n],\"summary\":"), b...), '}', '\n'), err
			},
		}
	case formatNDJSON:
		return layout{full: true, one: func(got *decided) ([]byte, error) { return encode(got.decision) }, tail: nothing}
	case formatYAML:
		return layout{full: true, between: "---\n", tail: nothing, one: func(got *decided) ([]byte, error) {
			var b bytes.Buffer
			err := writeYAML(&b, got.decision)
			return b.Bytes(), err
		}}
	case formatMarkdown:
		return d.markdownLayout()
	case formatCSV:
		return d.csvLayout(d.details)
	}
	if d.details {
		return d.sheetsLayout()
	}
	return d.linesLayout(head, more)
}

// csvLayout is one line for each dossier and offer.
func (d *deciding) csvLayout(full bool) layout {
	columns := []string{"dossier", "on", "offer", "verdict"}
	if full {
		columns = append(columns, "rank", "rules", "because", "missing")
	}
	var head bytes.Buffer
	_ = writeRows(&head, columns, nil) // a buffer refuses nothing
	return layout{
		full: full, head: head.String(), tail: func(*summary) ([]byte, error) { return nil, nil },
		one: func(got *decided) ([]byte, error) {
			var rows [][]string
			for i, offer := range got.offers {
				row := []string{got.dossier.Metadata.Name, d.judge.On().String(), offer, string(got.verdicts[i])}
				if full {
					row = append(row, reasons(&got.decision.Verdicts[i])...)
				}
				rows = append(rows, row)
			}
			var b bytes.Buffer
			err := writeRows(&b, nil, rows)
			return b.Bytes(), err
		},
	}
}

// reasons are the rank of an offer, the rules that decide, why, and what is missing.
func reasons(v *decision.OfferRuled) []string {
	rank := ""
	if v.Rank > 0 {
		rank = strconv.Itoa(v.Rank)
	}
	var ids, because, missing []string
	for _, r := range decidingRules(v) {
		ids, because, missing = append(ids, r.ID), append(because, r.Because), append(missing, r.Missing...)
	}
	return []string{rank, strings.Join(ids, " "), strings.Join(because, " "), strings.Join(missing, " ")}
}

// decidingRules are those that make an offer's verdict what it is: what fails, or
// what is unknown when nothing fails. Of an eligible offer, the waived ones.
func decidingRules(v *decision.OfferRuled) []*decision.RuleSaid {
	want := decision.Waived
	switch v.Verdict {
	case decision.Ineligible:
		want = doctrine.Fail
	case decision.Undetermined:
		want = doctrine.Unknown
	case decision.Eligible, decision.NotListed:
	}
	return rulesThat(v, doctrine.Must, want)
}

// rulesThat are the rules of a severity that have an outcome.
func rulesThat(v *decision.OfferRuled, s doctrine.Severity, o doctrine.Outcome) []*decision.RuleSaid {
	var out []*decision.RuleSaid
	for i := range v.Rules {
		if r := &v.Rules[i]; r.Severity == s && r.Outcome == o {
			out = append(out, r)
		}
	}
	return out
}
