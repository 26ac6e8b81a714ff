package main

import (
	"context"
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/internal/version"
)

// remote is which portal a command talks to, as whom.
type remote struct {
	*app
	context, server, ca string
	*client.Client
	ctx context.Context //nolint:containedctx // one run of one command
}

// remote gives a command the flags that say which portal it talks to, and makes it
// reach that portal before it runs.
func (a *app) remote(c *cobra.Command) *remote {
	r := &remote{app: a}
	f := c.Flags()
	f.StringVar(&r.context, "context", "", a.say(havre.Text{FR: "`contexte` à employer (HAVRE_CONTEXT ; par défaut celui de havre context use)", EN: "`context` to use (HAVRE_CONTEXT; by default that of havre context use)"}))
	f.StringVar(&r.server, "server", "", a.say(havre.Text{FR: "`adresse` du portail (HAVRE_SERVER), avec le jeton de HAVRE_TOKEN", EN: "`address` of the portal (HAVRE_SERVER), with the token of HAVRE_TOKEN"}))
	f.StringVar(&r.ca, "ca", "", a.say(havre.Text{FR: "`fichier` PEM d'une autorité à croire aussi", EN: "PEM `file` of an authority to trust too"}))
	run := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := r.reach(); err != nil {
			return err
		}
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		r.ctx = ctx
		return r.signedOut(run(c, args))
	}
	_ = c.RegisterFlagCompletionFunc("context", a.completeContexts)
	return r
}

// signedOut says how to be known of a portal: what its API answers is for programs.
func (r *remote) signedOut(err error) error {
	f := havre.FaultOf(err)
	if f == nil || f.Code != havre.Unauthenticated {
		return err
	}
	out := *f
	out.Next = havre.Text{FR: "Connectez-vous : havre login %s", EN: "Sign in: havre login %s"}.With(r.Server)
	return &out
}

// reach chooses the portal: the flags, then the environment, then the context in
// use. A token of the environment goes before that of a context.
func (r *remote) reach() error {
	k, err := r.chosen()
	if err != nil {
		return err
	}
	if r.ca != "" {
		k.CA = r.ca
	}
	if token := r.getenv("HAVRE_TOKEN"); token != "" {
		k.Token = token
	}
	r.Client, err = r.app.clientOf(k)
	return err
}

func (r *remote) chosen() (contextFor, error) {
	server, name := r.server, r.context
	if server == "" && name == "" {
		server, name = r.getenv("HAVRE_SERVER"), r.getenv("HAVRE_CONTEXT")
	}
	if server != "" && name == "" {
		return contextFor{Server: server}, nil
	}
	all, err := r.contexts()
	if err != nil {
		return contextFor{}, err
	}
	field := "--context"
	if name == "" {
		field, name = "", all.Current
	}
	if name == "" {
		return contextFor{}, havre.Problems{{Message: havre.Text{
			FR: "aucun portail choisi : « havre login ADRESSE », ou --server", EN: "no portal chosen: \"havre login ADDRESS\", or --server",
		}}}
	}
	k, err := all.find(field, name)
	if err != nil {
		return contextFor{}, err
	}
	out := *k
	if server != "" {
		out.Server, out.Token = server, "" // the token of a context goes to its own portal only
	}
	return out, nil
}

// clientOf reaches the portal of a context.
func (a *app) clientOf(k contextFor) (*client.Client, error) {
	var pem []byte
	if k.CA != "" {
		var err error
		if pem, err = os.ReadFile(k.CA); err != nil {
			return nil, havre.Problems{fileProblem(k.CA, err)}
		}
	}
	h, err := client.Trusting(pem)
	if err != nil {
		return nil, err
	}
	return &client.Client{Server: k.Server, Token: k.Token, Lang: a.lang, HTTP: h, Agent: "havre/" + version.Version}, nil
}

func (a *app) completeContexts(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	all, err := a.contexts()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return all.names(), cobra.ShellCompDirectiveNoFileComp
}
