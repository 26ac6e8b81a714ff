package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) tokenCommand() *cobra.Command {
	c := a.command(entry{
		use:     havre.Same("token"),
		short:   havre.Text{FR: "les jetons d'un portail : créer, lister, révoquer", EN: "the tokens of a portal: create, list, revoke"},
		long:    havre.Text{FR: "Un jeton laisse un programme agir pour vous, ou comme un compte de service, dans la limite de ses portées et jusqu'à sa fin.", EN: "A token lets a program act for you, or as a service account, within its scopes and until its end."},
		example: havre.Same("havre token create integration --scope read,needs --expires 2027-06-30\nhavre token list\nhavre token revoke 7x3q…"),
	}, nil)
	c.AddCommand(a.tokenCreate(), a.tokenList(), a.tokenRevoke())
	return c
}

func (a *app) tokenCreate() *cobra.Command {
	var r *remote
	var spec wire.TokenSpec
	expires := ""
	c := a.command(entry{
		use:   havre.Text{FR: "create NOM --expires DATE", EN: "create NAME --expires DATE"},
		short: havre.Text{FR: "créer un jeton, dont le secret n'est donné que cette fois", EN: "create a token, whose secret is given only this once"},
		long: havre.Text{
			FR: "Écrit le secret sur la sortie standard, seul, pour le ranger où il servira. Le portail n'en garde qu'une empreinte.",
			EN: "Writes the secret to standard output, alone, to be put where it will be used. The portal keeps only a digest of it.",
		},
		example: havre.Same("havre token create integration --scope read,needs --expires 2027-06-30 > jeton.txt"),
		args:    between(1, 1, havre.Text{FR: "le nom du jeton", EN: "the name of the token"}),
	}, func(_ *cobra.Command, args []string) error {
		spec.Name = args[0]
		if err := spec.ExpiresAt.UnmarshalText([]byte(expires)); err != nil {
			return havre.Problems{{Field: "--expires", Value: expires, Message: havre.Text{FR: "%s est attendue", EN: "%s is expected"}.With(new(wire.Instant).Expected())}}
		}
		return r.createToken(spec)
	})
	f := c.Flags()
	f.StringSliceVar(&spec.Scopes, "scope", []string{"read"}, a.say(havre.Text{FR: "`portée` : read, needs, orders, catalogue, admin (répétable)", EN: "`scope`: read, needs, orders, catalogue, admin (repeatable)"}))
	f.StringVar(&expires, "expires", "", a.say(havre.Text{FR: "`date` de fin, un an plus tard au plus (obligatoire)", EN: "`date` of its end, a year away at most (required)"}))
	f.StringVar(&spec.Person, "for", "", a.say(havre.Text{FR: "`compte` de service dont il aura les droits (par défaut les vôtres)", EN: "service `account` whose rights it will have (by default yours)"}))
	a.complete(c, "scope", []string{"read", "needs", "orders", "catalogue", "admin"})
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	r = a.remote(c)
	return c
}

func (r *remote) createToken(spec wire.TokenSpec) error {
	t, _, err := client.Tokens.Create(r.ctx, r.Client, wire.Document[wire.TokenSpec]{Spec: spec})
	if err != nil {
		return err
	}
	if r.format != formatTable {
		return r.record(t)
	}
	if _, err := fmt.Fprintln(r.out, t.Status.Secret); err != nil {
		return err
	}
	if !r.quiet {
		fmt.Fprintln(r.err, r.say(havre.Text{ //nolint:errcheck // only a remark
			FR: "Jeton %[1]s (%[2]s), valable jusqu'au %[3]s : le secret ci-dessus n'est donné que cette fois.",
			EN: "Token %[1]s (%[2]s), valid until %[3]s: the secret above is given only this once.",
		}, t.ID, strings.Join(t.Spec.Scopes, ", "), t.Spec.ExpiresAt.Format(time.DateOnly)))
	}
	return nil
}

func (a *app) tokenList() *cobra.Command {
	var r *remote
	person := ""
	c := a.command(entry{
		use: havre.Same("list"), short: havre.Text{FR: "vos jetons, ou ceux d'un compte de service", EN: "your tokens, or those of a service account"},
		long:    havre.Text{FR: "Liste les jetons, leurs portées et leur dernier emploi, sans leurs secrets.", EN: "Lists tokens, their scopes and their last use, without their secrets."},
		example: havre.Same("havre token list"), args: between(0, 0, havre.Text{}),
	}, func(*cobra.Command, []string) error {
		q := url.Values{}
		if person != "" {
			q.Set("person", person)
		}
		return r.list(kindNamed("Token"), q, 0)
	})
	c.Flags().StringVar(&person, "for", "", a.say(havre.Text{FR: "`compte` de service", EN: "service `account`"}))
	a.formats(c, allFormats...)
	r = a.remote(c)
	return c
}

func (a *app) tokenRevoke() *cobra.Command {
	var r *remote
	c := a.command(entry{
		use:   havre.Text{FR: "revoke ID", EN: "revoke ID"},
		short: havre.Text{FR: "rendre un jeton inutile, pour de bon", EN: "make a token useless, for good"},
		long:  havre.Text{FR: "Le programme qui l'emploie est refusé dès maintenant. Rien ne l'annule.", EN: "The program that uses it is refused from now on. Nothing undoes it."}, example: havre.Same("havre token revoke 7x3q…"),
		args: between(1, 1, havre.Text{FR: "l'identifiant du jeton", EN: "the identifier of the token"}),
	}, func(_ *cobra.Command, args []string) error {
		k := kindNamed("Token")
		o, err := r.read(k, args[0])
		if err != nil {
			return err
		}
		if err := client.Any(k.path).Delete(r.ctx, r.Client, o.ID, o.tag); err != nil {
			return err
		}
		return r.tell(havre.Text{FR: "Le jeton %s ne vaut plus rien.", EN: "Token %s is worth nothing any more."}, o.ID)
	})
	r = a.remote(c)
	return c
}
