package demo

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// place is an organisation of the tree.
type place struct {
	name, in, title string
	kind            identity.OrganisationKind
	body, ministry  string
}

const central = "central-administration"

var places = []place{
	{"ministeres-sociaux", "", "Ministères sociaux", identity.MinistryNode, central, "social"},
	{"dnum-sociaux", "ministeres-sociaux", "Direction du numérique", identity.DirectorateNode, central, ""},
	{"fabrique-numerique", "dnum-sociaux", "Fabrique numérique", identity.TeamNode, central, ""},
	{"drh-sociaux", "ministeres-sociaux", "Direction des ressources humaines", identity.DirectorateNode, central, ""},
	{"dgs", "ministeres-sociaux", "Direction générale de la santé", identity.DirectorateNode, central, ""},
	{"dgs-cancer", "dgs", "Équipe Données du cancer", identity.TeamNode, central, ""},
	{"agence-sante", "ministeres-sociaux", "Agence du numérique en santé", identity.BodyNode, "gip", ""},

	{"ministere-interieur", "", "Ministère de l’Intérieur", identity.MinistryNode, central, "interior"},
	{"dgpn", "ministere-interieur", "Direction générale de la police nationale", identity.DirectorateNode, central, ""},

	{"premier-ministre", "", "Services du Premier ministre", identity.MinistryNode, central, "prime-minister"},
	{"dila", "premier-ministre", "Direction de l’information légale et administrative", identity.DirectorateNode, central, ""},
	{"dila-demarches", "dila", "Équipe Démarches", identity.TeamNode, central, ""},

	{"ministere-economie", "", "Ministère de l’Économie et des Finances", identity.MinistryNode, central, "finance"},
	{"dgfip", "ministere-economie", "Direction générale des finances publiques", identity.DirectorateNode, central, ""},

	{"ministere-ecologie", "", "Ministère de la Transition écologique", identity.MinistryNode, central, "ecology"},
	{"sg-ecologie", "ministere-ecologie", "Secrétariat général", identity.DirectorateNode, central, ""},
	{"geographie", "ministere-ecologie", "Institut de l’information géographique", identity.BodyNode, "state-operator", ""},

	{"ministere-agriculture", "", "Ministère de l’Agriculture", identity.MinistryNode, central, "agriculture"},
	{"numerique-agriculture", "ministere-agriculture", "Service du numérique", identity.DirectorateNode, central, ""},

	{"ministere-education", "", "Ministère de l’Éducation nationale", identity.MinistryNode, central, "education"},
	{"dne", "ministere-education", "Direction du numérique pour l’éducation", identity.DirectorateNode, central, ""},

	{"ville-exemple", "", "Ville d’Exemple-sur-Mer", identity.BodyNode, "local-authority", "none"},
}

// settle makes the organisations.
func (s *story) settle() error {
	s.on(havre.MustDate("2025-06-02"))
	for _, p := range places {
		o := &identity.Organisation{Kind: p.kind, Name: p.name, Title: p.title, Body: p.body, Ministry: p.ministry}
		if p.in != "" {
			o.Parent = s.organisations[p.in].ID
		}
		if err := s.people.SaveOrganisation(s.ctx, identity.System(), o); err != nil {
			return err
		}
		s.organisations[p.name] = o
	}
	return nil
}
