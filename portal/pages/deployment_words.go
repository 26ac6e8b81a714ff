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

// deploymentKinds are how the states are drawn.
var deploymentKinds = map[provision.State]ui.StateKind{
	provision.Planned: ui.ToConfirm, provision.Building: ui.Planned, provision.Running: ui.Yes, provision.Failed: ui.No,
	provision.Cancelled: ui.NotApplicable, provision.Undoing: ui.Planned, provision.Leaving: ui.Planned, provision.Gone: ui.NotApplicable,
}

// deploymentKind is how the state of a deployment is drawn.
func deploymentKind(d *provision.Deployment) ui.StateKind {
	if d.State == provision.Running && d.Drifted > 0 {
		return ui.ToConfirm
	}
	return cmp.Or(deploymentKinds[d.State], ui.Blank)
}

// deploymentText is the state of a deployment in words.
func deploymentText(r *web.Request, d *provision.Deployment) string {
	text := web.Capital(r.Text(or(d.State.Text(), string(d.State))))
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
	means := d.State.Means()
	if d.State == provision.Planned {
		means = havre.Text{
			FR: "Rien n’a commencé : quelqu’un doit relire le plan ci-dessous, puis l’appliquer ou l’abandonner.",
			EN: "Nothing has begun: somebody must review the plan below, then apply it or give it up.",
		}
	}
	return r.Text(means)
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

func causeText(r *web.Request, c provision.Cause) string {
	return web.Capital(r.Text(or(c.Text(), string(c))))
}

// runKinds are how the states of a run are drawn.
var runKinds = map[provision.RunState]ui.StateKind{
	provision.Reviewing: ui.ToConfirm, provision.Working: ui.Planned, provision.Halted: ui.Planned, provision.Succeeded: ui.Yes,
	provision.Stopped: ui.No, provision.CalledOff: ui.NotApplicable, provision.Superseded: ui.NotApplicable,
}

func runStateText(r *web.Request, s provision.RunState) string {
	return web.Capital(r.Text(or(s.Text(), string(s))))
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
