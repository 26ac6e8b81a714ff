package journal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Format names the way leaves are written; a change of it gets another name.
const Format = "havre-journal/1"

// leafTime is an instant in a leaf: UTC, always six decimals.
const leafTime = "2006-01-02T15:04:05.000000Z"

// Leaf is what an entry commits to: the event without its personal values, in the
// place of each of which stands a commitment.
type Leaf struct {
	Index       int64
	Event       Event             // without ActorName, Personal and About
	Commitments map[string][]byte // SHA-256(salt ‖ value) by field
}

// leafJSON is a leaf as it is written; members that are empty are left out.
type leafJSON struct {
	Action       string            `json:"action"`
	Actor        string            `json:"actor,omitempty"`
	At           string            `json:"at"`
	Commitments  map[string]string `json:"commitments,omitempty"`
	Details      map[string]string `json:"details,omitempty"`
	Format       string            `json:"format"`
	Index        int64             `json:"index"`
	Kind         string            `json:"kind,omitempty"`
	Object       string            `json:"object,omitempty"`
	ObjectName   string            `json:"objectName,omitempty"`
	Organisation string            `json:"organisation,omitempty"`
	Outcome      string            `json:"outcome"`
	Request      string            `json:"request,omitempty"`
}

// encode writes a leaf in the one form it has: JSON as canonicalised by RFC 8785.
func (l *Leaf) encode() ([]byte, error) {
	e := l.Event
	out := leafJSON{
		Action: e.Action, Actor: e.Actor, At: e.At.UTC().Format(leafTime), Commitments: map[string]string{},
		Details: e.Details, Format: Format, Index: l.Index, Kind: e.Kind, Object: e.Object, ObjectName: e.ObjectName,
		Organisation: e.Organisation, Outcome: string(e.Outcome), Request: e.Request,
	}
	for field, hash := range l.Commitments {
		out.Commitments[field] = hex.EncodeToString(hash)
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("journal: leaf %d: %w", l.Index, err)
	}
	canonical := jsontext.Value(text)
	if err := canonical.Canonicalize(); err != nil {
		return nil, fmt.Errorf("journal: leaf %d: %w", l.Index, err)
	}
	return canonical, nil
}

// ParseLeaf reads a leaf and refuses any form but the canonical one: two leaves
// that say the same are the same bytes.
func ParseLeaf(leaf []byte) (*Leaf, error) {
	var in leafJSON
	if err := json.Unmarshal(leaf, &in, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("journal: unreadable leaf: %w", err)
	}
	l, err := in.leaf()
	if err != nil {
		return nil, err
	}
	again, err := l.encode()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(leaf, again) {
		return nil, errors.New("journal: a leaf that is not in its canonical form")
	}
	return l, nil
}

func (in *leafJSON) leaf() (*Leaf, error) {
	if in.Format != Format {
		return nil, fmt.Errorf("journal: leaf of format %q; this program reads %q", in.Format, Format)
	}
	at, err := time.Parse(leafTime, in.At)
	if err != nil {
		return nil, fmt.Errorf("journal: leaf %d: %w", in.Index, err)
	}
	l := &Leaf{Index: in.Index, Event: Event{
		At: at, Actor: in.Actor, Action: in.Action, Kind: in.Kind, Object: in.Object, ObjectName: in.ObjectName,
		Organisation: in.Organisation, Request: in.Request, Outcome: Outcome(in.Outcome), Details: in.Details,
	}}
	for field, text := range in.Commitments {
		hash, err := hex.DecodeString(text)
		if err != nil || len(hash) != hashSize {
			return nil, fmt.Errorf("journal: leaf %d: the commitment of %q is not a SHA-256", in.Index, field)
		}
		if l.Commitments == nil {
			l.Commitments = map[string][]byte{}
		}
		l.Commitments[field] = hash
	}
	return l, nil
}
