package web

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"github.com/a-h/templ"
)

// Events is a stream of server-sent events: each carries a whole region, so that
// the browser keeps no state. A region listens to it by the Progress component of
// package ui.
type Events struct {
	w   http.ResponseWriter
	r   *Request
	ctl *http.ResponseController
}

// lineEnd ends the name of an event.
const lineEnd = "\n"

// Stream begins one. The handler sends until the work ends, then sends "end", at
// which browsers leave; it stops when the context of the request does.
func (r *Request) Stream(w http.ResponseWriter) (*Events, error) {
	ctl := http.NewResponseController(w)
	// The time limit of a page is not that of a stream; a server without one says so.
	_ = ctl.SetWriteDeadline(time.Time{})
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if err := ctl.Flush(); err != nil {
		return nil, fmt.Errorf("stream: %w", err)
	}
	return &Events{w: w, r: r, ctl: ctl}, nil
}

// Send sends a region under the name of an event.
func (e *Events) Send(event string, region templ.Component) error {
	var html bytes.Buffer
	if err := region.Render(e.r.Context(), &html); err != nil {
		return fmt.Errorf("render event %s: %w", event, err)
	}
	var out bytes.Buffer
	out.WriteString("event: " + event + lineEnd)
	for line := range bytes.Lines(bytes.TrimSpace(html.Bytes())) {
		out.WriteString("data: ")
		out.Write(bytes.TrimRight(line, "\r\n"))
		out.WriteString(lineEnd)
	}
	out.WriteString(lineEnd)
	if _, err := e.w.Write(out.Bytes()); err != nil {
		return fmt.Errorf("send event: %w", err)
	}
	return e.ctl.Flush()
}

// End tells browsers that nothing more will come.
func (e *Events) End() error { return e.Send("end", templ.Raw("-")) }
