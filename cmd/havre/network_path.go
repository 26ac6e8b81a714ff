package main

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/portal/api/wire"
)

var pathExits = []exitLine{
	{exitOK, havre.Text{FR: "oui, un flux peut y aller", EN: "yes, a flow may go there"}},
	{exitNone, havre.Text{FR: "non, aucun chemin ne le porte", EN: "no, no way carries it"}},
	{exitUndetermined, havre.Text{FR: "on ne peut pas le dire : la réponse dit ce qui manque, et qui le sait", EN: "nobody can tell: the answer says what is missing, and who knows"}},
	{exitUsage, havre.Text{FR: "la ligne de commande est fausse : le nom le plus proche est donné", EN: "the command line is wrong: the nearest name is given"}},
	{exitFailure, havre.Text{FR: "autre échec", EN: "any other failure"}},
}

// pathing is one run of havre network path.
type pathing struct {
	*app
	by    choice
	q     network.Question
	port  int
	until havre.Date // nothing later was read
	// set says that a flag was given.
	set func(flag string) bool
}

func (a *app) networkPath() *cobra.Command {
	p := &pathing{app: a}
	c := a.command(entry{
		use:   havre.Text{FR: "path DE VERS", EN: "path FROM TO"},
		short: havre.Text{FR: "un flux peut-il aller d'un endroit à un autre, par où, et qui doit ouvrir quoi", EN: "may a flow go from one place to another, by which way, and who must open what"},
		long: havre.Text{
			FR: "Répond oui, non, ou « on ne peut pas le dire », avec chaque chemin étape par étape, ce qui l'arrête ou manque et qui le sait, ce que chaque équipe réseau ouvre, et la réponse dans l'autre sens.\n\nDE et VERS sont des plateformes, des offres, des zones ou des réseaux du catalogue. Le sens est celui de qui ouvre la connexion.",
			EN: "Answers yes, no, or \"nobody can tell\", with each way leg by leg, what stops it or is missing and who knows, what each network team opens, and the answer the other way.\n\nFROM and TO are platforms, offers, zones or networks of the catalogue. The direction is that of who opens the connection.",
		},
		example: havre.Same("havre network path nubo cloud-pi --network rie\nhavre network path cegedim-cloud fabnum-ovh --on 2026-04-13 --direct\nhavre network path rosny nubo --protocol tcp --port 5432 --sensitive -o json"),
		exits:   pathExits, args: between(2, 2, havre.Text{FR: "d'où part le flux, et où il va", EN: "where the flow starts, and where it goes"}),
	}, func(c *cobra.Command, args []string) error {
		p.set = c.Flags().Changed
		return p.run(args)
	})
	f := c.Flags()
	f.StringVar(&p.q.Protocol, "protocol", "", a.say(havre.Text{FR: "tcp, udp ou icmp, le `protocole` du flux (par défaut n'importe lequel)", EN: "tcp, udp or icmp, the `protocol` of the flow (by default any)"}))
	f.IntVar(&p.port, "port", 0, a.say(havre.Text{FR: "de 1 à 65535, le `port` du flux (par défaut n'importe lequel)", EN: "from 1 to 65535, the `port` of the flow (by default any)"}))
	f.StringSliceVar(&p.q.Networks, "network", nil, a.say(havre.Text{FR: "admet ce `réseau`, répétable (par défaut tout réseau sécurisé)", EN: "accepted `network`, repeatable (by default any secured network)"}))
	f.BoolVar(&p.q.Restricted, "restricted", false, a.say(havre.Text{FR: "le flux porte du Diffusion Restreinte", EN: "the flow carries Diffusion Restreinte"}))
	f.BoolVar(&p.q.Sensitive, "sensitive", false, a.say(havre.Text{FR: "rien en clair hors des réseaux de l'État", EN: "nothing in clear outside the State's networks"}))
	f.BoolVar(&p.q.Direct, "direct", false, a.say(havre.Text{FR: "sans plateforme tierce", EN: "without a third platform"}))
	f.IntVar(&p.q.MaxPaths, "max", 20, a.say(havre.Text{FR: "montre au plus ce `nombre` de chemins, les incertains aussi (par défaut 20)", EN: "shows this `number` of ways at most, uncertain ones too (by default 20)"}))
	a.dayFlag(c, &p.by)
	a.catalogueFlag(c, &p.by)
	a.complete(c, "protocol", []string{"tcp", "udp", "icmp"})
	c.ValidArgsFunction = completeOffers
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON, formatCSV)
	return c
}

func (p *pathing) run(args []string) error {
	d, v, err := p.viewOf(p.by)
	if err != nil {
		return err
	}
	g := network.New(v)
	p.until = d.cat.Newest()
	f := g.Finder(d.cat)
	p.q.From, p.q.To = f.Place(args[0]), f.Place(args[1])
	for i, name := range p.q.Networks {
		p.q.Networks[i] = f.Network(name)
	}
	if err := p.check(g); err != nil {
		return err
	}
	got := wire.NewNetworkPath(g, p.q, p.lang)
	switch p.format {
	case formatTable:
		err = p.table(g, &got)
	case formatCSV:
		err = writeRows(p.out, legColumns, legRows(&got))
	default:
		err = p.record(got)
	}
	if code := truthCode(got.Answer); err == nil && code != exitOK {
		return exitCode(code)
	}
	return err
}

// truthCode is the exit code of an answer.
func truthCode(t havre.Truth) int {
	switch t {
	case havre.Yes:
		return exitOK
	case havre.No:
		return exitNone
	default:
		return exitUndetermined
	}
}

// flagOf names the fields of a question as the command line does.
var flagOf = map[string]string{
	network.FieldFrom: "DE", network.FieldTo: "VERS", network.FieldProtocol: "--protocol", network.FieldPort: "--port", network.FieldNetwork: "--network",
}

func (p *pathing) check(g *network.Graph) error {
	var problems havre.Problems
	if p.port < 0 || p.port > 65535 || p.port == 0 && p.set("port") {
		problems = append(problems, havre.Problem{Field: "--port", Value: strconv.Itoa(p.port), Message: havre.Text{FR: "un port de 1 à 65535 est attendu", EN: "a port from 1 to 65535 is expected"}})
	}
	if p.q.MaxPaths < 1 || p.q.MaxPaths > 1000 {
		problems = append(problems, havre.Problem{Field: "--max", Value: strconv.Itoa(p.q.MaxPaths), Message: havre.Text{FR: "un nombre de 1 à 1000 est attendu", EN: "a number from 1 to 1000 is expected"}})
	}
	p.q.Port = uint16(p.port)
	return append(problems, p.flagged(g.Check(p.q))...).Err()
}

// flagged names fields as the command line does, in the reader's language.
func (a *app) flagged(problems havre.Problems) havre.Problems {
	for i := range problems {
		name := flagOf[problems[i].Field]
		if a.lang == havre.English && !strings.HasPrefix(name, "-") {
			name = strings.ToUpper(problems[i].Field)
		}
		problems[i].Field = name
	}
	return problems
}

// truthSign is an answer by sign.
func truthSign(t havre.Truth) string {
	return map[havre.Truth]string{havre.Yes: "✔", havre.No: "✘", havre.Unknown: "?"}[t]
}

// paintTruth colours a text like an answer.
func paintTruth(st terminal.Style, t havre.Truth, text string) string {
	switch t {
	case havre.Yes:
		return st.Good(text)
	case havre.No:
		return st.Bad(text)
	default:
		return st.Doubt(text)
	}
}

func (p *pathing) table(g *network.Graph, got *wire.NetworkPath) error {
	var b bytes.Buffer
	s := &waySheet{sheet: p.sheet(&b, nil, true), g: g}
	b.WriteString(paintTruth(s.style, got.Answer, terminal.Hang("", "  ", truthSign(got.Answer)+" "+got.Sentence, s.cols)))
	s.text("", s.say(havre.Text{FR: "Liaisons connues au %s.", EN: "Links known on %s."}, got.On.String())+p.readUntil(got.On, p.until))
	s.refused(&got.NetworkAnswer)
	s.asks(&got.NetworkAnswer)
	s.openings(&got.NetworkAnswer)
	s.ways(&got.NetworkAnswer, p.set("max"))
	b.WriteString("\n" + terminal.Hang("", "  ", s.say(havre.Text{FR: "Dans l'autre sens : ", EN: "The other way: "})+truthSign(got.Reverse.Answer)+" "+got.Reverse.Sentence, s.cols))
	_, err := b.WriteTo(p.out)
	return err
}

// readUntil says up to when the sources were read, when the day is later.
func (a *app) readUntil(on, until havre.Date) string {
	if !until.Before(on) {
		return ""
	}
	return " " + a.say(havre.Text{FR: "Sources lues jusqu'au %s.", EN: "Sources read until %s."}, until.String())
}

var legColumns = []string{"from", "to", "answer", "path", "pathAnswer", "leg", "legFrom", "legTo", "network", "kind", "direction", "encryption", "status", "transit", "words", "source", "date", "confidence", "doubts", "owners"}

// legRows are the legs of every way, both ways, one a line.
func legRows(got *wire.NetworkPath) (out [][]string) {
	for _, a := range []*wire.NetworkAnswer{&got.NetworkAnswer, &got.Reverse} {
		for i, path := range a.Paths {
			for j := range path.Legs {
				leg := &path.Legs[j]
				row := []string{a.From, a.To, a.Answer.String(), strconv.Itoa(i + 1), path.Answer.String(), strconv.Itoa(j + 1), leg.From, leg.To}
				out = append(out, slices.Concat(row, linkCells(leg.Link), doubtCells(leg.Doubts)))
			}
		}
	}
	return out
}

func linkCells(k *wire.NetworkLink) []string {
	if k == nil {
		return make([]string, 10)
	}
	cells := []string{k.Network, k.Kind, k.Direction, k.Encryption, k.Status, k.Transit.String(), k.Words}
	if k.Source == nil {
		return append(cells, "", "", "")
	}
	return append(cells, k.Source.Title, k.Source.Date.String(), string(k.Source.Confidence))
}

func doubtCells(doubts []wire.NetworkDoubt) []string {
	var texts, owners []string
	for _, d := range doubts {
		texts = append(texts, d.Text)
		if !slices.Contains(owners, d.Owner) {
			owners = append(owners, d.Owner)
		}
	}
	return []string{strings.Join(texts, "; "), strings.Join(owners, "; ")}
}
