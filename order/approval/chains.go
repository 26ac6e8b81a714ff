package approval

import (
	"embed"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"sync"

	"github.com/havre-cloud/havre"
)

//go:embed chains/*.yaml
var shipped embed.FS

// maxFile is the size of a file of chains, in bytes.
const maxFile = 256 << 10

// Chains are the approval chains that apply together: those that Havre ships, and
// those that organisations keep. It is immutable.
type Chains struct{ all []Chain }

// Data is the chains that Havre ships, as files, to read or to start from.
func Data() fs.FS {
	sub, err := fs.Sub(shipped, "chains")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// Builtin is the chains that Havre ships.
func Builtin() *Chains { return builtin() }

var builtin = sync.OnceValue(func() *Chains {
	cs, err := Load(Data())
	if err != nil {
		panic(err) // a test loads the same files
	}
	return cs
})

// Load reads every YAML file at the root of a file system, in order of name. The error
// is [havre.Problems] when something written there is wrong.
func Load(fsys fs.FS) (*Chains, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	var all []Chain
	var problems havre.Problems
	for _, name := range names {
		data, err := bounded(fsys, name)
		if err != nil {
			problems = append(problems, havre.Problem{File: name, Message: havre.Text{
				FR: "fichier illisible : %s", EN: "unreadable file: %s",
			}.With(havre.Same(err.Error()))})
			continue
		}
		chains, err := Parse(path.Base(name), data)
		if ps, ok := errors.AsType[havre.Problems](err); ok {
			problems = append(problems, ps...)
		}
		all = append(all, chains...)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return (&Chains{}).With(all...)
}

var errTooLong = errors.New("longer than 256 KiB")

func bounded(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read from
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = errTooLong
	}
	return data, err
}

// With is these chains and others, which [Parse] gave. The error is [havre.Problems]:
// an identifier that is taken, or a chain that names one that does not exist, is not to
// be adopted, or may not be replaced.
func (cs *Chains) With(more ...Chain) (*Chains, error) {
	out := &Chains{all: slices.Concat(cs.all, more)}
	var problems havre.Problems
	for i := len(cs.all); i < len(out.all); i++ {
		problems = append(problems, out.link(i)...)
	}
	if err := problems.Err(); err != nil {
		problems.Sort()
		return nil, err
	}
	return out, nil
}

// All are the chains, in the order they were given.
func (cs *Chains) All() []Chain { return slices.Clone(cs.all) }

// Chain is the chain of that identifier.
func (cs *Chains) Chain(id string) (Chain, bool) {
	i := cs.index(id)
	if i < 0 {
		return Chain{}, false
	}
	return cs.all[i], true
}

func (cs *Chains) index(id string) int {
	return slices.IndexFunc(cs.all, func(c Chain) bool { return c.ID == id })
}

func (cs *Chains) ids() []string {
	out := make([]string, len(cs.all))
	for i := range cs.all {
		out[i] = cs.all[i].ID
	}
	return out
}

// link checks what the chain at an index says of others, and gives it what it adopts.
func (cs *Chains) link(at int) (problems havre.Problems) {
	c := &cs.all[at]
	bad := func(field, value string, msg havre.Text) {
		problems = append(problems, havre.Problem{
			File: c.File, Line: c.Line, Column: c.Column, Field: field, Message: msg,
			Value: value, Suggestion: havre.Nearest(value, slices.DeleteFunc(cs.ids(), func(id string) bool { return id == value })),
		})
	}
	if slices.ContainsFunc(cs.all[:at], c.clashes) {
		bad("metadata.id", c.ID, havre.Text{FR: "un autre circuit a cet identifiant", EN: "another chain has this identifier"})
	}
	for _, id := range c.Replaces {
		switch x, ok := cs.Chain(id); {
		case !ok:
			bad("spec.replaces", id, unknownChain)
		case x.Organisation != "":
			bad("spec.replaces", id, havre.Text{
				FR: "ce circuit est celui de « %[1]s » : une organisation ne remplace que les circuits fournis avec le portail",
				EN: "this chain is that of “%[1]s”: an organisation replaces only the chains shipped with the portal",
			}.With(x.Organisation))
		case !x.replaceable():
			bad("spec.replaces", id, havre.Text{
				FR: "ce circuit ne se remplace pas : il applique un texte vérifié", EN: "this chain may not be replaced: it applies a verified text",
			})
		}
	}
	if c.Adopts != "" {
		if c.Organisation == "" {
			bad("spec.organisation", "", havre.Text{
				FR: "il manque l’organisation qui adopte le circuit", EN: "the organisation that adopts the chain is missing",
			})
		}
		x, ok := cs.Chain(c.Adopts)
		if !ok {
			bad("spec.adopts", c.Adopts, unknownChain)
		} else if !x.Optional {
			bad("spec.adopts", c.Adopts, havre.Text{FR: "ce circuit s’applique sans être adopté", EN: "this chain applies without being adopted"})
		}
		c.adopt(x)
	}
	if c.Automatic != nil {
		for _, id := range c.Automatic.Approves {
			if cs.index(id) < 0 {
				bad("spec.automatic.approves", id, unknownChain)
			}
		}
	}
	return problems
}

var unknownChain = havre.Text{FR: "aucun circuit n’a cet identifiant", EN: "no chain has this identifier"}

// clashes says that an order could be asked by two chains of the same name. Two
// organisations may each have theirs.
func (c *Chain) clashes(x Chain) bool {
	return c.ID == x.ID && (c.Organisation == x.Organisation || c.Organisation == "" || x.Organisation == "")
}

// adopt takes all that the adopted chain says of orders.
func (c *Chain) adopt(x Chain) {
	c.When, c.WhenText, c.Steps, c.Automatic, c.Source = x.When, x.WhenText, x.Steps, x.Automatic, x.Source
	c.when, c.auto = x.when, x.auto
}

// replaceable says that the chain is for everybody and applies no verified text.
func (c *Chain) replaceable() bool {
	return c.Organisation == "" && (c.Choice() || c.Source.Confidence != havre.Verified)
}
