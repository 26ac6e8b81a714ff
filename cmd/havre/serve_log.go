package main

import (
	"io"
	"log/slog"

	"github.com/havre-cloud/havre/portal/trail"
)

// logger writes lines of log, in UTC, with the identifiers of the request that
// caused them.
func (c *config) logger(to io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log.Level)); err != nil {
		level = slog.LevelInfo // the setting takes only the words of slog
	}
	o := &slog.HandlerOptions{Level: level, ReplaceAttr: universal}
	var h slog.Handler = slog.NewJSONHandler(to, o)
	if c.Log.Format == "text" {
		h = slog.NewTextHandler(to, o)
	}
	return slog.New(trail.Handler{Handler: h})
}

// universal writes instants in UTC whatever the time zone of the machine.
func universal(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindTime {
		a.Value = slog.TimeValue(a.Value.Time().UTC())
	}
	return a
}
