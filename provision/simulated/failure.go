package simulated

import (
	"fmt"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision/driver"
)

// answer is how a reason looks: a status as a cloud would answer, and what people read.
type answer struct {
	status     int
	what, next havre.Text
}

var again = havre.Text{FR: "Havre recommencera de lui-même.", EN: "Havre will try again by itself."}

var answers = map[driver.Reason]answer{
	driver.Uncertain: {
		http.StatusGatewayTimeout,
		havre.Text{FR: "La réponse de la plateforme s’est perdue.", EN: "The answer of the platform was lost."},
		havre.Text{FR: "Rien : Havre vérifie ce qui a été fait, puis recommence.", EN: "Nothing: Havre checks what was done, then tries again."},
	},
	driver.Busy: {
		http.StatusTooManyRequests,
		havre.Text{FR: "La plateforme demande d’attendre.", EN: "The platform asks to wait."},
		again,
	},
	driver.Conflicting: {
		http.StatusConflict,
		havre.Text{FR: "Un autre objet en dépend, ou la plateforme y travaille encore.", EN: "Another object depends on it, or the platform is still at work on it."},
		again,
	},
	driver.Gone: {
		http.StatusNotFound,
		havre.Text{FR: "Ce dont cet objet a besoin n’existe pas.", EN: "What this object needs does not exist."},
		havre.Text{FR: "Relancez : ce qui manque sera créé de nouveau.", EN: "Retry: what is missing will be made again."},
	},
	driver.Taken: {
		http.StatusConflict,
		havre.Text{FR: "Ce nom est déjà pris par quelqu’un d’autre sur la plateforme.", EN: "Somebody else already has this name on the platform."},
		havre.Text{FR: "Commandez sous un autre nom, ou demandez à l’opérateur à qui est cet objet.", EN: "Order under another name, or ask the operator whose object it is."},
	},
	driver.Quota: {
		http.StatusForbidden,
		havre.Text{FR: "Le quota de l’environnement est épuisé.", EN: "The quota of the environment is used up."},
		havre.Text{FR: "Commandez davantage, ou demandez moins dans le plan d’environnement.", EN: "Order more, or ask for less in the blueprint."},
	},
	driver.Denied: {
		http.StatusUnauthorized,
		havre.Text{FR: "La plateforme refuse le compte de Havre.", EN: "The platform refuses the account of Havre."},
		havre.Text{FR: "L’administrateur du portail doit vérifier ce compte, puis relancer.", EN: "The administrator of the portal must check that account, then retry."},
	},
	driver.Refused: {
		http.StatusBadRequest,
		havre.Text{FR: "La plateforme n’accepte pas cette demande.", EN: "The platform does not accept this request."},
		havre.Text{FR: "Corrigez ce qui est demandé ; le détail dit quoi.", EN: "Correct what is asked; the detail says what."},
	},
	driver.Lacking: {
		http.StatusNotFound,
		havre.Text{FR: "La plateforme n’a pas ce service.", EN: "The platform does not have this service."},
		havre.Text{FR: "Retirez-le de la demande, ou choisissez une autre plateforme.", EN: "Take it out of the request, or choose another platform."},
	},
}

// failed is a call that failed for a reason; detail is what a cloud would have said, in
// its own language.
func failed(c Call, r driver.Reason, detail string) *driver.Failure {
	a := answers[r]
	return &driver.Failure{
		Reason: r, What: a.what, Next: a.next, Unanswered: r == driver.Uncertain,
		Raw: fmt.Sprintf("%s %s %s → %d\n%s", c.Method, c.Kind, c.Key, a.status, detail),
	}
}
