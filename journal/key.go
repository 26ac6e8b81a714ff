package journal

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// SeedSize is the length of [Log.Seed].
const SeedSize = ed25519.SeedSize

// algEd25519 is the byte that begins an ed25519 key in the note format.
const algEd25519 = 1

var errNoSeed = errors.New("journal: no key to sign checkpoints with")

// VerifierKey is the public key of the checkpoints, to keep elsewhere: with it and
// a checkpoint anyone proves the journal. It is "" for a log that cannot sign.
func (l *Log) VerifierKey() string {
	if _, err := l.signer(); err != nil {
		return ""
	}
	key, err := l.verifierKey(l.Name)
	if err != nil {
		return ""
	}
	return key
}

// verifierKey is the public key under a name: a portal may have changed address
// since it signed.
func (l *Log) verifierKey(name string) (string, error) {
	if len(l.Seed) != SeedSize {
		return "", errNoSeed
	}
	public, ok := ed25519.NewKeyFromSeed(l.Seed).Public().(ed25519.PublicKey)
	if !ok {
		return "", errNoSeed
	}
	return note.NewEd25519VerifierKey(name, public)
}

// signer signs checkpoints under the name of the log.
func (l *Log) signer() (note.Signer, error) {
	public, err := l.verifierKey(l.Name)
	if err != nil {
		return nil, err
	}
	hash, _, _ := strings.Cut(strings.TrimPrefix(public, l.Name+"+"), "+")
	private := base64.StdEncoding.EncodeToString(append([]byte{algEd25519}, l.Seed...))
	signer, err := note.NewSigner("PRIVATE+KEY+" + l.Name + "+" + hash + "+" + private)
	if err != nil {
		return nil, fmt.Errorf("journal: the name %q cannot sign: %w", l.Name, err)
	}
	return signer, nil
}

// keyring finds the public keys that may have signed a checkpoint.
type keyring struct {
	own    *Log // without Seed its key is not known
	others note.Verifiers
	known  bool // at least one key is
}

// keyring holds the log's own key and those given, in the note format, separated
// by blanks.
func (l *Log) keyring(given string) (*keyring, error) {
	var list []note.Verifier
	for key := range strings.FieldsSeq(given) {
		v, err := note.NewVerifier(key)
		if err != nil {
			return nil, &BadKey{Key: key, Cause: err}
		}
		list = append(list, v)
	}
	return &keyring{own: l, others: note.VerifierList(list...), known: len(list) > 0 || len(l.Seed) > 0}, nil
}

// Verifier implements [note.Verifiers].
func (k *keyring) Verifier(name string, hash uint32) (note.Verifier, error) {
	if v, err := k.others.Verifier(name, hash); err == nil {
		return v, nil
	}
	key, err := k.own.verifierKey(name)
	if err != nil {
		return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
	}
	v, err := note.NewVerifier(key)
	if err != nil || v.KeyHash() != hash {
		return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
	}
	return v, nil
}

// BadKey refuses a public key that cannot be read.
type BadKey struct {
	Key   string
	Cause error
}

// Error tells the key, which is public.
func (b *BadKey) Error() string {
	return fmt.Sprintf("journal: %q is not a public key: %v", b.Key, b.Cause)
}

// Unwrap gives the cause.
func (b *BadKey) Unwrap() error { return b.Cause }
