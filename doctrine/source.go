package doctrine

import "github.com/havre-cloud/havre"

// Source is where a rule comes from. A publication is named as it names itself,
// whatever the language of the reader; only what is no publication, a statement of
// our own, is named in both.
type Source struct {
	ID         string           `json:"id"` // its key in the set
	Title      havre.Text       `json:"title"`
	Article    string           `json:"article,omitempty"`
	URL        string           `json:"url,omitempty"`
	Date       havre.Date       `json:"date,omitzero"` // of the text, or of the reading when it has none
	Publisher  havre.Text       `json:"publisher,omitzero"`
	Confidence havre.Confidence `json:"confidence"`
}

// In is the source as it is named in a language.
func (s Source) In(l havre.Lang) havre.Source {
	return havre.Source{
		ID: s.ID, Title: s.Title.In(l), Article: s.Article, URL: s.URL, Date: s.Date,
		Publisher: s.Publisher.In(l), Confidence: s.Confidence,
	}
}

// Sources are those of a set or of a rule, in the order they are written.
type Sources []Source

// In is each source as it is named in a language; never nil.
func (list Sources) In(l havre.Lang) []havre.Source {
	out := make([]havre.Source, len(list))
	for i, s := range list {
		out[i] = s.In(l)
	}
	return out
}
