package client

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"

	"github.com/havre-cloud/havre/portal/api/wire"
)

// Kind is a kind of object, O as the API shows it.
type Kind[O any] struct{ Path string }

// The kinds of objects. Not all of them can be made or changed: the API says which.
var (
	Organisations = Kind[wire.Organisation]{"organisations"}
	People        = Kind[wire.Person]{"people"}
	Grants        = Kind[wire.Grant]{"grants"}
	Services      = Kind[wire.Service]{"services"}
	Tokens        = Kind[wire.Token]{"tokens"}
	Dossiers      = Kind[wire.Dossier]{"dossiers"}
	Decisions     = Kind[wire.Decision]{"decisions"}
	Derogations   = Kind[wire.Derogation]{"derogations"}
	Webhooks      = Kind[wire.Webhook]{"webhooks"}
	Notices       = Kind[wire.Notice]{"notices"}
	Operations    = Kind[wire.Operation]{"operations"}
	Editions      = Kind[wire.Edition]{"editions"}
	Entries       = Kind[wire.Entry]{"journal/entries"}
)

// Raw is an object of any kind, whose spec and status are kept as they came.
type Raw = wire.Object[json.RawMessage, json.RawMessage]

// Any is a kind by its path, for programs that do not know it beforehand.
func Any(path string) Kind[Raw] { return Kind[Raw]{path} }

// Get reads an object and its tag.
func (k Kind[O]) Get(ctx context.Context, c *Client, id string) (*O, string, error) {
	return decode[O](c.Send(ctx, Call{Method: http.MethodGet, Path: k.at(id)}))
}

// List reads the objects of a list, page after page. It ends at the first error.
func (k Kind[O]) List(ctx context.Context, c *Client, filters url.Values) iter.Seq2[*O, error] {
	return func(yield func(*O, error) bool) {
		for after := ""; ; {
			page, err := k.Page(ctx, c, filters, after)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Items {
				if !yield(&page.Items[i], nil) {
					return
				}
			}
			if after = page.Next; after == "" {
				return
			}
		}
	}
}

// Page reads one page of a list.
func (k Kind[O]) Page(ctx context.Context, c *Client, filters url.Values, after string) (*wire.List[O], error) {
	q := url.Values{}
	maps.Copy(q, filters)
	if after != "" {
		q.Set("after", after)
	}
	page, _, err := decode[wire.List[O]](c.Send(ctx, Call{Method: http.MethodGet, Path: k.Path, Query: q}))
	return page, err
}

// Create makes an object of a document, once whatever becomes of the network.
func (k Kind[O]) Create(ctx context.Context, c *Client, document any) (*O, string, error) {
	body, media, err := written(document)
	if err != nil {
		return nil, "", err
	}
	return decode[O](c.Send(ctx, Call{Method: http.MethodPost, Path: k.Path, Body: body, Type: media, Create: true}))
}

// Replace writes the whole document of an object whose tag is known.
func (k Kind[O]) Replace(ctx context.Context, c *Client, id, tag string, document any) (*O, string, error) {
	body, media, err := written(document)
	if err != nil {
		return nil, "", err
	}
	return decode[O](c.Send(ctx, Call{Method: http.MethodPut, Path: k.at(id), Body: body, Type: media, Match: tag}))
}

// Delete deletes an object whose tag is known.
func (k Kind[O]) Delete(ctx context.Context, c *Client, id, tag string) error {
	_, err := c.Send(ctx, Call{Method: http.MethodDelete, Path: k.at(id), Match: tag})
	return err
}

// Restore undoes a deletion.
func (k Kind[O]) Restore(ctx context.Context, c *Client, id string) (*O, string, error) {
	return decode[O](c.Send(ctx, Call{Method: http.MethodPost, Path: k.at(id) + "/restore"}))
}

// Act does something else to an object: a verb of its path, with a document or nil.
func (k Kind[O]) Act(ctx context.Context, c *Client, id, verb, tag string, document any) (*O, string, error) {
	call := Call{Method: http.MethodPost, Path: k.at(id) + "/" + verb, Match: tag}
	if document != nil {
		var err error
		if call.Body, call.Type, err = written(document); err != nil {
			return nil, "", err
		}
	}
	return decode[O](c.Send(ctx, call))
}

func (k Kind[O]) at(id string) string { return k.Path + "/" + url.PathEscape(id) }

// Text is a document as somebody wrote it, in YAML or JSON.
type Text []byte

// written is a document as bytes, with their media type.
func written(document any) ([]byte, string, error) {
	if text, ok := document.(Text); ok {
		return text, "application/yaml", nil // of which JSON is a part
	}
	body, err := json.Marshal(document)
	if err != nil {
		return nil, "", fmt.Errorf("writing a document: %w", err)
	}
	return body, "application/json", nil
}
