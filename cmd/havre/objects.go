package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
)

// objectKind is a kind of object of a portal, as the commands know it.
type objectKind struct {
	name    string   // Dossier
	words   []string // what people type, the one for lists first
	path    string   // of the API
	title   havre.Text
	none    havre.Text // said when a list of them is empty, zero as of the others
	columns []column
	filters []filter
	// named are where an object says what people call it; the list is searched for it
	// by the parameter.
	named  []string
	search string
	// over are the states of an object whose name another may bear since.
	over []string
	// key are the fields that recognise an object, and lookup the parameter of the list
	// that takes each; exact, when nothing is one of their values.
	key    []string
	lookup map[string]string
	exact  bool
	listed string // how they are listed, "" as the others are
	made   bool   // apply creates it
	final  bool   // once deleted, it cannot be restored
}

// column is one of a table: a head, and where its value is in the object.
type column struct {
	head havre.Text
	path string
	// shown is how people read the value, nil as it is; raw columns are for CSV only.
	shown func(a *app, o *object, value string) string
	raw   bool
}

// filter is a parameter of a list.
type filter struct {
	query  string
	usage  havre.Text
	values []string
	flag   bool // true or absent
}

// object is an object of a kind that the command does not know beforehand.
type object struct {
	client.Raw
	tag    string
	fields map[string]any
}

func newObject(raw *client.Raw, tag string) (*object, error) {
	text, err := json.Marshal(raw)
	if err != nil {
		return nil, fmt.Errorf("reading an object: %w", err)
	}
	o := &object{Raw: *raw, tag: tag}
	return o, json.Unmarshal(text, &o.fields)
}

// at is a value by its path, as a cell.
func (o *object) at(path string) string {
	var v any = o.fields
	for name := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return cellOf(v)
}

// cellOf is a value of JSON on one line.
func cellOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return havre.TruthOf(v).String()
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		words := make([]string, len(v))
		for i := range v {
			words[i] = cellOf(v[i])
		}
		return strings.Join(words, " ")
	}
	text, _ := json.Marshal(v) // of what was read as JSON
	return string(text)
}

// kindArgument finds a kind by a word that people type.
func kindArgument(word string) (*objectKind, error) {
	var words []string
	for i := range objectKinds {
		k := &objectKinds[i]
		if slices.Contains(k.words, strings.ToLower(word)) {
			return k, nil
		}
		words = append(words, k.words[1])
	}
	return nil, havre.Problems{{
		Value: word, Suggestion: havre.Nearest(word, words),
		Message: havre.Text{FR: "nature d'objet inconnue ; il y a : %s", EN: "unknown kind of object; there are: %s"}.With(strings.Join(words, ", ")),
	}}
}

// kindNamed finds a kind by the name that documents bear.
func kindNamed(name string) *objectKind {
	i := slices.IndexFunc(objectKinds, func(k objectKind) bool { return k.name == name })
	if i < 0 {
		return nil
	}
	return &objectKinds[i]
}

// completeKinds offers the words for kinds, then nothing.
func completeKinds(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for i := range objectKinds {
		out = append(out, objectKinds[i].words[1])
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// read finds an object by its identifier, or by what people call it.
func (r *remote) read(k *objectKind, ref string) (*object, error) {
	raw, tag, err := client.Any(k.path).Get(r.ctx, r.Client, ref)
	if err == nil {
		return newObject(raw, tag)
	}
	if !errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return nil, err
	}
	if k.search == "" {
		return nil, unfound(k, ref, err)
	}
	found, lookup := r.lookFor(k, ref)
	switch {
	case lookup != nil:
		return nil, lookup
	case len(found) == 0:
		return nil, unfound(k, ref, err)
	case len(found) > 1:
		return nil, ambiguous(ref, found)
	}
	raw, tag, err = client.Any(k.path).Get(r.ctx, r.Client, found[0].ID)
	if err != nil {
		return nil, err
	}
	return newObject(raw, tag)
}

// unfound says which object was not found, and how to list those that are.
func unfound(k *objectKind, ref string, err error) error {
	f := havre.FaultOf(err)
	if f == nil {
		return err
	}
	out := *f
	out.Message = havre.Text{FR: "« %[1]s » n’existe pas parmi les %[2]s, ou vous n’y avez pas accès.", EN: "There is no %[1]q among the %[2]s, or you may not see it."}.With(ref, k.title)
	out.Next = havre.Text{FR: "Pour voir ce qu’il y a : %s", EN: "To see what there is: %s"}.With(orElse(k.listed, "havre list "+k.words[0]))
	return &out
}

// lookFor lists the objects that bear a name.
func (r *remote) lookFor(k *objectKind, name string) ([]*object, error) {
	all, err := r.all(k, url.Values{k.search: {name}}, 0)
	all = slices.DeleteFunc(all, func(o *object) bool {
		return !slices.ContainsFunc(k.named, func(path string) bool { return o.at(path) == name })
	})
	return living(all, func(o **object) bool { return k.ended((*o).at("status.state")) }, func(o **object) time.Time { return (*o).Metadata.UpdatedAt }), err
}

// ended says whether an object of that state gives way to another of its name.
func (k *objectKind) ended(state string) bool { return slices.Contains(k.over, state) }

// living are, of several objects that bear a name, those that have not ended. When all
// have, it is the one that changed last: there is nothing left but to read it.
func living[T any](found []T, ended func(*T) bool, changed func(*T) time.Time) []T {
	alive := slices.DeleteFunc(slices.Clone(found), func(o T) bool { return ended(&o) })
	if len(alive) > 0 || len(found) == 0 {
		return alive
	}
	return []T{slices.MaxFunc(found, func(a, b T) int { return changed(&a).Compare(changed(&b)) })}
}

func ambiguous(name string, found []*object) error {
	var ids []string
	for _, o := range found {
		ids = append(ids, o.ID)
	}
	return havre.Problems{{Value: name, Message: havre.Text{
		FR: "plusieurs objets de ce nom ; employez l'identifiant de l'un d'eux : %s", EN: "several objects of that name; use the identifier of one of them: %s",
	}.With(strings.Join(ids, ", "))}}
}
