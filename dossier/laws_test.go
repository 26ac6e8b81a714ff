package dossier_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/fact"
)

// exported lets facts be compared, bitmaps included.
var exported = cmp.AllowUnexported(fact.Members{})

func marshal(tb testing.TB, d *dossier.Dossier) string {
	tb.Helper()
	b, err := json.Marshal(d)
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

// asYAML writes a dossier in YAML, block style, from its JSON.
func asYAML(tb testing.TB, d *dossier.Dossier) string {
	tb.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(marshal(tb, d)), &n); err != nil {
		tb.Fatal(err)
	}
	var plain func(*yaml.Node)
	plain = func(n *yaml.Node) {
		n.Style = 0
		for _, c := range n.Content {
			plain(c)
		}
	}
	plain(&n)
	b, err := yaml.Marshal(&n)
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

// What is written is read again: a dossier, its JSON and its YAML state the same.
func TestMarshalRoundTrip(t *testing.T) {
	m := model(t)
	rapid.Check(t, func(rt *rapid.T) {
		d := draw(rt)
		want := d.Facts(m)
		for _, text := range []string{marshal(t, d), asYAML(t, d)} {
			all, err := dossier.Parse("f", []byte(text))
			if err != nil || len(all) != 1 {
				rt.Fatalf("%d dossiers, %v in\n%s", len(all), err, text)
			}
			if diff := cmp.Diff(want, all[0].Facts(m), exported); diff != "" {
				rt.Fatalf("%s\n%s", diff, text)
			}
			if diff := cmp.Diff(d.Spec, all[0].Spec, cmp.AllowUnexported(havre.Date{})); diff != "" {
				rt.Fatalf("%s\n%s", diff, text)
			}
		}
	})
}

// draw is any dossier that could be read.
func draw(t *rapid.T) *dossier.Dossier {
	d := &dossier.Dossier{APIVersion: havre.APIVersion, Kind: dossier.Kind}
	d.Metadata.Name = rapid.StringMatching(`[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?`).Draw(t, "name")
	d.Metadata.Title = rapid.StringMatching(`[\pL\pN :'"#,&*!?%{}\[\]-]{0,30}`).Draw(t, "title")
	fill(t, reflect.ValueOf(&d.Spec).Elem(), "spec", "")
	return d
}

// fill draws every field of a struct from its type and its enum tag.
func fill(t *rapid.T, v reflect.Value, name, enum string) {
	words := strings.Split(enum, ",")
	switch x := v.Addr().Interface().(type) {
	case *havre.Truth:
		*x = havre.Truth(rapid.Int8Range(-1, 1).Draw(t, name))
	case *dossier.Word:
		*x = dossier.Word(rapid.SampledFrom(append(words, "")).Filter(func(w string) bool { return w != "unknown" }).Draw(t, name))
	case *dossier.Set:
		in := rapid.SliceOfDistinct(rapid.SampledFrom(slices.DeleteFunc(words, func(w string) bool { return w == "none" })), func(w string) string { return w }).Draw(t, name)
		if x.Complete = rapid.Bool().Draw(t, name+" complete"); len(in) > 0 {
			x.Members = in
		}
	case *dossier.Day:
		if rapid.Bool().Draw(t, name+" known") {
			x.Date = havre.NewDate(2000, 1, 1).AddDays(rapid.IntRange(0, 20000).Draw(t, name))
		}
	case *dossier.Amount:
		if x.Known = rapid.Bool().Draw(t, name+" known"); x.Known {
			x.Euros = rapid.Int64Range(0, 1<<40).Draw(t, name)
		}
	case *dossier.Ratio:
		if x.Known = rapid.Bool().Draw(t, name+" known"); x.Known {
			x.Percent = rapid.Int64Range(0, 100000).Draw(t, name)
		}
	case *dossier.Duration:
		if x.Known = rapid.Bool().Draw(t, name+" known"); x.Known {
			x.Minutes = rapid.Int64Range(0, 1<<20).Draw(t, name)
		}
	case *dossier.Level:
		*x = dossier.Level(rapid.Int8Range(0, 4).Draw(t, name))
	case *dossier.Count:
		*x = dossier.Count(rapid.Int16Range(0, 1000).Draw(t, name))
	case *dossier.Flows:
		if x.Complete = rapid.Bool().Draw(t, name+" complete"); rapid.Bool().Draw(t, name+" some") {
			x.List = []dossier.Flow{{To: rapid.SampledFrom([]string{"rosny", "api.gouv.fr"}).Draw(t, "to"), Protocol: "tcp", Port: dossier.Ports{{First: 22, Last: 22}, {First: 80, Last: 90}}}}
		}
	case *[]dossier.Hosting:
		for _, p := range rapid.SliceOfN(rapid.SampledFrom([]string{"rosny", "cloud-pi-native.restricted"}), 0, 2).Draw(t, name) {
			*x = append(*x, dossier.Hosting{Platform: p, Environment: rapid.SampledFrom([]string{"", "production"}).Draw(t, "environment")})
		}
	case *[]dossier.Evidence, *[]dossier.Derogation, *string:
	default:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			fill(t, v.Field(i), name+"."+f.Name, f.Tag.Get("enum"))
		}
	}
}
