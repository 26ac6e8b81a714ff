package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/client"
	"github.com/havre-cloud/havre/internal/terminal"
)

// applying is one run of havre apply.
type applying struct {
	*remote
	files        []string
	organisation string
	note         string
	dryRun, yes  bool
	ids          map[string]string // organisations by what documents call them
}

func (a *app) applyCommand() *cobra.Command {
	ap := &applying{ids: map[string]string{}}
	c := a.command(entry{
		use:   havre.Text{FR: "apply -f FICHIER… | RESSOURCE", EN: "apply -f FILE… | RESOURCE"},
		short: havre.Text{FR: "mettre des objets comme dans un fichier, ou une ressource comme commandée", EN: "make objects as they are in a file, or a resource as it was ordered"},
		long: havre.Text{
			FR: "Lit des documents (YAML ou JSON, un ou plusieurs par fichier, un répertoire, - pour l'entrée standard). Un objet qui n'existe pas est créé ; un qui diffère est changé ; les autres sont laissés. Un objet est reconnu par son identifiant, sinon par sa nature, son organisation et son nom. Un dossier garde ses commentaires.\n\nAvec une RESSOURCE à la place d'un fichier, montre ce qui la sépare sur le cloud de ce qui est commandé, demande un accord, le réalise et suit chaque étape jusqu'à la fin. Un plan qui attendait une relecture est appliqué tel qu'il a été relu.",
			EN: "Reads documents (YAML or JSON, one or several in a file, a directory, - for standard input). An object that does not exist is created; one that differs is changed; the others are left alone. An object is recognised by its identifier, else by its kind, organisation and name. A need keeps its comments.\n\nWith a RESOURCE in the place of a file, shows what separates it on the cloud from what is ordered, asks for an agreement, carries it out and follows each step to the end. A plan that awaited a review is applied as it was reviewed.",
		},
		example: havre.Same("havre apply -f dossier.yaml --organisation dnum\nhavre apply -f dossiers/ --dry-run\nhavre get grant 4k2m… -o yaml | sed 's/buyer/approver/' | havre apply -f -\nhavre apply conges --dry-run\nhavre apply conges --yes"),
		args:    between(0, 1, havre.Text{}), exits: applyExits,
	}, func(_ *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return ap.run()
		case len(ap.files) > 0:
			return havre.Problems{{Field: "--file", Value: args[0], Message: havre.Text{FR: "un fichier ou une ressource, pas les deux", EN: "a file or a resource, not both"}}}
		}
		return ap.applyResource(args[0])
	})
	f := c.Flags()
	f.StringArrayVarP(&ap.files, "file", "f", nil, a.say(havre.Text{FR: "`fichier`, répertoire ou - (répétable)", EN: "`file`, directory or - (repeatable)"}))
	f.StringVar(&ap.organisation, "organisation", "", a.say(havre.Text{FR: "`organisation` des documents qui n'en nomment pas", EN: "`organisation` of the documents that name none"}))
	f.StringVar(&ap.note, "note", "", a.say(havre.Text{FR: "`raison` du changement, gardée avec la révision des dossiers", EN: "`reason` of the change, kept with the revision of needs"}))
	f.BoolVar(&ap.dryRun, "dry-run", false, a.say(havre.Text{FR: "montrer ce qui serait fait, sans rien changer", EN: "show what would be done, and change nothing"}))
	f.BoolVar(&ap.yes, "yes", false, a.say(havre.Text{FR: "appliquer à une ressource sans demander", EN: "apply to a resource without asking"}))
	a.formats(c, formatTable, formatJSON, formatYAML, formatNDJSON)
	ap.remote = a.remote(c)
	return c
}

// applied is what became of one document.
type applied struct {
	Kind    string        `json:"kind"`
	Name    string        `json:"name"`
	ID      string        `json:"id,omitempty"`
	Action  string        `json:"action"` // created, changed, unchanged, refused
	DryRun  bool          `json:"dryRun,omitempty"`
	Changes []fieldChange `json:"changes,omitempty"`
}

func (ap *applying) run() error {
	if len(ap.files) == 0 {
		return havre.Problems{{Field: "--file", Message: havre.Text{FR: "quel fichier ? -f FICHIER, -f RÉPERTOIRE ou -f - ; ou quelle RESSOURCE ?", EN: "which file? -f FILE, -f DIRECTORY or -f -; or which RESOURCE?"}}}
	}
	all, err := ap.manifests(ap.files)
	if err != nil {
		return err
	}
	results, code := []applied{}, exitOK
	for _, m := range all {
		got, err := ap.apply(m)
		if err != nil {
			if ap.ctx.Err() != nil {
				return err
			}
			code = max(code, ap.report(m.placed(err)))
			got.Action = "refused"
		}
		results = append(results, got)
		if ap.format == formatTable {
			if err := ap.showApplied(got); err != nil {
				return err
			}
		}
	}
	if ap.format != formatTable {
		if err := ap.app.list(listing{kind: "AppliedList", items: results}); err != nil {
			return err
		}
	}
	if code != exitOK {
		return exitCode(code)
	}
	return nil
}

// apply makes one object as its document says.
func (ap *applying) apply(m *manifest) (applied, error) {
	out := applied{Kind: m.kind.name, Name: m.name(), DryRun: ap.dryRun}
	if m.kind.name == "Dossier" {
		if err := m.checkDossier(); err != nil {
			return out, err
		}
	}
	current, err := ap.current(m)
	if err != nil {
		return out, err
	}
	if current == nil {
		out.Action = "created"
		if !ap.dryRun {
			out.ID, err = ap.create(m)
		}
		return out, err
	}
	out.ID, out.Action = current.ID, "unchanged"
	if out.Changes, err = ap.changes(m, current); err != nil || len(out.Changes) == 0 {
		return out, err
	}
	out.Action = "changed"
	if ap.dryRun {
		return out, nil
	}
	return out, ap.replace(m, current)
}

// current is the object that a document is about, nil when there is none yet.
func (ap *applying) current(m *manifest) (*object, error) {
	if id := m.at("id"); id != "" {
		return ap.read(m.kind, id)
	}
	key, err := ap.keyOf(m)
	if err != nil {
		return nil, err
	}
	q := url.Values{}
	for path, v := range key {
		if param := m.kind.lookup[path]; param != "" && v != "" {
			q.Set(param, v)
		}
	}
	found, err := ap.all(m.kind, q, 0)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(o *object) bool {
		for path, v := range key {
			if o.at(path) != v && (v != "" || m.kind.exact) {
				return true
			}
		}
		return o.at("status.state") == "withdrawn" || o.at("status.state") == "refused"
	})
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		return ap.read(m.kind, found[0].ID)
	}
	return nil, ambiguous(m.name(), found)
}

// keyOf is what recognises the object of a document, organisations by their
// identifiers.
func (ap *applying) keyOf(m *manifest) (map[string]string, error) {
	key := map[string]string{}
	for _, path := range m.kind.key {
		v := m.at(path)
		if path == "metadata.organisation" && v == "" {
			v = ap.organisation
		}
		if isOrganisation(path) && v != "" {
			id, err := ap.organisationID(v)
			if err != nil {
				return nil, err
			}
			v = id
		}
		key[path] = v
	}
	return key, nil
}

// isOrganisation says whether a field names an organisation.
func isOrganisation(path string) bool {
	return path == "metadata.organisation" || path == "spec.organisation" || path == "spec.parent"
}

func (ap *applying) organisationID(ref string) (string, error) {
	if id, ok := ap.ids[ref]; ok {
		return id, nil
	}
	o, err := ap.read(kindNamed("Organisation"), ref)
	if errors.Is(err, &havre.Fault{Code: havre.NotFound}) {
		return ref, nil // the portal says what is wrong with it, where the document names it
	}
	if err != nil {
		return "", err
	}
	ap.ids[ref] = o.ID
	return o.ID, nil
}

// query goes with the documents of needs.
func (ap *applying) query(m *manifest) url.Values {
	q := url.Values{}
	if m.kind.name != "Dossier" {
		return q
	}
	if ap.organisation != "" && m.at("metadata.organisation") == "" {
		q.Set("organisation", ap.organisation)
	}
	if ap.note != "" {
		q.Set("note", ap.note)
	}
	return q
}

func (ap *applying) create(m *manifest) (string, error) {
	a, err := ap.Send(ap.ctx, client.Call{
		Method: http.MethodPost, Path: m.kind.path, Query: ap.query(m), Body: m.placedText(ap.organisation), Type: "application/yaml", Create: true,
	})
	if err != nil {
		return "", withoutPlace(err)
	}
	return a.Location[strings.LastIndexByte(a.Location, '/')+1:], nil
}

// withoutPlace says how to say which organisation a document belongs to.
func withoutPlace(err error) error {
	return havre.Retold(err, func(p *havre.Problem) {
		if p.Field == "metadata.organisation" && p.Value == "" {
			p.Message = havre.Text{FR: "%s : ici, ou par --organisation", EN: "%s: here, or by --organisation"}.With(p.Message)
		}
	})
}

func (ap *applying) replace(m *manifest, o *object) error {
	q := ap.query(m)
	q.Del("organisation")
	_, err := ap.Send(ap.ctx, client.Call{Method: http.MethodPut, Path: m.kind.path + "/" + o.ID, Query: q, Body: m.text, Type: "application/yaml", Match: o.tag})
	if errors.Is(err, &havre.Fault{Code: "method-not-allowed"}) {
		return &havre.Fault{
			Code:    havre.Conflict,
			Message: havre.Text{FR: "Cet objet existe, autrement, et ne se change pas.", EN: "This object exists, otherwise, and does not change."},
			Next:    havre.Text{FR: "Supprimez-le, puis recommencez.", EN: "Delete it, then try again."},
		}
	}
	return err
}

var actionWords = map[string]struct {
	mark string
	word havre.Text
}{
	"created":   {"+", havre.Text{FR: "créé", EN: "created"}},
	"changed":   {"~", havre.Text{FR: "changé", EN: "changed"}},
	"unchanged": {"=", havre.Text{FR: "inchangé", EN: "unchanged"}},
	"refused":   {"✘", havre.Text{FR: "refusé", EN: "refused"}},
}

// showApplied writes what became of a document on a line, its changes below.
func (ap *applying) showApplied(got applied) error {
	w := actionWords[got.Action]
	line := fmt.Sprintf("%s %s %s : %s", w.mark, got.Kind, got.Name, ap.say(w.word))
	if ap.lang == havre.English {
		line = fmt.Sprintf("%s %s %s: %s", w.mark, got.Kind, got.Name, ap.say(w.word))
	}
	if got.DryRun && got.Action != "unchanged" {
		line += ap.say(havre.Text{FR: " (à blanc)", EN: " (dry run)"})
	}
	for _, c := range got.Changes {
		line += "\n" + strings.TrimRight(terminal.Hang("    ", "      ", c.String(), ap.width()), "\n")
	}
	_, err := fmt.Fprintln(ap.out, line)
	return err
}
