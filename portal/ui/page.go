package ui

import (
	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/web"
)

// PageProps is what a page says of itself.
type PageProps struct {
	Title   string          // heads the page, and names it in the browser
	Lead    string          // the first sentence: what the page is for
	Crumbs  []Crumb         // the pages above, from the home page down, itself left out
	Actions templ.Component // beside the heading: what can be done with all of it
	Refused bool            // a form was refused: the title says so first
	Home    bool            // no breadcrumb, and the page writes its own heading
	// Carries is set when the page answers a form and holds what is nowhere else, but
	// can be drawn again from the form of its [Carried], which goes to that path: the
	// language and the theme are then changed by that form.
	Carries string
	// Once is set when the page cannot be drawn again, such as one that shows a secret:
	// neither the language nor the theme is offered, which would lose it.
	Once bool
}

// Crumb is a page above.
type Crumb struct {
	Name, Path string
}

// Entry is a line of the navigation.
type Entry struct {
	Name, Path string
}

// navigation is what the header leads to: seven places at most.
func navigation(r *web.Request) []Entry {
	home := Entry{r.Say("Accueil", "Home"), "/"}
	platforms := Entry{r.Say("Plateformes", "Platforms"), "/plateformes"}
	links := Entry{r.Say("Interconnexions", "Interconnections"), "/interconnexions"}
	rules := Entry{r.Say("Règles", "Rules"), "/regles"}
	if !r.Actor.SignedIn() {
		return []Entry{
			home,
			{r.Say("Décrire une application", "Describe an application"), "/nouveau-dossier"},
			platforms, links, rules,
			{r.Say("Aide", "Help"), "/aide"},
		}
	}
	return []Entry{ // the name of the service leads home
		{r.Say("Dossiers", "Needs"), "/dossiers"},
		{r.Say("Commandes", "Orders"), "/commandes"},
		platforms, links, rules,
		{r.Say("Portefeuille", "Portfolio"), "/portefeuille"},
		{r.Say("Échéances", "Deadlines"), "/echeances"},
	}
}

// duties are the places from which the portal is kept, apart from the others.
func duties(r *web.Request) []Entry {
	if !r.Actor.SignedIn() {
		return nil
	}
	var out []Entry
	for _, e := range []struct {
		act identity.Action
		Entry
	}{
		{identity.WorkOrder, Entry{r.Say("Tâches", "Tasks"), "/taches"}},
		{identity.ReadAllowance, Entry{r.Say("Quotas", "Quotas"), "/quotas"}},
		{identity.ReadFramework, Entry{r.Say("Accords", "Agreements"), "/accords"}},
	} {
		if paths, all := r.Actor.Scoped(e.act); all || len(paths) > 0 {
			out = append(out, e.Entry)
		}
	}
	out = append(out, Entry{r.Say("Organisations", "Organisations"), "/organisations"})
	if paths, all := r.Actor.Scoped(identity.ReadJournal); all || len(paths) > 0 {
		out = append(out, Entry{r.Say("Journal", "Journal"), "/journal"})
	}
	if r.Actor.May(identity.Administer, identity.Object{}) == identity.Allowed {
		out = append(out, Entry{r.Say("Administration", "Administration"), "/administration"})
	}
	return out
}

// themeChoices are the options of the footer's form.
func themeChoices(r *web.Request) []Option {
	names := map[string]string{
		"":      r.Say("Comme l'ordinateur", "As the computer"),
		"light": r.Say("Clair", "Light"),
		"dark":  r.Say("Sombre", "Dark"),
	}
	var out []Option
	for _, t := range web.Themes {
		out = append(out, Option{Value: t, Label: names[t], Chosen: r.Theme == t})
	}
	return out
}

// themeAttributes are what the style sheets read of the theme, the pack's included.
func themeAttributes(r *web.Request, pack bool) templ.Attributes {
	a := templ.Attributes{}
	if r.Theme != "" {
		a["data-theme"] = r.Theme
	}
	if pack {
		a["data-fr-theme"] = r.Theme
	}
	return a
}

// carried is the id of the form by which a page is shown again otherwise.
const carried = "carried"

// themeBack is the page to show again with another theme.
func themeBack(r *web.Request, p PageProps) string {
	if p.Carries != "" {
		return r.Path(p.Carries)
	}
	return r.Path(r.Here())
}

// languageName is a language as those who speak it write it.
func languageName(lang havre.Lang) string {
	if lang == havre.English {
		return "English"
	}
	return "Français"
}
