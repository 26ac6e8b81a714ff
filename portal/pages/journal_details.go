package pages

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/record"
)

// detail is a fact of an entry, as a person reads it.
type detail struct{ Name, Value string }

// detailsOf are the facts of an entry, personal ones after the others.
func detailsOf(r *web.Request, e journal.Entry) []detail {
	var out []detail
	for _, facts := range []map[string]string{e.Details, e.Personal} {
		for _, key := range slices.Sorted(maps.Keys(facts)) {
			name, lang, _ := strings.Cut(key, ".")
			if facts[key] == "" || lang != "" && lang != string(r.Lang) {
				continue // nothing, or the same in the other language
			}
			out = append(out, detail{r.Text(detailName(name)), detailValue(r, e.Action, name, facts[key])})
		}
	}
	return out
}

// detailWords are all of them, with nothing shortened.
func detailWords(r *web.Request, e journal.Entry) string {
	details := detailsOf(r, e)
	out := make([]string, len(details))
	for i, d := range details {
		out[i] = r.Say("%s : %s", "%s: %s", d.Name, d.Value)
	}
	return r.Remarks(out...)
}

// random are digests and identifiers of ours, which nobody reads to the end.
var random = regexp.MustCompile(`^(?:sha256:)?[0-9a-f]{64}$|^[a-z2-7]{26}$`)

// shownDigits are enough of them to compare.
const shownDigits = 12

// short is the value as a cell shows it: the beginning of a digest.
func (d detail) short() (beginning string, shortened bool) {
	if !random.MatchString(d.Value) {
		return d.Value, false
	}
	return d.Value[:shownDigits] + "…", true
}

func detailName(key string) havre.Text {
	if t, ok := detailNames[key]; ok {
		return t
	}
	return havre.Same(key)
}

// detailNames are what the services tell of an event, as a person reads it.
var detailNames = map[string]havre.Text{
	"absent":       {FR: "absence", EN: "away"},
	"account":      {FR: "compte", EN: "account"},
	"amount":       {FR: "montant", EN: "amount"},
	"chain":        {FR: "circuit", EN: "chain"},
	"cost":         {FR: "coût TTC, en euros", EN: "cost incl. VAT, in euros"},
	"decision":     {FR: "décision", EN: "decision"},
	"deleted":      {FR: "supprimé", EN: "deleted"},
	"dossier":      {FR: "dossier", EN: "need"},
	"files":        {FR: "fichiers", EN: "files"},
	"holder":       {FR: "titulaire", EN: "holder"},
	"instance":     {FR: "ressource", EN: "resource"},
	"item":         {FR: "ligne", EN: "line"},
	"message":      {FR: "message", EN: "message"},
	"order":        {FR: "commande", EN: "order"},
	"outcome":      {FR: "issue", EN: "outcome"},
	"route":        {FR: "voie d’achat", EN: "route"},
	"step":         {FR: "étape", EN: "step"},
	"access":       {FR: "accès", EN: "access"},
	"cause":        {FR: "cause", EN: "cause"},
	"for":          {FR: "pour", EN: "for"},
	"how":          {FR: "comment", EN: "how"},
	"left":         {FR: "restent", EN: "left"},
	"object":       {FR: "objet", EN: "object"},
	"repaired":     {FR: "réparées", EN: "repaired"},
	"replaces":     {FR: "remplace", EN: "replaces"},
	"resources":    {FR: "ressources", EN: "resources"},
	"run":          {FR: "travail nº", EN: "run no."},
	"use":          {FR: "usage", EN: "use"},
	"why.fr":       {FR: "pourquoi", EN: "why"},
	"acr":          {FR: "niveau d’authentification", EN: "level of authentication"},
	"added":        {FR: "ajoutés", EN: "added"},
	"authority":    {FR: "autorité", EN: "authority"},
	"best":         {FR: "meilleur verdict", EN: "best verdict"},
	"catalogue":    {FR: "catalogue", EN: "catalogue"},
	"changes":      {FR: "changements", EN: "changes"},
	"comment":      {FR: "message", EN: "message"},
	"delivery":     {FR: "envoi", EN: "delivery"},
	"disabled":     {FR: "arrêtée", EN: "stopped"},
	"doctrine":     {FR: "règles", EN: "rules"},
	"email":        {FR: "adresse électronique", EN: "e-mail address"},
	"failure":      {FR: "échec", EN: "failure"},
	"from":         {FR: "de", EN: "from"},
	"generation":   {FR: "secret nº", EN: "secret no."},
	"kind":         {FR: "nature", EN: "kind"},
	"link":         {FR: "lien", EN: "link"},
	"method":       {FR: "moyen", EN: "method"},
	"name":         {FR: "nom", EN: "name"},
	"need":         {FR: "dossier", EN: "need"},
	"number":       {FR: "numéro", EN: "number"},
	"offer":        {FR: "offre", EN: "offer"},
	"on":           {FR: "au jour du", EN: "as of"},
	"organisation": {FR: "organisation", EN: "organisation"},
	"page":         {FR: "page", EN: "page"},
	"parent":       {FR: "au-dessous de", EN: "below"},
	"person":       {FR: "pour", EN: "for"},
	"program":      {FR: "version du programme", EN: "version of the program"},
	"reason":       {FR: "motif", EN: "reason"},
	"reference":    {FR: "référence", EN: "reference"},
	"removed":      {FR: "retirés", EN: "removed"},
	"revision":     {FR: "révision", EN: "revision"},
	"role":         {FR: "rôle", EN: "role"},
	"rule":         {FR: "règle", EN: "rule"},
	"scopes":       {FR: "permet de", EN: "allows to"},
	"sha256":       {FR: "condensat", EN: "hash"},
	"siret":        {FR: "SIRET", EN: "SIRET"},
	"state":        {FR: "état", EN: "state"},
	"to":           {FR: "à", EN: "to"},
	"topics":       {FR: "sujets", EN: "topics"},
	"until":        {FR: "jusqu’au", EN: "until"},
	"verdicts":     {FR: "verdicts changés", EN: "verdicts changed"},
	"was":          {FR: "était", EN: "was"},
	"why":          {FR: "motif", EN: "reason"},
}

// detailValue puts a value in words; what is no word of ours stays as it is.
func detailValue(r *web.Request, action, key, value string) string {
	switch key {
	case "role":
		return r.Text(or(identity.Role(value).Text(), value))
	case "kind":
		return r.Text(or(identity.OrganisationKind(value).Text(), value))
	case "scopes":
		return r.And(each(strings.Split(value, ","), func(s string) string { return r.Text(or(identity.Scope(s).Text(), s)) })...)
	case "topics":
		return strings.Join(each(strings.Fields(value), func(s string) string { return r.Text(topicText(notify.Topic(s))) }), ", ")
	case "best":
		return r.Text(decision.Verdict(value).Text())
	case "failure":
		return r.Text(or(notify.Failure(value).Text(), value))
	case "reason":
		return r.Text(or(reasonTexts[havre.FaultCode(value)], value))
	case "method":
		return r.Text(or(methodTexts[identity.Method(value)], value))
	case "link":
		return r.Text(or(purposeTexts[identity.Purpose(value)], value))
	case "cause":
		return r.Text(or(provision.Cause(value).Text(), value))
	case "how":
		return r.Text(or(goneTexts[value], value))
	case "state", "was", "from", "to":
		if action == "need.state" {
			return r.Text(or(stateTexts[record.NeedState(value)], value))
		}
		if strings.HasPrefix(action, "deployment.") {
			return r.Text(or(provision.State(value).Text(), value))
		}
		if strings.HasPrefix(action, "order.") {
			return r.Text(or(order.State(value).Text(), value))
		}
		if strings.HasPrefix(action, "work.") {
			return r.Text(order.WorkState(value).Text())
		}
		if key == "state" || key == "was" {
			return r.Text(record.DerogationState(value).Text())
		}
	}
	return plainValue(r, value)
}

// plainValue puts days, instants, yes and no in words, whatever they are about.
func plainValue(r *web.Request, value string) string {
	if d, err := havre.ParseDate(value); err == nil {
		return r.Date(d)
	}
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		return r.Instant(at)
	}
	switch value {
	case "true":
		return r.Say("oui", "yes")
	case "false":
		return r.Say("non", "no")
	}
	return value
}

// or is a text, or what has none as it is written.
func or(t havre.Text, value string) havre.Text {
	if t.IsZero() {
		return havre.Same(value)
	}
	return t
}

// each puts every word of a list through fn.
func each(words []string, fn func(string) string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fn(w)
	}
	return out
}

// reasonTexts are why something was refused.
var reasonTexts = map[havre.FaultCode]havre.Text{
	havre.NotFound:        {FR: "introuvable, ou caché à qui demande", EN: "not found, or hidden from who asks"},
	havre.Forbidden:       {FR: "droits insuffisants", EN: "insufficient rights"},
	havre.Unauthenticated: {FR: "identité non prouvée", EN: "identity not proved"},
	havre.Invalid:         {FR: "saisie erronée", EN: "wrong entry"},
	havre.Conflict:        {FR: "contraire à ce qui existe", EN: "clashes with what exists"},
	havre.Stale:           {FR: "changé entre-temps", EN: "changed meanwhile"},
	havre.TooMany:         {FR: "trop d’essais", EN: "too many tries"},
	havre.Unavailable:     {FR: "service indisponible", EN: "service unavailable"},
	havre.Gone:            {FR: "lien déjà utilisé ou périmé", EN: "link already used or expired"},
}

var methodTexts = map[identity.Method]havre.Text{
	identity.ByPassword: {FR: "mot de passe", EN: "password"},
	identity.ByPasskey:  {FR: "clé d’accès", EN: "passkey"},
	identity.ByOIDC:     {FR: "fournisseur d’identité", EN: "identity provider"},
	identity.ByToken:    {FR: "jeton", EN: "token"},
	identity.ByLink:     {FR: "lien à usage unique", EN: "one-time link"},
}

var purposeTexts = map[identity.Purpose]havre.Text{
	identity.ForSetup:      {FR: "installation", EN: "set-up"},
	identity.ForInvitation: {FR: "invitation", EN: "invitation"},
	identity.ForPassword:   {FR: "nouveau mot de passe", EN: "new password"},
}
