package main

import "github.com/havre-cloud/havre"

// orderKinds are the kinds of objects of orders.
var orderKinds = []objectKind{
	{
		name: "Order", words: []string{"orders", "order"}, path: "orders", title: havre.Text{FR: "commandes", EN: "orders"},
		named: []string{"status.number"}, search: "number", final: true,
		columns: []column{
			{havre.Same("id"), "id"},
			{havre.Text{FR: "numéro", EN: "number"}, "status.number"},
			{havre.Text{FR: "état", EN: "state"}, "status.stateText"},
			{havre.Text{FR: "coût TTC", EN: "cost"}, "status.cost"},
			{havre.Text{FR: "dossier", EN: "need"}, "status.dossierTitle"},
			{havre.Text{FR: "titre", EN: "title"}, "metadata.title"},
		},
		filters: []filter{
			searchFilter, dossierFilter,
			{query: "state", usage: havre.Text{FR: "`état`", EN: "`state`"}, values: []string{"draft", "acknowledged", "pending", "held", "inProgress", "rejected", "cancelled", "completed", "failed", "partial"}},
			{query: "open", usage: havre.Text{FR: "seulement celles qui ne sont pas terminées", EN: "only those that have not ended"}, flag: true},
			offerFilter, belowFilter,
			{query: "framework", usage: havre.Text{FR: "identifiant de l'`accord-cadre`", EN: "identifier of the `framework` agreement"}},
			{query: "number", usage: havre.Text{FR: "`numéro` exact", EN: "exact `number`"}},
			sortFilter("updated", "sent", "number", "title", "state", "amount"), descFilter,
		},
	},
	{
		name: "Instance", words: []string{"instances", "instance"}, path: "instances", title: havre.Text{FR: "ressources commandées", EN: "resources ordered"},
		named: []string{"metadata.name"}, search: "search",
		columns: []column{
			{havre.Same("id"), "id"},
			{havre.Text{FR: "nom", EN: "name"}, "metadata.name"},
			{havre.Text{FR: "environnement", EN: "environment"}, "spec.environment"},
			{havre.Text{FR: "offre", EN: "offer"}, "spec.offer"},
			{havre.Text{FR: "gabarit", EN: "plan"}, "spec.plan"},
			{havre.Text{FR: "état", EN: "state"}, "status.stateText"},
			{havre.Text{FR: "jusqu'au", EN: "until"}, "spec.wanted.until"},
		},
		filters: []filter{
			searchFilter, dossierFilter, offerFilter,
			{query: "state", usage: havre.Text{FR: "`état`", EN: "`state`"}, values: []string{"reserved", "inactive", "active", "terminated", "abandoned"}},
			{query: "endsBefore", usage: havre.Text{FR: "qui finissent à cette `date` ou avant", EN: "that end on that `date` or before"}},
			sortFilter("name", "until", "offer"), descFilter,
		},
	},
	{
		name: "Work", words: []string{"works", "work"}, path: "works", title: havre.Text{FR: "tâches d'opérateur", EN: "operators' works"},
		columns: []column{
			{havre.Same("id"), "id"},
			{havre.Text{FR: "pour le", EN: "due"}, "spec.due"},
			{havre.Text{FR: "état", EN: "state"}, "status.stateText"},
			{havre.Text{FR: "en retard", EN: "late"}, "status.late"},
			{havre.Text{FR: "commande", EN: "order"}, "status.orderNumber"},
			{havre.Text{FR: "à réaliser", EN: "to make"}, "metadata.title"},
		},
		filters: []filter{
			{query: "order", usage: havre.Text{FR: "identifiant de la `commande`", EN: "identifier of the `order`"}},
			offerFilter,
			{query: "state", usage: havre.Text{FR: "`état`", EN: "`state`"}, values: []string{"to-do", "taken", "done", "partly-done", "impossible", "withdrawn"}},
			{query: "open", usage: havre.Text{FR: "seulement ce qui reste à faire", EN: "only what is left to do"}, flag: true},
			{query: "mine", usage: havre.Text{FR: "seulement ce dont vous vous chargez", EN: "only what you took"}, flag: true},
			{query: "dueBefore", usage: havre.Text{FR: "attendu à cette `date` ou avant", EN: "expected on that `date` or before"}},
			descFilter, sortFilter("due", "offer", "state"),
		},
	},
	{
		name: "Quota", words: []string{"quotas", "quota"}, path: "quotas", title: havre.Text{FR: "quotas et budgets", EN: "quotas and budgets"},
		key:    []string{"metadata.organisation", "spec.dossier", "spec.resource", "spec.class", "spec.year"},
		lookup: map[string]string{"metadata.organisation": "organisation", "spec.dossier": "dossier"}, exact: true, made: true, final: true,
		columns: []column{
			{havre.Same("id"), "id"},
			{havre.Text{FR: "compte", EN: "account"}, "status.account"},
			{havre.Text{FR: "accordé", EN: "granted"}, "spec.amount"},
			{havre.Text{FR: "sans limite", EN: "no limit"}, "spec.unlimited"},
			{havre.Text{FR: "réservé", EN: "reserved"}, "status.reserved"},
			{havre.Text{FR: "engagé", EN: "committed"}, "status.committed"},
			{havre.Text{FR: "reste", EN: "left"}, "status.free"},
			{havre.Text{FR: "pour", EN: "holder"}, "status.holderTitle"},
		},
		filters: []filter{dossierFilter, {query: "organisation", usage: havre.Text{FR: "`organisation` (par défaut la vôtre)", EN: "`organisation` (by default yours)"}}},
	},
	{
		name: "Framework", words: []string{"frameworks", "framework"}, path: "frameworks", title: havre.Text{FR: "accords-cadres et conventions", EN: "framework agreements and conventions"},
		named: []string{"spec.reference"}, search: "search", key: []string{"metadata.organisation", "spec.reference"},
		lookup: map[string]string{"metadata.organisation": "organisation", "spec.reference": "search"}, made: true, final: true,
		columns: []column{
			{havre.Same("id"), "id"},
			{havre.Text{FR: "référence", EN: "reference"}, "spec.reference"},
			{havre.Text{FR: "voie", EN: "route"}, "spec.route"},
			{havre.Text{FR: "offres", EN: "offers"}, "spec.offers"},
			{havre.Text{FR: "jusqu'au", EN: "until"}, "spec.period.until"},
			{havre.Text{FR: "reste HT", EN: "left"}, "status.remaining"},
			{havre.Text{FR: "titre", EN: "title"}, "metadata.title"},
		},
		filters: []filter{
			searchFilter,
			{query: "organisation", usage: havre.Text{FR: "les siens et ceux d'au-dessus de cette `organisation`", EN: "those of that `organisation` and above it"}},
			offerFilter,
			{query: "on", usage: havre.Text{FR: "en vigueur à cette `date`", EN: "in force on that `date`"}},
			sortFilter("title", "until"), descFilter,
		},
	},
	{
		name: "ApprovalChain", words: []string{"approval-chains", "approval-chain", "chains", "chain"}, path: "approval-chains", title: havre.Text{FR: "circuits de validation", EN: "approval chains"},
		key: []string{"metadata.organisation", "metadata.name"}, lookup: map[string]string{"metadata.organisation": "organisation"}, made: true, final: true,
		columns: []column{
			{havre.Same("id"), "id"},
			{havre.Text{FR: "nom", EN: "name"}, "metadata.name"},
			{havre.Text{FR: "mis de côté", EN: "set aside"}, "spec.disabled"},
			{havre.Text{FR: "organisation", EN: "organisation"}, "metadata.organisation"},
		},
		filters: []filter{{query: "organisation", usage: havre.Text{FR: "`organisation` (par défaut la vôtre)", EN: "`organisation` (by default yours)"}}},
	},
	{
		name: "Delegation", words: []string{"delegations", "delegation"}, path: "delegations", title: havre.Text{FR: "délégations", EN: "delegations"},
		key: []string{"spec.to", "spec.from", "spec.until"}, exact: true, made: true, final: true,
		columns: []column{
			{havre.Same("id"), "id"},
			{havre.Text{FR: "de", EN: "from"}, "status.giverName"},
			{havre.Text{FR: "à", EN: "to"}, "status.toName"},
			{havre.Text{FR: "absent", EN: "away"}, "spec.absent"},
			{havre.Text{FR: "début", EN: "begins"}, "spec.from"},
			{havre.Text{FR: "fin", EN: "ends"}, "spec.until"},
		},
	},
}

// Filters that several kinds of orders have.
var (
	dossierFilter = filter{query: "dossier", usage: havre.Text{FR: "identifiant du `dossier`", EN: "identifier of the `need`"}}
	offerFilter   = filter{query: "offer", usage: havre.Text{FR: "`offre`", EN: "`offer`"}}
	belowFilter   = filter{query: "organisation", usage: havre.Text{FR: "cette `organisation` et celles au-dessous", EN: "that `organisation` and those below"}}
)
