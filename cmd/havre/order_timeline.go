package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) orderTimeline() *cobra.Command {
	var r *remote
	c := a.command(entry{
		use: havre.Text{FR: "timeline COMMANDE", EN: "timeline ORDER"}, short: havre.Text{FR: "ce qui est arrivé à une commande", EN: "what happened to an order"},
		long:    havre.Text{FR: "Du plus ancien au plus récent : qui a fait quoi, et avec quels mots.", EN: "From the oldest to the newest: who did what, and in which words."},
		example: havre.Same("havre order timeline CMD-2026-00042\nhavre order timeline CMD-2026-00042 -o csv"), args: between(1, 1, oneOrder),
	}, func(_ *cobra.Command, args []string) error {
		o, _, err := r.orderAt(args[0])
		if err != nil {
			return err
		}
		items, err := gathered(client.Timeline(o.ID).List(r.ctx, r.Client, nil))
		if err != nil {
			return err
		}
		l := listing{kind: "HappeningList", columns: []havre.Text{{FR: "quand", EN: "when"}, {FR: "qui", EN: "who"}, {FR: "quoi", EN: "what"}}, items: items}
		for _, h := range items {
			l.rows = append(l.rows, []string{r.instant(h.At), r.who(&h), r.told(&h)})
		}
		return r.app.list(l)
	})
	a.formats(c, allFormats...)
	r = a.remote(c)
	return c
}

// who did what happened: a person, or the portal itself.
func (r *remote) who(h *wire.Happening) string {
	if h.By == "system" {
		return r.say(havre.Text{FR: "le portail", EN: "the portal"})
	}
	return orElse(h.Name, h.By)
}

// told is what happened, with the words of whoever did it.
func (r *remote) told(h *wire.Happening) string {
	if h.Note == "" {
		return h.Text
	}
	return r.say(havre.Text{FR: "%[1]s « %[2]s »", EN: "%[1]s “%[2]s”"}, h.Text, h.Note)
}

// gathered is a whole list, or why it could not be read.
func gathered[T any](list func(func(*T, error) bool)) (out []T, err error) {
	out = []T{}
	for item, e := range list {
		if e != nil {
			return nil, e
		}
		out = append(out, *item)
	}
	return out, nil
}

func (a *app) orderMessage() *cobra.Command {
	return a.messages(entry{
		use: havre.Text{FR: "message COMMANDE [TEXTE]", EN: "message ORDER [TEXT]"}, short: havre.Text{FR: "écrire sur une commande, ou lire sa discussion", EN: "write on an order, or read its discussion"},
		long: havre.Text{
			FR: "Sans texte, montre la discussion. Avec un texte, l'ajoute ; --file joint un fichier (PDF, PNG, JPEG, TXT, CSV, MD, ODT, ODS, DOCX, XLSX ou ZIP, 10 Mio au plus).",
			EN: "Without a text, shows the discussion. With one, adds it; --file joins a file (PDF, PNG, JPEG, TXT, CSV, MD, ODT, ODS, DOCX, XLSX or ZIP, 10 MiB at most).",
		},
		example: havre.Text{
			FR: "havre order message CMD-2026-00042\nhavre order message CMD-2026-00042 'Voici le devis.' --file devis.pdf",
			EN: "havre order message CMD-2026-00042\nhavre order message CMD-2026-00042 'Here is the quotation.' --file quotation.pdf",
		},
		args: between(1, 2, oneOrder),
	}, talk{
		on: func(r *remote, name string) (string, error) {
			o, _, err := r.orderAt(name)
			if err != nil {
				return "", err
			}
			return o.ID, nil
		},
		list: client.Messages, say: (*client.Client).Say,
	})
}

// talk is a discussion: what it is about, by its name, how it is read and written.
type talk struct {
	on   func(r *remote, name string) (id string, err error)
	list func(id string) client.Kind[wire.OrderMessage]
	say  func(c *client.Client, ctx context.Context, id, key, text string, files ...client.File) (*wire.OrderMessage, error)
}

// messages is a command that reads a discussion, or adds to it.
func (a *app) messages(e entry, t talk) *cobra.Command {
	var r *remote
	var files []string
	var key *string
	c := a.command(e, func(_ *cobra.Command, args []string) error {
		id, err := t.on(r, args[0])
		if err != nil {
			return err
		}
		if len(args) == 1 && len(files) == 0 {
			return r.discussion(t.list(id))
		}
		joined, err := readFiles(files)
		if err != nil {
			return err
		}
		m, err := t.say(r.Client, r.ctx, id, *key, strings.Join(args[1:], ""), joined...)
		if err != nil {
			return err
		}
		return r.showMessages([]wire.OrderMessage{*m})
	})
	c.Flags().StringArrayVar(&files, "file", nil, a.say(havre.Text{FR: "`fichier` à joindre (répétable)", EN: "`file` to join (repeatable)"}))
	key = a.keyFlag(c)
	a.formats(c, allFormats...)
	r = a.remote(c)
	return c
}

// readFiles reads what is joined.
func readFiles(names []string) (out []client.File, err error) {
	var problems havre.Problems
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			problems = append(problems, fileProblem(name, err))
			continue
		}
		out = append(out, client.File{Name: filepath.Base(name), Content: content})
	}
	return out, problems.Err()
}

func (r *remote) discussion(all client.Kind[wire.OrderMessage]) error {
	items, err := gathered(all.List(r.ctx, r.Client, nil))
	if err != nil {
		return err
	}
	return r.showMessages(items)
}

func (r *remote) showMessages(items []wire.OrderMessage) error {
	l := listing{kind: "OrderMessageList", columns: []havre.Text{{FR: "quand", EN: "when"}, {FR: "qui", EN: "who"}, {FR: "fichiers", EN: "files"}, {FR: "message", EN: "message"}}, items: items}
	for i := range items {
		m := &items[i]
		var names []string
		for _, f := range m.Status.Attachments {
			names = append(names, f.Name)
		}
		l.rows = append(l.rows, []string{r.instant(m.Metadata.CreatedAt), m.Status.Author, strings.Join(names, ", "), m.Spec.Text})
	}
	return r.app.list(l)
}
