package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
)

// layout is how an instant is written for both databases: it sorts as text, and
// PostgreSQL reads it as a timestamp.
const layout = "2006-01-02 15:04:05.000000"

// at is an instant for a column that always has one.
func at(t time.Time) string { return t.UTC().Format(layout) }

// maybe is an instant, or null for the zero one.
func maybe(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return at(t)
}

// instant reads a TIMESTAMP: SQLite gives a time, or text when it does not know
// the column; null is the zero instant.
type instant struct{ to *time.Time }

// Scan implements sql.Scanner.
func (i instant) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*i.to = time.Time{}
	case time.Time:
		*i.to = v.UTC()
	case string:
		t, err := time.ParseInLocation(layout, v, time.UTC)
		if err != nil {
			return fmt.Errorf("store: %q is not an instant", v)
		}
		*i.to = t
	default:
		return fmt.Errorf("store: %T is not an instant", v)
	}
	return nil
}

// never is the date that stands for none where the nearest comes first.
const never = "9999-12-31"

// due is a date for a column in which none is the last.
func due(d havre.Date) string {
	if d.IsZero() {
		return never
	}
	return d.String()
}

// date reads a civil date.
type date struct{ to *havre.Date }

// Scan implements sql.Scanner.
func (d date) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("store: %T is not a date", v)
	}
	if s == never {
		s = ""
	}
	return d.to.UnmarshalText([]byte(s))
}

// words is a value kept as JSON in a TEXT column.
type words struct{ v any }

// Value implements driver.Valuer.
func (w words) Value() (driver.Value, error) {
	b, err := json.Marshal(w.v)
	return string(b), err
}

// Scan implements sql.Scanner.
func (w words) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("store: %T is not JSON", v)
	}
	if s == "null" {
		return nil
	}
	return json.Unmarshal([]byte(s), w.v)
}

// null is a text, or null for the empty one: a reference to nothing.
func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// orEmpty reads a text that may be null.
type orEmpty struct{ to *string }

// Scan implements sql.Scanner.
func (o orEmpty) Scan(v any) error {
	s, ok := v.(string)
	if !ok && v != nil {
		return fmt.Errorf("store: %T is not text", v)
	}
	*o.to = s
	return nil
}

// bytesOf is never null.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// search is what the words of a search are looked for in.
func search(texts ...string) string { return fold(strings.Join(texts, " ")) }
