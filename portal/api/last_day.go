package api

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// People write and read the last day of what they order, as on the pages; inside, a
// period ends on the day after. These are the only places where one becomes the other.

// lastDay is the last day of what ends on a day, none for no end.
func lastDay(until havre.Date) havre.Date {
	if until.IsZero() {
		return until
	}
	return until.AddDays(-1)
}

// dayAfter is the end of what has a last day, none for none.
func dayAfter(last havre.Date) havre.Date {
	if last.IsZero() {
		return last
	}
	return last.AddDays(1)
}

func periodOf(p wire.FrameworkPeriod) havre.Period {
	return havre.Period{From: p.From, Until: dayAfter(p.LastDay)}
}

func showPeriod(p havre.Period) wire.FrameworkPeriod {
	return wire.FrameworkPeriod{From: p.From, LastDay: lastDay(p.Until)}
}

// inLastDays tells what is wrong with an end as the document has it.
func inLastDays(err error) error { return havre.Retold(err, toLastDay) }

// lastDays is the same, of problems that are only shown.
func lastDays(ps havre.Problems) havre.Problems {
	out := slices.Clone(ps)
	for i := range out {
		toLastDay(&out[i])
	}
	return out
}

func toLastDay(p *havre.Problem) {
	path, ok := strings.CutSuffix(p.Field, "until")
	if !ok || path != "" && !strings.HasSuffix(path, ".") {
		return
	}
	p.Field = path + "lastDay"
	if d, err := havre.ParseDate(p.Value); err == nil {
		p.Value = lastDay(d).String()
	}
}
