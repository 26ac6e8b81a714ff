// Package catalogue knows the platforms and what is said of them: each attribute
// of an offer is a dated assertion with its words, its source and somebody who
// knows; attestations, links between platforms and the tables that ministries
// publish are kept the same way, so that any day of the past can be read again.
//
// [Load] reads a catalogue, [Builtin] is the one in the program. [Catalogue.At]
// is what was known on a day: when sources disagree the one with authority is
// chosen and the others stay beside it. [Catalogue.Import] reads a ministry's own
// table and shows what it would change before anything is written.
//
// The package judges nothing: it does not know what a rule requires, nor what an
// application needs, and it never reads a clock.
package catalogue

import (
	"github.com/havre-cloud/havre"
)

// Catalogue is everything known, whatever the day.
type Catalogue struct {
	Sources   []*Source
	Series    []*Series
	Networks  []Network
	Platforms []*Platform
	Snapshots []*Snapshot
	links     []Link
	offers    []*Offer // in the order of platforms
	index     map[string]*Offer
	plans     []*Plan // in the order of the files
	planIndex map[string]*Plan
	digest    string
}

// Place is where something is written, for messages.
type Place struct {
	File         string
	Line, Column int
}

// Series is a document that is published again and again: two readings of it are
// history, not a contradiction.
type Series struct {
	ID        string
	Title     havre.Text
	Publisher string
	Owner     havre.Text // who to ask about it
	Authority []Authority
	Hearsay   []string
	Place     Place
}

// Source is where statements come from, with what it has authority on.
type Source struct {
	havre.Source
	Series    *Series // nil when published once
	Owner     havre.Text
	Authority []Authority
	// Hearsay lists what the source only reports of others: however well it was
	// read, it is a secondary source on those.
	Hearsay []string
	Place   Place
	cited   bool
}

// Role is why a source is believed before another.
type Role string

// The issuer of an attestation or of a rule comes before the operator of the
// offer, and both come before anybody else.
const (
	Issuer   Role = "issuer"
	Operator Role = "operator"
)

// Authority says what a source is believed on. No offers means any, no
// attributes means all; an attribute stands for those below it.
type Authority struct {
	Role       Role
	Offers     []string
	Attributes []string
}

// Network is what carries flows between platforms and is a node of its own: the
// State's network, the Internet, a private network of several, a peering.
type Network struct {
	ID    string     `json:"id"`
	Title havre.Text `json:"title"`
	Note  havre.Text `json:"note,omitzero"`
	Kind  string     `json:"kind"` // one of NetworkKinds
	Owner havre.Text `json:"owner,omitzero"`
	// Transit says whether two that are attached to it reach one another by it,
	// once each has opened the flow on its side.
	Transit havre.Truth `json:"transit"`
	// Restricted says whether it may carry Diffusion Restreinte.
	Restricted   havre.Truth  `json:"restricted"`
	Encryption   string       `json:"encryption,omitempty"`
	CapacityMbps int64        `json:"capacityMbps,omitempty"` // 0: nobody says
	Words        string       `json:"words,omitempty"`
	Period       havre.Period `json:"period,omitzero"`
	Source       *Source      `json:"-"` // nil when nothing is claimed but its name
	Place        Place        `json:"-"`
}

// Zone is a part of a platform that the others cannot be taken for: exposed on
// one network and not on another, or kept for sensitive applications.
type Zone struct {
	ID       string     `json:"id"` // platform.zone
	Platform string     `json:"platform"`
	Title    havre.Text `json:"title"`
	// Kind is one of ZoneKinds, "" when nobody says.
	Kind string `json:"kind,omitempty"`
	// Exposure lists the networks it is attached to, nil when nobody says.
	Exposure []string `json:"exposure,omitempty"`
	// Restricted says whether it is approved for Diffusion Restreinte.
	Restricted havre.Truth  `json:"restricted"`
	Owner      havre.Text   `json:"owner,omitzero"`
	Words      string       `json:"words,omitempty"`
	Note       havre.Text   `json:"note,omitzero"`
	Period     havre.Period `json:"period,omitzero"`
	Source     *Source      `json:"-"`
	Place      Place        `json:"-"`
}

// The closed vocabularies of networks, zones and links.
var (
	NetworkKinds = []string{"state", "internet", "vpn", "peering", "other"}
	ZoneKinds    = []string{"ordinary", "restricted"}
	LinkKinds    = []string{"vpn", "rie", "internet", "peering", "dedicated", "exposure", "other"}
	Directions   = []string{"both", "out", "in"}
	Encryptions  = []string{"none", "ipsec", "tls", "wireguard", "macsec", "other"}
)

// Platform is what somebody operates; it has one offer or several.
type Platform struct {
	ID        string
	Title     havre.Text
	Operator  havre.Text
	Note      havre.Text
	Names     []Name
	Locations []Location
	Hosts     []Host
	Members   []Member
	// Candidates are on the way to being members, and are not.
	Candidates []Member
	Zones      []Zone
	Offers     []*Offer
	Place      Place
}

// Name is what a platform is called, by whom and when. One without a period is
// an alias that never was official, such as a misspelling.
type Name struct {
	Name   string
	Alias  bool
	Period havre.Period
	Source *Source
	Note   havre.Text
	Place  Place
}

// Location is where a platform is, with the role of the site.
type Location struct {
	Name   string
	Where  string // one of Places
	Role   string // storage, administration, standby, archive …
	Period havre.Period
	Source *Source
	Words  string
	Place  Place
}

// Host is what a service runs on without owning it: its qualification and its
// country are the service's own.
type Host struct {
	ID, Name    string
	Role        string // main, standby, arbiter, archive
	Service     string
	Location    string // one of Places, "" unknown
	Country     string
	SecNumCloud string // one of SecNumCloud, "" unknown
	Words       string
	Period      havre.Period
	Source      *Source
	Note        havre.Text
	Place       Place
}

// HostRoles are what a host may be to a service.
var HostRoles = []string{"main", "standby", "arbiter", "archive"}

// Member is a service that belongs to a class of offers, with its own
// attestations.
type Member struct {
	ID           string
	Title        havre.Text
	Provider     string
	Layers       []string
	Note         havre.Text
	Source       *Source // what was read of it, nil when its attestations tell
	Attestations []Attestation
	Place        Place
}

// Offer is what can be ordered of a platform.
type Offer struct {
	ID           string
	Platform     *Platform
	Title        havre.Text
	Owner        havre.Text // who knows what no assertion tells
	Assertions   []Assertion
	Attestations []Attestation
	Place        Place
	byAttribute  map[string][]*Assertion
}

// Assertion is one statement: this source says this of this attribute, in these
// words, from one day until another.
type Assertion struct {
	Attribute  string
	Value      Value
	Words      string
	Period     havre.Period
	Source     *Source
	Confidence havre.Confidence
	Owner      havre.Text
	Note       havre.Text
	Place      Place
}

// Attestation is a qualification, a certificate or an approval: it belongs to an
// offer and to activities, never to a provider, and it ends.
type Attestation struct {
	Kind       string
	Status     string
	Milestone  string // J0 to J3 on the way to SecNumCloud
	Scope      havre.Text
	Activities []string // layers for SecNumCloud, 1 to 6 for HDS
	Issuer     string
	Version    string
	Number     string
	Period     havre.Period
	Source     *Source
	Note       havre.Text
	Place      Place
}

// Link is a way between two platforms, or the statement that there is none.
type Link struct {
	From       string `json:"from"`
	To         string `json:"to"`
	Network    string `json:"network,omitempty"` // "" when nobody says
	Kind       string `json:"kind"`
	Direction  string `json:"direction"` // both, out (from From to To), in
	Encryption string `json:"encryption,omitempty"`
	Status     Status `json:"status"`
	// Transit says whether others may pass through From or To by this link.
	Transit havre.Truth `json:"transit"`
	// Restricted says whether it may carry Diffusion Restreinte: encrypted by means
	// approved for it, or inside premises and networks that are.
	Restricted havre.Truth `json:"restricted"`
	// Crossing says whether flows may enter or leave a restricted zone by it, when
	// its other end is not one.
	Crossing havre.Truth `json:"crossing"`
	// Carries lists what it lets through; empty when nothing says that it filters.
	Carries      []Service    `json:"carries,omitempty"`
	CapacityMbps int64        `json:"capacityMbps,omitempty"` // 0: nobody says
	Owner        havre.Text   `json:"owner,omitzero"`
	Words        string       `json:"words"`
	Note         havre.Text   `json:"note,omitzero"`
	Period       havre.Period `json:"period,omitzero"`
	Source       *Source      `json:"-"`
	Place        Place        `json:"-"`
	// Supposed says that no source states it: somebody asks what it would change.
	Supposed bool `json:"-"`
}

// Snapshot is one reading of a published table, with every cell's words.
type Snapshot struct {
	ID        string
	Source    *Source
	Period    havre.Period
	Table     Table // what the offers are
	Matrix    Table // which platforms are linked
	Notes     []string
	Questions []string // what the table's own authors still ask
	Place     Place
}

// Table is a published table as written.
type Table struct {
	Columns []string // the first heads the names of the rows
	Rows    []Row
}

// Row is a line of a table: whom it speaks of and the words of its cells.
type Row struct {
	Offer   string // "" in a matrix, whose cells say it
	Name    string // as written, emphasis included
	Planned bool   // written in italics
	Cells   []Cell // in the order of the columns, but for the first
	Place   Place
}

// Cell is what a table says in one place, and how it was understood.
type Cell struct {
	Header string
	Words  string
	Says   []Said
	Links  []Link
	Place  Place
}

// Said is one thing understood from a cell.
type Said struct {
	Attribute string
	Value     Value
}

// Offer is an offer by its identifier.
func (c *Catalogue) Offer(id string) (*Offer, bool) {
	o, ok := c.index[id]
	return o, ok
}

// Offers lists every offer, in the order of the platforms.
func (c *Catalogue) Offers() []*Offer { return c.offers }

// Attestation kinds and statuses, as catalogue files write them.
var (
	AttestationKinds    = []string{"secnumcloud", "hds", "restricted", "iso27001"}
	AttestationStatuses = []string{"qualified", "in-qualification", "suspended", "expired", "none"}
	Milestones          = []string{"J0", "J1", "J2", "J3"}
)
