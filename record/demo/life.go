package demo

import (
	"fmt"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
)

// scene is what somebody does one day.
type scene struct {
	on   havre.Date
	by   string
	does []event
}

// scenes are the life of the portal, in the order of time. Those of the past have
// the dates of real changes of the catalogue, which reopen what was decided before;
// the last ones are counted from today.
func (s *story) scenes() []scene {
	day := havre.MustDate
	return []scene{
		{day("2025-07-10"), "Rachida Amrani", []event{described("conges-agents", "drh-sociaux"), shared("conges-agents"), decided("conges-agents")}},
		{day("2025-07-10"), "Mehdi Benali", []event{said("conges-agents", "Cloud Pi et Nubo conviennent tous deux, mais ne donnent que de l’infrastructure : l’équipe exploitera la base elle-même.")}},
		{day("2025-10-06"), "Julien Mercier", []event{described("samu", "agence-sante"), shared("samu"), decided("samu")}},
		{day("2025-10-06"), "Sophie Lemoine", []event{said("samu", "Une interruption d’une heure au plus : le plan de reprise doit être joint à l’homologation.")}},
		{day("2025-10-06"), "Camille Perrin", []event{
			described("listes-electorales", "dila-demarches", "engagedOn: 2025-11-03", "engagedOn: 2022-11-03"), shared("listes-electorales"),
		}},
		{s.ago(344), "Camille Perrin", []event{asked("listes-electorales", "R9-SNC-2023", "fabnum-ovh",
			"Le téléservice tourne déjà chez cet hébergeur ; le déplacer avant les élections mettrait le scrutin en péril.", "etude-garanties-equivalentes.pdf", 21)}},
		{s.ago(340), "Olivier Dumas", []event{granted("listes-electorales", "La ministre déléguée, après validation du Premier ministre", "Décision 2025-214")}},
		{day("2026-02-10"), "Nadia Roche", []event{described("cancer-data", "dgs-cancer"), shared("cancer-data"), decided("cancer-data")}},
		{day("2026-02-10"), "Sophie Lemoine", []event{
			said("cancer-data", "Deux questions restent ouvertes : ce qu’une violation ferait à la santé des personnes, et les essais cliniques. Je vois avec le délégué à la protection des données."),
		}},
		{day("2026-06-10"), "Camille Perrin", []event{described("vie-publique", "dila"), shared("vie-publique"), decided("vie-publique")}},
		{day("2026-06-10"), "Inès Morel", []event{described("simulateur-impots", "dgfip"), shared("simulateur-impots"), decided("simulateur-impots")}},
		{day("2026-06-10"), "Élodie Marchand", []event{described("billetterie-mairie", "ville-exemple"), shared("billetterie-mairie"), decided("billetterie-mairie")}},
		{day("2026-06-10"), "Marc Delaunay", []event{described("geodonnees", "geographie"), shared("geodonnees"), decided("geodonnees")}},
		{day("2026-06-10"), "Julien Mercier", []event{decided("samu"), sharedWith("samu", "dgs")}},
		{day("2026-09-14"), "Rachida Amrani", []event{described("paie-historique", "drh-sociaux"), shared("paie-historique"), decided("paie-historique")}},
		{day("2026-09-14"), "Yann Le Goff", []event{described("entrepot-donnees", "numerique-agriculture"), shared("entrepot-donnees"), decided("entrepot-donnees")}},
		{day("2026-09-14"), "Éric Lambert", []event{described("bureautique", "sg-ecologie"), shared("bureautique"), decided("bureautique")}},
		{day("2026-09-14"), "Éric Lambert", []event{said("bureautique", "Rien ne convient : quelqu’un connaît-il une suite qualifiée SecNumCloud ?")}},
		{s.ago(92), "Camille Perrin", []event{asked("listes-electorales", "SREN-31", "fabnum-ovh",
			"Même hébergeur, jusqu’à la fin de la migration.", "calendrier-migration.pdf", 457)}},
		{s.ago(90), "Olivier Dumas", []event{granted("listes-electorales", "La ministre déléguée, après validation du Premier ministre", "Décision 2026-131")}},
		{s.ago(30), "Claire Fontaine", []event{described("demo-rdv", "fabrique-numerique", "managed-database, object-storage, shared-filesystem, antivirus", "managed-database, object-storage", sessionFlow, ""), shared("demo-rdv"), decided("demo-rdv")}},
		{s.ago(29), "Claire Fontaine", []event{sent("demo-rdv", "Les équipes réseau de Cegedim et de Rosny", "Première matrice, pour ouvrir la recette.")}},
		{s.ago(28), "Mehdi Benali", []event{said("demo-rdv", "Il manque l’antivirus sur les pièces jointes, et le partage de fichiers avec l’agenda.")}},
		{s.ago(27), "Claire Fontaine", []event{corrected("demo-rdv", "antivirus et partage de fichiers, après l’avis de Mehdi"), decided("demo-rdv"), said("demo-rdv", "C’est ajouté : la décision est reprise.")}},
		{s.ago(20), "Hélène Caron", []event{described("gestion-enquetes", "dgpn"), shared("gestion-enquetes"), decided("gestion-enquetes")}},
		{s.ago(12), "Hélène Caron", []event{asked("gestion-enquetes", "DR-PLATFORM", "nubo",
			"Cloud Pi n’a pas de place avant six mois ; l’enquête ne peut pas attendre.", "analyse-de-risques-DR.pdf", 180)}},
		{s.ago(4), "Camille Perrin", []event{decided("listes-electorales")}},
		{s.ago(3), "Manon Petit", []event{described("prototype", "dne")}},
		{s.ago(2), "Karim Haddad", []event{said("cancer-data", "Le marché interministériel permet un bon de commande pour cette offre jusqu’en juin.")}},
	}
}

// sessionFlow is a flow that the team of demo-rdv found after it had sent its matrix.
const sessionFlow = "    - {to: cache, protocol: tcp, port: 6379, network: local, fromName: frontal, justification: sessions}\n"

// pause is between two events of a scene.
const pause = 4 * time.Minute

// live plays every scene.
func (s *story) live() error {
	for _, scene := range s.scenes() {
		s.on(scene.on)
		by, err := s.actor(scene.by)
		if err != nil {
			return fmt.Errorf("%s: %w", scene.by, err)
		}
		for _, do := range scene.does {
			s.clock = s.clock.Truncate(time.Minute).Add(pause)
			if err := do(s, by); err != nil {
				return fmt.Errorf("%s, %s: %w", scene.on, scene.by, err)
			}
		}
	}
	return nil
}

// work does the work of the day, as the jobs would: what changed since a decision
// reopens it, what ends soon is announced.
func (s *story) work() error {
	s.on(s.today)
	attempt := jobs.Attempt{Number: 1}
	for _, h := range s.Handlers() {
		if h.Kind != "record.day" {
			continue
		}
		if err := h.Do(s.ctx, nil, attempt); err != nil {
			return err
		}
	}
	return s.reopen()
}

// reopen looks again at the decisions of the past.
func (s *story) reopen() error {
	args := fmt.Appendf(nil, `{"operation":"day-%s"}`, s.today)
	for _, h := range s.Handlers() {
		if h.Kind != "record.reopen" {
			continue
		}
		if err := h.Do(s.ctx, args, jobs.Attempt{Number: 1}); err != nil {
			return err
		}
	}
	return nil
}
