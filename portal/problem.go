package portal

import (
	"encoding/json"
	"maps"
	"net/http"

	"github.com/havre-cloud/havre/portal/api/wire"
)

// writeProblem tells a program why it is refused before the API is reached, as the
// API itself does.
func writeProblem(w http.ResponseWriter, p *wire.Problem) {
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte("{}")
	}
	maps.Copy(w.Header(), p.GetHeaders())
	w.Header().Set("Content-Type", wire.ProblemType)
	w.WriteHeader(p.Status)
	_, _ = w.Write(append(body, '\n')) // whoever asked has left: there is nobody to tell
}
