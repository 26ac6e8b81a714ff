package journal_test

import (
	"testing"

	"github.com/havre-cloud/havre/internal/pgtest"
)

func benchEach(b *testing.B, bench func(b *testing.B, l *lab)) {
	b.Helper()
	b.Run("SQLite", func(b *testing.B) { bench(b, sqliteLab(b)) })
	b.Run("PostgreSQL", func(b *testing.B) { bench(b, openLab(b, pgtest.Database(b))) })
}

// BenchmarkAppend writes entries, each in a transaction of its own, then a hundred
// in one.
func BenchmarkAppend(b *testing.B) {
	benchEach(b, func(b *testing.B, l *lab) {
		b.Run("each", func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				l.append(b, event(n))
			}
		})
		b.Run("hundred", func(b *testing.B) {
			hundred := events(0, 100)
			for b.Loop() {
				l.append(b, hundred...)
			}
			b.ReportMetric(100*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	})
}

// BenchmarkVerify proves a journal of 100,000 entries with a checkpoint each
// 1,000.
func BenchmarkVerify(b *testing.B) {
	const size = 100_000
	benchEach(b, func(b *testing.B, l *lab) {
		for n := 0; n < size; n += 1000 {
			l.append(b, events(n, n+1000)...)
			l.checkpoint(b)
		}
		b.ReportAllocs()
		for b.Loop() {
			if r := l.verify(b); r.Fault != nil || r.Size != size {
				b.Fatalf("%+v", r)
			}
		}
		b.ReportMetric(size*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	})
}
