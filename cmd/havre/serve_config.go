package main

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/settings"
	"github.com/havre-cloud/havre/provision"
)

// config is what havre serve runs with: the settings, read and checked together,
// and what was read from the files they name.
type config struct {
	serving
	origin       settings.Origin
	warnings     havre.Problems
	secure       bool // browsers reach the portal by https
	certificates []tls.Certificate
	authorities  *x509.CertPool // nil: those of the system
	clouds       []*provision.Target
}

// configure reads the settings and refuses those that cannot work, all at once.
func (a *app) configure(file string, flags map[string][]string, environ []string) (*config, error) {
	data, err := settingsFile(file)
	if err != nil {
		return nil, err
	}
	c := &config{}
	origin, problems := settings.Read(&c.serving, settings.Input{
		Prefix: envPrefix, Environ: a.ours(environ), Flags: flags, File: file, Data: data,
	})
	c.origin = origin
	if problems.Err() == nil {
		problems = append(problems, c.check(a.getenv)...)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	c.warnings = problems
	return c, nil
}

func settingsFile(name string) ([]byte, error) {
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, havre.Problems{fileProblem(name, err)}
	}
	return data, nil
}

// clientVariables are read by the commands that talk to a portal, not by the one
// that is it.
var clientVariables = []string{"HAVRE_CONFIG", "HAVRE_SERVER", "HAVRE_TOKEN", "HAVRE_CONTEXT"}

// ours leaves out the variables that other commands read.
func (a *app) ours(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.Contains(clientVariables, name)
	})
}

// check completes the settings and refuses those that contradict one another.
func (c *config) check(getenv func(string) string) havre.Problems {
	k := &checker{config: c}
	if c.DataDir == "" {
		c.DataDir = dataHome(getenv)
	}
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(c.DataDir, "havre.key")
	}
	k.roles()
	k.sessions()
	k.secrets()
	k.oidc()
	k.smtp()
	k.tls()
	k.folders()
	k.clouds()
	c.address()
	return k.problems
}

// dataHome is where XDG keeps the data of a program.
func dataHome(getenv func(string) string) string {
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "havre")
	}
	return filepath.Join(getenv("HOME"), ".local", "share", "havre")
}

// address settles how browsers reach the portal.
func (c *config) address() {
	if c.PublicURL == "" {
		scheme := "http"
		if len(c.certificates) > 0 {
			scheme = "https"
		}
		c.PublicURL = settings.URL(scheme + "://" + reachable(string(c.Listen)))
	}
	c.secure = strings.HasPrefix(string(c.PublicURL), "https://")
}

// reachable is an address to type: a portal that listens on every address of the
// machine, or on the loopback, is reached by the name that every machine gives
// itself. Passkeys need a name.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() || ip.IsLoopback() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// runs says whether this process does that part of the work.
func (c *config) runs(role string) bool {
	return slices.Contains(c.Role, roleAll) || slices.Contains(c.Role, role)
}
