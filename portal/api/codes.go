package api

import (
	"net/http"
	"slices"

	"github.com/havre-cloud/havre"
)

// Refusals of the protocol itself, beside those of the services.
const (
	methodNotAllowed     havre.FaultCode = "method-not-allowed"
	preconditionRequired havre.FaultCode = "precondition-required"
	tooLarge             havre.FaultCode = "too-large"
	unsupportedMedia     havre.FaultCode = "unsupported-media-type"
	internal             havre.FaultCode = "internal"
)

// code documents a kind of refusal: its page is the type of its problems.
type code struct {
	code    havre.FaultCode
	status  int
	title   havre.Text
	meaning havre.Text // when it is answered
	next    havre.Text // what to do, when the refusal itself does not say
}

// codes is the one table from refusals to HTTP.
var codes = []code{
	{
		havre.Invalid, http.StatusUnprocessableEntity,
		havre.Text{FR: "Demande incorrecte", EN: "Incorrect request"},
		havre.Text{FR: "Ce qui a été envoyé contient des erreurs. Le champ « errors » dit où, ce qui a été lu et ce qui conviendrait.", EN: "What was sent contains mistakes. The field \"errors\" says where, what was read and what would be right."},
		havre.Text{FR: "Corrigez les champs indiqués, puis recommencez.", EN: "Correct the fields shown, then try again."},
	},
	{
		havre.Unauthenticated, http.StatusUnauthorized,
		havre.Text{FR: "Identification nécessaire", EN: "Identification needed"},
		havre.Text{FR: "La requête ne porte ni jeton ni session, ou ce qu'elle porte n'est plus valable.", EN: "The request carries neither a token nor a session, or what it carries is no longer valid."},
		havre.Text{FR: "Envoyez l'en-tête « Authorization: Bearer … » avec un jeton en cours de validité.", EN: "Send the header \"Authorization: Bearer …\" with a token that is still valid."},
	},
	{
		havre.Forbidden, http.StatusForbidden,
		havre.Text{FR: "Action non permise", EN: "Action not allowed"},
		havre.Text{FR: "Vous voyez l'objet, mais vos rôles ou la portée de votre jeton ne permettent pas cette action.", EN: "You see the object, but your roles or the scope of your token do not allow this action."},
		havre.Text{FR: "Demandez le rôle nommé à un administrateur de l'organisation, ou employez un jeton d'une portée plus large.", EN: "Ask an administrator of the organisation for the role named, or use a token of a wider scope."},
	},
	{
		havre.NotFound, http.StatusNotFound,
		havre.Text{FR: "Introuvable", EN: "Not found"},
		havre.Text{FR: "L'objet n'existe pas, ou vous n'avez pas le droit de savoir qu'il existe : les deux réponses sont identiques.", EN: "The object does not exist, or you may not know that it does: both answers are the same."},
		havre.Text{FR: "Vérifiez l'adresse ; sinon demandez l'accès à un administrateur de l'organisation.", EN: "Check the address; otherwise ask an administrator of the organisation for access."},
	},
	{
		methodNotAllowed, http.StatusMethodNotAllowed,
		havre.Text{FR: "Méthode non admise", EN: "Method not allowed"},
		havre.Text{FR: "L'adresse existe, mais pas avec cette méthode HTTP. L'en-tête « Allow » donne celles qu'elle admet.", EN: "The address exists, but not with this HTTP method. The header \"Allow\" gives those that it accepts."},
		havre.Text{FR: "Employez l'une des méthodes de l'en-tête « Allow ».", EN: "Use one of the methods of the header \"Allow\"."},
	},
	{
		havre.Conflict, http.StatusConflict,
		havre.Text{FR: "Conflit avec ce qui existe", EN: "Conflict with what exists"},
		havre.Text{FR: "Un objet de ce nom existe déjà, l'état de l'objet s'y oppose, ou la même clé « Idempotency-Key » a servi à une autre demande.", EN: "An object of that name already exists, the state of the object forbids it, or the same \"Idempotency-Key\" was used for another request."},
		havre.Text{FR: "Lisez l'objet existant, puis changez votre demande.", EN: "Read the existing object, then change your request."},
	},
	{
		havre.Stale, http.StatusPreconditionFailed,
		havre.Text{FR: "Modifié entre-temps", EN: "Changed in the meantime"},
		havre.Text{FR: "L'objet a été modifié depuis que vous l'avez lu : l'étiquette de « If-Match » n'est plus la sienne.", EN: "The object was changed since you read it: the tag in \"If-Match\" is no longer its own."},
		havre.Text{FR: "Relisez l'objet, reportez-y votre changement, puis renvoyez-le avec sa nouvelle étiquette.", EN: "Read the object again, make your change to it, then send it with its new tag."},
	},
	{
		preconditionRequired, http.StatusPreconditionRequired,
		havre.Text{FR: "Étiquette nécessaire", EN: "Tag needed"},
		havre.Text{FR: "Changer ou supprimer un objet demande l'en-tête « If-Match », pour ne pas effacer le travail d'un autre.", EN: "Changing or deleting an object needs the header \"If-Match\", so as not to undo somebody else's work."},
		havre.Text{FR: "Lisez l'objet et recopiez son en-tête « ETag » dans « If-Match ».", EN: "Read the object and copy its header \"ETag\" into \"If-Match\"."},
	},
	{
		tooLarge, http.StatusRequestEntityTooLarge,
		havre.Text{FR: "Envoi trop gros", EN: "Too large"},
		havre.Text{FR: "Le corps de la requête dépasse la taille admise par l'opération.", EN: "The body of the request exceeds the size that the operation accepts."},
		havre.Text{FR: "Réduisez ce que vous envoyez, ou envoyez-le en plusieurs fois.", EN: "Reduce what you send, or send it in several requests."},
	},
	{
		unsupportedMedia, http.StatusUnsupportedMediaType,
		havre.Text{FR: "Format non admis", EN: "Format not accepted"},
		havre.Text{FR: "Le « Content-Type » n'est pas l'un de ceux que l'opération lit.", EN: "The \"Content-Type\" is not one of those that the operation reads."},
		havre.Text{FR: "Envoyez du JSON (application/json) ou du YAML (application/yaml).", EN: "Send JSON (application/json) or YAML (application/yaml)."},
	},
	{
		havre.Gone, http.StatusGone,
		havre.Text{FR: "N'existe plus", EN: "Gone"},
		havre.Text{FR: "Ce que la demande nomme a servi, ou sa durée est passée.", EN: "What the request names was used, or its time has passed."},
		havre.Text{FR: "Demandez-en un nouveau.", EN: "Ask for a new one."},
	},
	{
		havre.TooMany, http.StatusTooManyRequests,
		havre.Text{FR: "Trop de demandes", EN: "Too many requests"},
		havre.Text{FR: "Le portail a reçu de vous plus de demandes qu'il n'en accepte. L'en-tête « Retry-After » dit combien de secondes attendre.", EN: "The portal received more requests from you than it accepts. The header \"Retry-After\" says how many seconds to wait."},
		havre.Text{FR: "Attendez, puis recommencez.", EN: "Wait, then try again."},
	},
	{
		havre.Unavailable, http.StatusServiceUnavailable,
		havre.Text{FR: "Momentanément indisponible", EN: "Unavailable for the moment"},
		havre.Text{FR: "Une partie dont le portail a besoin, sa base de données par exemple, ne répond pas.", EN: "A part that the portal needs, its database for example, does not answer."},
		havre.Text{FR: "Recommencez dans un moment, avec la même clé « Idempotency-Key » s'il s'agissait d'une création.", EN: "Try again in a moment, with the same \"Idempotency-Key\" if it was a creation."},
	},
	{
		internal, http.StatusInternalServerError,
		havre.Text{FR: "Erreur du portail", EN: "Failure of the portal"},
		havre.Text{FR: "L'erreur est la nôtre, et elle est enregistrée sous l'identifiant de la requête.", EN: "The mistake is ours, and it is recorded under the identifier of the request."},
		havre.Text{FR: "Recommencez dans quelques minutes. Si cela continue, donnez l'identifiant de la requête à l'assistance.", EN: "Try again in a few minutes. If it goes on, give the identifier of the request to the help desk."},
	},
}

// codeOf documents a code; one that is not of the table is a failure of ours.
func codeOf(c havre.FaultCode) code {
	i := slices.IndexFunc(codes, func(k code) bool { return k.code == c })
	if i < 0 {
		i = len(codes) - 1
	}
	return codes[i]
}

// refuse is a refusal of the protocol.
func refuse(c havre.FaultCode, message havre.Text) *havre.Fault {
	return &havre.Fault{Code: c, Message: message}
}
