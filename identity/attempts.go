package identity

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/havre-cloud/havre"
)

// How many passwords may be tried for an address, in how long.
const (
	maxAttempts   = 10
	attemptWindow = 15 * time.Minute
)

// attempts counts the passwords tried of late for each address, known or not. It
// is in memory: a replica that restarts forgives, ten more tries teach nothing of
// a password of twelve characters.
type attempts struct {
	mu    sync.Mutex
	tried map[[sha256.Size]byte][]time.Time // by hash: people type passwords in the wrong field
	sweep int                               // how large the table may grow before it is swept
}

// begin counts a try and gives its rank: beyond [maxAttempts] it is refused, and
// beyond the first of these no longer counted, so that the address is free again a
// quarter of an hour later. A try is counted before it is known to fail: a hundred
// at once are a hundred.
func (a *attempts) begin(address string, now time.Time) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.tried == nil {
		a.tried = map[[sha256.Size]byte][]time.Time{}
	}
	a.forgetOld(now)
	key := sha256.Sum256([]byte(address))
	recent := lately(a.tried[key], now)
	rank := len(recent) + 1
	if rank <= maxAttempts+1 {
		recent = append(recent, now)
	}
	a.tried[key] = recent
	return rank
}

// forgive forgets the tries for an address: the last one succeeded.
func (a *attempts) forgive(address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.tried, sha256.Sum256([]byte(address)))
}

// forgetOld keeps the table as small as what happened in a window, without reading
// all of it each time.
func (a *attempts) forgetOld(now time.Time) {
	if len(a.tried) < a.sweep {
		return
	}
	for key, times := range a.tried {
		if len(lately(times, now)) == 0 {
			delete(a.tried, key)
		}
	}
	a.sweep = 2*len(a.tried) + 1000
}

// lately keeps the times within the window. Those of a clock that was ahead count
// no more.
func lately(times []time.Time, now time.Time) []time.Time {
	var kept []time.Time
	for _, t := range times {
		if age := now.Sub(t); age >= 0 && age < attemptWindow {
			kept = append(kept, t)
		}
	}
	return kept
}

func tooManyAttempts() error {
	return &havre.Fault{
		Code:    havre.TooMany,
		Message: havre.Text{FR: "Trop d’essais pour cette adresse.", EN: "Too many attempts for this address."},
		Next: havre.Text{
			FR: "Attendez un quart d’heure, ou connectez-vous avec une clé d’accès.",
			EN: "Wait a quarter of an hour, or sign in with a passkey.",
		},
	}
}
