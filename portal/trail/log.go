package trail

import (
	"context"
	"fmt"
	"log/slog"
)

// Handler adds the identifiers of the request, of the actor and of the
// organisation to every line logged with the context of a request.
type Handler struct{ slog.Handler }

// Handle writes a line.
func (h Handler) Handle(ctx context.Context, line slog.Record) error {
	t := From(ctx)
	for _, a := range []slog.Attr{
		slog.String("request", t.ID), slog.String("actor", t.Actor), slog.String("organisation", t.Organisation),
	} {
		if a.Value.String() != "" {
			line.AddAttrs(a)
		}
	}
	if err := h.Handler.Handle(ctx, line); err != nil {
		return fmt.Errorf("write a line of log: %w", err)
	}
	return nil
}

// WithAttrs keeps the identifiers on lines that have more attributes.
func (h Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return Handler{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the identifiers on lines of a group.
func (h Handler) WithGroup(name string) slog.Handler { return Handler{h.Handler.WithGroup(name)} }
