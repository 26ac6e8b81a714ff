package main

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/settings"
	"github.com/havre-cloud/havre/internal/terminal"
)

// said is a flag of havre serve: it keeps the words it was given, which package
// settings reads together with those of the environment and of the file.
type said struct {
	values []string
	truth  bool // a flag without value is a yes
}

// String is the last value given.
func (s *said) String() string {
	if len(s.values) == 0 {
		return ""
	}
	return s.values[len(s.values)-1]
}

// Set keeps one more value.
func (s *said) Set(v string) error {
	s.values = append(s.values, v)
	return nil
}

// Type tells pflag, and the help, whether a value follows.
func (s *said) Type() string {
	if s.truth {
		return "bool"
	}
	return "value"
}

// settingFlags declares a flag for each setting that may have one, and gives back
// what will be said with them.
func (a *app) settingFlags(f *pflag.FlagSet, all []settings.Setting) map[string]*said {
	out := map[string]*said{}
	for i := range all {
		if all[i].Flag == "" {
			continue
		}
		v := &said{truth: all[i].Bool}
		flag := f.VarPF(v, all[i].Flag, "", a.say(all[i].Doc))
		flag.Hidden = true // the table of settings tells more than a list of flags
		if all[i].Bool {
			flag.NoOptDefVal = "yes"
		}
		out[all[i].Flag] = v
	}
	return out
}

// settingsTable documents every setting: its flag, its variable, its key in the
// file, what it is and what it is worth when nobody says.
func (a *app) settingsTable(all []settings.Setting) string {
	width := min(a.width(), 100)
	var b strings.Builder
	for i := range all {
		s := &all[i]
		b.WriteString("  " + strings.TrimSpace(a.flagOf(s)+"  "+s.Env+"  "+s.Key) + "\n")
		b.WriteString(terminal.Indent("      ", a.say(s.Doc)+a.valuesOf(s)+a.say(havre.Text{FR: ". Par défaut : ", EN: ". By default: "})+a.defaultOf(s)+".", width))
	}
	return b.String()
}

func (a *app) flagOf(s *settings.Setting) string {
	switch {
	case s.Flag == "":
		return ""
	case s.Bool:
		return "--" + s.Flag
	}
	return "--" + s.Flag + " " + a.say(s.Value)
}

func (a *app) valuesOf(s *settings.Setting) string {
	if len(s.Words) == 0 {
		return ""
	}
	return " (" + strings.Join(s.Words, ", ") + ")"
}

func (a *app) defaultOf(s *settings.Setting) string {
	if s.Default != "" {
		return s.Default
	}
	return a.say(s.Otherwise)
}
