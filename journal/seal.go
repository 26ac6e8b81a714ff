package journal

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// ActorNameField is the field of the commitment to the actor's name.
const ActorNameField = "actorName"

const (
	hashSize = sha256.Size
	saltSize = 32
)

// sealed makes the entry of an event and what is to be kept beside the log.
func sealed(index int64, event Event) (Entry, []Commitment, error) {
	event, err := cleaned(event)
	if err != nil {
		return Entry{}, nil, err
	}
	personal := commitments(index, &event)
	leaf := Leaf{Index: index, Event: event, Commitments: map[string][]byte{}}
	for _, c := range personal {
		leaf.Commitments[c.Field] = c.hash()
	}
	bytes, err := leaf.encode()
	event.ActorName, event.Personal, event.About = "", nil, ""
	return Entry{Index: index, Event: event, Leaf: bytes}, personal, err
}

// commitments salts each personal value of an event.
func commitments(index int64, e *Event) []Commitment {
	var out []Commitment
	add := func(person, field, value string) {
		salt := make([]byte, saltSize)
		rand.Read(salt)
		out = append(out, Commitment{Index: index, Person: person, Field: field, Salt: salt, Value: value})
	}
	if e.ActorName != "" {
		add(e.Actor, ActorNameField, e.ActorName)
	}
	for _, field := range slices.Sorted(maps.Keys(e.Personal)) {
		add(e.subject(), field, e.Personal[field])
	}
	return out
}

// subject is whom the personal values are about.
func (e *Event) subject() string {
	switch {
	case e.About != "":
		return e.About
	case e.Kind == "Person" && e.Object != "":
		return e.Object
	}
	return e.Actor
}

// hash is what the log holds of a personal value.
func (c *Commitment) hash() []byte {
	sum := sha256.Sum256(slices.Concat(c.Salt, []byte(c.Value)))
	return sum[:]
}

// matches says whether the value is the one that was committed to.
func (c *Commitment) matches(hash []byte) bool {
	return subtle.ConstantTimeCompare(c.hash(), hash) == 1
}

// cleaned is an event as every store gives it back: instants to the microsecond,
// text that is text.
func cleaned(e Event) (Event, error) {
	if e.Action == "" || e.At.IsZero() {
		return Event{}, fmt.Errorf("journal: an event has an instant and an action: %q at %v", e.Action, e.At)
	}
	if _, taken := e.Personal[ActorNameField]; taken {
		return Event{}, fmt.Errorf("journal: %s is the field of ActorName", ActorNameField)
	}
	e.At = e.At.UTC().Truncate(time.Microsecond)
	for _, s := range []*string{&e.Actor, &e.ActorName, &e.Action, &e.Kind, &e.Object, &e.ObjectName, &e.Organisation, &e.Request, &e.About} {
		*s = text(*s)
	}
	if e.Outcome == "" {
		e.Outcome = Done
	}
	e.Details, e.Personal = texts(e.Details), texts(e.Personal)
	return e, nil
}

// text replaces what neither JSON nor a database holds as text.
func text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

func texts(m map[string]string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[text(k)] = text(v)
	}
	return out
}
