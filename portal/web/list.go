package web

import (
	"slices"
	"strconv"

	"github.com/havre-cloud/havre"
)

// Names of what the address of a list holds. They are the same in both languages,
// as paths are.
const (
	QuerySearch = "q"
	QuerySort   = "tri"
	QueryOrder  = "ordre" // desc, or nothing
	QueryAfter  = "suite"
	QueryLimit  = "par"
	QueryFormat = "format" // csv, ods, xlsx
	QueryDate   = "date"
)

// List is what the address asks of a list, whose columns may be sorted by. What it
// asks that the list cannot do is left aside.
func (r *Request) List(sortable ...string) havre.List {
	q := r.URL.Query()
	l := havre.List{Search: r.Field(QuerySearch), After: q.Get(QueryAfter)}
	if s := q.Get(QuerySort); slices.Contains(sortable, s) {
		l.Sort, l.Desc = s, q.Get(QueryOrder) == "desc"
	}
	if n, err := strconv.Atoi(q.Get(QueryLimit)); err == nil && n > 0 {
		l.Limit = min(n, havre.MaxLimit)
	}
	return l
}

// On is the date that the address asks for, or today. Written wrong, it is an
// Invalid fault.
func (r *Request) On() (havre.Date, error) {
	return r.DateField(QueryDate, r.Today())
}

// DateField is a date of a form or of the address, or the other when it is empty.
func (r *Request) DateField(name string, otherwise havre.Date) (havre.Date, error) {
	text := r.Field(name)
	if text == "" {
		return otherwise, nil
	}
	d, err := havre.ParseDate(text)
	if err != nil {
		return havre.Date{}, havre.Problems{{Field: name, Value: text, Message: havre.Text{
			FR: "écrivez la date sous la forme 2027-01-31", EN: "write the date as 2027-01-31",
		}}}
	}
	return d, nil
}
