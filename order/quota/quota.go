// Package quota is the arithmetic of what may be used: allowances granted level by
// level (ministry, directorate, project; framework agreement), what an order asks
// of them, and whether all of them have it. An order holds of every level at once,
// or of none: reserved when it is sent, committed when it is approved, released
// when it is refused or when what it ordered ends.
//
// Zero means none, and unlimited is said: a level that says nothing adds no limit of
// its own, but a resource of which no level says anything is not granted.
//
// The package is pure. It knows no order, no organisation and no SQL: package store
// applies its lines in the transaction of the order, and the database refuses a sum
// above what was granted whatever the program does.
package quota

import (
	"maps"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// Resource is what is counted.
type Resource string

// The resources, each in its unit.
const (
	CPU       Resource = "cpu"       // virtual processors
	Memory    Resource = "memory"    // MiB
	GPU       Resource = "gpu"       // cards
	Storage   Resource = "storage"   // GiB
	Addresses Resource = "addresses" // public addresses
	Euros     Resource = "euros"     // millionths of a euro, VAT included, of a budget year
	Ceiling   Resource = "ceiling"   // millionths of a euro, VAT excluded, of a framework agreement
)

// Resources lists those that people grant; a ceiling is part of its framework.
var Resources = []Resource{CPU, Memory, GPU, Storage, Addresses, Euros}

// Class tells production apart from everything else: one must never starve the other.
type Class string

// The classes. Money has none.
const (
	Production Class = "production"
	Other      Class = "other"
	Any        Class = ""
)

// Key is one account of a holder: processors of production, euros of 2027.
type Key struct {
	Resource Resource `json:"resource"`
	Class    Class    `json:"class,omitempty"` // empty for money
	Year     int      `json:"year,omitempty"`  // budget year of euros; 0 otherwise
}

// Level is who holds an allowance, from the widest to the narrowest.
type Level string

// The levels.
const (
	OfOrganisation Level = "organisation" // ministry, directorate or team
	OfNeed         Level = "need"         // a project
	OfFramework    Level = "framework"    // a framework agreement
)

// Allowance is what one holder was granted of one account, and what orders hold of it.
type Allowance struct {
	ID     string
	Level  Level
	Holder string // identifier of the organisation, of the need or of the framework
	Title  string // of the holder, filled when read
	Path   string // of the organisation that grants it; idem
	Key
	Unlimited bool
	Amount    int64 // granted; 0 is none. Not read when Unlimited
	Reserved  int64 // by orders sent and not yet approved
	Committed int64 // by approved orders, until what they ordered ends
	Note      string
	identity.Stamps
}

// Held is what orders hold.
func (a *Allowance) Held() int64 { return a.Reserved + a.Committed }

// Free is what is left; it is not read when the allowance is unlimited.
func (a *Allowance) Free() int64 { return max(0, a.Amount-a.Held()) }

// Has says whether that much more may be held.
func (a *Allowance) Has(n int64) bool { return a.Unlimited || n <= a.Amount-a.Held() }

// Demand is what an order, or one line of it, asks for. An account that is not in it
// is not asked.
type Demand map[Key]int64

// Add asks for more of an account.
func (d Demand) Add(k Key, n int64) {
	if n != 0 {
		d[k] += n
	}
}

// Keys are the accounts asked, in a stable order.
func (d Demand) Keys() []Key { return slices.SortedFunc(maps.Keys(d), compareKeys) }

// compareKeys orders accounts as they are shown.
func compareKeys(a, b Key) int {
	if a.Resource != b.Resource {
		return slices.Index(order, a.Resource) - slices.Index(order, b.Resource)
	}
	if a.Year != b.Year {
		return a.Year - b.Year
	}
	return slices.Index(classes, a.Class) - slices.Index(classes, b.Class)
}

var (
	order   = append(slices.Clone(Resources), Ceiling)
	classes = []Class{Any, Production, Other}
)

// Line is what one line of an order holds of one allowance.
type Line struct {
	Allowance string
	Order     string
	Item      int
	Instance  string // what was ordered, which keeps it until it ends
	Amount    int64  // more than zero
	State     State
}

// State is how firmly a line holds.
type State string

// The states, in order.
const (
	Reserved  State = "reserved"
	Committed State = "committed"
	Released  State = "released"
)

// Shortage is an account that an order cannot have.
type Shortage struct {
	Key
	Asked     int64
	Allowance *Allowance // the level that has not enough; nil when no level grants it
}

// Fit tells what the lines of an order would hold of the allowances of its levels,
// and what is short. Lines are told only when nothing is short. Amounts of zero or
// less ask for nothing: what shrinks is released when it has shrunk.
func Fit(levels []Allowance, demand Demand) (lines []Line, short []Shortage) {
	for _, k := range demand.Keys() {
		asked := demand[k]
		if asked <= 0 {
			continue
		}
		said := false
		for i := range levels {
			a := &levels[i]
			if a.Key != k {
				continue
			}
			said = true
			if !a.Has(asked) {
				short = append(short, Shortage{k, asked, a})
				continue
			}
			lines = append(lines, Line{Allowance: a.ID, Amount: asked, State: Reserved})
		}
		if !said {
			short = append(short, Shortage{k, asked, nil})
		}
	}
	if short != nil {
		return nil, short
	}
	return lines, nil
}

// Of is the account of a resource in an environment; of euros, use [Budget].
func Of(r Resource, environment string) Key { return Key{Resource: r, Class: ClassOf(environment)} }

// Budget is the account of the euros of a year.
func Budget(year int) Key { return Key{Resource: Euros, Year: year} }

// ClassOf is the class of an environment.
func ClassOf(environment string) Class {
	if environment == string(Production) {
		return Production
	}
	return Other
}

// Money turns an amount into what accounts of money count.
func Money(e havre.Euro) int64 { return int64(e) }

// Sum is what lines hold, by how firmly.
func Sum(lines []Line) (reserved, committed int64) {
	for _, l := range lines {
		switch l.State {
		case Reserved:
			reserved += l.Amount
		case Committed:
			committed += l.Amount
		case Released:
		}
	}
	return reserved, committed
}
