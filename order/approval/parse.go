package approval

import (
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
)

// Bounds on what is read.
const (
	maxChains = 100 // of one file
	maxSteps  = 50  // of one chain
)

// Parse reads the chains of one file: those that an organisation keeps on record, say.
// The error is [havre.Problems], every mistake with its line and column; then no chain
// is given.
func Parse(file string, data []byte) ([]Chain, error) {
	nodes, problems := document.Parse(file, data)
	if len(nodes) > maxChains {
		return nil, havre.Problems{{File: file, Message: havre.Text{
			FR: "%d circuits ; %d au plus dans un fichier", EN: "%d chains; %d at most in a file",
		}.With(len(nodes), maxChains)}}
	}
	var out []Chain
	for _, n := range nodes {
		r := &reader{file: file, lines: strings.Split(string(data), "\n"), root: n}
		if c := r.chain(); c != nil {
			out = append(out, *c)
		}
		problems = append(problems, r.problems...)
	}
	if err := problems.Err(); err != nil {
		problems.Sort()
		return nil, err
	}
	return out, nil
}

// reader reads one document and collects what is wrong with it.
type reader struct {
	file     string
	lines    []string
	root     *document.Node
	problems havre.Problems
}

// chain is the chain of the document, checked; nil when it is not even one.
func (r *reader) chain() *Chain {
	var d chainDocument
	r.problems = document.Decode(r.file, r.root, &d)
	if r.problems.Err() != nil {
		r.condition("spec.when")
		r.condition("spec.automatic.when")
		return nil
	}
	c := d.chain()
	c.File, c.Line, c.Column = r.file, r.root.Line, r.root.Column
	r.check(&c, d.Spec.WhenText != nil)
	return &c
}

// bad reports what is wrong with a field.
func (r *reader) bad(field string, msg havre.Text) *havre.Problem {
	p := havre.Problem{File: r.file, Field: field, Message: msg}
	if n := r.nearest(field); n != nil {
		p.Line, p.Column = n.Line, n.Column
		if n.Kind == document.Scalar && r.root.At(field) == n {
			p.Value = shortened(n.Value)
		}
	}
	r.problems = append(r.problems, p)
	return &r.problems[len(r.problems)-1]
}

// nearest is the node of a field, or of the group where it should be.
func (r *reader) nearest(field string) *document.Node {
	for {
		if n := r.root.At(field); n != nil {
			return n
		}
		i := strings.LastIndexByte(field, '.')
		if i < 0 {
			return r.root
		}
		field = field[:i]
	}
}

// condition compiles the condition of a field and points at the character at fault.
func (r *reader) condition(field string) *condition {
	n := r.root.At(field)
	if n == nil || n.Kind != document.Scalar || n.Null {
		return nil
	}
	x, m := compile(n.Value)
	if m != nil {
		p := r.bad(field, m.message)
		p.Value, p.Suggestion = shortened(m.value), m.suggestion
		p.Line, p.Column = inside(r.lines, n, m.offset)
	}
	return x
}

func shortened(s string) string {
	const most = 80
	if rs := []rune(s); len(rs) > most {
		return string(rs[:most-1]) + "…"
	}
	return s
}
