package openstack

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/havre-cloud/havre/plan"
)

// body is the inside of a block, written attribute by attribute. Every value goes through
// hclwrite: what a team wrote in a name or in cloud-init data is never read as syntax.
type body struct{ *hclwrite.Body }

// block begins a block at the end of a file.
func (x *exporting) block(file, kind string, labels ...string) body {
	f := x.files[file]
	if f == nil {
		f = hclwrite.NewEmptyFile()
		x.files[file] = f
	} else {
		f.Body().AppendNewline()
	}
	return body{f.Body().AppendNewBlock(kind, labels).Body()}
}

func (b body) block(kind string) body { return body{b.AppendNewBlock(kind, nil).Body()} }

func (b body) raw(name string, value hclwrite.Tokens) { b.SetAttributeRaw(name, value) }

// text writes a text, unless there is none.
func (b body) text(name, value string) {
	if value != "" {
		b.raw(name, textOf(value))
	}
}

func (b body) number(name string, value int64) { b.SetAttributeValue(name, cty.NumberIntVal(value)) }

func (b body) truth(name string, value bool) { b.SetAttributeValue(name, cty.BoolVal(value)) }

func (b body) list(name string, values ...hclwrite.Tokens) {
	b.raw(name, hclwrite.TokensForTuple(values))
}

// comment writes a line that is for people: of ours, never of an order.
func (b body) comment(line string) {
	b.AppendUnstructuredTokens(hclwrite.Tokens{{Type: hclsyntax.TokenComment, Bytes: []byte("# " + line + "\n")}})
}

// ignore says which attributes the provider does not read back when it imports: a plan
// would change them, or make the object again for them.
func (b body) ignore(fields ...string) { b.lifecycle(false, fields...) }

// keep is ignore for what holds data, and is not to be lost by a mistake.
func (b body) keep(fields ...string) { b.lifecycle(true, fields...) }

func (b body) lifecycle(keep bool, fields ...string) {
	l := b.block("lifecycle")
	if keep {
		l.truth("prevent_destroy", true)
	}
	if len(fields) == 0 {
		return
	}
	list := make([]hclwrite.Tokens, len(fields))
	for i, field := range fields {
		list[i] = hclwrite.TokensForIdentifier(field)
	}
	l.list("ignore_changes", list...)
}

func textOf(value string) hclwrite.Tokens {
	return hclwrite.TokensForValue(cty.StringVal(strings.ToValidUTF8(value, "\ufffd")))
}

func textsOf(values []string) []hclwrite.Tokens {
	out := make([]hclwrite.Tokens, len(values))
	for i, v := range values {
		out[i] = textOf(v)
	}
	return out
}

// linesOf is a text of several lines, written line by line so that people can read it.
func linesOf(text string) hclwrite.Tokens {
	lines := strings.Split(text, "\n")
	if len(lines) == 1 {
		return textOf(text)
	}
	end := &hclwrite.Token{Type: hclsyntax.TokenNewline, Bytes: []byte("\n")}
	list := hclwrite.Tokens{{Type: hclsyntax.TokenOBrack, Bytes: []byte("[")}, end}
	for _, line := range lines {
		list = append(list, textOf(line)...)
		list = append(list, &hclwrite.Token{Type: hclsyntax.TokenComma, Bytes: []byte(",")}, end)
	}
	list = append(list, &hclwrite.Token{Type: hclsyntax.TokenCBrack, Bytes: []byte("]")})
	return hclwrite.TokensForFunctionCall("join", textOf("\n"), list)
}

// traversal is a path in the configuration: its words, and whether the first item of the
// list it leads to is meant.
func traversal(first bool, words ...string) hclwrite.Tokens {
	t := hcl.Traversal{hcl.TraverseRoot{Name: words[0]}}
	for _, w := range words[1:] {
		t = append(t, hcl.TraverseAttr{Name: w})
	}
	if first {
		t = append(t, hcl.TraverseIndex{Key: cty.NumberIntVal(0)})
	}
	return hclwrite.TokensForTraversal(t)
}

// reference is the path of a resource.
func (p place) reference() hclwrite.Tokens { return traversal(false, p.resource, p.name) }

// find is where the object of a kind is that has an identifier, or the key it refers to.
func (x *exporting) find(kind, id string) (place, bool) {
	if strings.HasPrefix(id, plan.Ref) {
		at, ok := x.places[id]
		return at, ok
	}
	at, ok := x.places[kind+" "+id]
	return at, ok
}

// ref is an attribute of an object; the identifier itself when the object is not written.
func (x *exporting) ref(kind, id, attribute string) hclwrite.Tokens {
	if at, ok := x.find(kind, id); ok {
		return traversal(false, at.resource, at.name, attribute)
	}
	return textOf(id)
}

// set writes the identifier of another object, unless there is none.
func (x *exporting) set(b body, name, kind, id string) {
	if id != "" {
		b.raw(name, x.ref(kind, id, "id"))
	}
}

// identifier is a name that the language accepts, made of any text.
func identifier(text string) string {
	var out strings.Builder
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			out.WriteRune(r)
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "_"):
			out.WriteByte('_')
		}
	}
	name := strings.TrimSuffix(out.String(), "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = "n" + name
	}
	return name
}

func numbered(name string, n int) string { return name + "_" + strconv.Itoa(n) }
