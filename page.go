package havre

// List asks for a page of a list, in an order.
type List struct {
	Search string // words that must all appear; empty is no search
	Sort   string // a column the list offers; empty is its usual order
	Desc   bool
	After  string // the cursor that ended the page before; empty is the first page
	Limit  int    // zero is DefaultLimit; more than MaxLimit is MaxLimit
}

// Sizes of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 500
)

// Bounded is the limit to apply.
func (l List) Bounded() int {
	if l.Limit <= 0 {
		return DefaultLimit
	}
	return min(l.Limit, MaxLimit)
}

// Page is part of a list.
type Page[T any] struct {
	Items []T
	Total int    // in the whole list, with the same filters
	Next  string // cursor of the next page, empty at the end
}
