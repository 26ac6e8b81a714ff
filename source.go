package havre

// Confidence says how well a statement is known to be what its source says.
type Confidence string

// Only Verified may carry a rule that blocks.
const (
	Verified   Confidence = "verified"   // read in the issuer's own text or a faithful transcription
	Secondary  Confidence = "secondary"  // read in the press, at a vendor's or a law firm's
	Unverified Confidence = "unverified" // known to exist, not read
)

// Confidences lists the values in falling order.
var Confidences = []string{string(Verified), string(Secondary), string(Unverified)}

// Rank orders confidences: the higher, the better known.
func (c Confidence) Rank() int {
	switch c {
	case Verified:
		return 2
	case Secondary:
		return 1
	default:
		return 0
	}
}

// Text is the word a person reads.
func (c Confidence) Text() Text {
	switch c {
	case Verified:
		return Text{FR: "vérifié", EN: "verified"}
	case Secondary:
		return Text{FR: "source secondaire", EN: "secondary source"}
	default:
		return Text{FR: "non vérifié", EN: "unverified"}
	}
}

// Source is where a rule or a fact comes from.
type Source struct {
	ID         string     `json:"id,omitempty"`
	Title      string     `json:"title"`
	Article    string     `json:"article,omitempty"`
	URL        string     `json:"url,omitempty"`
	Date       Date       `json:"date,omitzero"` // of the text, or of the reading when it has none
	Publisher  string     `json:"publisher,omitempty"`
	Confidence Confidence `json:"confidence"`
}
