package dossier

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// The closed vocabularies of a dossier, in the order a form would show them.
var (
	OrganisationKinds = []string{"central-administration", "supervised-body", "state-operator", "gip", "local-authority", "health-establishment", "private"}
	Ministries        = []string{"social", "interior", "finance", "justice", "education", "higher-education", "defence", "ecology", "agriculture", "culture", "foreign-affairs", "prime-minister", "other", "none"}
	Natures           = []string{"new", "major-evolution", "ongoing"}
	Environments      = []string{"development", "sandbox", "training", "integration", "acceptance", "production", "recovery"}
	LegalSecrets      = []string{"privacy", "medical", "business", "defence", "foreign-policy", "state-security", "government-deliberations", "court-proceedings"}
	Subjects          = []string{"citizens", "companies", "agents", "patients"}
	Markings          = []string{"none", "restricted", "classified"}
	Layers            = []string{"saas", "paas", "caas", "iaas"}
	Runtimes          = []string{"container", "node", "java", "php", "python", "ruby", "go", "dotnet", "static", "linux-vm", "windows-vm"}
	Services          = []string{"managed-database", "object-storage", "shared-filesystem", "block-storage", "antivirus", "managed-kubernetes", "load-balancer", "dns", "registry", "backup", "monitoring", "logs", "secrets", "gpu", "mail-relay", "cdn"}
	Exposures         = []string{"internet", "rie"}
	Audiences         = []string{"agents", "citizens", "companies", "partners"}
	Segments          = []string{"none", "workstation", "office", "mail", "collaboration", "ticketing", "forms", "publishing", "other"}
	DictScales        = []string{"social-ministries", "anssi-mss", "other"}
)

// project and security name who usually knows a fact of the dossier.
var (
	team     = havre.Text{FR: "l'équipe du projet", EN: "the project team"}
	sponsor  = havre.Text{FR: "la maîtrise d'ouvrage", EN: "the business owner"}
	security = havre.Text{FR: "le RSSI", EN: "the security officer"}
	privacy  = havre.Text{FR: "le délégué à la protection des données", EN: "the data protection officer"}
	legal    = havre.Text{FR: "le service juridique", EN: "the legal department"}
)

// Facts publishes what a rule may read of a dossier. Paths follow the fields of
// kind: Dossier below spec, but for numbers that carry their unit in their name.
func Facts() []fact.Def {
	truth := func(path string, title, question, owner havre.Text) fact.Def {
		return fact.Def{Path: path, Kind: fact.Truth, Title: title, Question: question, Owner: owner}
	}
	words := func(path string, kind fact.Kind, values []string, title, question, owner havre.Text) fact.Def {
		return fact.Def{Path: path, Kind: kind, Values: values, Title: title, Question: question, Owner: owner}
	}
	number := func(path, unit string, upTo int64, title, question, owner havre.Text) fact.Def {
		return fact.Def{Path: path, Kind: fact.Number, Unit: unit, Max: upTo, Title: title, Question: question, Owner: owner}
	}
	t := func(fr, en string) havre.Text { return havre.Text{FR: fr, EN: en} }
	level := func(axis string, title havre.Text) fact.Def {
		return fact.Def{
			Path: "needs.dict." + axis, Kind: fact.Level, Values: []string{"1", "2", "3", "4"}, Title: title, Owner: security,
			Question: t("Quel est le besoin, de 1 à 4, pour « "+title.FR+" » ?", "What is the need, from 1 to 4, for "+title.EN+"?"),
		}
	}
	harm := func(path string, title havre.Text) fact.Def {
		return truth("data.harm."+path, title,
			t("Une violation des données est-elle susceptible d'engendrer une "+title.FR+" ?", "Would a breach of the data be likely to cause "+title.EN+"?"), security)
	}
	return []fact.Def{
		words("organisation.kind", fact.Enum, OrganisationKinds, t("nature de l'organisme", "kind of organisation"), t("De quelle nature est l'organisme qui porte le projet ?", "What kind of body carries the project?"), sponsor),
		words("organisation.ministry", fact.Enum, Ministries, t("ministère de rattachement", "ministry"), t("De quel ministère dépend le projet ?", "Which ministry does the project belong to?"), sponsor),
		truth("organisation.srenScope", t("organisme visé par l'article 31 de la loi SREN", "body within article 31 of the SREN act"), t("L'organisme est-il un opérateur listé ou un GIP nommé par décret au titre de la loi SREN ?", "Is the body a listed operator or a GIP named by decree under the SREN act?"), legal),
		words("project.nature", fact.Enum, Natures, t("nature du projet", "nature of the project"), t("Le projet est-il nouveau, une évolution majeure ou en cours ?", "Is the project new, a major evolution or ongoing?"), team),
		{Path: "project.engagedOn", Kind: fact.Date, Title: t("date d'engagement du projet", "date the project was engaged"), Question: t("À quelle date le projet a-t-il été engagé ?", "On which date was the project engaged?"), Owner: sponsor},
		number("project.fullCostEUR", "EUR", 1<<40, t("coût complet TTC, construction et 24 premiers mois", "full cost, VAT included, build and first 24 months"), t("Quel est le coût complet TTC, construction et 24 premiers mois d'exploitation ?", "What is the full cost, VAT included, of the build and the first 24 months of run?"), sponsor),
		number("project.evolutionPercent", "%", 100000, t("part du coût initial que représente l'évolution", "evolution as a share of the initial build cost"), t("Quelle part du coût de construction initial l'évolution représente-t-elle ?", "What share of the initial build cost does the evolution represent?"), team),
		truth("project.contractorChange", t("changement de prestataire", "change of contractor"), t("Le projet change-t-il de prestataire ?", "Does the project change contractor?"), team),
		truth("project.liftAndShift", t("bascule telle quelle", "lift and shift"), t("L'application est-elle déplacée telle quelle, sans transformation ?", "Is the application moved as it is, without transformation?"), team),
		truth("project.cloudReady", t("périmètre cloudifiable", "fit for the cloud"), t("L'application peut-elle fonctionner dans un cloud ?", "Can the application run in a cloud?"), team),
		words("environments", fact.Set, Environments, t("environnements à héberger", "environments to host"), t("Quels environnements faut-il héberger ?", "Which environments are to be hosted?"), team),
		truth("data.personal", t("données à caractère personnel", "personal data"), t("L'application traite-t-elle des données à caractère personnel ?", "Does the application process personal data?"), privacy),
		truth("data.specialCategory", t("données des articles 9 ou 10 du RGPD", "data of GDPR articles 9 or 10"), t("Traite-t-elle des données des articles 9 ou 10 du RGPD ?", "Does it process data of GDPR articles 9 or 10?"), privacy),
		truth("data.healthHosting", t("données de santé relevant de la loi HDS", "health data within the HDS law"), t("Héberge-t-elle, pour le compte de tiers, des données de santé recueillies lors du soin ou du suivi ?", "Does it host, for others, health data collected during care or follow-up?"), privacy),
		truth("data.selfHostedHealth", t("hébergement par l'organisme de ses propres données de santé", "the body hosts its own health data itself"), t("L'organisme héberge-t-il lui-même ses propres données de santé ?", "Does the body host its own health data itself?"), team),
		words("data.legalSecrets", fact.Set, LegalSecrets, t("secrets protégés par la loi", "secrets protected by law"), t("Quels secrets protégés par la loi (CRPA, art. L. 311-5 et L. 311-6) couvrent les données ?", "Which secrets protected by law (CRPA art. L. 311-5 and L. 311-6) cover the data?"), legal),
		words("data.subjects", fact.Set, Subjects, t("personnes ou organismes décrits par les données", "whom the data is about"), t("Sur qui portent les données : citoyens, entreprises, agents, patients ?", "Whom is the data about: citizens, companies, agents, patients?"), privacy),
		truth("data.essentialMission", t("données nécessaires à une mission essentielle de l'État", "data needed by an essential mission of the State"), t("Les données sont-elles nécessaires à l'accomplissement d'une mission essentielle de l'État ?", "Is the data needed to carry out an essential mission of the State?"), sponsor),
		harm("publicOrder", t("atteinte à l'ordre public", "harm to public order")),
		harm("publicSecurity", t("atteinte à la sécurité publique", "harm to public security")),
		harm("health", t("atteinte à la santé des personnes", "harm to people's health")),
		harm("life", t("atteinte à la vie des personnes", "harm to people's lives")),
		harm("intellectualProperty", t("atteinte à la propriété intellectuelle", "harm to intellectual property")),
		words("data.marking", fact.Enum, Markings, t("mention de protection", "protective marking"), t("Les informations portent-elles une mention (Diffusion Restreinte, classification) ?", "Does the information bear a marking (Diffusion Restreinte, classified)?"), security),
		words("needs.layer", fact.Set, Layers, t("couches de service acceptées", "acceptable service layers"), t("Quelles couches de service conviennent (SaaS, PaaS, CaaS, IaaS) ?", "Which service layers are acceptable (SaaS, PaaS, CaaS, IaaS)?"), team),
		words("needs.runtimes", fact.Set, Runtimes, t("environnements d'exécution nécessaires", "runtimes needed"), t("Quels environnements d'exécution faut-il ?", "Which runtimes are needed?"), team),
		words("needs.services", fact.Set, Services, t("services managés nécessaires", "managed services needed"), t("Quels services managés faut-il ?", "Which managed services are needed?"), team),
		truth("needs.outsourcedOperation", t("exploitation confiée à un tiers (infogérance)", "operation outsourced"), t("L'exploitation de l'application est-elle confiée à un tiers ?", "Is the operation of the application given to somebody else?"), team),
		words("needs.dict.scale", fact.Enum, DictScales, t("échelle DICT", "DICT scale"), t("Dans quelle échelle le DICT est-il exprimé ?", "On which scale is the DICT expressed?"), security),
		level("availability", t("disponibilité", "availability")),
		level("integrity", t("intégrité", "integrity")),
		level("confidentiality", t("confidentialité", "confidentiality")),
		level("traceability", t("traçabilité", "traceability")),
		number("needs.rtoMinutes", "min", 1<<30, t("durée maximale d'interruption admissible (DIMA)", "longest tolerable interruption (RTO)"), t("Quelle est la durée maximale d'interruption admissible ?", "What is the longest tolerable interruption?"), sponsor),
		number("needs.rpoMinutes", "min", 1<<30, t("perte de données maximale admissible (PDMA)", "largest tolerable data loss (RPO)"), t("Quelle est la perte de données maximale admissible ?", "What is the largest tolerable data loss?"), sponsor),
		number("needs.zones", "", 1000, t("nombre de zones géographiques", "number of geographic zones"), t("Sur combien de zones géographiques distinctes l'application sera-t-elle déployée ?", "Over how many distinct geographic zones will the application be deployed?"), team),
		words("needs.exposure", fact.Set, Exposures, t("réseaux d'exposition", "exposure networks"), t("Sur quels réseaux l'application est-elle exposée (Internet, RIE) ?", "On which networks is the application exposed (Internet, RIE)?"), team),
		words("needs.audience", fact.Set, Audiences, t("utilisateurs de l'application", "users of the application"), t("Qui utilise l'application ?", "Who uses the application?"), team),
		words("needs.segment", fact.Enum, Segments, t("fonction attendue d'un logiciel du marché", "function expected of a product on the market"), t("Quelle fonction courante l'application remplit-elle (bureautique, messagerie, billetterie…), si elle en remplit une ?", "Which common function does the application fill (office, mail, ticketing…), if any?"), team),
		{Path: "flows.to", Kind: fact.Set, Open: true, Title: t("flux avec d'autres plateformes", "flows with other platforms"), Question: t("Vers quelles plateformes l'application ouvre-t-elle des flux ?", "To which platforms does the application open flows?"), Owner: team},
		truth("existingSolution", t("existence d'une solution équivalente", "an equivalent product exists"), t("Une solution équivalente (publique, du marché ou commune) existe-t-elle déjà ?", "Does an equivalent product (public, commercial or shared) already exist?"), team),
	}
}
