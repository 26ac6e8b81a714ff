package document_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre/internal/document"
)

// packed is the readable texts of the syntax table, as files.
func packed(tb testing.TB) []document.File {
	tb.Helper()
	var files []document.File
	for _, tt := range syntax {
		if docs, _ := document.Parse("f", []byte(tt.in)); len(docs) > 0 {
			files = append(files, document.File{Name: tt.name, Nodes: docs})
		}
	}
	return files
}

func TestPack(t *testing.T) {
	files := packed(t)
	again, err := document.Unpack(document.Pack(files))
	if err != nil || len(again) != len(files) {
		t.Fatalf("%d files, %v", len(again), err)
	}
	for i, f := range files {
		if again[i].Name != f.Name {
			t.Errorf("%s is now %s", f.Name, again[i].Name)
		}
		if diff := cmp.Diff(dumpAll(f.Nodes, true), dumpAll(again[i].Nodes, true)); diff != "" {
			t.Errorf("%s: %s", f.Name, diff)
		}
	}
}

// Bytes that Pack did not write are refused or read as something; never a panic,
// never a gigabyte asked for by a wrong number.
func TestUnpackDamaged(t *testing.T) {
	good := document.Pack(packed(t))
	for i := range good {
		if _, err := document.Unpack(good[:i]); !errors.Is(err, document.ErrDamaged) {
			t.Fatalf("cut at %d of %d: %v", i, len(good), err)
		}
		bad := append([]byte(nil), good...)
		bad[i] ^= 0xFF
		if _, err := document.Unpack(bad); err != nil && !errors.Is(err, document.ErrDamaged) {
			t.Fatal(err)
		}
	}
	if _, err := document.Unpack(append(good, 0)); !errors.Is(err, document.ErrDamaged) {
		t.Error("what follows is not seen")
	}
}
