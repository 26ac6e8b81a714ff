package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"

	"github.com/havre-cloud/havre/portal/api/wire"
)

// The kinds of objects of orders.
var (
	Orders         = Kind[wire.Order]{"orders"}
	Instances      = Kind[wire.Instance]{"instances"}
	Works          = Kind[wire.Work]{"works"}
	Quotas         = Kind[wire.Quota]{"quotas"}
	Frameworks     = Kind[wire.Framework]{"frameworks"}
	ApprovalChains = Kind[wire.ApprovalChain]{"approval-chains"}
	Delegations    = Kind[wire.Delegation]{"delegations"}
)

// Lists of what is not an object: they are read with [Kind.List].
var (
	Plans = Kind[wire.Plan]{"plans"}
	Inbox = Kind[wire.AwaitingOrder]{"inbox"}
)

// Plan is a plan of an offer, with the schema of what may be chosen.
func (c *Client) Plan(ctx context.Context, offer, plan string) (*wire.Plan, error) {
	p, _, err := decode[wire.Plan](c.Send(ctx, Call{Method: http.MethodGet, Path: "offers/" + url.PathEscape(offer) + "/plans/" + url.PathEscape(plan)}))
	return p, err
}

// Timeline lists what happened to an order.
func Timeline(order string) Kind[wire.Happening] {
	return Kind[wire.Happening]{Orders.at(order) + "/timeline"}
}

// Messages lists the discussion of an order.
func Messages(order string) Kind[wire.OrderMessage] {
	return Kind[wire.OrderMessage]{Orders.at(order) + "/messages"}
}

// WorkMessages lists what an operator and the requester said to each other.
func WorkMessages(work string) Kind[wire.OrderMessage] {
	return Kind[wire.OrderMessage]{Works.at(work) + "/messages"}
}

// AddItem adds a line to a basket whose tag is known.
func (c *Client) AddItem(ctx context.Context, order, tag string, w *wire.ItemWish) (*wire.Order, string, error) {
	return Orders.Act(ctx, c, order, "items", tag, w)
}

// RemoveItem takes a line out of a basket whose tag is known.
func (c *Client) RemoveItem(ctx context.Context, order, tag string, number int) (*wire.Order, string, error) {
	return decode[wire.Order](c.Send(ctx, Call{Method: http.MethodDelete, Path: Orders.at(order) + "/items/" + strconv.Itoa(number), Match: tag}))
}

// DecideItem grants less of an item than was asked, of an order whose tag is known: the
// fields that change.
func (c *Client) DecideItem(ctx context.Context, order string, number int, tag string, choices wire.Choices) (*wire.Order, string, error) {
	return Orders.Act(ctx, c, order, "items/"+strconv.Itoa(number)+"/decision", tag, wire.ItemDecision{Choices: choices})
}

// Review tells what would become of a basket if it were sent.
func (c *Client) Review(ctx context.Context, order string) (*wire.OrderReview, error) {
	r, _, err := decode[wire.OrderReview](c.Send(ctx, Call{Method: http.MethodGet, Path: Orders.at(order) + "/review"}))
	return r, err
}

// ReviewForm is the order form of an order under an agreement, as it would be issued.
func (c *Client) ReviewForm(ctx context.Context, order, framework string) (*wire.OrderFormReview, error) {
	f, _, err := decode[wire.OrderFormReview](c.Send(ctx, Call{Method: http.MethodGet, Path: Orders.at(order) + "/form", Query: url.Values{"framework": {framework}}}))
	return f, err
}

// SendOrder sends a basket whose tag is known, once whatever becomes of the network.
// The key may be empty: one is then made.
func (c *Client) SendOrder(ctx context.Context, order, tag, key string) (*wire.Order, string, error) {
	return decode[wire.Order](c.Send(ctx, Call{Method: http.MethodPost, Path: Orders.at(order) + "/send", Match: tag, Key: key, Create: true}))
}

// CloneOrder copies an order to a new basket. The key may be empty.
func (c *Client) CloneOrder(ctx context.Context, order, key string) (*wire.Order, string, error) {
	return decode[wire.Order](c.Send(ctx, Call{Method: http.MethodPost, Path: Orders.at(order) + "/clone", Key: key, Create: true}))
}

// Vote settles a step of an order whose tag is known.
func (c *Client) Vote(ctx context.Context, order, step, tag string, v wire.StepVote) (*wire.Order, string, error) {
	return Orders.Act(ctx, c, order, "steps/"+url.PathEscape(step)+"/vote", tag, v)
}

// File is a file to join to a message.
type File struct {
	Name    string
	Content []byte
}

// Say writes a message on an order, with files. The key may be empty.
func (c *Client) Say(ctx context.Context, order, key, text string, files ...File) (*wire.OrderMessage, error) {
	return c.say(ctx, Orders.at(order), key, text, files)
}

// SayOnWork writes to the requester of a work, with files. The key may be empty.
func (c *Client) SayOnWork(ctx context.Context, work, key, text string, files ...File) (*wire.OrderMessage, error) {
	return c.say(ctx, Works.at(work), key, text, files)
}

func (c *Client) say(ctx context.Context, on, key, text string, files []File) (*wire.OrderMessage, error) {
	call := Call{Method: http.MethodPost, Path: on + "/messages", Key: key, Create: true}
	var err error
	if call.Body, call.Type, err = form(text, files); err != nil {
		return nil, err
	}
	m, _, err := decode[wire.OrderMessage](c.Send(ctx, call))
	return m, err
}

// form is a message as the API reads it: a document, or a form when there are files.
func form(text string, files []File) (body []byte, media string, err error) {
	if len(files) == 0 {
		body, err = json.Marshal(wire.NewMessage{Text: text})
		return body, "", err
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("text", text); err != nil {
		return nil, "", fmt.Errorf("writing a message: %w", err)
	}
	for _, f := range files {
		part, err := w.CreateFormFile("files", f.Name)
		if err == nil {
			_, err = part.Write(f.Content)
		}
		if err != nil {
			return nil, "", fmt.Errorf("joining %s: %w", f.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", fmt.Errorf("writing a message: %w", err)
	}
	return b.Bytes(), w.FormDataContentType(), nil
}

// Attachment reads a file joined to an order.
func (c *Client) Attachment(ctx context.Context, order, id string) ([]byte, error) {
	a, err := c.Send(ctx, Call{Method: http.MethodGet, Path: Orders.at(order) + "/attachments/" + url.PathEscape(id), Accept: "application/octet-stream"})
	if err != nil {
		return nil, err
	}
	return a.Body, nil
}

// FollowOrder reads an order until it ends, and tells each state on the way. An order
// may wait for people: the context says how long.
func (c *Client) FollowOrder(ctx context.Context, id string, told func(*wire.Order)) (*wire.Order, error) {
	for {
		o, _, err := Orders.Get(ctx, c, id)
		if err != nil {
			return nil, err
		}
		told(o)
		if o.Status.Ended {
			return o, nil
		}
		if err := c.wait(ctx, lookEvery); err != nil {
			return nil, err
		}
	}
}
