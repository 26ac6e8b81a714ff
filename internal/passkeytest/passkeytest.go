// Package passkeytest makes passkeys for tests, with github.com/descope/virtualwebauthn.
package passkeytest

import (
	"crypto/ecdsa"
	"crypto/x509"
	"testing"

	"github.com/descope/virtualwebauthn"
)

// coordinate is the length of one coordinate of a P-256 key.
const coordinate = 32

// New is a key on the curve P-256. The library writes coordinates without their
// leading zeros, which no authenticator does and which verifiers refuse: one key in
// 128 has such a coordinate, and another is drawn.
func New(tb testing.TB) virtualwebauthn.Credential {
	tb.Helper()
	for {
		c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
		parsed, err := x509.ParsePKCS8PrivateKey(c.Key.Data)
		if err != nil {
			tb.Fatal(err)
		}
		key, ok := parsed.(*ecdsa.PrivateKey)
		if !ok {
			tb.Fatalf("the key is a %T", parsed)
		}
		point, err := key.PublicKey.Bytes()
		if err != nil {
			tb.Fatal(err)
		}
		if point[1] != 0 && point[1+coordinate] != 0 { // 4, then X, then Y
			return c
		}
	}
}
