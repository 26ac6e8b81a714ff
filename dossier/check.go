package dossier

import (
	"fmt"
	"slices"

	"github.com/havre-cloud/havre"
)

// check is what no field can tell alone: dates that contradict each other are
// mistakes, the rest is a warning.
func (d *Dossier) check() havre.Problems {
	c := checker{d: d}
	c.dates()
	c.data()
	c.project()
	c.needs()
	c.flows()
	return c.problems
}

type checker struct {
	d        *Dossier
	problems havre.Problems
}

// say reports about a field, at its place when it is written.
func (c *checker) say(warning bool, field, value string, message havre.Text) {
	p := havre.Problem{File: c.d.file, Field: field, Value: value, Message: message, Warning: warning}
	if n := c.d.root.At(field); n != nil {
		p.Line, p.Column = n.Line, n.Column
	}
	c.problems = append(c.problems, p)
}

// The years between which a project may have been engaged: a typing mistake in
// the century is common, and would choose other rules.
var (
	earliest = havre.NewDate(1970, 1, 1)
	latest   = havre.NewDate(2100, 1, 1)
)

var (
	msgEngaged = havre.Text{
		FR: "la date d'engagement doit être entre 1970 et 2099",
		EN: "the date of engagement must be between 1970 and 2099",
	}
	msgExpires = havre.Text{
		FR: "le document expire le %s, avant sa propre date, le %s",
		EN: "the document expires on %s, before its own date, %s",
	}
	msgUntil = havre.Text{
		FR: "la dérogation finit le %s, avant d'avoir commencé, le %s",
		EN: "the derogation ends on %s, before it starts, on %s",
	}
)

func (c *checker) dates() {
	s := &c.d.Spec
	if e := s.Project.EngagedOn.Date; !e.IsZero() && (e.Before(earliest) || !e.Before(latest)) {
		c.say(false, "spec.project.engagedOn", e.String(), msgEngaged)
	}
	for i, e := range s.Evidence {
		if !e.Date.IsZero() && !e.Expires.IsZero() && !e.Date.Before(e.Expires) {
			c.say(false, fmt.Sprintf("spec.evidence.%d.expires", i), "", msgExpires.With(e.Expires, e.Date))
		}
	}
	for i, g := range s.Derogations {
		if !g.From.IsZero() && !g.Until.IsZero() && !g.From.Before(g.Until) {
			c.say(false, fmt.Sprintf("spec.derogations.%d.until", i), "", msgUntil.With(g.Until, g.From))
		}
	}
}

var (
	msgPersonal = havre.Text{
		FR: "« non » surprend : %s sont des données personnelles",
		EN: "'no' is surprising: %s are personal data",
	}
	msgHDS = havre.Text{
		FR: "un organisme qui héberge lui-même ses données de santé ne relève pas de la loi HDS pour celles-ci : l'un des deux « oui » surprend",
		EN: "a body that hosts its own health data itself is not within the HDS law for it: one of the two 'yes' is surprising",
	}
	msgMarked = havre.Text{
		FR: "« aucun secret » surprend pour des informations classifiées ou Diffusion Restreinte",
		EN: "'no secret' is surprising for information that is classified or Diffusion Restreinte",
	}
)

func (c *checker) data() {
	d := &c.d.Spec.Data
	if d.Personal == havre.No {
		switch {
		case d.HealthHosting == havre.Yes:
			c.say(true, "spec.data.personal", "", msgPersonal.With(havre.Text{FR: "les données de santé relevant de la loi HDS", EN: "health data within the HDS law"}))
		case d.SpecialCategory == havre.Yes:
			c.say(true, "spec.data.personal", "", msgPersonal.With(havre.Text{FR: "les données des articles 9 ou 10 du RGPD", EN: "data of GDPR articles 9 or 10"}))
		case slices.Contains(d.LegalSecrets.Members, "privacy"), slices.Contains(d.LegalSecrets.Members, "medical"):
			c.say(true, "spec.data.personal", "", msgPersonal.With(havre.Text{FR: "les données couvertes par le secret de la vie privée ou médical", EN: "data covered by privacy or medical secrecy"}))
		}
	}
	if d.HealthHosting == havre.Yes && d.SelfHostedHealth == havre.Yes {
		c.say(true, "spec.data.selfHostedHealth", "", msgHDS)
	}
	if (d.Marking == "restricted" || d.Marking == "classified") && d.LegalSecrets.Complete && len(d.LegalSecrets.Members) == 0 {
		c.say(true, "spec.data.legalSecrets", "", msgMarked)
	}
}

var (
	msgRatioBig = havre.Text{
		FR: "%d %% du coût initial : la part s'écrit 0.3 pour 30 %%",
		EN: "%d %% of the initial cost: the share is written 0.3 for 30 %%",
	}
	msgLiftNew = havre.Text{
		FR: "un projet nouveau ne peut pas être une bascule telle quelle",
		EN: "a new project cannot be a lift and shift",
	}
)

func (c *checker) project() {
	p := &c.d.Spec.Project
	if p.EvolutionRatio.Percent > 1000 {
		c.say(true, "spec.project.evolutionRatio", "", msgRatioBig.With(p.EvolutionRatio.Percent))
	}
	if p.Nature == "new" && p.LiftAndShift == havre.Yes {
		c.say(true, "spec.project.liftAndShift", "", msgLiftNew)
	}
}

var (
	msgScale = havre.Text{
		FR: "sans échelle (scale), les niveaux ne peuvent être comparés à rien et sont ignorés",
		EN: "without a scale the levels can be compared with nothing and are ignored",
	}
	msgAvailability = havre.Text{
		FR: "une disponibilité de %d tolère %s d'interruption au plus dans l'échelle des ministères sociaux ; la DIMA déclarée est plus longue",
		EN: "an availability of %d tolerates %s of interruption at most on the scale of the social ministries; the RTO declared is longer",
	}
)

// tolerated is the longest interruption of each availability level on the scale
// of the social ministries, in minutes. Level 1 has no bound.
var tolerated = map[Level]int64{2: 24 * 60, 3: 4 * 60, 4: 60}

func (c *checker) needs() {
	n := &c.d.Spec.Needs
	t := &n.DICT
	if t.Scale == "" && (t.Availability > 0 || t.Integrity > 0 || t.Confidentiality > 0 || t.Traceability > 0) {
		c.say(true, "spec.needs.dict", "", msgScale)
	}
	if limit, ok := tolerated[t.Availability]; ok && t.Scale == "social-ministries" && n.RTO.Minutes > limit {
		c.say(true, "spec.needs.rto", "", msgAvailability.With(int(t.Availability), fmt.Sprintf("%d h", limit/60)))
	}
}

// written says that a field holds something, be it wrong.
func (c *checker) written(field string) bool {
	n := c.d.root.At(field)
	return n != nil && !n.Null
}

var (
	msgSameFlow = havre.Text{
		FR: "ce flux est déjà déclaré, au rang %d de la liste",
		EN: "this flow is already declared, at rank %d of the list",
	}
	msgNoPort = havre.Text{
		FR: "le port n'est pas indiqué",
		EN: "the port is not given",
	}
	msgICMP = havre.Text{
		FR: "le protocole icmp n'a pas de port",
		EN: "the icmp protocol has no port",
	}
)

func (c *checker) flows() {
	type key struct {
		from, to, fromName, toName, fromAddress, toAddress, dnsName, protocol, port, environment string
	}
	list := c.d.Spec.Flows.List
	if len(list) == 0 {
		return
	}
	seen := make(map[key]int, len(list))
	for i := range list {
		f := &list[i]
		if f.To == "" { // unreadable: said already
			continue
		}
		field := fmt.Sprintf("spec.flows.%d", i)
		switch {
		case f.Protocol == "icmp" && len(f.Port) > 0:
			c.say(true, field+".port", "", msgICMP)
		case (f.Protocol == "tcp" || f.Protocol == "udp") && len(f.Port) == 0 && !c.written(field+".port"):
			c.say(true, field, "", msgNoPort)
		}
		k := key{f.From, f.To, f.FromName, f.ToName, f.FromAddress, f.ToAddress, f.DNSName, f.Protocol, f.Port.String(), f.Environment}
		if before, dup := seen[k]; dup {
			c.say(true, field, "", msgSameFlow.With(before+1))
			continue
		}
		seen[k] = i
	}
}
