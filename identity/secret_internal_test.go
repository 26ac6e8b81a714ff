package identity

import (
	"strings"
	"testing"
	"time"
)

func TestPHC(t *testing.T) {
	cheap := todaysCost
	todaysCost, nobodysPassword.cost = realCost, realCost
	t.Cleanup(func() { todaysCost, nobodysPassword.cost = cheap, cheap })
	stored, err := hashPassword(t.Context(), "quatre mots sans rapport")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("stored as %s", stored)
	}
	for _, c := range []struct {
		stored, password string
		right, outdated  bool
	}{
		{stored, "quatre mots sans rapport", true, false},
		{stored, "quatre mots sans rapports", false, false},
		{stored, "", false, false},
		{"", "", false, false},
		{nobodysPassword.String(), "", false, false},
		{"$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "", false, true},
	} {
		right, outdated, err := checkPassword(t.Context(), c.stored, c.password)
		if right != c.right || outdated != c.outdated || err != nil {
			t.Errorf("%q with %q: right %v, outdated %v, %v", c.stored, c.password, right, outdated, err)
		}
	}
	again, err := hashPassword(t.Context(), "quatre mots sans rapport")
	if err != nil || again == stored {
		t.Errorf("the same password twice is stored the same: %v", err)
	}
}

func TestPHCRefusesOtherForms(t *testing.T) {
	for _, s := range []string{
		"", "$", "$$$$$", "plain",
		"$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=16$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=19456,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=19456,t=2,p=0$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=19456,t=2,p=1$$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$",
		"$argon2id$v=19$m=19456,t=2,p=1 $AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	} {
		if p, ok := parsePHC(s); ok {
			t.Errorf("%q is read as %+v", s, p)
		}
	}
}

// What is read back is what was written, and costs no more than the bounds.
func FuzzPHC(f *testing.F) {
	f.Add(nobodysPassword.String())
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=+8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := parsePHC(s)
		if !ok {
			return
		}
		if p.String() != s || p.memory > maxMemory || p.time > maxPasses || p.threads > maxThreads {
			t.Errorf("%q is read as %+v", s, p)
		}
	})
}

// A token is read in one way, and its prefix is that of the text.
func FuzzToken(f *testing.F) {
	f.Add("havre_abcdefgh_abcdefghijklmnopqrstuvwxyz")
	f.Add("havre_abcdefgh_abcdefghijklmnopqrstuvwxyz_")
	f.Add("HAVRE_ABCDEFGH_ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	f.Fuzz(func(t *testing.T, s string) {
		prefix, ok := parseToken(s)
		if !ok {
			return
		}
		rest, found := strings.CutPrefix(s, "havre_"+prefix+"_")
		if !found || len(prefix) != 8 || len(rest) < 26 || strings.ToLower(s) != s || strings.ContainsAny(s, " \n\x00") {
			t.Errorf("%q has the prefix %q", s, prefix)
		}
	})
}

// A SIRET is 14 digits, and one digit changed is another number, which Luhn
// refuses; La Poste aside, whose rule is weaker.
func FuzzSIRET(f *testing.F) {
	for _, s := range []string{"13002526500013", "130 025 265 00013", "110\u202f002\u00a0011 00044", "35600000000048", "35600000049837", "00000000000000", "1300252650001", "13002526500014", "१३००२५२६५०००१३"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		siret, ok := ParseSIRET(s)
		if !ok {
			return
		}
		if again, ok := ParseSIRET(siret); !ok || again != siret || len(siret) != 14 {
			t.Fatalf("%q is read as %q, then %q", s, siret, again)
		}
		if strings.HasPrefix(siret, "356000000") {
			return
		}
		for i := range siret {
			other := []byte(siret)
			other[i] = '0' + (other[i]-'0'+1)%10
			if _, ok := ParseSIRET(string(other)); ok && !strings.HasPrefix(string(other), "356000000") {
				t.Errorf("%s and %s are both valid", siret, other)
			}
		}
	})
}

func TestSIRET(t *testing.T) {
	for s, want := range map[string]string{
		"13002526500013":    "13002526500013",
		"130 025 265 00013": "13002526500013",
		"35600000000048":    "35600000000048", // La Poste, its seat
		"35600000049837":    "35600000049837", // La Poste, by its own rule
		"13002526500014":    "",
		"00000000000000":    "",
		"1300252650001":     "",
		"1300252650001a":    "",
	} {
		if got, ok := ParseSIRET(s); ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %q, %v; want %q", s, got, ok, want)
		}
	}
}

// The table of attempts does not grow with the addresses that are tried.
func TestAttemptsAreForgotten(t *testing.T) {
	var a attempts
	now := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	most := 0
	for i := range 20_000 {
		a.begin(strings.Repeat("x", i%977)+time.Duration(i).String(), now)
		now = now.Add(time.Second)
		most = max(most, len(a.tried))
	}
	if most > 4000 {
		t.Errorf("%d addresses are kept, of which 900 count", most)
	}
}

func TestNameOf(t *testing.T) {
	for title, want := range map[string]string{
		"Ministère de l’Écologie":           "ministere-de-l-ecologie",
		"  DNUM (Intérieur) ":               "dnum-interieur",
		"日本":                                "organisation",
		"":                                  "organisation",
		strings.Repeat("a", 62) + " b cdef": strings.Repeat("a", 62),
	} {
		if got := nameOf(title); got != want || !dnsLabel.MatchString(got) {
			t.Errorf("%q is named %q, want %q", title, got, want)
		}
	}
}

// The words of a name and an address make no password; a sentence does.
func TestPasswordProblems(t *testing.T) {
	p := &Person{Name: "Camille Durand-Petit", Email: "camille.durand@ecologie.gouv.fr"}
	for password, good := range map[string]bool{
		"quatre mots sans rapport":                   true,
		"douze lettre":                               true,
		"onze lettre":                                false,
		"éèàùçâêîôûëï":                               true,
		"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301": false, // six letters, however they are typed
		"camille.durand@ecologie.gouv.fr":            false,
		"CamilleDurand2026":                          false,
		"camille aime les fraises":                   true,
		strings.Repeat("é", 256):                     true,
		strings.Repeat("é", 257):                     false,
	} {
		if ps := passwordProblems(password, p); (len(ps) == 0) != good {
			t.Errorf("%q: %v", password, ps)
		}
	}
}
