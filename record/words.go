package record

import (
	"time"

	"github.com/havre-cloud/havre"
)

// when is an instant in a sentence, in Paris: le 22 novembre 2026 à 14 h 05.
func when(at time.Time) havre.Text {
	in := at.In(havre.Paris)
	clock := havre.Text{FR: in.Format("15 h 04"), EN: in.Format("15:04")}
	return havre.Text{FR: "le %[1]s à %[2]s", EN: "on %[1]s at %[2]s"}.With(havre.DateOf(in).Words(), clock)
}
