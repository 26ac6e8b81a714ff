package pages

import (
	"cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// actionTexts are the actions that the services write, as a person reads them. One
// that is not here reads as it is written.
var actionTexts = map[string]havre.Text{
	"portal.set-up":           {FR: "mettre le portail en service", EN: "set the portal up"},
	"portal.setup-link":       {FR: "créer le lien d’installation", EN: "create the set-up link"},
	"sign-in.password":        {FR: "se connecter par mot de passe", EN: "sign in by password"},
	"sign-in.passkey":         {FR: "se connecter par clé d’accès", EN: "sign in by passkey"},
	"sign-in.oidc":            {FR: "se connecter par le fournisseur d’identité", EN: "sign in by the identity provider"},
	"sign-in.link":            {FR: "se connecter par un lien à usage unique", EN: "sign in by a one-time link"},
	"sign-in.refused":         {FR: "se connecter", EN: "sign in"},
	"sign-out":                {FR: "se déconnecter", EN: "sign out"},
	"session.end":             {FR: "mettre fin à ses autres sessions", EN: "end one’s other sessions"},
	"password.change":         {FR: "changer de mot de passe", EN: "change one’s password"},
	"password.reset-link":     {FR: "créer un lien de nouveau mot de passe", EN: "create a link for a new password"},
	"passkey.add":             {FR: "ajouter une clé d’accès", EN: "add a passkey"},
	"passkey.delete":          {FR: "supprimer une clé d’accès", EN: "delete a passkey"},
	"person.create":           {FR: "créer un compte", EN: "create an account"},
	"person.invite":           {FR: "inviter quelqu’un", EN: "invite somebody"},
	"person.disable":          {FR: "désactiver un compte", EN: "disable an account"},
	"person.enable":           {FR: "réactiver un compte", EN: "enable an account"},
	"person.erase":            {FR: "effacer les données d’une personne", EN: "erase a person’s data"},
	"service.create":          {FR: "créer un compte de service", EN: "create a service account"},
	"service.update":          {FR: "renommer un compte de service", EN: "rename a service account"},
	"service.delete":          {FR: "supprimer un compte de service", EN: "delete a service account"},
	"service.restore":         {FR: "rétablir un compte de service", EN: "restore a service account"},
	"token.create":            {FR: "créer un jeton", EN: "create a token"},
	"token.revoke":            {FR: "révoquer un jeton", EN: "revoke a token"},
	"token.read":              {FR: "lire les jetons de quelqu’un d’autre", EN: "read somebody else’s tokens"},
	"token.refused":           {FR: "se servir d’un jeton", EN: "use a token"},
	"grant.create":            {FR: "accorder un rôle", EN: "grant a role"},
	"grant.update":            {FR: "modifier un rôle", EN: "change a role"},
	"grant.revoke":            {FR: "retirer un rôle", EN: "take a role away"},
	"grant.restore":           {FR: "rendre un rôle", EN: "give a role back"},
	"organisation.create":     {FR: "créer une organisation", EN: "create an organisation"},
	"organisation.update":     {FR: "modifier une organisation", EN: "change an organisation"},
	"organisation.move":       {FR: "déplacer une organisation", EN: "move an organisation"},
	"organisation.delete":     {FR: "supprimer une organisation", EN: "delete an organisation"},
	"organisation.restore":    {FR: "rétablir une organisation", EN: "restore an organisation"},
	"need.create":             {FR: "créer un dossier", EN: "create a need"},
	"need.update":             {FR: "modifier un dossier", EN: "change a need"},
	"need.state":              {FR: "partager ou archiver un dossier", EN: "share or archive a need"},
	"need.share":              {FR: "partager un dossier au-delà de son organisation", EN: "share a need beyond its organisation"},
	"need.comment":            {FR: "commenter un dossier", EN: "comment on a need"},
	"need.comment.delete":     {FR: "supprimer son message", EN: "delete one’s message"},
	"need.comment.restore":    {FR: "rétablir son message", EN: "restore one’s message"},
	"need.flows.send":         {FR: "noter l’envoi d’une matrice de flux", EN: "record that a flow matrix was sent"},
	"need.delete":             {FR: "supprimer un dossier", EN: "delete a need"},
	"need.restore":            {FR: "rétablir un dossier", EN: "restore a need"},
	"need.purge":              {FR: "purger un dossier supprimé", EN: "purge a deleted need"},
	"decision.take":           {FR: "prendre une décision", EN: "take a decision"},
	"decision.reopen":         {FR: "rouvrir une décision", EN: "reopen a decision"},
	"decision.stand":          {FR: "constater qu’une décision tient toujours", EN: "find that a decision still stands"},
	"derogation.request":      {FR: "demander une dérogation", EN: "request a derogation"},
	"derogation.settle":       {FR: "enregistrer l’accord ou le refus d’une dérogation", EN: "record that a derogation is granted or refused"},
	"derogation.withdraw":     {FR: "retirer une demande de dérogation", EN: "withdraw a derogation"},
	"derogation.end":          {FR: "constater la fin d’une dérogation", EN: "find that a derogation has ended"},
	"edition.begin":           {FR: "changer d’édition du catalogue et des règles", EN: "change the edition of the catalogue and rules"},
	"order.begin":             {FR: "commencer un panier", EN: "begin a basket"},
	"order.edit":              {FR: "modifier un panier", EN: "change a basket"},
	"order.discard":           {FR: "supprimer un panier", EN: "delete a basket"},
	"order.clone":             {FR: "copier une commande dans un panier", EN: "copy an order to a basket"},
	"order.send":              {FR: "envoyer une commande", EN: "send an order"},
	"order.automatic":         {FR: "approuver par une règle publiée", EN: "approve by a published rule"},
	"order.approve":           {FR: "approuver une étape d’une commande", EN: "approve a step of an order"},
	"order.reject":            {FR: "refuser une commande", EN: "reject an order"},
	"order.ask":               {FR: "demander une précision sur une commande", EN: "ask for information about an order"},
	"order.refer":             {FR: "enregistrer une demande d’avis sur une commande", EN: "record that an opinion was asked for on an order"},
	"order.decide":            {FR: "accorder moins que ce qui est demandé", EN: "grant less than was asked"},
	"order.answer":            {FR: "répondre à une question sur une commande", EN: "answer a question about an order"},
	"order.clock":             {FR: "constater qu’un délai de validation est passé", EN: "find that a time limit of approval has passed"},
	"order.check":             {FR: "montrer ou retirer une pièce d’une commande", EN: "show a piece of an order, or take it back"},
	"order.hold":              {FR: "suspendre une commande", EN: "put an order on hold"},
	"order.resume":            {FR: "reprendre une commande", EN: "resume an order"},
	"order.cancel":            {FR: "annuler une commande", EN: "cancel an order"},
	"order.form":              {FR: "émettre un bon de commande", EN: "issue an order form"},
	"order.item":              {FR: "livrer une ligne d’une commande", EN: "deliver a line of an order"},
	"order.end":               {FR: "arrêter une ressource à sa date de fin", EN: "end a resource on its end date"},
	"order.message":           {FR: "écrire à propos d’une commande", EN: "write about an order"},
	"instance.use":            {FR: "déclarer l’usage d’une ressource", EN: "report the use of a resource"},
	"binding.create":          {FR: "donner des identifiants d’accès à une ressource", EN: "give credentials for a resource"},
	"binding.delete":          {FR: "retirer des identifiants d’accès à une ressource", EN: "take back credentials for a resource"},
	"binding.fail":            {FR: "constater que des identifiants n’ont pu être donnés ou retirés", EN: "find that credentials could not be given or taken back"},
	"deployment.run":          {FR: "commencer la réalisation d’une ressource", EN: "begin the deployment of a resource"},
	"deployment.done":         {FR: "terminer la réalisation d’une ressource", EN: "end the deployment of a resource"},
	"deployment.fail":         {FR: "constater qu’une réalisation a échoué", EN: "find that a deployment failed"},
	"deployment.apply":        {FR: "appliquer le plan d’une ressource", EN: "apply the plan of a resource"},
	"deployment.pause":        {FR: "mettre une réalisation en pause", EN: "pause a deployment"},
	"deployment.resume":       {FR: "reprendre une réalisation", EN: "resume a deployment"},
	"deployment.cancel":       {FR: "arrêter une réalisation", EN: "stop a deployment"},
	"deployment.retry":        {FR: "relancer une réalisation", EN: "try a deployment again"},
	"deployment.roll-back":    {FR: "revenir en arrière sur une réalisation", EN: "roll a deployment back"},
	"deployment.look":         {FR: "chercher les écarts d’une ressource", EN: "look for differences of a resource"},
	"deployment.drift":        {FR: "constater des écarts et les réparer", EN: "find differences and repair them"},
	"deployment.drift-repair": {FR: "réparer des écarts", EN: "repair differences"},
	"deployment.drift-accept": {FR: "accepter des écarts", EN: "accept differences"},
	"orphan.enter":            {FR: "inscrire au registre un objet qui n’a pas pu être supprimé", EN: "enter an object that could not be removed in the ledger"},
	"orphan.settle":           {FR: "régler un objet du registre des orphelins", EN: "settle an object of the ledger of orphans"},
	"access.grant":            {FR: "donner un accès à une ressource", EN: "give access to a resource"},
	"access.show":             {FR: "montrer les identifiants d’un accès", EN: "show the credentials of an access"},
	"access.revoke":           {FR: "révoquer un accès à une ressource", EN: "revoke access to a resource"},
	"work.take":               {FR: "prendre une tâche", EN: "take a task"},
	"work.settle":             {FR: "dire ce qu’il en est d’une tâche", EN: "say what became of a task"},
	"quota.write":             {FR: "fixer un quota ou un budget", EN: "set a quota or a budget"},
	"framework.write":         {FR: "modifier un accord", EN: "change an agreement"},
	"approval.write":          {FR: "régler un circuit de validation", EN: "set an approval chain"},
	"delegation.give":         {FR: "donner une délégation", EN: "give a delegation"},
	"delegation.end":          {FR: "mettre fin à une délégation", EN: "end a delegation"},
	"offer.operator":          {FR: "dire qui opère une offre", EN: "say who operates an offer"},
	"webhook.create":          {FR: "ajouter une notification vers un programme", EN: "add a notification to a program"},
	"webhook.update":          {FR: "modifier une notification vers un programme", EN: "change a notification to a program"},
	"webhook.delete":          {FR: "supprimer une notification vers un programme", EN: "delete a notification to a program"},
	"webhook.restore":         {FR: "rétablir une notification vers un programme", EN: "restore a notification to a program"},
	"webhook.disable":         {FR: "arrêter une notification vers un programme", EN: "stop a notification to a program"},
	"webhook.ping":            {FR: "essayer une notification vers un programme", EN: "test a notification to a program"},
}

// preciseTexts are actions that are several things: which one, a detail says.
var preciseTexts = map[string]struct {
	detail string
	texts  map[string]havre.Text
}{
	"need.state": {"to", map[string]havre.Text{
		string(record.Draft):    {FR: "remettre un dossier en brouillon", EN: "return a need to draft"},
		string(record.Shared):   {FR: "partager un dossier dans son organisation", EN: "share a need in its organisation"},
		string(record.Archived): {FR: "archiver un dossier", EN: "archive a need"},
	}},
	"derogation.settle": {"state", map[string]havre.Text{
		string(record.Granted): {FR: "enregistrer l’accord d’une dérogation", EN: "record that a derogation is granted"},
		string(record.Refused): {FR: "enregistrer le refus d’une dérogation", EN: "record that a derogation is refused"},
	}},
}

// doneText is what an entry tells was done or refused.
func doneText(e journal.Entry) havre.Text {
	precise := preciseTexts[e.Action]
	if t, ok := precise.texts[e.Details[precise.detail]]; ok {
		return t
	}
	return actionText(e.Action)
}

// namedText is the same, with the decision or the rule when it is about one.
func namedText(r *web.Request, e journal.Entry) string {
	words := r.Text(doneText(e))
	switch e.Kind {
	case "Decision":
		if n := e.Details["number"]; n != "" {
			return words + r.Say(" (nº %s)", " (no. %s)", n)
		}
	case "Order":
		if e.ObjectName != "" {
			return words + " (" + e.ObjectName + ")"
		}
	case "Derogation":
		if rule := cmp.Or(e.Details["rule"], e.ObjectName); rule != "" {
			return words + " (" + rule + ")"
		}
	}
	return words
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
		{Value: "order.", Label: r.Say("Commandes", "Orders")},
		{Value: "deployment.", Label: r.Say("Réalisations", "Deployments")},
		{Value: "access.", Label: r.Say("Accès aux ressources", "Accesses to resources")},
		{Value: "orphan.", Label: r.Say("Registre des orphelins", "Ledger of orphans")},
		{Value: "work.", Label: r.Say("Tâches des opérateurs", "Tasks of operators")},
		{Value: "quota.", Label: r.Say("Quotas et budgets", "Quotas and budgets")},
		{Value: "framework.", Label: r.Say("Accords", "Agreements")},
		{Value: "edition.", Label: r.Say("Catalogue et règles", "Catalogue and rules")},
		{Value: "webhook.", Label: r.Say("Notifications vers des programmes", "Notifications to programs")},
	}
}
