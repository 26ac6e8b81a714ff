package main

import "github.com/havre-cloud/havre"

// orderKinds are the kinds of objects of orders.
var orderKinds = []objectKind{
	{
		name: "Order", words: []string{"orders", "order"}, path: "orders", title: havre.Text{FR: "commandes", EN: "orders"},
		named: []string{"status.number"}, search: "number", final: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "numéro", EN: "number"}, path: "status.number"},
			{head: havre.Text{FR: "état", EN: "state"}, path: "status.stateText"},
			{head: havre.Text{FR: "coût TTC", EN: "cost incl. VAT"}, path: "status.cost", shown: asCost},
			{head: havre.Text{FR: "dossier", EN: "need"}, path: "status.dossierTitle"},
			{head: havre.Text{FR: "titre", EN: "title"}, path: "metadata.title"},
		},
		filters: []filter{
			searchFilter, dossierFilter,
			{query: "state", usage: havre.Text{FR: "`état`", EN: "`state`"}, values: []string{"draft", "acknowledged", "pending", "held", "inProgress", "rejected", "cancelled", "completed", "failed", "partial"}},
			{query: "open", usage: havre.Text{FR: "seulement celles qui ne sont pas terminées", EN: "only those that have not ended"}, flag: true},
			offerFilter, belowFilter,
			{query: "framework", usage: havre.Text{FR: "identifiant ou référence de l'`accord-cadre`", EN: "identifier or reference of the `framework` agreement"}},
			{query: "number", usage: havre.Text{FR: "`numéro` exact", EN: "exact `number`"}},
			sortFilter("updated", "sent", "number", "title", "state", "amount"), descFilter,
		},
	},
	{
		name: "Instance", words: []string{"instances", "instance"}, path: "instances", title: havre.Text{FR: "ressources commandées", EN: "resources ordered"},
		named: []string{"metadata.name"}, search: "search", over: []string{"terminated", "abandoned"},
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "nom", EN: "name"}, path: "metadata.name"},
			{head: havre.Text{FR: "environnement", EN: "environment"}, path: "spec.environment", shown: asLabel},
			{head: havre.Text{FR: "offre", EN: "offer"}, path: "spec.offer"},
			{head: havre.Text{FR: "gabarit", EN: "plan"}, path: "spec.plan"},
			{head: havre.Text{FR: "état", EN: "state"}, path: "status.stateText"},
			{head: havre.Text{FR: "jusqu'au", EN: "until"}, path: "spec.wanted.lastDay", shown: asDay},
		},
		filters: []filter{
			searchFilter, dossierFilter, offerFilter,
			{query: "state", usage: havre.Text{FR: "`état`", EN: "`state`"}, values: []string{"reserved", "inactive", "active", "terminated", "abandoned"}},
			{query: "endsBefore", usage: havre.Text{FR: "qui finissent à cette `date` ou avant", EN: "that end on that `date` or before"}},
			sortFilter("name", "until", "offer"), descFilter,
		},
	},
	{
		name: "Work", words: []string{"works", "work"}, path: "works", title: havre.Text{FR: "tâches d'opérateur", EN: "operators' tasks"},
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "pour le", EN: "due"}, path: "spec.due", shown: asDay},
			{head: havre.Text{FR: "état", EN: "state"}, path: "status.stateText"},
			{head: havre.Text{FR: "en retard", EN: "late"}, path: "status.late"},
			{head: havre.Text{FR: "commande", EN: "order"}, path: "status.orderNumber"},
			{head: havre.Text{FR: "à réaliser", EN: "to make"}, path: "metadata.title"},
		},
		filters: []filter{
			{query: "order", usage: havre.Text{FR: "identifiant ou numéro de la `commande`", EN: "identifier or number of the `order`"}},
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
			{head: havre.Same("id"), path: "id", raw: true},
			{head: havre.Text{FR: "pour", EN: "holder"}, path: "status.holderTitle"},
			{head: havre.Text{FR: "compte", EN: "account"}, path: "status.account", shown: asAccount},
			{head: havre.Text{FR: "accordé", EN: "granted"}, path: "spec.amount", shown: asGranted},
			{head: havre.Text{FR: "sans limite", EN: "no limit"}, path: "spec.unlimited", raw: true},
			{head: havre.Text{FR: "réservé", EN: "reserved"}, path: "status.reserved", shown: asQuantity},
			{head: havre.Text{FR: "engagé", EN: "committed"}, path: "status.committed", shown: asQuantity},
			{head: havre.Text{FR: "reste", EN: "left"}, path: "status.free", shown: asQuantity},
		},
		filters: []filter{dossierFilter, {query: "organisation", usage: havre.Text{FR: "les siens et ceux d'au-dessus de cette `organisation` (par défaut la vôtre)", EN: "those of that `organisation` and above it (by default yours)"}}},
	},
	{
		name: "Framework", words: []string{"frameworks", "framework"}, path: "frameworks", title: havre.Text{FR: "accords-cadres et conventions", EN: "framework agreements and conventions"},
		named: []string{"spec.reference"}, search: "search", key: []string{"metadata.organisation", "spec.reference"},
		lookup: map[string]string{"metadata.organisation": "organisation", "spec.reference": "search"}, made: true, final: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "référence", EN: "reference"}, path: "spec.reference"},
			{head: havre.Text{FR: "voie", EN: "route"}, path: "spec.route", shown: asRoute},
			{head: havre.Text{FR: "offres", EN: "offers"}, path: "spec.offers"},
			{head: havre.Text{FR: "jusqu'au", EN: "until"}, path: "spec.period.lastDay", shown: asDay},
			{head: havre.Text{FR: "reste HT", EN: "left excl. VAT"}, path: "status.remaining", shown: asLeft},
			{head: havre.Text{FR: "titre", EN: "title"}, path: "metadata.title"},
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
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "nom", EN: "name"}, path: "metadata.name"},
			{head: havre.Text{FR: "mis de côté", EN: "set aside"}, path: "spec.disabled"},
			{head: havre.Text{FR: "organisation", EN: "organisation"}, path: "metadata.organisation"},
		},
		filters: []filter{{query: "organisation", usage: havre.Text{FR: "`organisation` (par défaut la vôtre)", EN: "`organisation` (by default yours)"}}},
	},
	{
		name: "Delegation", words: []string{"delegations", "delegation"}, path: "delegations", title: havre.Text{FR: "délégations", EN: "delegations"},
		key: []string{"spec.to", "spec.from", "spec.lastDay"}, exact: true, made: true, final: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "de", EN: "from"}, path: "status.giverName"},
			{head: havre.Text{FR: "à", EN: "to"}, path: "status.toName"},
			{head: havre.Text{FR: "absent", EN: "away"}, path: "spec.absent"},
			{head: havre.Text{FR: "début", EN: "begins"}, path: "spec.from", shown: asDay},
			{head: havre.Text{FR: "dernier jour", EN: "last day"}, path: "spec.lastDay", shown: asDay},
		},
	},
}

// Filters that several kinds of orders have.
var (
	dossierFilter = filter{query: "dossier", usage: havre.Text{FR: "identifiant ou nom du `dossier`", EN: "identifier or name of the `need` (--need too)"}}
	offerFilter   = filter{query: "offer", usage: havre.Text{FR: "`offre`", EN: "`offer`"}}
	belowFilter   = filter{query: "organisation", usage: havre.Text{FR: "cette `organisation` et celles au-dessous", EN: "that `organisation` and those below"}}
)
