package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/document"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

// dossierPlace is where a new need goes.
type dossierPlace struct {
	Organisation string `query:"organisation" doc:"identifiant ou nom court de l'organisation ; absente : celle du document, sinon la vôtre|identifier or short name of the organisation; absent: that of the document, else your own"`
	Note         string `query:"note" doc:"pourquoi, pour l'histoire du dossier|why, for the history of the need"`
}

// dossierChange chooses a need to change.
type dossierChange struct {
	ID      string `path:"id" doc:"identifiant|identifier"`
	IfMatch string `header:"If-Match" doc:"étiquette de l'objet lu ; « * » pour ne pas vérifier|tag of the object that was read; \"*\" not to check"`
	Note    string `query:"note" doc:"pourquoi, pour l'histoire du dossier|why, for the history of the need"`
}

type dossierObject = object[dossier.Spec, wire.DossierStatus]

var dossierText = havre.Text{
	FR: "Le corps est un document de nature Dossier, en YAML ou en JSON, tel que l'équipe l'écrit : ses commentaires sont gardés.",
	EN: "The body is a document of kind Dossier, in YAML or JSON, as the team writes it: its comments are kept.",
}

// writeDossiers registers the creation and the changes of needs. They are apart
// from those of other kinds because their text itself is kept.
func (a *API) writeDossiers(k kind[record.Need, dossier.Spec, wire.DossierStatus]) {
	schema := fragment(&wire.DossierDocument{})
	add := operation{
		id: "createDossier", method: http.MethodPost, path: k.path, group: k.group, status: http.StatusCreated, creates: true,
		accepts: documentTypes, summary: havre.Text{FR: "Créer un dossier", EN: "Create a need"}, long: dossierText,
	}
	registerRaw(a, add, func(ctx context.Context, actor identity.Actor, in *dossierPlace, body []byte) (*created[dossier.Spec, wire.DossierStatus], error) {
		n, err := a.newNeed(ctx, actor, "", in.Organisation, in.Note, body)
		if err != nil {
			return nil, err
		}
		need, err := a.Record.CreateNeed(ctx, actor, n)
		if err != nil {
			return nil, err
		}
		out := k.answer(a.view(ctx), need)
		return &created[dossier.Spec, wire.DossierStatus]{ETag: out.ETag, Location: Prefix + k.path + "/" + need.ID, Body: out.Body}, nil
	})
	a.publishBody(add, "DossierDocument", schema)

	put := operation{
		id: "replaceDossier", method: http.MethodPut, path: k.path + "/{id}", group: k.group, guarded: true,
		accepts: documentTypes, summary: havre.Text{FR: "Remplacer un dossier", EN: "Replace a need"}, long: dossierText,
	}
	registerRaw(a, put, func(ctx context.Context, actor identity.Actor, in *dossierChange, body []byte) (*dossierObject, error) {
		return a.changeDossier(ctx, actor, k, in, body)
	})
	a.publishBody(put, "DossierDocument", schema)

	patch := operation{
		id: "patchDossier", method: http.MethodPatch, path: k.path + "/{id}", group: k.group, guarded: true,
		accepts: patchTypes, summary: havre.Text{FR: "Modifier un dossier en partie", EN: "Change part of a need"}, long: patchText,
	}
	registerPatch(a, patch, func(ctx context.Context, actor identity.Actor, in *dossierChange, body []byte) (*dossierObject, error) {
		n, err := a.Record.Need(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		merged, err := mergedJSON(k.answer(a.view(ctx), n).Body, body)
		if err != nil {
			return nil, err
		}
		out, err := a.changeDossier(ctx, actor, k, in, merged)
		return out, placeless(err)
	})
}

func (a *API) changeDossier(ctx context.Context, actor identity.Actor, k kind[record.Need, dossier.Spec, wire.DossierStatus], in *dossierChange, body []byte) (*dossierObject, error) {
	version, err := k.version(ctx, a, actor, &guarded{ID: in.ID, IfMatch: in.IfMatch})
	if err != nil {
		return nil, err
	}
	n, err := a.newNeed(ctx, actor, in.ID, "", in.Note, body)
	if err != nil {
		return nil, err
	}
	need, err := a.Record.UpdateNeed(ctx, actor, in.ID, version, n)
	if err != nil {
		return nil, err
	}
	return k.answer(a.view(ctx), need), nil
}

// newNeed reads what was sent of a need.
func (a *API) newNeed(ctx context.Context, actor identity.Actor, id, organisation, note string, body []byte) (record.NewNeed, error) {
	doc, err := decode[wire.DossierDocument](body)
	if err != nil {
		return record.NewNeed{}, err
	}
	if doc.ID != "" && doc.ID != id {
		return record.NewNeed{}, havre.Problems{{Field: "id", Value: doc.ID, Message: havre.Text{FR: "l'identifiant n'est pas celui de l'adresse ; le serveur le choisit à la création", EN: "the identifier is not that of the address; the server chooses it at creation"}}}
	}
	field := "query.organisation"
	if organisation == "" {
		field, organisation = "metadata.organisation", doc.Metadata.Organisation
	}
	if organisation, err = a.reference(ctx, actor, field, organisation); err != nil {
		return record.NewNeed{}, err
	}
	written, err := asWritten(body)
	return record.NewNeed{Organisation: organisation, Document: written, Note: note}, err
}

// The fields that a document on record keeps; the others tell the API where it goes.
var (
	keptFields   = []string{"apiVersion", "kind", "metadata", "spec"}
	keptMetadata = []string{"name", "title"}
)

// asWritten is the text to keep: that which was sent, comments and all, without
// what only concerns the API.
func asWritten(body []byte) ([]byte, error) {
	nodes, _ := document.Parse("", body)
	if len(nodes) == 1 && only(nodes[0], keptFields) && only(nodes[0].Get("metadata"), keptMetadata) {
		return body, nil
	}
	var root yaml.Node
	if err := yaml.Unmarshal(body, &root); err != nil || len(root.Content) != 1 {
		return nil, havre.Problems{{Field: "body", Message: havre.Text{FR: "ce document n'est pas lisible", EN: "this document cannot be read"}}}
	}
	top := root.Content[0]
	keep(top, keptFields)
	for i := 0; i+1 < len(top.Content); i += 2 {
		if top.Content[i].Value == "metadata" {
			keep(top.Content[i+1], keptMetadata)
		}
	}
	inBlocks(top)
	spellNull(top)
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(&root); err != nil {
		return nil, fmt.Errorf("writing the document of a need: %w", err)
	}
	return out.Bytes(), e.Close()
}

func only(n *document.Node, names []string) bool {
	return n == nil || !slices.ContainsFunc(n.Keys, func(k *document.Node) bool { return !slices.Contains(names, k.Value) })
}

// keep removes from a mapping the fields that are not of the list.
func keep(n *yaml.Node, names []string) {
	var kept []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		if slices.Contains(names, n.Content[i].Value) {
			kept = append(kept, n.Content[i], n.Content[i+1])
		}
	}
	n.Content = kept
}

// inBlocks lays a mapping out over lines, as people write it, when it came as JSON.
func inBlocks(n *yaml.Node) {
	if n.Style&yaml.FlowStyle == 0 {
		return
	}
	n.Style = 0
	for _, c := range n.Content {
		c.Style &^= yaml.DoubleQuotedStyle
		inBlocks(c)
	}
}

// spellNull writes what was left empty: the encoder would make it an empty text.
func spellNull(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		n.Value = "null"
	}
	for _, c := range n.Content {
		spellNull(c)
	}
}
