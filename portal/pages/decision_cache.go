package pages

import (
	"slices"
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
)

// decidedKept is how many decisions stay read in memory, at a megabyte each at most:
// a decision is opened several times in a row, page after page. What may be seen is
// checked each time, before.
const decidedKept = 12

// decided keeps the decisions read last. A decision on record never changes.
type decided struct {
	mu   sync.Mutex
	kept []readDecision // the latest at the end
}

type readDecision struct {
	decidedKey
	decision *decision.Decision
	foreign  havre.Lang
}

type decidedKey struct {
	id    string
	lang  havre.Lang
	whole bool
}

// get is a decision in a language, read by fn when it is not kept.
func (c *decided) get(key decidedKey, fn func() (*decision.Decision, havre.Lang, error)) (*decision.Decision, havre.Lang, error) {
	if d, ok := c.take(key); ok {
		return d.decision, d.foreign, nil
	}
	d, foreign, err := fn()
	if err == nil {
		c.put(readDecision{key, d, foreign})
	}
	return d, foreign, err
}

func (c *decided) take(key decidedKey) (readDecision, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.kept, func(d readDecision) bool { return d.decidedKey == key })
	if i < 0 {
		return readDecision{}, false
	}
	d := c.kept[i]
	c.kept = append(slices.Delete(c.kept, i, i+1), d)
	return d, true
}

func (c *decided) put(d readDecision) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) >= decidedKept {
		c.kept = slices.Delete(c.kept, 0, 1+len(c.kept)-decidedKept)
	}
	c.kept = append(c.kept, d)
}
