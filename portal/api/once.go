package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/record"
)

// keyHeader names the request of a creation, so that it may be sent again when its
// answer was lost.
const keyHeader = "Idempotency-Key"

// maxKey is the longest key accepted.
const maxKey = 255

// once runs a creation at most once for its key. What is created and the answer
// are one transaction: another request with the same key waits for it, then gets
// the same answer; a crash leaves both or neither. A refusal is not remembered:
// what was refused may be asked again.
func (a *API) once(w http.ResponseWriter, r *http.Request, c *call) {
	key := r.Header.Get(keyHeader)
	if len(key) > maxKey {
		a.tell(w, r, havre.Problems{{Field: "header." + keyHeader, Message: havre.Text{FR: "la clé a plus de %d caractères", EN: "the key has more than %d characters"}.With(maxKey)}})
		return
	}
	answer := &kept{header: http.Header{}}
	err := a.DB.Together(r.Context(), func(ctx context.Context, tx record.Tx) error {
		*answer = kept{header: w.Header().Clone()}
		return a.replay(ctx, tx, answer, r.WithContext(ctx), c, hashed(key))
	})
	if err != nil && !errors.Is(err, errFailed) {
		a.tell(w, r, err)
		return
	}
	answer.send(w)
}

// errFailed undoes what a request did that ended in a failure of ours.
var errFailed = errors.New("the request failed")

// replay finds the answer that was kept, or makes one and keeps it.
func (a *API) replay(ctx context.Context, tx record.Tx, answer *kept, r *http.Request, c *call, key string) error {
	reply, err := tx.Reply(ctx, c.actor.ID, key)
	hash := digest(r, c.body)
	switch {
	case err == nil && !bytes.Equal(reply.Hash, hash):
		return &havre.Fault{
			Code:    havre.Conflict,
			Message: havre.Text{FR: "Cette clé « Idempotency-Key » a déjà servi à une autre demande.", EN: "This \"Idempotency-Key\" was already used for another request."},
			Next:    havre.Text{FR: "Prenez une nouvelle clé pour chaque demande différente.", EN: "Take a new key for each different request."},
		}
	case err == nil:
		return a.recall(answer, reply)
	case !errors.Is(err, &havre.Fault{Code: havre.NotFound}):
		return err
	}
	a.mux.ServeHTTP(answer, r)
	switch {
	case answer.status >= http.StatusInternalServerError:
		return errFailed
	case answer.status >= http.StatusMultipleChoices:
		return nil
	}
	return a.remember(ctx, tx, answer, &record.Reply{Person: c.actor.ID, Key: key, Hash: hash, Status: answer.status})
}

// remember keeps an answer, sealed: it may hold a secret that is shown once.
func (a *API) remember(ctx context.Context, tx record.Tx, answer *kept, r *record.Reply) error {
	header := http.Header{}
	for _, name := range []string{"Content-Type", "Etag", "Location", "Link"} {
		if v := answer.header.Get(name); v != "" {
			header.Set(name, v)
		}
	}
	var err error
	if r.Header, err = json.Marshal(header); err != nil {
		return fmt.Errorf("keeping the headers of an answer: %w", err)
	}
	r.Body = a.sealed(answer.body.Bytes(), []byte(r.Person+" "+r.Key))
	return tx.RememberReply(ctx, r)
}

// recall gives again an answer that was kept.
func (a *API) recall(answer *kept, r *record.Reply) error {
	body, err := a.unsealed(r.Body, []byte(r.Person+" "+r.Key))
	if err != nil {
		return err
	}
	header := http.Header{}
	if err := json.Unmarshal(r.Header, &header); err != nil {
		return fmt.Errorf("reading the headers of an answer: %w", err)
	}
	maps.Copy(answer.header, header)
	answer.header.Set("Idempotency-Replayed", "true")
	answer.status = r.Status
	answer.body.Write(body)
	return nil
}

// hashed is how a key is stored: the store needs not know what clients send.
func hashed(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// digest tells two requests apart.
func digest(r *http.Request, body []byte) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s\n%s\n", r.Method, r.URL.RequestURI(), r.Header.Get("Content-Type")) //nolint:errcheck // a hash never fails
	h.Write(body)
	return h.Sum(nil)
}

// kept is an answer in memory.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is that of the answer.
func (k *kept) Header() http.Header { return k.header }

// WriteHeader keeps the status.
func (k *kept) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

// Write keeps the body.
func (k *kept) Write(b []byte) (int, error) {
	k.WriteHeader(http.StatusOK)
	return k.body.Write(b)
}

// send gives the answer to who asked.
func (k *kept) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), k.header)
	w.WriteHeader(k.status)
	_, _ = w.Write(k.body.Bytes()) // whoever asked has gone
}
