package record

import (
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
)

// when is an instant in a sentence, in Paris: le 22 novembre 2026 à 14 h 05.
func when(at time.Time) havre.Text {
	in := at.In(havre.Paris)
	clock := havre.Text{FR: in.Format("15 h 04"), EN: in.Format("15:04")}
	return havre.Text{FR: "le %[1]s à %[2]s", EN: "on %[1]s at %[2]s"}.With(havre.DateOf(in).Words(), clock)
}

// count says a number of things, with the plural of each language.
func count(n int, one, many havre.Text) havre.Text {
	out := havre.Text{FR: many.FR, EN: many.EN}
	if n < 2 {
		out.FR = one.FR
	}
	if n == 1 {
		out.EN = one.EN
	}
	return havre.Text{FR: fmt.Sprintf("%d %s", n, out.FR), EN: fmt.Sprintf("%d %s", n, out.EN)}
}
