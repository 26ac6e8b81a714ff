package all

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/openstack"
)

// cloudFile is a document of `kind: Cloud`: an account of the portal on a platform.
type cloudFile struct {
	APIVersion string `json:"apiVersion" enum:"havre/v1" required:"true" doc:"version du format|version of the format"`
	Kind       string `json:"kind" enum:"Cloud" required:"true" doc:"nature du document|kind of document"`
	Metadata   struct {
		Name string `json:"name" required:"true" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" form:"lettres minuscules, chiffres et tirets (cloud-pi)|lower-case letters, digits and dashes (cloud-pi)" doc:"nom du compte|name of the account"`
	} `json:"metadata" required:"true" doc:"nom|name"`
	Spec cloudSpec `json:"spec" required:"true" doc:"le compte|the account"`
}

type cloudSpec struct {
	Offer  string `json:"offer" required:"true" doc:"offre du catalogue|offer of the catalogue"`
	Driver string `json:"driver" required:"true" doc:"pilote|driver"`
	// Plans is what plans call the driver, when it stands in for another.
	Plans       string                        `json:"plans" doc:"nom que les gabarits donnent au pilote, s’il en remplace un autre|what plans call the driver, when it stands in for another"`
	Settings    map[string]string             `json:"settings" doc:"réglages du pilote|settings of the driver"`
	SecretFiles map[string]string             `json:"secretFiles" doc:"fichiers qui contiennent les secrets|files that hold the secrets"`
	Review      string                        `json:"review" enum:"losses,always,never" doc:"plans relus avant d’être appliqués : ceux qui perdent des données (par défaut), tous, aucun|plans reviewed before they are applied: those that lose data (the default), all, none"`
	Drift       map[string]provision.Reaction `json:"drift" doc:"que faire d’un écart, par nature ou par champ : tell, repair, accept|what to do about drift, by kind or by field: tell, repair, accept"`
	Abreast     int                           `json:"abreast" min:"0" max:"64" doc:"étapes menées de front pour une ressource|steps under way at once for one resource"`
	Profile     profilePart                   `json:"profile" doc:"ce que le profil publié de l’offre ne dit pas|what the published profile of the offer does not say"`
}

// profilePart completes the published profile of an offer.
type profilePart struct {
	Regions []struct {
		Exposure string `json:"exposure" enum:"internet,rie" required:"true" doc:"exposition|exposure"`
		Name     string `json:"name" doc:"région, pour la plateforme|region, as the platform calls it"`
		Network  string `json:"network" doc:"réseau externe, qui donne les adresses|external network, which gives addresses"`
	} `json:"regions" doc:"régions, selon l’exposition|regions, by exposure"`
	Zones   []string          `json:"zones" doc:"zones de disponibilité, dans l’ordre|availability zones, in order"`
	Flavors map[string]string `json:"flavors" doc:"nom que la plateforme donne à un gabarit|name that the platform gives a flavor"`
	Sizes   []struct {
		Name   string `json:"name" required:"true" doc:"nom de la plateforme|name of the platform"`
		CPU    int64  `json:"cpu" required:"true" min:"1" doc:"processeurs|processors"`
		Memory int64  `json:"memory" required:"true" min:"1" doc:"mémoire, en Mio|memory, in MiB"`
		Disk   int64  `json:"disk" min:"0" doc:"disque, en Gio|disk, in GiB"`
	} `json:"sizes" doc:"gabarits de serveurs|flavors of servers"`
	Images       map[string]string      `json:"images" doc:"nom que la plateforme donne à une image|name that the platform gives an image"`
	VolumeType   string                 `json:"volumeType" doc:"type des volumes|type of volumes"`
	Services     map[string]havre.Truth `json:"services" doc:"services de la plateforme|services of the platform"`
	ImageSources []string               `json:"imageSources" doc:"début des adresses dont viennent les images|beginning of the addresses that images come from"`
	Domain       string                 `json:"domain" doc:"domaine des projets|domain of projects"`
	Role         string                 `json:"role" doc:"rôle donné à l’équipe|role given to the team"`
}

// ReadClouds reads the accounts of the portal, one `kind: Cloud` document each, and opens
// them. The files that they name are relative to that of the settings. Every mistake is
// told at once, with its place.
func ReadClouds(file string, data []byte) ([]*provision.Target, error) {
	docs, problems := document.Parse(file, data)
	var out []*provision.Target
	names := map[string]bool{}
	for _, n := range docs {
		var f cloudFile
		wrong := document.Decode(file, n, &f)
		if len(wrong) == 0 {
			opened, err := f.open(file)
			wrong = placed(err, file, n)
			if names[f.Metadata.Name] {
				wrong = append(wrong, at(file, n, "metadata.name", f.Metadata.Name, havre.Text{FR: "un autre compte a déjà ce nom", EN: "another account has that name already"}))
			}
			names[f.Metadata.Name] = true
			out = append(out, opened...)
		}
		problems = append(problems, wrong...)
	}
	problems.Sort()
	if err := problems.Err(); err != nil {
		return nil, err //nolint:wrapcheck // Problems are told as they are
	}
	return out, nil
}

// open makes the targets of a document: one for each region of the cloud.
func (f *cloudFile) open(file string) ([]*provision.Target, error) {
	s := &f.Spec
	d, err := driverNamed(s.Driver)
	if err != nil {
		return nil, err
	}
	p, err := f.profile()
	if err != nil {
		return nil, err
	}
	secrets, wrong := s.secrets(file)
	wrong = append(wrong, s.driftProblems(d)...)
	settings := maps.Clone(s.Settings)
	for _, name := range []string{"clouds_file", "cacert"} {
		if settings[name] != "" {
			settings[name] = beside(file, settings[name])
		}
	}
	t := provision.Target{
		Target:  driver.Target{Name: f.Metadata.Name, Profile: p, Settings: settings, Secrets: secrets},
		Account: settings["username"], Offer: s.Offer, Plans: s.Plans, Driver: d, Policy: s.Drift, Abreast: s.Abreast,
	}
	if s.Review != "losses" {
		t.Review = provision.Review(s.Review)
	}
	if len(p.Regions) < 2 {
		t.Cloud, err = d.Open(t.Target)
		return []*provision.Target{&t}, together(wrong, err)
	}
	var out []*provision.Target
	for _, r := range p.Regions {
		in, of := t, *p
		of.Regions = []driver.Region{r}
		in.Name, in.Exposure, in.Profile = t.Name+"-"+r.Exposure, r.Exposure, &of
		if in.Cloud, err = d.Open(in.Target); err != nil {
			return nil, together(wrong, err)
		}
		out = append(out, &in)
	}
	return out, together(wrong, nil)
}

// secrets reads the files of the secrets.
func (s *cloudSpec) secrets(file string) (secrets map[string]string, wrong havre.Problems) {
	secrets = map[string]string{}
	for name, path := range s.SecretFiles {
		text, err := os.ReadFile(beside(file, path))
		if err != nil {
			wrong = append(wrong, havre.Problem{Field: "spec.secretFiles." + name, Value: path, Message: havre.Text{FR: "ce fichier ne se lit pas", EN: "this file cannot be read"}})
			secrets[name] = "unread" // the driver would say that it is missing
			continue
		}
		secrets[name] = strings.TrimRight(string(text), "\r\n")
	}
	return secrets, wrong
}

// driftProblems checks what is to be done about drift: by "kind.field", "kind" or "".
func (s *cloudSpec) driftProblems(d driver.Driver) (wrong havre.Problems) {
	var kinds []string
	for _, k := range d.Kinds() {
		kinds = append(kinds, k.Name)
	}
	reactions := []string{string(provision.Tell), string(provision.Repair), string(provision.Accept)}
	for key, r := range s.Drift {
		field := "spec.drift." + key
		if !slices.Contains(reactions, string(r)) {
			wrong = append(wrong, havre.Problem{Field: field, Value: string(r), Suggestion: havre.Nearest(string(r), reactions), Message: havre.Text{FR: "tell, repair ou accept est attendu", EN: "tell, repair or accept is expected"}})
		}
		kind, _, _ := strings.Cut(key, ".")
		if key != "" && !slices.Contains(kinds, kind) {
			wrong = append(wrong, havre.Problem{Field: field, Value: kind, Suggestion: havre.Nearest(kind, kinds), Message: havre.Text{
				FR: "ce pilote ne connaît pas cette nature d’objet ; il a : %[1]s", EN: "this driver does not know this kind of object; it has: %[1]s",
			}.With(strings.Join(kinds, ", "))})
		}
	}
	return wrong
}

// together is the mistakes met here and those that a driver tells, at once.
func together(wrong havre.Problems, err error) error {
	if f := havre.FaultOf(err); f != nil && len(f.Problems) > 0 {
		return append(wrong, f.Problems...)
	}
	if err != nil {
		return err
	}
	return wrong.Err() //nolint:wrapcheck // Problems are told as they are
}

// driverNamed is a driver by its name.
func driverNamed(name string) (driver.Driver, error) {
	var known []string
	for _, d := range Drivers() {
		if d.Name() == name {
			return d, nil
		}
		known = append(known, d.Name())
	}
	return nil, havre.Problems{{
		Field: "spec.driver", Value: name, Suggestion: havre.Nearest(name, known),
		Message: havre.Text{FR: "un de ces pilotes est attendu : %s", EN: "one of these drivers is expected: %s"}.With(strings.Join(known, ", ")),
	}}
}

// profile is the published profile of the offer, with what the document adds.
func (f *cloudFile) profile() (*driver.Profile, error) {
	p := &driver.Profile{Name: f.Spec.Offer, Driver: f.Spec.Driver, Title: havre.Same(f.Spec.Offer)}
	published, err := openstack.Profiles()
	if err != nil {
		return nil, fmt.Errorf("profiles: %w", err)
	}
	for _, known := range published {
		if known.Name == f.Spec.Offer {
			p = known
		}
	}
	part := &f.Spec.Profile
	for _, r := range part.Regions {
		p.Regions = slices.DeleteFunc(p.Regions, func(known driver.Region) bool { return known.Exposure == r.Exposure })
		p.Regions = append(p.Regions, driver.Region(r))
	}
	for _, z := range part.Sizes {
		p.Sizes = append(p.Sizes, driver.Flavor(z))
	}
	if part.Zones != nil {
		p.Zones = part.Zones
	}
	p.Flavors, p.Images, p.Services = joined(p.Flavors, part.Flavors), joined(p.Images, part.Images), joined(p.Services, part.Services)
	p.ImageSources = append(p.ImageSources, part.ImageSources...)
	p.VolumeType, p.Domain, p.Role = cmp.Or(part.VolumeType, p.VolumeType), cmp.Or(part.Domain, p.Domain), cmp.Or(part.Role, p.Role)
	return p, nil
}

func joined[V any](a, b map[string]V) map[string]V {
	out := maps.Clone(a)
	if out == nil {
		out = map[string]V{}
	}
	maps.Copy(out, b)
	return out
}

// beside is a path relative to the directory of the settings.
func beside(file, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(file), path)
}

// placed gives problems their place in the document.
func placed(err error, file string, n *document.Node) (out havre.Problems) {
	if err == nil {
		return nil
	}
	f := havre.FaultOf(err)
	if f == nil || len(f.Problems) == 0 {
		return havre.Problems{at(file, n, "spec", "", havre.Same(err.Error()))}
	}
	for _, p := range f.Problems {
		field := p.Field
		if !strings.HasPrefix(field, "spec.") {
			field = "spec.settings." + field
		}
		q := at(file, n, field, p.Value, p.Message)
		q.Suggestion = p.Suggestion
		out = append(out, q)
	}
	return out
}

// at is a problem at a field of a document, or at the nearest one above it that is there.
func at(file string, n *document.Node, field, value string, message havre.Text) havre.Problem {
	p := havre.Problem{File: file, Field: field, Value: value, Message: message, Line: n.Line, Column: n.Column}
	for path := field; path != ""; {
		if found := n.At(path); found != nil {
			p.Line, p.Column = found.Line, found.Column
			break
		}
		i := strings.LastIndexByte(path, '.')
		path = path[:max(i, 0)]
	}
	return p
}
