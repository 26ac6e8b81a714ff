package record

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
)

// Replayed is what replaying a decision gave.
type Replayed struct {
	Same    bool
	Program string // the version that took it; another may phrase it otherwise
	SHA256  string // of the bytes obtained now
	First   string // the first place where they differ
}

// Replay takes a decision again from its own document, catalogue, doctrine, date
// and language and compares the bytes.
func (s *Service) Replay(ctx context.Context, a identity.Actor, id string) (*Replayed, error) {
	var d *Decision
	var h *Holding
	err := s.DB.Read(ctx, func(tx Tx) (err error) {
		if d, err = readDecision(ctx, tx, a, id); err != nil {
			return err
		}
		h, err = s.Library.of(ctx, tx, digests{d.Catalogue, d.Doctrine})
		return err
	})
	if err != nil {
		return nil, err
	}
	body, err := replayed(d, h)
	if err != nil {
		return nil, err
	}
	out := &Replayed{Same: bytes.Equal(body, d.Body), Program: d.Program, SHA256: digestOf(body)}
	if !out.Same {
		out.First = firstDifference(d.Body, body)
	}
	return out, nil
}

// replayed is what a decision gives today from what it was taken on.
func replayed(d *Decision, h *Holding) ([]byte, error) {
	need, err := DossierOf(d.Document)
	if err != nil {
		return nil, fmt.Errorf("reading the need of decision %s: %w", d.ID, err)
	}
	judge, err := h.Judge(d.On)
	if err != nil {
		return nil, fmt.Errorf("replaying decision %s: %w", d.ID, err)
	}
	out, err := judge.Decide(need, d.Lang)
	if err != nil {
		return nil, fmt.Errorf("replaying decision %s: %w", d.ID, err)
	}
	return out.JSON()
}

// firstDifference is the path of the first value of two JSON texts that is not the
// same, with both: verdicts.2.rank: 1 ≠ 2.
func firstDifference(a, b []byte) string {
	x, y := newWalk(a), newWalk(b)
	for {
		at := x.path()
		tx, errx := x.next()
		ty, erry := y.next()
		switch {
		case errx != nil && erry != nil:
			return at
		case errx != nil || erry != nil || tx != ty:
			return fmt.Sprintf("%s: %s ≠ %s", at, said(tx, errx), said(ty, erry))
		}
	}
}

func said(t json.Token, err error) string {
	if err != nil {
		return "∅"
	}
	if text, ok := t.(string); ok {
		return strconv.Quote(text)
	}
	return fmt.Sprint(t)
}

// walk goes through the tokens of a JSON text and knows where it is.
type walk struct {
	dec *json.Decoder
	at  []step
}

// step is one level: the key being read of an object, or the index in a list.
type step struct {
	list  bool
	key   string
	index int
	value bool // in an object, the value comes next
}

func newWalk(text []byte) *walk {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return &walk{dec: dec}
}

// path is the place of the token that comes next.
func (w *walk) path() string {
	var parts []string
	for _, s := range w.at {
		switch {
		case s.list:
			parts = append(parts, strconv.Itoa(s.index))
		case s.value:
			parts = append(parts, s.key)
		}
	}
	return strings.Join(parts, ".")
}

func (w *walk) next() (json.Token, error) {
	t, err := w.dec.Token()
	if err != nil {
		return nil, err //nolint:wrapcheck // only tells the end
	}
	if d, ok := t.(json.Delim); ok && (d == ']' || d == '}') {
		w.at = w.at[:len(w.at)-1]
		w.passed()
		return t, nil
	}
	if n := len(w.at); n > 0 && !w.at[n-1].list && !w.at[n-1].value {
		w.at[n-1].key, w.at[n-1].value = fmt.Sprint(t), true
		return t, nil
	}
	if d, ok := t.(json.Delim); ok {
		w.at = append(w.at, step{list: d == '['})
		return t, nil
	}
	w.passed()
	return t, nil
}

// passed moves beyond a value that was read whole.
func (w *walk) passed() {
	if n := len(w.at); n > 0 {
		w.at[n-1].index++
		w.at[n-1].value = false
	}
}

// Compare is what a need's decision becomes between two days, with the present
// catalogue and doctrine.
func (s *Service) Compare(ctx context.Context, a identity.Actor, need string, from, to havre.Date, lang havre.Lang) (*decision.Comparison, error) {
	var m *matter
	err := s.DB.Read(ctx, func(tx Tx) error {
		n, err := ReadNeed(ctx, tx, a, need)
		if err != nil {
			return err
		}
		m, err = matterOf(ctx, tx, n, n.Document, n.Revision, from)
		return err
	})
	if err != nil {
		return nil, err
	}
	_, d, err := completed(m.document, m.by, m.granted)
	if err != nil {
		return nil, err
	}
	h := s.Library.Now()
	before, err := h.Judge(from)
	if err != nil {
		return nil, err
	}
	after, err := h.Judge(to)
	if err != nil {
		return nil, err
	}
	return decision.Compare(d, before, after, language(lang)) //nolint:wrapcheck // Problems are told as they are
}
