package wire

import (
	"time"

	"github.com/havre-cloud/havre"
)

// Instant is a moment that a client gives: 2027-01-31T18:00:00Z, or a day, which
// is its first moment in UTC. The zero Instant is none.
type Instant struct{ time.Time }

// UnmarshalText reads a moment or a day.
func (i *Instant) UnmarshalText(b []byte) error {
	t, err := time.Parse(time.RFC3339, string(b))
	if err != nil {
		var d havre.Date
		if d, err = havre.ParseDate(string(b)); err != nil {
			return err
		}
		t = d.Time()
	}
	i.Time = t.UTC().Truncate(time.Microsecond)
	return nil
}

// Expected says what is accepted.
func (*Instant) Expected() havre.Text {
	return havre.Text{FR: "une date (2027-01-31) ou un instant (2027-01-31T18:00:00Z)", EN: "a date (2027-01-31) or a moment (2027-01-31T18:00:00Z)"}
}

// JSONSchema is a date or a date and time.
func (*Instant) JSONSchema([]string, havre.Lang) map[string]any {
	return map[string]any{"type": "string", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2}))?$`}
}
