package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/mail"
	"os"
	"strings"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/settings"
)

// checker finds what is wrong with settings taken together.
type checker struct {
	*config
	problems havre.Problems
}

// bad refuses a setting, by the name it was given under, or by its flag.
func (k *checker) bad(key, value string, message havre.Text) {
	k.problems = append(k.problems, havre.Problem{Field: k.named(key), Value: value, Message: message})
}

func (k *checker) named(key string) string {
	if from := k.origin[key]; strings.HasPrefix(from, "--") || strings.HasPrefix(from, envPrefix) {
		return from
	}
	return key
}

func (k *checker) roles() {
	if k.DatabaseURL == "" && !k.runs(roleAll) && (!k.runs(roleWeb) || !k.runs(roleWorker)) {
		k.bad("role", strings.Join(k.Role, ","), havre.Text{
			FR: "un rôle à part demande une base PostgreSQL (databaseURL) : une base SQLite est à un seul processus",
			EN: "a role of its own needs a PostgreSQL database (databaseURL): a SQLite database belongs to one process",
		})
	}
}

// sessions refuses lengths in which nobody could sign in.
func (k *checker) sessions() {
	switch {
	case time.Duration(k.Sessions.Idle) < time.Second:
		k.bad("sessions.idle", k.Sessions.Idle.String(), havre.Text{FR: "une session dure au moins une seconde", EN: "a session lasts a second at least"})
	case k.Sessions.Max < k.Sessions.Idle:
		k.bad("sessions.max", k.Sessions.Max.String(), havre.Text{
			FR: "une session ne peut pas finir avant d'être inutilisée depuis %s (sessions.idle)", EN: "a session cannot end before it has been unused for %s (sessions.idle)",
		}.With(k.Sessions.Idle.String()))
	}
}

// secrets reads those that are in files.
func (k *checker) secrets() {
	k.secret("oidc.secretFile", k.OIDC.SecretFile, &k.OIDC.Secret)
	k.secret("smtp.passwordFile", k.SMTP.PasswordFile, &k.SMTP.Password)
	k.secret("metrics.tokenFile", k.Metrics.TokenFile, &k.Metrics.Token)
}

func (k *checker) secret(key, file string, to *string) {
	if file == "" {
		return
	}
	if *to != "" {
		k.bad(key, file, havre.Text{FR: "le secret est aussi donné directement : gardez l'un des deux", EN: "the secret is also given directly: keep one of them"})
		return
	}
	if data := k.file(key, file); data != nil {
		*to = strings.TrimSpace(string(data))
		if *to == "" {
			k.bad(key, file, havre.Text{FR: "ce fichier est vide", EN: "this file is empty"})
		}
	}
}

// file reads the file that a setting names, or says why it cannot be read.
func (k *checker) file(key, name string) []byte {
	data, err := os.ReadFile(name)
	if err != nil {
		k.bad(key, name, havre.Text{FR: "ce fichier ne peut pas être lu : %s", EN: "this file cannot be read: %s"}.With(reasonOf(err)))
		return nil
	}
	return data
}

func (k *checker) oidc() {
	needed := havre.Text{FR: "ce réglage est nécessaire avec oidc.issuer", EN: "this setting is needed with oidc.issuer"}
	switch {
	case k.OIDC.Issuer == "":
		k.withoutIssuer()
	case k.OIDC.ClientID == "":
		k.bad("oidc.clientID", "", needed)
	case k.OIDC.Secret == "":
		k.bad("oidc.secret", "", needed)
	case k.OIDC.Preset == "proconnect" && !strings.HasPrefix(string(k.OIDC.Issuer), "https://") && !loopback(string(k.OIDC.Issuer)):
		k.bad("oidc.issuer", string(k.OIDC.Issuer), havre.Text{FR: "ProConnect se joint en https", EN: "ProConnect is reached by https"})
	}
}

// withoutIssuer refuses what only makes sense with a provider.
func (k *checker) withoutIssuer() {
	for _, s := range [][2]string{{"oidc.clientID", k.OIDC.ClientID}, {"oidc.preset", k.OIDC.Preset}, {"oidc.secret", k.OIDC.Secret}} {
		if s[1] != "" {
			k.bad("oidc.issuer", "", havre.Text{FR: "l'adresse du fournisseur est nécessaire quand %s est donné", EN: "the address of the provider is needed when %s is given"}.With(s[0]))
			return
		}
	}
}

// loopback says whether a web address is on this machine.
func loopback(address string) bool {
	return strings.HasPrefix(address, "http://127.") || strings.HasPrefix(address, "http://localhost") || strings.HasPrefix(address, "http://[::1]")
}

func (k *checker) smtp() {
	if k.SMTP.Address == "" {
		return
	}
	if k.SMTP.From == "" {
		k.bad("smtp.from", "", havre.Text{FR: "ce réglage est nécessaire avec smtp.address", EN: "this setting is needed with smtp.address"})
	} else if _, err := mail.ParseAddress(k.SMTP.From); err != nil {
		k.bad("smtp.from", k.SMTP.From, havre.Text{FR: "une adresse de courriel est attendue", EN: "an e-mail address is expected"})
	}
	if k.SMTP.User != "" && k.SMTP.TLS == "none" {
		k.bad("smtp.tls", "none", havre.Text{FR: "un mot de passe ne s'envoie pas en clair : starttls ou tls", EN: "a password is not sent in the clear: starttls or tls"})
	}
	var unsafe havre.Problems
	if k.SMTP.TLS == "none" && errors.As(newMailer(k.config).Check(), &unsafe) && unsafe[0].Field == "smtp.tls" {
		k.bad("smtp.tls", "none", unsafe[0].Message)
	}
}

func (k *checker) tls() {
	if k.TLS.Cert != "" || k.TLS.Key != "" {
		k.certificate()
	}
	if k.CABundle == "" {
		return
	}
	data := k.file("caBundle", k.CABundle)
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if data != nil && !pool.AppendCertsFromPEM(data) {
		k.bad("caBundle", k.CABundle, havre.Text{FR: "aucun certificat PEM dans ce fichier", EN: "no PEM certificate in this file"})
	}
	k.authorities = pool
}

func (k *checker) certificate() {
	for _, s := range [][2]string{{"tls.cert", k.TLS.Cert}, {"tls.key", k.TLS.Key}} {
		if s[1] == "" {
			k.bad(s[0], "", havre.Text{FR: "tls.cert et tls.key vont ensemble", EN: "tls.cert and tls.key go together"})
			return
		}
	}
	pair, err := tls.LoadX509KeyPair(k.TLS.Cert, k.TLS.Key)
	if err != nil {
		k.bad("tls.cert", k.TLS.Cert, havre.Text{FR: "certificat ou clé inutilisable : %s", EN: "certificate or key cannot be used: %s"}.With(err.Error()))
		return
	}
	k.certificates = []tls.Certificate{pair}
}

func (k *checker) folders() {
	for _, s := range [][2]string{{"catalogue", k.Catalogue}, {"doctrineDir", k.DoctrineDir}, {"checkpointDir", k.CheckpointDir}} {
		if s[1] == "" {
			continue
		}
		if info, err := os.Stat(s[1]); err != nil || !info.IsDir() {
			k.bad(s[0], s[1], havre.Text{FR: "un dossier qui existe est attendu", EN: "a directory that exists is expected"})
		}
	}
}

// settingsOf lists every setting, for the help and the documentation.
func settingsOf() []settings.Setting { return settings.Of(serving{}, envPrefix) }
