package portal

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/portal/broker"
	"github.com/havre-cloud/havre/portal/trail"
	"github.com/havre-cloud/havre/portal/web"
)

// tooMany says when to come back to whoever asks too often.
func tooMany(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	if !forProgram(r) {
		web.TooMany(w, r, wait)
		return
	}
	later(w, r, http.StatusTooManyRequests, havre.TooMany, "More requests were received than are accepted in a minute.", wait)
}

// shortWait is when to come back to a portal that is busy with others.
const shortWait = 5 * time.Second

// tooBusy says it to whoever comes when too many ask.
func tooBusy(w http.ResponseWriter, r *http.Request) {
	if !forProgram(r) {
		web.Crowded(w, r, shortWait)
		return
	}
	later(w, r, http.StatusServiceUnavailable, havre.Unavailable, "More requests are received than can be answered.", shortWait)
}

func forProgram(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, broker.Prefix+"/")
}

// later is the problem that a program reads.
func later(w http.ResponseWriter, r *http.Request, status int, code havre.FaultCode, why string, wait time.Duration) {
	seconds := int(math.Ceil(max(wait, time.Second).Seconds()))
	writeProblem(w, &wire.Problem{
		Type: "about:blank", Status: status, Title: http.StatusText(status), Code: string(code), Request: trail.From(r.Context()).ID, RetryAfter: seconds,
		Detail: fmt.Sprintf("%s Wait %d s, then send this one again.", why, seconds),
	})
}
