package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
)

// Date is a day in full: 12 décembre 2026, 1er janvier 2027; 12 December 2026. No
// date is empty.
func (r *Request) Date(d havre.Date) string { return together(d.Words().In(r.Lang)) }

// Month is a month in full: décembre 2026.
func (r *Request) Month(d havre.Date) string { return together(d.MonthWords().In(r.Lang)) }

// together keeps words on one line.
func together(s string) string { return strings.ReplaceAll(s, " ", string(nbsp)) }

// Instant is a moment, at the time of Paris: 12 décembre 2026 à 14 h 05.
func (r *Request) Instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(havre.Paris)
	day := r.Date(havre.DateOf(t))
	if r.Lang == havre.English {
		return day + " at " + t.Format("15:04")
	}
	return day + " à " + t.Format("15") + string(nbsp) + "h" + string(nbsp) + t.Format("04")
}

// Number is a whole number with its thousands apart: 10 000; 10,000.
func (r *Request) Number(n int) string { return r.Text(havre.Number(int64(n))) }

// Decimal is a number with that many digits after the sign: 2,5; 2.5.
func (r *Request) Decimal(f float64, digits int) string {
	s := strconv.FormatFloat(f, 'f', digits, 64)
	whole, part, ok := strings.Cut(s, ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return s
	}
	out := r.Number(n)
	if n == 0 && strings.HasPrefix(whole, "-") {
		out = "-0"
	}
	if !ok {
		return out
	}
	if r.Lang == havre.English {
		return out + "." + part
	}
	return out + "," + part
}

// Percent is a share of a whole: 12 %.
func (r *Request) Percent(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	s := r.Decimal(100*float64(part)/float64(whole), 0)
	if r.Lang == havre.English {
		return s + "%"
	}
	return s + string(nnbsp) + "%"
}

// Span is a period in words: du … au …, depuis le …, jusqu'au … The last day is in.
func (r *Request) Span(p havre.Period) string {
	last := havre.Date{}
	if !p.Until.IsZero() {
		last = p.Until.AddDays(-1)
	}
	switch {
	case p.From.IsZero() && p.Until.IsZero():
		return r.Say("sans limite de date", "without limit of date")
	case p.Until.IsZero():
		return r.Say("depuis le %s", "since %s", r.Date(p.From))
	case p.From.IsZero():
		return r.Say("jusqu'au %s", "until %s", r.Date(last))
	}
	return r.Say("du %s au %s", "from %s to %s", r.Date(p.From), r.Date(last))
}
