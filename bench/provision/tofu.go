package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// tofuVersion is the OpenTofu that Havre is compared with.
const tofuVersion = "v1.12.6"

//go:embed peers.tf
var tofuConfiguration []byte

// tofuPeer is OpenTofu, with the provider that TOFU_OPENSTACK_PROVIDER names; nil, once
// said, without it: its binary is in a registry of its own, and in no module proxy.
func tofuPeer(ctx context.Context, l *openLab, o options, keystone, _ string) (*peer, error) {
	provider := os.Getenv("TOFU_OPENSTACK_PROVIDER")
	if provider == "" {
		fmt.Print("OpenTofu is left out: TOFU_OPENSTACK_PROVIDER does not say where its OpenStack provider is.\n\n")
		return nil, nil
	}
	program, err := buildTofu(ctx)
	if err != nil {
		return nil, err
	}
	t := &tofu{program: program, lab: l, keystone: keystone, dir: filepath.Join(o.dir, "tofu"), name: "bench-" + o.run + "-tofu"}
	if err := t.prepare(provider); err != nil {
		return nil, err
	}
	return &peer{
		name: "OpenTofu",
		phase: func(ctx context.Context, name string) error {
			return t.run(ctx, map[string][]string{
				"create": {"apply", "-auto-approve"}, "no change": {"plan", "-detailed-exitcode"},
				"change":  {"apply", "-auto-approve", "-var", "app=3", "-var", "more=true"},
				"destroy": {"destroy", "-auto-approve", "-var", "app=3", "-var", "more=true"},
			}[name]...)
		},
		memory: func() (int64, int64, error) { return t.one, t.all.Load(), nil },
		forget: func() error { t.one = 0; t.all.Store(0); return nil },
		clean:  func(ctx context.Context) error { return l.purge(ctx, t.name) },
	}, nil
}

// buildTofu builds OpenTofu, once, in the folder of its own module: it replaces some of
// those it needs, which only counts there.
func buildTofu(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "havre", "bench", "tofu-"+tofuVersion[1:])
	program := filepath.Join(dir, "tofu")
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	said, err := exec.CommandContext(ctx, "go", "mod", "download", "-json", "github.com/opentofu/opentofu@"+tofuVersion).Output()
	if err != nil {
		return "", fmt.Errorf("downloading OpenTofu: %w", err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(said, &module); err != nil {
		return "", err
	}
	c := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/tofu") //nolint:gosec // our own words
	c.Dir = module.Dir
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building OpenTofu: %w\n%s", err, out)
	}
	return program, nil
}

// tofu is a folder with a configuration and its state.
type tofu struct {
	program, keystone, dir, name string
	lab                          *openLab
	one                          int64
	all                          atomic.Int64
}

func (t *tofu) prepare(provider string) error {
	provider, err := filepath.Abs(provider)
	if err != nil {
		return err
	}
	if filepath.Base(provider) != "terraform-provider-openstack" {
		return fmt.Errorf("%s is not called terraform-provider-openstack", provider)
	}
	if err := os.MkdirAll(t.dir, 0o700); err != nil {
		return err
	}
	blueprint, err := os.ReadFile(blueprintFile)
	if err != nil {
		return err
	}
	_, userData, _ := strings.Cut(string(blueprint), "userData: |\n")
	userData, _, _ = strings.Cut(userData, "\n    - ")
	rc := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"terraform-provider-openstack/openstack\" = %q\n  }\n  direct {}\n}\n", filepath.Dir(provider))
	vars := fmt.Sprintf("name = %q\nadmin_project = %q\nflavor = %q\nimage = %q\nexternal = %q\npublic_key = %q\nuser_data = %q\n",
		t.name, t.lab.cloud.Auth.Project, flavor, image, externalNetwork, publicKey, userData)
	for name, text := range map[string]string{"main.tf": string(tofuConfiguration), "tofu.rc": rc, "terraform.tfvars": vars} {
		if err := os.WriteFile(filepath.Join(t.dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// run runs one command of OpenTofu, and weighs it with its plugins.
func (t *tofu) run(ctx context.Context, args ...string) error {
	c := exec.CommandContext(ctx, t.program, append(args, "-input=false", "-no-color")...) //nolint:gosec // what we built
	c.Dir = t.dir
	for _, v := range t.lab.environ(t.keystone, "-") { // each provider of the configuration says its project
		if !strings.HasPrefix(v, "OS_PROJECT_") {
			c.Env = append(c.Env, v)
		}
	}
	c.Env = append(c.Env, "TF_CLI_CONFIG_FILE="+filepath.Join(t.dir, "tofu.rc"), "CHECKPOINT_DISABLE=1")
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		for tick := time.NewTicker(100 * time.Millisecond); ; {
			select {
			case <-done:
				tick.Stop()
				return
			case <-tick.C:
				t.all.Store(max(t.all.Load(), family(c.Process.Pid)))
			}
		}
	}()
	err := c.Wait()
	close(done)
	if n, ok := usageOf(c); ok {
		t.one = max(t.one, n)
	}
	if err != nil {
		return fmt.Errorf("tofu %s: %w\n%s", strings.Join(args, " "), err, said.String())
	}
	return nil
}

// family is the memory of a process and of its children, each at its peak, in bytes.
func family(parent int) (sum int64) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0
	}
	for _, e := range entries {
		if _, err := strconv.Atoi(e.Name()); err != nil {
			continue
		}
		status, err := os.ReadFile(filepath.Join("/proc", e.Name(), "status"))
		if err != nil {
			continue
		}
		var of, peak int64
		for line := range strings.Lines(string(status)) {
			name, rest, _ := strings.Cut(line, ":")
			n, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			switch name {
			case "PPid":
				of = n
			case "VmHWM":
				peak = n << 10
			}
		}
		if of == int64(parent) || e.Name() == strconv.Itoa(parent) {
			sum += peak
		}
	}
	return sum
}
