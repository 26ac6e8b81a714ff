package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
)

// mailJob sends a notice by mail, if no other mail told it meanwhile.
type mailJob struct {
	Notice string `json:"notice"`
}

// Kind names the job.
func (mailJob) Kind() string { return "notify.mail" }

// mailAttempts is how often a mail is tried: over some three days, with the
// growing delays of the jobs.
const mailAttempts = 17

// reader is whom a mail is for.
type reader struct {
	id, name, email string
	lang            havre.Lang
}

// post is what there is to mail to a person.
type post struct {
	reader
	stopped bool        // the person asked for no mail
	told    bool        // the notice of the job was mailed meanwhile
	pending []Notice    // to be mailed, oldest first
	sent    []time.Time // mails of the last hour
}

// mailNotice sends a notice, with all that the person is waiting for when too
// much came at once.
func (c *Courier) mailNotice(ctx context.Context, args []byte, a jobs.Attempt) error {
	var job mailJob
	if err := json.Unmarshal(args, &job); err != nil {
		return &jobs.Stop{Cause: err}
	}
	person, err := c.personOf(ctx, job.Notice)
	if err != nil || person == "" {
		return err
	}
	defer c.readers.lock(person)()
	p, err := c.post(ctx, person, job.Notice)
	if err != nil || p.told || len(p.pending) == 0 {
		return err
	}
	switch {
	case c.Mail == nil:
		return c.marked(ctx, p.pending, "no mail server")
	case p.stopped:
		return c.marked(ctx, p.pending, "stopped by the person")
	case p.email == "":
		return c.marked(ctx, p.pending, "no address")
	case len(p.sent) >= c.perHour():
		return c.later(ctx, job, p.sent[0].Add(time.Hour))
	}
	return c.send(ctx, p, job, a)
}

// personOf is whom a notice is for, "" when it is gone with its person.
func (c *Courier) personOf(ctx context.Context, notice string) (person string, err error) {
	err = c.DB.Read(ctx, func(tx Tx) error {
		n, err := tx.Notice(ctx, notice)
		if err == nil {
			person = n.Person
		}
		return err
	})
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return "", nil
	}
	return person, err
}

// post reads what a person waits for.
func (c *Courier) post(ctx context.Context, person, notice string) (post, error) {
	p := post{reader: reader{id: person}}
	err := c.DB.Read(ctx, func(tx Tx) (err error) {
		p.name, p.email, p.lang, err = tx.MailOf(ctx, person)
		if err != nil && !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			return err
		}
		if p.stopped, err = MailStopped(ctx, tx, person); err != nil {
			return err
		}
		n, err := tx.Notice(ctx, notice)
		if err != nil {
			return err
		}
		p.told = !n.MailedAt.IsZero()
		if p.sent, err = tx.MailedSince(ctx, person, c.Now().Add(-time.Hour)); err != nil {
			return err
		}
		p.pending, err = tx.MailPending(ctx, person)
		return err
	})
	if p.lang == "" {
		p.lang = c.Language
	}
	return p, err
}

// send mails a notice alone, or everything that waits when there would be too
// many mails in the hour.
func (c *Courier) send(ctx context.Context, p post, job mailJob, a jobs.Attempt) error {
	now := p.pending
	here := slices.IndexFunc(now, func(n Notice) bool { return n.ID == job.Notice })
	if here >= 0 && len(now) <= c.perHour()-len(p.sent) {
		now = now[here : here+1]
	}
	letter, err := c.write(p.reader, now)
	if err != nil {
		return err
	}
	letter.At = c.Now()
	err = c.Mail.Send(ctx, letter)
	var refused *Refused
	switch {
	case errors.As(err, &refused) || err != nil && a.Last:
		return cmp.Or(c.marked(ctx, now, err.Error()), error(&jobs.Stop{Cause: err}))
	case err != nil:
		return err
	}
	if err := c.marked(ctx, now, ""); err != nil || here >= 0 {
		return err
	}
	return c.later(ctx, job, c.Now()) // more waited than one mail tells
}

// later tries again when a mail may be sent.
func (c *Courier) later(ctx context.Context, job mailJob, at time.Time) error {
	return c.DB.Write(ctx, func(tx Tx) error {
		return tx.Enqueue(ctx, job, jobs.Options{At: at, Attempts: mailAttempts})
	})
}

// marked remembers that notices were mailed, or why they never will be.
func (c *Courier) marked(ctx context.Context, notices []Notice, failure string) error {
	ids := make([]string, len(notices))
	for i := range notices {
		ids[i] = notices[i].ID
	}
	return c.DB.Write(ctx, func(tx Tx) error {
		return tx.MarkMailed(ctx, ids, c.Now().UTC().Truncate(time.Microsecond), failure)
	})
}
