package pages

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/fact"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// glance is a column of the table at a glance: the seeds' own.
type glance struct {
	path  string // of the fact
	key   string // to sort and to filter by, in the address
	name  havre.Text
	words havre.Text // for the filter, when they differ
}

var glances = []glance{
	{"services.managed-database", "bdd", havre.Text{FR: "Base de données managée", EN: "Managed database"}, havre.Text{}},
	{"services.object-storage", "s3", havre.Text{FR: "Stockage S3 managé", EN: "Managed S3 storage"}, havre.Text{}},
	{"services.shared-filesystem", "fichiers", havre.Text{FR: "Fichiers partagés", EN: "Shared files"}, havre.Text{}},
	{"services.antivirus", "antivirus", havre.Text{FR: "Antivirus", EN: "Antivirus"}, havre.Text{}},
	{"hds.hosting", "hds-hebergeur", havre.Text{FR: "HDS hébergeur", EN: "HDS hosting"}, havre.Text{}},
	{"hds.operation", "hds-infogereur", havre.Text{FR: "HDS infogéreur", EN: "HDS operation"}, havre.Text{}},
	{"secnumcloud", "secnumcloud", havre.Text{FR: "SecNumCloud", EN: "SecNumCloud"}, havre.Text{FR: "Qualification SecNumCloud", EN: "SecNumCloud qualification"}},
	{"restricted", "dr", havre.Text{FR: "Diffusion Restreinte", EN: "Diffusion Restreinte"}, havre.Text{}},
}

// Names of the filters in the address.
const (
	queryNeeded  = "faut"    // a glance that must be there
	queryDoubt   = "doute"   // keep also what is not known
	queryLayer   = "couche"  // iaas, caas …
	queryOwner   = "qui"     // state-ministry …
	queryDetails = "details" // every cell with its words, date, source and owner
)

// catalogueView is the page.
type catalogueView struct {
	On      havre.Date
	Version string
	Rows    []*catalogue.OfferView
	Total   int
	Needed  []string
	Doubt   bool
	Layer   string
	Owner   string
	Details bool
	List    havre.List
}

// filtered says that the page shows something else than everything, today.
func (v *catalogueView) filtered(r *web.Request) bool {
	return len(v.Needed) > 0 || v.Layer != "" || v.Owner != "" || v.List.Search != "" || v.On != r.Today() || v.Details
}

// versionWords is the version of a catalogue, which is a day, in words.
func versionWords(r *web.Request, version string) string {
	day, err := havre.ParseDate(version)
	if err != nil {
		return version
	}
	return r.Date(day)
}

func (g *reading) catalogue(w http.ResponseWriter, r *web.Request) error {
	on, err := r.On()
	if err != nil {
		return err
	}
	h := g.Library.Now()
	view := h.View(on)
	listing := offerListing(r.Checked(queryDetails))
	v := &catalogueView{
		On: on, Version: h.Edition.CatalogueVersion, Total: len(view.Offers), Needed: r.Fields(queryNeeded), Doubt: r.Checked(queryDoubt),
		Layer: r.Field(queryLayer), Owner: r.Field(queryOwner), Details: r.Checked(queryDetails), List: r.List(listing.Keys()...),
	}
	for i := range view.Offers {
		if o := &view.Offers[i]; v.keeps(r, h.Catalogue, o) {
			v.Rows = append(v.Rows, o)
		}
	}
	v.Rows = listing.Sorted(v.Rows, v.List)
	if _, ok := ui.ExportFormat(r); ok {
		return exportOffers(w, r, listing, v)
	}
	return r.Render(w, http.StatusOK, cataloguePage(r, v, listing))
}

// exportOffers gives the table as it is shown; with its details, one line for each
// fact, which keeps the words, the date, the source and who knows.
func exportOffers(w http.ResponseWriter, r *web.Request, l ui.Listing[*catalogue.OfferView], v *catalogueView) error {
	if !v.Details {
		return l.Export(w, r, "plateformes", ui.All(v.Rows))
	}
	var facts []factRow
	for _, o := range v.Rows {
		facts = append(facts, factsOf(o)...)
	}
	return factListing(true).Export(w, r, "plateformes-details", ui.All(facts))
}

// keeps says whether an offer passes the filters.
func (v *catalogueView) keeps(r *web.Request, c *catalogue.Catalogue, o *catalogue.OfferView) bool {
	for _, gl := range glances {
		if slices.Contains(v.Needed, gl.key) && !v.has(o, gl.path) {
			return false
		}
	}
	if v.Layer != "" && !v.has(o, "layers."+v.Layer) {
		return false
	}
	if owner, _ := o.Claim("owner"); v.Owner != "" && owner.Value.Word != v.Owner {
		return false
	}
	return matches(offerWords(r, c, o), v.List.Search)
}

func (v *catalogueView) has(o *catalogue.OfferView, path string) bool {
	c, _ := o.Claim(path)
	kind, _ := factState(c.Value)
	return kind == ui.Yes || (v.Doubt && kind != ui.No && kind != ui.NotApplicable)
}

// offerWords are those by which an offer is found: every name it has had.
func offerWords(r *web.Request, c *catalogue.Catalogue, o *catalogue.OfferView) []string {
	words := []string{o.ID, r.Text(o.Title), r.Text(o.Owner)}
	if offer, ok := c.Offer(o.ID); ok {
		words = append(words, r.Text(offer.Platform.Title), r.Text(offer.Platform.Operator))
		for _, n := range offer.Platform.Names {
			words = append(words, n.Name)
		}
	}
	return words
}

// offerListing describes the table at a glance.
func offerListing(details bool) ui.Listing[*catalogue.OfferView] {
	l := ui.Listing[*catalogue.OfferView]{
		ID: "plateformes", Cards: true, Sticky: true,
		Caption: havre.Text{FR: "Plateformes d'hébergement", EN: "Hosting platforms"},
		RowID:   func(o *catalogue.OfferView) string { return "offre-" + o.ID },
		Columns: []ui.Column[*catalogue.OfferView]{{
			Key: "nom", Name: havre.Text{FR: "Offre", EN: "Offer"},
			Value: func(r *web.Request, o *catalogue.OfferView) sheet.Value { return sheet.Words(r.Text(o.Title)) },
			Show:  func(r *web.Request, o *catalogue.OfferView) templ.Component { return offerHead(r, o) },
			Order: func(a, b *catalogue.OfferView) int {
				return strings.Compare(folded(a.Title.FR), folded(b.Title.FR))
			},
		}, {
			ExportOnly: true, Name: havre.Text{FR: "Couches", EN: "Layers"},
			Value: func(_ *web.Request, o *catalogue.OfferView) sheet.Value { return sheet.Words(layersOf(o)) },
		}},
	}
	for _, gl := range glances {
		l.Columns = append(l.Columns, glanceColumn(gl, details))
	}
	l.Columns = append(l.Columns, dictColumn(details))
	return l
}

func glanceColumn(gl glance, details bool) ui.Column[*catalogue.OfferView] {
	claim := func(o *catalogue.OfferView) catalogue.Claim {
		c, _ := o.Claim(gl.path)
		return c
	}
	return ui.Column[*catalogue.OfferView]{
		Key: gl.key, Name: gl.name,
		Value: func(r *web.Request, o *catalogue.OfferView) sheet.Value {
			return sheet.Words(claimWords(r, gl.path, claim(o).Value))
		},
		Show: func(r *web.Request, o *catalogue.OfferView) templ.Component {
			return glanceCell(r, claim(o), claimCell(r, gl.path, claim(o).Value), details)
		},
		Order: func(a, b *catalogue.OfferView) int { return cmp.Compare(stateRank(claim(a)), stateRank(claim(b))) },
	}
}

// stateRank puts yes first, no last, and what is not known between them.
func stateRank(c catalogue.Claim) int {
	kind, _ := factState(c.Value)
	return slices.Index([]ui.StateKind{ui.Yes, ui.Planned, ui.ToConfirm, ui.Blank, ui.NotApplicable, ui.No}, kind)
}

// dictColumn is the ceiling of the four needs, as the seeds write it: 2-3-3-2.
func dictColumn(details bool) ui.Column[*catalogue.OfferView] {
	return ui.Column[*catalogue.OfferView]{
		Key: "dict", Name: havre.Text{FR: "Besoins DICT couverts", EN: "DICT needs covered"},
		Value: func(r *web.Request, o *catalogue.OfferView) sheet.Value {
			if text := dictOf(o); text != "" {
				return sheet.Words(text)
			}
			return sheet.Words(r.Text(ui.Blank.Text()))
		},
		Show: func(r *web.Request, o *catalogue.OfferView) templ.Component {
			c, _ := o.Claim("dict.availability")
			state := ui.Text(dictOf(o))
			if dictOf(o) == "" {
				state = ui.State(r, ui.Blank, "")
			}
			return glanceCell(r, c, state, details)
		},
		Order: func(a, b *catalogue.OfferView) int { return strings.Compare(dictOf(b), dictOf(a)) },
	}
}

var dictPaths = []string{"dict.availability", "dict.integrity", "dict.confidentiality", "dict.traceability"}

// dictOf is 2-3-3-2, with ? for what is not known; "" when nothing is.
func dictOf(o *catalogue.OfferView) string {
	parts, known := make([]string, len(dictPaths)), false
	for i, path := range dictPaths {
		parts[i] = "?"
		if c, ok := o.Claim(path); ok && c.Value.Status == catalogue.Stated {
			parts[i], known = strconv.FormatInt(c.Value.Number, 10), true
		}
	}
	if !known {
		return ""
	}
	return strings.Join(parts, "-")
}

// layersOf are the layers that an offer has: CaaS, IaaS.
func layersOf(o *catalogue.OfferView) string {
	var out []string
	for _, l := range catalogue.Layers {
		if c, _ := o.Claim("layers." + l); c.Value.Truth() == havre.Yes {
			out = append(out, fact.Label(l).FR)
		}
	}
	return strings.Join(out, ", ")
}

// neededOptions are the boxes of the filter.
func neededOptions(r *web.Request) []ui.Option {
	var out []ui.Option
	for _, gl := range glances {
		name := gl.words
		if name.IsZero() {
			name = gl.name
		}
		out = append(out, ui.Option{Value: gl.key, Label: r.Text(name)})
	}
	return out
}

// wordOptions are the words of a vocabulary, after one that asks for all.
func wordOptions(r *web.Request, all string, words []string) []ui.Option {
	out := []ui.Option{{Label: all}}
	for _, w := range words {
		out = append(out, ui.Option{Value: w, Label: web.Capital(r.Text(fact.Label(w)))})
	}
	return out
}
