package terminal

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// refresh is the least time between two drawings: ten a second are enough for the
// eye, and cost nothing however many steps there are.
const refresh = 100 * time.Millisecond

// Progress is one line, drawn again and again on a terminal. The nil Progress
// draws nothing, so that callers need not ask whether there is a terminal.
type Progress struct {
	w     io.Writer
	width int
	now   func() time.Time
	label string
	drawn time.Time
	shown bool
}

// NewProgress draws on w, or is nil when w is no terminal.
func NewProgress(w io.Writer, label string) *Progress {
	width, ok := Is(w)
	if !ok {
		return nil
	}
	return &Progress{w: w, width: width, now: time.Now, label: label}
}

// Set draws how far things are: done of total, which is zero when nobody knows,
// and a text that says so. It does nothing when the last drawing is recent.
func (p *Progress) Set(done, total int64, text string) {
	if p == nil {
		return
	}
	now := p.now()
	if p.shown && now.Sub(p.drawn) < refresh {
		return
	}
	p.drawn, p.shown = now, true
	fmt.Fprint(p.w, "\r\x1b[K"+Cut(p.line(done, total, text), p.width-1)) //nolint:errcheck // a lost drawing loses nothing
}

func (p *Progress) line(done, total int64, text string) string {
	if total <= 0 {
		return p.label + " " + text
	}
	const columns = 24
	full := int(min(done, total) * columns / total)
	bar := strings.Repeat("█", full) + strings.Repeat("░", columns-full)
	return fmt.Sprintf("%s %s %3d %% %s", p.label, bar, min(done, total)*100/total, text)
}

// Clear erases the line, before something else is written or at the end.
func (p *Progress) Clear() {
	if p == nil || !p.shown {
		return
	}
	p.shown = false
	fmt.Fprint(p.w, "\r\x1b[K") //nolint:errcheck // nothing to be done about it
}
