package api

import "github.com/havre-cloud/havre"

// group is a chapter of the documentation.
type group struct {
	id    string
	title havre.Text
	about havre.Text
}

// The chapters.
var (
	groupMe            = group{"me", havre.Text{FR: "Vous", EN: "You"}, havre.Text{FR: "Qui demande, et ce qui lui est permis.", EN: "Who asks, and what they may do."}}
	groupDossiers      = group{"dossiers", havre.Text{FR: "Dossiers", EN: "Needs"}, havre.Text{FR: "Les besoins d'hébergement : leur document, leurs révisions, leurs partages et leur discussion.", EN: "Hosting needs: their document, revisions, shares and discussion."}}
	groupDecisions     = group{"decisions", havre.Text{FR: "Décisions", EN: "Decisions"}, havre.Text{FR: "Prendre une décision, avec ou sans l'enregistrer, la relire, la rejouer, la comparer.", EN: "Take a decision, on record or not, read it, replay it, compare it."}}
	groupDerogations   = group{"derogations", havre.Text{FR: "Dérogations", EN: "Derogations"}, havre.Text{FR: "Demander à déroger à une règle, enregistrer la réponse de l'autorité.", EN: "Ask to derogate from a rule, record what the authority answered."}}
	groupPortfolio     = group{"portfolio", havre.Text{FR: "Portefeuille et échéances", EN: "Portfolio and deadlines"}, havre.Text{FR: "Qui est où, et ce qui finit quand.", EN: "Who is where, and what ends when."}}
	groupCatalogue     = group{"catalogue", havre.Text{FR: "Catalogue", EN: "Catalogue"}, havre.Text{FR: "Les offres comme faits datés, leur histoire, l'import d'un tableau.", EN: "The offers as dated facts, their history, the import of a table."}}
	groupDoctrine      = group{"doctrine", havre.Text{FR: "Doctrine", EN: "Doctrine"}, havre.Text{FR: "Les règles publiées et ce qui change d'un texte à l'autre.", EN: "The published rules and what changes from one text to another."}}
	groupNetwork       = group{"network", havre.Text{FR: "Interconnexions", EN: "Interconnections"}, havre.Text{FR: "Qui peut parler à qui, par où, et qui doit ouvrir quoi.", EN: "Who may talk to whom, by which way, and who must open what."}}
	groupOrders        = group{"orders", havre.Text{FR: "Commandes", EN: "Orders"}, havre.Text{FR: "Ce qui peut être commandé ; les paniers, les commandes, leurs validations et leur réalisation ; ce qui a été livré.", EN: "What may be ordered; baskets, orders, their approvals and their fulfilment; what was delivered."}}
	groupDeployments   = group{"deployments", havre.Text{FR: "Déploiements", EN: "Deployments"}, havre.Text{FR: "Ce que le portail construit lui-même sur un cloud : plan, étapes, écarts, accès, orphelins.", EN: "What the portal itself builds on a cloud: plan, steps, drift, accesses, orphans."}}
	groupPurchasing    = group{"purchasing", havre.Text{FR: "Quotas, achats et circuits", EN: "Quotas, purchasing and approval chains"}, havre.Text{FR: "Ce qui borne les commandes : quotas et budgets, accords-cadres et conventions, circuits de validation.", EN: "What bounds orders: quotas and budgets, framework agreements and conventions, approval chains."}}
	groupOrganisations = group{"organisations", havre.Text{FR: "Organisations et personnes", EN: "Organisations and people"}, havre.Text{FR: "L'arbre des organisations, les comptes, les rôles, les comptes de service et leurs jetons.", EN: "The tree of organisations, accounts, roles, service accounts and their tokens."}}
	groupNotices       = group{"notices", havre.Text{FR: "Notifications et webhooks", EN: "Notices and webhooks"}, havre.Text{FR: "Ce qui vous est dit, et ce qui est dit à d'autres programmes.", EN: "What you are told, and what other programs are told."}}
	groupOperations    = group{"operations", havre.Text{FR: "Opérations longues", EN: "Long operations"}, havre.Text{FR: "Ce qui prend du temps répond 202 et se suit ici.", EN: "What takes time answers 202 and is followed here."}}
	groupJournal       = group{"journal", havre.Text{FR: "Journal", EN: "Journal"}, havre.Text{FR: "Ce qui a été fait, et la preuve que rien n'y a été changé.", EN: "What was done, and the proof that nothing of it was changed."}}
	groupPolicy        = group{"policy", havre.Text{FR: "Droits", EN: "Policy"}, havre.Text{FR: "La table de qui peut faire quoi.", EN: "The table of who may do what."}}
)

// groups are the chapters, in order.
var groups = []group{
	groupMe, groupDossiers, groupDecisions, groupDerogations, groupPortfolio, groupCatalogue, groupNetwork, groupDoctrine,
	groupOrders, groupDeployments, groupPurchasing,
	groupOrganisations, groupNotices, groupOperations, groupJournal, groupPolicy,
}

var introduction = havre.Text{
	FR: "Tout ce que font les pages du portail, pour les programmes. Chaque enregistrement est un objet : ce qu'il est (metadata), ce qui a été demandé (spec), ce qu'il est devenu (status).\n\n" +
		"Un programme s'identifie par un jeton (Authorization: Bearer). Les refus sont des problèmes au sens de la RFC 9457, avec un code stable. " +
		"Changer un objet demande If-Match ; une création peut porter Idempotency-Key pour être renvoyée sans risque. Les listes se lisent page par page.",
	EN: "Everything that the pages of the portal do, for programs. Each record is an object: what it is (metadata), what was asked for (spec), what it became (status).\n\n" +
		"A program identifies itself by a token (Authorization: Bearer). Refusals are problems as RFC 9457 defines them, with a stable code. " +
		"Changing an object needs If-Match; a creation may carry Idempotency-Key so that it can be sent again safely. Lists are read page by page.",
}
