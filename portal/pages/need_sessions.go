package pages

import (
	"time"

	"github.com/havre-cloud/havre/record"
)

// session is a run of revisions that one person made with the questionnaire: what
// they answered in a sitting, which readers see as one change.
type session struct {
	Last, First record.Revision // the newest and the oldest
	Count       int
}

// sitting is how long may pass between two answers of the same sitting.
const sitting = 30 * time.Minute

// sessions groups revisions, newest first, so that those of a sitting with the
// questionnaire count for one. Every revision is kept; only their list is shorter.
func sessions(all []record.Revision) []session {
	var out []session
	for _, rev := range all {
		if n := len(out); n > 0 && sameSitting(out[n-1].First, rev) {
			out[n-1].First = rev
			out[n-1].Count++
			continue
		}
		out = append(out, session{rev, rev, 1})
	}
	return out
}

// sameSitting says that an earlier revision is of the sitting of a later one.
func sameSitting(later, earlier record.Revision) bool {
	return later.Note == answersNote && earlier.Note == answersNote && later.By == earlier.By && later.At.Sub(earlier.At) <= sitting
}
