package pages

import (
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// noticesView is what the reader was told.
type noticesView struct {
	Page   havre.Page[notify.Notice]
	Unread bool // only those
	Mail   bool // the portal can send mail
	NoMail bool // the reader stopped mail
}

// queryUnread shows only what was not read.
const queryUnread = "non-lues"

func (n *needPages) notices(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v := noticesView{Unread: r.Checked(queryUnread), Mail: n.Running.Mail}
	var err error
	if v.Page, err = n.Record.Notices(r.Context(), r.Actor, v.Unread, r.List()); err != nil {
		return err
	}
	if v.NoMail, err = n.Record.MailStopped(r.Context(), r.Actor); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, noticePage(r, v))
}

// fieldNoMail stops mail; without it, mail comes again.
const fieldNoMail = "arreter"

func (n *needPages) stopMail(w http.ResponseWriter, r *web.Request) error {
	stop, done := r.Field(fieldNoMail) != "", havre.Text{FR: "Vos notifications arriveront aussi par courriel.", EN: "Your notifications will also come by mail."}
	if stop {
		done = havre.Text{FR: "Vos notifications ne seront plus envoyées par courriel ; vous les trouverez ici.", EN: "Your notifications will no longer be sent by mail; you will find them here."}
	}
	if err := n.Record.StopMail(r.Context(), r.Actor, stop); err != nil {
		return err
	}
	return r.SeeOther(w, "/notifications", web.Flash{Text: done})
}

// fieldNotice is the notice to mark; without it, all of them are.
const fieldNotice = "notification"

func (n *needPages) markRead(w http.ResponseWriter, r *web.Request) error {
	if err := n.Record.MarkRead(r.Context(), r.Actor, r.Fields(fieldNotice)...); err != nil {
		return err
	}
	return r.SeeOther(w, "/notifications", web.Flash{})
}

func (v noticesView) count(r *web.Request) string {
	return r.Many(v.Page.Total, havre.Text{FR: "%s notification", EN: "%s notification"}, havre.Text{FR: "%s notifications", EN: "%s notifications"})
}

func unreadField(r *web.Request, v noticesView) ui.Field {
	return ui.Field{Name: queryUnread, Label: r.Say("Seulement les non lues", "Only the unread"), Value: ticked(v.Unread), Small: true}
}
