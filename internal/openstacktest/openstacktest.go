// Package openstacktest gives tests a real OpenStack, or skips them where there is none:
// the clouds of the clouds.yaml that HAVRE_TEST_OPENSTACK names, which
// scripts/openstack.sh starts.
//
//	cloud := openstacktest.Cloud(t)
//
// With HAVRE_REQUIRE_OPENSTACK=1, as continuous integration has it, a test that finds none
// fails.
package openstacktest

import (
	"maps"
	"os"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
)

// Account is an account on a cloud.
type Account struct {
	File string // the clouds.yaml
	Name string // in that file
	// Auth is what a session is opened with, under the names of clouds.yaml: auth_url,
	// username, password, project_name…
	Auth map[string]string
}

// Cloud is the account of an administrator on the cloud that tests work on.
func Cloud(tb testing.TB) Account {
	tb.Helper()
	all := Clouds(tb)
	for _, name := range []string{"lab", "cloud-pi"} {
		if i := slices.IndexFunc(all, func(a Account) bool { return a.Name == name }); i >= 0 {
			return all[i]
		}
	}
	tb.Fatalf("%s knows neither lab nor cloud-pi", all[0].File)
	return Account{}
}

// Clouds are all the accounts of the file, by name.
func Clouds(tb testing.TB) []Account {
	tb.Helper()
	file := os.Getenv("HAVRE_TEST_OPENSTACK")
	if file == "" {
		const missing = "HAVRE_TEST_OPENSTACK is not set: it names the clouds.yaml of a real OpenStack, which scripts/openstack.sh starts"
		if os.Getenv("HAVRE_REQUIRE_OPENSTACK") == "1" {
			tb.Fatal(missing)
		}
		tb.Skip(missing)
	}
	data, err := os.ReadFile(file) //nolint:gosec // whoever runs the tests names it
	if err != nil {
		tb.Fatal(err)
	}
	var clouds struct {
		Clouds map[string]struct {
			Auth map[string]string `yaml:"auth"`
		} `yaml:"clouds"`
	}
	if err := yaml.Unmarshal(data, &clouds); err != nil {
		tb.Fatalf("%s: %v", file, err)
	}
	if len(clouds.Clouds) == 0 {
		tb.Fatalf("%s knows no cloud", file)
	}
	var out []Account
	for _, name := range slices.Sorted(maps.Keys(clouds.Clouds)) {
		out = append(out, Account{File: file, Name: name, Auth: clouds.Clouds[name].Auth})
	}
	return out
}
