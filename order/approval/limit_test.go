package approval

import (
	"testing"
	"time"

	"github.com/havre-cloud/havre"
)

// TestLimits: the last day of a time limit, by the calendar of France.
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		from string
		w    Within
		last string
	}{
		{"2026-11-23", Within{}, "2026-11-23"},
		{"2026-11-23", Within{Days: 10}, "2026-12-03"},
		{"2026-11-23", Within{WorkingDays: 5}, "2026-11-30"},
		{"2026-11-27", Within{WorkingDays: 1}, "2026-11-30"}, // Friday, then the week-end
		{"2026-11-28", Within{WorkingDays: 1}, "2026-11-30"}, // from a Saturday
		{"2026-12-24", Within{WorkingDays: 1}, "2026-12-28"}, // Christmas, a Friday
		{"2026-12-31", Within{WorkingDays: 1}, "2027-01-04"}, // New Year's Day, a Friday
		{"2027-03-26", Within{WorkingDays: 1}, "2027-03-30"}, // Easter Monday; Good Friday is worked
		{"2026-05-13", Within{WorkingDays: 1}, "2026-05-15"}, // Ascension
		{"2026-05-22", Within{WorkingDays: 1}, "2026-05-26"}, // Whit Monday
		{"2026-07-13", Within{WorkingDays: 1}, "2026-07-15"}, // Bastille Day
		{"2026-11-10", Within{WorkingDays: 1}, "2026-11-12"}, // Armistice
		{"2026-08-14", Within{WorkingDays: 1}, "2026-08-17"}, // Assumption, a Saturday, is not moved
		{"2026-11-23", Within{Months: 1}, "2026-12-23"},
		{"2027-01-31", Within{Months: 1}, "2027-02-28"},
		{"2028-01-31", Within{Months: 1}, "2028-02-29"},
		{"2026-12-31", Within{Months: 2}, "2027-02-28"},
		{"2026-08-31", Within{Months: 1}, "2026-09-30"},
		{"2027-02-28", Within{Months: 1}, "2027-03-28"},
		{"2026-12-15", Within{Months: 12}, "2027-12-15"},
	} {
		if got := c.w.Last(havre.MustDate(c.from)).String(); got != c.last {
			t.Errorf("%+v from %s ends on %s, want %s", c.w, c.from, got, c.last)
		}
	}
}

// TestDueIsTheEndOfTheDayInParis, whatever the season.
func TestDueIsTheEndOfTheDayInParis(t *testing.T) {
	for _, c := range []struct{ from, due string }{
		{"2026-11-23", "2026-11-24T23:00:00Z"},
		{"2026-07-23", "2026-07-24T22:00:00Z"},
		{"2026-10-24", "2026-10-25T23:00:00Z"}, // the day of 25 hours
	} {
		want, err := time.Parse(time.RFC3339, c.due)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Within{Days: 1}).due(havre.MustDate(c.from)); !got.Equal(want) {
			t.Errorf("one day from %s passes at %s, want %s", c.from, got, want)
		}
	}
	if got := (Within{}).due(today); !got.IsZero() {
		t.Errorf("no limit passes at %s", got)
	}
}
