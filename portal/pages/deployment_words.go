package pages

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
)

// deploymentStates are the states in words, in the order of the filters.
var deploymentStates = []struct {
	State provision.State
	Kind  ui.StateKind
	Text  havre.Text
	Means havre.Text
}{
	{provision.Planned, ui.ToConfirm, havre.Text{FR: "Plan à relire", EN: "Plan to review"}, havre.Text{
		FR: "Rien n’a commencé : quelqu’un doit relire le plan ci-dessous, puis l’appliquer ou l’abandonner.",
		EN: "Nothing has begun: somebody must review the plan below, then apply it or give it up.",
	}},
	{provision.Building, ui.Planned, havre.Text{FR: "En cours de réalisation", EN: "Being built"}, havre.Text{
		FR: "La plateforme crée ou modifie ce qui est commandé, étape par étape.",
		EN: "The platform makes or changes what is ordered, step by step.",
	}},
	{provision.Running, ui.Yes, havre.Text{FR: "En service", EN: "In service"}, havre.Text{
		FR: "Tout ce qui est commandé existe.",
		EN: "All that is ordered exists.",
	}},
	{provision.Failed, ui.No, havre.Text{FR: "En échec", EN: "Failed"}, havre.Text{
		FR: "Une étape ne peut pas être faite. Ce qui était fait reste en place, jusqu’à ce que quelqu’un relance ou revienne en arrière.",
		EN: "A step cannot be done. What was done stays in place, until somebody tries again or rolls back.",
	}},
	{provision.Cancelled, ui.NotApplicable, havre.Text{FR: "Arrêtée avant la fin", EN: "Stopped before the end"}, havre.Text{
		FR: "Quelqu’un a arrêté le travail. Ce qui était fait reste en place, jusqu’à ce que quelqu’un relance ou revienne en arrière.",
		EN: "Somebody stopped the work. What was done stays in place, until somebody tries again or rolls back.",
	}},
	{provision.Undoing, ui.Planned, havre.Text{FR: "Retour en arrière en cours", EN: "Being rolled back"}, havre.Text{
		FR: "La dernière commande est défaite : tout redevient comme avant elle.",
		EN: "The last order is being undone: all becomes as it was before it.",
	}},
	{provision.Leaving, ui.Planned, havre.Text{FR: "En cours de suppression", EN: "Being deleted"}, havre.Text{
		FR: "Tout ce qui avait été créé est supprimé, dans l’ordre qu’il faut.",
		EN: "All that had been made is being deleted, in the right order.",
	}},
	{provision.Gone, ui.NotApplicable, havre.Text{FR: "Supprimée", EN: "Deleted"}, havre.Text{
		FR: "Plus rien n’en existe sur la plateforme.",
		EN: "Nothing of it exists on the platform any more.",
	}},
}

// deploymentKind is how the state of a deployment is drawn.
func deploymentKind(d *provision.Deployment) ui.StateKind {
	if d.State == provision.Running && d.Drifted > 0 {
		return ui.ToConfirm
	}
	for _, s := range deploymentStates {
		if s.State == d.State {
			return s.Kind
		}
	}
	return ui.Blank
}

// deploymentStateText is a state as a person reads it.
func deploymentStateText(state string) havre.Text {
	for _, s := range deploymentStates {
		if string(s.State) == state {
			return s.Text
		}
	}
	return havre.Text{}
}

// deploymentText is the state of a deployment in words.
func deploymentText(r *web.Request, d *provision.Deployment) string {
	text := r.Text(or(deploymentStateText(string(d.State)), string(d.State)))
	switch {
	case d.Paused:
		return r.Say("%s, en pause", "%s, paused", text)
	case d.State == provision.Running && d.Drifted > 0:
		return r.Say("%s, %s", "%s, %s", text, driftCount(r, d.Drifted))
	}
	return text
}

// deploymentMeans is what the state means, in a sentence or two.
func deploymentMeans(r *web.Request, d *provision.Deployment) string {
	if d.Paused {
		return r.Say("Rien de nouveau ne commence ; ce qui était commencé se termine. Reprenez quand vous voulez.", "Nothing new begins; what was begun ends. Resume when you like.")
	}
	if d.State == provision.Running && d.Drifted > 0 {
		return r.Say("Ce qui est commandé existe, mais n’est plus tout à fait comme commandé.", "What is ordered exists, but is no longer quite as ordered.")
	}
	for _, s := range deploymentStates {
		if s.State == d.State {
			return r.Text(s.Means)
		}
	}
	return ""
}

// driftCount counts what is not as it was ordered.
func driftCount(r *web.Request, n int) string {
	return r.Many(n, havre.Text{FR: "%s écart", EN: "%s difference"}, havre.Text{FR: "%s écarts", EN: "%s differences"})
}

// lookedText says when somebody looked for drift.
func lookedText(r *web.Request, at time.Time) string {
	if at.IsZero() {
		return r.Say("jamais", "never")
	}
	return r.Instant(at)
}

var causeTexts = map[provision.Cause]havre.Text{
	provision.Ordered:  {FR: "Commande", EN: "Order"},
	provision.Asked:    {FR: "Application demandée", EN: "Application asked for"},
	provision.Repaired: {FR: "Réparation d’écarts", EN: "Repair of differences"},
	provision.Retried:  {FR: "Nouvel essai", EN: "Another try"},
	provision.Undone:   {FR: "Retour en arrière", EN: "Roll-back"},
	provision.Ended:    {FR: "Fin de la ressource", EN: "End of the resource"},
	provision.Handed:   {FR: "Accès donné ou retiré", EN: "Access given or taken away"},
}

func causeText(r *web.Request, c provision.Cause) string {
	return r.Text(or(causeTexts[c], string(c)))
}

var runStates = map[provision.RunState]struct {
	Kind ui.StateKind
	Text havre.Text
}{
	provision.Reviewing:  {ui.ToConfirm, havre.Text{FR: "À relire", EN: "To be reviewed"}},
	provision.Working:    {ui.Planned, havre.Text{FR: "En cours", EN: "Under way"}},
	provision.Halted:     {ui.Planned, havre.Text{FR: "En pause", EN: "Paused"}},
	provision.Succeeded:  {ui.Yes, havre.Text{FR: "Terminé", EN: "Done"}},
	provision.Stopped:    {ui.No, havre.Text{FR: "En échec", EN: "Failed"}},
	provision.CalledOff:  {ui.NotApplicable, havre.Text{FR: "Arrêté", EN: "Stopped"}},
	provision.Superseded: {ui.NotApplicable, havre.Text{FR: "Remplacé par le suivant", EN: "Superseded by the next"}},
}

func runStateText(r *web.Request, s provision.RunState) string {
	return r.Text(or(runStates[s].Text, string(s)))
}

// clockText is the time of day of an instant: 14 h 05; 14:05.
func clockText(r *web.Request, t time.Time) string {
	t = t.In(havre.Paris)
	return r.Say("%s h %s", "%s:%s", t.Format("15"), t.Format("04"))
}

// lastedText is how long something took.
func lastedText(r *web.Request, d time.Duration) string {
	d = max(0, d).Round(time.Second)
	switch {
	case d < time.Second:
		return r.Say("moins d’une seconde", "less than a second")
	case d < time.Minute:
		return r.Say("%d s", "%d s", int(d.Seconds()))
	case d < time.Hour:
		return r.Say("%d min %d s", "%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return r.Say("%d h %d min", "%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// lasted is how long a run took, "" as long as it goes on.
func lasted(r *web.Request, x *provision.Run) string {
	if x.EndedAt.IsZero() {
		return ""
	}
	return lastedText(r, x.EndedAt.Sub(x.StartedAt))
}

// attributeTexts are what attributes of resources are called; one that is not here goes
// by its own name.
var attributeTexts = map[string]havre.Text{
	"address":      {FR: "adresse", EN: "address"},
	"addresses":    {FR: "adresses", EN: "addresses"},
	"cidr":         {FR: "plage d’adresses", EN: "address range"},
	"cores":        {FR: "processeurs virtuels", EN: "virtual processors"},
	"description":  {FR: "description", EN: "description"},
	"dns":          {FR: "résolveurs", EN: "resolvers"},
	"external":     {FR: "réseau externe", EN: "external network"},
	"flavor":       {FR: "gabarit", EN: "flavor"},
	"floatingIPs":  {FR: "adresses publiques", EN: "public addresses"},
	"format":       {FR: "format", EN: "format"},
	"gigabytes":    {FR: "stockage, en Gio", EN: "storage, in GiB"},
	"group":        {FR: "groupe", EN: "group"},
	"groups":       {FR: "groupes de sécurité", EN: "security groups"},
	"image":        {FR: "image", EN: "image"},
	"instances":    {FR: "serveurs", EN: "servers"},
	"key":          {FR: "clé SSH", EN: "SSH key"},
	"keyPairs":     {FR: "clés SSH", EN: "SSH keys"},
	"network":      {FR: "réseau", EN: "network"},
	"networks":     {FR: "réseaux", EN: "networks"},
	"policy":       {FR: "règle", EN: "policy"},
	"port":         {FR: "port", EN: "port"},
	"ports":        {FR: "ports", EN: "ports"},
	"project":      {FR: "projet", EN: "project"},
	"public":       {FR: "public", EN: "public"},
	"ram":          {FR: "mémoire, en Mio", EN: "memory, in MiB"},
	"role":         {FR: "rôle", EN: "role"},
	"router":       {FR: "routeur", EN: "router"},
	"routers":      {FR: "routeurs", EN: "routers"},
	"rules":        {FR: "règles de filtrage", EN: "filtering rules"},
	"server":       {FR: "serveur", EN: "server"},
	"serverGroups": {FR: "règles de répartition", EN: "spreading rules"},
	"size":         {FR: "taille, en Gio", EN: "size, in GiB"},
	"snapshots":    {FR: "instantanés", EN: "snapshots"},
	"subnet":       {FR: "sous-réseau", EN: "subnet"},
	"subnets":      {FR: "sous-réseaux", EN: "subnets"},
	"type":         {FR: "type", EN: "type"},
	"user":         {FR: "compte", EN: "user"},
	"userData":     {FR: "premier démarrage (cloud-init)", EN: "first start (cloud-init)"},
	"versioned":    {FR: "garde les versions", EN: "keeps versions"},
	"volume":       {FR: "volume", EN: "volume"},
	"volumes":      {FR: "volumes", EN: "volumes"},
	"zone":         {FR: "zone", EN: "zone"},
}

func attributeName(r *web.Request, field string) string {
	return r.Text(or(attributeTexts[field], field))
}

// longValue is how long a value may be to be shown among others.
const longValue = 80

// attributeText is the value of an attribute; a reference is the key of what it refers to.
func attributeText(r *web.Request, field string, v any) string {
	switch x := v.(type) {
	case string:
		switch {
		case x == "":
			return r.Say("rien", "nothing")
		case strings.Contains(x, "\n") || len(x) > longValue && field == "userData":
			n := strings.Count(strings.TrimRight(x, "\n"), "\n") + 1
			return r.Many(n, havre.Text{FR: "un texte de %s ligne", EN: "a text of %s line"}, havre.Text{FR: "un texte de %s lignes", EN: "a text of %s lines"})
		}
		return strings.TrimPrefix(x, plan.Ref)
	case int64:
		return r.Number(int(x))
	case bool:
		if x {
			return r.Say("oui", "yes")
		}
		return r.Say("non", "no")
	case []string:
		if len(x) > 0 {
			return strings.Join(each(x, func(s string) string { return itemText(r, field, s) }), ", ")
		}
	}
	return r.Say("rien", "nothing")
}

// itemText is an item of a list; a filtering rule is put in words.
func itemText(r *web.Request, field, item string) string {
	words := strings.Fields(item)
	if field != "rules" || len(words) != 4 {
		return strings.TrimPrefix(item, plan.Ref)
	}
	port := words[2]
	if port == "*" {
		port = r.Say("tous les ports", "all ports")
	}
	peer := strings.TrimPrefix(words[3], plan.Ref)
	if words[0] == "in" {
		return r.Say("entrée %s %s depuis %s", "in %s %s from %s", strings.ToUpper(words[1]), port, peer)
	}
	return r.Say("sortie %s %s vers %s", "out %s %s to %s", strings.ToUpper(words[1]), port, peer)
}

// listed are the two sides of a change of a list, when it is one.
func listed(c *plan.Change) (from, to []string, ok bool) {
	from, isFrom := c.From.([]string)
	to, isTo := c.To.([]string)
	return from, to, (isFrom || c.From == nil) && (isTo || c.To == nil) && (isFrom || isTo)
}

// without are the items of a list that another one does not have.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}

// planChange says what becomes of an attribute.
func planChange(r *web.Request, c *plan.Change) string {
	if from, to, ok := listed(c); ok {
		return listChange(r, c.Field, without(to, from), without(from, to), havre.Text{FR: "ajouté : %s", EN: "added: %s"}, havre.Text{FR: "retiré : %s", EN: "removed: %s"})
	}
	return r.Say("passe de « %s » à « %s »", "goes from “%s” to “%s”", attributeText(r, c.Field, c.From), attributeText(r, c.Field, c.To))
}

// driftWords says how an attribute differs from what was ordered: what is found is the
// beginning of a change.
func driftWords(r *web.Request, c *plan.Change) string {
	if found, wanted, ok := listed(c); ok {
		return listChange(r, c.Field, without(found, wanted), without(wanted, found), havre.Text{FR: "en trop : %s", EN: "not ordered: %s"}, havre.Text{FR: "manque : %s", EN: "missing: %s"})
	}
	return r.Say("commandé : « %s » ; trouvé : « %s »", "ordered: “%s”; found: “%s”", attributeText(r, c.Field, c.To), attributeText(r, c.Field, c.From))
}

func listChange(r *web.Request, field string, more, less []string, moreText, lessText havre.Text) string {
	var parts []string
	for _, side := range []struct {
		items []string
		text  havre.Text
	}{{more, moreText}, {less, lessText}} {
		if len(side.items) > 0 {
			parts = append(parts, r.Say(side.text.FR, side.text.EN, attributeText(r, field, side.items)))
		}
	}
	if len(parts) == 0 {
		return r.Say("dans un autre ordre", "in another order")
	}
	return r.Remarks(parts...)
}

// stateOfObject is how an external object is drawn.
func stateOfObject(s plan.State) ui.StateKind {
	switch s {
	case plan.Ready:
		return ui.Yes
	case plan.Pending, plan.Leaving:
		return ui.Planned
	case plan.Broken, plan.Absent:
	}
	return ui.No
}

// addressOf is where an object answers, "" when it does not.
func addressOf(o *plan.Object) string {
	return cmp.Or(o.With.String("address"), strings.Join(o.With.List("addresses"), ", "))
}
