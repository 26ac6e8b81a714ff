package catalogue

import (
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
)

var roles = []string{string(Issuer), string(Operator)}

func (l *loader) readSources(meta, spec *object) {
	meta.text("id")
	spec.get("series") // read already, see allSeries
	spec.each("sources", l.readSource)
}

// allSeries reads the series of every file before the sources that are in them.
func (l *loader) allSeries() {
	for i, o := range l.docs {
		if l.kinds[i] == "Sources" {
			o.child(o.get("spec"), "spec").each("series", l.readSeries)
		}
	}
}

func (l *loader) readSeries(o *object) {
	s := &Series{ID: o.need("id"), Title: o.sentence("title"), Publisher: o.text("publisher"), Owner: o.sentence("owner"), Authority: readAuthority(o), Hearsay: readAttributes(o, "hearsay"), Place: o.place()}
	if _, dup := l.series[s.ID]; dup {
		o.refuse(o.get("id"), "id", s.ID, "", declaredTwice)
		return
	}
	l.series[s.ID] = s
	l.c.Series = append(l.c.Series, s)
}

var declaredTwice = havre.Text{FR: "déclaré deux fois", EN: "declared twice"}

func (l *loader) readSource(o *object) {
	s := &Source{Source: havre.Source{
		ID: o.need("id"), Title: o.need("title"), Article: o.text("article"), URL: o.text("url"), Publisher: o.text("publisher"),
		Date: o.date("date"), Confidence: havre.Confidence(o.word("confidence", havre.Confidences)),
	}, Owner: o.sentence("owner"), Authority: readAuthority(o), Hearsay: readAttributes(o, "hearsay"), Place: o.place()}
	if o.require("date"); s.Confidence == "" {
		o.require("confidence")
	}
	l.join(o, s)
	if _, dup := l.sources[s.ID]; dup {
		o.refuse(o.get("id"), "id", s.ID, "", declaredTwice)
		return
	}
	l.sources[s.ID] = s
	l.c.Sources = append(l.c.Sources, s)
}

// join puts a source in its series, from which it takes what it does not say.
func (l *loader) join(o *object, s *Source) {
	id := o.text("series")
	if id == "" {
		return
	}
	series, ok := l.series[id]
	if !ok {
		o.refuse(o.get("series"), "series", id, havre.Nearest(id, keysOf(l.series)), havre.Text{FR: "série inconnue", EN: "unknown series"})
		return
	}
	s.Series = series
	s.Authority = append(s.Authority, series.Authority...)
	s.Hearsay = append(s.Hearsay, series.Hearsay...)
	if s.Publisher == "" {
		s.Publisher = series.Publisher
	}
	if s.Owner.IsZero() {
		s.Owner = series.Owner
	}
}

func readAuthority(o *object) []Authority {
	var out []Authority
	o.each("authority", func(a *object) {
		a.require("as")
		out = append(out, Authority{Role: Role(a.word("as", roles)), Offers: a.list("offers"), Attributes: readAttributes(a, "attributes")})
	})
	return out
}

// readAttributes reads a list of attributes; the beginning of a path stands for
// all those below it (location, hds).
func readAttributes(o *object, key string) []string {
	out := o.list(key)
	for i, n := range o.items(key) {
		if i < len(out) && !slices.ContainsFunc(words().paths, func(p string) bool { return covers(out[i], p) }) {
			o.refuse(n, key, n.Value, havre.Nearest(n.Value, words().paths), unknownAttribute)
		}
	}
	return out
}

var unknownAttribute = havre.Text{FR: "attribut inconnu", EN: "unknown attribute"}

// covers says whether an attribute is another, or stands above it.
func covers(above, path string) bool { return above == path || strings.HasPrefix(path, above+".") }
