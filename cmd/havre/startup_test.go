package main

import (
	"bytes"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
)

// What "havre decide" does once, before it has read anything: each part of the
// start of the process, to see which one weighs.
func BenchmarkStart(b *testing.B) {
	b.Run("catalogue", func(b *testing.B) {
		for b.Loop() {
			if _, err := catalogue.Load(catalogue.Data()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("doctrine", func(b *testing.B) {
		for b.Loop() {
			m, err := decision.Model(catalogue.Builtin()) // a new model: nothing is cached
			if err != nil {
				b.Fatal(err)
			}
			if _, err := doctrine.Builtin(m); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("judge", func(b *testing.B) {
		d, err := load(choice{})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := decision.NewJudge(d.cat, d.doc, decision.Options{On: havre.MustDate("2026-11-22")}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("commands", func(b *testing.B) {
		for b.Loop() {
			a := &app{out: &bytes.Buffer{}, err: &bytes.Buffer{}, getenv: func(string) string { return "" }}
			if code := a.run([]string{"version"}); code != exitOK {
				b.Fatal(code)
			}
		}
	})
}
