package pages

import (
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// fieldFiles are the files joined to a message.
const fieldFiles = "files"

// maxOrderFiles is how many bytes the files of one message may have together.
const maxOrderFiles = 3 * order.LargestFile

// sayOrder adds a message, with its files.
func (n *needPages) sayOrder(w http.ResponseWriter, r *web.Request) error {
	files, err := filesOf(r)
	if err == nil {
		_, err = n.Orders.Say(r.Context(), r.Actor, r.PathValue("id"), r.Field(fieldMessage), files...)
	}
	return n.done(w, r, partMessage, err, havre.Text{FR: "Message publié.", EN: "Message posted."})
}

// filesOf are the files that a form sends.
func filesOf(r *web.Request) (out []order.File, err error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	for _, h := range r.MultipartForm.File[fieldFiles] {
		f, err := fileOf(h)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// fileOf reads a file, one byte more than the largest at most: the service refuses what
// is too large.
func fileOf(h *multipart.FileHeader) (f order.File, err error) {
	in, err := h.Open()
	if err != nil {
		return f, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	f.Name = h.Filename
	f.Content, err = io.ReadAll(io.LimitReader(in, order.LargestFile+1))
	return f, err
}

func filesField(r *web.Request, a ui.Answers) ui.Field {
	f := a.Field(r, fieldFiles, r.Say("Fichiers", "Files"), r.Say("PDF, image, texte ou document, 10 Mio chacun au plus. Ils ne s’ouvrent jamais dans le portail.", "PDF, picture, text or document, 10 MiB each at most. They never open in the portal."))
	f.Optional, f.Value, f.Attrs = true, "", map[string]any{"multiple": true}
	return f
}

// orderFile sends a file joined to an order. What somebody else wrote is never shown by
// the portal itself: it is kept by the browser, and runs nothing.
func (n *needPages) orderFile(w http.ResponseWriter, r *web.Request) error {
	f, err := n.Orders.Attachment(r.Context(), r.Actor, r.PathValue("piece"))
	if err != nil {
		return err
	}
	if f.Order != r.PathValue("id") {
		return identity.Missing()
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(f.Content)
	return err
}

// sizeText is the size of a file.
func sizeText(r *web.Request, n int64) string {
	switch {
	case n < 1<<10:
		return r.Say("%s octets", "%s bytes", r.Number(int(n)))
	case n < 1<<20:
		return r.Say("%s Kio", "%s KiB", r.Number(int(n>>10)))
	}
	return r.Say("%s Mio", "%s MiB", r.Decimal(float64(n)/(1<<20), 1))
}

// progressOf is how far what is being made is.
func progressOf(r *web.Request, o *order.Order) ui.ProgressProps {
	p := ui.ProgressProps{Total: len(o.Items), Note: r.Say("Vous pouvez quitter cette page : vous serez prévenu, aussi par courriel.", "You may leave this page: you will be told, by mail too.")}
	var last string
	for i := range o.Items {
		it := &o.Items[i]
		if it.State.Ended() {
			p.Done++
		} else if last == "" && !it.Message.IsZero() {
			last = r.Say(" « %s » : %s", " “%s”: %s", it.Name, r.Sentence(it.Message))
		}
	}
	p.Status = r.Many(p.Done, havre.Text{FR: "%s ligne réalisée sur %s.", EN: "%s line fulfilled of %s."}, havre.Text{FR: "%s lignes réalisées sur %s.", EN: "%s lines fulfilled of %s."}, r.Number(p.Total)) + last
	return p
}

// watched is how often an order that somebody watches is read again.
const watched = 2 * time.Second

// followOrder tells how far an order is until it ends, or until the reader leaves.
func (n *needPages) followOrder(w http.ResponseWriter, r *web.Request) error {
	o, err := n.Orders.Order(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	events, err := r.Stream(w)
	if err != nil {
		return err
	}
	tick := time.NewTicker(watched)
	defer tick.Stop()
	state := follower{events: events, event: "state"}
	for {
		built, err := n.briefsOf(r, o)
		if err != nil {
			return err
		}
		if err := state.tell(r, orderProgressState(r, o, built)); err != nil {
			return err
		}
		if o.State != order.InProgress {
			return events.End()
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-tick.C:
		}
		if o, err = n.Orders.Order(r.Context(), r.Actor, o.ID); err != nil {
			return err
		}
	}
}

// orderFormPath is the form that prepares the order form of an agreement.
func orderFormPath(id, framework string) string {
	return orderPath(id, "bon") + "?" + url.Values{queryFramework: {framework}}.Encode()
}

// queryFramework names an agreement, in the address.
const queryFramework = "accord"
