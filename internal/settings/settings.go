// Package settings reads what a program can be told from a struct that declares
// it once: flags, then environment, then a strict YAML file, then defaults. The
// same declaration reads each of them, refuses what is wrong by the name that was
// used, and documents all three.
//
// It knows no setting in particular.
package settings

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/havre-cloud/havre"
)

// Setting is one field of the struct. The tags of a field are those of package
// document (json, enum, min, max, pattern, form, doc), and:
//
//	default:"…"    the value when nobody says anything
//	otherwise:"…|…" what an empty value means, in French and English
//	value:"…|…"    what a value is, in one word: ADRESSE|ADDRESS
//	secret:"true"  it may not be a flag, which the list of processes shows
type Setting struct {
	Key       string // in the file: oidc.clientID
	Flag      string // without dashes: oidc-client-id; empty for a secret
	Env       string // PREFIX_OIDC_CLIENT_ID
	Default   string
	Otherwise havre.Text
	Value     havre.Text
	Doc       havre.Text
	Words     []string // the values it takes, when they are few
	Secret    bool
	List      bool
	Bool      bool

	index []int
}

// Of lists the settings that a struct declares, in its order.
func Of(v any, prefix string) []Setting {
	t := reflect.TypeOf(v)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return collect(t, prefix, nil, nil)
}

func collect(t reflect.Type, prefix string, keys []string, index []int) (out []Setting) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("json")
		path, at := append(slices.Clip(keys), name), append(slices.Clip(index), i)
		if f.Tag.Get("doc") == "" {
			out = append(out, collect(f.Type, prefix, path, at)...)
			continue
		}
		out = append(out, newSetting(f, prefix, path, at))
	}
	return out
}

func newSetting(f reflect.StructField, prefix string, path []string, index []int) Setting {
	words := kebab(strings.Join(path, "-"))
	s := Setting{
		Key: strings.Join(path, "."), Flag: words,
		Env:     prefix + strings.ToUpper(strings.ReplaceAll(words, "-", "_")),
		Default: f.Tag.Get("default"), Secret: f.Tag.Get("secret") == "true",
		Doc: pair(f.Tag.Get("doc")), Otherwise: pair(f.Tag.Get("otherwise")), Value: pair(f.Tag.Get("value")),
		Bool: f.Type.Kind() == reflect.Bool, List: f.Type.Kind() == reflect.Slice, index: index,
	}
	if s.Secret {
		s.Flag = ""
	}
	if e := f.Tag.Get("enum"); e != "" {
		s.Words = strings.Split(e, ",")
	}
	return s
}

// kebab turns clientID into client-id.
func kebab(s string) string {
	var b strings.Builder
	before := '-'
	for _, r := range s {
		if unicode.IsUpper(r) && !unicode.IsUpper(before) && before != '-' {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
		before = r
	}
	return b.String()
}

func pair(tag string) havre.Text {
	fr, en, both := strings.Cut(tag, "|")
	if !both {
		return havre.Same(tag)
	}
	return havre.Text{FR: fr, EN: en}
}

// In is the value that a setting has in the struct that v points to, as people
// write it.
func (s *Setting) In(v any) string {
	field := reflect.ValueOf(v).Elem().FieldByIndex(s.index)
	if field.IsZero() && !s.Bool {
		return ""
	}
	if s.List {
		var words []string
		for i := range field.Len() {
			words = append(words, fmt.Sprint(field.Index(i).Interface()))
		}
		return strings.Join(words, ", ")
	}
	return fmt.Sprint(field.Interface())
}
