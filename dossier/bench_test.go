package dossier_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/havre-cloud/havre/dossier"
)

// One dossier of an NDJSON portfolio, read and turned into facts.
func BenchmarkNDJSON(b *testing.B) {
	line := []byte(marshal(b, one(b, complete)) + "\n")
	in := bytes.Repeat(line, 500)
	m := model(b)
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	r := dossier.NewReader("f", bytes.NewReader(in))
	for b.Loop() {
		d, _, err := r.Next()
		if errors.Is(err, io.EOF) {
			r = dossier.NewReader("f", bytes.NewReader(in))
			continue
		}
		if d == nil || len(d.Facts(m)) == 0 {
			b.Fatal("not read")
		}
	}
}

func BenchmarkYAML(b *testing.B) {
	in := []byte(complete)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := dossier.Parse("f", in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFacts(b *testing.B) {
	d, m := one(b, complete), model(b)
	b.ReportAllocs()
	for b.Loop() {
		if len(d.Facts(m)) == 0 {
			b.Fatal("no facts")
		}
	}
}
