package portal

import "net/http"

// answer remembers what was answered, for the log and the metrics.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader keeps the status; informational ones are not the answer.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write counts what is sent.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err //nolint:wrapcheck // a writer says what the one below says
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Flush implements http.Flusher, without which the compression of pages keeps what a
// stream sends until there is enough of it.
func (a *answer) Flush() { _ = http.NewResponseController(a.ResponseWriter).Flush() } // whoever listened has left
