package provision

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/havre-cloud/havre"
)

// Vault keeps secrets at rest, each sealed with the newest key of a keyset, for its owner
// and its name: moved elsewhere in the database, it does not open. The keyset is in the
// database too, encrypted with a key that is not. It is safe for concurrent use, and so
// are several on one database, those of replicas.
//
// Whatever it writes is written in a transaction that read the newest keyset. Writers
// wait for one another: no secret is ever sealed with a key that somebody has dropped.
type Vault struct {
	// Now says when secrets are sealed, for people; nil does not say.
	Now func() time.Time

	master tink.AEAD
	err    error // why there is no master

	mu   sync.Mutex
	last *keys
}

// keys are a keyset as it was read.
type keys struct {
	encrypted []byte // tells it apart: a version may have been rolled back
	version   int64
	handle    *keyset.Handle
	aead      tink.AEAD
	primary   uint32
}

// NewVault opens secrets with a key of 32 bytes, which encrypts nothing but the keyset.
func NewVault(key [32]byte) *Vault {
	master, err := subtle.NewAESGCM(key[:])
	return &Vault{master: master, err: err}
}

// keysetPurpose is the associated data of the keyset.
var keysetPurpose = []byte("havre provision keyset")

// Secret is the secret of a name: the one that is kept, or a new one, which is kept.
// Whoever asks at the same time is given the same.
func (v *Vault) Secret(ctx context.Context, tx Tx, owner, name string, generate func() string) (string, error) {
	secret, err := v.Get(ctx, tx, owner, name)
	if !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return secret, err
	}
	secret = generate()
	return secret, v.Put(ctx, tx, owner, name, secret)
}

// Get opens a secret; one that is not kept is a NotFound fault.
func (v *Vault) Get(ctx context.Context, tx Tx, owner, name string) (string, error) {
	s, err := tx.Sealed(ctx, owner, name)
	if err != nil {
		return "", err
	}
	secret, err := v.open(ctx, tx, s)
	return string(secret), err
}

// Put seals a secret, in the place of the one there was.
func (v *Vault) Put(ctx context.Context, tx Tx, owner, name, secret string) error {
	k, err := v.newest(ctx, tx)
	if err != nil {
		return err
	}
	return v.seal(ctx, tx, k, owner, name, []byte(secret))
}

// Drop forgets a secret; the name "" is all those of the owner.
func (v *Vault) Drop(ctx context.Context, tx Tx, owner, name string) error {
	return tx.DropSealed(ctx, owner, name)
}

// Rotate makes a new key, which seals from now on. The others still open what they
// sealed.
func (v *Vault) Rotate(ctx context.Context, db DB) error {
	return db.Write(ctx, func(tx Tx) error {
		k, err := v.read(ctx, tx)
		if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
			_, err = v.newest(ctx, tx) // the first key is new
			return err
		}
		if err != nil {
			return err
		}
		m := keyset.NewManagerFromHandle(k.handle)
		if err := addKey(m); err != nil {
			return err
		}
		_, err = v.save(ctx, tx, m, k.version)
		return err
	})
}

// Reseal seals again, with the newest key, some of the secrets that older ones sealed.
// It gives how many are left at least: 0 once all are sealed with the newest. One that
// does not open is left as it is, and told when the others are done.
func (v *Vault) Reseal(ctx context.Context, db DB, most int) (left int, err error) {
	var closed []error
	err = db.Write(ctx, func(tx Tx) error {
		left, closed = 0, nil
		k, err := v.newest(ctx, tx)
		if err != nil {
			return err
		}
		list, err := tx.SealedBefore(ctx, k.primary, most+1)
		if err != nil {
			return err
		}
		if len(list) > most {
			list, left = list[:most], 1
		}
		for i := range list {
			s := &list[i]
			secret, err := v.open(ctx, tx, s)
			if err != nil {
				closed = append(closed, err)
				continue
			}
			if err := v.seal(ctx, tx, k, s.Owner, s.Name, secret); err != nil {
				return err
			}
		}
		return nil
	})
	return left + len(closed), errors.Join(append(closed, err)...)
}

// retireAmong is more secrets than are left when resealing is about done.
const retireAmong = 1000

// Retire drops the keys that seal nothing any more, and gives how many.
func (v *Vault) Retire(ctx context.Context, db DB) (dropped int, err error) {
	err = db.Write(ctx, func(tx Tx) error {
		dropped = 0
		k, err := v.newest(ctx, tx)
		if err != nil {
			return err
		}
		list, err := tx.SealedBefore(ctx, k.primary, retireAmong)
		if err != nil || len(list) == retireAmong { // there may be others: not known to be unused
			return err
		}
		used := map[uint32]bool{k.primary: true}
		for i := range list {
			used[list[i].Key], used[keyOf(list[i].Box)] = true, true
		}
		m := keyset.NewManagerFromHandle(k.handle)
		for _, info := range k.handle.KeysetInfo().GetKeyInfo() {
			if used[info.GetKeyId()] {
				continue
			}
			if err := m.Delete(info.GetKeyId()); err != nil {
				return err
			}
			dropped++
		}
		if dropped == 0 {
			return nil
		}
		_, err = v.save(ctx, tx, m, k.version)
		return err
	})
	return dropped, err
}

// about is what a box is bound to.
func about(owner, name string) []byte { return []byte(owner + "\x00" + name) }

func (v *Vault) seal(ctx context.Context, tx Tx, k *keys, owner, name string, secret []byte) error {
	box, err := k.aead.Encrypt(secret, about(owner, name))
	if err != nil {
		return err
	}
	s := Sealed{Owner: owner, Name: name, Box: box, Key: k.primary}
	if v.Now != nil {
		s.At = v.Now()
	}
	return tx.SaveSealed(ctx, &s)
}

// open reads the keyset again when the one known has not the key: a replica has made it.
func (v *Vault) open(ctx context.Context, tx Tx, s *Sealed) ([]byte, error) {
	known := v.known()
	if known.has(keyOf(s.Box)) {
		if secret, err := known.aead.Decrypt(s.Box, about(s.Owner, s.Name)); err == nil {
			return secret, nil
		}
	}
	k, err := v.read(ctx, tx)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return nil, closed(s, err)
	}
	if err != nil {
		return nil, err
	}
	secret, err := k.aead.Decrypt(s.Box, about(s.Owner, s.Name))
	if err != nil {
		return nil, closed(s, err)
	}
	return secret, nil
}

// keyOf is the identifier that Tink begins a box with.
func keyOf(box []byte) uint32 {
	if len(box) < 5 || box[0] != 1 {
		return 0
	}
	return binary.BigEndian.Uint32(box[1:5])
}

func (k *keys) has(id uint32) bool {
	if k == nil {
		return false
	}
	for _, info := range k.handle.KeysetInfo().GetKeyInfo() {
		if info.GetKeyId() == id {
			return true
		}
	}
	return false
}

// known is the keyset read last, nil before the first.
func (v *Vault) known() *keys {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.last
}

// newest is the keyset of the database, which is made when there is none.
func (v *Vault) newest(ctx context.Context, tx Tx) (*keys, error) {
	k, err := v.read(ctx, tx)
	if !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return k, err
	}
	m := keyset.NewManager()
	if err := addKey(m); err != nil {
		return nil, err
	}
	return v.save(ctx, tx, m, 0)
}

// addKey makes a key that seals from now on.
func addKey(m *keyset.Manager) error {
	id, err := m.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return err
	}
	return m.SetPrimary(id)
}

// read is the keyset of the database.
func (v *Vault) read(ctx context.Context, tx Tx) (*keys, error) {
	encrypted, version, err := tx.Keyset(ctx)
	if err != nil {
		return nil, err
	}
	if known := v.known(); known != nil && known.version == version && bytes.Equal(known.encrypted, encrypted) {
		return known, nil
	}
	if v.err != nil {
		return nil, v.err
	}
	h, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(encrypted)), v.master, keysetPurpose)
	if err != nil {
		return nil, otherKey(err)
	}
	return v.keep(h, encrypted, version)
}

// save stores a keyset that has the version that was read.
func (v *Vault) save(ctx context.Context, tx Tx, m *keyset.Manager, version int64) (*keys, error) {
	if v.err != nil {
		return nil, v.err
	}
	h, err := m.Handle()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := h.WriteWithAssociatedData(keyset.NewBinaryWriter(&out), v.master, keysetPurpose); err != nil {
		return nil, err
	}
	if err := tx.SaveKeyset(ctx, out.Bytes(), version); err != nil {
		return nil, err
	}
	return v.keep(h, out.Bytes(), version+1)
}

// keep remembers a keyset. It may be rolled back, which the next one to read sees.
func (v *Vault) keep(h *keyset.Handle, encrypted []byte, version int64) (*keys, error) {
	primitive, err := aead.New(h)
	if err != nil {
		return nil, err
	}
	k := &keys{encrypted: encrypted, version: version, handle: h, aead: primitive, primary: h.KeysetInfo().GetPrimaryKeyId()}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.last = k
	return k, nil
}

// otherKey says that the keyset was encrypted with the key of another portal.
func otherKey(cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{
			FR: "La clé de ce portail n’ouvre pas ses secrets : ce n’est pas celle qui les a scellés, ou la base de données a été altérée.",
			EN: "The key of this portal does not open its secrets: it is not the one that sealed them, or the database was altered.",
		},
		Next: havre.Text{
			FR: "Remettez en place la sauvegarde de la clé qui va avec cette base de données.",
			EN: "Put back the backup of the key that goes with this database.",
		},
	}
}

// closed says that a secret does not open.
func closed(s *Sealed, cause error) error {
	return &havre.Fault{
		Code: havre.Unavailable, Cause: cause,
		Message: havre.Text{
			FR: "Le secret « %[1]s » de %[2]s ne s’ouvre pas : il a été altéré, ou sa clé n’existe plus.",
			EN: "The secret “%[1]s” of %[2]s does not open: it was altered, or its key no longer exists.",
		}.With(s.Name, s.Owner),
		Next: havre.Text{
			FR: "Rétablissez une sauvegarde de la base de données, ou supprimez ce secret pour qu’un autre soit créé.",
			EN: "Restore a backup of the database, or delete this secret so that another is made.",
		},
	}
}
