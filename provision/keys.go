package provision

import (
	"context"
	"errors"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
)

// keysSetting says when the keyset was given its newest key.
const keysSetting = "provision.keys"

// keys gives the keyset a new key when the newest is old enough, seals every secret again
// with it, and drops the keys that seal nothing any more. It runs while the portal does:
// what an older key sealed opens meanwhile.
func (s *Service) keys(ctx context.Context, _ []byte, _ jobs.Attempt) error {
	due, err := s.rotationDue(ctx)
	if err != nil {
		return err
	}
	if due {
		if err := s.Vault.Rotate(ctx, s.DB); err != nil {
			return err
		}
		err := s.DB.Write(ctx, func(tx Tx) error {
			return tx.SetSetting(ctx, keysSetting, []byte(s.now().Format(time.RFC3339)))
		})
		if err != nil {
			return err
		}
	}
	for left := 1; left > 0; { // one that does not open ends it with an error
		if left, err = s.Vault.Reseal(ctx, s.DB, patrolled); err != nil {
			return err
		}
	}
	_, err = s.Vault.Retire(ctx, s.DB)
	return err
}

// rotationDue says whether the newest key is too old. The first look only dates it.
func (s *Service) rotationDue(ctx context.Context) (due bool, err error) {
	err = s.DB.Write(ctx, func(tx Tx) error {
		value, err := tx.Setting(ctx, keysSetting)
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return tx.SetSetting(ctx, keysSetting, []byte(s.now().Format(time.RFC3339)))
		}
		if err != nil {
			return err
		}
		due = true // what does not read is old
		if since, err := time.Parse(time.RFC3339, string(value)); err == nil {
			due = s.now().Sub(since) > s.Pace.withDefaults().KeysEvery
		}
		return nil
	})
	return due, err
}
