package catalogue

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/fact"
)

// The closed vocabularies of an offer. Those that a dossier uses too (layers,
// services, runtimes, exposure, organisation kinds) must hold the same words; the
// decision refuses to start when they differ.
var (
	Owners            = []string{"state-interministerial", "state-ministry", "commercial"}
	Circles           = []string{"internal", "dedicated", "external"}
	SecNumCloud       = []string{"qualified", "equivalent", "in-qualification", "not-subject", "none"}
	Places            = []string{"france", "eu", "eea", "adequate", "other"}
	Layers            = []string{"saas", "paas", "caas", "iaas"}
	Runtimes          = []string{"container", "node", "java", "php", "python", "ruby", "go", "dotnet", "static", "linux-vm", "windows-vm"}
	Services          = []string{"managed-database", "object-storage", "shared-filesystem", "block-storage", "antivirus", "managed-kubernetes", "load-balancer", "dns", "registry", "backup", "monitoring", "logs", "secrets", "gpu", "mail-relay", "cdn"}
	Exposures         = []string{"internet", "rie"}
	Functions         = []string{"none", "workstation", "office", "mail", "collaboration", "ticketing", "forms", "publishing", "other"}
	OrganisationKinds = []string{"central-administration", "supervised-body", "state-operator", "gip", "local-authority", "health-establishment", "private"}
	Ministries        = []string{"social", "interior", "finance", "justice", "education", "higher-education", "defence", "ecology", "agriculture", "culture", "foreign-affairs", "prime-minister", "other", "none"}
)

// Facts publishes what a rule may read of an offer on a day. Every member of a
// set (services.object-storage) is an attribute of its own in the catalogue.
func Facts() []fact.Def {
	t := func(fr, en string) havre.Text { return havre.Text{FR: fr, EN: en} }
	operator := t("l'opérateur de l'offre", "the operator of the offer")
	teams := t("les équipes réseau des deux plateformes", "the network teams of both platforms")
	truth := func(path string, title, question havre.Text) fact.Def {
		return fact.Def{Side: fact.Offer, Path: path, Kind: fact.Truth, Title: title, Question: question, Owner: operator}
	}
	words := func(path string, kind fact.Kind, values []string, title, question havre.Text) fact.Def {
		return fact.Def{Side: fact.Offer, Path: path, Kind: kind, Values: values, Title: title, Question: question, Owner: operator}
	}
	number := func(path, unit string, upTo int64, title, question havre.Text) fact.Def {
		return fact.Def{Side: fact.Offer, Path: path, Kind: fact.Number, Unit: unit, Max: upTo, Title: title, Question: question, Owner: operator}
	}
	ceiling := func(axis string, title havre.Text) fact.Def {
		return fact.Def{
			Side: fact.Offer, Path: "dict." + axis, Kind: fact.Level, Values: []string{"1", "2", "3", "4"}, Title: title, Owner: operator,
			Question: t("Jusqu'à quel niveau, de 1 à 4, l'offre %s couvre-t-elle : "+title.FR+" ?", "Up to which level, from 1 to 4, does offer %s cover "+title.EN+"?"),
		}
	}
	return []fact.Def{
		{Side: fact.Offer, Path: "id", Kind: fact.Enum, Open: true, Values: []string{""}, Title: t("identifiant de l'offre", "identifier of the offer"), Question: t("Quel est l'identifiant de l'offre %s ?", "What is the identifier of offer %s?"), Owner: operator},
		truth("available", t("ouverte à la commande", "open for orders"), t("L'offre %s est-elle ouverte à la commande ?", "Is offer %s open for orders?")),
		words("owner", fact.Enum, Owners, t("propriétaire de la plateforme", "owner of the platform"), t("Qui possède la plateforme de l'offre %s ?", "Who owns the platform of offer %s?")),
		words("circle", fact.Enum, Circles, t("cercle de 2018", "circle of 2018"), t("De quel cercle de la stratégie de 2018 relève l'offre %s ?", "Which circle of the 2018 strategy is offer %s in?")),
		truth("cloud", t("hébergement de type cloud", "hosting of the cloud type"), t("L'offre %s est-elle un cloud ?", "Is offer %s a cloud?")),
		words("layers", fact.Set, Layers, t("couches de service", "service layers"), t("L'offre %s propose-t-elle la couche %s ?", "Does offer %s have the %s layer?")),
		words("runtimes", fact.Set, Runtimes, t("environnements d'exécution", "runtimes"), t("L'offre %s exécute-t-elle %s ?", "Does offer %s run %s?")),
		words("functions", fact.Set, Functions, t("fonctions du logiciel en ligne", "functions of the software as a service"), t("Le logiciel en ligne %s remplit-il cette fonction : %s ?", "Does the software as a service %s fill this function: %s?")),
		words("services", fact.Set, Services, t("services managés", "managed services"), t("L'offre %s propose-t-elle ce service : %s ?", "Does offer %s have this service: %s?")),
		number("zones", "", 100, t("zones géographiques distinctes", "distinct geographic zones"), t("Sur combien de zones géographiques distinctes l'offre %s repose-t-elle ?", "Over how many distinct geographic zones does offer %s run?")),
		words("exposure", fact.Set, Exposures, t("réseaux d'exposition", "exposure networks"), t("L'offre %s est-elle exposée sur le réseau %s ?", "Is offer %s exposed on network %s?")),
		{Side: fact.Offer, Path: "reaches", Kind: fact.Set, Open: true, Title: t("plateformes joignables", "platforms within reach"), Question: t("L'offre %s peut-elle échanger avec %s, et par quel réseau ?", "Can offer %s exchange with %s, and over which network?"), Owner: teams},
		{Side: fact.Offer, Path: "reachesRestricted", Kind: fact.Set, Open: true, Title: t("plateformes joignables en Diffusion Restreinte", "platforms within reach for Diffusion Restreinte"), Question: t("L'offre %s peut-elle échanger des informations Diffusion Restreinte avec %s, et par quels moyens agréés ?", "Can offer %s exchange Diffusion Restreinte information with %s, and by which approved means?"), Owner: teams},
		{Side: fact.Offer, Path: "reachesSensitive", Kind: fact.Set, Open: true, Title: t("plateformes joignables sans circuler en clair hors des réseaux de l'État", "platforms within reach without travelling in clear outside the State's networks"), Question: t("Les flux de l'offre %s avec %s sont-ils chiffrés hors des réseaux de l'État ?", "Are the flows of offer %s with %s encrypted outside the State's networks?"), Owner: teams},
		words("openTo", fact.Set, OrganisationKinds, t("organismes admis", "bodies admitted"), t("L'offre %s est-elle ouverte aux organismes de type %s ?", "Is offer %s open to bodies of kind %s?")),
		truth("reserved", t("réservée à certains ministères", "reserved to some ministries"), t("L'offre %s est-elle réservée à certains ministères ?", "Is offer %s reserved to some ministries?")),
		words("ministries", fact.Set, Ministries, t("ministères admis", "ministries admitted"), t("L'offre %s est-elle ouverte au ministère « %s » ?", "Is offer %s open to ministry %s?")),
		words("secnumcloud", fact.Enum, SecNumCloud, t("qualification SecNumCloud", "SecNumCloud qualification"), t("L'offre %s est-elle qualifiée SecNumCloud, pour quelle activité et jusqu'à quand ?", "Is offer %s SecNumCloud-qualified, for which activity and until when?")),
		truth("hosting.qualified", t("infrastructure sous-jacente qualifiée SecNumCloud", "underlying infrastructure SecNumCloud-qualified"), t("L'infrastructure sous l'offre %s est-elle qualifiée SecNumCloud ?", "Is the infrastructure under offer %s SecNumCloud-qualified?")),
		truth("resilience.qualified", t("secours, sauvegarde et archive qualifiés SecNumCloud", "standby, backup and archive SecNumCloud-qualified"), t("Le secours, la sauvegarde et l'archive de l'offre %s sont-ils qualifiés SecNumCloud ?", "Are the standby, backup and archive of offer %s SecNumCloud-qualified?")),
		truth("immunity.thirdState", t("immunité aux accès non autorisés d'États tiers", "immunity from unauthorised access by third States"), t("L'offre %s est-elle immunisée contre les accès non autorisés d'autorités d'États tiers ?", "Is offer %s immune from unauthorised access by third-State authorities?")),
		truth("immunity.extraEU", t("immunité à toute réglementation extra-européenne", "immunity from any extra-European regulation"), t("L'offre %s est-elle immunisée contre toute réglementation extra-européenne ?", "Is offer %s immune from any extra-European regulation?")),
		truth("immunity.capital", t("capital conforme aux seuils de 24 % et 39 %", "capital within the 24 % and 39 % ceilings"), t("Le capital de l'opérateur de l'offre %s respecte-t-il les seuils de 24 %% et 39 %% ?", "Does the capital of the operator of offer %s respect the 24 %% and 39 %% ceilings?")),
		truth("hds.hosting", t("certification HDS d'hébergeur", "HDS hosting certificate"), t("L'offre %s est-elle certifiée HDS hébergeur, pour quelles activités et jusqu'à quand ?", "Is offer %s HDS-certified for hosting, for which activities and until when?")),
		truth("hds.operation", t("certification HDS d'infogéreur", "HDS operation certificate"), t("L'offre %s est-elle certifiée HDS infogéreur, pour quelles activités et jusqu'à quand ?", "Is offer %s HDS-certified for operation, for which activities and until when?")),
		truth("restricted", t("ouverture au niveau Diffusion Restreinte", "open to the Diffusion Restreinte level"), t("L'offre %s est-elle homologuée Diffusion Restreinte ?", "Is offer %s approved for Diffusion Restreinte?")),
		words("location.storage", fact.Enum, Places, t("lieu de stockage des données", "where data is stored"), t("Où l'offre %s stocke-t-elle les données ?", "Where does offer %s store data?")),
		words("location.administration", fact.Enum, Places, t("lieu d'administration", "where it is administered from"), t("D'où l'offre %s est-elle administrée ?", "From where is offer %s administered?")),
		words("location.support", fact.Enum, Places, t("lieu du support", "where support is given from"), t("D'où le support de l'offre %s est-il assuré ?", "From where is support of offer %s given?")),
		words("location.resilience", fact.Enum, Places, t("lieu du secours, de la sauvegarde et de l'archive", "where standby, backup and archive are"), t("Où sont le secours, la sauvegarde et l'archive de l'offre %s ?", "Where are the standby, backup and archive of offer %s?")),
		truth("dict.published", t("plafond DICT publié", "DICT ceiling published"), t("L'offre %s publie-t-elle un plafond DICT ?", "Does offer %s publish a DICT ceiling?")),
		ceiling("availability", t("disponibilité", "availability")),
		ceiling("integrity", t("intégrité", "integrity")),
		ceiling("confidentiality", t("confidentialité", "confidentiality")),
		ceiling("traceability", t("traçabilité", "traceability")),
		number("slaBasisPoints", "1/10000", 10000, t("disponibilité garantie", "availability commitment"), t("Quelle disponibilité l'offre %s garantit-elle ?", "Which availability does offer %s commit to?")),
		truth("patching", t("engagement de correctifs, de transparence et de réactivité", "commitment on patching, transparency and reactivity"), t("L'offre %s s'engage-t-elle sur les correctifs, la transparence et la réactivité aux incidents ?", "Does offer %s commit to patching, transparency and reactivity to incidents?")),
	}
}
