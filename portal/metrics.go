package portal

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the figures of a process, for Prometheus. They are kept in a
// registry of their own: what a library registers by itself is not ours to show.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inside   prometheus.Gauge
	limited  prometheus.Counter
}

// NewMetrics makes them, with those of the Go runtime and of the process.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "havre_http_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "havre_http_request_duration_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"method", "route"}),
		inside:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "havre_http_requests_in_flight", Help: "Requests being answered."}),
		limited: prometheus.NewCounter(prometheus.CounterOpts{Name: "havre_http_requests_limited_total", Help: "Requests refused because of a rate limit."}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "havre_build_info", Help: "Always 1; the label says which version runs.", ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.seconds, m.inside, m.limited, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Register adds the figures of another part: the database, the jobs.
func (m *Metrics) Register(cs ...prometheus.Collector) { m.registry.MustRegister(cs...) }

// Handler shows the figures.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// begin counts a request in, and gives what counts it out.
func (m *Metrics) begin() func(route string, status int, took time.Duration) {
	m.inside.Inc()
	return func(route string, status int, took time.Duration) {
		m.inside.Dec()
		method, path, ok := strings.Cut(route, " ")
		if !ok {
			method, path = "", route
		}
		m.requests.WithLabelValues(method, path, strconv.Itoa(status)).Inc()
		m.seconds.WithLabelValues(method, path).Observe(took.Seconds())
	}
}
