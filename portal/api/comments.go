package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

func comments(a *API) {
	k := kind[record.CommentOn, wire.CommentSpec, wire.CommentStatus]{
		name: "Comment", names: "Comments", path: "/comments", group: groupDossiers,
		one: havre.Text{FR: "un message", EN: "a message"}, many: havre.Text{FR: "les messages", EN: "messages"},
		get: a.comment, show: showComment,
	}
	a.discussion(k)
	read(a, k)
	remove(a, k, havre.Text{FR: "On ne supprime que ses propres messages.", EN: "Only one's own messages can be deleted."},
		func(ctx context.Context, actor identity.Actor, id string, version int64) error {
			c, err := a.comment(ctx, actor, id)
			if err != nil {
				return err
			}
			if err := sameVersion(c.Stamps, version); err != nil {
				return err
			}
			return a.Record.DeleteComment(ctx, actor, id)
		})
	restore(a, k, a.Record.RestoreComment)
}

// discussion registers the list and the creation of messages, within their need.
func (a *API) discussion(k kind[record.CommentOn, wire.CommentSpec, wire.CommentStatus]) {
	register(a, operation{
		id: "listComments", method: http.MethodGet, path: "/dossiers/{id}/comments", group: k.group,
		summary: havre.Text{FR: "Lire la discussion d'un dossier", EN: "Read the discussion of a need"},
		long:    havre.Text{FR: "Du plus ancien au plus récent ; un message supprimé garde sa place sans son texte.", EN: "From the oldest to the newest; a deleted message keeps its place without its text."},
	}, func(ctx context.Context, actor identity.Actor, in *within) (*listed[wire.Comment], error) {
		all, err := a.Record.Comments(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		page, err := window(all, in.Paging)
		if err != nil {
			return nil, err
		}
		v := a.view(ctx)
		return listOf(ctx, k.name, page, func(c *record.CommentOn) wire.Comment { return showComment(v, c) }), nil
	})
	add := operation{
		id: "createComment", method: http.MethodPost, path: "/dossiers/{id}/comments", group: k.group, status: http.StatusCreated, creates: true, accepts: documentTypes,
		summary: havre.Text{FR: "Écrire un message", EN: "Write a message"},
	}
	registerBody(a, add, "CommentDocument", func(ctx context.Context, actor identity.Actor, in *target, doc *wire.Document[wire.CommentSpec]) (*created[wire.CommentSpec, wire.CommentStatus], error) {
		if err := checkDocument(doc, k.name, ""); err != nil {
			return nil, err
		}
		c := &record.CommentOn{Need: in.ID, Text: doc.Spec.Text, Rule: doc.Spec.Rule, Offer: doc.Spec.Offer}
		if err := a.Record.AddComment(ctx, actor, c); err != nil {
			return nil, inDocument[wire.CommentSpec](err)
		}
		out := k.answer(a.view(ctx), c)
		return &created[wire.CommentSpec, wire.CommentStatus]{ETag: out.ETag, Location: Prefix + k.path + "/" + c.ID, Body: out.Body}, nil
	})
}

// comment is a message of a need that the actor may see.
func (a *API) comment(ctx context.Context, actor identity.Actor, id string) (*record.CommentOn, error) {
	var c *record.CommentOn
	err := a.DB.Read(ctx, func(tx record.Tx) (err error) {
		c, err = tx.CommentOf(ctx, id)
		return err
	})
	if err != nil {
		return nil, hidden(err)
	}
	if _, err := a.Record.Need(ctx, actor, c.Need); err != nil {
		return nil, err
	}
	if c.Deleted() {
		c.Text = ""
	}
	return c, nil
}

func showComment(v view, c *record.CommentOn) wire.Comment {
	condition := v.condition("Visible", true, "Written", havre.Text{FR: "Le message est visible.", EN: "The message is visible."}, c.CreatedAt)
	if c.Deleted() {
		condition = v.condition("Visible", false, "Deleted", havre.Text{FR: "Le message est supprimé ; son auteur peut le rétablir.", EN: "The message is deleted; its author can restore it."}, c.DeletedAt)
	}
	return wire.Comment{
		ID: c.ID, Metadata: metadata(c.Stamps), Spec: wire.CommentSpec{Text: c.Text, Rule: c.Rule, Offer: c.Offer},
		Status: wire.CommentStatus{Dossier: c.Need, Author: c.Name, Conditions: []wire.Condition{condition}},
	}
}
