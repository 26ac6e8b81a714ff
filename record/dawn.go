package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
)

// Handlers are the jobs of this package: looking again at decisions (on a new
// edition, and every day for what lapses), announcing deadlines, counting
// derogations that ended, purging what was deleted long ago.
func (s *Service) Handlers() []jobs.Handler {
	return []jobs.Handler{
		{Kind: reopenJob{}.Kind(), Do: s.reopen, Timeout: 2 * time.Minute},
		{Kind: "record.day", Do: s.day, Every: 10 * time.Minute, Timeout: 4 * time.Minute},
	}
}

// day is the work of each civil day, done at the first occasion: whenever the
// process was stopped, what was missed is made up for. A clock set back does
// nothing twice.
func (s *Service) day(ctx context.Context, _ []byte, _ jobs.Attempt) error {
	if err := s.Follow(ctx); err != nil {
		return err
	}
	today := s.Today()
	var done daily
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		done, err = readDaily(ctx, tx)
		return err
	})
	if err != nil || !done.Day.Before(today) {
		return err
	}
	err = s.DB.Write(ctx, func(tx Tx) error {
		return s.startLooking(ctx, tx, identity.System(), "day-"+today.String(), work{Due: today})
	})
	if err != nil {
		return err
	}
	if err := s.announce(ctx, done.Day, today); err != nil {
		return err
	}
	if err := s.purge(ctx); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx Tx) error { return writeDaily(ctx, tx, daily{Day: today}) })
}

// daily is what was done of the work of days: everything up to Day, and of the day
// after that what was announced.
type daily struct {
	Day  havre.Date `json:"day,omitzero"`
	Told []string   `json:"told,omitempty"`
}

const dailySetting = "record.day"

func readDaily(ctx context.Context, tx Tx) (d daily, err error) {
	value, err := tx.Setting(ctx, dailySetting)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) || err == nil && value == nil {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(value, &d); err != nil {
		return d, fmt.Errorf("reading the work of the day: %w", err)
	}
	return d, nil
}

func writeDaily(ctx context.Context, tx Tx, d daily) error {
	value, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("writing the work of the day: %w", err)
	}
	return tx.SetSetting(ctx, dailySetting, value)
}

// purge removes for good the needs deleted too long ago to be restored.
func (s *Service) purge(ctx context.Context) error {
	var old []string
	limit := s.Instant().Add(-restorable)
	err := s.DB.Read(ctx, func(tx Tx) error {
		old = nil
		return eachPage(ctx, tx, NeedQuery{All: true, Deleted: true, List: havre.List{Limit: havre.MaxLimit}}, func(n *Need) {
			if n.DeletedAt.Before(limit) {
				old = append(old, n.ID)
			}
		})
	})
	if err != nil {
		return err
	}
	for _, id := range old {
		if err := s.purgeOne(ctx, id, limit); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) purgeOne(ctx context.Context, id string, limit time.Time) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		n, err := tx.Need(ctx, id)
		if err != nil || !n.Deleted() || !n.DeletedAt.Before(limit) {
			return ignoreMissing(err)
		}
		if err := tx.PurgeNeed(ctx, id); err != nil {
			return err
		}
		return s.Log(ctx, tx, identity.System(), "need.purge", n.Subject(), nil)
	})
}
