package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Fields of the form of a file of chains.
const (
	fieldChainName = "name"
	fieldTry       = "essayer" // the button that tries the text instead of saving it
	fieldDisabled  = "disabled"
)

// chainFormView is the page where a file of chains is written.
type chainFormView struct {
	Organisation *identity.Organisation
	Above        []identity.Organisation
	Kept         *order.ChainText // as on record; nil for a new file
	Warnings     havre.Problems   // what to look at twice in the text that is tried
	Answers      ui.Answers
	Fault        *havre.Fault
	Trial        *order.Trial
}

// newChain begins a file from a chain that reads.
func (p *orderingPages) newChain(w http.ResponseWriter, r *web.Request) error {
	v, err := p.chainForm(r)
	if err != nil {
		return err
	}
	v.Answers.Values = url.Values{fieldChainName: {"achats"}, fieldDocument: {starter(r.Lang, v.Organisation.Name)}}
	return r.Render(w, http.StatusOK, chainFormPage(r, v))
}

// starter is a chain to begin from, with its remarks in the language of whoever writes it.
func starter(lang havre.Lang, organisation string) string {
	return strings.NewReplacer(
		"ORG", organisation,
		"REMARK1", havre.Text{FR: "Qui doit donner son accord, et quand. Les commandes déjà envoyées gardent leurs étapes.", EN: "Who must agree, and when. Orders already sent keep their steps."}.In(lang),
		"REMARK2", havre.Text{FR: "Ce qu’une condition peut lire est listé sous le texte.", EN: "What a condition may read is listed below the text."}.In(lang),
	).Replace(`# REMARK1
apiVersion: havre/v1
kind: ApprovalChain
metadata:
  id: achats-ORG
  title: {fr: Achats importants, en: Large purchases}
spec:
  organisation: ORG
  # REMARK2
  when: order.amount >= 40000 && "production" in order.environments
  whenText: {fr: "la commande atteint 40 000 € TTC et concerne la production", en: "the order reaches €40,000 with VAT and is for production"}
  steps:
    - id: acheteur
      title: {fr: "Accord de l'acheteur", en: Agreement of the buyer}
      by: {role: buyer}
      within: {workingDays: 5}
      overdue: remind
`)
}

func (p *orderingPages) editChain(w http.ResponseWriter, r *web.Request) error {
	v, err := p.chainForm(r)
	if err != nil {
		return err
	}
	v.Answers.Values = chainValues(v.Kept)
	return r.Render(w, http.StatusOK, chainFormPage(r, v))
}

func chainValues(c *order.ChainText) url.Values {
	return url.Values{fieldChainName: {c.Name}, fieldDocument: {string(c.Text)}}
}

// chainForm is the form of the file that the address names, or of a new one, for those
// who set the chains of the organisation.
func (p *orderingPages) chainForm(r *web.Request) (*chainFormView, error) {
	o, err := p.accounts.managed(r, identity.WriteChain)
	if err != nil {
		return nil, err
	}
	v := &chainFormView{Organisation: o}
	if v.Above, err = p.accounts.above(r, o); err != nil {
		return nil, err
	}
	id := r.PathValue("chain")
	if id == "" {
		return v, nil
	}
	files, err := p.Orders.ChainsOf(r.Context(), r.Actor, o.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(files, func(c order.ChainText) bool { return c.ID == id })
	if i < 0 {
		return nil, identity.Missing()
	}
	v.Kept = &files[i]
	return v, nil
}

// draft is the file that the form says.
func (v *chainFormView) draft(r *web.Request) (*order.ChainText, error) {
	c := &order.ChainText{Organisation: v.Organisation.ID}
	if v.Kept != nil {
		kept := *v.Kept
		c = &kept
		c.Version = orderVersion(r)
	}
	c.Name = r.Field(fieldChainName)
	text, err := sentText(r)
	if havre.FaultOf(err) != nil {
		err = noChainText()
	}
	c.Text = text
	return c, err
}

// noChainText refuses a file without anything in it.
func noChainText() error {
	return havre.Problems{{Field: fieldDocument, Message: havre.Text{
		FR: "écrivez le texte du circuit : pour partir d’un exemple, revenez aux circuits et appuyez sur « Écrire un circuit »",
		EN: "write the text of the chain: to begin from an example, go back to the chains and press “Write a chain”",
	}}}
}

// saveChain keeps the text, or tries it: what is wrong is told at its line and column.
func (p *orderingPages) saveChain(w http.ResponseWriter, r *web.Request) error {
	v, err := p.chainForm(r)
	if err != nil {
		return err
	}
	c, err := v.draft(r)
	if r.Checked(fieldTry) {
		return p.tryChain(w, r, v, c, err)
	}
	if err == nil {
		err = p.Orders.SaveChain(r.Context(), r.Actor, c)
	}
	if err == nil {
		return r.SeeOther(w, chainsPath(v.Organisation.ID), web.Flash{Text: havre.Text{
			FR: "Le circuit est enregistré. Les commandes déjà envoyées gardent leurs étapes.", EN: "The chain is saved. Orders already sent keep their steps.",
		}})
	}
	if v.Kept != nil {
		if clash := clashing(err, chainsPath(v.Organisation.ID), chainsPath(v.Organisation.ID, v.Kept.ID), v.Kept.Version, chainValues(v.Kept), r.PostForm, chainFieldNames); clash != nil {
			return clash
		}
	}
	return p.chainAgain(w, r, v, err)
}

var chainFieldNames = []clashField{
	{fieldChainName, havre.Text{FR: "Nom", EN: "Name"}},
	{fieldDocument, havre.Text{FR: "Texte", EN: "Text"}},
}

// tryChain shows what an order would be asked with the text as it is typed; nothing is
// saved.
func (p *orderingPages) tryChain(w http.ResponseWriter, r *web.Request, v *chainFormView, c *order.ChainText, err error) error {
	if err == nil {
		v.Warnings = p.Orders.ChainWarnings(c)
		v.Trial, err = p.Orders.TryChains(r.Context(), r.Actor, r.Field(queryNumber), c)
	}
	if err != nil {
		return p.chainAgain(w, r, v, err)
	}
	v.Answers.Values = r.Form
	return r.Render(w, http.StatusOK, chainFormPage(r, v))
}

// chainAgain shows the form again with what is wrong and what was typed.
func (p *orderingPages) chainAgain(w http.ResponseWriter, r *web.Request, v *chainFormView, err error) error {
	answers, fault, err := refusedForm(r, err)
	if err != nil {
		return err
	}
	answers.Problems = inText(answers.Problems)
	v.Answers, v.Fault = answers, fault
	return again(w, r, fault, chainFormPage(r, v))
}

// inText puts the mistakes of a text under the field it was typed in, each with its line
// and column; those of other fields stay where they are.
func inText(problems havre.Problems) (out havre.Problems) {
	for _, p := range problems {
		if p.Line == 0 && (p.Field == fieldChainName || p.Field == queryNumber || p.Field == fieldDocument) {
			out = append(out, p)
			continue
		}
		at := placeOf(p)
		p.File, p.Line, p.Column = "", 0, 0
		out = append(out, havre.Problem{Field: fieldDocument, Message: havre.Text{FR: at.FR + p.In(havre.French), EN: at.EN + p.In(havre.English)}})
	}
	return out
}

// placeOf is where a mistake is, before it is told.
func placeOf(p havre.Problem) havre.Text {
	switch {
	case p.Line == 0:
		return havre.Text{}
	case p.Column == 0:
		return havre.Text{FR: "ligne %d : ", EN: "line %d: "}.With(p.Line)
	}
	return havre.Text{FR: "ligne %d, colonne %d : ", EN: "line %d, column %d: "}.With(p.Line, p.Column)
}

// useChain sets a file aside, or takes it back into use.
func (p *orderingPages) useChain(w http.ResponseWriter, r *web.Request) error {
	return p.changeChain(w, r, func(c *order.ChainText) havre.Text {
		c.Disabled = !c.Disabled
		if c.Disabled {
			return havre.Text{FR: "« %[1]s » est mis de côté : aucune nouvelle commande ne le suit.", EN: "“%[1]s” is set aside: no new order follows it."}.With(c.Name)
		}
		return havre.Text{FR: "« %[1]s » est employé : les prochaines commandes le suivent.", EN: "“%[1]s” is in use: the next orders follow it."}.With(c.Name)
	})
}

func (p *orderingPages) deleteChain(w http.ResponseWriter, r *web.Request) error {
	return p.changeChain(w, r, func(c *order.ChainText) havre.Text {
		c.DeletedAt = r.Now
		return havre.Text{FR: "« %[1]s » est supprimé. Les commandes déjà envoyées gardent leurs étapes.", EN: "“%[1]s” is deleted. Orders already sent keep their steps."}.With(c.Name)
	})
}

// changeChain changes something of a file that is not its text.
func (p *orderingPages) changeChain(w http.ResponseWriter, r *web.Request, change func(*order.ChainText) havre.Text) error {
	v, err := p.chainForm(r)
	if err != nil {
		return err
	}
	c := *v.Kept
	c.Version = orderVersion(r)
	flash := change(&c)
	if err := p.Orders.SaveChain(r.Context(), r.Actor, &c); err != nil {
		v.Answers.Values = chainValues(v.Kept)
		if toldHere(err) == nil {
			return err
		}
		answers, fault, err := refusedForm(r, err)
		if err != nil {
			return err
		}
		v.Answers.Problems, v.Fault = inText(answers.Problems), fault
		return again(w, r, fault, chainFormPage(r, v))
	}
	return r.SeeOther(w, chainsPath(v.Organisation.ID), web.Flash{Text: flash})
}

// textField is where the chains are typed; what is wrong leads to it.
func (v *chainFormView) textField(r *web.Request) ui.Field {
	f := documentField(r, v.Answers, 24)
	f.Label = r.Say("Texte du circuit (YAML)", "Text of the chain (YAML)")
	f.Hint = r.Say("Plusieurs circuits tiennent dans un texte, séparés par une ligne « --- ».", "Several chains fit in one text, separated by a line “---”.")
	if f.Error != "" {
		f.Error = r.Say("Ce texte contient des erreurs : elles sont listées plus haut, avec leurs lignes.", "This text has mistakes: they are listed above, with their lines.")
	}
	return f
}

func (v *chainFormView) title(r *web.Request) string {
	if v.Kept == nil {
		return r.Say("Écrire un circuit", "Write a chain")
	}
	return r.Say("Circuit « %s »", "Chain “%s”", v.Kept.Name)
}

func (v *chainFormView) action() string {
	if v.Kept == nil {
		return chainsPath(v.Organisation.ID, "nouveau")
	}
	return chainsPath(v.Organisation.ID, v.Kept.ID)
}

func (v *chainFormView) hidden() []ui.Hidden {
	if v.Kept == nil {
		return nil
	}
	return []ui.Hidden{versionHidden(v.Kept.Version)}
}

// readableWords are the values that a fact takes, in words that may be written.
func readableWords(x approval.Readable) string { return strings.Join(x.Words, ", ") }
