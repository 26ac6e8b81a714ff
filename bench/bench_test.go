package main

import (
	"fmt"
	"testing"

	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// The figures mean something only if the engines answer alike: here on the shipped
// rules and catalogue, then on rules, offers and dossiers drawn at random, for few
// offers and for more than a word of the kernel's bitmaps holds.
func TestAllEnginesSayTheSame(t *testing.T) {
	real, _, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	real.dossiers = newDraws(real.model, 1).dossiers(60)
	t.Run("shipped", func(t *testing.T) { sameAnswers(t, real) })
	for _, shape := range [][2]int{{17, 5}, {10, 70}, {60, 8}} {
		w, err := synthetic(shape[0], shape[1], 10)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(fmt.Sprintf("%d rules, %d offers", shape[0], shape[1]), func(t *testing.T) { sameAnswers(t, w) })
	}
}

func sameAnswers(t *testing.T, w *world) {
	t.Helper()
	e, err := newEngines(w, true)
	if err != nil {
		t.Fatal(err)
	}
	s, err := e.check(w, len(w.dossiers))
	if err != nil {
		t.Fatal(err)
	}
	if s.counts[0] == 0 || s.counts[1] == 0 {
		t.Fatalf("the dossiers are too much alike to show anything: %+v", s)
	}
}

// A written portfolio is one that the program reads back as the same facts.
func TestWrittenDossiersAreReadBack(t *testing.T) {
	w, _, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range newDraws(w.model, 5).dossiers(50) {
		got, err := readBack(w, w.document(want, "drawn"))
		if err != nil {
			t.Fatal(err)
		}
		for k := range want {
			d := &w.model.Defs(fact.Dossier)[k]
			if g, s := fmt.Sprint(stated(d, &got[k])), fmt.Sprint(stated(d, &want[k])); g != s {
				t.Errorf("dossier %d: %s is read as %s, %s was written", i, d.Path, g, s)
			}
		}
	}
}

func readBack(w *world, document []byte) (fact.Facts, error) {
	ds, err := dossier.Parse("drawn", document)
	if err != nil {
		return nil, err
	}
	if len(ds) != 1 {
		return nil, fmt.Errorf("%d dossiers where one was written", len(ds))
	}
	return ds[0].Facts(w.model), nil
}
