package blueprint_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/blueprint"
)

var update = flag.Bool("update", false, "write the golden files again")

const head = "apiVersion: havre/v1\nkind: Blueprint\nspec:\n"

// complete has every field.
const complete = `apiVersion: havre/v1
kind: Blueprint
metadata: {name: complete}
spec:
  network: {cidr: 192.168.4.0/24, dns: [192.0.2.1, 192.0.2.2]}
  keys:
    - {name: ops, public: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvCH3AA7QJwcqVQWlwqyIPKr4ZAhSXtCkB3WWEs8ZlP ops"}
  tiers:
    - name: front
      count: 2
      flavor: m1.small
      image: own
      key: ops
      public: yes
      spread: yes
      userData: |
        #cloud-config
        runcmd: ["true"]
      volumes: [{name: data, size: 20, type: ssd, snapshots: [first, second]}]
  containers: [{name: documents, versioned: yes, public: no}]
  images: [{name: own, url: "https://images.example.org/own.qcow2", sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", format: qcow2}]
  balancers: [{name: entry, tier: front, protocol: tcp, port: 443, to: 8443, public: yes}]
  zones:
    - name: app.example.org.
      mail: dns@example.org
      records:
        - {name: "@", type: A, ttl: 300, values: ["tier:front"]}
        - {name: www, type: CNAME, values: [app.example.org.]}
        - {name: "@", type: MX, values: ["10 mail.example.org."]}
        - {name: "@", type: TXT, values: ["v=spf1 -all"]}
        - {name: six, type: AAAA, values: ["2001:db8::1"]}
`

func read(t *testing.T, text string) *blueprint.Blueprint {
	t.Helper()
	b, err := blueprint.Parse("f.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParse(t *testing.T) {
	want := &blueprint.Blueprint{
		Name:    "complete",
		Network: blueprint.Network{CIDR: "192.168.4.0/24", DNS: []string{"192.0.2.1", "192.0.2.2"}},
		Keys:    []blueprint.Key{{Name: "ops", Public: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvCH3AA7QJwcqVQWlwqyIPKr4ZAhSXtCkB3WWEs8ZlP ops"}},
		Tiers: []blueprint.Tier{{
			Name: "front", Count: 2, Flavor: "m1.small", Image: "own", Key: "ops", Public: true, Spread: true, UserData: "#cloud-config\nruncmd: [\"true\"]\n",
			Volumes: []blueprint.Volume{{Name: "data", Size: 20, Type: "ssd", Snapshots: []string{"first", "second"}}},
		}},
		Containers: []blueprint.Container{{Name: "documents", Versioned: true}},
		Images:     []blueprint.Image{{Name: "own", URL: "https://images.example.org/own.qcow2", SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Format: "qcow2"}},
		Balancers:  []blueprint.Balancer{{Name: "entry", Tier: "front", Protocol: "tcp", Port: 443, To: 8443, Public: true}},
		Zones: []blueprint.Zone{{Name: "app.example.org.", Mail: "dns@example.org", Records: []blueprint.Record{
			{Name: "@", Type: "A", TTL: 300, Values: []string{"tier:front"}},
			{Name: "www", Type: "CNAME", Values: []string{"app.example.org."}},
			{Name: "@", Type: "MX", Values: []string{"10 mail.example.org."}},
			{Name: "@", Type: "TXT", Values: []string{"v=spf1 -all"}},
			{Name: "six", Type: "AAAA", Values: []string{"2001:db8::1"}},
		}}},
	}
	if diff := cmp.Diff(want, read(t, complete)); diff != "" {
		t.Error(diff)
	}
}

// mistakes are what Parse refuses; testdata/mistakes.golden has what it says.
var mistakes = []struct{ name, in string }{
	{"nothing", ""},
	{"not a group", "- a\n"},
	{"another kind", "apiVersion: havre/v1\nkind: Bluprint\nspec: {}\n"},
	{"no kind", "apiVersion: havre/v1\n"},
	{"no specification", "apiVersion: havre/v1\nkind: Blueprint\n"},
	{"two", "apiVersion: havre/v1\nkind: Blueprint\nspec: {}\n---\napiVersion: havre/v1\nkind: Blueprint\nspec: {}\n"},
	{"broken", head + "  tiers: [\n"},
	{"metadata", "apiVersion: havre/v2\nkind: Blueprint\nmetadata: {name: A B, title: x}\nspec: {}\n"},
	{"unknown fields", head + "  teirs: []\n  network: {cdir: 10.0.0.0/8}\n"},
	{"shapes", head + "  tiers: {name: front}\n  keys: [ops]\n  network: 10.0.0.0/24\n"},
	{"missing", head + "  keys: [{}]\n  tiers: [{}]\n  containers: [{}]\n  images: [{}]\n  balancers: [{}]\n  zones: [{records: [{}]}]\n"},
	{"empty items", head + "  tiers: [~]\n  network: {dns: [~]}\n"},
	{"names", head + "  tiers: [{name: Front, count: 1, flavor: f, image: i}, {name: a-name-of-21-characters, count: 1, flavor: f, image: i}, {name: -a, count: 1, flavor: f, image: i}]\n  containers: [{name: ab}]\n"},
	{"anchors", head + `  keys:
    - &k {name: a, public: x}
`},
	{"two of a name", head + `  tiers:
    - {name: a, count: 1, flavor: f, image: i, volumes: [{name: v, size: 1}, {name: v, size: 2, snapshots: [s, s]}]}
    - {name: a, count: 1, flavor: f, image: i}
  containers: [{name: abc}, {name: abc}]
`},
	{"counts", head + "  tiers: [{name: a, count: 0, flavor: f, image: i}, {name: b, count: 51, flavor: f, image: i}, {name: c, count: some, flavor: f, image: i}]\n"},
	{"too many servers", head + "  tiers: [{name: a, count: 50, flavor: f, image: i}, {name: b, count: 50, flavor: f, image: i}, {name: c, count: 50, flavor: f, image: i}, {name: d, count: 50, flavor: f, image: i}, {name: e, count: 1, flavor: f, image: i}]\n"},
	{"public network", head + "  network: {cidr: 8.8.8.0/24}\n"},
	{"network larger than what is private", head + "  network: {cidr: 172.0.0.0/8}\n"},
	{"network by another address", head + "  network: {cidr: 10.0.0.1/24}\n"},
	{"no network", head + "  network: {cidr: 10.0.0/24}\n"},
	{"not a prefix", head + "  network: {cidr: fd00::/64, dns: [fe80::1, resolver]}\n"},
	{"network too small", head + "  network: {cidr: 10.0.0.0/29}\n  tiers: [{name: a, count: 4, flavor: f, image: i}]\n"},
	{"network without room", head + "  network: {cidr: 10.0.0.0/31}\n"},
	{"too many resolvers", head + "  network: {dns: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5, 192.0.2.6, 999.1.1.1]}\n"},
	{"keys", head + `  keys:
    - {name: a, public: ssh-ed25519 AAAA}
    - {name: b, public: "-----BEGIN OPENSSH PRIVATE KEY-----"}
    - {name: c, public: "command=\"x\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvCH3AA7QJwcqVQWlwqyIPKr4ZAhSXtCkB3WWEs8ZlP"}
    - name: d
      public: |
        ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvCH3AA7QJwcqVQWlwqyIPKr4ZAhSXtCkB3WWEs8ZlP
        ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvCH3AA7QJwcqVQWlwqyIPKr4ZAhSXtCkB3WWEs8ZlP
    - {name: e, public: "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIPvCH3AA7QJwcqVQWlwqyIPKr4ZAhSXtCkB3WWEs8ZlPAAAABHNzaDo="}
`},
	{"references", head + `  keys: [{name: ops, public: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPvCH3AA7QJwcqVQWlwqyIPKr4ZAhSXtCkB3WWEs8ZlP"}]
  tiers: [{name: front, count: 1, flavor: "@x", image: " i ", key: opss}]
  balancers: [{name: a, tier: fornt, protocol: tpc, port: 0, to: 70000}]
`},
	{"volumes", head + "  tiers: [{name: a, count: 1, flavor: f, image: i, volumes: [{name: v, size: 0}, {name: w, size: 1000001}, {name: x, size: 1, snapshots: [Not]}]}]\n"},
	{"images", head + `  images:
    - {name: a, url: "ftp://example.org/a", sha256: abc, format: iso}
    - {name: b, url: "https://user:secret@example.org/b", sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", format: raw}
    - {name: c, url: "https://", sha256: "E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", format: raw}
`},
	{"records", head + `  tiers: [{name: app, count: 1, flavor: f, image: i}]
  zones:
    - {name: example.org, mail: nobody, records: []}
    - name: example.org.
      mail: a@example.org
      records:
        - {name: a, type: A, values: [1.2.3, "::1", "tier:nope", "tier:app", "tier:"]}
        - {name: b, type: AAAA, values: [1.2.3.4, "tier:app", "::ffff:1.2.3.4"]}
        - {name: c, type: CNAME, values: [x.org., y.org.]}
        - {name: c, type: TXT, values: ['say "x"', ""]}
        - {name: "@", type: CNAME, values: [x.org]}
        - {name: m, type: MX, values: [mail.org., "99999 mail.org.", "10 mail.org."]}
        - {name: a, type: A, values: [192.0.2.1, 192.0.2.1]}
        - {name: d, type: SRV, values: [x]}
        - {name: f, type: TXT, values: ["a @b"]}
        - {name: e, type: TXT, values: []}
        - {name: e e, type: TXT, ttl: -1, values: [x]}
`},
	{"user data that would refer to something", head + "  tiers: [{name: a, count: 1, flavor: f, image: i, userData: \"@server/a-1\"}]\n"},
	{"too much user data", head + "  tiers: [{name: a, count: 1, flavor: f, image: i, userData: \"" + strings.Repeat("x", 49150) + "\"}]\n"},
	{"too long", head + "#" + strings.Repeat("x", blueprint.MaxBytes)},
}

func TestMistakes(t *testing.T) {
	var out strings.Builder
	for _, tt := range mistakes {
		b, err := blueprint.Parse("f.yaml", []byte(tt.in))
		problems, ok := err.(havre.Problems) //nolint:errorlint // that type and no other is promised
		if b != nil || !ok || problems.Err() == nil {
			t.Errorf("%s: %v, %v", tt.name, b, err)
		}
		out.WriteString("# " + tt.name + "\n")
		for _, p := range problems {
			out.WriteString(p.In(havre.French) + "\n" + p.In(havre.English) + "\n")
			if p.Line == 0 && tt.in != "" && tt.name != "too long" {
				t.Errorf("%s: no place for %v", tt.name, p)
			}
		}
		out.WriteByte('\n')
	}
	for _, secret := range []string{"secret@", "BEGIN OPENSSH"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s is repeated", secret)
		}
	}
	golden(t, "mistakes.golden", []byte(out.String()))
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestYAML(t *testing.T) {
	for _, text := range []string{complete, head + "  {}\n", head + "  tiers: [{name: a, count: 1, flavor: \"?\", image: \"~\", userData: \"\\r\\n \\t a \\u2028\"}]\n", head + "  tiers: [{name: a, count: 1, flavor: \"yes\", image: \"1\", userData: \"  a\\n b\\n\\n\"}]\n"} {
		b := read(t, text)
		out, err := b.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := blueprint.Parse("g.yaml", out)
		if err != nil {
			t.Fatalf("%v in\n%s", err, out)
		}
		if diff := cmp.Diff(b, again, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s\n%s", diff, out)
		}
		if text == complete {
			golden(t, "complete.golden.yaml", out)
		}
	}
}

// What is kept as JSON, in an order, is read back alike but for the document's name.
func TestJSON(t *testing.T) {
	b := read(t, complete)
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var again blueprint.Blueprint
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	again.Name = b.Name
	if diff := cmp.Diff(b, &again); diff != "" {
		t.Error(diff)
	}
}

func TestTotals(t *testing.T) {
	sizes := map[string]blueprint.Size{"small": {2, 2048}, "medium": {4, 8192}, "m1.small": {1, 1024}}
	size := func(f string) (blueprint.Size, bool) { s, ok := sizes[f]; return s, ok }
	example, err := os.ReadFile("../examples/blueprints/three-tiers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		in   string
		want blueprint.Totals
	}{
		"nothing":      {head + "  {}\n", blueprint.Totals{}},
		"the example":  {string(example), blueprint.Totals{Servers: 5, Volumes: 5, CPU: 12, Memory: 20480, Storage: 160, Addresses: 2, Unknown: []string{"large"}}},
		"every field":  {complete, blueprint.Totals{Servers: 2, Volumes: 2, Snapshots: 4, CPU: 2, Memory: 2048, Storage: 120, Addresses: 3}},
		"unknown once": {head + "  tiers: [{name: a, count: 1, flavor: f, image: i}, {name: b, count: 2, flavor: f, image: i}]\n", blueprint.Totals{Servers: 3, Unknown: []string{"f"}}},
	} {
		if diff := cmp.Diff(tt.want, read(t, tt.in).Totals(size)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestSchema(t *testing.T) {
	text, err := json.Marshal(blueprint.Schema(havre.English))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:havre:v1:blueprint", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:havre:v1:blueprint")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("../examples/blueprints/three-tiers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, right := range []string{complete, string(example)} {
		if err := s.Validate(instance(t, right)); err != nil {
			t.Error(err)
		}
	}
	for _, wrong := range []string{"tiers: [{name: a}]", "tiers: [{name: A, count: 1, flavor: f, image: i}]", "tiers: [{name: a, count: 51, flavor: f, image: i}]", "network: {cidr: x}", "images: [{name: a, url: x, sha256: a, format: raw}]", "unknown: 1"} {
		if s.Validate(instance(t, head+"  "+wrong+"\n")) == nil {
			t.Errorf("the schema accepts %s", wrong)
		}
		if _, err := blueprint.Parse("f", []byte(head+"  "+wrong+"\n")); err == nil {
			t.Errorf("the reader accepts %s", wrong)
		}
	}
}

func instance(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// FuzzParse holds for any bytes: no panic; a problem speaks both languages; what is
// read is written, and read again as the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(complete))
	for _, tt := range mistakes {
		if len(tt.in) < 4000 {
			f.Add([]byte(tt.in))
		}
	}
	f.Add([]byte(`{"apiVersion":"havre/v1","kind":"Blueprint","spec":{"tiers":[{"name":"a","count":1,"flavor":"f","image":"i","userData":"\u0085\u2028\ufeff \n"}]}}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		b, err := blueprint.Parse("f", in)
		if err != nil {
			problems, ok := err.(havre.Problems) //nolint:errorlint // that type and no other is promised
			if b != nil || !ok {
				t.Fatalf("%v, %T", b, err)
			}
			for _, p := range problems {
				if p.Message.FR == "" || p.Message.EN == "" {
					t.Fatalf("not said in both languages: %+v", p)
				}
			}
			return
		}
		b.Totals(func(string) (blueprint.Size, bool) { return blueprint.Size{CPU: 1, Memory: 1}, true })
		out, err := b.YAML()
		if err != nil {
			t.Fatal(err)
		}
		if len(out) > blueprint.MaxBytes { // written longer than it was
			return
		}
		again, err := blueprint.Parse("g", out)
		if err != nil {
			t.Fatalf("%v in\n%s", err, out)
		}
		if diff := cmp.Diff(b, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%s", diff, out)
		}
	})
}
