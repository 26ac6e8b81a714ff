package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
)

func (a *app) contextCommand() *cobra.Command {
	c := a.command(entry{
		use:   havre.Same("context"),
		short: havre.Text{FR: "les portails que vous employez : lister, choisir, montrer, oublier", EN: "the portals that you use: list, choose, show, forget"},
		long: havre.Text{
			FR: "Un contexte est un portail et le jeton qui vous y fait connaître. « havre login » en crée un. HAVRE_CONTEXT, ou HAVRE_SERVER avec HAVRE_TOKEN, passent avant celui choisi ici.",
			EN: "A context is a portal and the token that makes you known to it. \"havre login\" creates one. HAVRE_CONTEXT, or HAVRE_SERVER with HAVRE_TOKEN, go before the one chosen here.",
		},
		example: havre.Same("havre context list\nhavre context use recette"),
	}, nil)
	c.AddCommand(a.contextList(), a.contextUse(), a.contextShow(), a.contextDelete())
	return c
}

// contextItem is a context without its token.
type contextItem struct {
	Name    string `json:"name"`
	Server  string `json:"server"`
	Current bool   `json:"current"`
	Token   bool   `json:"token"`
	CA      string `json:"ca,omitempty"`
}

func (c *contexts) item(k contextFor) contextItem {
	return contextItem{k.Name, k.Server, k.Name == c.Current, k.Token != "", k.CA}
}

func (a *app) contextList() *cobra.Command {
	c := a.command(entry{
		use: havre.Same("list"), short: havre.Text{FR: "les contextes ; * marque celui en usage", EN: "the contexts; * marks the one in use"},
		long:    havre.Text{FR: "Énumère les contextes gardés ici, sans leurs jetons.", EN: "Lists the contexts kept here, without their tokens."},
		example: havre.Same("havre context list -o json"), args: between(0, 0, havre.Text{}),
	}, func(*cobra.Command, []string) error {
		all, err := a.contexts()
		if err != nil {
			return err
		}
		l := listing{kind: "ContextList", columns: []havre.Text{{FR: "en usage", EN: "in use"}, {FR: "nom", EN: "name"}, {FR: "jeton", EN: "token"}, {FR: "portail", EN: "portal"}}}
		items := []contextItem{}
		for _, k := range all.List {
			it := all.item(k)
			items = append(items, it)
			mark := ""
			if it.Current {
				mark = "*"
			}
			l.rows = append(l.rows, []string{mark, it.Name, a.say(havre.TruthOf(it.Token).Text()), it.Server})
		}
		l.items = items
		return a.list(l)
	})
	a.formats(c, allFormats...)
	return c
}

func (a *app) contextUse() *cobra.Command {
	c := a.command(entry{
		use:   havre.Text{FR: "use CONTEXTE", EN: "use CONTEXT"},
		short: havre.Text{FR: "choisir le portail des commandes suivantes", EN: "choose the portal of the next commands"},
		long:  havre.Text{FR: "Les commandes qui parlent à un portail emploieront celui-ci.", EN: "The commands that talk to a portal will use this one."}, example: havre.Same("havre context use recette"),
		args: between(1, 1, havre.Text{FR: "le contexte", EN: "the context"}),
	}, func(_ *cobra.Command, args []string) error {
		all, err := a.contexts()
		if err != nil {
			return err
		}
		if _, err := all.find("", args[0]); err != nil {
			return err
		}
		all.Current = args[0]
		return all.save()
	})
	c.ValidArgsFunction = a.completeContexts
	return c
}

func (a *app) contextShow() *cobra.Command {
	c := a.command(entry{
		use:   havre.Text{FR: "show [CONTEXTE]", EN: "show [CONTEXT]"},
		short: havre.Text{FR: "un contexte, sans son jeton", EN: "a context, without its token"},
		long:  havre.Text{FR: "Montre le contexte en usage, ou celui nommé.", EN: "Shows the context in use, or the one named."}, example: havre.Same("havre context show"),
		args: between(0, 1, havre.Text{}),
	}, func(_ *cobra.Command, args []string) error {
		all, err := a.contexts()
		if err != nil {
			return err
		}
		name := all.Current
		if len(args) == 1 {
			name = args[0]
		}
		k, err := all.find("", name)
		if err != nil {
			return err
		}
		return a.record(all.item(*k))
	})
	c.ValidArgsFunction = a.completeContexts
	a.formats(c, formatYAML, formatJSON, formatNDJSON)
	return c
}

func (a *app) contextDelete() *cobra.Command {
	c := a.command(entry{
		use:   havre.Text{FR: "delete CONTEXTE", EN: "delete CONTEXT"},
		short: havre.Text{FR: "oublier un contexte et son jeton", EN: "forget a context and its token"},
		long:  havre.Text{FR: "Le jeton reste valable sur le portail : « havre logout --revoke » l'y révoque.", EN: "The token stays valid on the portal: \"havre logout --revoke\" revokes it there."}, example: havre.Same("havre context delete recette"),
		args: between(1, 1, havre.Text{FR: "le contexte", EN: "the context"}),
	}, func(_ *cobra.Command, args []string) error {
		all, err := a.contexts()
		if err != nil {
			return err
		}
		if _, err := all.find("", args[0]); err != nil {
			return err
		}
		all.List = slices.DeleteFunc(all.List, func(k contextFor) bool { return k.Name == args[0] })
		if all.Current == args[0] {
			all.Current = ""
		}
		return all.save()
	})
	c.ValidArgsFunction = a.completeContexts
	return c
}
