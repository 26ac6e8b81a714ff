package identity

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
)

// Service is the door to people, organisations, roles and tokens. It counts failed
// passwords, so it is used by its address.
type Service struct {
	DB    DB
	Now   func() time.Time
	NewID func() string // 26 random lower-case letters and digits: crypto/rand.Text
	// Secret gives the secret part of sessions, tokens and links: crypto/rand.Text.
	Secret func() string
	// Host is the public address of the portal, for passkeys and links:
	// https://havre.example.gouv.fr
	Host string
	// SessionIdle and SessionMax end a session: after so long unused, after so long
	// in all. Zero are 2 hours and 12 hours.
	SessionIdle, SessionMax time.Duration

	attempts attempts
}

// What is usual for sessions, and how often their last use is written.
const (
	usualIdle  = 2 * time.Hour
	usualMax   = 12 * time.Hour
	touchEvery = time.Minute
)

// Handlers are the jobs of this package: every hour, what has ended is removed.
func (s *Service) Handlers() []jobs.Handler {
	return []jobs.Handler{{
		Kind:  "identity.expire",
		Every: time.Hour,
		Do: func(ctx context.Context, _ []byte, _ jobs.Attempt) error {
			return s.DB.Write(ctx, func(tx Tx) error {
				_, err := tx.DeleteExpired(ctx, s.now())
				return err
			})
		},
	}}
}

// now is the instant as every store gives it back.
func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }

// stamp says who touches a record now; the store counts its versions.
func (s *Service) stamp(st *Stamps, a Actor) {
	st.UpdatedAt, st.UpdatedBy = s.now(), a.ID
	if st.Version == 0 {
		st.CreatedAt, st.CreatedBy = st.UpdatedAt, st.UpdatedBy
	}
}

// hashOf is what the store keeps of a secret. Secrets are 128 random bits at least,
// so a fast hash is enough.
func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// sameHash compares in a time that tells nothing.
func sameHash(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

// isFault says whether an error is a fault with that code.
func isFault(err error, code havre.FaultCode) bool {
	return errors.Is(err, &havre.Fault{Code: code})
}

// optional turns what does not exist into nil.
func optional[T any](v *T, err error) (*T, error) {
	if isFault(err, havre.NotFound) {
		return nil, nil
	}
	return v, err
}
