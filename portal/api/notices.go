package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

// noticeFilter chooses notices.
type noticeFilter struct {
	Paging
	Unread bool `query:"unread" doc:"seulement celles qui ne sont pas lues|only those not read"`
}

func notices(a *API) {
	k := kind[notify.Notice, wire.NoticeSpec, wire.NoticeStatus]{
		name: "Notice", names: "Notices", path: "/notices", group: groupNotices,
		one: havre.Text{FR: "une notification", EN: "a notice"}, many: havre.Text{FR: "vos notifications", EN: "your notices"},
		get: a.notice, show: showNotice,
	}
	list(a, k, havre.Text{}, func(ctx context.Context, actor identity.Actor, in *noticeFilter) (havre.Page[notify.Notice], error) {
		return a.Record.Notices(ctx, actor, in.Unread, in.list())
	})
	read(a, k)
	o := operation{
		id: "readNotices", method: http.MethodPost, path: "/notices/read", group: k.group, accepts: documentTypes,
		summary: havre.Text{FR: "Marquer des notifications comme lues", EN: "Mark notices as read"},
	}
	registerBody(a, o, "ReadNotices", func(ctx context.Context, actor identity.Actor, _ *struct{}, in *wire.ReadNotices) (*struct{}, error) {
		return nil, a.Record.MarkRead(ctx, actor, in.IDs...)
	})
}

// notice is one of the actor's own.
func (a *API) notice(ctx context.Context, actor identity.Actor, id string) (*notify.Notice, error) {
	var n *notify.Notice
	err := a.DB.Read(ctx, func(tx record.Tx) (err error) {
		n, err = tx.Notice(ctx, id)
		return err
	})
	if err != nil {
		return nil, hidden(err)
	}
	if n.Person != actor.ID {
		return nil, identity.Missing()
	}
	return n, nil
}

func showNotice(v view, n *notify.Notice) wire.Notice {
	condition := v.condition("Read", false, "Unread", havre.Text{FR: "Elle n'est pas lue.", EN: "It is not read."}, n.At)
	if !n.ReadAt.IsZero() {
		condition = v.condition("Read", true, "Read", havre.Text{FR: "Elle est lue.", EN: "It is read."}, n.ReadAt)
	}
	return wire.Notice{
		ID: n.ID, Metadata: wire.Metadata{Title: v.say(n.Title), CreatedAt: n.At},
		Spec:   wire.NoticeSpec{Topic: string(n.Topic), Title: v.say(n.Title), Body: v.say(n.Body), Link: n.Link, Object: n.Object},
		Status: wire.NoticeStatus{ReadAt: n.ReadAt, Conditions: []wire.Condition{condition}},
	}
}
