package notify_test

import (
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/notify"
)

// TestPurge forgets what was done long ago, and only that.
func TestPurge(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		p := newProgram(t, nil)
		l.hook(t, "w", p.URL)
		l.publish(t, notify.News{Notices: []notify.Notice{notice("camille", 1)}, Event: happened()})
		for _, job := range l.take() {
			if err := l.do(t, job, jobs.Attempt{}); err != nil {
				t.Fatal(err)
			}
		}
		l.publish(t, notify.News{Event: happened()}) // never done
		purge := plan{kind: "notify.purge"}
		for _, c := range []struct {
			after               time.Duration
			deliveries, notices int
		}{{24 * time.Hour, 2, 1}, {91 * 24 * time.Hour, 1, 1}, {3 * 365 * 24 * time.Hour, 1, 0}} {
			l.pass(c.after)
			if err := l.do(t, purge, jobs.Attempt{}); err != nil {
				t.Fatal(err)
			}
			var notices havre.Page[notify.Notice]
			err := l.DB.Read(t.Context(), func(tx notify.Tx) (err error) {
				notices, err = tx.Notices(t.Context(), "camille", false, havre.List{})
				return err
			})
			if n := len(l.deliveries(t, "w")); err != nil || n != c.deliveries || notices.Total != c.notices {
				t.Errorf("after %v: %d deliveries, %d notices, %v", c.after, n, notices.Total, err)
			}
		}
	})
}
