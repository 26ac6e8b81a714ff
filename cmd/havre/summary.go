package main

import (
	"slices"

	"github.com/havre-cloud/havre/decision"
)

// summary counts what a portfolio came to.
type summary struct {
	Dossiers     int          `json:"dossiers"`
	Eligible     int          `json:"eligible"`     // dossiers with an eligible offer
	Undetermined int          `json:"undetermined"` // none yet, but one may be
	None         int          `json:"none"`
	Unreadable   int          `json:"unreadable"`
	Offers       []offerCount `json:"offers"`
	worst        int
	at           map[string]int
}

// offerCount counts the verdicts of an offer.
type offerCount struct {
	Offer        string `json:"offer"`
	Eligible     int    `json:"eligible"`
	Undetermined int    `json:"undetermined"`
	Ineligible   int    `json:"ineligible"`
}

func newSummary(offers, kept []string) *summary {
	s := &summary{at: map[string]int{}, Offers: []offerCount{}}
	for _, o := range offers {
		if len(kept) == 0 || slices.Contains(kept, o) {
			s.at[o] = len(s.Offers)
			s.Offers = append(s.Offers, offerCount{Offer: o})
		}
	}
	return s
}

func (s *summary) add(d *decided) {
	s.Dossiers++
	best := d.best()
	switch best {
	case decision.Eligible:
		s.Eligible++
	case decision.Undetermined:
		s.Undetermined++
	case decision.Ineligible, decision.NotListed:
		s.None++
	}
	s.worst = worse(s.worst, verdictCode(best))
	for i, id := range d.offers {
		c := &s.Offers[s.at[id]]
		switch d.verdicts[i] {
		case decision.Eligible:
			c.Eligible++
		case decision.Undetermined:
			c.Undetermined++
		case decision.Ineligible, decision.NotListed:
			c.Ineligible++
		}
	}
}

// exit is the exit code of the portfolio: a dossier that could not be read comes
// first; verdicts count only when asked for.
func (s *summary) exit(strict bool) error {
	switch {
	case s.Unreadable > 0:
		return exitCode(exitUsage)
	case strict && s.worst != exitOK:
		return exitCode(s.worst)
	}
	return nil
}
