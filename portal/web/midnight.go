package web

import (
	"time"

	"github.com/havre-cloud/havre"
)

// Midnight is when a civil date begins in Paris.
func Midnight(d havre.Date) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, havre.Paris)
}
