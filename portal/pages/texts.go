package pages

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/web"
)

// registerTexts adds the pages that only hold text.
func (g *reading) registerTexts(s *web.Site) {
	for path, page := range map[string]func(*web.Request) templ.Component{
		"/aide":                 helpPage,
		"/accessibilite":        accessibilityPage,
		"/mentions-legales":     legalPage,
		"/donnees-personnelles": privacyPage,
		"/plan-du-site":         func(r *web.Request) templ.Component { return siteMapPage(r, g.siteMap(r)) },
		"/contact":              contactPage,
	} {
		s.Handle("GET "+path, func(w http.ResponseWriter, r *web.Request) error {
			return r.Render(w, http.StatusOK, page(r))
		})
	}
}

// mapped is a page of the site map.
type mapped struct{ Name, Path string }

// mapPart is a part of it.
type mapPart struct {
	Title string
	Pages []mapped
}

// apiDocs is the documentation of the API.
const apiDocs = "/api/v1/docs"

// siteMap lists the pages that have a fixed address and that the reader may open.
func (g *reading) siteMap(r *web.Request) []mapPart {
	parts := []mapPart{
		{r.Say("Choisir un hébergement", "Choose where to host"), []mapped{
			{r.Say("Accueil", "Home"), "/"},
			{r.Say("Décrire une application", "Describe an application"), "/nouveau-dossier"},
			{r.Say("Décider sans enregistrer", "Decide without keeping"), "/decider"},
			{r.Say("Rechercher", "Search"), "/recherche"},
		}},
		{r.Say("Plateformes", "Platforms"), []mapped{
			{r.Say("Toutes les plateformes", "All the platforms"), "/plateformes"},
			{r.Say("Comparer des offres", "Compare offers"), "/plateformes/comparer"},
			{r.Say("Historique des plateformes", "History of the platforms"), "/plateformes/historique"},
		}},
		{r.Say("Interconnexions", "Interconnections"), []mapped{
			{r.Say("Carte des interconnexions", "Map of interconnections"), "/interconnexions"},
			{r.Say("Un flux peut-il passer ?", "May a flow go through?"), "/interconnexions/chemin"},
			{r.Say("Et si une liaison changeait ?", "What if a link changed?"), "/interconnexions/hypothese"},
		}},
		{r.Say("Règles", "Rules"), []mapped{
			{r.Say("Règles en vigueur", "Rules in force"), "/regles"},
			{r.Say("Ce qui a changé dans les règles", "What changed in the rules"), "/regles/changements"},
		}},
		{r.Say("À propos", "About"), []mapped{
			{r.Say("Aide", "Help"), "/aide"},
			{r.Say("Documentation de l'API", "Documentation of the API"), apiDocs},
			{r.Say("Contact", "Contact"), "/contact"},
			{r.Say("Accessibilité", "Accessibility"), "/accessibilite"},
			{r.Say("Mentions légales", "Legal notice"), "/mentions-legales"},
			{r.Say("Données personnelles", "Personal data"), "/donnees-personnelles"},
		}},
	}
	if !r.Actor.SignedIn() {
		return append(parts, mapPart{r.Say("Avec un compte", "With an account"), []mapped{{r.Say("Se connecter", "Sign in"), r.Settings().SignIn}}})
	}
	parts = append(parts, g.siteMapWork(r))
	if watched := siteMapWatch(r); len(watched.Pages) > 0 {
		parts = append(parts, watched)
	}
	return parts
}

// siteMapWork are the pages of everybody who has an account.
func (g *reading) siteMapWork(r *web.Request) mapPart {
	part := mapPart{r.Say("Votre travail", "Your work"), []mapped{
		{r.Say("Dossiers", "Needs"), "/dossiers"},
		{r.Say("Portefeuille", "Portfolio"), "/portefeuille"},
		{r.Say("Comparer deux dates", "Compare two dates"), "/comparer"},
		{r.Say("Échéances", "Deadlines"), "/echeances"},
		{r.Say("Dérogations", "Derogations"), "/derogations"},
		{r.Say("Notifications", "Notices"), "/notifications"},
		{r.Say("Commandes", "Orders"), "/commandes"},
		{r.Say("À traiter", "To do"), "/a-traiter"},
		{r.Say("Ressources", "Resources"), "/ressources"},
		{r.Say("Tâches des opérateurs", "Tasks of operators"), "/taches"},
		{r.Say("Quotas et budgets", "Quotas and budgets"), "/quotas"},
		{r.Say("Accords-cadres et conventions", "Framework agreements and conventions"), "/accords"},
		{r.Say("Seuils de la commande publique", "Thresholds of public procurement"), "/accords/seuils"},
		{r.Say("Organisations", "Organisations"), "/organisations"},
		{r.Say("Table des droits", "Table of rights"), "/administration/droits"},
		{r.Say("Éditions du catalogue et des règles", "Editions of the catalogue and rules"), "/administration/editions"},
		{r.Say("Mon compte", "My account"), "/compte"},
		{r.Say("Délégations et absences", "Delegations and absences"), "/compte/delegations"},
	}}
	if g.Provision != nil {
		part.Pages = append(part.Pages, mapped{r.Say("Réalisations", "Deployments"), "/deploiements"}, mapped{r.Say("Registre des orphelins", "Ledger of orphans"), "/orphelins"})
	}
	return part
}

// siteMapWatch are those of the people who watch over the portal.
func siteMapWatch(r *web.Request) mapPart {
	part := mapPart{Title: r.Say("Surveillance et administration", "Oversight and administration")}
	if paths, all := r.Actor.Scoped(identity.ReadJournal); all || len(paths) > 0 {
		part.Pages = append(part.Pages, mapped{r.Say("Journal", "Journal"), "/journal"})
	}
	if changesCatalogue(r) == nil {
		part.Pages = append(part.Pages, mapped{r.Say("Importer un tableau de plateformes", "Import a table of platforms"), "/administration/catalogue"})
	}
	if administers(r) == nil {
		part.Pages = append(part.Pages, mapped{r.Say("Administration", "Administration"), "/administration"})
	}
	return part
}
