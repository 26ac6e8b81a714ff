package matrix

import "github.com/havre-cloud/havre"

// What is said of a flow that the network alone cannot answer.
var (
	networkTeam     = havre.Text{FR: "l'équipe réseau %s", EN: "the network team of %s"}
	teamOf          = havre.Text{FR: "l'équipe de « %s »", EN: "the team of “%s”"}
	within          = havre.Text{FR: "à l'intérieur %s", EN: "inside %s"}
	withinAny       = havre.Text{FR: "à l'intérieur de la plateforme, quelle qu'elle soit", EN: "inside the platform, whichever it is"}
	supposedOpen    = havre.Text{FR: "que vous supposez ouverte", EN: "which you suppose open"}
	holderOf        = havre.Text{FR: "qui tient « %s »", EN: "whoever holds “%s”"}
	saysNotHosted   = havre.Text{FR: "la plateforme qui héberge l'application n'est pas dite", EN: "the platform that hosts the application is not said"}
	saysNoSuchPlace = havre.Text{FR: "« %s » n'est ni une plateforme, ni une zone, ni un réseau du catalogue à cette date", EN: "“%s” is neither a platform, nor a zone, nor a network of the catalogue on that date"}
	saysNoNetwork   = havre.Text{FR: "« %s » n'est pas une plateforme du catalogue, et le flux ne dit pas par quel réseau il passe", EN: "“%s” is no platform of the catalogue, and the flow does not say over which network it goes"}
	saysNearest     = havre.Text{FR: "%[1]s ; vouliez-vous « %[2]s » ?", EN: "%[1]s; did you mean “%[2]s”?"}
	saysNotAPlace   = havre.Text{FR: "ni une plateforme, ni une zone, ni un réseau du catalogue à cette date : compris comme le nom d'un service", EN: "neither a platform, nor a zone, nor a network of the catalogue on that date: taken for the name of a service"}
	saysNotLocal    = havre.Text{FR: "le flux se dit interne à la plateforme, alors qu'il va %[1]s à %[2]s", EN: "the flow says that it stays inside the platform, yet it goes from %[1]s to %[2]s"}
)

// The words of the columns whose values are those of a closed list.
var (
	networkWords = map[string]havre.Text{
		"rie": havre.Same("RIE"), "internet": havre.Same("Internet"), "vpn": havre.Same("VPN"),
		"local":   {FR: "Local", EN: "Local"},
		"peering": {FR: "interconnexion directe", EN: "direct peering"}, "dedicated": {FR: "lien dédié", EN: "dedicated link"},
	}
	environmentWords = map[string]havre.Text{
		"development": {FR: "Développement", EN: "Development"}, "sandbox": {FR: "Bac à sable", EN: "Sandbox"}, "training": {FR: "Formation", EN: "Training"},
		"integration": {FR: "Intégration", EN: "Integration"}, "acceptance": {FR: "Recette", EN: "Acceptance"}, "production": havre.Same("Production"),
		"recovery": {FR: "Secours", EN: "Recovery"},
	}
	directionWords = map[string]havre.Text{
		string(In): {FR: "Entrant", EN: "Inbound"}, string(Out): {FR: "Sortant", EN: "Outbound"},
	}
	kindWords = map[string]havre.Text{
		"access": {FR: "Accès", EN: "Access"}, "exchange": {FR: "Échange", EN: "Exchange"}, "administration": havre.Same("Administration"),
	}
	protocolWords = map[string]havre.Text{"tcp": havre.Same("TCP"), "udp": havre.Same("UDP"), "icmp": havre.Same("ICMP")}
	answerWords   = map[string]havre.Text{
		havre.Yes.String(): {FR: "Oui", EN: "Yes"}, havre.No.String(): {FR: "Non", EN: "No"}, havre.Unknown.String(): {FR: "À confirmer", EN: "To be confirmed"},
	}
)
