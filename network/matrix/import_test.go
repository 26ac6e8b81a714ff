package matrix

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/internal/sheet"
)

var builtin = catalogue.Builtin().Named()

// options are those of an import into an application of the tests.
func options(file string) ImportOptions {
	return ImportOptions{File: file, Names: builtin, Application: "rdv", Title: "Prise de rendez-vous"}
}

// brief is a flow on one line.
func brief(f *dossier.Flow) string {
	b, err := json.Marshal(f)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func flowsOf(t *testing.T, file, text string) (flows, problems []string) {
	t.Helper()
	r, err := Import([]byte(text), options(file))
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Flows {
		flows = append(flows, brief(&r.Flows[i]))
	}
	for _, p := range r.Problems {
		problems = append(problems, p.Field+" «"+p.Value+"» "+p.Message.FR)
	}
	return flows, problems
}

func TestImportPlainColumns(t *testing.T) {
	for _, c := range []struct {
		name, text string
		flows      []string
		problems   []string
	}{
		{
			"columns in any order", "Port(s);Vers;De;Protocole;Objet;Réseau (RIE ou Internet);IP source;IP destination;VLAN;Environnement;Contact\n" +
				"5432;Rosny;frontal;TCP;référentiel;RIE;10.1.2.3;10.9.0.0/24;120;Production;Anne\n",
			[]string{`{"to":"rosny","protocol":"tcp","port":[5432],"environment":"production","network":"rie","fromName":"frontal","fromAddress":"10.1.2.3","toAddress":"10.9.0.0/24","vlan":"120","justification":"référentiel","owner":"Anne"}`},
			nil,
		},
		{
			"ports and services as people write them", "Source,Destination,Port\nPrise de rendez-vous,Nubo,\"80,443\"\nrdv,Nubo,8000-8010\nrdv,Nubo,TCP/443\nrdv,Nubo,HTTPS\nrdv,Nubo,any\nrdv,Nubo,DNS\nrdv,Nubo,8000 à 8010 (udp)\nrdv,Nubo,443.0\nrdv,Nubo,ping\n",
			[]string{
				`{"to":"nubo","port":[80,443]}`, `{"to":"nubo","port":["8000-8010"]}`, `{"to":"nubo","protocol":"tcp","port":[443]}`, `{"to":"nubo","protocol":"tcp","port":[443]}`, `{"to":"nubo"}`,
				`{"to":"nubo","protocol":"tcp","port":[53]}`, `{"to":"nubo","protocol":"udp","port":[53]}`, `{"to":"nubo","protocol":"udp","port":["8000-8010"]}`, `{"to":"nubo","port":[443]}`, `{"to":"nubo","protocol":"icmp"}`,
			},
			nil,
		},
		{
			"the port has the last word on a service", "Source,Destination,Protocole,Port\nrdv,Nubo,HTTPS,8443\nrdv,Nubo,TCP/UDP,53\n",
			[]string{`{"to":"nubo","protocol":"tcp","port":[8443]}`, `{"to":"nubo","protocol":"tcp","port":[53]}`, `{"to":"nubo","protocol":"udp","port":[53]}`},
			nil,
		},
		{
			"names that the catalogue does not know", "Source,Destination,Nom DNS,Port,Internet\nrdv,Serveur Éditique,,443,\nrdv,API Entreprise,https://api.exemple.gouv.fr/v3,443,X\nrdv,10.2.3.4,,22,non\n",
			[]string{`{"to":"serveur-editique","port":[443],"toName":"Serveur Éditique"}`, `{"to":"api.exemple.gouv.fr","port":[443],"dnsName":"api.exemple.gouv.fr","network":"internet","toName":"API Entreprise"}`, `{"to":"10.2.3.4","port":[22],"toAddress":"10.2.3.4"}`},
			nil,
		},
		{
			"which way it goes", "Sens,Source,Destination,Nom DNS,Port\nEntrant,Usagers (Internet),frontal,rdv.exemple.gouv.fr,443\nSortant,lot,Rosny,,443\n,RIE,frontal,,443\n,Nubo,rdv,,443\n,un outil,un autre,,443\n",
			[]string{
				`{"to":"rdv","from":"internet","port":[443],"dnsName":"rdv.exemple.gouv.fr","network":"internet","fromName":"Usagers (Internet)","toName":"frontal"}`,
				`{"to":"rosny","port":[443],"fromName":"lot"}`,
				`{"to":"rdv","from":"rie","port":[443],"network":"rie","toName":"frontal"}`,
				`{"to":"rdv","from":"nubo","port":[443]}`,
				`{"to":"un-autre","port":[443],"fromName":"un outil","toName":"un autre"}`,
			},
			[]string{"B6 «un outil» rien ne dit si le flux entre ou sort : lu comme ouvert par l'application"},
		},
		{
			"several environments and addresses in one cell", "Source,Destination,Port,IP destination,Environnement\nrdv,Nubo,443,\"10.0.0.1, 10.0.0.2\",Recette / Production\n",
			[]string{
				`{"to":"nubo","port":[443],"environment":"acceptance","toAddress":"10.0.0.1"}`, `{"to":"nubo","port":[443],"environment":"acceptance","toAddress":"10.0.0.2"}`,
				`{"to":"nubo","port":[443],"environment":"production","toAddress":"10.0.0.1"}`, `{"to":"nubo","port":[443],"environment":"production","toAddress":"10.0.0.2"}`,
			},
			nil,
		},
		{
			"what cannot be read is told, and opens nothing more than it says",
			"Source,Destination,Port,IP destination,Réseau,Environnement,Nom DNS\nrdv,Nubo,le port web,10.0.0.999,RIE ou Internet,Bientôt,<nom dns>.fr\nrdv,,443,,,,\nrdv,Nubo,443,,,,<nom dns>\n",
			[]string{`{"to":"nubo","port":[443]}`},
			[]string{
				"C2 (Port) «le port web» à compléter, la ligne est mise de côté : un protocole et des ports sont attendus, par exemple TCP/443, HTTPS, 80,443, 8000-8010 ou any",
				"D2 (IP destination) «10.0.0.999» à compléter, la ligne est mise de côté : une adresse IP ou un préfixe est attendu, par exemple 10.1.2.3 ou 10.1.2.0/24",
				"E2 (Réseau) «RIE ou Internet» à compléter, la ligne est mise de côté : un réseau est attendu : RIE, Internet, VPN ou Local",
				"F2 (Environnement) «Bientôt» à compléter, la ligne est mise de côté : un environnement est attendu : développement, bac à sable, formation, intégration, recette, production ou secours",
				"G2 (Nom DNS) «<nom dns>.fr» texte du modèle, à remplacer : un nom DNS est attendu, par exemple service.exemple.gouv.fr",
				"A3 «rdv» ligne gardée sans être un flux : il manque la destination (un nom, une adresse, un nom DNS ou une plateforme)",
				"G4 (Nom DNS) «<nom dns>» texte du modèle, à remplacer : un nom DNS est attendu, par exemple service.exemple.gouv.fr",
			},
		},
		{
			"a question mark narrows nothing, and is no blank", "Source,Destination,Port,Environnement,RIE,IP source\nrdv,Nubo,443,?,X,\nrdv,Nubo,443,,peut-être,\nrdv,Nubo,443,-,✔,-\nrdv,Nubo,443,,,frontal\n",
			[]string{`{"to":"nubo","port":[443],"network":"rie"}`},
			[]string{
				"D2 (Environnement) «?» à compléter, la ligne est mise de côté : un environnement est attendu : développement, bac à sable, formation, intégration, recette, production ou secours",
				"E3 (RIE) «peut-être» à compléter, la ligne est mise de côté : une croix, oui ou non est attendu",
				"F5 (IP source) «frontal» à compléter, la ligne est mise de côté : une adresse IP ou un préfixe est attendu, par exemple 10.1.2.3 ou 10.1.2.0/24",
			},
		},
		{
			"headings of other ministries, arrows, columns that mean nothing", "Machine source;Machine cible/destination;Sens;Ports;Justification métier;Ticket;Lot 2\nlot;Rosny;→;1024:65535;dépôt;T1;\nNubo;frontal;<-;443;retour;T2;\nlot;Rosny;↔;443;;T3;\n",
			[]string{
				`{"to":"rosny","port":["1024-65535"],"fromName":"lot","justification":"dépôt"}`,
				`{"to":"rdv","from":"nubo","port":[443],"toName":"frontal","justification":"retour"}`,
				`{"to":"rosny","port":[443],"fromName":"lot"}`,
			},
			[]string{
				"F1 «Ticket» colonnes non comprises, gardées telles quelles : Ticket, Lot 2",
				"C4 (Sens) «↔» cellule incomprise : entrant ou sortant est attendu",
			},
		},
		{
			"Markdown", "## Flux\n\n| Origine | Cible | Protocole / port | Justification |\n|---|---|---|---|\n| rdv | **Cloud Pi** | `tcp/5432` | base |\n",
			[]string{`{"to":"cloud-pi","protocol":"tcp","port":[5432],"justification":"base"}`},
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := "flux.csv"
			if c.name == "Markdown" {
				file = "flux.md"
			}
			flows, problems := flowsOf(t, file, c.text)
			if diff := cmp.Diff(c.flows, flows); diff != "" {
				t.Errorf("flows (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.problems, problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// blocks is the layout that the ministry of the Interior hands out, with invented
// flows.
var blocks = [][]string{
	{"", "Suivi"}, // the first row of the sheet
	{"Flux ADMINISTRATION"},
	{"", "", "", "", "", "", "", "VERS"},
	{"", "", "PROTOCOLE", "", "NOM DE FONCTION", "IP", "", "NOM DE FONCTION", "IP", "", "PORT", "", "Description"},
	{},
	{"", "", "SSH", "", "bastion", "10.8.0.4", "", "grappe", "10.9.0.4", "", "22", "", "exploitation"},
	{},
	{"Flux ENTRANTS depuis RIE"},
	{},
	{"", "", "PROTOCOLE", "", "NOM", "IP", "", "NOM", "IP", "", "PORT", "", "Description"},
	{"", "", "", "", "PRE PRODUCTION"},
	{"", "", "", "", "Flux d'Administration"},
	{"", "", "", "", "Flux d'accès"},
	{"", "", "HTTPS", "", "RIE", "", "", "FIP1", "", "", "443", "", "rdv.pprod.exemple.gouv.fr"},
	{"", "", "", "", "(préciser si internet ou RIE )", "", "", "", "", "", "", "", "à compléter"},
	{"", "", "", "", "PRODUCTION"},
	{"", "", "", "", "Flux d'accès interne (RIE MI)"},
	{"", "", "HTTPS", "", "Agents", "10.0.0.0/8", "", "FIP2", "10.9.0.9", "", "443", "", "accès des agents"},
	{"", "", "", "", "PRODUCTION (secours)"},
	{"", "", "HTTPS", "", "Nubo", "", "", "FIP3", "", "", "443 / 8443", "", "reprise"},
	{"", "", "HTTPS", "", "Nubo", "IP SRC", "", "FIP3", "", "", "443", "", "reprise"},
}

var entrances = [][]string{
	{"", "Configuration machine : interface ethernet"},
	{"", "Contexte", "Tenant", "FIP", "FIP-IP", "Description", "Résolution DNS pour la FIP", "Segment GIPSE", "Réseau", "Masque", "VlanId"},
	{"", "Pré-Production", "locataire-a", "FIP1", "10.20.0.1", "entrée", "rdv.pprod.exemple.gouv.fr", "S1", "10.20.0.0", "255.255.255.0", "210"},
	{"", "Production", "locataire-b", "FIP2", "10.20.0.2", "", "rdv.exemple.gouv.fr", "S2", "10.20.0.0", "255.255.255.0", "211"},
	{"", "Production", "locataire-b", "FIP4", "fournie par l'hébergeur"},
}

// workbook is sheets written as people fill them.
func workbook(t *testing.T, f sheet.Format, sheets map[string][][]string) []byte {
	t.Helper()
	var pages []sheet.Page
	for _, name := range []string{"FIP", "Flux Réseau"} {
		rows := sheets[name]
		pages = append(pages, sheet.Page{
			Output: sheet.Output{Name: name, Header: rows[0]},
			Rows:   rowsOf(len(rows)-1, func(i int) []string { return rows[i+1] }),
		})
	}
	var b bytes.Buffer
	if err := sheet.WriteBook(&b, f, pages); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestImportBlocks(t *testing.T) {
	for _, f := range []sheet.Format{sheet.XLSX, sheet.ODS} {
		r, err := Import(workbook(t, f, map[string][][]string{"FIP": entrances, "Flux Réseau": blocks}), options("m."+string(f)))
		if err != nil {
			t.Fatal(err)
		}
		var flows []string
		for i := range r.Flows {
			flows = append(flows, brief(&r.Flows[i]))
		}
		want := []string{
			`{"to":"grappe","protocol":"tcp","port":[22],"kind":"administration","fromName":"bastion","fromAddress":"10.8.0.4","toAddress":"10.9.0.4","justification":"exploitation"}`,
			`{"to":"rdv","from":"rie","protocol":"tcp","port":[443],"dnsName":"rdv.pprod.exemple.gouv.fr","environment":"acceptance","network":"rie","kind":"access","toName":"FIP1","toAddress":"10.20.0.1","vlan":"210"}`,
			`{"to":"rdv","from":"agents","protocol":"tcp","port":[443],"dnsName":"rdv.exemple.gouv.fr","environment":"production","network":"rie","kind":"access","fromName":"Agents","toName":"FIP2","fromAddress":"10.0.0.0/8","toAddress":"10.9.0.9","vlan":"211","justification":"accès des agents"}`,
			`{"to":"rdv","from":"nubo","protocol":"tcp","port":[443,8443],"environment":"recovery","network":"rie","toName":"FIP3","justification":"reprise"}`,
		}
		if diff := cmp.Diff(want, normal(t, flows)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f, diff)
		}
		if got, all := kept(r), slices.Concat(words(entrances), words(blocks)); !slices.Equal(got, all) {
			t.Errorf("%s: words lost or moved (-want +got):\n%s", f, cmp.Diff(all, got))
		}
		var told []string
		for _, p := range r.Problems {
			told = append(told, p.Field)
		}
		if diff := cmp.Diff([]string{"FIP!E5 (FIP-IP)", "Flux Réseau!C6", "Flux Réseau!E15 (NOM)", "Flux Réseau!M15 (Description)", "Flux Réseau!F21 (IP)"}, told); diff != "" {
			t.Errorf("%s: what is told (-want +got):\n%s", f, diff)
		}
	}
}

// normal puts the fields of flows in the order of the declaration, as tests write
// them in the order that reads best.
func normal(t *testing.T, flows []string) []string {
	t.Helper()
	out := make([]string, len(flows))
	for i, f := range flows {
		out[i] = reorder(t, f)
	}
	return out
}

func reorder(t *testing.T, text string) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	var parts []string
	for _, k := range []string{"to", "from", "protocol", "port", "dnsName", "environment", "network", "kind", "fromName", "toName", "fromAddress", "toAddress", "vlan", "justification", "owner"} {
		if v, ok := m[k]; ok {
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, fmt.Sprintf("%q:%s", k, b))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// TestMergedRows: the environment that several rows share is that of each.
func TestMergedRows(t *testing.T) {
	row := func(cells ...string) string {
		out := "<table-row>"
		for _, c := range cells {
			switch {
			case c == "":
				out += "<covered-table-cell/>"
			case c == "Recette":
				out += "<table-cell number-rows-spanned='2'><p>" + c + "</p></table-cell>"
			default:
				out += "<table-cell><p>" + c + "</p></table-cell>"
			}
		}
		return out + "</table-row>"
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	content := "<x><table name='Flux'>" + row("Environnement", "Source", "Destination", "Port") + row("Recette", "rdv", "Nubo", "443") + row("", "rdv", "Rosny", "22") + "</table></x>"
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Import(b.Bytes(), options("m.ods"))
	if err != nil {
		t.Fatal(err)
	}
	var flows []string
	for i := range r.Flows {
		flows = append(flows, brief(&r.Flows[i]))
	}
	want := []string{`{"to":"nubo","port":[443],"environment":"acceptance"}`, `{"to":"rosny","port":[22],"environment":"acceptance"}`}
	if diff := cmp.Diff(want, flows); diff != "" || r.Count() != 11 {
		t.Errorf("%d cells (-want +got):\n%s", r.Count(), diff)
	}
	if c := r.Sheets[0].Rows[2].Cells[0]; !c.Carried || c.Label().FR != "Recette" {
		t.Errorf("%+v", c)
	}
}

func words(rows [][]string) (out []string) {
	for _, row := range rows {
		for _, c := range row {
			if c != "" {
				out = append(out, c)
			}
		}
	}
	return out
}

func kept(r *Reading) (out []string) {
	for _, s := range r.Sheets {
		for _, row := range s.Rows {
			for _, c := range row.Cells {
				out = append(out, c.Words)
			}
		}
	}
	return out
}

// TestHeadingsAreNotShared: a heading stands for one thing.
func TestHeadingsAreNotShared(t *testing.T) {
	seen := map[string]field{}
	for f, names := range spoken {
		for _, n := range names {
			if other, dup := seen[n]; dup {
				t.Errorf("%q is both %s and %s", n, other, f)
			}
			if sheet.Fold(n) != n {
				t.Errorf("%q is not folded: it is never recognised", n)
			}
			seen[n] = f
		}
	}
}

func TestImportRefuses(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"the matrix of interconnections", "m.md", "| | Rosny | Nubo | RIE |\n|---|---|---|---|\n| Rosny | ===== | VPN ? | O |\n| Nubo | | ===== | O |\n", "havre catalogue import"},
		{"no headings", "m.csv", "a;b;c\n1;2;3\n", "aucun tableau de flux reconnu"},
		{"not a spreadsheet", "m.xlsx", "rien", "ce n'est pas un classeur"},
	} {
		_, err := Import([]byte(c.text), options(c.file))
		var problems havre.Problems
		if !errors.As(err, &problems) || !strings.Contains(problems.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
