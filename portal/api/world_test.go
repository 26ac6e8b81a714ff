package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/portal/api"
	"github.com/havre-cloud/havre/portal/api/apitest"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/store"
)

// world is the whole API on a real store, as this package's tests call it.
type world struct {
	*apitest.World
	t                                    *testing.T
	root, ours, theirs, reader, approver client
	ids                                  map[string]string
}

// client is somebody with a token.
type client struct{ ID, Token string }

func newID() string { return apitest.NewID() }

func newWorld(t *testing.T) *world {
	t.Helper()
	return worldOf(t, apitest.New(t))
}

func worldOn(t *testing.T, db *store.DB) *world {
	t.Helper()
	return worldOf(t, apitest.On(t, db))
}

func worldOf(t *testing.T, of *apitest.World) *world {
	t.Helper()
	w := &world{World: of, t: t}
	w.root, w.ours, w.theirs, w.reader, w.approver = client(w.Root), client(w.Ours), client(w.Theirs), client(w.Reader), client(w.Approver)
	w.ids = map[string]string{"organisation": w.First.ID, "other": w.Second.ID}
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// answer is what the API said.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// problem is the refusal of an answer.
func (a answer) problem(t *testing.T) wire.Problem {
	t.Helper()
	var p wire.Problem
	if err := json.Unmarshal(a.body, &p); err != nil || a.header.Get("Content-Type") != wire.ProblemType {
		t.Fatalf("not a problem (%s): %s", a.header.Get("Content-Type"), a.body)
	}
	return p
}

// object is the object of an answer.
func (a answer) object(t *testing.T) wire.Object[map[string]any, map[string]any] {
	t.Helper()
	var o wire.Object[map[string]any, map[string]any]
	if err := json.Unmarshal(a.body, &o); err != nil || a.status >= 300 {
		t.Fatalf("%d, not an object: %s", a.status, a.body)
	}
	return o
}

// do sends a request as somebody. Headers are given as name, value.
func (w *world) do(as client, method, path string, body any, headers ...string) answer {
	w.t.Helper()
	r := request(w.t.Context(), as, method, path, body, headers...)
	out := httptest.NewRecorder()
	w.API.ServeHTTP(out, r)
	raw, err := io.ReadAll(out.Body)
	w.must(err)
	return answer{out.Code, out.Header(), raw}
}

func request(ctx context.Context, as client, method, path string, body any, headers ...string) *http.Request {
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case []byte:
		reader = bytes.NewReader(b)
	default:
		raw, _ := json.Marshal(b) // of maps and strings
		reader = bytes.NewReader(raw)
	}
	if !strings.HasPrefix(path, "/") {
		path = api.Prefix + "/" + path
	}
	r := httptest.NewRequestWithContext(ctx, method, path, reader)
	if as.Token != "" {
		r.Header.Set("Authorization", "Bearer "+as.Token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// nobody has no token.
var nobody client

const need = `# Un besoin, avec ses commentaires.
apiVersion: havre/v1
kind: Dossier
metadata:
  name: demo-rdv
  title: Prise de rendez-vous
spec:
  organisation: {kind: central-administration}
  data: {personal: yes, marking: none}
`

// hashOf is how the API stores a key.
func hashOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
