package pages

import (
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/web"
)

// pageOf is the part of a list in memory that the address asks for, and the cursor of
// what follows: here, how many rows come before.
func pageOf[T any](r *web.Request, rows []T) (page []T, next string) {
	l := r.List()
	start, err := strconv.Atoi(l.After)
	if err != nil || start < 0 {
		start = 0
	}
	start = min(start, len(rows))
	size := l.Limit
	if size == 0 {
		size = havre.DefaultLimit
	}
	end := min(start+size, len(rows))
	if end < len(rows) {
		next = strconv.Itoa(end)
	}
	return rows[start:end], next
}
