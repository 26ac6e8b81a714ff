package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// offerFilter chooses the offers known on a day.
type offerFilter struct {
	Paging
	On       havre.Date `query:"on" doc:"jour ; aujourd'hui par défaut|day; today by default"`
	Platform string     `query:"platform" doc:"identifiant de la plateforme|identifier of the platform"`
}

// oneOffer chooses an offer on a day.
type oneOffer struct {
	ID string     `path:"id" doc:"identifiant de l'offre|identifier of the offer"`
	On havre.Date `query:"on" doc:"jour ; aujourd'hui par défaut|day; today by default"`
}

// oneAttribute chooses the history of an attribute.
type oneAttribute struct {
	Paging
	ID        string `path:"id" doc:"identifiant de l'offre|identifier of the offer"`
	Attribute string `path:"attribute" doc:"attribut : secnumcloud, services.object-storage…|attribute: secnumcloud, services.object-storage…"`
}

type offerShown struct{ Body wire.Offer }

type platformShown struct{ Body wire.Platform }

// catalogueOffers registers what anyone may read of the catalogue.
func catalogueOffers(a *API) {
	register(a, operation{
		id: "listOffers", method: http.MethodGet, path: "/catalogue/offers", group: groupCatalogue, public: true,
		summary: havre.Text{FR: "Lister les offres connues un jour", EN: "List the offers known on a day"},
	}, a.listOffers)
	register(a, operation{
		id: "getOffer", method: http.MethodGet, path: "/catalogue/offers/{id}", group: groupCatalogue, public: true, refuses: []havre.FaultCode{havre.NotFound},
		summary: havre.Text{FR: "Lire une offre telle qu'on la connaît un jour", EN: "Read an offer as known on a day"},
		long: havre.Text{
			FR: "Chaque attribut avec sa valeur, les mots de sa source, sa date, et les sources qui disent autre chose.",
			EN: "Each attribute with its value, the words of its source, its date, and the sources that say otherwise.",
		},
	}, a.getOffer)
	register(a, operation{
		id: "listOfferHistory", method: http.MethodGet, path: "/catalogue/offers/{id}/history/{attribute}", group: groupCatalogue, public: true, refuses: []havre.FaultCode{havre.NotFound},
		summary: havre.Text{FR: "Lire l'histoire d'un attribut", EN: "Read the history of an attribute"},
		long:    havre.Text{FR: "Ce qui a été tenu pour vrai, de date en date.", EN: "What was held true, from date to date."},
	}, a.listHistory)
	register(a, operation{
		id: "listPlatforms", method: http.MethodGet, path: "/catalogue/platforms", group: groupCatalogue, public: true,
		summary: havre.Text{FR: "Lister les plateformes", EN: "List the platforms"},
	}, a.listPlatforms)
	register(a, operation{
		id: "getPlatform", method: http.MethodGet, path: "/catalogue/platforms/{id}", group: groupCatalogue, public: true, refuses: []havre.FaultCode{havre.NotFound},
		summary: havre.Text{FR: "Lire une plateforme", EN: "Read a platform"},
	}, a.getPlatform)
}

// known on a day: today when none is given.
func (a *API) catalogueOn(on havre.Date) *catalogue.View {
	if on.IsZero() {
		on = a.Record.Today()
	}
	h := a.Record.Library.Now()
	return h.Catalogue.At(on, h.Model)
}

func (a *API) listOffers(ctx context.Context, actor identity.Actor, in *offerFilter) (*listed[wire.OfferItem], error) {
	var offers []catalogue.OfferView
	for _, o := range a.catalogueOn(in.On).Offers {
		if in.Platform == "" || o.Platform == in.Platform {
			offers = append(offers, o)
		}
	}
	page, err := window(offers, in.Paging)
	if err != nil {
		return nil, err
	}
	return listOf(ctx, "Offer", page, func(o *catalogue.OfferView) wire.OfferItem { return offerItem(o, actor.Lang) }), nil
}

func offerItem(o *catalogue.OfferView, l havre.Lang) wire.OfferItem {
	it := wire.OfferItem{
		ID: o.ID, Platform: o.Platform, Title: o.Title.In(l), Layers: []string{}, Attestations: []string{},
		SecNumCloud: claimed(o, "secnumcloud"), HDS: claimed(o, "hds.hosting"),
	}
	for _, layer := range catalogue.Layers {
		if c, ok := o.Claim("layers." + layer); ok && c.Value.Truth() == havre.Yes {
			it.Layers = append(it.Layers, layer)
		}
	}
	for i := range o.Attestations {
		it.Attestations = append(it.Attestations, o.Attestations[i].Words())
	}
	return it
}

func claimed(o *catalogue.OfferView, path string) string {
	if c, ok := o.Claim(path); ok {
		return c.Value.String()
	}
	return havre.Unknown.String()
}

func (a *API) getOffer(_ context.Context, actor identity.Actor, in *oneOffer) (*offerShown, error) {
	v := a.catalogueOn(in.On)
	o, ok := v.Offer(in.ID)
	if !ok {
		return nil, identity.Missing()
	}
	return &offerShown{Body: showOffer(o, v, actor.Lang)}, nil
}

func showOffer(o *catalogue.OfferView, v *catalogue.View, l havre.Lang) wire.Offer {
	out := wire.Offer{
		APIVersion: havre.APIVersion, Kind: "Offer", ID: o.ID, Platform: o.Platform, Title: o.Title.In(l), On: v.On, Owner: o.Owner.In(l),
		Attestations: []wire.Attestation{}, Claims: []wire.Claim{},
		Zones: v.ZonesOf(o.Platform), Links: v.LinksOf(o.Platform),
	}
	for i := range o.Attestations {
		t := &o.Attestations[i]
		out.Attestations = append(out.Attestations, wire.Attestation{
			Kind: t.Kind, Status: t.Status, Scope: t.Scope.In(l), Activities: t.Activities, Issuer: t.Issuer, Version: t.Version,
			Number: t.Number, From: t.Period.From, Until: t.Period.Until, Source: t.Source.Source,
		})
	}
	for _, c := range o.Claims() {
		out.Claims = append(out.Claims, showClaim(&c, l))
	}
	return out
}

func showClaim(c *catalogue.Claim, l havre.Lang) wire.Claim {
	out := wire.Claim{
		Path: c.Attribute, Title: catalogue.Title(c.Attribute).In(l), Value: c.Value.String(), Words: c.Words, From: c.Period.From, Until: c.Period.Until,
		Source: c.Source, Confidence: c.Confidence, Owner: c.Owner.In(l), Note: c.Note.In(l),
	}
	for i := range c.Conflicts {
		out.Conflicts = append(out.Conflicts, showClaim(&c.Conflicts[i], l))
	}
	return out
}

func (a *API) listHistory(ctx context.Context, actor identity.Actor, in *oneAttribute) (*listed[wire.Claim], error) {
	c := a.Record.Library.Now().Catalogue
	if _, ok := c.Offer(in.ID); !ok {
		return nil, identity.Missing()
	}
	page, err := window(c.History(in.ID, in.Attribute), in.Paging)
	if err != nil {
		return nil, err
	}
	return listOf(ctx, "Claim", page, func(c *catalogue.Claim) wire.Claim { return showClaim(c, actor.Lang) }), nil
}

func (a *API) listPlatforms(ctx context.Context, actor identity.Actor, in *Paging) (*listed[wire.Platform], error) {
	page, err := window(a.Record.Library.Now().Catalogue.Platforms, *in)
	if err != nil {
		return nil, err
	}
	return listOf(ctx, "Platform", page, func(p **catalogue.Platform) wire.Platform { return showPlatform(*p, actor.Lang) }), nil
}

func (a *API) getPlatform(_ context.Context, actor identity.Actor, in *target) (*platformShown, error) {
	all := a.Record.Library.Now().Catalogue.Platforms
	i := slices.IndexFunc(all, func(p *catalogue.Platform) bool { return p.ID == in.ID })
	if i < 0 {
		return nil, identity.Missing()
	}
	return &platformShown{Body: showPlatform(all[i], actor.Lang)}, nil
}

func showPlatform(p *catalogue.Platform, l havre.Lang) wire.Platform {
	out := wire.Platform{
		APIVersion: havre.APIVersion, Kind: "Platform", ID: p.ID, Title: p.Title.In(l), Operator: p.Operator.In(l), Note: p.Note.In(l),
		Names: []string{}, Offers: []string{},
	}
	for _, n := range p.Names {
		out.Names = append(out.Names, n.Name)
	}
	for _, o := range p.Offers {
		out.Offers = append(out.Offers, o.ID)
	}
	return out
}
