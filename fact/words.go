package fact

import (
	"strings"

	"github.com/havre-cloud/havre"
)

// Label is what a person reads for a word of a vocabulary. Identifiers without a
// label (those of platforms, levels) read as they are written.
func Label(word string) havre.Text {
	if t, ok := labels[word]; ok {
		return t
	}
	if place, way, ok := strings.Cut(word, "@"); ok {
		return havre.Text{FR: "%s (%s)", EN: "%s (%s)"}.With(Label(place), Label(way))
	}
	return havre.Same(word)
}

// Labelled says that a word belongs to a vocabulary, and so speaks for itself.
func Labelled(word string) bool {
	_, ok := labels[word]
	return ok
}

// labels give each word of the vocabularies of dossiers and offers in both
// languages. One word means one thing, on whichever side it is used.
var labels = map[string]havre.Text{
	"yes":     {FR: "oui", EN: "yes"},
	"no":      {FR: "non", EN: "no"},
	"unknown": {FR: "inconnu", EN: "unknown"},

	"central-administration": {FR: "administration centrale", EN: "central administration"},
	"supervised-body":        {FR: "organisme sous tutelle", EN: "supervised body"},
	"state-operator":         {FR: "opérateur de l'État", EN: "State operator"},
	"gip":                    {FR: "groupement d'intérêt public", EN: "public interest group (GIP)"},
	"local-authority":        {FR: "collectivité territoriale", EN: "local authority"},
	"health-establishment":   {FR: "établissement de santé", EN: "health establishment"},
	"private":                {FR: "organisme privé", EN: "private body"},

	"social":           {FR: "ministères sociaux", EN: "social ministries"},
	"interior":         {FR: "Intérieur", EN: "Interior"},
	"finance":          {FR: "Économie et finances", EN: "Economy and finance"},
	"justice":          {FR: "Justice", EN: "Justice"},
	"education":        {FR: "Éducation nationale", EN: "National education"},
	"higher-education": {FR: "Enseignement supérieur et recherche", EN: "Higher education and research"},
	"defence":          {FR: "Armées", EN: "Defence"},
	"ecology":          {FR: "Transition écologique", EN: "Ecology"},
	"agriculture":      {FR: "Agriculture", EN: "Agriculture"},
	"culture":          {FR: "Culture", EN: "Culture"},
	"foreign-affairs":  {FR: "Europe et affaires étrangères", EN: "Foreign affairs"},
	"prime-minister":   {FR: "Premier ministre", EN: "Prime Minister"},
	"other":            {FR: "autre", EN: "other"},
	"none":             {FR: "aucune", EN: "none"},

	"new":             {FR: "nouveau", EN: "new"},
	"major-evolution": {FR: "évolution majeure", EN: "major evolution"},
	"ongoing":         {FR: "en cours", EN: "ongoing"},

	"development": {FR: "développement", EN: "development"},
	"sandbox":     {FR: "bac à sable", EN: "sandbox"},
	"training":    {FR: "formation", EN: "training"},
	"integration": {FR: "intégration", EN: "integration"},
	"acceptance":  {FR: "recette", EN: "acceptance"},
	"production":  {FR: "production", EN: "production"},
	"recovery":    {FR: "secours", EN: "recovery"},

	"privacy":                  {FR: "vie privée", EN: "privacy"},
	"medical":                  {FR: "secret médical", EN: "medical secret"},
	"business":                 {FR: "secret des affaires", EN: "business secret"},
	"foreign-policy":           {FR: "politique extérieure", EN: "foreign policy"},
	"state-security":           {FR: "sûreté de l'État", EN: "State security"},
	"government-deliberations": {FR: "délibérations du Gouvernement", EN: "Government deliberations"},
	"court-proceedings":        {FR: "procédures juridictionnelles", EN: "court proceedings"},

	"citizens":  {FR: "citoyens", EN: "citizens"},
	"companies": {FR: "entreprises", EN: "companies"},
	"agents":    {FR: "agents publics", EN: "public agents"},
	"patients":  {FR: "patients", EN: "patients"},
	"partners":  {FR: "partenaires", EN: "partners"},

	"restricted": {FR: "Diffusion Restreinte", EN: "Diffusion Restreinte"},
	"classified": {FR: "classifié", EN: "classified"},

	"saas": {FR: "SaaS", EN: "SaaS"}, "paas": {FR: "PaaS", EN: "PaaS"},
	"caas": {FR: "CaaS", EN: "CaaS"}, "iaas": {FR: "IaaS", EN: "IaaS"},

	"container": {FR: "conteneur", EN: "container"}, "node": {FR: "Node.js", EN: "Node.js"},
	"java": {FR: "Java", EN: "Java"}, "php": {FR: "PHP", EN: "PHP"}, "python": {FR: "Python", EN: "Python"},
	"ruby": {FR: "Ruby", EN: "Ruby"}, "go": {FR: "Go", EN: "Go"}, "dotnet": {FR: ".NET", EN: ".NET"},
	"static":     {FR: "site statique", EN: "static site"},
	"linux-vm":   {FR: "machine virtuelle Linux", EN: "Linux virtual machine"},
	"windows-vm": {FR: "machine virtuelle Windows", EN: "Windows virtual machine"},

	"managed-database":   {FR: "base de données managée", EN: "managed database"},
	"object-storage":     {FR: "stockage objet (S3)", EN: "object storage (S3)"},
	"shared-filesystem":  {FR: "système de fichiers partagé", EN: "shared file system"},
	"block-storage":      {FR: "stockage bloc", EN: "block storage"},
	"antivirus":          {FR: "antivirus", EN: "antivirus"},
	"managed-kubernetes": {FR: "Kubernetes managé", EN: "managed Kubernetes"},
	"load-balancer":      {FR: "répartiteur de charge", EN: "load balancer"},
	"dns":                {FR: "DNS", EN: "DNS"},
	"registry":           {FR: "registre d'images", EN: "image registry"},
	"backup":             {FR: "sauvegarde", EN: "backup"},
	"monitoring":         {FR: "supervision", EN: "monitoring"},
	"logs":               {FR: "journaux", EN: "logs"},
	"secrets":            {FR: "coffre à secrets", EN: "secrets vault"},
	"gpu":                {FR: "GPU", EN: "GPU"},
	"mail-relay":         {FR: "relais de messagerie", EN: "mail relay"},
	"cdn":                {FR: "réseau de diffusion (CDN)", EN: "content delivery network (CDN)"},

	"internet": {FR: "Internet", EN: "Internet"},
	"rie":      {FR: "RIE", EN: "RIE"},
	"vpn":      {FR: "VPN", EN: "VPN"},
	"inbound":  {FR: "flux entrant", EN: "inbound flow"},

	"workstation":   {FR: "poste de travail", EN: "workstation"},
	"office":        {FR: "bureautique", EN: "office suite"},
	"mail":          {FR: "messagerie", EN: "mail"},
	"collaboration": {FR: "collaboratif", EN: "collaboration"},
	"ticketing":     {FR: "billetterie", EN: "ticketing"},
	"forms":         {FR: "formulaires et démarches", EN: "forms and procedures"},
	"publishing":    {FR: "publication de contenus", EN: "content publishing"},

	"social-ministries": {FR: "ministères sociaux", EN: "social ministries"},
	"anssi-mss":         {FR: "MonServiceSécurisé (ANSSI)", EN: "MonServiceSécurisé (ANSSI)"},

	"state-interministerial": {FR: "État, interministériel", EN: "State, interministerial"},
	"state-ministry":         {FR: "État, un ministère", EN: "State, one ministry"},
	"commercial":             {FR: "commercial", EN: "commercial"},

	"internal":  {FR: "premier cercle, interne", EN: "first circle, internal"},
	"dedicated": {FR: "deuxième cercle, dédié", EN: "second circle, dedicated"},
	"external":  {FR: "troisième cercle, externe", EN: "third circle, external"},

	"qualified":        {FR: "qualifiée", EN: "qualified"},
	"equivalent":       {FR: "équivalent", EN: "equivalent"},
	"in-qualification": {FR: "en cours de qualification", EN: "in qualification"},
	"not-subject":      {FR: "non soumise à qualification", EN: "not subject to qualification"},

	"france":   {FR: "France", EN: "France"},
	"eu":       {FR: "Union européenne", EN: "European Union"},
	"eea":      {FR: "Espace économique européen", EN: "European Economic Area"},
	"adequate": {FR: "pays adéquat au sens du RGPD", EN: "country with a GDPR adequacy decision"},
}
