package order

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

// Limits of messages and of the files joined to them.
const (
	longestMessage  = 5000
	LargestFile     = 10 << 20 // bytes
	mostFiles       = 10       // of a message
	mostFilesOrder  = 100
	longestFileName = 150
)

// File is a file to join.
type File struct {
	Name    string
	Content []byte
}

// fileTypes are the types of files that may be joined, by their ending: those that a
// browser never runs when they are served as attachments, found by their content.
var fileTypes = map[string][]string{
	".pdf":  {"application/pdf"},
	".png":  {"image/png"},
	".jpg":  {"image/jpeg"},
	".jpeg": {"image/jpeg"},
	".txt":  {"text/plain; charset=utf-8"},
	".csv":  {"text/plain; charset=utf-8"},
	".md":   {"text/plain; charset=utf-8"},
	".odt":  {"application/zip"},
	".ods":  {"application/zip"},
	".docx": {"application/zip"},
	".xlsx": {"application/zip"},
	".zip":  {"application/zip"},
}

// Say adds a message to the discussion of an order, with files.
func (s *Service) Say(ctx context.Context, a identity.Actor, id, text string, files ...File) (*Message, error) {
	m, err := s.message(a, text, files)
	if err != nil {
		return nil, err
	}
	err = s.write(ctx, a, func(tx Tx) error {
		o, n, err := s.orderFor(ctx, tx, a, id, identity.Comment)
		if err != nil {
			return err
		}
		return s.say(ctx, tx, a, o, n, m)
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// message is what somebody says, with its files, once checked.
func (s *Service) message(a identity.Actor, text string, files []File) (*Message, error) {
	m := &Message{ID: s.newID(), By: a.ID, Name: a.Name, Text: strings.TrimSpace(text)}
	problems := m.problems()
	for i := range files {
		joined, wrong := attached(files[i])
		problems = append(problems, wrong...)
		if joined != nil {
			m.Attachments = append(m.Attachments, *joined)
		}
	}
	if len(files) > mostFiles {
		problems = append(problems, havre.Problem{Field: "files", Message: havre.Text{FR: "10 fichiers au plus par message", EN: "10 files at most in a message"}})
	}
	return m, problems.Err()
}

// say adds a message to the discussion of an order, and tells those it concerns.
func (s *Service) say(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need, m *Message) error {
	m.Order, m.At = o.ID, s.now()
	if err := tx.AddMessage(ctx, m); err != nil {
		return err
	}
	if err := s.attach(ctx, tx, a, m); err != nil {
		return err
	}
	if err := s.tellSaid(ctx, tx, a, o, n, m); err != nil {
		return err
	}
	return s.Records.Log(ctx, tx, a, "order.message", o.subject(n), record.Details("message", m.ID, "files", len(m.Attachments)))
}

func (s *Service) attach(ctx context.Context, tx Tx, a identity.Actor, m *Message) error {
	already, err := tx.Attachments(ctx, m.Order)
	if err != nil {
		return err
	}
	if len(already)+len(m.Attachments) > mostFilesOrder {
		return havre.Problems{{Field: "files", Message: havre.Text{FR: "100 fichiers au plus par commande", EN: "100 files at most in an order"}}}
	}
	for i := range m.Attachments {
		f := &m.Attachments[i]
		f.ID, f.Order, f.Message, f.By, f.At = s.newID(), m.Order, m.ID, a.ID, m.At
		if err := tx.AddAttachment(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// tellSaid tells the requester and those who spoke or voted.
func (s *Service) tellSaid(ctx context.Context, tx Tx, a identity.Actor, o *Order, n *record.Need, m *Message) error {
	people := append(slices.Clone(o.Contributors), o.Requester)
	before, err := tx.Messages(ctx, o.ID)
	if err != nil {
		return err
	}
	for i := range before {
		people = append(people, before[i].By)
	}
	for i := range o.Course.Steps {
		for _, v := range o.Course.Steps[i].Votes {
			people = append(people, v.By)
		}
	}
	w := news{
		topic: notify.OrderMessage,
		title: havre.Text{FR: "Message de %[1]s sur la commande %[2]s", EN: "Message from %[1]s on order %[2]s"}.With(a.Name, o.name()),
		body:  havre.Same("« %[1]s »").With(m.Text),
	}
	w.body.EN = "“" + m.Text + "”"
	if err := s.Records.Tell(ctx, tx, people, a, n, w.notice(o)); err != nil {
		return err
	}
	if err := s.tellMakers(ctx, tx, a, o, w); err != nil {
		return err
	}
	return s.publish(ctx, tx, notify.OrderMessage, o, n)
}

// name is how an order is called in a sentence.
func (o *Order) name() string {
	if o.Number != "" {
		return o.Number
	}
	return o.Title
}

func (m *Message) problems() (ps havre.Problems) {
	if m.Text == "" {
		ps = append(ps, havre.Problem{Field: "text", Message: havre.Text{FR: "écrivez un message", EN: "write a message"}})
	}
	if len([]rune(m.Text)) > longestMessage {
		ps = append(ps, havre.Problem{Field: "text", Message: havre.Text{FR: "5 000 caractères au plus", EN: "5,000 characters at most"}})
	}
	return ps
}

// attached checks a file: its size, its ending, and that its content is what the ending
// says.
func attached(f File) (*Attachment, havre.Problems) {
	name := fileName(f.Name)
	bad := func(m havre.Text) (*Attachment, havre.Problems) {
		return nil, havre.Problems{{Field: "files", Value: name, Message: m}}
	}
	if len(f.Content) == 0 {
		return bad(havre.Text{FR: "ce fichier est vide", EN: "this file is empty"})
	}
	if len(f.Content) > LargestFile {
		return bad(havre.Text{FR: "ce fichier dépasse 10 Mio", EN: "this file is larger than 10 MiB"})
	}
	ending := strings.ToLower(path.Ext(name))
	expected, ok := fileTypes[ending]
	if !ok {
		return bad(havre.Text{FR: "ce type de fichier ne se joint pas ; sont acceptés : PDF, PNG, JPEG, TXT, CSV, MD, ODT, ODS, DOCX, XLSX, ZIP", EN: "this type of file cannot be joined; accepted: PDF, PNG, JPEG, TXT, CSV, MD, ODT, ODS, DOCX, XLSX, ZIP"})
	}
	found := http.DetectContentType(f.Content)
	if !slices.Contains(expected, found) || !whole(found, f.Content) {
		return bad(havre.Text{FR: "son contenu n’est pas celui d’un fichier %[1]s", EN: "its content is not that of a %[1]s file"}.With(ending))
	}
	sum := sha256.Sum256(f.Content)
	return &Attachment{Name: name, Type: found, Size: int64(len(f.Content)), SHA256: hex.EncodeToString(sum[:]), Content: f.Content}, nil
}

// whole says whether a file whose beginning is right can be opened, where that is
// cheap to tell: an archive has its list of files at its end.
func whole(media string, content []byte) bool {
	if media != "application/zip" {
		return true
	}
	_, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	return err == nil
}

// fileName is the last part of a name, without what no name holds.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`"/<>:|?*`, r) {
			return -1
		}
		return r
	}, name)
	runes := []rune(strings.TrimSpace(name))
	if len(runes) > longestFileName {
		runes = runes[len(runes)-longestFileName:]
	}
	return string(runes)
}

// Messages are the discussion of an order, oldest first.
func (s *Service) Messages(ctx context.Context, a identity.Actor, id string) (out []Message, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if _, _, err := s.orderFor(ctx, tx, a, id, identity.ReadOrder); err != nil {
			return err
		}
		out, err = tx.Messages(ctx, id)
		return err
	})
	return out, err
}

// Attachment is a file with its content, of an order that the actor may see.
func (s *Service) Attachment(ctx context.Context, a identity.Actor, id string) (f *Attachment, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if err := record.SignedIn(a); err != nil {
			return err
		}
		if f, err = tx.Attachment(ctx, id); err != nil {
			return record.Hidden(err)
		}
		_, _, err = s.orderFor(ctx, tx, a, f.Order, identity.ReadOrder)
		if err == nil {
			return nil
		}
		made, failed := s.makes(ctx, tx, a, f)
		if failed == nil && made {
			return nil
		}
		return errors.Join(failed, err)
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}
