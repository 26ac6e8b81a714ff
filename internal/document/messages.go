package document

import "github.com/havre-cloud/havre"

// Sentences about the text itself, before any meaning.
var (
	msgRead  = havre.Text{FR: "la lecture a échoué (%s)", EN: "reading failed (%s)"}
	msgEmpty = havre.Text{
		FR: "le fichier est vide : un document YAML ou JSON est attendu",
		EN: "the file is empty: a YAML or JSON document is expected",
	}
	msgTooBig = havre.Text{
		FR: "le document dépasse 1 Mio, la taille maximale d'un document",
		EN: "the document is larger than 1 MiB, the most one document may hold",
	}
	msgUTF16 = havre.Text{
		FR: "le fichier est en UTF-16 : enregistrez-le en UTF-8",
		EN: "the file is in UTF-16: save it as UTF-8",
	}
	msgBinary = havre.Text{
		FR: "ce n'est pas un fichier texte (octet nul) : un document YAML ou JSON est attendu",
		EN: "this is not a text file (zero byte): a YAML or JSON document is expected",
	}
	msgUTF8 = havre.Text{
		FR: "le texte n'est pas en UTF-8 à cet endroit : enregistrez le fichier en UTF-8",
		EN: "the text is not UTF-8 here: save the file as UTF-8",
	}
	msgDeep = havre.Text{
		FR: "le document est imbriqué sur plus de 64 niveaux",
		EN: "the document is nested more than 64 levels deep",
	}
	msgDense = havre.Text{
		FR: "le document contient plus de 100 000 valeurs, le maximum pour un document",
		EN: "the document holds more than 100,000 values, the most one document may hold",
	}
	msgMany = havre.Text{
		FR: "trop d'erreurs : les suivantes ne sont pas affichées",
		EN: "too many mistakes: the following ones are not shown",
	}
	msgDuplicate = havre.Text{
		FR: "ce champ est déjà écrit à la ligne %d",
		EN: "this field is already written on line %d",
	}
)

// Sentences about YAML features that are refused.
var (
	msgAnchor = havre.Text{
		FR: "les ancres YAML (&nom) ne sont pas admises : écrivez la valeur à chaque endroit où elle sert",
		EN: "YAML anchors (&name) are not accepted: write the value wherever it is needed",
	}
	msgAlias = havre.Text{
		FR: "les alias YAML (*nom) ne sont pas admis : écrivez la valeur elle-même ; un texte qui commence par * se met entre guillemets",
		EN: "YAML aliases (*name) are not accepted: write the value itself; a text that starts with * goes between quotes",
	}
	msgTag = havre.Text{
		FR: "les étiquettes de type YAML (!nom) ne sont pas admises : écrivez la valeur seule ; un texte qui commence par ! se met entre guillemets",
		EN: "YAML tags (!name) are not accepted: write the value alone; a text that starts with ! goes between quotes",
	}
	msgMerge = havre.Text{
		FR: "la fusion YAML (<<) n'est pas admise : écrivez chaque champ",
		EN: "the YAML merge key (<<) is not accepted: write each field",
	}
	msgKey = havre.Text{
		FR: "le nom d'un champ doit être un mot",
		EN: "the name of a field must be a word",
	}
)

// Sentences about YAML that cannot be read, by what the parser calls them.
var yamlProblems = []struct {
	is      string
	message havre.Text
}{
	{"tab character", havre.Text{
		FR: "une tabulation sert de retrait : YAML ne veut que des espaces",
		EN: "a tab is used for indentation: YAML wants spaces only",
	}},
	{"mapping values are not allowed", havre.Text{
		FR: "deux-points inattendus : vérifiez le retrait, et mettez entre guillemets un texte qui contient « : »",
		EN: "unexpected colon: check the indentation, and put a text that contains ': ' between quotes",
	}},
	{"block sequence entries", havre.Text{
		FR: "un tiret de liste n'a pas sa place ici : mettez la liste à la ligne, sous le nom du champ",
		EN: "a list dash does not belong here: start the list on a new line, below the name of the field",
	}},
	{"cannot start any token", havre.Text{
		FR: "ce caractère ne peut pas commencer une valeur : mettez le texte entre guillemets",
		EN: "this character cannot start a value: put the text between quotes",
	}},
	{"unexpected end of stream", havre.Text{
		FR: "un guillemet ou une accolade ouverts ici ne sont jamais fermés",
		EN: "a quote or a bracket opened here is never closed",
	}},
	{"unexpected document indicator", havre.Text{
		FR: "un guillemet ouvert ici n'est pas fermé avant la fin du document",
		EN: "a quote opened here is not closed before the end of the document",
	}},
	{"expected ',' or", havre.Text{
		FR: "une liste ou un groupe entre crochets ou accolades n'est pas fermé, ou une virgule manque",
		EN: "a list or a group between brackets or braces is not closed, or a comma is missing",
	}},
	{"expected node content", havre.Text{
		FR: "une valeur manque ici, ou un crochet ou une accolade n'est pas fermé",
		EN: "a value is missing here, or a bracket or a brace is not closed",
	}},
	{"'-' indicator", havre.Text{
		FR: "le retrait ne suit pas celui de la liste : alignez les tirets, et le contenu sous son tiret",
		EN: "the indentation does not follow that of the list: align the dashes, and the content below its dash",
	}},
	{"expected key", havre.Text{
		FR: "le retrait ne correspond à aucun groupe ouvert : alignez ce champ avec ceux de son groupe",
		EN: "the indentation matches no open group: align this field with those of its group",
	}},
	{"could not find expected ':'", havre.Text{
		FR: "il manque deux-points et une espace après le nom du champ",
		EN: "a colon and a space are missing after the name of the field",
	}},
	{"unknown anchor", msgAlias},
	{"tag", msgTag},
	{"alphabetic or numeric", havre.Text{
		FR: "les caractères & et * ne peuvent pas commencer un texte : mettez-le entre guillemets",
		EN: "the characters & and * cannot start a text: put it between quotes",
	}},
	{"escape", havre.Text{
		FR: "séquence d'échappement inconnue : doublez la barre oblique inverse, ou employez des apostrophes",
		EN: "unknown escape sequence: double the backslash, or use single quotes",
	}},
	{"control characters", havre.Text{
		FR: "un caractère de contrôle invisible n'est pas admis",
		EN: "an invisible control character is not accepted",
	}},
	{"max depth", msgDeep},
	{"expected <document start>", havre.Text{
		FR: "ceci ne fait pas partie du document qui précède : vérifiez le retrait, ou séparez les documents par une ligne ---",
		EN: "this is not part of the document before it: check the indentation, or separate documents with a line of ---",
	}},
}

var msgYAML = havre.Text{
	FR: "le YAML n'est pas lisible à partir d'ici : vérifiez le retrait, les deux-points et les guillemets",
	EN: "the YAML cannot be read from here: check indentation, colons and quotes",
}

// Sentences about JSON that cannot be read.
var (
	msgJSON = havre.Text{
		FR: "le JSON n'est pas lisible à partir d'ici",
		EN: "the JSON cannot be read from here",
	}
	msgJSONEnd = havre.Text{
		FR: "le document JSON s'arrête avant la fin : un guillemet, un crochet ou une accolade n'est pas fermé",
		EN: "the JSON document stops before its end: a quote, a bracket or a brace is not closed",
	}
	msgJSONTrailing = havre.Text{
		FR: "une virgule précède cette fermeture : JSON n'en veut pas après le dernier élément",
		EN: "a comma precedes this closing: JSON wants none after the last element",
	}
	msgJSONClose = havre.Text{
		FR: "cette fermeture ne correspond à aucune ouverture, ou une valeur manque avant elle",
		EN: "this closes nothing that was opened, or a value is missing before it",
	}
	msgJSONEscape = havre.Text{
		FR: "séquence d'échappement inconnue : doublez la barre oblique inverse",
		EN: "unknown escape sequence: double the backslash",
	}
	msgJSONQuote = havre.Text{
		FR: "JSON veut des guillemets doubles (\") autour des textes et des noms de champs",
		EN: "JSON wants double quotes (\") around texts and names of fields",
	}
	msgJSONComment = havre.Text{
		FR: "JSON n'admet pas de commentaire",
		EN: "JSON has no comments",
	}
	msgJSONMore = havre.Text{
		FR: "du texte suit la fin du document JSON",
		EN: "text follows the end of the JSON document",
	}
	msgComma = havre.Text{
		FR: "une virgule est attendue entre deux éléments de la liste",
		EN: "a comma is expected between two elements of the list",
	}
	msgArrayOpen = havre.Text{
		FR: "la liste JSON n'est pas fermée par un crochet",
		EN: "the JSON list is not closed by a bracket",
	}
)
