package approval

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/fr"

	"github.com/havre-cloud/havre"
)

// reminderEvery is how long after a reminder the next one comes.
const reminderEvery = 7

// workdays are Monday to Friday, without the public holidays of France. Havre counts
// the days of the State: those of Alsace-Moselle and of the overseas are worked there.
var workdays = func() *cal.BusinessCalendar {
	c := cal.NewBusinessCalendar()
	c.AddHoliday(fr.Holidays...)
	return c
}()

// Last is the last day of a limit that starts on a day; that day itself without limit.
func (w Within) Last(from havre.Date) havre.Date {
	switch {
	case w.Months > 0:
		return addMonths(from, w.Months)
	case w.WorkingDays > 0:
		return addWorkdays(from, w.WorkingDays)
	default:
		return from.AddDays(w.Days)
	}
}

// due is the instant at which a limit passes: the end of its last day in Paris. It is
// zero without a limit.
func (w Within) due(from havre.Date) time.Time {
	if w == (Within{}) {
		return time.Time{}
	}
	return startOf(w.Last(from).AddDays(1))
}

// startOf is the first instant of a day in Paris.
func startOf(d havre.Date) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, havre.Paris).UTC()
}

// addMonths moves to the same day of a later month, or to its last day when it is
// shorter: one month from 31 January is 28 February.
func addMonths(d havre.Date, n int) havre.Date {
	t := d.Time()
	first := havre.NewDate(t.Year(), t.Month()+time.Month(n), 1)
	end := havre.NewDate(t.Year(), t.Month()+time.Month(n)+1, 0)
	return first.AddDays(min(t.Day(), end.Time().Day()) - 1)
}

// addWorkdays is the n-th working day after a day.
func addWorkdays(d havre.Date, n int) havre.Date {
	for n > 0 {
		d = d.AddDays(1)
		if workdays.IsWorkday(d.Time()) {
			n--
		}
	}
	return d
}
