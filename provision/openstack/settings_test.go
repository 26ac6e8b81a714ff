package openstack

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision/driver"
)

// TestSettings says what is wrong with settings, all at once.
func TestSettings(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "clouds.yaml")
	text := "clouds:\n  pi:\n    auth: {auth_url: 'http://cloud.example/v3', username: havre, password: s3cret, project_name: havre}\n    region_name: one\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	garbled := filepath.Join(dir, "garbled.yaml")
	if err := os.WriteFile(garbled, []byte("clouds: [s3cret"), 0o600); err != nil {
		t.Fatal(err)
	}
	full := map[string]string{"auth_url": "http://cloud.example/v3", "username": "havre"}
	with := func(more ...string) map[string]string {
		out := maps.Clone(full)
		for i := 0; i+1 < len(more); i += 2 {
			out[more[i]] = more[i+1]
		}
		return out
	}
	password := map[string]string{"password": "s3cret"}
	for name, c := range map[string]struct {
		settings, secrets map[string]string
		wrong             []string // fields
	}{
		"complete":               {full, password, nil},
		"of a file":              {map[string]string{"clouds_file": file, "cloud": "pi"}, nil, nil},
		"nothing":                {nil, nil, []string{"auth_url", "password", "username"}},
		"unknown setting":        {with("usrname", "x"), password, []string{"usrname"}},
		"unknown cloud":          {with("clouds_file", file, "cloud", "nubo"), password, []string{"cloud"}},
		"no file":                {with("clouds_file", dir+"/none"), password, []string{"clouds_file"}},
		"garbled file":           {with("clouds_file", garbled, "cloud", "pi"), password, []string{"clouds_file"}},
		"interface":              {with("interface", "secret"), password, []string{"interface"}},
		"no authority":           {with("cacert", file), password, []string{"cacert"}},
		"application credential": {with("application_credential_id", "x"), password, []string{"application_credential_id"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Driver{}.Open(driver.Target{Name: "pi", Settings: c.settings, Secrets: c.secrets})
			ps, _ := errors.AsType[havre.Problems](err)
			var wrong []string
			for _, p := range ps {
				wrong = append(wrong, p.Field)
				if p.Message.FR == "" || p.Message.EN == "" || p.Value == "s3cret" {
					t.Errorf("%+v", p)
				}
			}
			slices.Sort(wrong)
			if !slices.Equal(wrong, c.wrong) {
				t.Errorf("wrong are %v (%v), not %v", wrong, err, c.wrong)
			}
		})
	}
}

// TestPermitted keeps image downloads to what the profile allows.
func TestPermitted(t *testing.T) {
	c := &cloud{profile: &driver.Profile{ImageSources: []string{"https://images.example", "https://forge.example/team/"}}}
	for address, want := range map[string]bool{
		"https://images.example/a.qcow2":            true,
		"https://images.example.evil.example/a":     false,
		"https://images.example@evil.example/a":     false,
		"http://images.example/a":                   false,
		"https://forge.example/team/a.raw":          true,
		"https://forge.example/teams/a.raw":         false,
		"https://forge.example/team/../other/a.raw": false,
		"https://images.example":                    false,
		"":                                          false,
	} {
		if c.permitted(address) != want {
			t.Errorf("%q: permitted is %v", address, !want)
		}
	}
}
