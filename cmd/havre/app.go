package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
)

// app is one run of the program: where it reads and writes, in which language, and
// the only clock it has.
type app struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	environ  func() []string
	today    func() havre.Date

	lang    havre.Lang
	format  string // of results, and of what is said on standard error
	noColor bool
	quiet   bool
	columns int // asked for with --width

	complained bool // a document of problems was begun on standard error
}

// run is the program: its arguments give its exit code.
func (a *app) run(args []string) int {
	a.lang, a.format = a.language(args), valueOf(args, "--output", "-o")
	root := a.root()
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	code := a.report(root.Execute())
	a.finish()
	return code
}

// language is that of --lang, else of the environment as POSIX reads it, else
// French. It is chosen before anything is parsed, so that the help and the errors
// of parsing are in it too.
func (a *app) language(args []string) havre.Lang {
	asked := valueOf(args, "--lang", "")
	if asked == "" {
		for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
			if asked = a.getenv(name); asked != "" {
				break
			}
		}
	}
	if strings.HasPrefix(strings.ToLower(asked), string(havre.English)) {
		return havre.English
	}
	return havre.French
}

// valueOf finds the value of a flag in arguments that nobody has parsed yet.
func valueOf(args []string, long, short string) (value string) {
	for i, arg := range args {
		switch {
		case arg == "--":
			return value
		case arg == long || (short != "" && arg == short):
			if i+1 < len(args) {
				value = args[i+1]
			}
		case strings.HasPrefix(arg, long+"="):
			value = strings.TrimPrefix(arg, long+"=")
		case short != "" && strings.HasPrefix(arg, short) && !strings.HasPrefix(arg, "--"):
			value = strings.TrimPrefix(strings.TrimPrefix(arg, short), "=")
		}
	}
	return value
}

// say is a text in the reader's language.
func (a *app) say(t havre.Text, args ...any) string {
	if len(args) > 0 {
		t = t.With(args...)
	}
	return t.In(a.lang)
}

// width is how many columns results are laid out on.
func (a *app) width() int { return terminal.Width(a.columns, a.getenv("COLUMNS"), a.out) }

// style decorates results when they go to a terminal that welcomes it.
func (a *app) style() terminal.Style {
	_, ok := terminal.Is(a.out)
	return terminal.NewStyle(terminal.Colour(ok, a.noColor, a.getenv("NO_COLOR"), a.getenv("TERM")))
}

// root is the tree of commands.
func (a *app) root() *cobra.Command {
	root := a.command(entry{
		use:   havre.Same("havre"),
		short: havre.Text{FR: "où héberger une application de l'État, et quelle règle le dit", EN: "where to host an application of the State, and which rule says so"},
		long: havre.Text{
			FR: "Havre décide quelles plateformes peuvent héberger une application : chaque verdict est donné avec la règle, les faits et les sources qui le fondent. Il travaille hors ligne, sans serveur ni compte.",
			EN: "Havre decides which platforms may host an application: each verdict comes with the rule, the facts and the sources behind it. It works offline, with no server and no account.",
		},
		example: havre.Same("havre decide dossier.yaml\nhavre explain dossier.yaml --offer rosny\nhavre compare dossier.yaml --from 2021-09-01 --to 2023-09-01"),
	}, nil)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(a.helpCommand())
	root.SetFlagErrorFunc(flagError)
	a.globalFlags(root)
	root.AddCommand(
		a.serveCommand(), a.decideCommand(), a.explainCommand(), a.compareCommand(), a.impactCommand(),
		a.doctrineCommand(), a.catalogueCommand(), a.networkCommand(), a.auditCommand(), a.databaseCommand(), a.factsCommand(), a.schemaCommand(),
		a.loginCommand(), a.logoutCommand(), a.contextCommand(), a.getCommand(), a.listCommand(), a.describeCommand(),
		a.applyCommand(), a.deleteCommand(), a.restoreCommand(), a.tokenCommand(), a.operationCommand(),
		a.orderCommand(), a.approveCommand(), a.workCommand(), a.quotaCommand(), a.frameworkCommand(),
		a.planCommand(), a.statusCommand(), a.driftCommand(), a.destroyCommand(), a.deploymentCommand(), a.accessCommand(), a.exportCommand(), a.orphanCommand(),
		a.completionCommand(), a.versionCommand(),
	)
	return root
}

func (a *app) globalFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.String("lang", "", a.say(havre.Text{FR: "langue : `fr` ou en (par défaut celle du système, sinon le français)", EN: "language: `fr` or en (by default that of the system, else French)"}))
	f.BoolVar(&a.noColor, "no-color", false, a.say(havre.Text{FR: "pas de couleur (comme NO_COLOR ; il n'y en a jamais hors d'un terminal)", EN: "no colour (like NO_COLOR; there is none outside a terminal anyway)"}))
	f.BoolVarP(&a.quiet, "quiet", "q", false, a.say(havre.Text{FR: "ni avertissement, ni progression, ni conseil", EN: "no warning, no progress, no advice"}))
	f.IntVar(&a.columns, "width", 0, a.say(havre.Text{FR: "largeur du texte en `colonnes` (par défaut COLUMNS, le terminal, ou 80)", EN: "width of the text in `columns` (by default COLUMNS, the terminal, or 80)"}))
	f.BoolP("help", "h", false, a.say(havre.Text{FR: "cette aide", EN: "this help"}))
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := cmd.ValidateFlagGroups(); err != nil {
			return flagError(cmd, err)
		}
		asked, _ := cmd.Flags().GetString("lang") // declared above
		return oneOf("--lang", asked, "", "fr", "en")
	}
}
