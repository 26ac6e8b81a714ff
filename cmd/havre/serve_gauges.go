package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

// gauges are the figures that are read when Prometheus asks: of the database, of
// the jobs, of what is on record.
type gauges struct {
	db     *store.DB
	record *record.Service
}

var (
	poolOpen   = prometheus.NewDesc("havre_db_connections_open", "Connections to the database, by pool.", []string{"pool"}, nil)
	poolInUse  = prometheus.NewDesc("havre_db_connections_in_use", "Connections in use, by pool.", []string{"pool"}, nil)
	poolWaits  = prometheus.NewDesc("havre_db_waits_total", "Times a connection was waited for, by pool.", []string{"pool"}, nil)
	poolWaited = prometheus.NewDesc("havre_db_wait_seconds_total", "Time spent waiting for a connection, by pool.", []string{"pool"}, nil)
	jobsDesc   = prometheus.NewDesc("havre_jobs", "Jobs, by state.", []string{"state"}, nil)
	needsDesc  = prometheus.NewDesc("havre_needs", "Needs on record, by verdict of their current decision.", []string{"verdict"}, nil)
	takenDesc  = prometheus.NewDesc("havre_decisions", "Decisions on record.", nil, nil)
)

// scrapeFor is how long the database may take to answer.
const scrapeFor = 5 * time.Second

// Describe implements prometheus.Collector.
func (*gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{poolOpen, poolInUse, poolWaits, poolWaited, jobsDesc, needsDesc, takenDesc} {
		to <- d
	}
}

// Collect implements prometheus.Collector. What the database does not answer is
// left out: the other figures are then all the more useful.
func (g *gauges) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeFor)
	defer cancel()
	for name, s := range g.db.Stats() {
		to <- prometheus.MustNewConstMetric(poolOpen, prometheus.GaugeValue, float64(s.OpenConnections), name)
		to <- prometheus.MustNewConstMetric(poolInUse, prometheus.GaugeValue, float64(s.InUse), name)
		to <- prometheus.MustNewConstMetric(poolWaits, prometheus.CounterValue, float64(s.WaitCount), name)
		to <- prometheus.MustNewConstMetric(poolWaited, prometheus.CounterValue, s.WaitDuration.Seconds(), name)
	}
	if counts, err := g.db.JobCounts(ctx); err == nil {
		for state, n := range counts {
			to <- prometheus.MustNewConstMetric(jobsDesc, prometheus.GaugeValue, float64(n), string(state))
		}
	}
	verdicts, taken, err := g.onRecord(ctx)
	if err != nil {
		return
	}
	for _, v := range []decision.Verdict{decision.Eligible, decision.Undetermined, decision.Ineligible} {
		to <- prometheus.MustNewConstMetric(needsDesc, prometheus.GaugeValue, float64(verdicts[v]), string(v))
	}
	to <- prometheus.MustNewConstMetric(needsDesc, prometheus.GaugeValue, float64(verdicts[""]), "none")
	to <- prometheus.MustNewConstMetric(takenDesc, prometheus.GaugeValue, float64(taken))
}

func (g *gauges) onRecord(ctx context.Context) (verdicts map[decision.Verdict]int, taken int, err error) {
	all := record.NeedQuery{All: true}
	err = g.record.DB.Read(ctx, func(tx record.Tx) error {
		if verdicts, err = tx.CountVerdicts(ctx, all); err != nil {
			return err
		}
		q := record.DecisionQuery{Needs: all}
		q.Limit = 1
		page, err := tx.Decisions(ctx, q)
		taken = page.Total
		return err
	})
	return verdicts, taken, err
}
