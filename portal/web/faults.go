package web

import (
	"net/http"

	"github.com/havre-cloud/havre"
)

// status is the HTTP status of each fault, as pages answer it. A page says 409 for
// what changed since it was read, where the API says 412.
var status = map[havre.FaultCode]int{
	havre.NotFound:        http.StatusNotFound,
	havre.Forbidden:       http.StatusForbidden,
	havre.Unauthenticated: http.StatusUnauthorized,
	havre.Invalid:         http.StatusUnprocessableEntity,
	havre.Conflict:        http.StatusConflict,
	havre.Stale:           http.StatusConflict,
	havre.TooMany:         http.StatusTooManyRequests,
	havre.Unavailable:     http.StatusServiceUnavailable,
	havre.Gone:            http.StatusGone,
}

// titles head the page of each status.
var titles = map[int]havre.Text{
	http.StatusNotFound:              {FR: "Page introuvable", EN: "Page not found"},
	http.StatusMethodNotAllowed:      {FR: "Cette page ne reçoit pas de formulaire", EN: "This page takes no form"},
	http.StatusForbidden:             {FR: "Vous ne pouvez pas faire cela", EN: "You may not do this"},
	http.StatusUnauthorized:          {FR: "Connectez-vous pour continuer", EN: "Sign in to continue"},
	http.StatusUnprocessableEntity:   {FR: "Il y a des erreurs à corriger", EN: "There are mistakes to correct"},
	http.StatusConflict:              {FR: "Quelqu'un a modifié cela avant vous", EN: "Somebody changed this before you"},
	http.StatusTooManyRequests:       {FR: "Trop de demandes en peu de temps", EN: "Too many requests in a short time"},
	http.StatusGone:                  {FR: "Ce lien ne sert plus", EN: "This link no longer works"},
	http.StatusRequestEntityTooLarge: {FR: "Ce que vous envoyez est trop gros", EN: "What you are sending is too large"},
	http.StatusServiceUnavailable:    {FR: "Le service est momentanément indisponible", EN: "The service is unavailable for the moment"},
	http.StatusInternalServerError:   {FR: "Le portail n'a pas pu répondre", EN: "The portal could not answer"},
}

var (
	errNoPage = &havre.Fault{
		Code:    havre.NotFound,
		Message: havre.Text{FR: "Aucune page ne porte cette adresse.", EN: "No page has this address."},
		Next:    havre.Text{FR: "Vérifiez l'adresse, ou partez de l'accueil ou du plan du site.", EN: "Check the address, or start from the home page or the site map."},
	}
	errMethod = &misused{}
)

// misused is a form sent to a page that takes none.
type misused struct{}

func (*misused) Error() string { return "method not allowed" }

// foreign refuses a form that another site sent.
func foreign(cause error) error {
	return &havre.Fault{
		Code: havre.Forbidden, Cause: cause,
		Message: havre.Text{FR: "Cette demande vient d'un autre site : elle a été refusée pour vous protéger.", EN: "This request comes from another site: it was refused to protect you."},
		Next:    havre.Text{FR: "Revenez au portail et recommencez depuis ses pages.", EN: "Go back to the portal and start again from its pages."},
	}
}
