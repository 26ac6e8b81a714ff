package record

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/network/matrix"
)

// Sending is the flow matrix of a need as it was sent to those who open flows. It is
// never changed.
type Sending struct {
	ID       string
	Need     string
	Number   int        // of the sending for this need, from 1
	Revision int        // of the need
	On       havre.Date // the day whose network the matrix tells
	Platform string     // that was supposed, of sendings noted before that was refused; "" as declared
	To       string     // to whom, in the sender's words
	Note     string
	Flows    int    // how many rows it has
	Digest   string // SHA-256 of the content, in hexadecimal
	// Content is the matrix, as a JSON document of package matrix.
	Content []byte
	At      time.Time
	By      string
	ByName  string // filled when read
}

// Document is the matrix that was sent.
func (s *Sending) Document() (*matrix.Document, error) {
	return matrix.ParseDocument(fmt.Sprintf("sending-%d.json", s.Number), s.Content) //nolint:wrapcheck // it is ours, and tells what is wrong
}

// NewSending is what somebody says of a sending.
type NewSending struct {
	FlowQuestion
	To, Note string
	Lang     havre.Lang // of the sentences of the matrix
}

// The longest words of a sending, in characters.
const (
	MaxRecipient   = 300
	MaxSendingNote = 2000
)

func (n *NewSending) check() error {
	n.To, n.Note = strings.TrimSpace(n.To), strings.TrimSpace(n.Note)
	var problems havre.Problems
	if n.To == "" {
		problems = append(problems, havre.Problem{Field: "to", Message: havre.Text{FR: "dites à qui la matrice est envoyée", EN: "say to whom the matrix is sent"}})
	}
	long := func(field, text string, most int) {
		if c := utf8.RuneCountInString(text); c > most {
			problems = append(problems, havre.Problem{Field: field, Message: havre.Text{FR: "%[1]d caractères ; %[2]d au plus", EN: "%[1]d characters; %[2]d at most"}.With(c, most)})
		}
	}
	long("to", n.To, MaxRecipient)
	long("note", n.Note, MaxSendingNote)
	return problems.Err()
}

// declared refuses to note a hypothesis: what is sent is what is declared, on the
// network of the day, and later matrices are compared with it.
func (n *NewSending) declared(today havre.Date) error {
	var problems havre.Problems
	if n.Platform != "" {
		problems = append(problems, havre.Problem{Field: "platform", Value: n.Platform, Message: havre.Text{
			FR: "la matrice envoyée est celle de ce que le dossier déclare, non d'un hébergement supposé : déclarez d'abord cette plateforme (spec.hosting)",
			EN: "the matrix that is sent is that of what the need declares, not of a supposed hosting: declare that platform first (spec.hosting)",
		}})
	}
	if !n.On.IsZero() && n.On != today {
		problems = append(problems, havre.Problem{Field: "on", Value: n.On.String(), Message: havre.Text{
			FR: "la matrice envoyée est celle du réseau d'aujourd'hui : ne donnez pas d'autre date",
			EN: "the matrix that is sent is that of today's network: give no other date",
		}})
	}
	return problems.Err()
}

// NoteSending records the flow matrix of a need, as it is declared and as the network
// is now, as sent.
func (s *Service) NoteSending(ctx context.Context, a identity.Actor, id string, n NewSending) (*Sending, error) {
	out := &Sending{ID: s.NewID(), Need: id, Platform: n.Platform}
	err := s.write(ctx, a, func(tx Tx) error {
		need, err := NeedFor(ctx, tx, a, id, identity.WriteNeed)
		if err != nil {
			return err
		}
		if err := n.check(); err != nil {
			return err
		}
		if err := n.declared(s.Today()); err != nil {
			return err
		}
		m, err := s.matrix(need, n.FlowQuestion)
		if err != nil {
			return err
		}
		if len(m.Rows) == 0 {
			return nothingToSend()
		}
		if err := out.fill(m, n.Lang); err != nil {
			return err
		}
		out.Revision, out.To, out.Note = need.Revision, n.To, n.Note
		out.At, out.By, out.ByName = s.Instant(), a.ID, a.Name
		if err := tx.AddSending(ctx, out); err != nil {
			return err
		}
		return s.Log(ctx, tx, a, "need.flows.send", need.Subject(), Details("sending", out.Number, "revision", out.Revision, "digest", out.Digest))
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// fill keeps the matrix as it is sent.
func (s *Sending) fill(m *matrix.Matrix, lang havre.Lang) (err error) {
	if s.Content, err = json.Marshal(m.Document(lang)); err != nil {
		return fmt.Errorf("writing the matrix: %w", err)
	}
	sum := sha256.Sum256(s.Content)
	s.On, s.Flows, s.Digest = m.On, len(m.Rows), hex.EncodeToString(sum[:])
	return nil
}

func nothingToSend() error {
	return &havre.Fault{
		Code:    havre.Conflict,
		Message: havre.Text{FR: "Ce dossier ne déclare aucun flux : il n’y a pas de matrice à envoyer.", EN: "This need declares no flow: there is no matrix to send."},
		Next:    havre.Text{FR: "Déclarez ses flux, puis recommencez.", EN: "Declare its flows, then try again."},
	}
}

// Sendings lists the matrices of a need that were sent, newest first, without their
// content.
func (s *Service) Sendings(ctx context.Context, a identity.Actor, id string) (all []Sending, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if _, err := ReadNeed(ctx, tx, a, id); err != nil {
			return err
		}
		all, err = tx.Sendings(ctx, id)
		return err
	})
	return all, err
}

// Sending is one of them, with its content.
func (s *Service) Sending(ctx context.Context, a identity.Actor, id string, number int) (one *Sending, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if _, err := ReadNeed(ctx, tx, a, id); err != nil {
			return err
		}
		one, err = tx.Sending(ctx, id, number)
		return Hidden(err)
	})
	return one, err
}

// LastSending is the newest, with its content; nil when none was sent.
func (s *Service) LastSending(ctx context.Context, a identity.Actor, id string) (one *Sending, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		if _, err := ReadNeed(ctx, tx, a, id); err != nil {
			return err
		}
		one, err = tx.LastSending(ctx, id)
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			one, err = nil, nil
		}
		return err
	})
	return one, err
}

// sortByTitle puts needs in the order of their titles.
func sortByTitle(list []NeedFlows) {
	slices.SortStableFunc(list, func(a, b NeedFlows) int {
		return strings.Compare(strings.ToLower(a.Need.Title), strings.ToLower(b.Need.Title))
	})
}
