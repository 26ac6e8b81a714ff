package main

import (
	"bytes"
	"cmp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/matrix"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// supposing is one run of havre network whatif.
type supposing struct {
	*app
	by                       choice
	down, up, doubt, through []string
	transit                  string
	unread                   int // dossiers that are wrong
	names                    *network.Finder
	until                    havre.Date // nothing later was read
}

func (a *app) networkWhatIf() *cobra.Command {
	w := &supposing{app: a}
	c := a.command(entry{
		use:   havre.Text{FR: "whatif [FICHIER…]", EN: "whatif [FILE…]"},
		short: havre.Text{FR: "quels flux et quelles plateformes perdent ou gagnent un chemin si des liaisons changent", EN: "which flows and which platforms lose or gain a way if links change"},
		long: havre.Text{
			FR: "Suppose que des liaisons tombent, s'ouvrent, sont remises en doute, ou que des tiers peuvent passer par un endroit, tout à la fois, puis compare : les flux des dossiers donnés, un par un, et les paires de plateformes. Rien n'est écrit.\n\nUne liaison s'écrit DE:VERS ou DE:VERS:RÉSEAU ; DE seul désigne toutes les liaisons d'un endroit.",
			EN: "Supposes that links go down, are opened, are put in doubt, or that others may pass through a place, all at once, then compares: the flows of the dossiers given, one by one, and the pairs of platforms. Nothing is written.\n\nA link is written FROM:TO or FROM:TO:NETWORK; FROM alone is all the links of a place.",
		},
		example: havre.Same("havre network whatif --down rosny:cegedim-cloud --on 2026-04-13\nhavre network whatif dossiers/ --down rosny\nhavre network whatif dossiers/ --up ovh-snc:rosny:vpn --transit yes -o json\nhavre network whatif --through rosny"),
	}, func(_ *cobra.Command, args []string) error { return w.run(args) })
	f := c.Flags()
	link := func(to *[]string, name, fr, en string) {
		f.StringArrayVar(to, name, nil, a.say(havre.Text{FR: "la `liaison` " + fr + ", répétable", EN: "the `link` " + en + ", may be repeated"}))
	}
	link(&w.down, "down", "tombe", "goes down")
	link(&w.up, "up", "est ouverte", "is opened")
	link(&w.doubt, "doubt", "est remise en doute", "is put in doubt")
	f.StringArrayVar(&w.through, "through", nil, a.say(havre.Text{FR: "des tiers peuvent passer par cet `endroit`, répétable", EN: "others may pass through this `place`, may be repeated"}))
	f.StringVar(&w.transit, "transit", "", a.say(havre.Text{FR: "un tiers peut-il passer par les liaisons ouvertes : `oui`, non ou inconnu", EN: "may others pass through the opened links: `yes`, no or unknown"}))
	a.dayFlag(c, &w.by)
	a.catalogueFlag(c, &w.by)
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON, formatCSV)
	return c
}

func (w *supposing) run(args []string) error {
	d, v, err := w.viewOf(w.by)
	if err != nil {
		return err
	}
	g := network.New(v)
	w.names, w.until = g.Finder(d.cat), d.cat.Newest()
	changes, err := w.changes(g)
	if err != nil {
		return err
	}
	list, err := w.applications(args)
	if err != nil {
		return err
	}
	if w.unread > 0 && len(list) == 0 {
		return exitCode(exitUsage) // an effect on nothing would pass for an answer
	}
	got := wire.NewNetworkWhatIf(v, g, changes, list, w.lang)
	switch w.format {
	case formatTable:
		err = w.table(g, &got)
	case formatCSV:
		err = writeRows(w.out, effectColumns, effectRows(&got))
	default:
		err = w.record(got)
	}
	if err == nil && w.unread > 0 {
		return exitCode(exitUsage)
	}
	return err
}

// changes are those of the flags, checked.
func (w *supposing) changes(g *network.Graph) ([]wire.NetworkChange, error) {
	var problems havre.Problems
	transit, err := havre.ParseTruth(w.transit)
	if err != nil {
		problems = append(problems, havre.Problem{Field: "--transit", Value: w.transit, Message: havre.Text{FR: "oui, non ou inconnu est attendu", EN: "yes, no or unknown is expected"}})
	}
	var out []wire.NetworkChange
	var before []network.Change
	add := func(flag string, texts []string, status catalogue.Status, transit havre.Truth) {
		for _, text := range texts {
			c, wrong := w.change(flag, text)
			c.Status, c.Transit = string(status), transit
			if change := c.Change(); len(wrong) == 0 {
				wrong = g.CheckChange(&change, before...)
				before = append(before, change)
			}
			for i := range wrong {
				wrong[i].Field = strings.TrimSpace(flag + " " + text)
			}
			out, problems = append(out, c), append(problems, wrong...)
		}
	}
	add("--down", w.down, catalogue.No, havre.Unknown)
	add("--up", w.up, catalogue.Yes, transit)
	add("--doubt", w.doubt, catalogue.Unknown, havre.Unknown)
	add("--through", w.through, "", havre.Yes)
	if len(out) == 0 {
		problems = append(problems, havre.Problem{Message: havre.Text{FR: "quel changement ? --down, --up, --doubt ou --through", EN: "which change? --down, --up, --doubt or --through"}})
	}
	return out, problems.Err()
}

// change reads FROM[:TO[:NETWORK]].
func (w *supposing) change(flag, text string) (wire.NetworkChange, havre.Problems) {
	parts := strings.Split(text, ":")
	if len(parts) > 3 || (flag == "--through" && len(parts) > 1) {
		return wire.NetworkChange{}, havre.Problems{{Message: havre.Text{
			FR: "une liaison s'écrit DE:VERS ou DE:VERS:RÉSEAU, un endroit par son identifiant", EN: "a link is written FROM:TO or FROM:TO:NETWORK, a place by its identifier",
		}}}
	}
	parts = append(parts, "", "")
	return wire.NetworkChange{From: w.names.Place(parts[0]), To: w.names.Place(parts[1]), Network: w.names.Network(parts[2])}, nil
}

// applications are those of the dossiers given. One that is wrong is told, and the
// others are read.
func (w *supposing) applications(args []string) ([]matrix.Application, error) {
	in, err := newInputs(w.in, args)
	if err != nil {
		return nil, err
	}
	var out []matrix.Application
	for d := range only(w.onlyDossiers(in.all(), &w.unread)) {
		out = append(out, matrix.Of(d))
	}
	return out, nil
}

var effectColumns = []string{"kind", "application", "environment", "from", "to", "protocol", "ports", "before", "after"}

// effectRows are flows, then pairs, one a line.
func effectRows(got *wire.NetworkWhatIf) (out [][]string) {
	for _, e := range got.Flows {
		out = append(out, []string{"flow", e.Application, e.Environment, e.From, e.To, e.Protocol, e.Ports, e.Before.String(), e.After.String()})
	}
	for _, p := range got.Pairs {
		out = append(out, []string{"pair", "", "", p.From, p.To, "", "", p.Before.String(), p.After.String()})
	}
	return out
}

func (w *supposing) table(g *network.Graph, got *wire.NetworkWhatIf) error {
	var b bytes.Buffer
	s := &waySheet{sheet: w.sheet(&b, nil, true), g: g}
	if words := w.readUntil(got.On, w.until); words != "" {
		s.text("", strings.TrimSpace(words))
	}
	s.text("", s.say(havre.Text{FR: "Supposons, au %s :", EN: "Suppose, on %s:"}, got.On.String()))
	for _, c := range got.Changes {
		b.WriteString(terminal.Hang("  - ", "    ", c.Sentence, s.cols))
	}
	if got.Dossiers > 0 {
		s.effects(got)
	}
	s.pairs(got)
	_, err := b.WriteTo(w.out)
	return err
}

// effects are the flows that lose or gain a way, before and after.
func (s *waySheet) effects(got *wire.NetworkWhatIf) {
	s.title(havre.Text{FR: "APPLICATIONS", EN: "APPLICATIONS"})
	s.text("  ", s.say(havre.Text{FR: "%[1]s : %[2]s, %[3]s", EN: "%[1]s: %[2]s, %[3]s"}, havre.Count(got.Dossiers, oneDossier, manyDossiers),
		havre.Count(got.Lost, havre.Text{FR: "perd un chemin", EN: "loses a way"}, havre.Text{FR: "perdent un chemin", EN: "lose a way"}),
		havre.Count(got.Gained, havre.Text{FR: "en gagne un", EN: "gains one"}, havre.Text{FR: "en gagnent un", EN: "gain one"})))
	for _, e := range got.Flows {
		service := strings.Trim(e.Protocol+"/"+e.Ports, "/")
		text := strings.Join([]string{cmp.Or(e.Title, e.Application), s.say(fact.Label(e.Environment)), s.name(e.From) + " → " + s.name(e.To), service}, ", ")
		s.moved(e.Before, e.After, strings.ReplaceAll(strings.TrimSuffix(text, ", "), ", ,", ","))
		for _, m := range e.Missing {
			s.b.WriteString(terminal.Hang("      ", "        ", m.Text, s.cols))
			s.aside(m.Owner)
		}
		if e.After == havre.Yes && e.Way != "" {
			s.b.WriteString(terminal.Hang("      ", "        ", s.say(havre.Text{FR: "par : %s", EN: "by: %s"}, e.Way), s.cols))
		}
	}
}

func (s *waySheet) pairs(got *wire.NetworkWhatIf) {
	s.title(havre.Text{FR: "PAIRES DE PLATEFORMES", EN: "PAIRS OF PLATFORMS"})
	for _, p := range got.Pairs {
		s.moved(p.Before, p.After, s.name(p.From)+" → "+s.name(p.To))
	}
	if len(got.Pairs) == 0 {
		s.text("  ", s.say(havre.Text{FR: "La réponse ne change pour aucune.", EN: "The answer changes for none."}))
	}
	if got.Cut {
		s.text("  ", s.say(havre.Text{FR: "Il y a trop de plateformes pour les comparer toutes : d'autres paires peuvent changer.", EN: "There are too many platforms to compare them all: other pairs may change."}))
	}
}

// moved is a line: what an answer was and is, then what it is about.
func (s *waySheet) moved(before, after havre.Truth, text string) {
	was, is := truthSign(before)+" "+s.say(answerText(before)), truthSign(after)+" "+s.say(answerText(after))
	wide := terminal.Cells(truthSign(havre.Unknown) + " " + s.say(answerText(havre.Unknown)))
	label := "  " + terminal.Pad(was, wide) + " → " + paintTruth(s.style, after, terminal.Pad(is, wide)) + "  "
	s.b.WriteString(label + strings.Join(terminal.Wrap(text, max(narrow, s.cols-2*wide-7)), "\n"+strings.Repeat(" ", 2*wide+7)) + "\n")
}

// answerText is an answer in a word.
func answerText(t havre.Truth) havre.Text {
	if t == havre.Unknown {
		return havre.Text{FR: "à confirmer", EN: "to be confirmed"}
	}
	return t.Text()
}
