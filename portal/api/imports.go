package api

import (
	"context"
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// importedTable says what a table is and how far to trust it.
type importedTable struct {
	File       string     `query:"file" required:"true" doc:"nom du fichier ; sa fin dit le format : .md, .csv, .xlsx, .ods|name of the file; its end tells the format: .md, .csv, .xlsx, .ods"`
	AsOf       havre.Date `query:"asOf" required:"true" doc:"jour où le tableau était vrai|day on which the table was true"`
	Until      havre.Date `query:"until" doc:"jour où il a été remplacé|day on which it was replaced"`
	Source     string     `query:"source" required:"true" doc:"adresse où il est publié|address where it is published"`
	ID         string     `query:"id" doc:"identifiant de la lecture ; par défaut le nom du fichier et la date|identifier of the reading; by default the name of the file and the date"`
	Title      string     `query:"title" doc:"titre de la source|title of the source"`
	Publisher  string     `query:"publisher" doc:"éditeur de la source|publisher of the source"`
	Confidence string     `query:"confidence" enum:"verified,secondary,unverified" default:"unverified" doc:"confiance dans la source|confidence in the source"`
	Series     string     `query:"series" doc:"série dont c'est une nouvelle lecture|series of which this is a new reading"`
	Ignore     []string   `query:"ignore" doc:"colonnes à laisser de côté|columns to leave out"`
	Create     bool       `query:"create" doc:"créer les plateformes inconnues|create the platforms that are not known"`
}

// tableTypes are the media types of tables; the name of the file tells more.
var tableTypes = []string{
	"application/octet-stream", "text/markdown", "text/csv",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.oasis.opendocument.spreadsheet",
}

// maxTable is how large a table may be.
const maxTable = 8 << 20

type previewed struct{ Body wire.ImportPreview }

// started is the answer to long work: 202 and the operation to follow.
type started struct {
	Location string `header:"Location" doc:"adresse de l'opération à suivre|address of the operation to follow"`
	Body     wire.Operation
}

func catalogueImports(a *API) {
	preview := operation{
		id: "previewImport", method: http.MethodPost, path: "/catalogue/import-previews", group: groupCatalogue, accepts: tableTypes, limit: maxTable,
		summary: havre.Text{FR: "Voir ce qu'un tableau changerait", EN: "See what a table would change"},
		long:    havre.Text{FR: "Lit le tableau d'un ministère contre le catalogue en usage ; rien n'est écrit.", EN: "Reads a ministry's table against the catalogue in use; nothing is written."},
	}
	registerRaw(a, preview, func(ctx context.Context, actor identity.Actor, in *importedTable, body []byte) (*previewed, error) {
		im, _, err := a.Record.ImportCatalogue(ctx, actor, body, in.options(), false)
		if err != nil {
			return nil, err
		}
		return &previewed{Body: showImport(im, actor.Lang)}, nil
	})
	apply := preview
	apply.id, apply.path, apply.status, apply.creates = "createImport", "/catalogue/imports", http.StatusAccepted, true
	apply.summary = havre.Text{FR: "Importer un tableau", EN: "Import a table"}
	apply.long = havre.Text{
		FR: "Fait du catalogue et du tableau une nouvelle édition, puis relit toutes les décisions : l'opération dit où en est cette relecture.",
		EN: "Makes a new edition of the catalogue and the table, then looks at every decision again: the operation says how far this is.",
	}
	registerRaw(a, apply, func(ctx context.Context, actor identity.Actor, in *importedTable, body []byte) (*started, error) {
		_, e, err := a.Record.ImportCatalogue(ctx, actor, body, in.options(), true)
		if err != nil {
			return nil, err
		}
		return a.follow(ctx, actor, e.Operation())
	})
	binary := map[string]any{"type": "string", "format": "binary", "description": both(havre.Text{FR: "Le tableau, octet pour octet.", EN: "The table, byte for byte."})}
	a.publishBody(preview, "Table", binary)
	a.publishBody(apply, "Table", binary)
}

// follow answers with an operation that has begun.
func (a *API) follow(ctx context.Context, actor identity.Actor, id string) (*started, error) {
	op, err := a.Record.Operation(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &started{Location: Prefix + "/operations/" + id, Body: stamped("Operation", showOperation(a.view(ctx), op))}, nil
}

var notLabel = regexp.MustCompile(`[^a-z0-9]+`)

func (t *importedTable) options() catalogue.ImportOptions {
	base := strings.TrimSuffix(path.Base(t.File), path.Ext(t.File))
	id := t.ID
	if id == "" {
		id = strings.Trim(notLabel.ReplaceAllString(strings.ToLower(base), "-"), "-") + "-" + t.AsOf.String()
	}
	title := t.Title
	if title == "" {
		title = base
	}
	return catalogue.ImportOptions{
		File: path.Base(t.File), Series: t.Series, AsOf: t.AsOf, Until: t.Until, Create: t.Create, Ignore: t.Ignore,
		Source: havre.Source{ID: id, Title: title, URL: t.Source, Date: t.AsOf, Publisher: t.Publisher, Confidence: havre.Confidence(t.Confidence)},
	}
}

func showImport(im *catalogue.Imported, l havre.Lang) wire.ImportPreview {
	out := wire.ImportPreview{
		APIVersion: havre.APIVersion, Kind: "ImportPreview", Changes: []wire.ImportLine{}, Counts: []wire.Count{},
		Warnings: append([]wire.FieldError{}, fieldErrors(im.Warnings, l)...),
	}
	for _, d := range im.Diff {
		out.Changes = append(out.Changes, wire.ImportLine{
			Offer: d.Offer, Attribute: d.Attribute, Change: string(d.Change), Before: d.Before.String(), After: d.After.String(), Words: d.Words,
		})
	}
	for _, c := range catalogue.Changes {
		out.Counts = append(out.Counts, wire.Count{Name: c, Count: im.Diff.Count(catalogue.Change(c))})
	}
	return out
}
