package pages

import (
	"net/http"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// registerWebhooks adds the notifications of an organisation to other programs.
func (p *accountPages) registerWebhooks(s *web.Site) {
	s.Handle("GET /organisations/{id}/webhooks", p.webhooks)
	s.Handle("POST /organisations/{id}/webhooks", p.createWebhook)
	s.Handle("GET /organisations/{id}/webhooks/{webhook}", p.webhook)
	s.Handle("POST /organisations/{id}/webhooks/{webhook}", p.changeWebhook)
	s.Handle("POST /organisations/{id}/webhooks/{webhook}/secret", p.renewWebhookSecret)
	s.Handle("POST /organisations/{id}/webhooks/{webhook}/essai", p.pingWebhook)
	s.Handle("POST /organisations/{id}/webhooks/{webhook}/supprimer", p.deleteWebhook)
	s.Handle("POST /organisations/{id}/webhooks/{webhook}/retablir", p.restoreWebhook)
}

// webhooksView is the page of the webhooks of an organisation.
type webhooksView struct {
	Organisation *identity.Organisation
	Above        []identity.Organisation
	Webhooks     []notify.Webhook
	Answers      ui.Answers
}

func (p *accountPages) webhooks(w http.ResponseWriter, r *web.Request) error {
	return p.showWebhooks(w, r, http.StatusOK, ui.Answers{})
}

func (p *accountPages) showWebhooks(w http.ResponseWriter, r *web.Request, status int, a ui.Answers) error {
	o, err := p.managed(r, identity.WriteWebhooks)
	if err != nil {
		return err
	}
	v := webhooksView{Organisation: o, Answers: a}
	if v.Above, err = p.above(r, o); err != nil {
		return err
	}
	for hook, err := range eachPage(havre.List{}, func(l havre.List) (havre.Page[notify.Webhook], error) {
		return p.Record.Webhooks(r.Context(), r.Actor, l)
	}) {
		if err != nil {
			return err
		}
		if hook.Organisation == o.ID {
			v.Webhooks = append(v.Webhooks, hook)
		}
	}
	return r.Render(w, status, webhooksPage(r, v))
}

// webhookView is the page of a webhook.
type webhookView struct {
	Organisation *identity.Organisation
	Above        []identity.Organisation
	Webhook      *notify.Webhook
	Deliveries   havre.Page[notify.Delivery]
	Answers      ui.Answers
}

func (v webhookView) path(rest ...string) string {
	return webhookPath(v.Webhook, rest...)
}

func webhookPath(w *notify.Webhook, rest ...string) string {
	return organisationPath(w.Organisation, append([]string{"webhooks", w.ID}, rest...)...)
}

func (p *accountPages) webhook(w http.ResponseWriter, r *web.Request) error {
	return p.showWebhook(w, r, http.StatusOK, func(webhookView) ui.Answers { return ui.Answers{} })
}

func (p *accountPages) showWebhook(w http.ResponseWriter, r *web.Request, status int, answers func(webhookView) ui.Answers) error {
	o, err := p.managed(r, identity.WriteWebhooks)
	if err != nil {
		return err
	}
	v := webhookView{Organisation: o}
	if v.Webhook, err = p.webhookOf(r); err != nil {
		return err
	}
	if v.Above, err = p.above(r, o); err != nil {
		return err
	}
	if v.Deliveries, err = p.Record.Deliveries(r.Context(), r.Actor, v.Webhook.ID, r.List()); err != nil {
		return err
	}
	v.Answers = answers(v)
	return r.Render(w, status, webhookPage(r, v))
}

// webhookOf is the webhook of the address, of that organisation.
func (p *accountPages) webhookOf(r *web.Request) (*notify.Webhook, error) {
	hook, err := p.Record.Webhook(r.Context(), r.Actor, r.PathValue("webhook"))
	if err != nil {
		return nil, err
	}
	if hook.Organisation != r.PathValue("id") {
		return nil, identity.Missing()
	}
	return hook, nil
}

// fillWebhook takes what the form says.
func fillWebhook(r *web.Request, w *notify.Webhook) {
	w.URL, w.Topics = r.Field("url"), nil
	for _, t := range r.Fields("topics") {
		w.Topics = append(w.Topics, notify.Topic(t))
	}
}

// createWebhook answers with the page that shows the secret.
func (p *accountPages) createWebhook(w http.ResponseWriter, r *web.Request) error {
	hook := &notify.Webhook{Organisation: r.PathValue("id")}
	fillWebhook(r, hook)
	err := p.Record.SaveWebhook(r.Context(), r.Actor, hook)
	if err == nil {
		return p.showSecret(w, r, http.StatusCreated, hook)
	}
	answers, err := refused(r, err)
	if err != nil {
		return err
	}
	return p.showWebhooks(w, r, http.StatusUnprocessableEntity, answers)
}

func (p *accountPages) showSecret(w http.ResponseWriter, r *web.Request, status int, hook *notify.Webhook) error {
	return r.Render(w, status, secretPage(r, secretView{Webhook: true, Secret: p.Running.WebhookSecret(hook), Back: webhookPath(hook)}))
}

// changeWebhook changes the address, the topics, or whether it is in use.
func (p *accountPages) changeWebhook(w http.ResponseWriter, r *web.Request) error {
	hook, err := p.webhookOf(r)
	if err != nil {
		return err
	}
	fillWebhook(r, hook)
	hook.Version, hook.Disabled = sentVersion(r), !r.Checked("enabled")
	if err = p.Record.SaveWebhook(r.Context(), r.Actor, hook); err == nil {
		return r.SeeOther(w, webhookPath(hook), web.Flash{Text: havre.Text{FR: "Les notifications sont enregistrées.", EN: "The notifications are saved."}})
	}
	answers, err := refused(r, err)
	if err != nil {
		return err
	}
	return p.showWebhook(w, r, http.StatusUnprocessableEntity, func(webhookView) ui.Answers { return answers })
}

// renewWebhookSecret makes a new secret; what is sent is signed by both for a time.
func (p *accountPages) renewWebhookSecret(w http.ResponseWriter, r *web.Request) error {
	hook, err := p.webhookOf(r)
	if err != nil {
		return err
	}
	hook.Version = sentVersion(r)
	hook.Generation++
	if err := p.Record.SaveWebhook(r.Context(), r.Actor, hook); err != nil {
		return err
	}
	return p.showSecret(w, r, http.StatusOK, hook)
}

func (p *accountPages) pingWebhook(w http.ResponseWriter, r *web.Request) error {
	hook, err := p.webhookOf(r)
	if err != nil {
		return err
	}
	if err := p.Record.PingWebhook(r.Context(), r.Actor, hook.ID); err != nil {
		return err
	}
	return r.SeeOther(w, webhookPath(hook), web.Flash{Text: havre.Text{FR: "Un essai est parti : son résultat paraît ci-dessous dans quelques secondes.", EN: "A test is on its way: its result shows below in a few seconds."}})
}

func (p *accountPages) deleteWebhook(w http.ResponseWriter, r *web.Request) error {
	hook, err := p.webhookOf(r)
	if err != nil {
		return err
	}
	if err := p.Record.DeleteWebhook(r.Context(), r.Actor, hook.ID, sentVersion(r)); err != nil {
		return err
	}
	return r.SeeOther(w, organisationPath(hook.Organisation, "webhooks"), web.Flash{
		Text: havre.Text{FR: "Plus rien n’est envoyé à cette adresse.", EN: "Nothing is sent to this address any more."}, Undo: webhookPath(hook, "retablir"),
	})
}

func (p *accountPages) restoreWebhook(w http.ResponseWriter, r *web.Request) error {
	id, org := r.PathValue("webhook"), r.PathValue("id")
	if err := p.Record.RestoreWebhook(r.Context(), r.Actor, id); err != nil {
		return err
	}
	return r.SeeOther(w, organisationPath(org, "webhooks", id), web.Flash{Text: havre.Text{FR: "Les notifications reprennent.", EN: "Notifications go on again."}})
}

// webhookValues are the fields of the form as they are on record.
func webhookAnswers(w *notify.Webhook, a ui.Answers) ui.Answers {
	if a.Values != nil {
		return a
	}
	a.Values = map[string][]string{"url": {w.URL}, "version": {strconv.FormatInt(w.Version, 10)}}
	for _, t := range w.Topics {
		a.Values.Add("topics", string(t))
	}
	return a
}

// deliveryListing lists what was sent to a webhook.
var deliveryListing = ui.Listing[notify.Delivery]{
	ID: "envois", Caption: havre.Text{FR: "Envois", EN: "Deliveries"}, Cards: true,
	Columns: []ui.Column[notify.Delivery]{
		wordColumn(havre.Text{FR: "Quand", EN: "When"}, func(r *web.Request, d notify.Delivery) string { return r.Instant(d.At) }),
		wordColumn(havre.Text{FR: "Sujet", EN: "Topic"}, func(r *web.Request, d notify.Delivery) string { return r.Text(topicText(d.Topic)) }),
		{Name: havre.Text{FR: "Résultat", EN: "Result"}, Show: deliveryCell},
		wordColumn(havre.Text{FR: "Essais", EN: "Tries"}, func(r *web.Request, d notify.Delivery) string { return r.Number(d.Attempts) }),
	},
}

// deliveryWords says what became of a delivery.
func deliveryWords(r *web.Request, d notify.Delivery) string {
	var out []string
	if d.Status > 0 {
		out = append(out, r.Say("réponse %s", "answer %s", strconv.Itoa(d.Status)))
	}
	if d.Error != "" {
		out = append(out, r.Text(notify.Failure(d.Error).Text()))
	}
	return r.Remarks(out...)
}

// topicTexts are what a webhook may be told of.
var topicTexts = map[notify.Topic]havre.Text{
	notify.WebhookPing:         {FR: "essai", EN: "test"},
	notify.NeedShared:          {FR: "un dossier est partagé", EN: "a need is shared"},
	notify.NeedCommented:       {FR: "un dossier est commenté", EN: "a need is commented on"},
	notify.DecisionTaken:       {FR: "une décision est prise", EN: "a decision is taken"},
	notify.DecisionReopened:    {FR: "une décision est rouverte", EN: "a decision is reopened"},
	notify.DerogationRequested: {FR: "une dérogation est demandée", EN: "a derogation is requested"},
	notify.DerogationSettled:   {FR: "une dérogation est accordée ou refusée", EN: "a derogation is granted or refused"},
	notify.DerogationEnding:    {FR: "une dérogation prend bientôt fin", EN: "a derogation ends soon"},
	notify.DerogationEnded:     {FR: "une dérogation a pris fin", EN: "a derogation has ended"},
	notify.AttestationEnding:   {FR: "une attestation prend bientôt fin", EN: "an attestation ends soon"},
	notify.EvidenceEnding:      {FR: "un document arrive à échéance", EN: "a document expires soon"},
	notify.CatalogueChanged:    {FR: "le catalogue ou les règles changent", EN: "the catalogue or the rules change"},
	notify.OrderSent:           {FR: "une commande est envoyée", EN: "an order is sent"},
	notify.OrderAwaits:         {FR: "une commande attend un avis", EN: "an order awaits somebody"},
	notify.OrderAsked:          {FR: "une précision est demandée sur une commande", EN: "information is asked about an order"},
	notify.OrderAnswered:       {FR: "une précision est donnée sur une commande", EN: "information is given about an order"},
	notify.OrderSettled:        {FR: "une commande est approuvée ou refusée", EN: "an order is approved or rejected"},
	notify.OrderHeld:           {FR: "une commande est suspendue", EN: "an order is put on hold"},
	notify.OrderEnded:          {FR: "une commande est terminée", EN: "an order has ended"},
	notify.OrderMessage:        {FR: "une commande est discutée", EN: "an order is discussed"},
	notify.WorkAsked:           {FR: "un opérateur a une tâche", EN: "an operator has a task"},
	notify.InstanceEnding:      {FR: "une ressource prend bientôt fin", EN: "a resource ends soon"},
	notify.InstanceEnded:       {FR: "une ressource a pris fin", EN: "a resource has ended"},
	notify.InstanceAttention:   {FR: "une ressource demande votre attention", EN: "a resource needs your attention"},
}

// topicText is a topic as a person reads it.
func topicText(t notify.Topic) havre.Text {
	if text, ok := topicTexts[t]; ok {
		return text
	}
	return havre.Same(string(t))
}

func topicOptions(r *web.Request) []ui.Option {
	out := make([]ui.Option, len(notify.Topics))
	for i, t := range notify.Topics {
		out[i] = ui.Option{Value: string(t), Label: web.Capital(r.Text(topicText(t)))}
	}
	return out
}
