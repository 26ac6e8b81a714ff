package driver

import "github.com/havre-cloud/havre"

// Profile is how a product is run by one operator, as data: Cloud Pi and Nubo are two
// profiles of one driver.
type Profile struct {
	Name   string // of the offer: "cloud-pi"
	Driver string
	Title  havre.Text
	// Regions of the cloud, by what a team chooses (its exposure).
	Regions []Region
	// Zones are the availability zones that servers are spread over, in order.
	Zones []string
	// Flavors and Images give the platform's names of what orders call otherwise.
	Flavors map[string]string
	Images  map[string]string
	// Sizes are the flavors of the cloud, by the platform's names, when somebody said them
	// or the cloud did: what a blueprint takes is then checked before anything is made.
	Sizes []Flavor
	// VolumeType is that of volumes, "" for the cloud's own.
	VolumeType string
	// Services that the operator offers, by the words of the catalogue; what is not said
	// is unknown, and is found out from the cloud.
	Services map[string]havre.Truth
	SLA      []Commitment
	Recovery havre.Text // what the operator says of recovery after a disaster
	// ImageSources are the prefixes of addresses that images may be taken from.
	ImageSources []string
	// Names of the domain in which projects are made, and of the roles that a team gets.
	Domain, Role, ReaderRole string
}

// Region is one region of a cloud.
type Region struct {
	Exposure string // what a team chooses: "internet", "rie"
	Name     string // of the platform, "" for its only one
	Network  string // the external network that gives addresses
}

// Commitment is a level of service that an operator states.
type Commitment struct {
	What        havre.Text
	BasisPoints int64 // hundredths of a percent of availability
	Source      *havre.Source
}
