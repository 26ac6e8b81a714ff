package pages

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
)

// deploymentAction is something to press: a form of one button, or a link to what asks for
// a confirmation first.
type deploymentAction struct {
	Verb   provision.Verb
	Label  string
	Path   string // "" for what is done at once
	Weight ui.Weight
}

// actions are those that apply now. The plan to review has its own buttons below it.
func (v *deploymentView) actions(r *web.Request) (out []deploymentAction) {
	add := func(a deploymentAction) {
		if v.may(r, a.Verb) {
			out = append(out, a)
		}
	}
	if v.State != provision.Planned {
		add(deploymentAction{provision.Retry, r.Say("Relancer", "Try again"), "", ui.Primary})
		add(deploymentAction{provision.RollBack, r.Say("Revenir en arrière", "Roll back"), v.confirm(provision.RollBack), ui.Secondary})
		add(deploymentAction{provision.Pause, r.Say("Mettre en pause", "Pause"), "", ui.Secondary})
		add(deploymentAction{provision.Resume, r.Say("Reprendre", "Resume"), "", ui.Primary})
		add(deploymentAction{provision.Cancel, r.Say("Arrêter le travail", "Stop the work"), v.confirm(provision.Cancel), ui.Tertiary})
		add(deploymentAction{provision.Look, r.Say("Chercher les écarts maintenant", "Look for differences now"), "", ui.Secondary})
		add(deploymentAction{provision.Apply, r.Say("Voir ce qu’une nouvelle application ferait", "See what applying again would do"), deploymentPath(v.ID, "apercu"), ui.Tertiary})
	}
	return out
}

// confirm is the page that asks before what is grave.
func (v *deploymentView) confirm(verb provision.Verb) string { return confirmPath(v.ID, string(verb)) }

func confirmPath(id, verb string, pairs ...string) string {
	return deploymentPath(id, "confirmer") + "?" + asksOf(append([]string{queryVerb, verb}, pairs...)...).Encode()
}

// What may be confirmed besides the verbs of a deployment.
const (
	verbRepair = "repair"
	verbRevoke = "revoke"
)

// loses says whether a step of a plan deletes what a team stored.
func loses(steps []plan.Step) bool {
	return slices.ContainsFunc(steps, func(st plan.Step) bool { return st.Loses })
}

// plansOf are the steps of a run as its plan has them.
func plansOf(steps []provision.Step) []plan.Step {
	out := make([]plan.Step, len(steps))
	for i := range steps {
		out[i] = steps[i].Step
	}
	return out
}

// grave says whether a verb is asked for again before it is done: it stops or undoes
// work, or a step of it deletes what a team stored.
func (n *needPages) grave(r *web.Request, v *deploymentView, verb provision.Verb) (bool, error) {
	switch verb {
	case provision.Cancel, provision.RollBack:
		return true, nil
	case provision.Retry:
		return loses(plansOf(v.Steps)), nil
	case provision.Apply:
		if v.State == provision.Planned {
			return false, nil // the plan was on the page with its button
		}
		p, err := n.Provision.Preview(r.Context(), r.Actor, v.ID)
		return p != nil && p.Loses(), err
	case provision.Pause, provision.Resume, provision.Look:
	}
	return false, nil
}

var actTexts = map[provision.Verb]havre.Text{
	provision.Apply:    {FR: "C’est parti : le plan s’applique.", EN: "Under way: the plan is being applied."},
	provision.Pause:    {FR: "En pause : rien de nouveau ne commence.", EN: "Paused: nothing new begins."},
	provision.Resume:   {FR: "Le travail reprend.", EN: "The work goes on."},
	provision.Cancel:   {FR: "Le travail est arrêté.", EN: "The work is stopped."},
	provision.Retry:    {FR: "Nouvel essai : ce qui était fait n’est pas refait.", EN: "Trying again: what was done is not done twice."},
	provision.RollBack: {FR: "Le retour en arrière commence.", EN: "The roll-back begins."},
	provision.Look:     {FR: "La recherche d’écarts commence : rechargez la page dans un instant.", EN: "The search for differences begins: reload the page in a moment."},
}

// actOnDeployment does what somebody asks of a deployment; what is grave is asked again.
func (n *needPages) actOnDeployment(w http.ResponseWriter, r *web.Request) error {
	v, err := n.deploymentOf(r)
	if err != nil {
		return err
	}
	verb := provision.Verb(r.Field(queryVerb))
	if _, ok := v.May(verb); ok && !r.Checked(fieldConfirm) {
		grave, err := n.grave(r, v, verb)
		if err != nil {
			return err
		}
		if grave {
			return r.SeeOther(w, v.confirm(verb), web.Flash{})
		}
	}
	_, err = n.Provision.Act(r.Context(), r.Actor, v.ID, verb)
	return n.deployed(w, r, "", err, actTexts[verb])
}

// settleDrift repairs or accepts what differs; a repair that loses data is asked again.
func (n *needPages) settleDrift(w http.ResponseWriter, r *web.Request) error {
	id, keys, react := r.PathValue("id"), r.Fields(queryKey), provision.Reaction(r.Field(fieldReact))
	if react != provision.Repair && react != provision.Accept {
		return identity.Missing()
	}
	if react == provision.Repair && !r.Checked(fieldConfirm) {
		p, err := n.Provision.Preview(r.Context(), r.Actor, id)
		if err != nil {
			return err
		}
		if p.Part(keys...).Loses() {
			return r.SeeOther(w, confirmPath(id, verbRepair)+"&"+url.Values{queryKey: keys}.Encode(), web.Flash{})
		}
	}
	_, err := n.Provision.SettleDrift(r.Context(), r.Actor, id, react, keys...)
	flash := havre.Text{FR: "La réparation commence.", EN: "The repair begins."}
	if react == provision.Accept {
		flash = havre.Text{FR: "Accepté : ce qui est trouvé devient ce qui est voulu.", EN: "Accepted: what is found becomes what is wanted."}
	}
	return n.deployed(w, r, partDrift, err, flash)
}

// partDrift is the part of the page where differences are settled.
const partDrift = "ecarts"

// confirmView asks before what is grave.
type confirmView struct {
	*deploymentView
	Title, Words, Button string
	Action               string
	Hidden               []ui.Hidden
	Plan                 *planView // what it would do, nil when nobody knows yet
	Going                []string  // what a roll-back deletes
}

// confirmDeployment says what would happen, and asks.
func (n *needPages) confirmDeployment(w http.ResponseWriter, r *web.Request) error {
	d, err := n.deploymentOf(r)
	if err != nil {
		return err
	}
	v := &confirmView{deploymentView: d, Action: deploymentPath(d.ID, "agir"), Hidden: []ui.Hidden{{Name: fieldConfirm, Value: "1"}}}
	verb := r.Field(queryVerb)
	if verb != verbRepair && verb != verbRevoke {
		v.Hidden = append(v.Hidden, ui.Hidden{Name: queryVerb, Value: verb})
	}
	if err := n.fillConfirm(r, v, verb); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, confirmPage(r, v))
}

func (n *needPages) fillConfirm(r *web.Request, v *confirmView, verb string) error {
	switch verb {
	case string(provision.Cancel):
		v.fillCancel(r)
	case string(provision.RollBack):
		v.fillRollBack(r)
	case string(provision.Retry):
		v.Title, v.Button = r.Say("Relancer", "Try again"), r.Say("Relancer quand même", "Try again all the same")
		v.Words = r.Say("Le plan qui a échoué supprime ce qu’une équipe a rangé : le relancer le fait pour de bon.", "The plan that failed deletes what a team stored: trying it again does so for good.")
		v.Plan = planOf(plansOf(v.Steps), 0)
	case string(provision.Apply), verbRepair:
		return n.fillPreview(r, v, verb)
	case verbRevoke:
		return v.fillRevoke(r)
	default:
		return identity.Missing()
	}
	return nil
}

func (v *confirmView) fillCancel(r *web.Request) {
	v.Title, v.Button = r.Say("Arrêter le travail", "Stop the work"), r.Say("Arrêter le travail", "Stop the work")
	v.Words = r.Say("Ce qui est fait reste en place, ce qui est commencé se termine, et rien d’autre ne commence. Vous pourrez relancer pour finir, ou revenir en arrière.", "What is done stays in place, what is begun ends, and nothing else begins. You will be able to try again to finish it, or to roll back.")
	if v.State == provision.Planned {
		v.Title, v.Button = r.Say("Abandonner le plan", "Give the plan up"), r.Say("Abandonner le plan", "Give the plan up")
		v.Words = r.Say("Rien n’a commencé, et rien ne commencera. La commande reste suspendue : vous pourrez la relancer, ou revenir en arrière.", "Nothing has begun, and nothing will. The order stays on hold: you will be able to try again, or to roll back.")
	}
}

func (v *confirmView) fillRollBack(r *web.Request) {
	v.Title, v.Button = r.Say("Revenir en arrière", "Roll back"), r.Say("Revenir en arrière", "Roll back")
	v.Words = r.Say("Ce que la dernière commande a créé est supprimé, avec les données qui s’y trouvent ; ce qu’elle a modifié revient comme avant. Cela ne se défait pas.", "What the last order made is deleted, with the data in it; what it changed becomes as it was before. This cannot be undone.")
	kept := map[string]bool{}
	for i := range v.Before {
		kept[v.Before[i].Key] = true
	}
	for i := range v.Resources {
		if o := &v.Resources[i].Object; !kept[o.Key] && o.State != plan.Absent {
			v.Going = append(v.Going, r.Say("%s « %s »", "%s “%s”", web.Capital(kindWords(r, v.Kinds, o.Kind)), o.Name))
		}
	}
}

func (v *confirmView) fillRevoke(r *web.Request) error {
	name := r.Field(queryAccess)
	i := slices.IndexFunc(v.Accesses, func(x provision.Access) bool { return x.Name == name })
	if i < 0 {
		return identity.Missing()
	}
	v.Title, v.Button = r.Say("Révoquer l’accès « %s »", "Revoke the access “%s”", v.Accesses[i].For), r.Say("Révoquer cet accès", "Revoke this access")
	v.Words = r.Say("Ses identifiants ne vaudront plus rien dès que la plateforme l’aura fait, en quelques secondes. Le programme ou la personne qui s’en sert sera arrêté. Pour changer d’identifiants sans coupure, renouvelez-le plutôt.", "Its credentials will be worth nothing as soon as the platform has done so, within seconds. The program or the person who uses it will be stopped. To change credentials without a break, renew it instead.")
	v.Action = deploymentPath(v.ID, "acces", name, "revoquer")
	return nil
}

// fillPreview says what applying or repairing would do now: it asks the platform.
func (n *needPages) fillPreview(r *web.Request, v *confirmView, verb string) error {
	p, err := n.Provision.Preview(r.Context(), r.Actor, v.ID)
	if err != nil {
		return err
	}
	keys := []string(nil)
	v.Title, v.Button = r.Say("Appliquer", "Apply"), r.Say("Appliquer quand même", "Apply all the same")
	if verb == verbRepair {
		keys = r.Fields(queryKey)
		v.Title, v.Button = r.Say("Réparer", "Repair"), r.Say("Réparer quand même", "Repair all the same")
		v.Action = deploymentPath(v.ID, "ecarts")
		v.Hidden = append(v.Hidden, ui.Hidden{Name: fieldReact, Value: string(provision.Repair)})
		for _, key := range keys {
			v.Hidden = append(v.Hidden, ui.Hidden{Name: queryKey, Value: key})
		}
	}
	v.Words = r.Say("Une partie de ces étapes supprime ce qu’une équipe a rangé. Cela ne se défait pas.", "Some of these steps delete what a team stored. This cannot be undone.")
	v.Plan = planOf(p.Part(keys...).Steps, 0)
	return nil
}
