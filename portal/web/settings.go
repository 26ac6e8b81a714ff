package web

import "github.com/havre-cloud/havre"

// Settings are what the pages say of this portal: its name, who answers for it. The
// zero value is a portal that nobody has presented yet, and its pages say so.
type Settings struct {
	Name      havre.Text // zero is Havre
	Tagline   havre.Text // zero says what the portal is for
	Publisher string     // the body that publishes it
	Director  string     // the person answerable for what it publishes
	Host      string     // who hosts it, and where
	Contact   string     // e-mail address of those who help
	DPO       string     // e-mail address of the data protection officer
	Source    string     // address of the source code
	Version   string     // of the program
	Demo      bool       // the needs shown are invented

	// Origin is the public address, https://havre.example.gouv.fr: forms coming from
	// it are trusted behind a proxy that changes the host. "" is as the browser says.
	Origin string
	// Secure is set when browsers reach the portal by https: cookies are then bound
	// to it and to this host.
	Secure bool
	// FormTargets are the addresses that forms may lead to besides this site, such as
	// that of the identity provider when signing out.
	FormTargets []string
	// SignIn and SignOut are the paths that the header offers.
	SignIn, SignOut string
}

func (s Settings) withDefaults() Settings {
	if s.Name.IsZero() {
		s.Name = havre.Same("Havre")
	}
	if s.Tagline.IsZero() {
		s.Tagline = havre.Text{
			FR: "Où héberger une application publique, et pourquoi",
			EN: "Where a public application may be hosted, and why",
		}
	}
	if s.SignIn == "" {
		s.SignIn = "/connexion"
	}
	if s.SignOut == "" {
		s.SignOut = "/deconnexion"
	}
	return s
}
