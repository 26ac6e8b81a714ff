package havre

import (
	"strconv"
	"time"
	_ "time/tzdata" // a portal runs where no database of time zones is installed
)

// Paris is where the doctrine is in force: its days begin there, wherever the
// portal runs.
var Paris = func() *time.Location {
	l, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err) // the database of time zones is imported above
	}
	return l
}()

// DayOf is the civil date of an instant in Paris.
func DayOf(t time.Time) Date { return DateOf(t.In(Paris)) }

var months = [...]Text{
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

// Words is the date as people write it in a sentence: 1er janvier 2027, 1 January
// 2027. No date is empty.
func (d Date) Words() Text {
	if d.IsZero() {
		return Text{}
	}
	t := d.Time()
	day := Text{FR: strconv.Itoa(t.Day()), EN: strconv.Itoa(t.Day())}
	if t.Day() == 1 {
		day.FR = "1er"
	}
	return Same("%[1]s %[2]s").With(day, d.MonthWords())
}

// MonthWords is the month as people write it: décembre 2026, December 2026.
func (d Date) MonthWords() Text {
	t := d.Time()
	return Same("%[1]s %[2]d").With(months[t.Month()-1], t.Year())
}
