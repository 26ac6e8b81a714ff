package questionnaire

import "github.com/havre-cloud/havre"

// screens are the questions by theme. The words that explain are written here;
// what is asked, of whom and with which answers comes from the facts themselves.
var screens = []screen{
	{theme: Body, facts: []string{"organisation.kind"}, help: havre.Text{
		FR: "Les circulaires obligent les administrations centrales et les organismes sous leur tutelle ; elles ne sont qu’un conseil pour les autres. La loi SREN vise l’État et certains opérateurs.",
		EN: "The circulars bind central administrations and the bodies under their authority; for others they are advice. The SREN act concerns the State and some operators.",
	}},
	{theme: Body, facts: []string{"organisation.ministry"}, help: havre.Text{
		FR: "Certains ministères ont leur propre doctrine, qui s’ajoute à celle de l’État. « Aucune » si l’organisme ne dépend d’aucun ministère.",
		EN: "Some ministries have a doctrine of their own, on top of the State’s. “None” if the body belongs to no ministry.",
	}},
	{theme: Body, facts: []string{"organisation.srenScope"}, help: havre.Text{
		FR: "L’article 31 de la loi du 21 mai 2024 (SREN) vise, outre l’État, des opérateurs dont la liste est fixée et des groupements d’intérêt public nommés par décret.",
		EN: "Article 31 of the act of 21 May 2024 (SREN) concerns, besides the State, listed operators and public interest groups named by decree.",
	}},

	{theme: Project, facts: []string{"project.nature"}, help: havre.Text{
		FR: "Évolution majeure : une refonte, ou un changement d’ampleur de l’existant. En cours : l’application vit déjà et rien d’important ne change.",
		EN: "Major evolution: a rebuild, or a change of scale of what exists. Ongoing: the application is already live and nothing important changes.",
	}},
	{theme: Project, facts: []string{"project.engagedOn"}, help: havre.Text{
		FR: "Le jour de la décision de lancer le projet, ou de la première commande. Des règles de transition dépendent de cette date.",
		EN: "The day it was decided to start the project, or of the first order. Transition rules depend on this date.",
	}},
	{theme: Project, facts: []string{"project.fullCostEUR"}, help: havre.Text{
		FR: "Un ordre de grandeur suffit : construction, hébergement et exploitation des 24 premiers mois, TTC. Il décide de la procédure d’achat et des avis à demander.",
		EN: "An order of magnitude is enough: build, hosting and run for the first 24 months, VAT included. It decides the purchasing procedure and the opinions to ask for.",
	}},
	{theme: Project, facts: []string{"project.evolutionPercent"}, help: havre.Text{
		FR: "Le coût de l’évolution rapporté au coût de construction initial : 30 % si la refonte coûte 300 000 € pour une application qui en a coûté un million.",
		EN: "The cost of the evolution against the initial build cost: 30 % when the rebuild costs €300,000 for an application that cost one million.",
	}},
	{theme: Project, facts: []string{"project.contractorChange"}, help: havre.Text{
		FR: "Un changement de titulaire du marché de réalisation ou d’exploitation compte comme une évolution.",
		EN: "A change of the contractor that builds or runs it counts as an evolution.",
	}},
	{theme: Project, facts: []string{"project.liftAndShift"}, help: havre.Text{
		FR: "« Oui » si l’application change d’hébergement sans être réécrite ni adaptée au cloud.",
		EN: "“Yes” if the application changes hosting without being rewritten or fitted to the cloud.",
	}},
	{theme: Project, facts: []string{"project.cloudReady"}, help: havre.Text{
		FR: "« Non » si une contrainte technique l’empêche : matériel dédié, logiciel sans licence pour le cloud, délais de réponse incompatibles.",
		EN: "“No” if a technical constraint prevents it: dedicated hardware, software not licensed for the cloud, response times that do not fit.",
	}},
	{theme: Project, facts: []string{"existingSolution"}, help: havre.Text{
		FR: "La doctrine demande de reprendre un logiciel existant (public, libre ou du marché) avant d’en construire un.",
		EN: "The doctrine asks for an existing product (public, open source or commercial) to be reused before one is built.",
	}},

	{theme: Data, facts: []string{"data.personal"}, help: havre.Text{
		FR: "Toute information sur une personne identifiée ou identifiable : nom, adresse, identifiant de connexion, adresse IP…",
		EN: "Any information about an identified or identifiable person: name, address, login, IP address…",
	}},
	{theme: Data, facts: []string{"data.specialCategory"}, help: havre.Text{
		FR: "Santé, opinions politiques ou religieuses, appartenance syndicale, origine, orientation sexuelle, biométrie, génétique (article 9) ; infractions et condamnations (article 10).",
		EN: "Health, political or religious views, trade union membership, origin, sexual orientation, biometrics, genetics (article 9); offences and convictions (article 10).",
	}},
	{theme: Data, facts: []string{"data.healthHosting"}, help: havre.Text{
		FR: "La certification HDS est exigée de qui héberge, pour autrui, des données de santé recueillies lors d’activités de prévention, de diagnostic, de soins ou de suivi.",
		EN: "HDS certification is required of whoever hosts, for others, health data collected during prevention, diagnosis, care or follow-up.",
	}},
	{theme: Data, facts: []string{"data.selfHostedHealth"}, help: havre.Text{
		FR: "Un établissement qui héberge lui-même ses propres données de santé, sur ses propres machines, ne relève pas de la certification HDS pour elles.",
		EN: "A body that hosts its own health data itself, on its own machines, needs no HDS certification for it.",
	}},
	{theme: Data, facts: []string{"data.legalSecrets"}, help: havre.Text{
		FR: "Un secret protégé par la loi rend les données sensibles au sens de la doctrine de l’État. Vie privée et secret médical sont les plus courants.",
		EN: "A secret protected by law makes data sensitive under the State’s doctrine. Privacy and medical secrecy are the most common.",
	}},
	{theme: Data, facts: []string{"data.subjects"}, help: havre.Text{
		FR: "Cochez tous les publics dont l’application garde des informations, même si elle ne leur est pas ouverte.",
		EN: "Tick all those about whom the application keeps information, even if it is not open to them.",
	}},
	{theme: Data, facts: []string{"data.essentialMission"}, help: havre.Text{
		FR: "Sécurité, protection de la santé et de la vie, ordre public : des missions que l’État ne peut pas interrompre.",
		EN: "Security, protection of health and life, public order: missions that the State cannot interrupt.",
	}},
	{
		theme: Data, id: "data.harm",
		facts: []string{"data.harm.publicOrder", "data.harm.publicSecurity", "data.harm.health", "data.harm.life", "data.harm.intellectualProperty"},
		ask: havre.Text{
			FR: "Si les données étaient divulguées, altérées ou perdues, à quoi cela pourrait-il porter atteinte ?",
			EN: "If the data were disclosed, altered or lost, what could it harm?",
		},
		help: havre.Text{
			FR: "Il s’agit de conséquences plausibles, pas du pire imaginable. C’est l’un des deux critères qui imposent un cloud qualifié SecNumCloud.",
			EN: "This is about plausible consequences, not the worst imaginable. It is one of the two criteria that require a SecNumCloud-qualified cloud.",
		},
	},
	{theme: Data, facts: []string{"data.marking"}, help: havre.Text{
		FR: "« Aucune » pour la plupart des applications. Une application classifiée ne peut aller dans aucune des offres du catalogue.",
		EN: "“None” for most applications. A classified application can go in none of the offers of the catalogue.",
	}},

	{theme: Technical, facts: []string{"needs.segment"}, help: havre.Text{
		FR: "« Aucune » pour une application métier. Sinon, un logiciel en ligne déjà choisi par l’État peut convenir.",
		EN: "“None” for a business application. Otherwise a software service already chosen by the State may do.",
	}},
	{theme: Technical, facts: []string{"needs.layer"}, help: havre.Text{
		FR: "SaaS : un logiciel prêt à l’emploi. PaaS : vous apportez le code. CaaS : vous apportez des conteneurs. IaaS : vous gérez des machines virtuelles. Cochez tout ce que l’équipe sait exploiter.",
		EN: "SaaS: ready-made software. PaaS: you bring code. CaaS: you bring containers. IaaS: you manage virtual machines. Tick all that the team can run.",
	}},
	{theme: Technical, facts: []string{"needs.runtimes"}, help: havre.Text{
		FR: "Ce sur quoi l’application tourne. Tout doit être proposé par l’offre : ne cochez que le nécessaire.",
		EN: "What the application runs on. The offer must have all of it: tick only what is needed.",
	}},
	{theme: Technical, facts: []string{"needs.services"}, help: havre.Text{
		FR: "Les services que la plateforme doit fournir et tenir à jour elle-même. Ne cochez que ceux dont l’application ne peut pas se passer : chacun écarte des offres.",
		EN: "The services that the platform must provide and maintain itself. Tick only those the application cannot do without: each excludes offers.",
	}},
	{theme: Technical, facts: []string{"needs.outsourcedOperation"}, help: havre.Text{
		FR: "« Oui » si un prestataire administre l’application au quotidien (infogérance).",
		EN: "“Yes” if a contractor administers the application day to day.",
	}},
	{theme: Technical, facts: []string{"environments"}, help: havre.Text{
		FR: "Les copies de l’application à héberger : celle des utilisateurs (production) et celles de l’équipe.",
		EN: "The copies of the application to host: the one for users (production) and those for the team.",
	}},

	{
		theme: Continuity, id: "needs.dict",
		facts: []string{"needs.dict.scale", "needs.dict.availability", "needs.dict.integrity", "needs.dict.confidentiality", "needs.dict.traceability"},
		ask: havre.Text{
			FR: "Quels sont les besoins de sécurité de l’application (DICT) ?", EN: "What are the security needs of the application (DICT)?",
		},
		help: havre.Text{
			FR: "Disponibilité, intégrité, confidentialité, traçabilité : de 1 (faible) à 4 (très fort), tels que l’analyse de risques les donne. Choisissez l’échelle employée : les niveaux de deux échelles ne se comparent pas.",
			EN: "Availability, integrity, confidentiality, traceability: from 1 (low) to 4 (very high), as the risk analysis gives them. Choose the scale used: levels of two scales cannot be compared.",
		},
	},
	{
		theme: Continuity, id: "needs.continuity", facts: []string{"needs.rtoMinutes", "needs.rpoMinutes"},
		ask: havre.Text{
			FR: "Combien de temps l’application peut-elle s’arrêter, et combien de données peut-elle perdre ?", EN: "How long may the application stop, and how much data may it lose?",
		},
		help: havre.Text{
			FR: "Écrivez une durée avec son unité : 30min, 24h, 2j. La DIMA est l’interruption la plus longue admissible ; la PDMA, la période de saisie que l’on accepte de perdre.",
			EN: "Write a duration with its unit: 30min, 24h, 2d. The RTO is the longest tolerable interruption; the RPO, the span of entries that may be lost.",
		},
	},
	{theme: Continuity, facts: []string{"needs.zones"}, help: havre.Text{
		FR: "Deux zones distinctes protègent d’un sinistre dans l’une. Écrivez 1 si l’application n’est déployée qu’en un lieu.",
		EN: "Two distinct zones protect from a disaster in one. Write 1 if the application is deployed in one place only.",
	}},

	{theme: Network, facts: []string{"needs.exposure"}, help: havre.Text{
		FR: "Internet : ouverte au public. RIE : le réseau interministériel de l’État, réservé aux agents.",
		EN: "Internet: open to the public. RIE: the State’s interministerial network, for agents only.",
	}},
	{theme: Network, facts: []string{"needs.audience"}, help: havre.Text{
		FR: "Qui se connecte à l’application ou consulte ses pages.",
		EN: "Who signs in to the application or reads its pages.",
	}},
	{theme: Network, facts: []string{"flows.to"}, help: havre.Text{
		FR: "Une base de données, un référentiel ou une messagerie hébergés ailleurs, que l’application appelle. Les ports, les protocoles et les autres destinations se précisent dans le texte YAML du dossier.",
		EN: "A database, a register or a mail service hosted elsewhere that the application calls. Ports, protocols and other destinations are given in the YAML text of the need.",
	}},
}
