package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/fact"
)

func (a *app) catalogueCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("catalogue"),
		short: havre.Text{FR: "les offres comme faits datés : lister, montrer, vérifier, importer", EN: "the offers as dated facts: list, show, check, import"},
		long: havre.Text{
			FR: "Le catalogue garde, pour chaque offre, ce que chaque source en dit, dans ses propres mots et avec sa date. Le programme en contient un ; --catalogue en prend un autre.",
			EN: "The catalogue keeps, for each offer, what each source says of it, in its own words and with its date. The program holds one; --catalogue takes another.",
		},
		example: havre.Same("havre catalogue list\nhavre catalogue show rosny --on 2025-09-22\nhavre catalogue plans nubo\nhavre catalogue history rosny secnumcloud\nhavre catalogue import table.md --as-of 2026-04-13 \\\n    --source https://example.org/table"),
	}, nil)
	c.AddCommand(a.catalogueList(), a.catalogueShow(), a.cataloguePlans(), a.catalogueCheck(), a.catalogueHistory(), a.catalogueImport(), a.catalogueExport())
	return c
}

// offerItem is an offer in a list.
type offerItem struct {
	ID           string   `json:"id"`
	Platform     string   `json:"platform"`
	Title        string   `json:"title"`
	Layers       []string `json:"layers"`
	SecNumCloud  string   `json:"secnumcloud"`
	HDS          string   `json:"hds"`
	Attestations []string `json:"attestations"`
}

// viewOf is the catalogue as known on the day chosen.
func (a *app) viewOf(by choice) (data, *catalogue.View, error) {
	on, err := a.day("--on", by.on)
	if err != nil {
		return data{}, nil, err
	}
	cat, err := loadCatalogue(by.catalogueDir)
	if err != nil {
		return data{}, nil, err
	}
	m, err := fact.NewModel(catalogue.Facts())
	if err != nil {
		return data{}, nil, err
	}
	return data{cat: cat, model: m}, cat.At(on, m), nil
}

// catalogueFlag declares --catalogue alone.
func (a *app) catalogueFlag(c *cobra.Command, by *choice) {
	c.Flags().StringVar(&by.catalogueDir, "catalogue", "", a.say(havre.Text{
		FR: "`répertoire` d'un catalogue à la place de celui du programme", EN: "`directory` of a catalogue instead of the one in the program",
	}))
}

func (a *app) catalogueList() *cobra.Command {
	var by choice
	c := a.command(entry{
		use: havre.Same("list"), short: havre.Text{FR: "les offres connues à une date", EN: "the offers known on a date"},
		long:    havre.Text{FR: "Énumère les offres avec leurs couches et leurs qualifications à la date.", EN: "Lists the offers with their layers and qualifications on the date."},
		example: havre.Same("havre catalogue list\nhavre catalogue list --on 2025-07-01 -o csv"), args: between(0, 0, havre.Text{}),
	}, func(*cobra.Command, []string) error {
		d, v, err := a.viewOf(by)
		if err != nil {
			return err
		}
		return a.list(a.offerListing(d, v))
	})
	a.dayFlag(c, &by)
	a.catalogueFlag(c, &by)
	a.formats(c, allFormats...)
	return c
}

func (a *app) offerListing(d data, v *catalogue.View) listing {
	l := listing{kind: "OfferList", columns: []havre.Text{
		{FR: "offre", EN: "offer"}, {FR: "couches", EN: "layers"}, havre.Same("SecNumCloud"), havre.Same("HDS"), {FR: "nom", EN: "name"},
	}}
	list := []offerItem{}
	for i := range v.Offers {
		o := &v.Offers[i]
		it := offerItem{ID: o.ID, Platform: o.Platform, Title: o.Title.In(a.lang), Layers: []string{}, SecNumCloud: claimText(o, "secnumcloud"), HDS: claimText(o, "hds.hosting"), Attestations: []string{}}
		for _, layer := range catalogue.Layers {
			if c, ok := o.Claim("layers." + layer); ok && c.Value.Truth() == havre.Yes {
				it.Layers = append(it.Layers, layer)
			}
		}
		for _, t := range o.Attestations {
			it.Attestations = append(it.Attestations, t.Words())
		}
		list = append(list, it)
		l.rows = append(l.rows, []string{it.ID, strings.Join(it.Layers, " "), a.value(it.SecNumCloud), a.value(it.HDS), it.Title})
	}
	l.items = list
	if a.format == formatTable && !a.quiet {
		version, _ := d.cat.Digest()
		l.foot = []string{a.say(havre.Text{FR: "%[1]d offres, au %[2]s ; catalogue du %[3]s.", EN: "%[1]d offers, on %[2]s; catalogue of %[3]s."}, len(list), v.On.String(), version)}
	}
	return l
}

func claimText(o *catalogue.OfferView, path string) string {
	if c, ok := o.Claim(path); ok {
		return c.Value.String()
	}
	return havre.Unknown.String()
}

func (a *app) catalogueCheck() *cobra.Command {
	var by choice
	c := a.command(entry{
		use: havre.Same("check"), short: havre.Text{FR: "contradictions, attestations échues, personne à qui demander", EN: "contradictions, expired attestations, nobody to ask"},
		long:    havre.Text{FR: "Vérifie le catalogue : sources qui se contredisent, attestations et prix échus ou près de l'être, offres que rien ne permet de commander, faits sans personne qui les connaisse.", EN: "Checks the catalogue: sources that contradict one another, attestations and prices expired or about to, offers that no plan orders, facts that nobody knows."},
		example: havre.Same("havre catalogue check\nhavre catalogue check --catalogue mon-catalogue/ --on 2026-12-31"), exits: checkExits, args: between(0, 0, havre.Text{}),
	}, func(*cobra.Command, []string) error {
		on, err := a.day("--on", by.on)
		if err != nil {
			return err
		}
		cat, err := loadCatalogue(by.catalogueDir)
		if err != nil {
			return err
		}
		return a.found(cat.Check(on), havre.Text{FR: "Rien à signaler.", EN: "Nothing to report."})
	})
	a.dayFlag(c, &by)
	a.catalogueFlag(c, &by)
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	return c
}

func (a *app) catalogueHistory() *cobra.Command {
	var by choice
	c := a.command(entry{
		use:   havre.Text{FR: "history OFFRE [ATTRIBUT]", EN: "history OFFER [ATTRIBUTE]"},
		short: havre.Text{FR: "ce qui a été tenu pour vrai d'une offre, de date en date", EN: "what was held true of an offer, from date to date"},
		long: havre.Text{
			FR: "Montre les valeurs successives d'un attribut, avec les mots et la source de chacune. Sans attribut : tous ceux qui ont changé.",
			EN: "Shows the successive values of an attribute, with the words and the source of each. Without an attribute: all those that changed.",
		},
		example: havre.Same("havre catalogue history fabnum-ovh\nhavre catalogue history rosny exposure.internet"), args: between(1, 2, havre.Text{FR: "l'offre", EN: "the offer"}),
	}, func(_ *cobra.Command, args []string) error { return a.history(by, args) })
	a.catalogueFlag(c, &by)
	a.formats(c, allFormats...)
	return c
}

func (a *app) history(by choice, args []string) error {
	cat, err := loadCatalogue(by.catalogueDir)
	if err != nil {
		return err
	}
	if err := offerOf(cat, args[0]); err != nil {
		return err
	}
	paths := attributePaths()
	if len(args) == 2 {
		if !slices.Contains(paths, args[1]) {
			return havre.Problems{{Value: args[1], Suggestion: havre.Nearest(args[1], paths), Message: havre.Text{FR: "attribut inconnu ; « havre facts » les énumère", EN: "unknown attribute; \"havre facts\" lists them"}}}
		}
		paths = args[1:]
	}
	l := listing{kind: "History", columns: []havre.Text{
		{FR: "attribut", EN: "attribute"}, {FR: "du", EN: "from"}, {FR: "au (exclu)", EN: "until"}, {FR: "valeur", EN: "value"}, {FR: "mots et source", EN: "words and source"},
	}}
	list := []claimView{}
	for _, path := range paths {
		claims := cat.History(args[0], path)
		if len(args) == 1 && len(claims) < 2 {
			continue
		}
		for i := range claims {
			v := a.claimView(&claims[i])
			list = append(list, v)
			l.rows = append(l.rows, []string{path, v.From.String(), v.Until.String(), a.say(claims[i].Value.Text()), a.cite(&claims[i])})
		}
	}
	l.items = list
	return a.list(l)
}

// offerOf refuses an offer that the catalogue does not hold.
func offerOf(cat *catalogue.Catalogue, id string) error {
	var ids []string
	for _, o := range cat.Offers() {
		ids = append(ids, o.ID)
	}
	if slices.Contains(ids, id) {
		return nil
	}
	return havre.Problems{{Value: id, Suggestion: havre.Nearest(id, ids), Message: havre.Text{FR: "offre inconnue ; il y a : %s", EN: "unknown offer; there are: %s"}.With(strings.Join(ids, ", "))}}
}

// attributePaths are the attributes of an offer, each member of a set being one.
func attributePaths() []string {
	var out []string
	for _, d := range catalogue.Facts() {
		switch {
		case d.Open:
		case d.Kind == fact.Set:
			for _, v := range d.Values {
				out = append(out, d.Path+"."+v)
			}
		default:
			out = append(out, d.Path)
		}
	}
	return out
}
