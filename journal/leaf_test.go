package journal_test

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/havre-cloud/havre/journal"
)

// golden is the leaf of an event, to the byte: other programs verify it too.
const golden = `{"action":"grant.create","actor":"q3k","at":"2026-11-22T07:00:00.000120Z",` +
	`"commitments":{"actorName":"HASH"},"details":{"note":"a\"b\\c\u0001 é 🏛","role":"reader"},` +
	`"format":"havre-journal/1","index":0,"kind":"Grant","object":"g1","organisation":"dnum","outcome":"done"}`

func TestLeafToTheByte(t *testing.T) {
	l := sqliteLab(t)
	l.append(t, journal.Event{
		At: time.Date(2026, 11, 22, 8, 0, 0, 120_999, time.FixedZone("Paris", 3600)), Actor: "q3k", ActorName: "Camille Moreau",
		Action: "grant.create", Kind: "Grant", Object: "g1", Organisation: "dnum",
		Details: map[string]string{"role": "reader", "note": "a\"b\\c\u0001 é 🏛"},
	})
	var salt []byte
	l.read(t, &salt, "SELECT salt FROM journal_personal WHERE position = 0")
	sum := sha256.Sum256(append(salt, "Camille Moreau"...))
	if want := strings.Replace(golden, "HASH", hex.EncodeToString(sum[:]), 1); string(l.leaf(t, 0)) != want {
		t.Errorf("got  %s\nwant %s", l.leaf(t, 0), want)
	}
	if strings.Contains(string(l.leaf(t, 0)), "Camille") {
		t.Error("a personal value is in the leaf")
	}
}

// TestUnusualText writes what neither JSON nor PostgreSQL can hold, and reads it
// back as the leaf has it.
func TestUnusualText(t *testing.T) {
	each(t, func(t *testing.T, l *lab) {
		rapid.Check(t, func(n *rapid.T) {
			text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"\x00", "\xff\xfe", "\u2028", "a\x00b", "\U0010FFFF", "\ud7ff\ue000"}))
			e := journal.Event{
				At: morning, Actor: text.Draw(n, "actor"), ActorName: text.Draw(n, "name"), Action: "x" + text.Draw(n, "action"),
				Object: text.Draw(n, "object"), Outcome: journal.Refused,
				Details: rapid.MapOfN(text, text, 0, 4).Draw(n, "details"), Personal: rapid.MapOfN(text, text, 0, 4).Draw(n, "personal"),
			}
			i := l.append(t, e)
			if r := l.verify(t); r.Fault != nil {
				n.Fatalf("entry %d: %+v", i, r.Fault)
			}
		})
	})
}

func TestReservedField(t *testing.T) {
	l := sqliteLab(t)
	e := event(0)
	e.Personal = map[string]string{journal.ActorNameField: "somebody else"}
	if err := l.tryAppend(t, e); err == nil {
		t.Error("two values under one field")
	}
}

func TestWhom(t *testing.T) {
	l := sqliteLab(t)
	personal := map[string]string{"email": "camille@exemple.gouv.fr"}
	for i, c := range []struct {
		e    journal.Event
		want string
	}{
		{journal.Event{Actor: "a", Kind: "Person", Object: "p", Personal: personal}, "p"},
		{journal.Event{Actor: "a", Kind: "Grant", Object: "g", Personal: personal}, "a"},
		{journal.Event{Actor: "a", Kind: "Grant", Object: "g", About: "q", Personal: personal}, "q"},
		{journal.Event{Actor: "a", Kind: "Person", Object: "p", About: "q", Personal: personal}, "q"},
	} {
		c.e.At, c.e.Action = morning, "x"
		l.append(t, c.e)
		var whom string
		l.read(t, &whom, "SELECT person FROM journal_personal WHERE position = $1", i)
		if whom != c.want {
			t.Errorf("%+v: about %q, want %q", c.e, whom, c.want)
		}
	}
}

func FuzzParseLeaf(f *testing.F) {
	hash := strings.Repeat("ab", 32)
	f.Add([]byte(strings.Replace(golden, "HASH", hash, 1)))
	f.Add([]byte(`{"action":"a","at":"2026-11-22T07:00:00.000000Z","format":"havre-journal/1","index":9007199254740993,"outcome":""}`))
	f.Add([]byte(`{"action":"a","action":"b"}`))
	f.Add([]byte(`{"at":"2026-11-22T07:00:00.000000Z","action":"a","format":"havre-journal/1","index":0,"outcome":"done"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		leaf, err := journal.ParseLeaf(text)
		if err != nil {
			return
		}
		if !strings.HasPrefix(string(text), `{"action":`) || leaf.Event.ActorName != "" || leaf.Event.Personal != nil {
			t.Errorf("%s: %+v", text, leaf)
		}
		for field, hash := range leaf.Commitments {
			if len(hash) != sha256.Size {
				t.Errorf("%s: %x", field, hash)
			}
		}
		again, err := journal.ParseLeaf([]byte(string(text)))
		if err != nil || !reflect.DeepEqual(leaf, again) {
			t.Errorf("%s: %+v, then %+v, %v", text, leaf, again, err)
		}
	})
}

func TestOtherForms(t *testing.T) {
	good := strings.Replace(golden, "HASH", strings.Repeat("ab", 32), 1)
	if _, err := journal.ParseLeaf([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"a space":          strings.Replace(good, `,"actor"`, `, "actor"`, 1),
		"another order":    strings.Replace(strings.Replace(good, `"action":"grant.create",`, "", 1), `"outcome":"done"`, `"outcome":"done","action":"grant.create"`, 1),
		"an empty member":  strings.Replace(good, `"outcome"`, `"objectName":"","outcome"`, 1),
		"a member twice":   strings.Replace(good, `"actor":"q3k"`, `"actor":"q3k","actor":"q3k"`, 1),
		"another member":   strings.Replace(good, `"outcome"`, `"other":"x","outcome"`, 1),
		"another escape":   strings.Replace(good, "é", `\u00e9`, 1),
		"another format":   strings.Replace(good, "journal/1", "journal/2", 1),
		"a local time":     strings.Replace(good, "000120Z", "000120+01:00", 1),
		"fewer decimals":   strings.Replace(good, "000120Z", "00012Z", 1),
		"no such day":      strings.Replace(good, "2026-11-22", "2026-11-31", 1),
		"a short hash":     strings.Replace(good, "abab", "ab", 1),
		"capitals":         strings.Replace(good, "abab", "ABAB", 1),
		"an index as text": strings.Replace(good, `"index":0`, `"index":"0"`, 1),
		"an index as 0.0":  strings.Replace(good, `"index":0`, `"index":0.0`, 1),
		"more":             good + "\n",
		"nothing":          "",
	} {
		if l, err := journal.ParseLeaf([]byte(text)); err == nil {
			t.Errorf("%s: accepted as %+v", name, l)
		}
	}
}
