package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) loginCommand() *cobra.Command {
	var k contextFor
	c := a.command(entry{
		use:   havre.Text{FR: "login ADRESSE", EN: "login ADDRESS"},
		short: havre.Text{FR: "se faire connaître d'un portail par un jeton personnel", EN: "be known to a portal by a personal token"},
		long: havre.Text{
			FR: "Demande un jeton, vérifie que le portail l'accepte et le garde dans un fichier lisible de vous seul. Le jeton se crée dans « Mon compte » ; il est lu sur l'entrée standard, sans s'afficher, et jamais en argument.",
			EN: "Asks for a token, checks that the portal accepts it and keeps it in a file that only you can read. The token is created under “My account”; it is read from standard input, without being shown, and never as an argument.",
		},
		example: havre.Same("havre login https://havre.example.gouv.fr\nhavre login https://havre.example.gouv.fr --name recette < jeton.txt"),
		args:    between(1, 1, havre.Text{FR: "l'adresse du portail", EN: "the address of the portal"}),
	}, func(c *cobra.Command, args []string) error {
		k.Server = strings.TrimRight(args[0], "/")
		return a.login(c, k)
	})
	f := c.Flags()
	f.StringVar(&k.Name, "name", "", a.say(havre.Text{FR: "`nom` du contexte (par défaut celui de la machine)", EN: "`name` of the context (by default that of the host)"}))
	f.StringVar(&k.CA, "ca", "", a.say(havre.Text{FR: "`fichier` PEM d'une autorité à croire aussi", EN: "PEM `file` of an authority to trust too"}))
	return c
}

func (a *app) login(c *cobra.Command, k contextFor) error {
	all, err := a.contexts()
	if err != nil {
		return err
	}
	if k.Name == "" {
		k.Name = hostName(k.Server)
	}
	if k.CA != "" {
		if k.CA, err = filepath.Abs(k.CA); err != nil {
			return failed(havre.Text{FR: "la recherche de ce fichier", EN: "looking for this file"}, k.CA, err)
		}
	}
	portal, err := a.clientOf(k)
	if err != nil {
		return err
	}
	if k.Token, err = a.askToken(k.Server); err != nil {
		return err
	}
	portal.Token = k.Token
	me, err := portal.Me(c.Context())
	if err != nil {
		return err
	}
	all.put(k)
	all.Current = k.Name
	if err := all.save(); err != nil {
		return err
	}
	return a.tell(havre.Text{FR: "Connu de %[1]s comme %[2]s (contexte %[3]s).", EN: "Known to %[1]s as %[2]s (context %[3]s)."}, k.Server, me.Name, k.Name)
}

// tell says on standard output what was done.
func (a *app) tell(t havre.Text, args ...any) error {
	if a.quiet {
		return nil
	}
	_, err := fmt.Fprintln(a.out, a.say(t, args...))
	return err
}

func hostName(server string) string {
	u, err := url.Parse(server)
	if err != nil || u.Host == "" {
		return server
	}
	return u.Host
}

// maxToken is more than any token.
const maxToken = 1 << 10

// askToken reads a token: typed without being shown, or a line of standard input.
func (a *app) askToken(server string) (string, error) {
	var text string
	if f, ok := a.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(a.err, a.say(havre.Text{FR: "Jeton pour %s (il ne s'affiche pas) : ", EN: "Token for %s (it is not shown): "}, server)) //nolint:errcheck // the answer tells
		typed, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(a.err) //nolint:errcheck // idem
		if err != nil {
			return "", failed(havre.Text{FR: "la lecture du jeton", EN: "reading the token"}, "", err)
		}
		text = string(typed)
	} else {
		line, err := bufio.NewReader(io.LimitReader(a.in, maxToken)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", failed(havre.Text{FR: "la lecture du jeton", EN: "reading the token"}, "", err)
		}
		text = line
	}
	if text = strings.TrimSpace(text); text == "" {
		return "", havre.Problems{{Message: havre.Text{FR: "aucun jeton n'a été donné", EN: "no token was given"}}}
	}
	return text, nil
}

func (a *app) logoutCommand() *cobra.Command {
	revoke := false
	c := a.command(entry{
		use:   havre.Text{FR: "logout [CONTEXTE]", EN: "logout [CONTEXT]"},
		short: havre.Text{FR: "oublier le jeton d'un portail", EN: "forget the token of a portal"},
		long: havre.Text{
			FR: "Efface le jeton gardé ici ; le contexte reste. --revoke le rend aussi inutile partout, sur le portail.",
			EN: "Erases the token kept here; the context stays. --revoke also makes it useless everywhere, on the portal.",
		},
		example: havre.Same("havre logout\nhavre logout recette --revoke"), args: between(0, 1, havre.Text{}),
	}, func(c *cobra.Command, args []string) error { return a.logout(c, args, revoke) })
	c.Flags().BoolVar(&revoke, "revoke", false, a.say(havre.Text{FR: "révoquer aussi le jeton sur le portail", EN: "also revoke the token on the portal"}))
	c.ValidArgsFunction = a.completeContexts
	return c
}

func (a *app) logout(c *cobra.Command, args []string, revoke bool) error {
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
	if revoke && k.Token != "" {
		if err := a.revoke(c, *k); err != nil {
			return err
		}
	}
	k.Token = ""
	if err := all.save(); err != nil {
		return err
	}
	return a.tell(havre.Text{FR: "Le jeton de %s est oublié.", EN: "The token of %s is forgotten."}, k.Name)
}

// revoke makes the token of a context useless: it is known on the portal by its
// second part.
func (a *app) revoke(c *cobra.Command, k contextFor) error {
	portal, err := a.clientOf(k)
	if err != nil {
		return err
	}
	parts := strings.Split(k.Token, "_")
	var own []*wire.Token
	for t, err := range client.Tokens.List(c.Context(), portal, nil) {
		if err != nil {
			return err
		}
		own = append(own, t)
	}
	i := slices.IndexFunc(own, func(t *wire.Token) bool { return len(parts) == 3 && t.Status.Prefix == parts[1] })
	if i < 0 {
		return nil // it is no longer there
	}
	_, tag, err := client.Tokens.Get(c.Context(), portal, own[i].ID)
	if err != nil {
		return err
	}
	return client.Tokens.Delete(c.Context(), portal, own[i].ID, tag)
}
