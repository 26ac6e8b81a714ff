package api

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
)

// newSeal makes the cipher of the answers that are kept.
func newSeal(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("the key of kept answers: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("the cipher of kept answers: %w", err)
	}
	return seal, nil
}

// sealed encrypts an answer for the one request it answers.
func (a *API) sealed(answer, request []byte) []byte {
	nonce := make([]byte, a.seal.NonceSize())
	_, _ = rand.Read(nonce) // never fails: the program stops first
	return a.seal.Seal(nonce, nonce, answer, request)
}

var errUnsealed = errors.New("a kept answer cannot be read: the key file has changed")

func (a *API) unsealed(b, request []byte) ([]byte, error) {
	n := a.seal.NonceSize()
	if len(b) < n {
		return nil, errUnsealed
	}
	answer, err := a.seal.Open(nil, b[:n], b[n:], request)
	if err != nil {
		return nil, errUnsealed
	}
	return answer, nil
}
