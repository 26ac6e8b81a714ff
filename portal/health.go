package portal

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Check is a part without which the portal cannot serve.
type Check struct {
	Name string
	// Ask says what is wrong; its text is shown to whoever may ask, and holds no
	// secret. nil is well.
	Ask func(context.Context) error
}

// checkFor is how long a part may take to answer that it is well.
const checkFor = 2 * time.Second

// part is what /readyz says of a part.
type part struct {
	Name  string  `json:"name"`
	Ready bool    `json:"ready"`
	Error string  `json:"error,omitempty"`
	MS    float64 `json:"ms"`
}

type readiness struct {
	Ready bool   `json:"ready"`
	Parts []part `json:"parts"`
}

// live answers as long as the process does.
func live(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]bool{"live": true})
}

// ready says whether requests may be sent here, part by part. While the portal
// stops it says no, so that balancers look elsewhere.
func (p *portal) ready(w http.ResponseWriter, r *http.Request) {
	out := p.examine(r.Context())
	status := http.StatusOK
	if !out.Ready {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, out)
}

// examine asks all parts at once.
func (p *portal) examine(ctx context.Context) readiness {
	ctx, cancel := context.WithTimeout(ctx, checkFor)
	defer cancel()
	out := readiness{Ready: true, Parts: make([]part, len(p.Checks))}
	var wg sync.WaitGroup
	for i, c := range p.Checks {
		wg.Go(func() {
			start := p.Now()
			err := c.Ask(ctx)
			out.Parts[i] = part{Name: c.Name, Ready: err == nil, MS: float64(p.Now().Sub(start).Microseconds()) / 1000}
			if err != nil {
				out.Parts[i].Error = err.Error()
			}
		})
	}
	wg.Wait()
	for i := range out.Parts {
		out.Ready = out.Ready && out.Parts[i].Ready
	}
	return out
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte("{}")
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // whoever asked has left: there is nobody to tell
}
