package pages

import (
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
)

// orphansView is the ledger of what could not be removed.
type orphansView struct {
	Query   provision.OrphanQuery
	Page    havre.Page[provision.Orphan]
	Kinds   map[string]havre.Text // of every platform
	Refused formRefusal
}

var orphanKeys = []string{"since", "target"}

// orphans shows the ledger: what is left to account for, unless the address asks for all.
func (n *needPages) orphans(w http.ResponseWriter, r *web.Request) error {
	v, err := n.orphansView(r, formRefusal{})
	if err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, orphanListPage(r, v))
}

func (n *needPages) orphansView(r *web.Request, x formRefusal) (*orphansView, error) {
	if err := r.NeedsSignIn(); err != nil {
		return nil, err
	}
	v := &orphansView{Refused: x, Kinds: map[string]havre.Text{}, Query: provision.OrphanQuery{List: r.List(orphanKeys...), Target: r.URL.Query().Get(queryTarget), Open: r.URL.Query().Get(queryState) != stateAll}}
	if v.Query.Sort == "" {
		v.Query.Sort, v.Query.Desc = "since", true
	}
	for _, t := range n.Provision.Targets {
		for _, k := range t.Driver.Kinds() {
			v.Kinds[k.Name] = k.Title
		}
	}
	var err error
	v.Page, err = n.Provision.Orphans(r.Context(), r.Actor, v.Query)
	return v, err
}

// settleOrphan says what became of one.
func (n *needPages) settleOrphan(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	err := n.Provision.SettleOrphan(r.Context(), r.Actor, id, r.Field(fieldHow))
	if err == nil {
		return r.SeeOther(w, "/orphelins", web.Flash{Text: havre.Text{FR: "C’est noté au registre.", EN: "It is on record in the ledger."}})
	}
	f := toldHere(err)
	if f == nil {
		return err
	}
	v, err := n.orphansView(r, formRefusal{Part: orphanPart(id), Fault: f, Answers: ui.Answers{Values: r.Form, Problems: f.Problems}})
	if err != nil {
		return err
	}
	return r.Render(w, refusedStatus(f), orphanListPage(r, v))
}

// orphanPart is the place of an orphan in the ledger.
func orphanPart(id string) string { return "orphelin-" + id }

func (v *orphansView) filtered() bool { return v.Query.Search != "" || !v.Query.Open }

func (v *orphansView) count(r *web.Request) string {
	if v.Query.Open {
		return r.Many(v.Page.Total, havre.Text{FR: "%s objet à retrouver", EN: "%s object to account for"}, havre.Text{FR: "%s objets à retrouver", EN: "%s objects to account for"})
	}
	return r.Many(v.Page.Total, havre.Text{FR: "%s objet", EN: "%s object"}, havre.Text{FR: "%s objets", EN: "%s objects"})
}

// goneText says what became of an orphan.
func goneText(r *web.Request, o *provision.Orphan) string {
	return r.Say("Réglé le %s : %s", "Settled on %s: %s", r.Instant(o.GoneAt), r.Text(or(goneTexts[o.GoneHow], strings.TrimSpace(o.GoneHow))))
}

// goneTexts are what the portal itself found of an orphan.
var goneTexts = map[string]havre.Text{
	"removed":  {FR: "supprimé par Havre", EN: "removed by Havre"},
	"vanished": {FR: "disparu", EN: "vanished"},
}

// triedText says how often Havre tried, and when it tries again.
func triedText(r *web.Request, o *provision.Orphan) string {
	text := r.Many(o.Tries, havre.Text{FR: "%s essai", EN: "%s try"}, havre.Text{FR: "%s essais", EN: "%s tries"})
	if o.NextAt.IsZero() {
		return text
	}
	return r.Say("%s, le prochain le %s", "%s, the next on %s", text, r.Instant(o.NextAt))
}
