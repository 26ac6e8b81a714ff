package pages

import (
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// peopleView is the list of accounts.
type peopleView struct {
	Page  havre.Page[identity.Person]
	Query identity.PersonQuery
}

// people lists the accounts that the actor may see.
func (p *accountPages) people(w http.ResponseWriter, r *web.Request) error {
	if err := administers(r); err != nil {
		return err
	}
	v := peopleView{Query: identity.PersonQuery{List: r.List(personListing.Keys()...), Kind: identity.Human}}
	if _, export := ui.ExportFormat(r); export {
		q := v.Query
		return personListing.Export(w, r, "personnes", eachPage(q.List, func(l havre.List) (havre.Page[identity.Person], error) {
			q.List = l
			return p.Identity.People(r.Context(), r.Actor, q)
		}))
	}
	var err error
	if v.Page, err = p.Identity.People(r.Context(), r.Actor, v.Query); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, peoplePage(r, v))
}

// personView is the page of an account.
type personView struct {
	Person *identity.Person
	Roles  []identity.Member
	Admin  bool   // the actor manages the portal
	Error  string // of the word that confirms
}

func (p *accountPages) person(w http.ResponseWriter, r *web.Request) error {
	v, err := p.personOf(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, personPage(r, *v))
}

func (p *accountPages) personOf(r *web.Request) (*personView, error) {
	v := &personView{Admin: administers(r) == nil}
	var err error
	if v.Person, err = p.Identity.Person(r.Context(), r.Actor, r.PathValue("id")); err != nil {
		return nil, err
	}
	roles, err := p.Identity.Grants(r.Context(), r.Actor, identity.GrantQuery{Person: v.Person.ID, InForceAt: r.Now, List: havre.List{Limit: havre.MaxLimit}})
	v.Roles = roles.Items
	return v, err
}

// personCrumbs lead back to the accounts those who may list them.
func personCrumbs(r *web.Request, v personView) []ui.Crumb {
	if !v.Admin {
		return nil
	}
	return adminCrumbs(r, ui.Crumb{Name: r.Say("Comptes", "Accounts"), Path: "/administration/personnes"})
}

func personPath(id string, rest ...string) string {
	var path strings.Builder
	path.WriteString("/administration/personnes/" + id)
	for _, s := range rest {
		path.WriteString("/" + s)
	}
	return path.String()
}

func (p *accountPages) disable(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	if err := p.Identity.Disable(r.Context(), r.Actor, id, true); err != nil {
		return err
	}
	return r.SeeOther(w, personPath(id), web.Flash{
		Text: havre.Text{FR: "Le compte est désactivé ; ses sessions ont pris fin.", EN: "The account is disabled; its sessions have ended."}, Undo: personPath(id, "reactiver"),
	})
}

func (p *accountPages) enable(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	if err := p.Identity.Disable(r.Context(), r.Actor, id, false); err != nil {
		return err
	}
	return r.SeeOther(w, personPath(id), web.Flash{Text: havre.Text{FR: "Le compte est réactivé.", EN: "The account is enabled."}})
}

// resetPassword shows, once, the link by which a person chooses a new password.
func (p *accountPages) resetPassword(w http.ResponseWriter, r *web.Request) error {
	v, err := p.personOf(r)
	if err != nil {
		return err
	}
	link, err := p.Identity.ResetPassword(r.Context(), r.Actor, v.Person.ID)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusCreated, secretPage(r, secretView{
		Title: v.Person.Name, Secret: p.Identity.Host + r.Path("/mot-de-passe") + "#" + link, Back: personPath(v.Person.ID), Link: v.Person, Until: r.Now.Add(identity.ForPassword.Life()),
	}))
}

// erase forgets a person, once the word that confirms was typed.
func (p *accountPages) erase(w http.ResponseWriter, r *web.Request) error {
	v, err := p.personOf(r)
	if err != nil {
		return err
	}
	if r.Field("confirm") != eraseWord(r) {
		v.Error = r.Say("Écrivez « %s » pour confirmer.", "Type “%s” to confirm.", eraseWord(r))
		return r.Render(w, http.StatusUnprocessableEntity, personPage(r, *v))
	}
	if err := p.Identity.Erase(r.Context(), r.Actor, v.Person.ID); err != nil {
		return err
	}
	return r.SeeOther(w, "/administration/personnes", web.Flash{Text: havre.Text{FR: "Les données de la personne sont effacées.", EN: "The person’s data is erased."}})
}

func eraseWord(r *web.Request) string { return r.Say("effacer", "erase") }

// personListing lists accounts.
var personListing = func() ui.Listing[identity.Person] {
	name := sortColumn("name", havre.Text{FR: "Nom", EN: "Name"}, func(r *web.Request, p identity.Person) string { return personName(r, &p) })
	name.Show = personCell
	return ui.Listing[identity.Person]{
		ID: "personnes-liste", Caption: havre.Text{FR: "Comptes", EN: "Accounts"}, Cards: true,
		Columns: []ui.Column[identity.Person]{
			name,
			wordColumn(havre.Text{FR: "Adresse", EN: "Address"}, func(_ *web.Request, p identity.Person) string { return p.Email }),
			wordColumn(havre.Text{FR: "Compte tenu par", EN: "Account kept by"}, func(r *web.Request, p identity.Person) string { return keeper(r, &p) }),
			wordColumn(havre.Text{FR: "Vu", EN: "Seen"}, func(r *web.Request, p identity.Person) string { return instantOr(r, p.LastSeenAt) }),
			wordColumn(havre.Text{FR: "État", EN: "State"}, func(r *web.Request, p identity.Person) string { return personState(r, &p) }),
		},
	}
}()

func personName(r *web.Request, p *identity.Person) string {
	if p.Erased || p.Name == "" {
		return r.Say("Personne effacée", "Erased person")
	}
	return p.Name
}

func keeper(r *web.Request, p *identity.Person) string {
	if p.Issuer == "" {
		return r.Say("Le portail", "The portal")
	}
	return p.Issuer
}

func personState(r *web.Request, p *identity.Person) string {
	switch {
	case p.Erased:
		return r.Say("Effacé", "Erased")
	case p.Disabled:
		return r.Say("Désactivé", "Disabled")
	}
	return r.Say("En service", "In use")
}
