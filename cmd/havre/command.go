package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
)

// entry is what a command tells about itself.
type entry struct {
	use     havre.Text // name, then arguments
	short   havre.Text
	long    havre.Text
	example havre.Text
	exits   []exitLine // nil for the usual ones
	args    cobra.PositionalArgs
}

// exitLine is one line of the EXIT STATUS table.
type exitLine struct {
	code int
	when havre.Text
}

// Where a command keeps tables for its help: of exit codes, of settings.
const (
	exitsKey    = "exits"
	settingsKey = "settings"
)

// command makes a command of its entry. A command that runs nothing is a group:
// it shows its help, and refuses a word that none of its commands bears.
func (a *app) command(e entry, run func(*cobra.Command, []string) error) *cobra.Command {
	if e.exits == nil {
		e.exits = usualExits
	}
	var exits strings.Builder
	for _, x := range e.exits {
		exits.WriteString(terminal.Indent(fmt.Sprintf("  %d  ", x.code), a.say(x.when), terminal.DefaultWidth))
	}
	c := &cobra.Command{
		Use: a.say(e.use), Short: a.say(e.short), Long: a.say(e.long), Example: a.say(e.example),
		Args: e.args, RunE: run, SilenceErrors: true, SilenceUsage: true, DisableFlagsInUseLine: true,
		Annotations: map[string]string{exitsKey: exits.String()},
	}
	if run == nil {
		c.Args = cobra.ArbitraryArgs
		c.RunE = unknownCommand
	}
	c.SetHelpFunc(func(c *cobra.Command, _ []string) { a.help(c) })
	return c
}

// unknownCommand is what a group runs: its help, or a refusal.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return c.Help()
	}
	var names []string
	meant := ""
	for _, sub := range c.Commands() {
		if !sub.IsAvailableCommand() {
			continue
		}
		names = append(names, sub.Name())
		if slices.Contains(sub.SuggestFor, args[0]) {
			meant = sub.Name()
		}
	}
	return havre.Problems{{
		Value: args[0], Suggestion: orElse(meant, havre.Nearest(args[0], names)),
		Message: havre.Text{FR: "commande inconnue de « %[1]s » ; il y a : %[2]s", EN: "unknown command of %[1]q; there are: %[2]s"}.With(c.CommandPath(), strings.Join(names, ", ")),
	}}
}

// minimum refuses fewer arguments than needed, and says which.
func minimum(n int, what havre.Text) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) >= n {
			return nil
		}
		return havre.Problems{{Message: havre.Text{
			FR: "il manque %[1]s ; voir « %[2]s --help »", EN: "%[1]s is missing; see %[2]q",
		}.With(what, havre.Text{FR: c.CommandPath(), EN: c.CommandPath() + " --help"})}}
	}
}

// between also refuses what is too many.
func between(low, high int, what havre.Text) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > high {
			return havre.Problems{{Value: args[high], Message: havre.Text{
				FR: "argument de trop ; voir « %s --help »", EN: "one argument too many; see \"%s --help\"",
			}.With(c.CommandPath())}}
		}
		return minimum(low, what)(c, args)
	}
}

func (a *app) helpCommand() *cobra.Command {
	return a.command(entry{
		use:   havre.Text{FR: "help [COMMANDE]", EN: "help [COMMAND]"},
		short: havre.Text{FR: "l'aide d'une commande", EN: "the help of a command"},
		long:  havre.Text{FR: "Affiche l'aide d'une commande, comme le fait --help.", EN: "Shows the help of a command, as --help does."}, example: havre.Same("havre help decide"),
		args: cobra.ArbitraryArgs,
	}, func(c *cobra.Command, args []string) error {
		target, rest, err := c.Root().Find(args)
		if err != nil || len(rest) > 0 {
			return unknownCommand(c.Root(), append(rest, args...))
		}
		target.InitDefaultHelpFlag()
		return target.Help()
	})
}

var (
	headUsage    = havre.Text{FR: "USAGE", EN: "USAGE"}
	headExamples = havre.Text{FR: "EXEMPLES", EN: "EXAMPLES"}
	headCommands = havre.Text{FR: "COMMANDES", EN: "COMMANDS"}
	headFlags    = havre.Text{FR: "OPTIONS", EN: "OPTIONS"}
	headSettings = havre.Text{FR: "RÉGLAGES (option, variable de l'environnement, clé du fichier)", EN: "SETTINGS (flag, variable of the environment, key of the file)"}
	headGlobal   = havre.Text{FR: "OPTIONS COMMUNES", EN: "COMMON OPTIONS"}
	headExits    = havre.Text{FR: "CODE DE RETOUR", EN: "EXIT STATUS"}
)

// help writes a command's help in the reader's language.
func (a *app) help(c *cobra.Command) {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(c.Long, "\n\n") {
		for _, l := range terminal.Wrap(paragraph, min(a.width(), 100)) {
			b.WriteString(l + "\n")
		}
		b.WriteString("\n")
	}
	section := func(head havre.Text, body string) {
		if body != "" {
			b.WriteString(a.style().Strong(a.say(head)) + "\n" + strings.TrimRight(body, "\n") + "\n\n")
		}
	}
	section(headUsage, "  "+a.usageLine(c))
	section(headExamples, indentLines(c.Example))
	section(headCommands, a.subcommands(c))
	section(headFlags, a.flags(c.LocalNonPersistentFlags()))
	section(headSettings, c.Annotations[settingsKey])
	section(headGlobal, a.flags(c.Root().PersistentFlags()))
	section(headExits, c.Annotations[exitsKey])
	fmt.Fprint(c.OutOrStdout(), strings.TrimRight(b.String(), "\n")+"\n") //nolint:errcheck // nowhere to tell it
}

func (a *app) usageLine(c *cobra.Command) string {
	line := c.UseLine()
	if c.HasAvailableSubCommands() {
		line += a.say(havre.Text{FR: " COMMANDE", EN: " COMMAND"})
	}
	return line + " [OPTIONS]"
}

func (a *app) subcommands(c *cobra.Command) string {
	var b strings.Builder
	for _, s := range c.Commands() {
		if s.IsAvailableCommand() {
			b.WriteString(terminal.Indent("  "+terminal.Pad(s.Name(), 12)+" ", s.Short, min(a.width(), 100)))
		}
	}
	return b.String()
}

// flags lists flags as "-o, --output FORMAT  what it does".
func (a *app) flags(set *pflag.FlagSet) string {
	var names, usages []string
	wide := 0
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		if f.Value.Type() != "bool" {
			name += " " + strings.ToUpper(value)
		}
		names, usages = append(names, name), append(usages, usage)
		wide = max(wide, terminal.Cells(name))
	})
	var b strings.Builder
	for i := range names {
		b.WriteString(terminal.Indent("  "+terminal.Pad(names[i], wide)+"  ", usages[i], min(a.width(), 100)))
	}
	return b.String()
}

func indentLines(s string) string {
	if s == "" {
		return ""
	}
	return "  " + strings.ReplaceAll(s, "\n", "\n  ")
}

// oneOf refuses the value of a flag that is not in its list.
func oneOf(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	allowed = slices.DeleteFunc(allowed, func(s string) bool { return s == "" })
	return havre.Problems{{
		Field: flag, Value: value, Suggestion: havre.Nearest(value, allowed),
		Message: havre.Text{FR: "valeurs possibles : %s", EN: "possible values: %s"}.With(strings.Join(allowed, ", ")),
	}}
}
