package pages

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/order/quota"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// queryOrganisation chooses what is of an organisation, in the address.
const queryOrganisation = "organisation"

// quotaLevel is one who may hold quotas: an organisation, or a need.
type quotaLevel struct {
	Kind    quota.Level
	Holder  string
	Title   string
	Mention string // ministry, directorate, application
	May     bool   // the reader may grant it quotas
}

// quotasView is what the orders of an organisation, or of a need, draw on.
type quotasView struct {
	Organisation  *identity.Organisation // nil for a need
	Need          *record.Need           // nil for an organisation
	Levels        []quotaLevel           // from the widest
	Allowances    []quota.Allowance
	Organisations []ui.Option
}

// quotas shows the accounts, level by level.
func (p *orderingPages) quotas(w http.ResponseWriter, r *web.Request) error {
	if err := r.NeedsSignIn(); err != nil {
		return err
	}
	v, err := p.quotasView(r, r.Field(queryOrganisation), r.Field(queryNeed))
	if err != nil {
		return err
	}
	if _, ok := ui.ExportFormat(r); ok {
		return v.listing().Export(w, r, "quotas", ui.All(v.Allowances))
	}
	return r.Render(w, http.StatusOK, quotasPage(r, v))
}

// quotasView reads the accounts of an organisation or of a need; those of the reader's
// own organisation when none is named.
func (p *orderingPages) quotasView(r *web.Request, organisation, need string) (v *quotasView, err error) {
	all, err := p.organisationsOf(r)
	if err != nil {
		return nil, err
	}
	v = &quotasView{Organisations: organisationOptions(all)}
	switch {
	case need != "":
		if v.Need, err = p.Record.Need(r.Context(), r.Actor, need); err != nil {
			return nil, err
		}
		organisation = v.Need.Organisation
	case organisation == "":
		organisation = homeOf(r, all)
	}
	if organisation == "" {
		return v, nil
	}
	if v.Allowances, err = p.Orders.Allowances(r.Context(), r.Actor, organisation, need); err != nil {
		return nil, err
	}
	o, err := p.Identity.Organisation(r.Context(), r.Actor, organisation)
	if err != nil && (need == "" || !isMissing(err)) {
		return nil, err
	}
	if v.Levels, err = p.levelsOf(r, v.Need, o, v.Allowances); err != nil {
		return nil, err
	}
	if v.Need == nil {
		v.Organisation = o
	}
	return v, nil
}

// homeOf is the organisation whose quotas the reader looks at first.
func homeOf(r *web.Request, all []identity.Organisation) string {
	i := slices.IndexFunc(all, func(o identity.Organisation) bool { return o.ID == r.Actor.Home })
	switch {
	case i >= 0:
		return all[i].ID
	case len(all) > 0:
		return all[0].ID
	}
	return ""
}

// levelsOf are the levels from the ministry to the project. A reader with whom a need is
// shared need not see its organisation: what it holds tells its name.
func (p *orderingPages) levelsOf(r *web.Request, need *record.Need, o *identity.Organisation, held []quota.Allowance) (out []quotaLevel, err error) {
	if o != nil {
		above, err := p.accounts.above(r, o)
		if err != nil {
			return nil, err
		}
		for _, x := range append(above, *o) {
			out = append(out, quotaLevel{quota.OfOrganisation, x.ID, x.Title, r.Text(x.Kind.Text()), mayIn(r, identity.WriteAllowance, &x)})
		}
	}
	for i := range held {
		a := &held[i]
		if a.Level == quota.OfOrganisation && !slices.ContainsFunc(out, func(l quotaLevel) bool { return l.Holder == a.Holder }) {
			out = append(out, quotaLevel{Kind: a.Level, Holder: a.Holder, Title: a.Title})
		}
	}
	if need != nil {
		out = append(out, quotaLevel{quota.OfNeed, need.ID, need.Title, r.Say("application", "application"), may(r, identity.WriteAllowance, need)})
	}
	return out, nil
}

// of is what a level was granted of an account; nil when nothing is said.
func (v *quotasView) of(l quotaLevel, k quota.Key) *quota.Allowance {
	i := slices.IndexFunc(v.Allowances, func(a quota.Allowance) bool { return a.Holder == l.Holder && a.Key == k })
	if i < 0 {
		return nil
	}
	return &v.Allowances[i]
}

// quotaGroup are accounts that are read together.
type quotaGroup struct {
	ID    string
	Title havre.Text
	Keys  []quota.Key
}

// groups are the accounts: production apart from the rest, budgets by year.
func (v *quotasView) groups(r *web.Request) []quotaGroup {
	production := quotaGroup{ID: "production", Title: havre.Text{FR: "Production", EN: "Production"}}
	other := quotaGroup{ID: "hors-production", Title: havre.Text{FR: "Hors production", EN: "Outside production"}}
	for _, x := range quota.Resources {
		if x != quota.Euros {
			production.Keys = append(production.Keys, quota.Key{Resource: x, Class: quota.Production})
			other.Keys = append(other.Keys, quota.Key{Resource: x, Class: quota.Other})
		}
	}
	budgets := quotaGroup{ID: "budgets", Title: havre.Text{FR: "Budgets", EN: "Budgets"}}
	for _, year := range v.years(r) {
		budgets.Keys = append(budgets.Keys, quota.Budget(year))
	}
	return []quotaGroup{production, other, budgets}
}

// years are those with a budget, this one and the next.
func (v *quotasView) years(r *web.Request) []int {
	out := []int{r.Today().Year(), r.Today().Year() + 1}
	for i := range v.Allowances {
		if y := v.Allowances[i].Year; y != 0 {
			out = append(out, y)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// accountName is an account within its group.
func accountName(r *web.Request, k quota.Key) string {
	if k.Resource == quota.Euros {
		return r.Say("%d, TTC", "%d, incl. VAT", k.Year)
	}
	return web.Capital(r.Text(k.Resource.Text()))
}

// table is a group, level by level.
func (v *quotasView) table(r *web.Request, g quotaGroup) ui.TableProps {
	t := ui.TableProps{
		ID: "quotas-" + g.ID, Caption: r.Say("%s : ce qui est accordé à chaque niveau", "%s: what is granted at each level", r.Text(g.Title)),
		Cards: true, Sticky: true, Columns: []ui.Head{{Name: r.Say("Compte", "Account")}},
	}
	for _, l := range v.Levels {
		t.Columns = append(t.Columns, ui.Head{Name: l.Title})
	}
	for _, k := range g.Keys {
		row := ui.Row{ID: strings.ReplaceAll(k.String(), ".", "-")}
		row.Cells = append(row.Cells, ui.Text(accountName(r, k)))
		for _, l := range v.Levels {
			row.Cells = append(row.Cells, quotaCell(r, v, l, k))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// grantPath is the form of an account of a level.
func (v *quotasView) grantPath(l quotaLevel, k quota.Key) string {
	return "/quotas/accorder?" + asksOf(fieldLevel, string(l.Kind), fieldHolder, l.Holder, fieldAccount, k.String()).Encode()
}

// mayAny says whether the reader may grant at some level.
func (v *quotasView) mayAny() bool {
	return slices.ContainsFunc(v.Levels, func(l quotaLevel) bool { return l.May })
}

func (v *quotasView) title(r *web.Request) string {
	if v.Need != nil {
		return r.Say("Quotas de « %s »", "Quotas of “%s”", v.Need.Title)
	}
	return r.Say("Quotas et budgets", "Quotas and budgets")
}

// listing is the same as a list, to take away.
func (v *quotasView) listing() ui.Listing[quota.Allowance] {
	amount := func(name havre.Text, of func(*quota.Allowance) int64, always bool) ui.Column[quota.Allowance] {
		return wordColumn(name, func(r *web.Request, a quota.Allowance) string {
			if a.Unlimited && !always {
				return r.Say("illimité", "unlimited")
			}
			return amountText(r, a.Resource, of(&a))
		})
	}
	return ui.Listing[quota.Allowance]{
		ID: "quotas", Caption: havre.Text{FR: "Quotas et budgets", EN: "Quotas and budgets"},
		Columns: []ui.Column[quota.Allowance]{
			wordColumn(havre.Text{FR: "Niveau", EN: "Level"}, func(_ *web.Request, a quota.Allowance) string { return a.Title }),
			{Name: havre.Text{FR: "Compte", EN: "Account"}, Value: func(r *web.Request, a quota.Allowance) sheet.Value {
				return sheet.Words(web.Capital(r.Text(a.Key.Text())))
			}},
			amount(havre.Text{FR: "Accordé", EN: "Granted"}, func(a *quota.Allowance) int64 { return a.Amount }, false),
			amount(havre.Text{FR: "Réservé", EN: "Reserved"}, func(a *quota.Allowance) int64 { return a.Reserved }, true),
			amount(havre.Text{FR: "Engagé", EN: "Committed"}, func(a *quota.Allowance) int64 { return a.Committed }, true),
			amount(havre.Text{FR: "Libre", EN: "Free"}, func(a *quota.Allowance) int64 { return a.Free() }, false),
			wordColumn(havre.Text{FR: "Remarque", EN: "Remark"}, func(_ *web.Request, a quota.Allowance) string { return a.Note }),
		},
	}
}

// heldBar is a bar of what is held of an amount.
func heldBar(reserved, committed, amount int64) barProps {
	return barProps{Committed: share(committed, amount), Reserved: share(reserved, amount)}
}

// share is a part of a whole in thousandths, at least one when there is some.
func share(part, whole int64) int {
	if part <= 0 || whole <= 0 {
		return 0
	}
	return max(1, int(float64(min(part, whole))/float64(whole)*barWhole))
}

// barWhole is the length of a bar.
const barWhole = 1000

// barProps is a bar drawn beside its numbers.
type barProps struct{ Committed, Reserved int } // of barWhole

// tight says that little is left: less than a tenth.
func (b barProps) tight() bool { return b.Committed+b.Reserved > barWhole*9/10 }

// heldText says what is left, then what orders hold.
func heldText(r *web.Request, a *quota.Allowance) (left, detail string) {
	var held []string
	if a.Committed > 0 {
		held = append(held, r.Say("engagé : %s", "committed: %s", amountText(r, a.Resource, a.Committed)))
	}
	if a.Reserved > 0 {
		held = append(held, r.Say("réservé : %s", "reserved: %s", amountText(r, a.Resource, a.Reserved)))
	}
	detail = cmp.Or(r.Remarks(held...), r.Say("rien n'est tenu", "nothing is held"))
	if a.Unlimited {
		return r.Say("illimité", "unlimited"), detail
	}
	return r.Say("reste %s sur %s", "%s left of %s", amountText(r, a.Resource, a.Free()), amountText(r, a.Resource, a.Amount)), detail
}

// amountText is a quantity as people read it: a size in its larger unit where that is
// exact.
func amountText(r *web.Request, x quota.Resource, n int64) string {
	switch x {
	case quota.Euros, quota.Ceiling:
		return money(r, havre.Euro(n))
	case quota.Memory:
		if n != 0 && n%(perUnit(x)<<10) == 0 {
			return tebibytes(r, n/(perUnit(x)<<10))
		}
		digits := 0
		if n%perUnit(x) != 0 {
			digits = 2
		}
		return r.Say("%s\u00a0Gio", "%s\u00a0GiB", r.Decimal(float64(n)/float64(perUnit(x)), digits))
	case quota.Storage:
		if n != 0 && n%(1<<10) == 0 {
			return tebibytes(r, n>>10)
		}
		return r.Say("%s\u00a0Gio", "%s\u00a0GiB", r.Number(int(n)))
	case quota.CPU, quota.GPU, quota.Addresses:
	}
	return r.Number(int(n))
}

func tebibytes(r *web.Request, n int64) string {
	return r.Say("%s\u00a0Tio", "%s\u00a0TiB", r.Number(int(n)))
}
