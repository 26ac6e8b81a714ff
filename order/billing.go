package order

import (
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/purchase"
)

// trimmed is the billing without stray spaces.
func (b Billing) trimmed() Billing {
	for _, field := range []*string{&b.SIRET, &b.Service, &b.Engagement, &b.Contact, &b.SignedBy} {
		*field = strings.TrimSpace(*field)
	}
	return b
}

// problems says what is wrong with what was written; nothing is compulsory before
// the order form.
func (b Billing) problems() (ps havre.Problems) {
	if _, ok := identity.ParseSIRET(b.SIRET); b.SIRET != "" && !ok {
		ps = append(ps, havre.Problem{Field: "billing.siret", Value: b.SIRET, Message: havre.Text{FR: "un SIRET est attendu : 14 chiffres, dont le dernier contrôle les autres", EN: "a SIRET is expected: 14 digits, the last of which checks the others"}})
	}
	if b.Service != "" {
		ps = append(ps, under("billing.service", purchase.ServiceProblems(b.Service))...)
	}
	if b.Engagement != "" {
		ps = append(ps, under("billing.engagement", purchase.EngagementProblems(b.Engagement, purchase.State))...)
	}
	return ps
}

// under names the field of problems as the order knows it.
func under(field string, ps havre.Problems) havre.Problems {
	for i := range ps {
		ps[i].Field = field
	}
	return ps
}
