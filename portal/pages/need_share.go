package pages

import (
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// shareView is the page where a need is shared beyond its organisation.
type shareView struct {
	Need    *record.Need
	Options []ui.Option // those it can be shared with, the present ones chosen
	Answers ui.Answers
}

// Names of what the form of a share sends.
const (
	fieldWith  = "with"  // those ticked
	fieldOther = "autre" // the identifier of one that the reader does not see
)

func (n *needPages) shareForm(w http.ResponseWriter, r *web.Request) error {
	v, err := n.shareView(r)
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, sharePage(r, v))
}

func (n *needPages) shareView(r *web.Request) (*shareView, error) {
	need, err := n.need(r)
	if err != nil {
		return nil, err
	}
	if err := r.Actor.Check(identity.ShareNeed, need.Object()); err != nil {
		return nil, err
	}
	v := &shareView{Need: need}
	for _, s := range need.Shares {
		v.add(s.With, s.Title, r.Say("Déjà partagé avec", "Already shared with"), true)
	}
	organisations, err := n.Identity.Organisations(r.Context(), r.Actor, identity.OrganisationQuery{List: havre.List{Limit: havre.MaxLimit}})
	if err != nil {
		return nil, err
	}
	for _, o := range organisations.Items {
		if o.ID != need.Organisation {
			v.add(o.ID, o.Title, r.Say("Organisations", "Organisations"), false)
		}
	}
	people, err := n.Identity.People(r.Context(), r.Actor, identity.PersonQuery{List: havre.List{Limit: havre.MaxLimit}, Kind: identity.Human})
	if err != nil {
		return nil, err
	}
	for _, p := range people.Items {
		if p.ID != r.Actor.ID && !p.Erased && !p.Disabled {
			v.add(p.ID, p.Name, r.Say("Personnes", "People"), false)
		}
	}
	return v, nil
}

// add offers to share with somebody, once.
func (v *shareView) add(id, title, group string, chosen bool) {
	if !slices.ContainsFunc(v.Options, func(o ui.Option) bool { return o.Value == id }) {
		v.Options = append(v.Options, ui.Option{Value: id, Label: title, Group: group, Chosen: chosen})
	}
}

// groups are the options by group, each a set of boxes.
func (v *shareView) groups() [][]ui.Option {
	var out [][]ui.Option
	for _, o := range v.Options {
		if n := len(out); n > 0 && out[n-1][0].Group == o.Group {
			out[n-1] = append(out[n-1], o)
			continue
		}
		out = append(out, []ui.Option{o})
	}
	return out
}

// share shares a need with those ticked, and no others.
func (n *needPages) share(w http.ResponseWriter, r *web.Request) error {
	with := r.Fields(fieldWith)
	if other := r.Field(fieldOther); other != "" {
		with = append(with, other)
	}
	need, err := n.Record.ShareWith(r.Context(), r.Actor, r.PathValue("id"), with)
	if err == nil {
		return r.SeeOther(w, needPath(need.ID)+"#partage", web.Flash{Text: havre.Text{
			FR: "Partage enregistré. Ceux qui viennent d'être ajoutés en sont avertis.", EN: "Sharing saved. Those just added are told.",
		}})
	}
	answers, err := ui.Answered(r, err)
	if err != nil {
		return err
	}
	v, err := n.shareView(r)
	if err != nil {
		return err
	}
	v.Answers = answers
	for i := range v.Answers.Problems {
		v.Answers.Problems[i].Field = fieldOther
	}
	return r.Render(w, http.StatusUnprocessableEntity, sharePage(r, v))
}
