package pages

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/order/purchase"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// Fields of the form of an agreement that it names otherwise than the agreement does.
const (
	fieldRoute    = "route"
	fieldOffers   = "offers"
	fieldMay      = "beneficiaries"
	fieldMayOther = "beneficiaries-other"
	fieldCeiling  = "ceiling"
	fieldMonths   = "maxMonths"
	fieldLaunched = "launched"
	fieldBegins   = "period.from"
	fieldEnds     = "period.until"
)

// frameworkFormView is the form of an agreement, new or not.
type frameworkFormView struct {
	Framework     *purchase.Framework // as on record; nil for a new one
	Organisations []identity.Organisation
	Offers        []ui.Option
	Answers       ui.Answers
	Fault         *havre.Fault
}

// newFramework shows an empty form to those who may record an agreement somewhere.
func (p *orderingPages) newFramework(w http.ResponseWriter, r *web.Request) error {
	v, err := p.frameworkForm(r)
	if err != nil {
		return err
	}
	v.Answers.Values = url.Values{fieldBegins: {r.Today().String()}, queryOrganisation: {r.Field(queryOrganisation)}}
	return r.Render(w, http.StatusOK, frameworkFormPage(r, v))
}

func (p *orderingPages) editFramework(w http.ResponseWriter, r *web.Request) error {
	v, err := p.frameworkForm(r)
	if err != nil {
		return err
	}
	v.Answers.Values = v.values()
	return r.Render(w, http.StatusOK, frameworkFormPage(r, v))
}

// frameworkForm is the form of the agreement that the address names, or of a new one.
func (p *orderingPages) frameworkForm(r *web.Request) (v *frameworkFormView, err error) {
	if err := r.NeedsSignIn(); err != nil {
		return nil, err
	}
	v = &frameworkFormView{Offers: p.offerOptions(r)[1:]}
	all, err := p.organisationsOf(r)
	if err != nil {
		return nil, err
	}
	v.Organisations = all
	id := r.PathValue("id")
	if id == "" {
		if len(mayKeep(r, identity.WriteFramework, all)) == 0 {
			return nil, identity.Forbid(identity.WriteFramework)
		}
		return v, nil
	}
	if v.Framework, err = p.Orders.Framework(r.Context(), r.Actor, id); err != nil {
		return nil, err
	}
	return v, r.Actor.Check(identity.WriteFramework, identity.Object{Path: v.Framework.Path})
}

// saveFramework keeps what the form says. Every mistake is told at its field.
func (p *orderingPages) saveFramework(w http.ResponseWriter, r *web.Request) error {
	v, err := p.frameworkForm(r)
	if err != nil {
		return err
	}
	f, problems := v.read(r)
	if err = problems.Err(); err == nil {
		err = p.Orders.SaveFramework(r.Context(), r.Actor, f)
	}
	if err == nil {
		return r.SeeOther(w, frameworkPath(f.ID), web.Flash{Text: havre.Text{FR: "L’accord est enregistré.", EN: "The agreement is saved."}})
	}
	if clash := v.clash(r, err); clash != nil {
		return clash
	}
	answers, fault, err := refusedForm(r, err)
	if err != nil {
		return err
	}
	v.Answers, v.Fault = atFields(answers), fault
	return again(w, r, fault, frameworkFormPage(r, v))
}

// atFields gives the problems of an agreement the names of the fields of its form: one
// offer is among the boxes of all.
func atFields(a ui.Answers) ui.Answers {
	a.Problems = slices.Clone(a.Problems)
	for i := range a.Problems {
		if list, _, ok := strings.Cut(a.Problems[i].Field, "."); ok && list == fieldOffers {
			a.Problems[i].Field = fieldOffers
		}
	}
	return a
}

// clash shows what is on record beside what was sent, when somebody else saved meanwhile.
func (v *frameworkFormView) clash(r *web.Request, err error) error {
	if v.Framework == nil {
		return nil
	}
	id := v.Framework.ID
	return clashing(err, frameworkPath(id), frameworkPath(id, "modifier"), v.Framework.Version, flattened(v.values()), flattened(r.PostForm), frameworkFieldNames)
}

// flattened puts the values of boxes on one line, to be compared.
func flattened(v url.Values) url.Values {
	out := url.Values{}
	for k, list := range v {
		out[k] = list
		if len(list) > 1 {
			sorted := slices.Sorted(slices.Values(list))
			out[k] = append([]string{strings.Join(sorted, ", ")}, list...)
		}
	}
	return out
}

var frameworkFieldNames = []clashField{
	{"title", havre.Text{FR: "Titre", EN: "Title"}},
	{"reference", havre.Text{FR: "Référence", EN: "Reference"}},
	{"lot", havre.Text{FR: "Lot", EN: "Lot"}},
	{fieldRoute, havre.Text{FR: "Voie d’achat", EN: "Purchasing route"}},
	{"buyer.name", havre.Text{FR: "Acheteur", EN: "Buyer"}},
	{"holder.name", havre.Text{FR: "Titulaire", EN: "Holder"}},
	{fieldOffers, havre.Text{FR: "Offres couvertes", EN: "Offers covered"}},
	{fieldBegins, havre.Text{FR: "Premier jour", EN: "First day"}},
	{fieldEnds, havre.Text{FR: "Dernier jour", EN: "Last day"}},
	{fieldCeiling, havre.Text{FR: "Plafond", EN: "Ceiling"}},
	{fieldNote, havre.Text{FR: "Remarque", EN: "Remark"}},
}

// read is the agreement that the form says; what the form has no field for stays as it
// was.
func (v *frameworkFormView) read(r *web.Request) (f *purchase.Framework, ps havre.Problems) {
	f = &purchase.Framework{Organisation: r.Field(queryOrganisation)}
	if v.Framework != nil {
		kept := *v.Framework
		f = &kept
		f.Version = orderVersion(r)
	}
	f.Route, f.Reference, f.Title, f.Lot = purchase.Route(r.Field(fieldRoute)), r.Field("reference"), r.Field("title"), r.Field("lot")
	f.Buyer, f.Holder = readParty(r, "buyer"), readParty(r, "holder")
	f.Offers, f.Note = r.Fields(fieldOffers), r.Field(fieldNote)
	f.Beneficiaries = append(r.Fields(fieldMay), strings.Fields(strings.ReplaceAll(r.Field(fieldMayOther), ",", " "))...)
	f.Period, ps = readPeriod(r, fieldBegins, fieldEnds)
	f.Launched = readDay(r, fieldLaunched, &ps)
	f.Ceiling = readCeiling(r, &ps)
	f.MaxMonths = readMonths(r, &ps)
	for _, c := range []struct {
		id string
		to *purchase.Clause
	}{
		{"secNumCloud", &f.Clauses.SecNumCloud},
		{"hds", &f.Clauses.HDS},
		{"dpa", &f.Clauses.DPA},
		{"reversibility", &f.Clauses.Reversibility},
		{"localisation", &f.Clauses.Localisation},
	} {
		*c.to = readClause(r, c.id, &ps)
	}
	if f.Organisation == "" {
		ps = append(ps, havre.Problem{Field: queryOrganisation, Message: havre.Text{FR: "dites quelle organisation tient cet accord", EN: "say which organisation keeps this agreement"}})
	}
	if len(ps) > 0 { // tell all that is wrong at once
		for _, p := range f.Problems() {
			if !p.Warning && !slices.ContainsFunc(ps, func(q havre.Problem) bool { return q.Field == p.Field }) {
				ps = append(ps, p)
			}
		}
	}
	return f, ps
}

func readParty(r *web.Request, of string) purchase.Party {
	return purchase.Party{
		Name: r.Field(of + ".name"), SIRET: strings.ReplaceAll(r.Field(of+".siret"), " ", ""), Address: r.Field(of + ".address"),
		Contact: r.Field(of + ".contact"), Email: r.Field(of + ".email"),
	}
}

// readPeriod reads a first and a last day: the day after the last is kept.
func readPeriod(r *web.Request, from, until string) (p havre.Period, ps havre.Problems) {
	p.From, p.Until = readDay(r, from, &ps), readDay(r, until, &ps)
	if !p.Until.IsZero() {
		p.Until = p.Until.AddDays(1)
	}
	return p, ps
}

// readDay reads a date; what is written otherwise is a problem.
func readDay(r *web.Request, field string, ps *havre.Problems) havre.Date {
	d, err := r.DateField(field, havre.Date{})
	if f := havre.FaultOf(err); f != nil {
		*ps = append(*ps, f.Problems...)
	}
	return d
}

func readCeiling(r *web.Request, ps *havre.Problems) *havre.Euro {
	text := r.Field(fieldCeiling)
	if text == "" {
		return nil
	}
	e, err := havre.ParseEuro(text)
	if err != nil {
		*ps = append(*ps, havre.Problem{Field: fieldCeiling, Value: text, Message: havre.Text{FR: "écrivez un montant en euros hors taxes, comme 250 000", EN: "type an amount in euros without VAT, such as 250000"}})
		return nil
	}
	return &e
}

func readMonths(r *web.Request, ps *havre.Problems) int {
	text := r.Field(fieldMonths)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1200 {
		*ps = append(*ps, havre.Problem{Field: fieldMonths, Value: text, Message: havre.Text{FR: "écrivez un nombre de mois, ou rien quand l’accord n’en dit rien", EN: "type a number of months, or nothing when the agreement does not say"}})
		return 0
	}
	return n
}

// clauseField is a field of a clause.
func clauseField(clause, field string) string { return "clauses." + clause + "." + field }

func readClause(r *web.Request, id string, ps *havre.Problems) purchase.Clause {
	c := purchase.Clause{Reference: r.Field(clauseField(id, "reference")), Scope: r.Field(clauseField(id, "scope"))}
	if err := c.Stipulated.UnmarshalText([]byte(r.Field(clauseField(id, "stipulated")))); err != nil {
		c.Stipulated = havre.Unknown // left out
	}
	var wrong havre.Problems
	c.Period, wrong = readPeriod(r, clauseField(id, "from"), clauseField(id, "until"))
	*ps = append(*ps, wrong...)
	return c
}

// values are the fields of the form as they are on record.
func (v *frameworkFormView) values() url.Values {
	f := v.Framework
	out := url.Values{
		queryOrganisation: {f.Organisation}, fieldRoute: {string(f.Route)}, "reference": {f.Reference}, "title": {f.Title}, "lot": {f.Lot},
		fieldOffers: f.Offers, fieldBegins: {f.Period.From.String()}, fieldEnds: {lastDayOf(f.Period).String()},
		fieldLaunched: {f.Launched.String()}, fieldNote: {f.Note},
	}
	for name, p := range map[string]purchase.Party{"buyer": f.Buyer, "holder": f.Holder} {
		out[name+".name"], out[name+".siret"], out[name+".address"] = []string{p.Name}, []string{p.SIRET}, []string{p.Address}
		out[name+".contact"], out[name+".email"] = []string{p.Contact}, []string{p.Email}
	}
	if f.Ceiling != nil {
		out.Set(fieldCeiling, f.Ceiling.String())
	}
	if f.MaxMonths > 0 {
		out.Set(fieldMonths, strconv.Itoa(f.MaxMonths))
	}
	for _, b := range f.Beneficiaries {
		if slices.ContainsFunc(v.Organisations, func(o identity.Organisation) bool { return o.Path == b }) {
			out.Add(fieldMay, b)
		} else {
			out.Set(fieldMayOther, strings.TrimSpace(out.Get(fieldMayOther)+"\n"+b))
		}
	}
	for _, c := range f.Clauses.Named() {
		out.Set(clauseField(c.ID, "stipulated"), c.Stipulated.String())
		out.Set(clauseField(c.ID, "reference"), c.Reference)
		out.Set(clauseField(c.ID, "scope"), c.Scope)
		out.Set(clauseField(c.ID, "from"), c.Period.From.String())
		out.Set(clauseField(c.ID, "until"), lastDayOf(c.Period).String())
	}
	return out
}

// several are the values ticked of a field, even when there is one only.
func (v *frameworkFormView) several(f ui.Field) ui.Field {
	f.Values = v.Answers.Values[f.Name]
	return f
}

func (v *frameworkFormView) title(r *web.Request) string {
	if v.Framework == nil {
		return r.Say("Inscrire un accord", "Record an agreement")
	}
	return r.Say("Modifier « %s »", "Change “%s”", v.Framework.Title)
}

func (v *frameworkFormView) action() string {
	if v.Framework == nil {
		return "/accords/nouveau"
	}
	return frameworkPath(v.Framework.ID, "modifier")
}

func (v *frameworkFormView) hidden() []ui.Hidden {
	if v.Framework == nil {
		return nil
	}
	return []ui.Hidden{versionHidden(v.Framework.Version)}
}

// back is where one comes from.
func (v *frameworkFormView) back() string {
	if v.Framework == nil {
		return "/accords"
	}
	return frameworkPath(v.Framework.ID)
}

// routeOptions are the routes, as a person reads them.
func routeOptions(r *web.Request) []ui.Option {
	var out []ui.Option
	for _, x := range purchase.Routes {
		out = append(out, ui.Option{Value: string(x), Label: web.Capital(r.Text(x.Text()))})
	}
	return out
}

// beneficiaryOptions are the organisations, each with all that is below it.
func beneficiaryOptions(all []identity.Organisation) []ui.Option {
	out := organisationOptions(all)
	for i := range out {
		out[i].Value = all[i].Path
	}
	return out
}

// clauseHint says what a clause is for.
func clauseHint(r *web.Request, id string) string {
	switch id {
	case "secNumCloud":
		return r.Say("La qualification est exigée pour ces services.", "The qualification is required for these services.")
	case "hds":
		return r.Say("Le certificat, ses activités et ses dates.", "The certificate, its activities and its dates.")
	case "dpa":
		return r.Say("Les obligations du sous-traitant sont écrites.", "The duties of the processor are written.")
	case "reversibility":
		return r.Say("Comment l'on part, et qui paie.", "How one leaves, and who pays.")
	}
	return r.Say("Où sont les données et ceux qui y accèdent.", "Where the data are, and those who reach them.")
}
