package main

import (
	"github.com/havre-cloud/havre/internal/settings"
)

// envPrefix begins the name of every variable of the environment that sets
// something of the server.
const envPrefix = "HAVRE_"

// The roles of a process of the portal.
const (
	roleAll    = "all"
	roleWeb    = "web"
	roleWorker = "worker"
)

// serving are the settings of havre serve, declared once: flags, environment, file,
// help and documentation are made from these tags.
type serving struct {
	Listen         settings.Address   `json:"listen" default:"127.0.0.1:8080" value:"ADRESSE|ADDRESS" doc:"où écouter|where to listen"`
	PublicURL      settings.URL       `json:"publicURL" value:"URL" doc:"adresse du portail telle que les navigateurs la voient|address of the portal as browsers see it" otherwise:"http:// et l'adresse d'écoute|http:// and the address listened on"`
	DataDir        string             `json:"dataDir" value:"DOSSIER|DIR" doc:"où tenir la base et la clé|where the database and the key are kept" otherwise:"$XDG_DATA_HOME/havre, sinon ~/.local/share/havre|$XDG_DATA_HOME/havre, else ~/.local/share/havre"`
	DatabaseURL    string             `json:"databaseURL" value:"URL" pattern:"^postgres(ql)?://" form:"postgres://utilisateur@hôte/base|postgres://user@host/database" doc:"base PostgreSQL 15 ou plus récente|PostgreSQL database, 15 or later" otherwise:"SQLite, dans le dossier des données|SQLite, in the data directory"`
	Role           []string           `json:"role" enum:"all,web,worker" default:"all" value:"RÔLE|ROLE" doc:"ce que fait ce processus : pages et API (web), travaux (worker), ou les deux ; les séparer demande PostgreSQL|what this process does: pages and API (web), jobs (worker), or both; splitting them needs PostgreSQL"`
	KeyFile        string             `json:"keyFile" value:"FICHIER|FILE" doc:"la clé du portail, la même pour toutes ses répliques|the key of the portal, the same for all its replicas" otherwise:"havre.key dans le dossier des données, créée au premier démarrage|havre.key in the data directory, made at the first start"`
	TLS            servingTLS         `json:"tls"`
	TrustedProxies []settings.Network `json:"trustedProxies" value:"ADRESSES|ADDRESSES" doc:"mandataires dont on croit X-Forwarded-For et X-Forwarded-Proto|proxies whose X-Forwarded-For and X-Forwarded-Proto are believed" otherwise:"aucun|none"`
	CABundle       string             `json:"caBundle" value:"FICHIER|FILE" doc:"autorités de certification privées (PEM), en plus de celles du système|private certification authorities (PEM), besides those of the system" otherwise:"celles du système|those of the system"`
	OIDC           servingOIDC        `json:"oidc"`
	SMTP           servingSMTP        `json:"smtp"`
	Webhooks       servingWebhooks    `json:"webhooks"`
	Sessions       servingSessions    `json:"sessions"`
	Log            servingLog         `json:"log"`
	Metrics        servingMetrics     `json:"metrics"`
	OTLP           servingOTLP        `json:"otlp"`
	Limits         servingLimits      `json:"limits"`
	StopWithin     settings.Duration  `json:"stopWithin" default:"30s" value:"DURÉE|TIME" doc:"temps laissé aux requêtes et aux travaux pour finir quand on arrête|time left to requests and jobs to end when stopping"`
	Demo           bool               `json:"demo" doc:"remplir un portail vide de dossiers inventés|fill an empty portal with invented needs" otherwise:"non|no"`
	Catalogue      string             `json:"catalogue" value:"DOSSIER|DIR" doc:"catalogue à employer|catalogue to use" otherwise:"celui du programme|that of the program"`
	DoctrineDir    string             `json:"doctrineDir" value:"DOSSIER|DIR" doc:"règles à appliquer|rules to apply" otherwise:"celles du programme|those of the program"`
	Clouds         string             `json:"clouds" value:"FICHIER|FILE" doc:"comptes du portail sur les clouds où il réalise les commandes (YAML, kind: Cloud)|accounts of the portal on the clouds where it fulfils orders (YAML, kind: Cloud)" otherwise:"aucun : les opérateurs réalisent à la main ; avec demo, des clouds simulés|none: operators fulfil by hand; with demo, simulated clouds"`
	CheckpointDir  string             `json:"checkpointDir" value:"DOSSIER|DIR" doc:"où déposer à chaque heure un point de contrôle signé du journal, s'il a grandi|where to leave a signed checkpoint of the journal every hour, when it has grown" otherwise:"nulle part : téléchargez-les depuis la page du journal|nowhere: download them from the page of the journal"`
	Language       string             `json:"language" enum:"fr,en" default:"fr" value:"LANGUE|LANGUAGE" doc:"langue des messages à qui n'en a pas choisi|language of messages to those who chose none"`
	About          servingAbout       `json:"about"`
}

type servingTLS struct {
	Cert string `json:"cert" value:"FICHIER|FILE" doc:"certificat (PEM), pour servir en https sans mandataire|certificate (PEM), to serve https without a proxy" otherwise:"http ; un mandataire fait le https|http; a proxy does https"`
	Key  string `json:"key" value:"FICHIER|FILE" doc:"clé privée du certificat (PEM)|private key of the certificate (PEM)" otherwise:"avec tls.cert seulement|with tls.cert only"`
}

type servingOIDC struct {
	Preset     string       `json:"preset" enum:"proconnect" value:"NOM|NAME" doc:"règles d'un fournisseur connu|rules of a known provider" otherwise:"OpenID Connect ordinaire|plain OpenID Connect"`
	Issuer     settings.URL `json:"issuer" value:"URL" doc:"fournisseur d'identité|identity provider" otherwise:"comptes locaux seulement|local accounts only"`
	ClientID   string       `json:"clientID" value:"ID" doc:"identifiant du portail chez le fournisseur|identifier of the portal at the provider" otherwise:"avec oidc.issuer seulement|with oidc.issuer only"`
	Secret     string       `json:"secret" secret:"true" value:"SECRET" doc:"secret du portail chez le fournisseur|secret of the portal at the provider" otherwise:"celui de oidc.secretFile|that of oidc.secretFile"`
	SecretFile string       `json:"secretFile" value:"FICHIER|FILE" doc:"fichier qui contient ce secret|file that holds this secret" otherwise:"celui de oidc.secret|that of oidc.secret"`
	ACR        string       `json:"acr" value:"NIVEAUX|LEVELS" doc:"niveaux d'authentification exigés, l'un ou l'autre, séparés par des virgules ; eidas et two-factors en abrègent plusieurs|levels of authentication required, any of them, apart by commas; eidas and two-factors stand for several" otherwise:"tous sont acceptés|all are accepted"`
	Name       string       `json:"name" value:"NOM|NAME" doc:"nom du fournisseur sur le bouton de connexion|name of the provider on the sign-in button" otherwise:"ProConnect ou le nom d'hôte|ProConnect or the host name"`
}

type servingSMTP struct {
	Address      settings.Address `json:"address" value:"ADRESSE|ADDRESS" doc:"serveur de courriel|mail server" otherwise:"aucun courriel n'est envoyé|no mail is sent"`
	From         string           `json:"from" value:"COURRIEL|EMAIL" doc:"expéditeur des courriels|sender of mail" otherwise:"avec smtp.address seulement|with smtp.address only"`
	User         string           `json:"user" value:"NOM|NAME" doc:"compte sur ce serveur|account on that server" otherwise:"sans authentification|no authentication"`
	Password     string           `json:"password" secret:"true" value:"SECRET" doc:"mot de passe de ce compte|password of that account" otherwise:"celui de smtp.passwordFile|that of smtp.passwordFile"`
	PasswordFile string           `json:"passwordFile" value:"FICHIER|FILE" doc:"fichier qui contient ce mot de passe|file that holds this password" otherwise:"celui de smtp.password|that of smtp.password"`
	TLS          string           `json:"tls" enum:"starttls,tls,none" default:"starttls" value:"MODE" doc:"chiffrement vers ce serveur|encryption towards that server"`
}

type servingWebhooks struct {
	AllowPrivate bool `json:"allowPrivate" doc:"permettre les adresses privées (10/8, 127/8, fd00::/8…) aux notifications vers d'autres programmes|let notifications to other programs go to private addresses (10/8, 127/8, fd00::/8…)" otherwise:"non|no"`
}

type servingSessions struct {
	Idle settings.Duration `json:"idle" default:"2h" value:"DURÉE|TIME" doc:"fin d'une session inutilisée|end of an unused session"`
	Max  settings.Duration `json:"max" default:"12h" value:"DURÉE|TIME" doc:"fin d'une session en tout état de cause|end of a session in any case"`
}

type servingLog struct {
	Level  string `json:"level" enum:"debug,info,warn,error" default:"info" value:"NIVEAU|LEVEL" doc:"ce qui est écrit au journal technique|what is logged"`
	Format string `json:"format" enum:"json,text" default:"json" value:"FORMAT" doc:"forme du journal technique, sur la sortie d'erreur|form of the log, on standard error"`
}

type servingMetrics struct {
	Listen    settings.Address `json:"listen" value:"ADRESSE|ADDRESS" doc:"adresse à part pour /metrics|address of its own for /metrics" otherwise:"celle du portail, pour les clients locaux ou munis du jeton|that of the portal, for local clients or those with the token"`
	Token     string           `json:"token" secret:"true" value:"SECRET" doc:"jeton demandé pour lire /metrics|token asked for to read /metrics" otherwise:"celui de metrics.tokenFile|that of metrics.tokenFile"`
	TokenFile string           `json:"tokenFile" value:"FICHIER|FILE" doc:"fichier qui contient ce jeton|file that holds this token" otherwise:"celui de metrics.token|that of metrics.token"`
}

type servingOTLP struct {
	Endpoint settings.URL `json:"endpoint" value:"URL" doc:"où envoyer les traces OpenTelemetry (OTLP sur HTTP)|where to send OpenTelemetry traces (OTLP over HTTP)" otherwise:"pas de traces|no traces"`
}

type servingLimits struct {
	Actor   int `json:"actor" min:"0" default:"1200" value:"NOMBRE|NUMBER" doc:"requêtes par minute d'une personne ou d'un jeton ; 0 sans limite|requests a minute of a person or a token; 0 no limit"`
	Address int `json:"address" min:"0" default:"600" value:"NOMBRE|NUMBER" doc:"requêtes par minute d'une adresse sans compte ; 0 sans limite|requests a minute of an address without an account; 0 no limit"`
	SignIn  int `json:"signIn" min:"0" default:"30" value:"NOMBRE|NUMBER" doc:"tentatives de connexion par minute d'une adresse ; 0 sans limite|sign-in attempts a minute of an address; 0 no limit"`
}

type servingAbout struct {
	Name      string `json:"name" default:"Havre" value:"NOM|NAME" doc:"nom du portail|name of the portal"`
	Publisher string `json:"publisher" value:"NOM|NAME" doc:"qui publie le portail (mentions légales)|who publishes the portal (legal notice)" otherwise:"la page dit qu'il manque|the page says that it is missing"`
	Director  string `json:"director" value:"NOM|NAME" doc:"directeur ou directrice de la publication|who is answerable for what is published" otherwise:"la page dit qu'il manque|the page says that it is missing"`
	Host      string `json:"host" value:"NOM|NAME" doc:"qui héberge le portail, et où|who hosts the portal, and where" otherwise:"la page dit qu'il manque|the page says that it is missing"`
	Contact   string `json:"contact" value:"COURRIEL|EMAIL" doc:"adresse de l'assistance|address of those who help" otherwise:"la page dit qu'elle manque|the page says that it is missing"`
	DPO       string `json:"dpo" value:"COURRIEL|EMAIL" doc:"délégué à la protection des données|data protection officer" otherwise:"la page dit qu'il manque|the page says that it is missing"`
	Source    string `json:"source" value:"URL" doc:"où lire le code source|where to read the source code" otherwise:"non indiqué|not shown"`
}
