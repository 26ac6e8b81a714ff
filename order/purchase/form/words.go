package form

import (
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// period is a span of days in words. Its end is the last day, as people mean it.
func (s *sheet) period(p havre.Period) string {
	last := p.Until
	if !last.IsZero() {
		last = last.AddDays(-1)
	}
	switch {
	case p.From.IsZero() && last.IsZero():
		return ""
	case last.IsZero():
		return s.say("à partir du %[1]s", "from %[1]s", p.From.Words())
	case p.From.IsZero():
		return s.say("jusqu’au %[1]s", "until %[1]s", last.Words())
	}
	return s.say("du %[1]s au %[2]s", "from %[1]s to %[2]s", p.From.Words(), last.Words())
}

// spacedSIRET is a SIRET as people read it: the nine digits of the body by threes, then
// the five of the establishment.
func spacedSIRET(n string) string {
	if len(n) != 14 {
		return n
	}
	return n[:3] + "\u00a0" + n[3:6] + "\u00a0" + n[6:9] + "\u00a0" + n[9:]
}

// joined puts a separator between those that are not empty.
func joined(separator string, all ...string) string {
	var kept []string
	for _, s := range all {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, separator)
}

func or(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}

// capital begins a text with a capital letter.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// percent is a rate of VAT: 20 %, 5,5 %.
func (s *sheet) percent(rate int64) string {
	text := strconv.FormatFloat(float64(rate)/100, 'f', -1, 64)
	if s.lang == havre.English {
		return text + "%"
	}
	return strings.ReplaceAll(text, ".", ",") + "\u00a0%"
}
