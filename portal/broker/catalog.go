package broker

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
)

// offering is an offer, as a platform shows it.
type offering struct {
	Name                 string         `json:"name"`
	ID                   string         `json:"id"`
	Description          string         `json:"description"`
	Tags                 []string       `json:"tags,omitempty"`
	Bindable             bool           `json:"bindable"`
	InstancesRetrievable bool           `json:"instances_retrievable"`
	BindingsRetrievable  bool           `json:"bindings_retrievable"`
	AllowContextUpdates  bool           `json:"allow_context_updates"`
	PlanUpdateable       bool           `json:"plan_updateable"`
	Metadata             map[string]any `json:"metadata"`
	Plans                []servicePlan  `json:"plans"`
}

// servicePlan is a plan, as a platform shows it.
type servicePlan struct {
	ID             string         `json:"id"`
	Name           string         `json:"name"`
	Description    string         `json:"description"`
	Free           bool           `json:"free"`
	Bindable       bool           `json:"bindable"`
	PlanUpdateable bool           `json:"plan_updateable"`
	MaxPolling     int            `json:"maximum_polling_duration"`
	Metadata       map[string]any `json:"metadata"`
	Schemas        map[string]any `json:"schemas"`
}

// maxPolling is how long a platform should wait for an order, in seconds: approvals and
// the longest opinions take weeks.
const maxPolling = 90 * 24 * 3600

// longestWords is what every platform can show.
const longestWords = 255

// catalog is GET /v2/catalog (§ Catalog Management): the offers with plans that may be
// ordered today.
func (b *Broker) catalog(c *call) (*answer, error) {
	services := []offering{}
	h, today := b.Orders.Records.Library.Now(), b.Orders.Today()
	for _, o := range h.Catalogue.Offers() {
		if plans := h.Catalogue.PlansOf(o.ID, today); len(plans) > 0 {
			services = append(services, b.offering(o, plans, c.lang))
		}
	}
	body := map[string]any{"services": services}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("writing the catalogue: %w", err)
	}
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	header := map[string]string{"ETag": tag, "Cache-Control": "private, no-cache"}
	if strings.Contains(c.Header.Get("If-None-Match"), tag) {
		return &answer{status: http.StatusNotModified, header: header}, nil
	}
	return &answer{status: http.StatusOK, body: body, header: header}, nil
}

func (b *Broker) offering(o *catalogue.Offer, plans []*catalogue.Plan, lang havre.Lang) offering {
	out := offering{
		Name: o.ID, ID: o.ID, Description: short(o.Title.In(lang)), Tags: []string{o.Platform.ID},
		InstancesRetrievable: true, BindingsRetrievable: true,
		Metadata: map[string]any{
			"displayName": o.Title.In(lang), "providerDisplayName": o.Platform.Title.In(lang), "documentationUrl": b.Origin + "/plateformes/" + o.Platform.ID,
		},
	}
	for _, p := range plans {
		shown := b.plan(p, lang)
		out.Bindable = out.Bindable || shown.Bindable
		out.Plans = append(out.Plans, shown)
	}
	return out
}

func (b *Broker) plan(p *catalogue.Plan, lang havre.Lang) servicePlan {
	words := p.Note
	if words.IsZero() {
		words = p.Title
	}
	return servicePlan{
		ID: planKey(p.Offer, p.ID), Name: p.ID, Description: short(words.In(lang)), Bindable: b.Orders.Bindable(p), MaxPolling: maxPolling,
		Metadata: map[string]any{"displayName": p.Title.In(lang), "longDescription": words.In(lang), "bullets": b.bullets(p, lang)},
		Schemas: map[string]any{"service_instance": map[string]any{
			"create": map[string]any{"parameters": created(p, lang)},
			"update": map[string]any{"parameters": updated(p, lang)},
		}},
	}
}

// bullets are the parts of a plan, with what they cost today when somebody says.
func (b *Broker) bullets(p *catalogue.Plan, lang havre.Lang) []string {
	out := []string{}
	for i := range p.Components {
		k := &p.Components[i]
		price, known := k.PriceOn(b.Orders.Today())
		cost := havre.Text{FR: "prix non publié", EN: "price not published"}
		if known {
			cost = havre.Text{FR: "%[1]s HT, %[2]s", EN: "%[1]s excluding VAT, %[2]s"}.With(price.Amount.Text(), k.Billing.Text())
		}
		out = append(out, havre.Text{FR: "%[1]s : %[2]s", EN: "%[1]s: %[2]s"}.With(k.Title, cost).In(lang))
	}
	return out
}

// created is the schema of what a new instance takes: that of the plan, and what is ours.
// Nothing of ours is required there: the context may say it.
func created(p *catalogue.Plan, lang havre.Lang) map[string]any {
	s := p.Schema(lang)
	properties := membersOf(s)
	properties[ours] = oursSchema(lang, "need", "environment", "name", "until", "framework", "estimate", "estimateNote")
	s["properties"] = properties
	return s
}

// updated is the schema of a change: what the plan lets change. Nothing is required, and
// what is left out stays as it is.
func updated(p *catalogue.Plan, lang havre.Lang) map[string]any {
	s := p.Schema(lang)
	properties := map[string]any{}
	for id, field := range membersOf(s) {
		if f, ok := p.Field(id); ok && f.Mutable && !f.Locked {
			if m, ok := field.(map[string]any); ok {
				delete(m, "default")
			}
			properties[id] = field
		}
	}
	properties[ours] = oursSchema(lang, "until", "framework", "estimate", "estimateNote")
	s["properties"] = properties
	delete(s, "required")
	return s
}

// membersOf are the properties of a schema, to change.
func membersOf(s map[string]any) map[string]any {
	properties, ok := s["properties"].(map[string]any)
	if !ok {
		return map[string]any{}
	}
	return maps.Clone(properties)
}

// oursSchema is the schema of some members of the object of ours.
func oursSchema(lang havre.Lang, names ...string) map[string]any {
	properties := map[string]any{}
	for _, name := range names {
		properties[name] = oursMember(name, lang)
	}
	return map[string]any{
		"type": "object", "additionalProperties": false, "properties": properties,
		"title": havre.Text{FR: "Pour la commande", EN: "For the order"}.In(lang),
	}
}

func oursMember(name string, lang havre.Lang) map[string]any {
	out := map[string]any{"type": "string", "title": oursTitles[name].In(lang)}
	switch name {
	case "environment":
		out["enum"] = dossier.Environments
	case "name":
		out["pattern"] = "^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$"
	case "until":
		out["format"] = "date"
	case "estimate":
		out["type"] = []string{"string", "number"}
	}
	return out
}

var oursTitles = map[string]havre.Text{
	"need":         {FR: "Dossier : identifiant ou nom", EN: "Need: identifier or name"},
	"environment":  {FR: "Environnement", EN: "Environment"},
	"name":         {FR: "Nom de la ressource", EN: "Name of the resource"},
	"until":        {FR: "Premier jour sans elle (2027-12-31)", EN: "First day without it (2027-12-31)"},
	"framework":    {FR: "Accord ou convention", EN: "Agreement or convention"},
	"estimate":     {FR: "Coût estimé TTC sur la période, en euros, si le prix n’est pas publié", EN: "Estimated cost over the period, VAT included, in euros, when the price is not published"},
	"estimateNote": {FR: "D’où vient l’estimation", EN: "Where the estimate comes from"},
}

// short is a text that every platform can show.
func short(s string) string {
	if r := []rune(s); len(r) > longestWords {
		return string(r[:longestWords-1]) + "…"
	}
	return s
}
