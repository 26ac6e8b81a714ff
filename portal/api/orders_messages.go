package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/api/wire"
)

const (
	multipartType    = "multipart/form-data"
	orderMessageKind = "OrderMessage"
	// maxMessage is how many bytes a message may carry with its files.
	maxMessage = 3 * order.LargestFile
)

// messagesOfOrders registers the discussion of an order and the files joined to it.
func (a *API) messagesOfOrders() {
	register(a, operation{
		id: "listOrderMessages", method: http.MethodGet, path: "/orders/{id}/messages", group: groupOrders,
		summary: havre.Text{FR: "Lire la discussion d'une commande", EN: "Read the discussion of an order"},
		long:    havre.Text{FR: "Du plus ancien au plus récent, avec les fichiers joints.", EN: "From the oldest to the newest, with the files joined."},
	}, func(ctx context.Context, actor identity.Actor, in *belonging) (*listed[wire.OrderMessage], error) {
		all, err := a.Orders.Messages(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		page, err := window(all, in.Paging)
		if err != nil {
			return nil, err
		}
		v := a.view(ctx)
		return listOf(ctx, orderMessageKind, page, func(m *order.Message) wire.OrderMessage { return showMessage(v, m) }), nil
	})
	a.says("createOrderMessage", "/orders/", havre.Text{FR: "Écrire sur une commande, avec des fichiers", EN: "Write on an order, with files"},
		func(ctx context.Context, actor identity.Actor, id string) error {
			_, err := a.Orders.Order(ctx, actor, id)
			return err
		}, a.Orders.Say)
	a.attachmentsOfOrders()
}

// messagesOfWorks registers what an operator and the requester say to each other.
func (a *API) messagesOfWorks() {
	register(a, operation{
		id: "listWorkMessages", method: http.MethodGet, path: "/works/{id}/messages", group: groupOrders,
		summary: havre.Text{FR: "Lire l'échange avec le demandeur", EN: "Read the talk with the requester"},
		long:    havre.Text{FR: "Ce qui s'est écrit sur la commande depuis son approbation, du plus ancien au plus récent.", EN: "What was written on the order since it was approved, from the oldest to the newest."},
	}, func(ctx context.Context, actor identity.Actor, in *belonging) (*listed[wire.OrderMessage], error) {
		t, err := a.Orders.Work(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		page, err := window(t.Said, in.Paging)
		if err != nil {
			return nil, err
		}
		v := a.view(ctx)
		return listOf(ctx, orderMessageKind, page, func(m *order.Message) wire.OrderMessage { return showMessage(v, m) }), nil
	})
	a.says("createWorkMessage", "/works/", havre.Text{FR: "Écrire au demandeur, avec des fichiers", EN: "Write to the requester, with files"},
		func(ctx context.Context, actor identity.Actor, id string) error {
			_, err := a.Orders.Work(ctx, actor, id)
			return err
		}, a.Orders.SayOnWork)
}

// says registers a message with files on what stands below a path; what is hidden says
// nothing of the message.
func (a *API) says(id, path string, summary havre.Text, see func(context.Context, identity.Actor, string) error,
	say func(context.Context, identity.Actor, string, string, ...order.File) (*order.Message, error),
) {
	o := operation{
		id: id, method: http.MethodPost, path: path + "{id}/messages", group: groupOrders, status: http.StatusCreated, creates: true,
		accepts: append([]string{multipartType}, documentTypes...), limit: maxMessage,
		summary: summary,
		long: havre.Text{
			FR: "Avec des fichiers, le corps est un formulaire : « text », puis autant de « files » qu'il y en a (10 au plus, 10 Mio chacun, 30 Mio en tout). Sont acceptés : PDF, PNG, JPEG, TXT, CSV, MD, ODT, ODS, DOCX, XLSX, ZIP.",
			EN: "With files, the body is a form: \"text\", then as many \"files\" as there are (10 at most, 10 MiB each, 30 MiB in all). Accepted: PDF, PNG, JPEG, TXT, CSV, MD, ODT, ODS, DOCX, XLSX, ZIP.",
		},
	}
	registerRaw(a, o, func(ctx context.Context, actor identity.Actor, in *target, body []byte) (*created[wire.OrderMessageSpec, wire.OrderMessageStatus], error) {
		if err := see(ctx, actor, in.ID); err != nil {
			return nil, err
		}
		text, files, err := messageOf(callOf(ctx).media, body)
		if err != nil {
			return nil, err
		}
		m, err := say(ctx, actor, in.ID, text, files...)
		if err != nil {
			return nil, err
		}
		return &created[wire.OrderMessageSpec, wire.OrderMessageStatus]{
			Location: Prefix + path + in.ID + "/messages/" + m.ID, Body: stamped(orderMessageKind, showMessage(a.view(ctx), m)),
		}, nil
	})
	a.publishBody(o, "NewMessage", fragment(new(wire.NewMessage)))
	a.routes[o.pattern()].spec.RequestBody.Content[multipartType] = &huma.MediaType{Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"text"},
		Properties: map[string]*huma.Schema{
			"text":  {Type: huma.TypeString, Description: both(havre.Text{FR: "le message", EN: "the message"})},
			"files": {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Description: both(havre.Text{FR: "fichiers à joindre", EN: "files to join"})},
		},
	}}
}

// messageOf reads a message, as a document or as a form with files.
func messageOf(header string, body []byte) (text string, files []order.File, err error) {
	media, params, err := mime.ParseMediaType(header)
	if err != nil || media != multipartType {
		m, err := decode[wire.NewMessage](body)
		if err != nil {
			return "", nil, err
		}
		return m.Text, nil, nil
	}
	r := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return text, files, nil
		}
		if err != nil {
			return "", nil, badForm()
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return "", nil, badForm()
		}
		switch part.FormName() {
		case "text":
			text = string(content)
		case "files":
			files = append(files, order.File{Name: part.FileName(), Content: content})
		default:
			return "", nil, havre.Problems{{
				Field: "body", Value: part.FormName(), Suggestion: havre.Nearest(part.FormName(), []string{"text", "files"}),
				Message: havre.Text{FR: "partie inconnue du formulaire ; parties admises : text, files", EN: "unknown part of the form; accepted parts: text, files"},
			}}
		}
	}
}

func badForm() error {
	return havre.Problems{{Field: "body", Message: havre.Text{
		FR: "ce formulaire ne se lit pas : multipart/form-data, avec sa frontière (boundary), est attendu", EN: "this form cannot be read: multipart/form-data, with its boundary, is expected",
	}}}
}

// oneAttachment chooses a file of an order.
type oneAttachment struct {
	ID         string `path:"id" doc:"identifiant de la commande|identifier of the order"`
	Attachment string `path:"attachment" doc:"identifiant de la pièce jointe|identifier of the attachment"`
}

// file is a file given as it is, that no browser opens or runs.
type file struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition" doc:"attachment, avec le nom du fichier|attachment, with the name of the file"`
	Policy      string `header:"Content-Security-Policy" doc:"sandbox : rien n'y est exécuté|sandbox: nothing in it runs"`
	Body        []byte
}

// anyFile is the type of every file that is served: what somebody joined is never
// shown as a page of ours, whatever it is.
const anyFile = "application/octet-stream"

func (a *API) attachmentsOfOrders() {
	register(a, operation{
		id: "getOrderAttachment", method: http.MethodGet, path: "/orders/{id}/attachments/{attachment}", group: groupOrders, raw: anyFile,
		summary: havre.Text{FR: "Lire un fichier joint à une commande", EN: "Read a file joined to an order"},
		long:    havre.Text{FR: "Octet pour octet, toujours à enregistrer et jamais à ouvrir dans la page.", EN: "Byte for byte, always to be saved and never opened in the page."},
	}, func(ctx context.Context, actor identity.Actor, in *oneAttachment) (*file, error) {
		f, err := a.Orders.Attachment(ctx, actor, in.Attachment)
		if err != nil {
			return nil, err
		}
		if f.Order != in.ID {
			return nil, identity.Missing()
		}
		return &file{
			Type: anyFile, Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}),
			Policy: "sandbox; default-src 'none'", Body: f.Content,
		}, nil
	})
}
