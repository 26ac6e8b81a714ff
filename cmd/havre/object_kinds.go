package main

import (
	"slices"

	"github.com/havre-cloud/havre"
)

// objectKinds are the kinds of objects of a portal that commands read and write. The
// filters are those that the API documents: a test holds them to it.
var objectKinds = slices.Concat(recordKinds, orderKinds)

// recordKinds are those of needs, and of who does what.
var recordKinds = []objectKind{
	{
		name: "Dossier", words: []string{"dossiers", "dossier", "needs", "need"}, path: "dossiers",
		title: havre.Text{FR: "dossiers", EN: "needs"}, named: []string{"metadata.name"}, search: "name", key: []string{"metadata.organisation", "metadata.name"},
		lookup: map[string]string{"metadata.organisation": "organisation", "metadata.name": "name"}, made: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "nom", EN: "name"}, path: "metadata.name"},
			{head: havre.Text{FR: "état", EN: "state"}, path: "status.state"},
			{head: havre.Text{FR: "verdict", EN: "verdict"}, path: "status.decision.best"},
			{head: havre.Text{FR: "première offre", EN: "first offer"}, path: "status.decision.first"},
			{head: havre.Text{FR: "organisation", EN: "organisation"}, path: "status.organisationTitle"},
			{head: havre.Text{FR: "titre", EN: "title"}, path: "metadata.title"},
		},
		filters: []filter{
			searchFilter,
			{query: "name", usage: havre.Text{FR: "`nom` court exact", EN: "exact short `name`"}},
			{query: "organisation", usage: havre.Text{FR: "`organisation`, et celles au-dessous", EN: "`organisation`, and those below it"}},
			{query: "state", usage: havre.Text{FR: "`état`", EN: "`state`"}, values: []string{"draft", "shared", "archived"}},
			{query: "ministry", usage: havre.Text{FR: "`ministère`", EN: "`ministry`"}},
			{query: "verdict", usage: havre.Text{FR: "meilleur `verdict`", EN: "best `verdict`"}, values: []string{"eligible", "undetermined", "ineligible", "none"}},
			{query: "offer", usage: havre.Text{FR: "`offre` parmi les éligibles", EN: "`offer` among the eligible ones"}},
			{query: "reopened", usage: havre.Text{FR: "dont la décision est rouverte", EN: "whose decision is reopened"}, flag: true},
			{query: "dueBefore", usage: havre.Text{FR: "dont un fait peut changer avant cette `date`", EN: "of which a fact may change before that `date`"}},
			deletedFilter, sortFilter("title", "organisation", "updated", "state", "verdict", "due"), descFilter,
		},
	},
	{
		name: "Decision", words: []string{"decisions", "decision"}, path: "decisions", title: havre.Text{FR: "décisions", EN: "decisions"},
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "dossier", EN: "need"}, path: "status.dossierName"},
			{head: havre.Text{FR: "n°", EN: "no."}, path: "status.number"},
			{head: havre.Text{FR: "jour", EN: "day"}, path: "spec.on"},
			{head: havre.Text{FR: "état", EN: "state"}, path: "status.state"},
			{head: havre.Text{FR: "verdict", EN: "verdict"}, path: "status.best"},
			{head: havre.Text{FR: "offres éligibles", EN: "eligible offers"}, path: "status.first"},
		},
		filters: []filter{
			searchFilter,
			dossierFilter,
			{query: "state", usage: havre.Text{FR: "`état`", EN: "`state`"}, values: []string{"current", "reopened", "superseded"}},
			{query: "verdict", usage: havre.Text{FR: "meilleur `verdict`", EN: "best `verdict`"}, values: []string{"eligible", "undetermined", "ineligible"}},
			{query: "catalogue", usage: havre.Text{FR: "`empreinte` du catalogue employé", EN: "`digest` of the catalogue used"}},
			{query: "dueBefore", usage: havre.Text{FR: "dont un fait peut changer à cette `date` ou avant", EN: "of which a fact may change on that `date` or before"}},
			sortFilter("taken", "title", "state"), descFilter,
		},
	},
	{
		name: "Derogation", words: []string{"derogations", "derogation"}, path: "derogations", title: havre.Text{FR: "dérogations", EN: "derogations"}, final: true,
		key:    []string{"spec.dossier", "spec.rule", "spec.offer"},
		lookup: map[string]string{"spec.dossier": "dossier", "spec.rule": "rule"}, made: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "règle", EN: "rule"}, path: "spec.rule"},
			{head: havre.Text{FR: "offre", EN: "offer"}, path: "spec.offer"},
			{head: havre.Text{FR: "valeur", EN: "standing"}, path: "status.standing"},
			{head: havre.Text{FR: "finit le", EN: "ends on"}, path: "spec.until"},
			{head: havre.Text{FR: "dossier", EN: "need"}, path: "status.dossierTitle"},
		},
		filters: []filter{
			searchFilter,
			dossierFilter,
			{query: "rule", usage: havre.Text{FR: "`règle`", EN: "`rule`"}},
			{query: "state", usage: havre.Text{FR: "`état`", EN: "`state`"}, values: []string{"requested", "granted", "refused", "withdrawn"}},
			{query: "endBefore", usage: havre.Text{FR: "accordées, qui finissent à cette `date` ou avant", EN: "granted, that end on that `date` or before"}},
			sortFilter("until", "requested", "rule"), descFilter,
		},
	},
	{
		name: "Organisation", words: []string{"organisations", "organisation", "orgs", "org"}, path: "organisations",
		title: havre.Text{FR: "organisations", EN: "organisations"}, named: []string{"metadata.name"}, search: "name", key: []string{"metadata.name"},
		lookup: map[string]string{"metadata.name": "name"}, made: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "nom", EN: "name"}, path: "metadata.name"},
			{head: havre.Text{FR: "niveau", EN: "level"}, path: "spec.level"},
			{head: havre.Text{FR: "ministère", EN: "ministry"}, path: "spec.ministry"},
			{head: havre.Text{FR: "titre", EN: "title"}, path: "metadata.title"},
		},
		filters: []filter{
			searchFilter,
			{query: "name", usage: havre.Text{FR: "`nom` court exact", EN: "exact short `name`"}},
			{query: "parent", usage: havre.Text{FR: "`organisation` au-dessus", EN: "`organisation` above"}},
			{query: "level", usage: havre.Text{FR: "`niveau`", EN: "`level`"}, values: []string{"ministry", "directorate", "team", "body"}},
			deletedFilter, sortFilter("title", "name", "updated"), descFilter,
		},
	},
	{
		name: "Person", words: []string{"people", "person", "persons"}, path: "people", title: havre.Text{FR: "personnes", EN: "people"},
		named: []string{"spec.email", "spec.name"}, search: "search", key: []string{"spec.email"},
		lookup: map[string]string{"spec.email": "search"}, made: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "nom", EN: "name"}, path: "spec.name"},
			{head: havre.Text{FR: "adresse", EN: "address"}, path: "spec.email"},
			{head: havre.Text{FR: "fermé", EN: "closed"}, path: "spec.disabled"},
			{head: havre.Text{FR: "vu le", EN: "seen"}, path: "status.lastSeenAt"},
		},
		filters: []filter{searchFilter, sortFilter("name", "email", "seen"), descFilter},
	},
	{
		name: "Grant", words: []string{"grants", "grant"}, path: "grants", title: havre.Text{FR: "rôles accordés", EN: "grants"},
		key:    []string{"spec.person", "spec.organisation", "spec.role"},
		lookup: map[string]string{"spec.person": "person", "spec.organisation": "organisation", "spec.role": "role"}, exact: true, made: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "rôle", EN: "role"}, path: "spec.role"},
			{head: havre.Text{FR: "personne", EN: "person"}, path: "status.personName"},
			{head: havre.Text{FR: "jusqu'au", EN: "until"}, path: "spec.until"},
			{head: havre.Text{FR: "organisation", EN: "organisation"}, path: "status.organisationTitle"},
		},
		filters: []filter{
			searchFilter,
			{query: "person", usage: havre.Text{FR: "identifiant de la `personne`", EN: "identifier of the `person`"}},
			{query: "organisation", usage: havre.Text{FR: "`organisation` exacte", EN: "exact `organisation`"}},
			{query: "role", usage: havre.Text{FR: "`rôle`", EN: "`role`"}, values: []string{"reader", "product-team", "platform-operator", "architect", "security-officer", "buyer", "approver", "auditor", "administrator"}},
			{query: "inForce", usage: havre.Text{FR: "seulement ceux en vigueur", EN: "only those in force"}, flag: true},
			sortFilter("person", "organisation", "role", "until"), descFilter,
		},
	},
	{
		name: "Service", words: []string{"services", "service"}, path: "services", title: havre.Text{FR: "comptes de service", EN: "service accounts"},
		named: []string{"spec.name"}, search: "search", key: []string{"metadata.organisation", "spec.name"},
		lookup: map[string]string{"spec.name": "search"}, made: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "organisation", EN: "organisation"}, path: "metadata.organisation"},
			{head: havre.Text{FR: "fermé", EN: "closed"}, path: "spec.disabled"},
			{head: havre.Text{FR: "vu le", EN: "seen"}, path: "status.lastSeenAt"},
			{head: havre.Text{FR: "nom", EN: "name"}, path: "spec.name"},
		},
		filters: []filter{searchFilter, sortFilter("name", "email", "seen"), descFilter},
	},
	{
		name: "Token", words: []string{"tokens", "token"}, path: "tokens", title: havre.Text{FR: "jetons", EN: "tokens"}, final: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "début", EN: "prefix"}, path: "status.prefix"},
			{head: havre.Text{FR: "portées", EN: "scopes"}, path: "spec.scopes"},
			{head: havre.Text{FR: "expire", EN: "expires"}, path: "spec.expiresAt"},
			{head: havre.Text{FR: "employé", EN: "used"}, path: "status.usedAt"},
			{head: havre.Text{FR: "nom", EN: "name"}, path: "spec.name"},
		},
		filters: []filter{{query: "person", usage: havre.Text{FR: "identifiant de la `personne` ou du compte de service", EN: "identifier of the `person` or of the service account"}}},
	},
	{
		name: "Webhook", words: []string{"webhooks", "webhook"}, path: "webhooks", title: havre.Text{FR: "webhooks", EN: "web hooks"},
		named: []string{"spec.url"}, search: "search", key: []string{"metadata.organisation", "spec.url"},
		lookup: map[string]string{"spec.url": "search"}, made: true,
		columns: []column{
			{head: havre.Same("id"), path: "id"},
			{head: havre.Text{FR: "organisation", EN: "organisation"}, path: "metadata.organisation"},
			{head: havre.Text{FR: "arrêté", EN: "stopped"}, path: "spec.disabled"},
			{head: havre.Text{FR: "sujets", EN: "topics"}, path: "spec.topics"},
			{head: havre.Text{FR: "adresse", EN: "address"}, path: "spec.url"},
		},
		filters: []filter{searchFilter, descFilter},
	},
	{
		name: "Notice", words: []string{"notices", "notice"}, path: "notices", title: havre.Text{FR: "notifications", EN: "notices"},
		columns: []column{
			{head: havre.Same("id"), path: "id"}, {head: havre.Text{FR: "sujet", EN: "topic"}, path: "spec.topic"}, {head: havre.Text{FR: "reçue", EN: "received"}, path: "metadata.createdAt"}, {head: havre.Text{FR: "titre", EN: "title"}, path: "spec.title"},
		},
		filters: []filter{{query: "unread", usage: havre.Text{FR: "seulement celles qui ne sont pas lues", EN: "only those not read"}, flag: true}},
	},
}

// Filters that several kinds have.
var (
	searchFilter  = filter{query: "search", usage: havre.Text{FR: "`mots` qui doivent tous être présents", EN: "`words` that must all be present"}}
	deletedFilter = filter{query: "deleted", usage: havre.Text{FR: "ce qui est supprimé", EN: "what is deleted"}, flag: true}
	descFilter    = filter{query: "desc", usage: havre.Text{FR: "ordre inverse", EN: "reverse order"}, flag: true}
)

func sortFilter(columns ...string) filter {
	return filter{query: "sort", usage: havre.Text{FR: "`ordre`", EN: "`order`"}, values: columns}
}
