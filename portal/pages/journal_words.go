package pages

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/sheet"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// journalListing lists the entries of the journal. An export has all of each.
var journalListing = ui.Listing[journal.Entry]{
	ID: "journal-liste", Caption: havre.Text{FR: "Journal", EN: "Journal"}, Cards: true, RowID: func(e journal.Entry) string { return "entree-" + strconv.FormatInt(e.Index, 10) },
	Columns: []ui.Column[journal.Entry]{
		{Name: havre.Text{FR: "Nº", EN: "No."}, Number: true, Value: func(_ *web.Request, e journal.Entry) sheet.Value { return sheet.Whole(int(e.Index)) }},
		wordColumn(havre.Text{FR: "Quand", EN: "When"}, func(r *web.Request, e journal.Entry) string { return r.Instant(e.At) }),
		wordColumn(havre.Text{FR: "Qui", EN: "Who"}, func(r *web.Request, e journal.Entry) string { return actorWords(r, e) }),
		wordColumn(havre.Text{FR: "Quoi", EN: "What"}, func(r *web.Request, e journal.Entry) string { return r.Sentence(actionText(e.Action)) }),
		objectColumn,
		{Name: havre.Text{FR: "Issue", EN: "Outcome"}, Value: func(r *web.Request, e journal.Entry) sheet.Value { return sheet.Words(r.Text(outcomeText(e.Outcome))) }, Show: outcomeCell},
		{Name: havre.Text{FR: "Détails", EN: "Details"}, Value: func(_ *web.Request, e journal.Entry) sheet.Value { return sheet.Words(detailWords(e)) }, Show: detailCell},
	},
}

var objectColumn = func() ui.Column[journal.Entry] {
	c := wordColumn(havre.Text{FR: "Sur quoi", EN: "On what"}, func(r *web.Request, e journal.Entry) string { return objectWords(r, e) })
	c.Show = func(r *web.Request, e journal.Entry) templ.Component { return objectCell(r, e) }
	return c
}()

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

// detailWords are the facts of an entry, personal ones after the others.
func detailWords(e journal.Entry) string {
	var out []string
	for _, facts := range []map[string]string{e.Details, e.Personal} {
		for _, name := range slices.Sorted(maps.Keys(facts)) {
			out = append(out, name+" : "+facts[name])
		}
	}
	return strings.Join(out, " ; ")
}

// objectWords is the name of what was acted on, else what kind of thing it is.
func objectWords(r *web.Request, e journal.Entry) string {
	kind := r.Text(kindText(e.Kind))
	if e.ObjectName != "" {
		return kind + " « " + e.ObjectName + " »"
	}
	return kind
}

// objectPath leads to what was acted on, where it has a page.
func objectPath(e journal.Entry) string {
	if e.Object == "" {
		return ""
	}
	switch e.Kind {
	case "Organisation":
		return organisationPath(e.Object)
	case "Dossier":
		return needPath(e.Object)
	case "Person":
		return "/administration/personnes/" + e.Object
	}
	return ""
}

var kindTexts = map[string]havre.Text{
	"":             {FR: "portail", EN: "portal"},
	"Organisation": {FR: "organisation", EN: "organisation"},
	"Person":       {FR: "compte", EN: "account"},
	"Service":      {FR: "compte de service", EN: "service account"},
	"Grant":        {FR: "rôle", EN: "role"},
	"Token":        {FR: "jeton", EN: "token"},
	"Dossier":      {FR: "dossier", EN: "need"},
	"Decision":     {FR: "décision", EN: "decision"},
	"Derogation":   {FR: "dérogation", EN: "derogation"},
	"Webhook":      {FR: "notification vers un programme", EN: "notification to a program"},
	"Catalogue":    {FR: "catalogue", EN: "catalogue"},
	"Edition":      {FR: "édition du catalogue et des règles", EN: "edition of the catalogue and rules"},
}

// kindText is what kind of thing was acted on, as a person reads it.
func kindText(kind string) havre.Text {
	if t, ok := kindTexts[kind]; ok {
		return t
	}
	return havre.Same(kind)
}

// actionTexts are the actions that the services write, as a person reads them. One
// that is not here reads as it is written.
var actionTexts = map[string]havre.Text{
	"portal.set-up":        {FR: "mettre le portail en service", EN: "set the portal up"},
	"portal.setup-link":    {FR: "créer le lien d’installation", EN: "make the set-up link"},
	"sign-in.password":     {FR: "se connecter par mot de passe", EN: "sign in by password"},
	"sign-in.passkey":      {FR: "se connecter par clé d’accès", EN: "sign in by passkey"},
	"sign-in.oidc":         {FR: "se connecter par le fournisseur d’identité", EN: "sign in by the identity provider"},
	"sign-in.refused":      {FR: "se connecter", EN: "sign in"},
	"sign-out":             {FR: "se déconnecter", EN: "sign out"},
	"session.end":          {FR: "mettre fin à ses autres sessions", EN: "end one’s other sessions"},
	"password.set":         {FR: "choisir un mot de passe par un lien", EN: "choose a password by a link"},
	"password.change":      {FR: "changer de mot de passe", EN: "change one’s password"},
	"password.reset-link":  {FR: "créer un lien de nouveau mot de passe", EN: "make a link for a new password"},
	"passkey.add":          {FR: "ajouter une clé d’accès", EN: "add a passkey"},
	"passkey.delete":       {FR: "supprimer une clé d’accès", EN: "delete a passkey"},
	"person.create":        {FR: "créer un compte", EN: "make an account"},
	"person.invite":        {FR: "inviter quelqu’un", EN: "invite somebody"},
	"person.disable":       {FR: "désactiver un compte", EN: "disable an account"},
	"person.enable":        {FR: "réactiver un compte", EN: "enable an account"},
	"person.erase":         {FR: "effacer les données d’une personne", EN: "erase a person’s data"},
	"service.create":       {FR: "créer un compte de service", EN: "make a service account"},
	"service.update":       {FR: "renommer un compte de service", EN: "rename a service account"},
	"service.delete":       {FR: "supprimer un compte de service", EN: "delete a service account"},
	"service.restore":      {FR: "rétablir un compte de service", EN: "restore a service account"},
	"token.create":         {FR: "créer un jeton", EN: "create a token"},
	"token.revoke":         {FR: "révoquer un jeton", EN: "revoke a token"},
	"token.refused":        {FR: "se servir d’un jeton", EN: "use a token"},
	"grant.create":         {FR: "accorder un rôle", EN: "grant a role"},
	"grant.update":         {FR: "modifier un rôle", EN: "change a role"},
	"grant.revoke":         {FR: "retirer un rôle", EN: "take a role away"},
	"grant.restore":        {FR: "rendre un rôle", EN: "give a role back"},
	"organisation.create":  {FR: "créer une organisation", EN: "make an organisation"},
	"organisation.update":  {FR: "modifier une organisation", EN: "change an organisation"},
	"organisation.move":    {FR: "déplacer une organisation", EN: "move an organisation"},
	"organisation.delete":  {FR: "supprimer une organisation", EN: "delete an organisation"},
	"organisation.restore": {FR: "rétablir une organisation", EN: "restore an organisation"},
	"need.create":          {FR: "créer un dossier", EN: "make a need"},
	"need.update":          {FR: "modifier un dossier", EN: "change a need"},
	"need.state":           {FR: "partager ou archiver un dossier", EN: "share or archive a need"},
	"need.share":           {FR: "partager un dossier au-delà de son organisation", EN: "share a need beyond its organisation"},
	"need.comment":         {FR: "commenter un dossier", EN: "comment on a need"},
	"need.delete":          {FR: "supprimer un dossier", EN: "delete a need"},
	"need.restore":         {FR: "rétablir un dossier", EN: "restore a need"},
	"need.purge":           {FR: "purger un dossier supprimé", EN: "purge a deleted need"},
	"decision.take":        {FR: "prendre une décision", EN: "take a decision"},
	"decision.reopen":      {FR: "rouvrir une décision", EN: "reopen a decision"},
	"decision.stand":       {FR: "constater qu’une décision tient toujours", EN: "find that a decision still stands"},
	"derogation.request":   {FR: "demander une dérogation", EN: "request a derogation"},
	"derogation.settle":    {FR: "enregistrer l’accord ou le refus d’une dérogation", EN: "record that a derogation is granted or refused"},
	"derogation.withdraw":  {FR: "retirer une demande de dérogation", EN: "withdraw a derogation"},
	"derogation.end":       {FR: "constater la fin d’une dérogation", EN: "find that a derogation has ended"},
	"edition.begin":        {FR: "changer d’édition du catalogue et des règles", EN: "change the edition of the catalogue and rules"},
	"webhook.create":       {FR: "ajouter une notification vers un programme", EN: "add a notification to a program"},
	"webhook.update":       {FR: "modifier une notification vers un programme", EN: "change a notification to a program"},
	"webhook.delete":       {FR: "supprimer une notification vers un programme", EN: "delete a notification to a program"},
	"webhook.restore":      {FR: "rétablir une notification vers un programme", EN: "restore a notification to a program"},
	"webhook.ping":         {FR: "essayer une notification vers un programme", EN: "test a notification to a program"},
}

// actionText is an action of the journal. What was refused by the policy bears the
// name of the action of the policy.
func actionText(action string) havre.Text {
	if t, ok := actionTexts[action]; ok {
		return t
	}
	if t := policyText(action); !t.IsZero() {
		return t
	}
	return havre.Same(action)
}

// actionGroups are the beginnings of actions that the filter offers.
func actionGroups(r *web.Request) []ui.Option {
	return []ui.Option{
		{Value: "", Label: r.Say("Tout", "Everything")},
		{Value: "sign-", Label: r.Say("Connexions", "Signing in and out")},
		{Value: "person.", Label: r.Say("Comptes", "Accounts")},
		{Value: "grant.", Label: r.Say("Rôles", "Roles")},
		{Value: "token.", Label: r.Say("Jetons", "Tokens")},
		{Value: "organisation.", Label: r.Say("Organisations", "Organisations")},
		{Value: "need.", Label: r.Say("Dossiers", "Needs")},
		{Value: "decision.", Label: r.Say("Décisions", "Decisions")},
		{Value: "derogation.", Label: r.Say("Dérogations", "Derogations")},
		{Value: "edition.", Label: r.Say("Catalogue et règles", "Catalogue and rules")},
		{Value: "webhook.", Label: r.Say("Notifications vers des programmes", "Notifications to programs")},
	}
}
