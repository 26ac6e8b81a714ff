package pages

import (
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Fields of the form of a quota.
const (
	fieldLevel     = "level"
	fieldHolder    = "holder"
	fieldAccount   = "account" // cpu.production, euros.2027
	fieldGrantKind = "grant"   // an amount, none, unlimited
	fieldAmount    = "amount"  // in the unit that people count in
)

// What may be granted.
const (
	someAmount = "amount"
	noAmount   = "none"
	unlimited  = "unlimited"
)

// quotaFormView is the form of one account of one level.
type quotaFormView struct {
	Level   quotaLevel
	Key     quota.Key
	Now     *quota.Allowance // nil when nothing is said yet
	Need    string           // identifier, for a need
	Answers ui.Answers
	Fault   *havre.Fault
}

func (p *orderingPages) quotaForm(w http.ResponseWriter, r *web.Request) error {
	v, err := p.quotaFormView(r)
	if err != nil {
		return err
	}
	v.Answers.Values = quotaValues(v.Now)
	return r.Render(w, http.StatusOK, quotaFormPage(r, v))
}

// quotaFormView is the account and the level that the form names.
func (p *orderingPages) quotaFormView(r *web.Request) (*quotaFormView, error) {
	if err := r.NeedsSignIn(); err != nil {
		return nil, err
	}
	key, ok := accountNamed(r.Field(fieldAccount))
	if !ok {
		return nil, identity.Missing()
	}
	v := &quotaFormView{Key: key}
	organisation := r.Field(fieldHolder)
	if quota.Level(r.Field(fieldLevel)) == quota.OfNeed {
		organisation, v.Need = "", r.Field(fieldHolder)
	}
	shown, err := p.quotasView(r, organisation, v.Need)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(shown.Levels, func(l quotaLevel) bool { return l.Holder == r.Field(fieldHolder) })
	if i < 0 {
		return nil, identity.Missing()
	}
	v.Level, v.Now = shown.Levels[i], shown.of(shown.Levels[i], key)
	if !v.Level.May {
		return nil, identity.Forbid(identity.WriteAllowance)
	}
	return v, nil
}

// accountNamed is the account that programs call so.
func accountNamed(name string) (quota.Key, bool) {
	resource, rest, _ := strings.Cut(name, ".")
	k := quota.Key{Resource: quota.Resource(resource)}
	if k.Resource == quota.Euros {
		year, err := strconv.Atoi(rest)
		k.Year = year
		return k, err == nil && k.String() == name
	}
	k.Class = quota.Class(rest)
	return k, slices.Contains(quota.Resources, k.Resource) && (k.Class == quota.Production || k.Class == quota.Other)
}

// quotaValues are the fields of the form as they are on record.
func quotaValues(a *quota.Allowance) url.Values {
	switch {
	case a == nil:
		return url.Values{fieldGrantKind: {someAmount}}
	case a.Unlimited:
		return url.Values{fieldGrantKind: {unlimited}, fieldNote: {a.Note}}
	case a.Amount == 0:
		return url.Values{fieldGrantKind: {noAmount}, fieldNote: {a.Note}}
	}
	return url.Values{fieldGrantKind: {someAmount}, fieldAmount: {typedAmount(a.Resource, a.Amount)}, fieldNote: {a.Note}}
}

// perUnit is how many of what is counted make one of what people type: memory is counted
// in MiB and typed in GiB.
func perUnit(x quota.Resource) int64 {
	if x == quota.Memory {
		return 1024
	}
	return 1
}

// typedAmount is a quantity as people type it.
func typedAmount(x quota.Resource, n int64) string {
	if x == quota.Euros {
		return havre.Euro(n).String()
	}
	return strconv.FormatFloat(float64(n)/float64(perUnit(x)), 'f', -1, 64)
}

// readQuotaAmount reads a quantity as people type it.
func readQuotaAmount(x quota.Resource, text string) (int64, error) {
	bad := func(m havre.Text) error {
		return havre.Problems{{Field: fieldAmount, Value: text, Message: m}}
	}
	if text == "" {
		return 0, bad(havre.Text{FR: "écrivez la quantité accordée, ou choisissez « aucun » ou « illimité »", EN: "type the quantity granted, or choose “none” or “unlimited”"})
	}
	if x == quota.Euros {
		e, err := havre.ParseEuro(text)
		if err != nil || e < 0 {
			return 0, bad(havre.Text{FR: "écrivez un montant en euros, comme 120 000 ou 1 234,50", EN: "type an amount in euros, such as 120000 or 1234.50"})
		}
		return quota.Money(e), nil
	}
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(text)
	n, err := strconv.ParseFloat(plain, 64)
	n *= float64(perUnit(x))
	if err != nil || n < 0 || n > math.MaxInt32*1024.0 || n != math.Trunc(n) {
		return 0, bad(havre.Text{FR: "écrivez un nombre, comme 64", EN: "type a number, such as 64"})
	}
	return int64(n), nil
}

// grantQuota grants what the form says, or changes it.
func (p *orderingPages) grantQuota(w http.ResponseWriter, r *web.Request) error {
	v, err := p.quotaFormView(r)
	if err != nil {
		return err
	}
	g, err := v.read(r)
	if err == nil {
		err = p.Orders.SetAllowance(r.Context(), r.Actor, g)
	}
	return p.granted(w, r, v, err, havre.Text{FR: "Quota enregistré : %[1]s.", EN: "Quota saved: %[1]s."}.With(v.Key.Text()))
}

// read is what the form grants.
func (v *quotaFormView) read(r *web.Request) (*quota.Allowance, error) {
	g := &quota.Allowance{Level: v.Level.Kind, Holder: v.Level.Holder, Key: v.Key, Note: r.Field(fieldNote)}
	g.Version = savedVersion(r)
	if v.Now != nil {
		version := g.Version
		g.ID, g.Stamps = v.Now.ID, v.Now.Stamps
		if g.Version = version; version == 0 {
			g.Version = -1 // somebody granted it since the form was drawn
		}
	}
	switch r.Field(fieldGrantKind) {
	case unlimited:
		g.Unlimited = true
	case noAmount:
	case someAmount:
		var err error
		if g.Amount, err = readQuotaAmount(v.Key.Resource, r.Field(fieldAmount)); err != nil {
			return nil, err
		}
	default:
		return nil, havre.Problems{{Field: fieldGrantKind, Message: havre.Text{FR: "dites ce qui est accordé", EN: "say what is granted"}}}
	}
	return g, nil
}

// withdrawQuota makes a level say nothing of an account any more.
func (p *orderingPages) withdrawQuota(w http.ResponseWriter, r *web.Request) error {
	v, err := p.quotaFormView(r)
	if err != nil {
		return err
	}
	if v.Now == nil {
		return identity.Missing()
	}
	g := *v.Now
	g.Version, g.DeletedAt = orderVersion(r), r.Now
	err = p.Orders.SetAllowance(r.Context(), r.Actor, &g)
	return p.granted(w, r, v, err, havre.Text{FR: "Ce niveau ne dit plus rien de ce compte : %[1]s.", EN: "This level says nothing of this account any more: %[1]s."}.With(v.Key.Text()))
}

// granted leads back to the quotas, or shows the form again with the refusal.
func (p *orderingPages) granted(w http.ResponseWriter, r *web.Request, v *quotaFormView, err error, flash havre.Text) error {
	if err == nil {
		return r.SeeOther(w, v.back(), web.Flash{Text: flash})
	}
	answers, fault, err := refusedForm(r, err)
	if err != nil {
		return err
	}
	v.Answers, v.Fault = answers, fault
	return again(w, r, fault, quotaFormPage(r, v))
}

// back is the page of the quotas that one came from.
func (v *quotaFormView) back() string {
	if v.Need != "" {
		return "/quotas?" + queryNeed + "=" + url.QueryEscape(v.Need)
	}
	return "/quotas?" + queryOrganisation + "=" + url.QueryEscape(v.Level.Holder)
}

// lead says whose account it is.
func (v *quotaFormView) lead(r *web.Request) string {
	if v.Need != "" {
		return r.Say("Ce que « %s » peut en tenir.", "What “%s” may hold of it.", v.Level.Title)
	}
	return r.Say("Ce que « %s » peut en tenir, tout ce qui est au-dessous compris.", "What “%s” may hold of it, all that is below included.", v.Level.Title)
}

// hidden name the account and the level, and the version that was read.
func (v *quotaFormView) hidden() []ui.Hidden {
	version := int64(0)
	if v.Now != nil {
		version = v.Now.Version
	}
	return []ui.Hidden{
		{Name: fieldLevel, Value: string(v.Level.Kind)},
		{Name: fieldHolder, Value: v.Level.Holder},
		{Name: fieldAccount, Value: v.Key.String()},
		versionHidden(version),
	}
}

// unit is what people type a quantity in.
func (v *quotaFormView) unit(r *web.Request) string {
	switch v.Key.Resource {
	case quota.Euros:
		return r.Say("En euros, TTC, pour ce que les commandes engagent sur l'année %d.", "In euros, VAT included, for what orders commit on the year %d.", v.Key.Year)
	case quota.Memory:
		return r.Say("En Gio.", "In GiB.")
	case quota.Storage:
		return r.Say("En Gio (1 Tio = 1 024 Gio).", "In GiB (1 TiB = 1,024 GiB).")
	case quota.CPU:
		return r.Say("En processeurs virtuels (vCPU).", "In virtual processors (vCPU).")
	case quota.GPU, quota.Addresses, quota.Ceiling:
	}
	return r.Say("Un nombre entier.", "A whole number.")
}
