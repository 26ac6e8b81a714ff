package provision

import "github.com/havre-cloud/havre"

// States are the states of a deployment, in the order of its life.
func States() []State {
	return []State{Planned, Building, Running, Failed, Cancelled, Undoing, Leaving, Gone}
}

// Text is the state as a person reads it, in the feminine of « ressource ».
func (s State) Text() havre.Text { return stateTexts[s] }

// Means is what the state means, in a sentence or two.
func (s State) Means() havre.Text { return stateMeanings[s] }

// Text is what began a run, as a person reads it.
func (c Cause) Text() havre.Text { return causeTexts[c] }

// Text is the state of a run as a person reads it.
func (s RunState) Text() havre.Text { return runTexts[s] }

// Text is the state of a step as a person reads it.
func (s StepState) Text() havre.Text { return stepTexts[s] }

var stateTexts = map[State]havre.Text{
	Planned:   {FR: "plan à relire", EN: "plan to review"},
	Building:  {FR: "en cours de réalisation", EN: "being built"},
	Running:   {FR: "en service", EN: "in service"},
	Failed:    {FR: "en échec", EN: "failed"},
	Cancelled: {FR: "arrêtée avant la fin", EN: "stopped before the end"},
	Undoing:   {FR: "retour en arrière en cours", EN: "being rolled back"},
	Leaving:   {FR: "en cours de suppression", EN: "being deleted"},
	Gone:      {FR: "supprimée", EN: "deleted"},
}

var stateMeanings = map[State]havre.Text{
	Planned:   {FR: "Rien n’a commencé : quelqu’un doit relire le plan, puis l’appliquer ou l’abandonner.", EN: "Nothing has begun: somebody must review the plan, then apply it or give it up."},
	Building:  {FR: "La plateforme crée ou modifie ce qui est commandé, étape par étape.", EN: "The platform makes or changes what is ordered, step by step."},
	Running:   {FR: "Tout ce qui est commandé existe.", EN: "All that is ordered exists."},
	Failed:    {FR: "Une étape ne peut pas être faite. Ce qui était fait reste en place, jusqu’à ce que quelqu’un relance ou revienne en arrière.", EN: "A step cannot be done. What was done stays in place, until somebody tries again or rolls back."},
	Cancelled: {FR: "Quelqu’un a arrêté le travail. Ce qui était fait reste en place, jusqu’à ce que quelqu’un relance ou revienne en arrière.", EN: "Somebody stopped the work. What was done stays in place, until somebody tries again or rolls back."},
	Undoing:   {FR: "La dernière commande est défaite : tout redevient comme avant elle.", EN: "The last order is being undone: all becomes as it was before it."},
	Leaving:   {FR: "Tout ce qui avait été créé est supprimé, dans l’ordre qu’il faut.", EN: "All that had been made is being deleted, in the right order."},
	Gone:      {FR: "Plus rien n’en existe sur la plateforme.", EN: "Nothing of it exists on the platform any more."},
}

var causeTexts = map[Cause]havre.Text{
	Ordered:  {FR: "commande", EN: "order"},
	Asked:    {FR: "application demandée", EN: "application asked for"},
	Repaired: {FR: "réparation d’écarts", EN: "repair of differences"},
	Retried:  {FR: "nouvel essai", EN: "another try"},
	Undone:   {FR: "retour en arrière", EN: "roll-back"},
	Ended:    {FR: "fin de la ressource", EN: "end of the resource"},
	Handed:   {FR: "accès donné ou retiré", EN: "access given or taken away"},
}

var runTexts = map[RunState]havre.Text{
	Reviewing:  {FR: "à relire", EN: "to be reviewed"},
	Working:    {FR: "en cours", EN: "under way"},
	Halted:     {FR: "en pause", EN: "paused"},
	Succeeded:  {FR: "terminé", EN: "done"},
	Stopped:    {FR: "en échec", EN: "failed"},
	CalledOff:  {FR: "arrêté", EN: "stopped"},
	Superseded: {FR: "remplacé par le suivant", EN: "superseded by the next"},
}

var stepTexts = map[StepState]havre.Text{
	Waiting:  {FR: "à faire", EN: "to do"},
	Trying:   {FR: "demandée à la plateforme", EN: "asked of the platform"},
	Awaiting: {FR: "la plateforme y travaille", EN: "the platform is at work on it"},
	Done:     {FR: "faite", EN: "done"},
	Broken:   {FR: "en échec", EN: "failed"},
	Skipped:  {FR: "abandonnée", EN: "given up"},
}
