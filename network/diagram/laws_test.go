package diagram

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/network"
)

// drawView is any view: names of any signs and lengths, ends that nothing describes,
// platforms of several offers, links between networks or within a platform.
func drawView(t *rapid.T) *catalogue.View {
	text := func(label string) havre.Text {
		return havre.Same(rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-zé <>&"'-]{0,90}`)).Draw(t, label))
	}
	id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "a.x", "a.y", "z.deep", "net", "internet", "other", "nowhere", "<&>"})
	v := &catalogue.View{On: today}
	for range rapid.IntRange(0, 12).Draw(t, "offers") {
		v.Offers = append(v.Offers, catalogue.OfferView{ID: id.Draw(t, "offer"), Platform: id.Draw(t, "platform"), Title: text("title")})
	}
	for range rapid.IntRange(0, 4).Draw(t, "zones") {
		v.Zones = append(v.Zones, catalogue.Zone{ID: id.Draw(t, "zone"), Platform: id.Draw(t, "zone of"), Title: text("zone title"), Kind: rapid.SampledFrom([]string{"", "ordinary", "restricted"}).Draw(t, "kind")})
	}
	for range rapid.IntRange(0, 4).Draw(t, "networks") {
		v.Networks = append(v.Networks, catalogue.Network{ID: id.Draw(t, "network"), Title: text("network title"), Kind: rapid.SampledFrom(catalogue.NetworkKinds).Draw(t, "network kind")})
	}
	statuses := []catalogue.Status{catalogue.Yes, catalogue.No, catalogue.Unknown, catalogue.Blank, catalogue.Planned, catalogue.NotApplicable}
	for range rapid.IntRange(0, 40).Draw(t, "links") {
		v.Links = append(v.Links, catalogue.Link{
			From: id.Draw(t, "from"), To: id.Draw(t, "to"), Network: rapid.SampledFrom([]string{"", "net", "internet", "vpn"}).Draw(t, "over"),
			Kind: rapid.SampledFrom(catalogue.LinkKinds).Draw(t, "link kind"), Direction: rapid.SampledFrom(catalogue.Directions).Draw(t, "direction"),
			Status: rapid.SampledFrom(statuses).Draw(t, "status"), Words: rapid.String().Draw(t, "words"),
		})
	}
	return v
}

// TestAnyView: whatever the view and what is selected of it, the drawing is
// well-formed, its labels are apart and inside, and it draws what the rows say.
func TestAnyView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawView(t)
		g := network.New(v)
		places := append(g.Places(), "unheard-of")
		place := rapid.SampledFrom(places)
		s := Selection{Refused: rapid.Bool().Draw(t, "refused")}
		if rapid.Bool().Draw(t, "some places") {
			s.Places = []string{place.Draw(t, "place")}
		}
		if rapid.Bool().Draw(t, "some networks") {
			s.Networks = []string{rapid.SampledFrom([]string{"net", "vpn", "rie"}).Draw(t, "network")}
		}
		if rapid.Bool().Draw(t, "paths") {
			s.Paths = g.Ask(network.Question{From: place.Draw(t, "path from"), To: place.Draw(t, "path to"), MaxPaths: 3}).Paths
		}
		d := Of(v, g, s)
		for _, o := range []Options{{}, {Narrow: true, Lang: havre.English}, {Standalone: true}} {
			p := d.Draw(o)
			if err := wellFormed(drawn(t, p)); err != nil {
				t.Fatal(err)
			}
			for _, m := range misplaced(p) {
				t.Error(m)
			}
			if len(p.Numbers) != len(d.drawn()) {
				t.Errorf("%d numbers for %d links", len(p.Numbers), len(d.drawn()))
			}
		}
	})
}

func drawn(t *rapid.T, p *Picture) []byte {
	var b bytes.Buffer
	if _, err := p.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
