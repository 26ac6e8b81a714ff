package demo

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
)

// acceptance is a machine that was delivered, and is well used since.
func (s *story) acceptance() error {
	o, err := s.ordered(45, "Rachida Amrani", payroll, "Environnement de recette de la paie", "L’ancienne recette ferme à la fin de l’année.", s.machine("paie-recette", 4, 16, 200, s.today.AddDays(400)))
	if err != nil || o == nil {
		return err
	}
	if o, err = s.agreed(43, o); err != nil {
		return err
	}
	w, err := s.asked(43, o)
	if err != nil {
		return err
	}
	if err := s.delivered(38, o, w, "ROS-SRV-0042"); err != nil {
		return err
	}
	by, err := s.as("Rachida Amrani")
	if err != nil {
		return err
	}
	s.ago(37)
	_, err = s.Say(s.ctx, by, o.ID, "Bien reçue, merci. Le procès-verbal de recette est joint.", order.File{Name: "pv-recette.txt", Content: []byte("Recette prononcée sans réserve. Document inventé.\n")})
	if err != nil {
		return err
	}
	operator, err := s.as("Nina Faure")
	if err != nil {
		return err
	}
	s.ago(3)
	return s.ReportUse(s.ctx, operator, s.made["paie-recette"], map[string]float64{"cpu": 91, "memory": 78, "storage": 55})
}

// trial is a machine that ends soon.
func (s *story) trial() error {
	o, err := s.ordered(34, "Rachida Amrani", payroll, "Essai de migration de la paie", "Deux mois, le temps de l’essai.", s.machine("essai-migration", 2, 8, 100, s.today.AddDays(24)))
	if err != nil || o == nil {
		return err
	}
	if o, err = s.agreed(33, o); err != nil {
		return err
	}
	w, err := s.asked(33, o)
	if err != nil {
		return err
	}
	return s.delivered(30, o, w, "ROS-SRV-0051")
}

// archive is refused, with the reason.
func (s *story) archive() error {
	o, err := s.ordered(28, "Rachida Amrani", payroll, "Archives de la paie", "", s.machine("archives", 8, 32, 2000, s.today.AddDays(700)))
	if err != nil || o == nil {
		return err
	}
	_, err = s.says(26, "Antoine Girard", o, approval.Reject, "Huit processeurs pour des archives, c’est trop : voyez le stockage objet, puis commandez de nouveau.")
	return err
}

// qualified is bought under a framework agreement, and waits for its order form.
func (s *story) qualified() error {
	o, err := s.ordered(21, "Camille Perrin", site, "Socle du site de la vie publique", "Marché inventé pour la démonstration.", order.ItemWish{
		Offer: "snc-private", Plan: "infrastructure", Name: "socle", Environment: "production", Framework: s.agreements[qualified], Until: s.today.AddDays(365),
		Choices: choices(map[string]any{"service": "cloud-temple-iaas", "zones": 2, "cpu": 8, "memory": 32, "storage": 500}),
	})
	if err != nil || o == nil {
		return err
	}
	if o, err = s.shown(20, "Camille Perrin", o); err != nil {
		return err
	}
	for _, who := range []string{"Agnès Colin", "Olivier Dumas", "Bastien Leroy"} {
		if o, err = s.says(17, who, o, approval.Approve, ""); err != nil {
			return err
		}
	}
	return nil
}

// question is an order of which something is asked.
func (s *story) question() error {
	o, err := s.ordered(9, "Rachida Amrani", payroll, "Calcul mensuel de la paie", "", s.machine("calcul-mensuel", 6, 24, 100, s.today.AddDays(200)))
	if err != nil || o == nil {
		return err
	}
	_, err = s.says(7, "Sophie Lemoine", o, approval.Ask, "Les fichiers de paie y restent-ils après le calcul ? L’homologation ne le prévoit pas.")
	return err
}

// growth is a change that waits for somebody who is late.
func (s *story) growth() error {
	id := s.made["paie-recette"]
	if id == "" {
		return nil
	}
	o, err := s.ordered(14, "Rachida Amrani", payroll, "Agrandir la recette de la paie", "La recette sature chaque fin de mois.", order.ItemWish{Action: order.Modify, Instance: id, Choices: choices(map[string]any{"cpu": 8, "memory": 32})})
	if err != nil || o == nil {
		return err
	}
	_, err = s.says(13, "Sophie Lemoine", o, approval.Approve, "Rien ne change pour la sécurité.")
	return err
}

// going is being made by an operator.
func (s *story) going() error {
	o, err := s.ordered(6, "Rachida Amrani", payroll, "Serveur de secours de la recette", "", s.machine("paie-secours", 2, 8, 200, s.today.AddDays(400)))
	if err != nil || o == nil {
		return err
	}
	if o, err = s.agreed(5, o); err != nil {
		return err
	}
	w, err := s.asked(5, o)
	if err != nil || w == nil {
		return err
	}
	operator, err := s.as("Nina Faure")
	if err != nil {
		return err
	}
	s.ago(2)
	_, err = s.Take(s.ctx, operator, w.ID, w.Version)
	return err
}

// waiting was sent yesterday: nobody is late yet.
func (s *story) waiting() error {
	_, err := s.ordered(1, "Rachida Amrani", payroll, "Poste d’administration", "", s.machine("administration", 2, 4, 50, s.today.AddDays(400)))
	return err
}

// basket is being filled: its price is unknown, and nobody estimated it.
func (s *story) basket() error {
	s.ago(0)
	by, err := s.as("Rachida Amrani")
	if err != nil {
		return err
	}
	o, err := s.Begin(s.ctx, by, order.NewBasket{Need: s.needs[payroll].ID, Title: "Essais de charge sur Nubo", Note: "Le temps d’une campagne d’essais."})
	if err != nil {
		return err
	}
	_, err = s.Put(s.ctx, by, o.ID, o.Version, order.ItemWish{
		Offer: nubo, Plan: "project", Name: "paie-charge", Environment: "acceptance", Until: s.today.AddDays(365),
		Choices: choices(map[string]any{"region": "rie", "cpu": 4, "memory": 16, "storage": 200}),
	})
	if f := havre.FaultOf(err); f != nil && f.Code == havre.Invalid {
		return nil // the plan is no longer ordered on that day
	}
	return err
}
