package wire

import (
	"net/http"
	"strconv"
)

// Problem is a refusal, after RFC 9457. Code is for programs: it never changes;
// the sentences are for people, in the language they asked for.
type Problem struct {
	Type    string       `json:"type" format:"uri-reference" doc:"page qui explique ce genre de refus|page that explains this kind of refusal"`
	Title   string       `json:"title" doc:"genre de refus|kind of refusal"`
	Status  int          `json:"status" doc:"code HTTP de la réponse|HTTP status of the answer"`
	Detail  string       `json:"detail" doc:"ce qui n'allait pas|what was wrong"`
	Code    string       `json:"code" doc:"code stable du refus, pour les programmes|stable code of the refusal, for programs"`
	Next    string       `json:"next,omitempty" doc:"ce qu'il faut faire|what to do about it"`
	Rule    string       `json:"rule,omitempty" doc:"règle de la doctrine qui s'y oppose|rule of the doctrine that refuses"`
	Errors  []FieldError `json:"errors,omitempty" doc:"chaque champ en faute|each field at fault"`
	Request string       `json:"request" doc:"identifiant de la requête, à citer pour obtenir de l'aide|identifier of the request, to quote when asking for help"`

	// RetryAfter is in seconds, zero when trying again as it is would be useless.
	RetryAfter int `json:"-"`
}

// FieldError is one thing wrong in what was sent.
type FieldError struct {
	Field      string `json:"field,omitempty" doc:"chemin du champ : spec.data.personal, query.limit|path of the field: spec.data.personal, query.limit"`
	Line       int    `json:"line,omitempty" doc:"ligne dans ce qui a été envoyé, à partir de 1|line in what was sent, from 1"`
	Column     int    `json:"column,omitempty" doc:"colonne, à partir de 1|column, from 1"`
	Value      string `json:"value,omitempty" doc:"la valeur en faute|the value at fault"`
	Message    string `json:"message" doc:"ce qui ne va pas|what is wrong"`
	Suggestion string `json:"suggestion,omitempty" doc:"la valeur admise la plus proche|the nearest accepted value"`
	Warning    bool   `json:"warning,omitempty" doc:"remarque qui ne refuse rien|remark that refuses nothing"`
}

// ProblemType is the media type of a problem.
const ProblemType = "application/problem+json"

// Error is the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status of the answer.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of every problem, whatever the answer would have been.
func (*Problem) ContentType(string) string { return ProblemType }

// GetHeaders are those that go with the status.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="havre"`)
	}
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	return h
}
