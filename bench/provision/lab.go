package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/havre-cloud/havre/provision/drivertest/faultproxy"
)

// openLab is the cloud that everything is built on.
type openLab struct {
	name    string // in the file
	file    string // clouds.yaml
	cloud   cloudEntry
	started string // what to undo
}

// cloudEntry is one cloud of a clouds.yaml.
type cloudEntry struct {
	Auth struct {
		URL           string `yaml:"auth_url"`
		User          string `yaml:"username"`
		Password      string `yaml:"password"`
		Project       string `yaml:"project_name"`
		UserDomain    string `yaml:"user_domain_name"`
		ProjectDomain string `yaml:"project_domain_name"`
	} `yaml:"auth"`
	Region string `yaml:"region_name"`
}

const (
	labScript = "../scripts/openstack.sh"
	cannotRun = 3 // the script's exit status where clouds cannot run
)

// theLab is the cloud of HAVRE_TEST_OPENSTACK, or one that is started; nil, once said
// why, where none can run.
func theLab(ctx context.Context) (*openLab, error) {
	l := &openLab{name: cmp.Or(os.Getenv("HAVRE_BENCH_CLOUD"), "cloud-pi"), file: os.Getenv("HAVRE_TEST_OPENSTACK")}
	if l.file == "" {
		said, err := script(ctx, "up")
		var status *exec.ExitError
		if errors.As(err, &status) && status.ExitCode() == cannotRun {
			fmt.Printf("# Provisioning on a real OpenStack\n\nNot measured: %s\n", strings.TrimSpace(string(status.Stderr)))
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		l.file, l.started = exported(said, "HAVRE_TEST_OPENSTACK"), exported(said, "HAVRE_OPENSTACK_STARTED")
	}
	text, err := os.ReadFile(l.file) //nolint:gosec // whoever runs it names it
	if err != nil {
		return nil, err
	}
	var file struct {
		Clouds map[string]cloudEntry `yaml:"clouds"`
	}
	if yaml.Unmarshal(text, &file) != nil { // its error may quote a password
		return nil, fmt.Errorf("%s does not read as a clouds.yaml", l.file)
	}
	known := false
	if l.cloud, known = file.Clouds[l.name]; !known {
		return nil, fmt.Errorf("%s has no cloud %s (HAVRE_BENCH_CLOUD): it has %s", l.file, l.name, strings.Join(slices.Sorted(maps.Keys(file.Clouds)), ", "))
	}
	return l, nil
}

func script(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, labScript, args...).Output() //nolint:gosec // our own script
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", labScript, strings.Join(args, " "), err)
	}
	return string(out), nil
}

// exported is a variable that the script prints for a shell.
func exported(said, name string) string {
	for line := range strings.Lines(said) {
		if _, value, ok := strings.Cut(line, name+"="); ok {
			return strings.Trim(strings.TrimSpace(value), `'"`)
		}
	}
	return ""
}

// stop stops what was started.
func (l *openLab) stop(ctx context.Context) error {
	if l.started == "" {
		return nil
	}
	_, err := script(ctx, append([]string{"undo"}, strings.Fields(l.started)...)...)
	return err
}

// front is the cloud seen through a proxy that counts, and the address of its Keystone.
func (l *openLab) front(seed uint64) (p *faultproxy.Proxy, keystone string, err error) {
	p = faultproxy.New(seed)
	p.Transport = closing{http.DefaultTransport}
	keystone, err = p.Front(l.cloud.Auth.URL)
	return p, keystone, err
}

// closing uses no connection again after a HEAD: Swift ends its answer as if it had a body.
type closing struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (c closing) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodHead {
		r = r.Clone(r.Context())
		r.Close = true
	}
	return c.RoundTripper.RoundTrip(r)
}

// environ is what a client needs to reach the cloud by an address of Keystone, within a
// project: "" is the administrator's own.
func (l *openLab) environ(keystone, project string) []string {
	out := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "OS_") })
	a := &l.cloud.Auth
	out = append(out, "OS_AUTH_URL="+keystone, "OS_USERNAME="+a.User, "OS_PASSWORD="+a.Password, "OS_IDENTITY_API_VERSION=3", "OS_INTERFACE=public", "OS_COMPUTE_API_VERSION=2.64",
		"OS_USER_DOMAIN_NAME="+cmp.Or(a.UserDomain, "Default"), "OS_REGION_NAME="+l.cloud.Region)
	if project != "" {
		return append(out, "OS_PROJECT_ID="+project)
	}
	return append(out, "OS_PROJECT_NAME="+a.Project, "OS_PROJECT_DOMAIN_NAME="+cmp.Or(a.ProjectDomain, "Default"))
}

// tally is how many requests a proxy saw.
type tally struct{ calls, keystone, faults int }

func (l *openLab) tally(p *faultproxy.Proxy) (t tally) {
	for _, r := range p.Requests() {
		t.calls++
		if strings.HasPrefix(r.URL, strings.TrimSuffix(l.cloud.Auth.URL, "/v3")+"/") {
			t.keystone++
		}
		if r.Fault != nil {
			t.faults++
		}
	}
	return t
}

func (t tally) less(before tally) tally {
	return tally{t.calls - before.calls, t.keystone - before.keystone, t.faults - before.faults}
}
