package store

import "sync"

// dictionaries keeps the few that are in use: those of the last editions.
type dictionaries struct {
	mu    sync.Mutex
	order []int64 // least recently used first
	byNo  map[int64]*dictionary
}

// keep is how many dictionaries are kept, of some 400 kB each.
const keep = 8

func (c *dictionaries) get(number int64) (*dictionary, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, ok := c.byNo[number]
	if ok {
		c.used(number)
	}
	return d, ok
}

func (c *dictionaries) put(d *dictionary) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byNo == nil {
		c.byNo = map[int64]*dictionary{}
	}
	c.byNo[d.number] = d
	c.used(d.number)
	if len(c.order) > keep {
		delete(c.byNo, c.order[0])
		c.order = c.order[1:]
	}
}

// used moves a number to the end.
func (c *dictionaries) used(number int64) {
	for i, n := range c.order {
		if n == number {
			c.order = append(c.order[:i], c.order[i+1:]...)
			break
		}
	}
	c.order = append(c.order, number)
}
