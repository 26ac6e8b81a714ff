package configuration

import (
	"math"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
)

// count fills the quantities and the resources of what is chosen.
func (c *Configuration) count(p *catalogue.Plan) havre.Problems {
	for i := range p.Components {
		k := &p.Components[i]
		n := int64(1)
		if k.Quantity != "" {
			n, _ = c.Choices[k.Quantity].(int64) // a field left out is none
		}
		c.Quantities[k.ID] = n
		for _, r := range k.Counts {
			sum, ok := plus(c.Resources[r.Resource], n, r.PerUnit)
			if !ok {
				return havre.Problems{{Field: path(k.Quantity), Value: shown(n), Message: tooMuch.With(k.Title)}}
			}
			if sum > 0 {
				c.Resources[r.Resource] = sum
			}
		}
	}
	return nil
}

var tooMuch = havre.Text{FR: "%s : cette quantité dépasse ce qui se compte", EN: "%s: this quantity is more than can be counted"}

// plus is sum + n×per, all of them positive, unless it does not fit.
func plus(sum, n, per int64) (int64, bool) {
	if n > 0 && per > (math.MaxInt64-sum)/n {
		return 0, false
	}
	return sum + n*per, true
}
