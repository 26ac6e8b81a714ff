package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

var (
	kindAndName    = havre.Text{FR: "la nature de l'objet, puis son identifiant ou son nom", EN: "the kind of object, then its identifier or name"}
	useKindAndName = func(verb string) havre.Text {
		return havre.Text{FR: verb + " NATURE ID|NOM", EN: verb + " KIND ID|NAME"}
	}
)

func (a *app) getCommand() *cobra.Command {
	var r *remote
	c := a.command(entry{
		use: useKindAndName("get"), short: havre.Text{FR: "lire un objet d'un portail", EN: "read an object of a portal"},
		long: havre.Text{
			FR: "Lit un objet par son identifiant ou par son nom. Un dossier en YAML sort tel que « havre apply » le relit.",
			EN: "Reads an object by its identifier or by its name. A need in YAML comes out as \"havre apply\" reads it.",
		},
		example: havre.Same("havre get dossier demo-rdv\nhavre get organisation dnum -o yaml\nhavre get decision c3vq… -o json"), args: between(2, 2, kindAndName),
	}, func(_ *cobra.Command, args []string) error {
		k, o, err := r.argument(args)
		if err != nil {
			return err
		}
		switch r.format {
		case formatTable, formatCSV, formatMarkdown:
			return r.showList(k, []*object{o})
		}
		return r.record(o.Raw)
	})
	c.ValidArgsFunction = completeKinds
	a.formats(c, allFormats...)
	r = a.remote(c)
	return c
}

// argument reads the object that two arguments name.
func (r *remote) argument(args []string) (*objectKind, *object, error) {
	k, err := kindArgument(args[0])
	if err != nil {
		return nil, nil, err
	}
	o, err := r.read(k, args[1])
	return k, o, err
}

func (a *app) describeCommand() *cobra.Command {
	var r *remote
	c := a.command(entry{
		use: useKindAndName("describe"), short: havre.Text{FR: "tout d'un objet, pour le lire", EN: "all of an object, to be read"},
		long: havre.Text{
			FR: "Montre ce qui a été demandé d'un objet, ce qu'il est devenu et pourquoi ; d'un dossier, aussi ses décisions et ses dérogations.",
			EN: "Shows what was asked of an object, what it became and why; of a need, also its decisions and derogations.",
		},
		example: havre.Same("havre describe dossier demo-rdv\nhavre describe webhook 4k2m…"), args: between(2, 2, kindAndName),
	}, func(_ *cobra.Command, args []string) error {
		_, o, err := r.argument(args)
		if err != nil {
			return err
		}
		if r.format != formatTable {
			return r.record(o.Raw)
		}
		return r.describe(o)
	})
	c.ValidArgsFunction = completeKinds
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	r = a.remote(c)
	return c
}

// describe writes an object for people: what it is, its conditions, the rest as
// YAML.
func (r *remote) describe(o *object) error {
	var b bytes.Buffer
	style := r.style()
	title := strings.TrimSpace(o.Metadata.Name + "  " + o.Metadata.Title)
	b.WriteString(style.Strong(o.Kind+" "+orElse(title, o.ID)) + "\n")
	for _, line := range [][2]string{
		{"id", o.ID},
		{"organisation", o.Metadata.Organisation},
		{"version", o.at("metadata.version")},
		{r.say(havre.Text{FR: "créé", EN: "created"}), r.moment(o, "created")},
		{r.say(havre.Text{FR: "changé", EN: "changed"}), r.moment(o, "updated")},
		{r.say(havre.Text{FR: "supprimé", EN: "deleted"}), r.cell(o.at("metadata.deletedAt"))},
	} {
		if line[1] != "" {
			b.WriteString("  " + terminal.Pad(line[0], 14) + line[1] + "\n")
		}
	}
	if err := r.conditions(&b, o); err != nil {
		return err
	}
	for _, part := range []string{"spec", "status"} {
		if err := r.part(&b, part, o.fields[part]); err != nil {
			return err
		}
	}
	if o.Kind == "Dossier" {
		if err := r.around(&b, o.ID); err != nil {
			return err
		}
	}
	_, err := b.WriteTo(r.out)
	return err
}

// moment is when something was done, and by whom.
func (r *remote) moment(o *object, what string) string {
	return strings.TrimSpace(r.cell(o.at("metadata."+what+"At")) + "  " + o.at("metadata."+what+"By"))
}

// conditions are what is true of the object, and why.
func (r *remote) conditions(b *bytes.Buffer, o *object) error {
	var status struct{ Conditions []wire.Condition }
	if err := json.Unmarshal(o.Status, &status); err != nil {
		return fmt.Errorf("reading the status of an object: %w", err)
	}
	r.writeConditions(b, status.Conditions)
	return nil
}

// part is the spec or the status as YAML, conditions apart.
func (r *remote) part(b *bytes.Buffer, name string, v any) error {
	fields, _ := v.(map[string]any)
	delete(fields, "conditions")
	if len(fields) == 0 {
		return nil
	}
	b.WriteString("\n" + r.style().Strong(strings.ToUpper(name)) + "\n")
	var y bytes.Buffer
	if err := writeYAML(&y, fields); err != nil {
		return err
	}
	b.WriteString(indentLines(strings.TrimRight(y.String(), "\n")) + "\n")
	return nil
}

// around are the decisions and the derogations of a need.
func (r *remote) around(b *bytes.Buffer, dossier string) error {
	for _, name := range []string{"Decision", "Derogation"} {
		k := kindNamed(name)
		found, err := r.all(k, url.Values{"dossier": {dossier}}, 0)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			continue
		}
		b.WriteString("\n" + r.style().Strong(strings.ToUpper(r.say(k.title))) + "\n")
		for _, o := range found {
			cells := make([]string, len(k.columns))
			for i, c := range k.columns {
				cells[i] = r.cell(o.at(c.path))
			}
			b.WriteString(terminal.Hang("  ", "    ", strings.Join(cells, "  "), r.width()))
		}
	}
	return nil
}
