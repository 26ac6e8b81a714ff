package catalogue

import (
	"bytes"
	"os"
	"testing"
)

func TestPackedCatalogue(t *testing.T) {
	files, problems, err := parseFiles(os.DirFS("data"))
	if err != nil || problems != nil {
		t.Fatal(err, problems)
	}
	want := pack(files)
	if *update {
		if err := os.WriteFile("builtin.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, packed) {
		t.Error("builtin.bin is not what data/ says: run go generate ./catalogue")
	}
}

func TestUnpackRefusesDamage(t *testing.T) {
	for n := range len(packed) {
		if n > 2000 && n%997 != 0 {
			continue
		}
		if _, _, err := unpack(packed[:n]); err == nil {
			t.Fatalf("the first %d bytes were taken for a catalogue", n)
		}
	}
}

func BenchmarkBuiltin(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		files, _, err := unpack(packed)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := build(files, nil); err != nil {
			b.Fatal(err)
		}
	}
}
