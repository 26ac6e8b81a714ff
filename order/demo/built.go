package demo

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
)

// nubo is what the portal builds itself in the demonstration.
const nubo = "nubo"

// acceptanceBlueprint is small: enough to see each kind of thing, and built in less than
// a minute. The private half of its key was thrown away.
const acceptanceBlueprint = `apiVersion: havre/v1
kind: Blueprint
metadata: {name: recette}
spec:
  network: {cidr: 10.0.0.0/24}
  keys:
    - {name: exploitation, public: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJw2Ad3P0XIri3a7xr8mCcp/wayFjNdR4hQdMsgXUMnw exploitation}
  tiers:
    - {name: application, count: 1, flavor: medium, image: debian-12, key: exploitation}
    - name: base
      count: 1
      flavor: small
      image: debian-12
      key: exploitation
      volumes: [{name: donnees, size: 50}]
  containers:
    - {name: bulletins, versioned: yes}
`

// built is a space on Nubo that the portal builds as soon as it runs: it is approved, and
// the job that its last approval enqueues does the rest. Where nobody makes it, it is not
// ordered.
func (s *story) built() error {
	if made, err := s.makes(nubo, "project"); err != nil || !made {
		return err
	}
	estimate := 2400 * havre.OneEuro
	o, err := s.ordered(4, "Rachida Amrani", payroll, "Recette sur Nubo", "Pour comparer avec Rosny.", order.ItemWish{
		Offer: nubo, Plan: "project", Name: "paie-nubo", Environment: "acceptance", Until: s.today.AddDays(365),
		Choices:  choices(map[string]any{"region": "rie", "cpu": 4, "memory": 8, "storage": 100, "blueprint": acceptanceBlueprint}),
		Estimate: &estimate, EstimateNote: "Montant inventé pour la démonstration : le tarif n’est pas publié.",
	})
	if err != nil || o == nil {
		return err
	}
	_, err = s.agreed(2, o)
	return err
}

// makes says whether the portal makes itself what a plan offers, without any operator.
func (s *story) makes(offer, plan string) (bool, error) {
	p, ok := s.Records.Library.Now().Catalogue.Plan(offer, plan)
	if !ok {
		return false, nil
	}
	by := s.Fulfillers[p.Fulfilment.Driver]
	if by == nil {
		return false, nil
	}
	return by.Serves(s.ctx, order.Delivery{Item: order.Item{Action: order.Add, Offer: offer, Plan: plan}, Plan: p})
}
