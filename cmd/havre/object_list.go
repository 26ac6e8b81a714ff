package main

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
)

func (a *app) listCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("list"),
		short: havre.Text{FR: "lister les objets d'un portail", EN: "list the objects of a portal"},
		long: havre.Text{
			FR: "Liste ce que vous pouvez voir d'un portail, avec les filtres de son API. Il faut s'être fait connaître : « havre login ».",
			EN: "Lists what you may see of a portal, with the filters of its API. You must be known to it: \"havre login\".",
		},
		example: havre.Same("havre list dossiers --verdict undetermined\nhavre list organisations -o json\nhavre list notices --unread"),
	}, nil)
	for i := range objectKinds {
		c.AddCommand(a.listKind(&objectKinds[i]))
	}
	return c
}

// listKind is the list of one kind, with its filters.
func (a *app) listKind(k *objectKind) *cobra.Command {
	var r *remote
	limit := 0
	values := make([]*string, len(k.filters))
	flags := make([]*bool, len(k.filters))
	c := a.command(entry{
		use:     havre.Same(k.words[0]),
		short:   havre.Text{FR: "lister les %s", EN: "list %s"}.With(k.title),
		long:    havre.Text{FR: "Liste les %s que vous pouvez voir.", EN: "Lists the %s that you may see."}.With(k.title),
		example: havre.Same("havre list " + k.words[0] + "\nhavre list " + k.words[0] + " -o json"), args: between(0, 0, havre.Text{}),
	}, func(*cobra.Command, []string) error {
		q := url.Values{}
		for i, f := range k.filters {
			switch {
			case f.flag && *flags[i]:
				q.Set(f.query, "true")
			case !f.flag && *values[i] != "":
				q.Set(f.query, *values[i])
			}
		}
		if err := r.identified(q); err != nil {
			return err
		}
		return filterFlags(r.list(k, q, limit))
	})
	c.Aliases = k.words[1:]
	for i, f := range k.filters {
		if f.flag {
			flags[i] = c.Flags().Bool(dashed(f.query), false, a.say(f.usage))
			continue
		}
		usage := a.say(f.usage)
		if f.values != nil {
			usage += a.say(havre.Text{FR: " : ", EN: ": "}) + strings.Join(f.values, ", ")
		}
		values[i] = c.Flags().String(dashed(f.query), "", usage)
		if f.values != nil {
			a.complete(c, dashed(f.query), f.values)
		}
	}
	c.Flags().IntVar(&limit, "limit", 0, a.say(havre.Text{FR: "`nombre` d'objets au plus (par défaut tous)", EN: "`number` of objects at most (by default all)"}))
	c.Flags().SetNormalizeFunc(needIsDossier)
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON, formatCSV, formatMarkdown)
	r = a.remote(c)
	return c
}

// identified puts identifiers in the place of the names and references that people give.
func (r *remote) identified(q url.Values) error {
	for name, find := range map[string]func(string) (string, error){"dossier": r.dossierID, "framework": r.frameworkID, "order": r.orderID} {
		if q.Get(name) == "" {
			continue
		}
		id, err := find(q.Get(name))
		if err != nil {
			return err
		}
		q.Set(name, id)
	}
	return nil
}

// needIsDossier lets --need stand for --dossier: the same thing in English.
func needIsDossier(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	if name == "need" {
		name = "dossier"
	}
	return pflag.NormalizedName(name)
}

// filterFlags names what is wrong with a list by the flag that said it.
func filterFlags(err error) error {
	return havre.Retold(err, func(p *havre.Problem) {
		if name, ok := strings.CutPrefix(p.Field, "query."); ok {
			p.Field = "--" + dashed(name)
		}
	})
}

// dashed is the name of a flag: dueBefore is due-before.
func dashed(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('-')
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (r *remote) list(k *objectKind, q url.Values, limit int) error {
	found, err := r.all(k, q, limit)
	if err != nil {
		return err
	}
	return r.showList(k, found)
}

// all reads a list to its end, or to a limit; zero is none.
func (r *remote) all(k *objectKind, q url.Values, limit int) (found []*object, err error) {
	page := havre.MaxLimit
	if limit > 0 {
		page = min(limit, page)
	}
	q.Set("limit", strconv.Itoa(page))
	for raw, err := range client.Any(k.path).List(r.ctx, r.Client, q) {
		if err != nil {
			return nil, err
		}
		o, err := newObject(raw, "")
		if err != nil {
			return nil, err
		}
		if found = append(found, o); len(found) == limit {
			break
		}
	}
	return found, nil
}

// showList writes objects as a list.
func (a *app) showList(k *objectKind, found []*object) error {
	l := listing{kind: k.name + "List", none: k.none}
	if l.none.IsZero() {
		l.none = havre.Text{FR: "Rien à montrer parmi les %[1]s.", EN: "Nothing to show among the %[1]s."}.With(k.title)
	}
	items := []client.Raw{}
	for _, o := range found {
		items = append(items, o.Raw)
		var row []string
		for _, c := range a.columnsOf(k) {
			row = append(row, a.cellOf(o, c))
		}
		l.rows = append(l.rows, row)
	}
	var paths []string
	for _, c := range a.columnsOf(k) {
		l.columns, paths = append(l.columns, c.head), append(paths, c.path)
	}
	if a.format == formatCSV {
		return writeRows(a.out, paths, l.rows)
	}
	l.items = items
	return a.list(l)
}

// columnsOf are those of a table, or of a CSV file, which has some of its own.
func (a *app) columnsOf(k *objectKind) (out []column) {
	for _, c := range k.columns {
		if !c.raw || a.format == formatCSV {
			out = append(out, c)
		}
	}
	return out
}

// cellOf is what a column says of an object.
func (a *app) cellOf(o *object, c column) string {
	v := o.at(c.path)
	if c.shown != nil && (a.format == formatTable || a.format == formatMarkdown) {
		return c.shown(a, o, v)
	}
	return a.cell(v)
}

// cell is a value as a table shows it: words of ours in the reader's language,
// instants to the minute, in Paris as on the pages.
func (a *app) cell(v string) string {
	if a.format != formatTable && a.format != formatMarkdown {
		return v
	}
	if t, ok := shownWords[v]; ok {
		return a.say(t)
	}
	if t, err := time.Parse(time.RFC3339, v); err == nil {
		return a.instant(t)
	}
	return v
}

// shownWords are words of the API that tables show in the reader's language.
var shownWords = map[string]havre.Text{
	"yes": {FR: "oui", EN: "yes"}, "no": {FR: "non", EN: "no"},
	"draft": {FR: "brouillon", EN: "draft"}, "shared": {FR: "partagé", EN: "shared"}, "archived": {FR: "archivé", EN: "archived"},
	"eligible": {FR: "éligible", EN: "eligible"}, "undetermined": {FR: "indéterminé", EN: "undetermined"}, "ineligible": {FR: "inéligible", EN: "ineligible"},
	"current": {FR: "en vigueur", EN: "current"}, "reopened": {FR: "rouverte", EN: "reopened"}, "superseded": {FR: "remplacée", EN: "superseded"},
	"requested": {FR: "demandée", EN: "requested"}, "granted": {FR: "accordée", EN: "granted"}, "refused": {FR: "refusée", EN: "refused"}, "withdrawn": {FR: "retirée", EN: "withdrawn"},
	"to-come": {FR: "à venir", EN: "to come"}, "in-force": {FR: "en vigueur", EN: "in force"}, "ended": {FR: "finie", EN: "ended"},
}
