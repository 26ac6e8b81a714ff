package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// phc is a password as it is stored: argon2id with its parameters and its salt, in
// the PHC string format ($argon2id$v=19$m=…,t=…,p=…$salt$hash).
type phc struct {
	cost
	salt, hash []byte
}

// cost is what it costs to try one password.
type cost struct {
	memory  uint32 // KiB
	time    uint32 // passes
	threads uint8
}

// The first choice of the OWASP password storage cheat sheet for argon2id: 19 MiB,
// two passes.
var todaysCost = cost{memory: 19 * 1024, time: 2, threads: 1}

// Bounds on what is read back, so that no string can make a check cost the machine.
const (
	maxMemory  = 256 * 1024 // KiB
	maxPasses  = 16
	maxThreads = 16
	saltBytes  = 16
	hashBytes  = 32
)

// hashing lets two passwords be checked at a time: each takes 19 MiB.
var hashing = make(chan struct{}, 2)

// derive computes the hash of a password. The same letters typed on two systems,
// composed on one and not on the other, are the same password.
func (c cost) derive(ctx context.Context, password string, salt []byte, size int) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, c.time, c.memory, c.threads, uint32(size)), nil
}

// hashPassword makes the string to store of a password.
func hashPassword(ctx context.Context, password string) (string, error) {
	p := phc{cost: todaysCost, salt: make([]byte, saltBytes)}
	rand.Read(p.salt)
	var err error
	p.hash, err = p.derive(ctx, password, p.salt, hashBytes)
	return p.String(), err
}

// nobodysPassword is checked where there is none, for the same work.
var nobodysPassword = phc{cost: todaysCost, salt: make([]byte, saltBytes), hash: make([]byte, hashBytes)}

// checkPassword says whether a password is the one stored, and whether it should
// be stored again because today's cost is another. What is stored may be "": it
// then takes as long to say no.
func checkPassword(ctx context.Context, stored, password string) (right, outdated bool, err error) {
	p, readable := parsePHC(stored)
	if !readable {
		p = nobodysPassword
	}
	hash, err := p.derive(ctx, password, p.salt, len(p.hash))
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(hash, p.hash) == 1 && readable, p.cost != todaysCost, nil
}

// String is the PHC form.
func (p phc) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, p.threads, b64(p.salt), b64(p.hash))
}

// parsePHC reads the form that String writes, and no other.
func parsePHC(s string) (phc, bool) {
	var p phc
	parts := strings.Split(s, "$")
	if len(parts) != 6 || len(s) > 512 {
		return phc{}, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.threads); err != nil {
		return phc{}, false
	}
	var errSalt, errHash error
	p.salt, errSalt = base64.RawStdEncoding.DecodeString(parts[4])
	p.hash, errHash = base64.RawStdEncoding.DecodeString(parts[5])
	if errSalt != nil || errHash != nil || !p.sane() || p.String() != s {
		return phc{}, false
	}
	return p, true
}

func (p phc) sane() bool {
	return p.memory >= 8*uint32(p.threads) && p.memory <= maxMemory && p.time >= 1 && p.time <= maxPasses &&
		p.threads >= 1 && p.threads <= maxThreads && len(p.salt) >= 8 && len(p.salt) <= 64 && len(p.hash) >= 16 && len(p.hash) <= 64
}
