package api

import (
	"context"
	"errors"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// view is for whom and when an object is shown.
type view struct {
	lang  havre.Lang
	now   time.Time
	today havre.Date
}

func (a *API) view(ctx context.Context) view {
	return view{lang: callOf(ctx).lang, now: a.Now(), today: a.Record.Today()}
}

func (v view) say(t havre.Text) string { return t.In(v.lang) }

// condition is one thing true or not of an object. The reason is why in one word.
func (v view) condition(about string, holds bool, reason string, message havre.Text, since time.Time) wire.Condition {
	return wire.Condition{Type: about, Status: havre.TruthOf(holds), Reason: reason, Message: v.say(message), Since: since}
}

// metadata is what stamps tell.
func metadata(s identity.Stamps) wire.Metadata {
	return wire.Metadata{
		Version: s.Version, CreatedAt: s.CreatedAt, CreatedBy: s.CreatedBy,
		UpdatedAt: s.UpdatedAt, UpdatedBy: s.UpdatedBy, DeletedAt: s.DeletedAt,
	}
}

var deletedText = havre.Text{FR: "L'objet est supprimé ; il peut être rétabli.", EN: "The object is deleted; it can be restored."}

// active is the condition of what can be deleted.
func (v view) active(s identity.Stamps, message havre.Text) wire.Condition {
	if s.Deleted() {
		return v.condition("Active", false, "Deleted", deletedText, s.DeletedAt)
	}
	return v.condition("Active", true, "Present", message, s.CreatedAt)
}

// instant is a moment in a spec.
func instant(t time.Time) wire.Instant { return wire.Instant{Time: t} }

// hidden makes what does not exist answer as what may not be seen.
func hidden(err error) error {
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return identity.Missing()
	}
	return err
}
