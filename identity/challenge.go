package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
)

// challengeLife is how long somebody may take between two steps of a sign-in.
const challengeLife = 10 * time.Minute

// StartChallenge keeps the data of a flow for ten minutes and gives its secret, for
// a cookie; [Service.EndChallenge] reads it once.
func (s *Service) StartChallenge(ctx context.Context, data any) (secret string, err error) {
	text, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("challenge: %w", err)
	}
	secret = s.Secret()
	c := &Challenge{Hash: hashOf(secret), Data: text, ExpiresAt: s.now().Add(challengeLife)}
	return secret, s.DB.Write(ctx, func(tx Tx) error { return tx.AddChallenge(ctx, c) })
}

// EndChallenge reads the data of a flow once; a Gone fault when it has expired.
func (s *Service) EndChallenge(ctx context.Context, secret string, data any) error {
	var c *Challenge
	err := s.DB.Write(ctx, func(tx Tx) (err error) {
		c, err = optional(tx.TakeChallenge(ctx, hashOf(secret)))
		return err
	})
	if err != nil {
		return err
	}
	if c == nil || !s.now().Before(c.ExpiresAt) {
		return staleChallenge()
	}
	if err := json.Unmarshal(c.Data, data); err != nil {
		return fmt.Errorf("challenge: %w", err)
	}
	return nil
}

func staleChallenge() error {
	return &havre.Fault{
		Code:    havre.Gone,
		Message: havre.Text{FR: "Cette connexion a été commencée il y a trop longtemps, ou dans un autre navigateur.", EN: "This sign-in was begun too long ago, or in another browser."},
		Next:    havre.Text{FR: "Recommencez la connexion depuis le début.", EN: "Start signing in again from the beginning."},
	}
}
