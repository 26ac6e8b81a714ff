package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/atomicfile"
	spreadsheet "github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/network"
	"github.com/havre-cloud/havre/network/matrix"
)

// The formats of spreadsheets.
const (
	formatODS  = "ods"
	formatXLSX = "xlsx"
)

// mapping is one run of havre network matrix.
type mapping struct {
	*app
	by          choice
	hosts       []string
	environment string
	since       string
	file        string
	openings    bool
	chosen      bool // the format, by an option
}

func (a *app) networkMatrix() *cobra.Command {
	m := &mapping{app: a}
	c := a.command(entry{
		use:   havre.Text{FR: "matrix FICHIER…", EN: "matrix FILE…"},
		short: havre.Text{FR: "la matrice de flux d'un dossier ou d'un portefeuille, et qui doit ouvrir quoi", EN: "the flow matrix of a dossier or a portfolio, and who must open what"},
		long: havre.Text{
			FR: "Écrit un flux par ligne : source, destination, protocole, port, réseau, nom DNS, environnement, justification, responsable, puis la réponse du réseau (oui, non, à confirmer), le chemin et ce qui manque. Les flux sont ceux que les dossiers déclarent (spec.flows), leurs plateformes aussi (spec.hosting), ou celles de --host. Avec --openings, écrit ce que chaque équipe réseau ouvre ; avec --since, ce qui a changé depuis une matrice déjà envoyée, dans quelque format qu'elle soit.",
			EN: "Writes one flow per row: source, destination, protocol, port, network, DNS name, environment, justification, owner, then the answer of the network (yes, no, to be confirmed), the way and what is missing. The flows are those that dossiers declare (spec.flows), and so are their platforms (spec.hosting), unless --host says otherwise. With --openings, writes what each network team opens; with --since, what has changed since a matrix already sent, in whatever format it is.",
		},
		example: havre.Same("havre network matrix dossier.yaml --host demo-rdv=cloud-pi\nhavre network matrix dossier.yaml --to matrice.ods\nhavre network matrix dossier.yaml --since matrice.ods\nhavre network matrix dossiers/ --openings"),
		args:    minimum(1, havre.Text{FR: "le dossier", EN: "the dossier"}),
	}, func(c *cobra.Command, args []string) error {
		m.chosen = c.Flags().Changed("output")
		return m.run(args)
	})
	a.dayFlag(c, &m.by)
	a.catalogueFlag(c, &m.by)
	f := c.Flags()
	f.StringArrayVar(&m.hosts, "host", nil, a.say(havre.Text{FR: "`DOSSIER=PLATEFORME` où supposer l'application, dans tous ses environnements (répétable)", EN: "`DOSSIER=PLATFORM` where to suppose the application, in all its environments (repeatable)"}))
	f.StringVar(&m.environment, "environment", "", a.say(havre.Text{FR: "`environnement` seul à écrire : production, secours…", EN: "only `environment` to write: production, recovery…"}))
	f.StringVar(&m.since, "since", "", a.say(havre.Text{FR: "`fichier` de la dernière matrice envoyée : n'écrit que les différences", EN: "`file` of the last matrix sent: only writes the differences"}))
	f.StringVar(&m.file, "to", "", a.say(havre.Text{FR: "`fichier` où écrire, au lieu de la sortie standard ; son extension dit le format", EN: "`file` to write to, instead of standard output; its extension tells the format"}))
	f.BoolVar(&m.openings, "openings", false, a.say(havre.Text{FR: "ce que chaque équipe réseau doit ouvrir", EN: "what each network team must open"}))
	a.formats(c, formatTable, formatCSV, formatODS, formatXLSX, formatJSON, formatYAML, formatNDJSON)
	a.complete(c, "environment", dossier.Environments)
	return c
}

func (m *mapping) run(args []string) error {
	if err := m.check(); err != nil {
		return err
	}
	on, err := m.day("--on", m.by.on)
	if err != nil {
		return err
	}
	d, err := load(choice{catalogueDir: m.by.catalogueDir})
	if err != nil {
		return err
	}
	g := network.New(d.cat.At(on, d.model))
	in, err := newInputs(m.in, args)
	if err != nil {
		return err
	}
	bad := 0
	var list []matrix.Application
	for r := range m.onlyDossiers(in.all(), &bad) {
		list = append(list, matrix.Of(r.dossier))
	}
	if err := m.supposed(g, list); err != nil {
		return err
	}
	if len(list) > 0 {
		x := matrix.Build(g, list)
		warnings := x.Warnings
		for i := range x.Spread {
			warnings = append(warnings, x.Spread[i].Problem())
		}
		if len(warnings) > 0 {
			m.complain(warnings)
		}
		if err := m.show(x); err != nil {
			return err
		}
	}
	if bad > 0 {
		return exitCode(exitUsage)
	}
	return nil
}

var (
	msgNoSpreadsheet = havre.Text{FR: "un classeur montre la matrice entière : pour des différences, table, csv, json, yaml ou ndjson", EN: "a workbook shows the whole matrix: for differences, table, csv, json, yaml or ndjson"}
	msgOneOfTwo      = havre.Text{FR: "--openings et --since ne vont pas ensemble", EN: "--openings and --since do not go together"}
	msgNoFormat      = havre.Text{FR: "l'extension du fichier ne dit aucun format connu (%s) : changer le nom, ou ajouter -o", EN: "the extension of the file tells no known format (%s): change the name, or add -o"}
	msgTerminal      = havre.Text{FR: "un classeur ne s'affiche pas : ajouter --to FICHIER", EN: "a workbook cannot be displayed: add --to FILE"}
)

// check refuses options that do not go together.
func (m *mapping) check() error {
	if err := m.deduce(); err != nil {
		return err
	}
	book := m.format == formatODS || m.format == formatXLSX
	_, shown := terminal.Is(m.out)
	switch {
	case m.openings && m.since != "":
		return havre.Problems{{Field: "--since", Message: msgOneOfTwo}}
	case book && m.since != "":
		return havre.Problems{{Field: "--output", Value: m.format, Message: msgNoSpreadsheet}}
	case book && m.file == "" && shown:
		return havre.Problems{{Field: "--output", Value: m.format, Message: msgTerminal}}
	case m.environment != "":
		m.environment = environmentOf(m.environment)
		return oneOf("--environment", m.environment, dossier.Environments...)
	}
	return nil
}

// deduce takes the format from the name of the file to write, when no option says it.
func (m *mapping) deduce() error {
	if m.file == "" || m.chosen {
		return nil
	}
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(m.file), "."))
	if ext == "yml" {
		ext = formatYAML
	}
	if !slices.Contains(fileFormats, ext) {
		return havre.Problems{{Field: "--to", Value: m.file, Message: msgNoFormat.With(strings.Join(fileFormats, ", ")), Suggestion: havre.Nearest(ext, fileFormats)}}
	}
	m.format = ext
	return nil
}

// fileFormats are those that the name of a file tells.
var fileFormats = []string{formatXLSX, formatODS, formatCSV, formatJSON, formatYAML, formatNDJSON}

// supposed puts the applications where --host says.
func (m *mapping) supposed(g *network.Graph, list []matrix.Application) error {
	names := make([]string, len(list))
	for i := range list {
		names[i] = list[i].Name
	}
	var problems havre.Problems
	for _, h := range m.hosts {
		name, place, found := strings.Cut(h, "=")
		at := slices.Index(names, name)
		switch {
		case !found:
			problems = append(problems, havre.Problem{Field: "--host", Value: h, Message: havre.Text{FR: "écrire DOSSIER=PLATEFORME, par exemple demo-rdv=cloud-pi", EN: "write DOSSIER=PLATFORM, for instance demo-rdv=cloud-pi"}})
		case at < 0:
			problems = append(problems, havre.Problem{Field: "--host", Value: name, Suggestion: havre.Nearest(name, names), Message: havre.Text{FR: "aucun dossier lu ne porte ce nom (metadata.name)", EN: "no dossier that was read bears this name (metadata.name)"}})
		default:
			p, ok := matrix.CanHost(g, "--host", place)
			if !ok {
				problems = append(problems, p)
				continue
			}
			list[at].Host = place
		}
	}
	return problems.Err()
}

// show writes what was asked for, to the file or to standard output.
func (m *mapping) show(x *matrix.Matrix) error {
	if m.environment != "" {
		x.Rows = slices.DeleteFunc(x.Rows, func(r matrix.Row) bool { return r.Environment != m.environment })
	}
	if m.file == "" {
		return m.write(x)
	}
	var b bytes.Buffer
	out := m.out
	m.out = &b
	err := m.write(x)
	m.out = out
	if err != nil {
		return err
	}
	if err := atomicfile.Replace(m.file, b.Bytes(), 0o644); err != nil {
		return failed(havre.Text{FR: "l'écriture de la matrice", EN: "writing the matrix"}, m.file, err)
	}
	if !m.quiet {
		fmt.Fprintln(m.err, m.say(havre.Text{FR: "écrit : %s", EN: "written: %s"}, m.file)) //nolint:errcheck // the file is written all the same
	}
	return nil
}

func (m *mapping) write(x *matrix.Matrix) error {
	switch {
	case m.since != "":
		return m.differences(x)
	case m.format == formatCSV && m.openings:
		return matrix.WriteOpenings(m.out, spreadsheet.CSV, x, m.lang)
	case m.format == formatCSV, m.format == formatODS, m.format == formatXLSX:
		return matrix.Write(m.out, spreadsheet.Format(m.format), x, m.lang)
	case m.format == formatTable && m.openings:
		return m.openingsTable(x)
	case m.format == formatTable:
		return m.flowsTable(x)
	case m.format == formatNDJSON && m.openings:
		return writeLines(m.out, x.Document(m.lang).Openings)
	case m.format == formatNDJSON:
		return writeLines(m.out, x.Document(m.lang).Rows)
	}
	return m.record(x.Document(m.lang))
}

// differences writes what changed since the last matrix sent.
func (m *mapping) differences(x *matrix.Matrix) error {
	content, err := os.ReadFile(m.since)
	if err != nil {
		return havre.Problems{fileProblem(m.since, err)}
	}
	before, err := matrix.Read(m.since, content)
	if err != nil {
		return err
	}
	changes := matrix.Diff(before, x.Table(before.Lang))
	if m.format == formatCSV {
		return m.changesSheet(changes)
	}
	return m.list(changesListing(changes, m.lang))
}
