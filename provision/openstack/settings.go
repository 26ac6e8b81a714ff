package openstack

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"go.yaml.in/yaml/v3"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision/driver"
)

// settings are how one cloud is reached, with the account that Havre has there.
type settings struct {
	authURL       string
	user, domain  string
	project       string // "" asks for a token of the domain
	projectDomain string
	password      string
	region        string
	face          gophercloud.Availability
	tls           *tls.Config
}

// cloudFile is a clouds.yaml, as far as it concerns us.
type cloudFile struct {
	Clouds map[string]struct {
		Auth struct {
			URL           string `yaml:"auth_url"`
			User          string `yaml:"username"`
			Password      string `yaml:"password"`
			Domain        string `yaml:"user_domain_name"`
			Project       string `yaml:"project_name"`
			ProjectDomain string `yaml:"project_domain_name"`
		} `yaml:"auth"`
		Region string `yaml:"region_name"`
		Face   string `yaml:"interface"`
		CACert string `yaml:"cacert"`
	} `yaml:"clouds"`
}

// known are the settings that this driver reads.
var known = []string{
	"auth_url", "username", "user_domain_name", "project_name", "project_domain_name", "region_name",
	"interface", "cacert", "cloud", "clouds_file", "application_credential_id",
}

// readSettings reads and checks the settings of a cloud. Those of a clouds.yaml come
// first, those that are written beside it win.
func readSettings(t driver.Target) (*settings, error) {
	var ps havre.Problems
	problem := func(field string, message havre.Text) {
		ps = append(ps, havre.Problem{File: t.Name, Field: field, Message: message})
	}
	for name := range t.Settings {
		switch {
		case name == "password":
			problem(name, havre.Text{
				FR: "un mot de passe ne s’écrit pas ici : mettez-le dans un fichier que nomme « secretFiles: {password: …} »",
				EN: "a password is not written here: put it in a file that “secretFiles: {password: …}” names",
			})
		case !slices.Contains(known, name):
			ps = append(ps, havre.Problem{File: t.Name, Field: name, Suggestion: havre.Nearest(name, known), Message: havre.Text{
				FR: "le pilote OpenStack ne connaît pas ce réglage ; il a : %[1]s", EN: "the OpenStack driver does not know this setting; it has: %[1]s",
			}.With(strings.Join(known, ", "))})
		}
	}
	var file cloudFile
	if path := t.Settings["clouds_file"]; path != "" {
		data, err := os.ReadFile(path)
		if err == nil {
			err = yaml.Unmarshal(data, &file)
		}
		if err != nil {
			// The error of the parser may quote the file, which holds a password.
			problem("clouds_file", havre.Text{FR: "ce fichier ne se lit pas comme un clouds.yaml", EN: "this file does not read as a clouds.yaml"})
		} else if _, ok := file.Clouds[t.Settings["cloud"]]; !ok {
			names := slices.Sorted(maps.Keys(file.Clouds))
			ps = append(ps, havre.Problem{File: t.Name, Field: "cloud", Value: t.Settings["cloud"], Suggestion: havre.Nearest(t.Settings["cloud"], names), Message: havre.Text{
				FR: "le clouds.yaml ne décrit pas ce cloud ; il a : %[1]s", EN: "the clouds.yaml does not describe this cloud; it has: %[1]s",
			}.With(strings.Join(names, ", "))})
		}
	}
	f := file.Clouds[t.Settings["cloud"]]
	of := func(name, otherwise string) string { return cmp.Or(t.Settings[name], otherwise) }
	s := &settings{
		authURL: of("auth_url", f.Auth.URL), user: of("username", f.Auth.User), domain: of("user_domain_name", cmp.Or(f.Auth.Domain, "Default")),
		project: of("project_name", f.Auth.Project), projectDomain: of("project_domain_name", cmp.Or(f.Auth.ProjectDomain, "Default")),
		password: cmp.Or(t.Secrets["password"], f.Auth.Password), region: cmp.Or(t.Settings["region_name"], onlyRegion(t), f.Region),
		face: gophercloud.Availability(of("interface", cmp.Or(f.Face, "public"))),
	}
	if t.Settings["application_credential_id"] != "" {
		// Keystone binds such a credential to one project for ever, and each environment
		// has its own.
		problem("application_credential_id", havre.Text{
			FR: "un justificatif d’application ne vaut que dans un projet, et chaque environnement a le sien : donnez un identifiant et un mot de passe",
			EN: "an application credential is only good in one project, and each environment has its own: give a user name and a password",
		})
	}
	for _, needed := range []struct{ name, value string }{{"auth_url", s.authURL}, {"username", s.user}, {"password", s.password}} {
		if _, misplaced := t.Settings[needed.name]; needed.value == "" && !misplaced {
			problem(needed.name, havre.Text{FR: "ce réglage manque", EN: "this setting is missing"})
		}
	}
	switch s.face {
	case gophercloud.AvailabilityPublic, gophercloud.AvailabilityInternal, gophercloud.AvailabilityAdmin:
	default:
		problem("interface", havre.Text{FR: "public, internal ou admin est attendu", EN: "public, internal or admin is expected"})
	}
	if path := of("cacert", f.CACert); path != "" {
		var err error
		if s.tls, err = trust(path); err != nil {
			problem("cacert", havre.Text{FR: "ce fichier ne contient aucun certificat lisible", EN: "this file has no certificate that can be read"})
		}
	}
	if len(ps) > 0 {
		return nil, ps
	}
	return s, nil
}

// onlyRegion is the region of the profile, when it has one and no more.
func onlyRegion(t driver.Target) string {
	if t.Profile == nil || len(t.Profile.Regions) != 1 {
		return ""
	}
	return t.Profile.Regions[0].Name
}

// trust adds the authorities of a file to those of the system.
func trust(path string) (*tls.Config, error) {
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, x509.ErrUnsupportedAlgorithm
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}
