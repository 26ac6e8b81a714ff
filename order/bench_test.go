package order_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/store"
	"github.com/havre-cloud/havre/store/storetest"
)

// BenchmarkSend measures sending an order while sixteen people are after the same quota:
// how many a second, and how long the slowest of a hundred takes.
func BenchmarkSend(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": storetest.SQLite, "postgresql": storetest.PostgreSQL} {
		b.Run(name, func(b *testing.B) { benchmarkSend(b, newWorld(b, open(b)), 16) })
	}
}

func benchmarkSend(b *testing.B, w *world, askers int) {
	b.Helper()
	w.unlimited()
	baskets := make(chan *order.Order, b.N)
	for i := range b.N {
		baskets <- w.basket(machine(fmt.Sprintf("m-%d", i), 1))
	}
	close(baskets)
	took := make([]time.Duration, 0, b.N)
	var mu sync.Mutex
	var all sync.WaitGroup
	b.ResetTimer()
	for range askers {
		all.Go(func() {
			for o := range baskets {
				begun := time.Now()
				if _, err := w.Send(b.Context(), w.requester, o.ID, o.Version); err != nil {
					b.Error(err)
				}
				mu.Lock()
				took = append(took, time.Since(begun))
				mu.Unlock()
			}
		})
	}
	all.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "orders/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
}
