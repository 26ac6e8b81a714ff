package record

import (
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
)

var months = [...]havre.Text{
	{FR: "janvier", EN: "January"},
	{FR: "février", EN: "February"},
	{FR: "mars", EN: "March"},
	{FR: "avril", EN: "April"},
	{FR: "mai", EN: "May"},
	{FR: "juin", EN: "June"},
	{FR: "juillet", EN: "July"},
	{FR: "août", EN: "August"},
	{FR: "septembre", EN: "September"},
	{FR: "octobre", EN: "October"},
	{FR: "novembre", EN: "November"},
	{FR: "décembre", EN: "December"},
}

// long is a date as people write it in a sentence: 22 novembre 2026.
func long(d havre.Date) havre.Text {
	t := d.Time()
	day := fmt.Sprint(t.Day())
	fr := day
	if t.Day() == 1 {
		fr = "1er"
	}
	m := months[t.Month()-1]
	return havre.Text{FR: fmt.Sprintf("%s %s %d", fr, m.FR, t.Year()), EN: fmt.Sprintf("%s %s %d", day, m.EN, t.Year())}
}

// when is an instant in a sentence, in Paris: le 22 novembre 2026 à 14 h 05.
func when(at time.Time) havre.Text {
	in := at.In(paris)
	clock := havre.Text{FR: in.Format("15 h 04"), EN: in.Format("15:04")}
	return havre.Text{FR: "le %[1]s à %[2]s", EN: "on %[1]s at %[2]s"}.With(long(havre.DateOf(in)), clock)
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
