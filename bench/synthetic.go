package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/decision/engine"
	"github.com/havre-cloud/havre/doctrine/condition"
	"github.com/havre-cloud/havre/fact"
)

// What made-up rules say, over the published facts: each statement is one that the
// shipped rules hold, or nearly.
var (
	aboutDossier = []string{
		`dossier.data.personal`, `dossier.data.specialCategory`, `dossier.data.healthHosting`, `dossier.data.essentialMission`,
		`dossier.data.legalSecrets != []`, `"medical" in dossier.data.legalSecrets`, `dossier.data.harm.health`, `dossier.data.harm.publicOrder`,
		`dossier.data.marking == "restricted"`, `"production" in dossier.environments`, `"acceptance" in dossier.environments`,
		`dossier.project.nature == "new"`, `dossier.project.nature in ["new", "major-evolution"]`, `dossier.project.contractorChange`,
		`dossier.project.cloudReady`, `dossier.project.liftAndShift`, `dossier.project.fullCostEUR >= 1000000`, `dossier.project.evolutionPercent >= 50`,
		`dossier.organisation.kind in ["central-administration", "supervised-body"]`, `dossier.organisation.kind == "state-operator"`,
		`dossier.needs.zones >= 2`, `dossier.needs.rtoMinutes <= 240`, `dossier.needs.dict.availability >= 3`, `dossier.needs.dict.confidentiality >= 3`,
		`"agents" in dossier.needs.audience`, `"citizens" in dossier.needs.audience`, `"internet" in dossier.needs.exposure`, `dossier.needs.outsourcedOperation`,
		`dossier.project.engagedOn < "2021-07-05"`, `dossier.needs.segment in ["office", "mail"]`,
	}
	aboutOffer = []string{
		`offer.owner == "commercial"`, `offer.owner != "commercial"`, `offer.cloud`, `offer.secnumcloud == "qualified"`, `offer.secnumcloud in ["qualified", "equivalent"]`,
		`offer.immunity.thirdState`, `offer.immunity.extraEU`, `offer.resilience.qualified`, `offer.hosting.qualified`, `offer.hds.hosting`, `offer.hds.operation`,
		`offer.restricted`, `offer.location.storage in ["france", "eu"]`, `offer.location.resilience == "france"`, `offer.location.support in ["france", "eu", "eea"]`,
		`"paas" in offer.layers`, `"saas" in offer.layers`, `"container" in offer.runtimes`, `"object-storage" in offer.services`, `"backup" in offer.services`,
		`offer.zones >= 2`, `offer.slaBasisPoints >= 9950`, `offer.patching`, `offer.reserved`, `"internet" in offer.exposure`, `offer.dict.published`,
	}
	aboutBoth = []string{
		`offer.dict.availability >= dossier.needs.dict.availability`, `offer.dict.integrity >= dossier.needs.dict.integrity`,
		`offer.dict.confidentiality >= dossier.needs.dict.confidentiality`, `offer.zones >= dossier.needs.zones`,
		`sets.contains(offer.services, dossier.needs.services)`, `sets.contains(offer.exposure, dossier.needs.exposure)`,
		`dossier.organisation.kind in offer.openTo`, `dossier.organisation.ministry in offer.ministries`,
	}
)

// invented makes rules up. Each applies on one to three conditions, concerns some
// offers or all, and requires one to three things, one in four of them comparing both
// sides.
type invented struct {
	*rand.Rand
	with *condition.With
	err  error
}

func (v *invented) pick(from []string) string { return from[v.IntN(len(from))] }

func (v *invented) compile(text string) *condition.Expr {
	x, err := v.with.Compile(text)
	if err != nil && v.err == nil {
		v.err = fmt.Errorf("%s: %w", text, err)
	}
	return x
}

func (v *invented) rule(i int) rule {
	r := v.text()
	r.Rule = engine.Rule{ID: fmt.Sprintf("RULE-%d", i), When: v.compile(r.when), Concerns: v.compile(r.concerns), Requires: v.compile(r.requires)}
	return r
}

func (v *invented) text() rule {
	r := rule{when: v.pick(aboutDossier), concerns: "true"}
	switch v.IntN(3) {
	case 0:
		r.when += " && " + v.pick(aboutDossier)
	case 1:
		r.when += " && (" + v.pick(aboutDossier) + " || " + v.pick(aboutDossier) + ")"
	}
	if v.IntN(5) < 3 {
		r.concerns = v.pick(aboutOffer)
	}
	r.requires = v.need()
	switch v.IntN(4) {
	case 0:
		r.requires += " && " + v.need()
	case 1:
		r.requires += " && (" + v.need() + " || " + v.pick(aboutOffer) + ")"
	case 2:
		r.requires += " || !(" + v.pick(aboutDossier) + ")"
	}
	return r
}

func (v *invented) need() string {
	if v.IntN(4) == 0 {
		return v.pick(aboutBoth)
	}
	return v.pick(aboutOffer)
}

// synthetic is a world of made-up rules and offers over the published facts.
func synthetic(rules, offers, dossiers int) (*world, error) {
	m, err := decision.Model(catalogue.Builtin())
	if err != nil {
		return nil, err
	}
	with, err := condition.NewEnv(m).With(nil)
	if err != nil {
		return nil, err
	}
	r := newDraws(m, 2)
	v := &invented{Rand: r.Rand, with: with}
	w := &world{model: m}
	for i := range rules {
		w.rules = append(w.rules, v.rule(i))
	}
	r = newDraws(m, 3)
	for i := range offers {
		w.offers, w.ids = append(w.offers, r.facts(fact.Offer)), append(w.ids, strconv.Itoa(i))
	}
	w.dossiers = newDraws(m, 1).dossiers(dossiers)
	return w, v.err
}
