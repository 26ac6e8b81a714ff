package doctrine_test

import (
	"os"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/doctrine"
)

// What a process pays at start to have the shipped rules ready.
func BenchmarkLoad(b *testing.B) {
	m := published(b)
	for b.Loop() {
		if _, err := doctrine.Load(os.DirFS("sets"), m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	d, err := doctrine.Load(os.DirFS("sets"), published(b))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := doctrine.Check(d, havre.Date{}, nil).Err(); err != nil {
			b.Fatal(err)
		}
	}
}
