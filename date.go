package havre

import (
	"fmt"
	"time"
)

// Date is a civil date, without hour or time zone: rules take effect and
// certificates lapse on days. The zero Date means "no date".
type Date struct {
	year       int16
	month, day uint8
}

// NewDate builds a date; it normalises like time.Date (32 January is 1 February).
func NewDate(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DateOf is the civil date of an instant in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int16(y), uint8(m), uint8(d)}
}

// ParseDate reads the one accepted form, YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date of the form YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// MustDate is ParseDate for constants; it panics on a bad one.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero says that no date was given.
func (d Date) IsZero() bool { return d == Date{} }

// Time is midnight UTC of that day.
func (d Date) Time() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// Days counts days since 1 January 1970; it orders dates as integers do.
func (d Date) Days() int64 { return d.Time().Unix() / 86400 }

// Year is the civil year.
func (d Date) Year() int { return int(d.year) }

// Compare is negative, zero or positive as d is before, on or after e.
func (d Date) Compare(e Date) int {
	if d.year != e.year {
		return int(d.year) - int(e.year)
	}
	if d.month != e.month {
		return int(d.month) - int(e.month)
	}
	return int(d.day) - int(e.day)
}

// Before says that d is strictly earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// AddDays moves by n days.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// AddMonths moves by n months, as time.AddDate does.
func (d Date) AddMonths(n int) Date { return DateOf(d.Time().AddDate(0, n, 0)) }

// String is YYYY-MM-DD, or the empty string for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; the empty string is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// Period is half open: it holds From and every later day before Until. A zero
// From has always begun; a zero Until never ends.
type Period struct {
	From  Date `json:"from,omitzero"`
	Until Date `json:"until,omitzero"`
}

// Contains says whether the period holds that day.
func (p Period) Contains(d Date) bool {
	return !d.Before(p.From) && (p.Until.IsZero() || d.Before(p.Until))
}

// Overlaps says whether some day is in both periods.
func (p Period) Overlaps(q Period) bool {
	return (p.Until.IsZero() || q.From.Before(p.Until)) && (q.Until.IsZero() || p.From.Before(q.Until))
}

// Clamp is the day of the period nearest to d.
func (p Period) Clamp(d Date) Date {
	if d.Before(p.From) {
		return p.From
	}
	if !p.Until.IsZero() && !d.Before(p.Until) {
		return p.Until.AddDays(-1)
	}
	return d
}
