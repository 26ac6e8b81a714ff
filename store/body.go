package store

import (
	"bytes"
	"context"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/havre-cloud/havre/record"
)

// The body of a decision is some 400 kB of JSON, most of it the words of the
// doctrine and of the catalogue. Bodies taken under the same edition are
// compressed against a dictionary: what the bodies of two needs have in common.
// Each then weighs a few kilobytes. A need's own words are in no dictionary, so
// that purging the need leaves nothing of it.

// keptBody is a body, and the need it was decided from, as they are stored.
type keptBody struct {
	dictionary int64 // 0 is none
	document   []byte
	body       []byte
	gist       []byte
}

// edition is what bodies that resemble each other have in common.
func edition(d *record.Decision) string {
	return d.Catalogue + " " + d.Doctrine + " " + string(d.Lang)
}

// insertBody stores the body of a decision, and makes the dictionary of its
// edition when it is the first that can.
func (tx *Tx) insertBody(ctx context.Context, d *record.Decision) error {
	dict, err := tx.dictionaryFor(ctx, d)
	if err != nil {
		return err
	}
	body, err := dict.pack(d.Body)
	if err != nil {
		return err
	}
	gist, err := dict.pack(d.Gist)
	if err != nil {
		return err
	}
	document, err := plain.pack(d.Document)
	if err != nil {
		return err
	}
	return tx.run(ctx, `INSERT INTO decision_bodies (decision, need, edition, dictionary, language, document, body, gist)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, d.ID, d.Need, edition(d), dict.number, d.Lang, document, body, gist)
}

// dictionaryFor is the dictionary of the edition; until a second need is decided
// under it, there is none.
func (tx *Tx) dictionaryFor(ctx context.Context, d *record.Decision) (*dictionary, error) {
	number, err := value[int64](ctx, tx, "SELECT number FROM dictionaries WHERE edition = $1", edition(d))
	if err == nil {
		return tx.dictionary(ctx, number)
	}
	if !missing(err) {
		return plain, err
	}
	other, err := value[[]byte](ctx, tx, `SELECT body FROM decision_bodies
		WHERE edition = $1 AND dictionary = 0 AND need <> $2 ORDER BY decision LIMIT 1`, edition(d), d.Need)
	if missing(err) {
		return plain, nil
	}
	if err != nil {
		return plain, err
	}
	body, err := plain.unpack(other)
	if err != nil {
		return plain, err
	}
	return tx.addDictionary(ctx, edition(d), common(body, d.Body))
}

func (tx *Tx) addDictionary(ctx context.Context, edition string, content []byte) (*dictionary, error) {
	if len(content) == 0 {
		return plain, nil
	}
	number, err := value[int64](ctx, tx, "SELECT COALESCE(MAX(number), 0) + 1 FROM dictionaries")
	if err != nil {
		return plain, err
	}
	packed, err := plain.pack(content)
	if err != nil {
		return plain, err
	}
	err = tx.run(ctx, "INSERT INTO dictionaries (number, edition, content) VALUES ($1, $2, $3)", number, edition, packed)
	tx.made = number
	return newDictionary(number, content), err
}

// dictionary reads a dictionary by its number.
func (tx *Tx) dictionary(ctx context.Context, number int64) (*dictionary, error) {
	if number == 0 {
		return plain, nil
	}
	if d, ok := tx.db.dictionaries.get(number); ok {
		return d, nil
	}
	packed, err := value[[]byte](ctx, tx, "SELECT content FROM dictionaries WHERE number = $1", number)
	if err != nil {
		return plain, errorf("the dictionary %d: %w", number, err)
	}
	content, err := plain.unpack(packed)
	if err != nil {
		return plain, err
	}
	d := newDictionary(number, content)
	if number != tx.made { // which may yet be rolled back
		tx.db.dictionaries.put(d)
	}
	return d, nil
}

// unpack puts into a decision what was kept of it, byte for byte.
func (tx *Tx) unpack(ctx context.Context, k keptBody, d *record.Decision) error {
	dict, err := tx.dictionary(ctx, k.dictionary)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		from []byte
		with *dictionary
		to   *[]byte
	}{{k.body, dict, &d.Body}, {k.gist, dict, &d.Gist}, {k.document, plain, &d.Document}} {
		if part.from == nil {
			continue
		}
		if *part.to, err = part.with.unpack(part.from); err != nil {
			return err
		}
	}
	return nil
}

// dictionary is what bodies are compressed against; it has no content when plain.
// What compresses and reads with it is made once: preparing a dictionary takes
// longer than using it.
type dictionary struct {
	number  int64
	content []byte
	encoder func() (*zstd.Encoder, error)
	decoder func() (*zstd.Decoder, error)
}

// plain is no dictionary.
var plain = newDictionary(0, nil)

const (
	window  = 2 << 20   // more than any body and its dictionary together
	largest = 256 << 20 // more than any body weighs: a damaged one does not fill the memory
)

func newDictionary(number int64, content []byte) *dictionary {
	d := &dictionary{number: number, content: content}
	d.encoder = sync.OnceValues(func() (*zstd.Encoder, error) {
		options := []zstd.EOption{zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(window)}
		if number != 0 {
			options = append(options, zstd.WithEncoderDictRaw(uint32(number), content))
		}
		return zstd.NewWriter(nil, options...)
	})
	d.decoder = sync.OnceValues(func() (*zstd.Decoder, error) {
		options := []zstd.DOption{zstd.WithDecoderConcurrency(2), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(largest)}
		if number != 0 {
			options = append(options, zstd.WithDecoderDictRaw(uint32(number), content))
		}
		return zstd.NewReader(nil, options...)
	})
	return d
}

func (d *dictionary) pack(text []byte) ([]byte, error) {
	w, err := d.encoder()
	if err != nil {
		return nil, errorf("compressing: %w", err)
	}
	return w.EncodeAll(text, nil), nil
}

func (d *dictionary) unpack(packed []byte) ([]byte, error) {
	r, err := d.decoder()
	if err != nil {
		return nil, errorf("reading what was compressed: %w", err)
	}
	text, err := r.DecodeAll(packed, []byte{})
	if err != nil {
		return nil, errorf("reading what was compressed with dictionary %d: %w", d.number, err)
	}
	return text, nil
}

// common is what is in b and also in a, in the order of b: cut at the quotation
// marks, JSON falls into words, names and punctuation.
func common(a, b []byte) []byte {
	known := map[string]bool{}
	for part := range strings.SplitSeq(string(a), `"`) {
		known[part] = true
	}
	var out bytes.Buffer
	for part := range strings.SplitSeq(string(b), `"`) {
		if known[part] {
			out.WriteString(part + `"`)
		}
	}
	return out.Bytes()
}
