package pricing

import (
	"time"

	"github.com/havre-cloud/havre"
)

// monthsOfYear is how many months a year has.
const monthsOfYear = 12

// monthStart is the first day of the month number n (from 0) counted from a day: the
// same day of a later month, or its last when it is shorter.
func monthStart(since havre.Date, n int) havre.Date {
	t := since.Time()
	first := havre.NewDate(t.Year(), t.Month()+time.Month(n), 1)
	last := first.AddMonths(1).AddDays(-1)
	d := first.AddDays(t.Day() - 1)
	if last.Before(d) {
		return last
	}
	return d
}

// monthsBegun counts the months begun from a day to another, both included.
func monthsBegun(since, d havre.Date) int {
	if d.Before(since) {
		return 0
	}
	a, b := since.Time(), d.Time()
	n := (b.Year()-a.Year())*monthsOfYear + int(b.Month()) - int(a.Month())
	if d.Before(monthStart(since, n)) {
		return n
	}
	return n + 1
}
