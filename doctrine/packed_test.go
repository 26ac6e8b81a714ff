package doctrine

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"testing"

	"github.com/havre-cloud/havre/internal/document"
)

var update = flag.Bool("update", false, "write builtin.bin again")

func TestPackedSets(t *testing.T) {
	sets := os.DirFS("sets")
	names, err := ruleFiles(sets)
	if err != nil {
		t.Fatal(err)
	}
	var files []document.File
	for _, name := range names {
		data, err := fs.ReadFile(sets, name)
		if err != nil {
			t.Fatal(err)
		}
		nodes, problems := document.Parse(name, data)
		if problems != nil {
			t.Fatal(problems)
		}
		files = append(files, document.File{Name: name, Nodes: nodes})
	}
	want := document.Pack(files)
	if *update {
		if err := os.WriteFile("builtin.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, packed) {
		t.Error("builtin.bin is not what sets/ says: run go generate ./doctrine")
	}
}
