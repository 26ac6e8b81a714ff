package pages

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/browsertest"
	"github.com/havre-cloud/havre/internal/htmlcheck"
	"github.com/havre-cloud/havre/internal/sheet"
)

// The picture has words for those who do not see it, and the table says all of it,
// under the same numbers.
func TestMapAndItsTable(t *testing.T) {
	page, body := readPage(t, "/interconnexions?date=2025-06-30", http.StatusOK)
	for _, want := range []string{`role="img" aria-label="Carte de 11 plateformes et de 2 réseaux au 30 juin 2025`, `id="liaison-1"`, "à confirmer", "non renseignées"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	if n := strings.Count(body, `role="img"`); n != 2 {
		t.Errorf("%d pictures, want one for each shape", n)
	}
	drawing, _, _ := strings.Cut(body, "</svg>\n")
	for i := 1; strings.Contains(body, `id="liaison-`+strconv.Itoa(i)+`"`); i++ {
		row := body[strings.Index(body, `id="liaison-`+strconv.Itoa(i)+`"`):]
		row, _, _ = strings.Cut(row, "</tr>")
		drawn := !strings.Contains(row, "Aucune liaison") && !strings.Contains(row, "Non renseignée")
		text := ">" + strconv.Itoa(i)
		if shown := strings.Contains(drawing, text+"<") || strings.Contains(drawing, text+" "); shown != drawn {
			t.Errorf("link %d: drawn %v, want %v", i, shown, drawn)
		}
	}
	for _, want := range []string{"/interconnexions/chemin?date=2025-06-30&de=duquesne&vers=rosny", "/interconnexions/hypothese?date=2025-06-30&de=duquesne&effet=ouverte&reseau=rie&vers=rosny"} {
		if !slices.Contains(page.Links, want) {
			t.Errorf("no row leads to %s: %q", want, page.Links)
		}
	}
}

// A question put to the map is answered beside it, and its way is brought out.
func TestMapWithAWay(t *testing.T) {
	_, body := readPage(t, "/interconnexions?de=fabnum-ovh&vers=cegedim-cloud", http.StatusOK)
	for _, want := range []string{"On ne peut pas le dire", "Atlas@OVH v2 → Rosny (Travail) → Cegedim HDS", "app-map-hot", "app-map-dim"} {
		if !strings.Contains(strings.ReplaceAll(body, "\u00a0", " "), want) {
			t.Errorf("no %q", want)
		}
	}
	_, refused := readPage(t, "/interconnexions?de=mapado&vers=rie", http.StatusOK)
	if strings.Contains(refused, "app-map-hot") {
		t.Error("a way that is refused is brought out")
	}
}

func TestMapRefuses(t *testing.T) {
	for path, want := range map[string]string{
		"/interconnexions?de=nub&vers=rosny":  "Vouliez-vous dire « nubo »",
		"/interconnexions?de=nubo&vers=nubo":  "choisissez un autre endroit",
		"/interconnexions?de=nubo":            "Dites où va le flux",
		"/interconnexions?lieu=nuboo":         "Vouliez-vous dire « nubo »",
		"/interconnexions?reseau=vnp":         "Réseau inconnu",
		"/interconnexions?etat=prevue":        "Vouliez-vous dire « planned »",
		"/en/interconnexions?lieu=nowhere-at": "Neither a platform",
	} {
		_, body := readPage(t, path, http.StatusUnprocessableEntity)
		if !strings.Contains(strings.ReplaceAll(body, "\u00a0", " "), want) {
			t.Errorf("%s: no %q", path, want)
		}
	}
}

// The questions that the sources asked are answered by the map itself.
func TestMapSettlesQuestions(t *testing.T) {
	_, body := readPage(t, "/interconnexions", http.StatusOK)
	_, asked, _ := strings.Cut(strings.ReplaceAll(body, "\u00a0", " "), "Ce que les sources demandaient")
	for _, want := range []string{"Représenter le RIE", "est un réseau de la carte", "Représenter PI", "Cloud Pi (Cloud π) est une plateforme", "Représenter NUBO", "Nubo est une plateforme"} {
		if !strings.Contains(asked, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(asked, "Sans réponse") {
		t.Error("a question has no answer")
	}
}

// The same map is a file, with its own colours and without styles.
func TestMapFile(t *testing.T) {
	for _, path := range both([]string{"/interconnexions/carte.svg", "/interconnexions/carte.svg?forme=etroite&date=2026-04-13", "/interconnexions/carte.svg?de=nubo&vers=rosny"}) {
		w := httptest.NewRecorder()
		readingSite(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/svg+xml" || !strings.Contains(w.Header().Get("Content-Disposition"), ".svg") {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		if strings.Contains(w.Body.String(), "style") {
			t.Errorf("%s holds a style, which no page may show", path)
		}
		for d := xml.NewDecoder(w.Body); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
		}
	}
}

// The exported table holds each thing in its own column.
func TestMapExported(t *testing.T) {
	w := httptest.NewRecorder()
	readingSite(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/interconnexions?format=csv&reseau=vpn", nil))
	tables, err := sheet.Read("t.csv", w.Body.Bytes())
	if err != nil || len(tables) != 1 {
		t.Fatal(err)
	}
	var head []string
	for _, c := range tables[0].Header {
		head = append(head, c.Text)
	}
	want := []string{"Numéro", "De", "Vers", "État", "Réseau", "Sens", "Chiffrement", "Passage de tiers", "Débit", "Qui sait", "Mots de la source", "Source", "Confiance", "Depuis"}
	if !slices.Equal(head, want) {
		t.Errorf("columns %q, want %q", head, want)
	}
}

// hosted declares where it is and what it talks to.
const hosted = `apiVersion: havre/v1
kind: Dossier
metadata: {name: agenda-partage, title: Agenda partagé}
spec:
  hosting: [{platform: rosny}]
  flows:
    - {to: cegedim-cloud, protocol: tcp, port: 443}
    - {to: nubo, protocol: tcp, port: 5432}
`

// Whoever is signed in sees the flows of a need they may see, and of no other.
func TestMapOfANeed(t *testing.T) {
	w := newNeedWorld(t)
	w.put("agenda-partage", []byte(hosted))
	path := "/interconnexions?dossier=" + w.needs["agenda-partage"].ID
	body := strings.ReplaceAll(w.get(path, w.alice).Body.String(), "\u00a0", " ")
	for _, want := range []string{"Les flux de « Agenda partagé »", "Rosny (Travail) → Cegedim HDS, tcp 443 : oui", "app-map__letter", "A1", "B1"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	page, err := htmlcheck.Read(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range page.Problems() {
		t.Error(p)
	}
	if out := w.get("/interconnexions?dossier=nowhere", w.alice); out.Code != http.StatusNotFound {
		t.Errorf("a need that is not: %d", out.Code)
	}
	if out := w.get(path, ""); out.Code != http.StatusOK || strings.Contains(out.Body.String(), "Agenda") {
		t.Errorf("a stranger sees the need: %d", out.Code)
	}
}

// The shape follows the screen; on paper the wide one is whole.
func TestMapShapes(t *testing.T) {
	server := httptest.NewServer(readingSite(t))
	defer server.Close()
	tab := browsertest.Start(t).Tab(t, browsertest.View{})
	tab.Go(server.URL + "/interconnexions")
	shown := func(shape string) bool {
		return browsertest.Eval[bool](tab, `document.querySelector(".app-map__svg--`+shape+`").getBoundingClientRect().width > 0`)
	}
	if !shown("wide") || shown("narrow") {
		t.Error("a large screen does not show the wide shape alone")
	}
	tab.FitsPaper()
	tab.Look(browsertest.View{Width: browsertest.Phone})
	if shown("wide") || !shown("narrow") {
		t.Error("a telephone does not show the narrow shape alone")
	}
}
