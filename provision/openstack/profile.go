package openstack

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/document"
	"github.com/havre-cloud/havre/provision/driver"
)

//go:embed profiles/*.yaml
var builtin embed.FS

// Profiles are those of the offers that Havre knows to run OpenStack, with what is public
// of them. Each call makes them anew: the settings of a portal complete its own.
func Profiles() ([]*driver.Profile, error) {
	names, err := fs.Glob(builtin, "profiles/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("openstack: %w", err)
	}
	out := make([]*driver.Profile, len(names))
	for i, name := range names {
		text, err := builtin.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("openstack: %w", err)
		}
		if out[i], err = ReadProfile(name, text); err != nil {
			return nil, fmt.Errorf("openstack: %w", err)
		}
	}
	return out, nil
}

// ReadProfile reads a document of `kind: Profile`; name is only for messages. The error,
// of type [havre.Problems], holds every mistake with its place.
func ReadProfile(name string, text []byte) (*driver.Profile, error) {
	docs, problems := document.Parse(name, text)
	if len(docs) != 1 {
		return nil, append(problems, havre.Problem{File: name, Message: havre.Text{FR: "un profil, et un seul, est attendu", EN: "one profile, and one only, is expected"}})
	}
	var f profileFile
	problems = append(problems, document.Decode(name, docs[0], &f)...)
	problems = append(problems, f.check(name, docs[0])...)
	problems.Sort()
	if err := problems.Err(); err != nil {
		return nil, err //nolint:wrapcheck // problems are told as they are
	}
	return f.profile(), nil
}

// profileFile is the document that holds a profile.
type profileFile struct {
	APIVersion string `json:"apiVersion" enum:"havre/v1" required:"true" doc:"version du format|version of the format"`
	Kind       string `json:"kind" enum:"Profile" required:"true" doc:"nature du document|kind of document"`
	Metadata   struct {
		Name string `json:"name" required:"true" pattern:"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" form:"l’identifiant d’une offre (cloud-pi)|the identifier of an offer (cloud-pi)" doc:"offre|offer"`
	} `json:"metadata" required:"true" doc:"offre|offer"`
	Spec profileSpec `json:"spec" required:"true" doc:"le profil|the profile"`
}

type profileSpec struct {
	Driver       string                 `json:"driver" enum:"openstack" required:"true" doc:"pilote|driver"`
	Title        havre.Text             `json:"title" required:"true" doc:"nom de l’offre|name of the offer"`
	Regions      []regionSpec           `json:"regions" doc:"régions, selon l’exposition|regions, by exposure"`
	Zones        []string               `json:"zones" doc:"zones de disponibilité, dans l’ordre|availability zones, in order"`
	Flavors      map[string]string      `json:"flavors" doc:"nom que la plateforme donne à un gabarit|name that the platform gives a flavor"`
	Sizes        []sizeSpec             `json:"sizes" doc:"gabarits de la plateforme|flavors of the platform"`
	Images       map[string]string      `json:"images" doc:"nom que la plateforme donne à une image|name that the platform gives an image"`
	VolumeType   string                 `json:"volumeType" doc:"type des volumes|type of volumes"`
	Services     map[string]havre.Truth `json:"services" doc:"services de la plateforme|services of the platform"`
	SLA          []commitmentSpec       `json:"sla" doc:"engagements de l’opérateur|commitments of the operator"`
	Recovery     havre.Text             `json:"recovery" doc:"reprise après un sinistre|recovery after a disaster"`
	ImageSources []string               `json:"imageSources" pattern:"^https?://[^ ]+$" form:"le début d’adresses en https ou http|the beginning of https or http addresses" doc:"adresses dont viennent les images|addresses that images come from"`
	Domain       string                 `json:"domain" doc:"domaine des projets|domain of projects"`
	Role         string                 `json:"role" doc:"rôle donné à l’équipe|role given to the team"`
	ReaderRole   string                 `json:"readerRole" doc:"rôle qui lit seulement|role that only reads"`
}

type regionSpec struct {
	Exposure string `json:"exposure" enum:"internet,rie" required:"true" doc:"exposition|exposure"`
	Name     string `json:"name" doc:"nom de la plateforme|name of the platform"`
	Network  string `json:"network" doc:"réseau externe, qui donne les adresses|external network, which gives addresses"`
}

type sizeSpec struct {
	Name   string `json:"name" required:"true" doc:"nom de la plateforme|name of the platform"`
	CPU    int64  `json:"cpu" required:"true" min:"1" doc:"processeurs|processors"`
	Memory int64  `json:"memory" required:"true" min:"1" doc:"mémoire, en Mio|memory, in MiB"`
	Disk   int64  `json:"disk" min:"0" doc:"disque, en Gio|disk, in GiB"`
}

type commitmentSpec struct {
	What        havre.Text `json:"what" required:"true" doc:"ce qui est engagé|what is committed"`
	BasisPoints int64      `json:"basisPoints" required:"true" min:"1" max:"10000" doc:"centièmes de pour cent|hundredths of a percent"`
	Source      sourceSpec `json:"source" required:"true" doc:"source|source"`
}

type sourceSpec struct {
	ID         string     `json:"id" required:"true" doc:"identifiant|identifier"`
	Title      string     `json:"title" required:"true" doc:"titre|title"`
	URL        string     `json:"url" doc:"adresse|address"`
	Publisher  string     `json:"publisher" doc:"éditeur|publisher"`
	Date       havre.Date `json:"date" required:"true" doc:"date|date"`
	Confidence string     `json:"confidence" enum:"verified,secondary,unverified" required:"true" doc:"degré de vérification|how well it is known"`
}

// serviceWords are the services of the catalogue that blueprints may need.
var serviceWords = []string{"object-storage", "block-storage", "load-balancer", "dns", "backup", "managed-kubernetes"}

// check is what no field tells alone.
func (f *profileFile) check(name string, root *document.Node) (out havre.Problems) {
	say := func(field, value, suggestion string, message havre.Text) {
		p := havre.Problem{File: name, Field: field, Value: value, Suggestion: suggestion, Message: message}
		if n := root.At(field); n != nil {
			p.Line, p.Column = n.Line, n.Column
		}
		out = append(out, p)
	}
	exposures := map[string]bool{}
	for i, r := range f.Spec.Regions {
		if exposures[r.Exposure] {
			say(fmt.Sprintf("spec.regions.%d", i), r.Exposure, "", havre.Text{FR: "une région a déjà cette exposition", EN: "a region has that exposure already"})
		}
		exposures[r.Exposure] = true
	}
	zones := map[string]bool{}
	for i, z := range f.Spec.Zones {
		if z == "" || zones[z] {
			say(fmt.Sprintf("spec.zones.%d", i), z, "", havre.Text{FR: "chaque zone a un nom à elle", EN: "each zone has a name of its own"})
		}
		zones[z] = true
	}
	for word := range f.Spec.Services {
		if !slices.Contains(serviceWords, word) {
			say("spec.services."+word, word, havre.Nearest(word, serviceWords), havre.Text{FR: "service inconnu", EN: "unknown service"})
		}
	}
	return out
}

func (f *profileFile) profile() *driver.Profile {
	s := &f.Spec
	p := &driver.Profile{
		Name: f.Metadata.Name, Driver: s.Driver, Title: s.Title, Zones: s.Zones, Flavors: s.Flavors, Images: s.Images, VolumeType: s.VolumeType,
		Services: s.Services, Recovery: s.Recovery, ImageSources: s.ImageSources, Domain: s.Domain, Role: s.Role, ReaderRole: s.ReaderRole,
	}
	for _, r := range s.Regions {
		p.Regions = append(p.Regions, driver.Region(r))
	}
	for _, x := range s.Sizes {
		p.Sizes = append(p.Sizes, driver.Flavor(x))
	}
	for _, c := range s.SLA {
		p.SLA = append(p.SLA, driver.Commitment{What: c.What, BasisPoints: c.BasisPoints, Source: &havre.Source{
			ID: c.Source.ID, Title: c.Source.Title, URL: c.Source.URL, Publisher: c.Source.Publisher, Date: c.Source.Date, Confidence: havre.Confidence(c.Source.Confidence),
		}})
	}
	return p
}
