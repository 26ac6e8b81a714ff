package pages

import (
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// journalListing lists the entries of the journal; path leads to what an entry is
// about. An export has all of each.
func journalListing(path func(journal.Entry) string) ui.Listing[journal.Entry] {
	return ui.Listing[journal.Entry]{
		ID: "journal-liste", Caption: havre.Text{FR: "Journal", EN: "Journal"}, Cards: true, RowID: func(e journal.Entry) string { return "entree-" + strconv.FormatInt(e.Index, 10) },
		Columns: []ui.Column[journal.Entry]{
			{Name: havre.Text{FR: "Nº", EN: "No."}, Number: true, Value: func(_ *web.Request, e journal.Entry) sheet.Value { return sheet.Whole(int(e.Index)) }},
			{
				Name:  havre.Text{FR: "Quand", EN: "When"},
				Value: func(_ *web.Request, e journal.Entry) sheet.Value { return sheet.Words(e.At.UTC().Format(time.RFC3339)) },
				Show:  func(r *web.Request, e journal.Entry) templ.Component { return ui.Text(r.Instant(e.At)) },
			},
			wordColumn(havre.Text{FR: "Qui", EN: "Who"}, func(r *web.Request, e journal.Entry) string { return actorWords(r, e) }),
			wordColumn(havre.Text{FR: "Quoi", EN: "What"}, func(r *web.Request, e journal.Entry) string { return r.Sentence(doneText(e)) }),
			{
				Name:  havre.Text{FR: "Sur quoi", EN: "On what"},
				Value: func(r *web.Request, e journal.Entry) sheet.Value { return sheet.Words(objectWords(r, e)) },
				Show:  func(r *web.Request, e journal.Entry) templ.Component { return objectCell(r, e, path(e)) },
			},
			{Name: havre.Text{FR: "Issue", EN: "Outcome"}, Value: func(r *web.Request, e journal.Entry) sheet.Value { return sheet.Words(r.Text(outcomeText(e.Outcome))) }, Show: outcomeCell},
			{Name: havre.Text{FR: "Détails", EN: "Details"}, Value: func(r *web.Request, e journal.Entry) sheet.Value { return sheet.Words(detailWords(r, e)) }, Show: detailCell},
		},
	}
}

// actorWords is who acted; somebody erased has no name left.
func actorWords(r *web.Request, e journal.Entry) string {
	switch {
	case e.ActorName != "":
		return e.ActorName
	case e.Actor == "system":
		return r.Say("Le portail", "The portal")
	case e.Actor == "":
		return r.Say("Personne de connu", "Nobody known")
	}
	return r.Say("Personne effacée (%s)", "Erased person (%s)", e.Actor)
}

func outcomeText(o journal.Outcome) havre.Text {
	if o == journal.Refused {
		return havre.Text{FR: "Refusé", EN: "Refused"}
	}
	return havre.Text{FR: "Fait", EN: "Done"}
}

// objectWords is the name of what was acted on, else what kind of thing it is.
func objectWords(r *web.Request, e journal.Entry) string {
	kind := r.Text(kindText(e.Kind))
	if e.ObjectName != "" {
		return r.Say("%s « %s »", "%s “%s”", kind, objectName(r, e))
	}
	return kind
}

// objectName is that of what was acted on. A role goes by its own, a decision by
// its need and its number.
func objectName(r *web.Request, e journal.Entry) string {
	switch e.Kind {
	case "Grant":
		return r.Text(or(identity.Role(e.ObjectName).Text(), e.ObjectName))
	case "Decision":
		if need, number, ok := strings.Cut(e.ObjectName, " n° "); ok {
			return r.Say("%s nº %s", "%s no. %s", need, number)
		}
	}
	return e.ObjectName
}

var kindTexts = map[string]havre.Text{
	"":              {FR: "portail", EN: "portal"},
	"Organisation":  {FR: "organisation", EN: "organisation"},
	"Person":        {FR: "compte", EN: "account"},
	"Service":       {FR: "compte de service", EN: "service account"},
	"Grant":         {FR: "rôle", EN: "role"},
	"Token":         {FR: "jeton", EN: "token"},
	"Dossier":       {FR: "dossier", EN: "need"},
	"Decision":      {FR: "décision", EN: "decision"},
	"Derogation":    {FR: "dérogation", EN: "derogation"},
	"Order":         {FR: "commande", EN: "order"},
	"Instance":      {FR: "ressource", EN: "resource"},
	"Deployment":    {FR: "réalisation", EN: "deployment"},
	"Work":          {FR: "tâche", EN: "task"},
	"Allowance":     {FR: "quota", EN: "quota"},
	"Framework":     {FR: "accord", EN: "agreement"},
	"ApprovalChain": {FR: "circuit de validation", EN: "approval chain"},
	"Delegation":    {FR: "délégation", EN: "delegation"},
	"Offer":         {FR: "offre", EN: "offer"},
	"Webhook":       {FR: "notification vers un programme", EN: "notification to a program"},
	"Catalogue":     {FR: "catalogue", EN: "catalogue"},
	"Edition":       {FR: "édition du catalogue et des règles", EN: "edition of the catalogue and rules"},
}

// kindText is what kind of thing was acted on, as a person reads it.
func kindText(kind string) havre.Text {
	if t, ok := kindTexts[kind]; ok {
		return t
	}
	return havre.Same(kind)
}
