package provision

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/record"
)

// Service is the door to provisioning.
type Service struct {
	DB      DB
	Orders  *order.Service
	Records *record.Service // the clock, the journal, the notices
	Vault   *Vault
	// Targets are the clouds that the portal has an account on.
	Targets []*Target
	// Pace tunes waiting and trying again; its zero value is that of real clouds.
	Pace Pace

	learnt sync.Map // profiles by the name of their target, with what clouds say they have
}

// Target is a cloud that the portal has an account on, for one offer.
type Target struct {
	driver.Target
	Offer string // of the catalogue
	// Account is how the platform knows the account, "" when the settings do not say. It is
	// no secret: people are told it when the platform denies it something.
	Account string
	// Exposure is the region that the account works in, as a team chooses it ("rie",
	// "internet"); "" is whatever they choose.
	Exposure string
	Driver   driver.Driver
	Cloud    driver.Cloud
	// Plans is what plans of the catalogue call the driver; "" is its own name.
	Plans string
	// Review says when a plan waits for somebody to agree to it.
	Review Review
	// Policy says what is done about drift there, before what a deployment says itself.
	Policy Policy
	// Abreast is how many steps of one deployment are under way at once; zero is 8.
	Abreast int
}

// Review says which plans are reviewed before they are applied.
type Review string

// When a plan is reviewed.
const (
	ReviewLosses Review = ""       // those that lose what a team stored
	ReviewAll    Review = "always" // every plan, the first one too
	ReviewNone   Review = "never"
)

// Pace tunes waiting and trying again.
type Pace struct {
	First, Longest time.Duration // between two tries of a step, doubled each time; zero is 1 s and 1 min
	Poll           time.Duration // before the first looks at what a cloud is at work on; zero is 1 s
	Tries          int           // of one step, before it has failed; zero is 8
	Patience       time.Duration // how long a cloud may be at work on one object; zero is 30 min
	Slice          time.Duration // of one job; zero is 40 s
	Settle         time.Duration // how long what was made may stay unseen; zero is 5 s
	Lost           time.Duration // how long a cloud may be at work on a call that it never answered; zero is 1 min
	LookEvery      time.Duration // between two looks for drift; zero is 1 h
	KeysEvery      time.Duration // between two keys of the keyset; zero is 90 days
}

func (p Pace) withDefaults() Pace {
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	set(&p.First, time.Second)
	set(&p.Longest, time.Minute)
	set(&p.Poll, time.Second)
	set(&p.Patience, 30*time.Minute)
	set(&p.Slice, 40*time.Second)
	set(&p.Settle, 5*time.Second)
	set(&p.Lost, time.Minute)
	set(&p.LookEvery, time.Hour)
	set(&p.KeysEvery, 90*24*time.Hour)
	if p.Tries == 0 {
		p.Tries = 8
	}
	return p
}

// look is how long to wait before the next look at what a cloud has been at work on for a
// while: a quarter of that, so that what takes long is not looked at all the time.
func (p Pace) look(since time.Duration) time.Duration {
	return min(max(since/4, p.Poll), 15*p.Poll)
}

// backoff is how long to wait after some tries.
func (p Pace) backoff(tries int) time.Duration {
	d := p.First
	for range tries - 1 {
		if d >= p.Longest/2 {
			return p.Longest
		}
		d *= 2
	}
	return d
}

// everybodys are the needs that the portal itself looks through.
var everybodys = record.NeedQuery{All: true}

func (s *Service) now() time.Time { return s.Records.Instant() }

// Handlers are the jobs of provisioning.
func (s *Service) Handlers() []jobs.Handler {
	slice := s.Pace.withDefaults().Slice
	return []jobs.Handler{
		{Kind: carryJob{}.Kind(), Do: decoded(s.carryOn), Timeout: slice + 4*time.Minute},
		{Kind: lookJob{}.Kind(), Do: decoded(s.look), Timeout: 5 * time.Minute},
		{Kind: "provision.keys", Do: s.keys, Every: 24 * time.Hour, Timeout: 4 * time.Minute},
		{Kind: "provision.patrol", Do: s.patrol, Every: 5 * time.Minute, Timeout: 4 * time.Minute},
	}
}

// target is the cloud of a deployment, or of an offer that a driver makes.
func (s *Service) target(name string) *Target {
	for _, t := range s.Targets {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// fields of plans that say in which region something is made: its exposure.
var regionFields = []string{"exposure", "region"}

// targetFor is the cloud on which a delivery is made first, nil when there is none.
func (s *Service) targetFor(d *order.Delivery) *Target {
	chosen := ""
	if w := d.Item.Standing(); w != nil {
		for _, field := range regionFields {
			if v, ok := w.Configuration.Choices[field].(string); ok {
				chosen = v
			}
		}
	}
	for _, t := range s.Targets {
		if t.Offer == d.Plan.Offer && t.Word() == d.Plan.Fulfilment.Driver && (t.Exposure == "" || chosen == "" || t.Exposure == chosen) {
			return t
		}
	}
	return nil
}

// Word is what plans of the catalogue call the driver of the target.
func (t *Target) Word() string {
	if t.Plans != "" {
		return t.Plans
	}
	return t.Driver.Name()
}

// noTarget says that a deployment is on a cloud that the settings no longer name.
func noTarget(d *Deployment) error {
	return &havre.Fault{
		Code:    havre.Unavailable,
		Message: havre.Text{FR: "Ce portail n’a plus de compte sur le cloud « %[1]s ».", EN: "This portal no longer has an account on the cloud “%[1]s”."}.With(d.Target),
		Next:    havre.Text{FR: "Demandez à l’administrateur du portail de le régler de nouveau.", EN: "Ask the administrator of the portal to set it up again."},
	}
}

// environment is the deployment as external objects name it.
func (s *Service) environment(d *Deployment) driver.Environment {
	return driver.Environment{ID: d.ID, Name: d.Name, Order: d.Number, Secret: func(ctx context.Context, name string) (out string, err error) {
		err = s.DB.Write(ctx, func(tx Tx) error {
			out, err = s.Vault.Secret(ctx, tx, d.ID, name, rand.Text)
			return err
		})
		return out, err
	}}
}

// subject is the deployment for the policy and the journal.
func (d *Deployment) subject(n *record.Need) record.Subject {
	about := n.Subject()
	about.Kind, about.ID, about.Name = "Deployment", d.ID, d.Name
	return about
}

// Link is the page of the deployment, without language.
func (d *Deployment) Link() string { return "/ressources/" + d.ID + "/realisation" }

// save stores a deployment that an actor changed.
func (s *Service) save(ctx context.Context, tx Tx, a identity.Actor, d *Deployment) error {
	s.Records.Stamp(&d.Stamps, a)
	return tx.SaveDeployment(ctx, d)
}

// log writes an entry of the journal about a deployment.
func (s *Service) log(ctx context.Context, tx Tx, a identity.Actor, d *Deployment, action string, details ...any) error {
	n, err := tx.Need(ctx, d.Need)
	if err != nil {
		return err
	}
	return s.Records.Log(ctx, tx, a, action, d.subject(n), record.Details(details...))
}

// deploymentFor is a deployment, for an action that the policy allows on its need.
func (s *Service) deploymentFor(ctx context.Context, tx Tx, a identity.Actor, id string, act identity.Action) (*Deployment, error) {
	if err := record.SignedIn(a); err != nil {
		return nil, err
	}
	d, err := tx.Deployment(ctx, id)
	if err != nil {
		return nil, record.Hidden(err)
	}
	n, err := tx.Need(ctx, d.Need)
	if err != nil {
		return nil, record.Hidden(err)
	}
	if act == identity.ReadOrder {
		return d, a.Check(act, n.Object())
	}
	return d, record.Allow(a, act, d.subject(n))
}

// wanted is what a deployment is to be, for a difference.
func (d *Deployment) wanted(kinds []plan.Kind) *plan.Wanted {
	return &plan.Wanted{Kinds: kinds, Resources: d.Wanted, Accepted: d.Accepted}
}

// dossierOf is the need as its team wrote it last.
func dossierOf(n *record.Need) (*dossier.Dossier, error) {
	all, err := dossier.Parse(n.Name+".yaml", n.Document)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}
