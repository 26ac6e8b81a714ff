package api

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision"
)

// deploymentStates are the states of a deployment, in words.
var deploymentStates = map[provision.State]havre.Text{
	provision.Planned:   {FR: "plan à relire", EN: "plan to review"},
	provision.Building:  {FR: "en cours de réalisation", EN: "being built"},
	provision.Running:   {FR: "en service", EN: "in service"},
	provision.Failed:    {FR: "en échec", EN: "failed"},
	provision.Cancelled: {FR: "arrêtée avant la fin", EN: "stopped before the end"},
	provision.Undoing:   {FR: "retour en arrière en cours", EN: "being rolled back"},
	provision.Leaving:   {FR: "en cours de suppression", EN: "being deleted"},
	provision.Gone:      {FR: "supprimée", EN: "deleted"},
}

// deploymentMeanings say what the states mean.
var deploymentMeanings = map[provision.State]havre.Text{
	provision.Planned:   {FR: "Rien n'a commencé : quelqu'un doit relire le plan, puis l'appliquer ou l'abandonner.", EN: "Nothing has begun: somebody must review the plan, then apply it or give it up."},
	provision.Building:  {FR: "La plateforme crée ou modifie ce qui est commandé, étape par étape.", EN: "The platform makes or changes what is ordered, step by step."},
	provision.Running:   {FR: "Tout ce qui est commandé existe.", EN: "All that is ordered exists."},
	provision.Failed:    {FR: "Une étape ne peut pas être faite. Ce qui était fait reste en place, jusqu'à ce que quelqu'un relance ou revienne en arrière.", EN: "A step cannot be done. What was done stays in place, until somebody tries again or rolls back."},
	provision.Cancelled: {FR: "Quelqu'un a arrêté le travail. Ce qui était fait reste en place, jusqu'à ce que quelqu'un relance ou revienne en arrière.", EN: "Somebody stopped the work. What was done stays in place, until somebody tries again or rolls back."},
	provision.Undoing:   {FR: "La dernière commande est défaite : tout redevient comme avant elle.", EN: "The last order is being undone: all becomes as it was before it."},
	provision.Leaving:   {FR: "Tout ce qui avait été créé est supprimé, dans l'ordre qu'il faut.", EN: "All that had been made is being deleted, in the right order."},
	provision.Gone:      {FR: "Plus rien n'en existe sur la plateforme.", EN: "Nothing of it exists on the platform any more."},
}

var causes = map[provision.Cause]havre.Text{
	provision.Ordered:  {FR: "commande", EN: "order"},
	provision.Asked:    {FR: "application demandée", EN: "application asked for"},
	provision.Repaired: {FR: "réparation d'écarts", EN: "repair of differences"},
	provision.Retried:  {FR: "nouvel essai", EN: "another try"},
	provision.Undone:   {FR: "retour en arrière", EN: "roll-back"},
	provision.Ended:    {FR: "fin de la ressource", EN: "end of the resource"},
	provision.Handed:   {FR: "accès donné ou retiré", EN: "access given or taken away"},
}

var runStates = map[provision.RunState]havre.Text{
	provision.Reviewing:  {FR: "à relire", EN: "to be reviewed"},
	provision.Working:    {FR: "en cours", EN: "under way"},
	provision.Halted:     {FR: "en pause", EN: "paused"},
	provision.Succeeded:  {FR: "terminé", EN: "done"},
	provision.Stopped:    {FR: "en échec", EN: "failed"},
	provision.CalledOff:  {FR: "arrêté", EN: "stopped"},
	provision.Superseded: {FR: "remplacé par le suivant", EN: "superseded by the next"},
}

var stepStates = map[provision.StepState]havre.Text{
	provision.Waiting:  {FR: "à faire", EN: "to do"},
	provision.Trying:   {FR: "demandée à la plateforme", EN: "asked of the platform"},
	provision.Awaiting: {FR: "la plateforme y travaille", EN: "the platform is at work on it"},
	provision.Done:     {FR: "faite", EN: "done"},
	provision.Broken:   {FR: "en échec", EN: "failed"},
	provision.Skipped:  {FR: "abandonnée", EN: "given up"},
}

var objectStates = map[plan.State]havre.Text{
	plan.Ready:   {FR: "en service", EN: "in service"},
	plan.Pending: {FR: "en cours de création ou de changement", EN: "being made or changed"},
	plan.Broken:  {FR: "en erreur chez la plateforme", EN: "in error on the platform"},
	plan.Leaving: {FR: "en cours de suppression", EN: "being deleted"},
	plan.Absent:  {FR: "disparu", EN: "gone"},
}
