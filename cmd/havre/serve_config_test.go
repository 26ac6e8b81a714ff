package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// refusal runs havre serve with what is wrong, and gives what it says.
func refusal(t *testing.T, env []string, args ...string) (code int, said string) {
	t.Helper()
	p := newProcess(t, "")
	p.cmd = havreCommand(t, append([]string{"serve", "--data-dir", p.dir}, args...)...)
	p.cmd.Env = append(p.cmd.Env, env...)
	p.begin()
	return p.end(), p.err.String()
}

// A wrong setting is refused before anything is touched, by the name it was given
// under and with what would be right.
func TestWrongSettings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	empty, text := file("empty", "\n"), file("text", "not a certificate")
	for name, c := range map[string]struct {
		env  []string
		args []string
		want string
	}{
		"flag":              {nil, []string{"--listn", ":1"}, `did you mean "--listen"?`},
		"address":           {nil, []string{"--listen", "8080"}, `--listen: expected form: host:port, for example 127.0.0.1:8080 (read: "8080")`},
		"variable":          {[]string{"HAVRE_LISTEN=nowhere"}, nil, `HAVRE_LISTEN: expected form: host:port`},
		"misspelt":          {[]string{"HAVRE_DATABSE_URL=postgres://x/y"}, nil, `HAVRE_DATABSE_URL: no setting bears this name (read: "HAVRE_DATABSE_URL"; did you mean "HAVRE_DATABASE_URL"?)`},
		"database":          {nil, []string{"--database-url", "mysql://x"}, `--database-url: expected form: postgres://user@host/database`},
		"no session":        {nil, []string{"--sessions-idle", "0s"}, `--sessions-idle: a session lasts a second at least`},
		"session too short": {nil, []string{"--sessions-max", "1h"}, `--sessions-max: a session cannot end before it has been unused for 2h (sessions.idle)`},
		"role":              {nil, []string{"--role", "webb"}, `did you mean "web"?`},
		"role of SQLite":    {nil, []string{"--role", "worker"}, `--role: a role of its own needs a PostgreSQL database`},
		"level":             {nil, []string{"--log-level", "loud"}, `--log-level: unknown word; accepted words: debug, info, warn, error`},
		"proxies":           {[]string{"HAVRE_TRUSTED_PROXIES=10.0.0.0/8,localhost"}, nil, `HAVRE_TRUSTED_PROXIES: expected form: an IP address or a range`},
		"half of TLS":       {nil, []string{"--tls-cert", text}, `tls.key: tls.cert and tls.key go together`},
		"bad certificate":   {nil, []string{"--tls-cert", text, "--tls-key", text}, `--tls-cert: certificate or key cannot be used`},
		"authorities":       {nil, []string{"--ca-bundle", text}, `--ca-bundle: no PEM certificate in this file`},
		"no such file":      {nil, []string{"--oidc-issuer", "https://a.example", "--oidc-client-id", "x", "--oidc-secret-file", filepath.Join(dir, "none")}, `--oidc-secret-file: this file cannot be read: it does not exist`},
		"empty secret":      {nil, []string{"--oidc-issuer", "https://a.example", "--oidc-client-id", "x", "--oidc-secret-file", empty}, `--oidc-secret-file: this file is empty`},
		"half of OIDC":      {nil, []string{"--oidc-issuer", "https://a.example"}, `oidc.clientID: this setting is needed with oidc.issuer`},
		"no issuer":         {nil, []string{"--oidc-client-id", "x"}, `oidc.issuer: the address of the provider is needed when oidc.clientID is given`},
		"plain issuer":      {[]string{"HAVRE_OIDC_SECRET=s"}, []string{"--oidc-issuer", "http://a.example", "--oidc-client-id", "x"}, `oidc.issuer`},
		"two secrets":       {[]string{"HAVRE_OIDC_SECRET=s"}, []string{"--oidc-issuer", "https://a.example", "--oidc-client-id", "x", "--oidc-secret-file", text}, `--oidc-secret-file: the secret is also given directly`},
		"sender":            {nil, []string{"--smtp-address", "localhost:25"}, `smtp.from: this setting is needed with smtp.address`},
		"not a sender":      {nil, []string{"--smtp-address", "localhost:25", "--smtp-from", "nobody"}, `--smtp-from: an e-mail address is expected`},
		"clear password":    {[]string{"HAVRE_SMTP_PASSWORD=s"}, []string{"--smtp-address", "localhost:25", "--smtp-from", "a@b.example", "--smtp-user", "u", "--smtp-tls", "none"}, `--smtp-tls: a password is not sent in the clear`},
		"catalogue":         {nil, []string{"--catalogue", filepath.Join(dir, "none")}, `--catalogue: a directory that exists is expected`},
		"limit":             {nil, []string{"--limits-actor", "-3"}, `--limits-actor: the number must be at least 0`},
		"no file":           {nil, []string{"--config", filepath.Join(dir, "none.yaml")}, `none.yaml: this file does not exist`},
		"key":               {nil, []string{"--config", file("key.yaml", "listen: 127.0.0.1:1\nlimits:\n  actr: 3\n")}, `key.yaml:3:3: limits.actr: unknown field (read: "actr"; did you mean "actor"?)`},
		"value":             {nil, []string{"--config", file("value.yaml", "log:\n  level: loud\n")}, `value.yaml:2:10: log.level: unknown word`},
		"secret in flag":    {nil, []string{"--oidc-secret", "s"}, `--oidc-secret`},
		"argument":          {nil, []string{"now"}, `one argument too many`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, said := refusal(t, c.env, c.args...)
			if code != exitUsage || !strings.Contains(said, c.want) {
				t.Errorf("exit code %d\n got %s\nwant %s", code, said, c.want)
			}
		})
	}
}

// A secret that is wrong is not repeated.
func TestWrongSecretIsNotTold(t *testing.T) {
	t.Parallel()
	_, said := refusal(t, []string{"HAVRE_OIDC_SECRET=hunter2"}, "--oidc-issuer", "ftp://x")
	if strings.Contains(said, "hunter2") {
		t.Errorf("it says %s", said)
	}
}

// A flag wins over a variable, and a variable over the file; the administration page
// says which said what.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	p := newProcess(t, "")
	file := filepath.Join(t.TempDir(), "serve.yaml")
	text := fmt.Sprintf("# of the test\nlisten: 127.0.0.1:1\nlog: {level: debug}\nabout:\n  publisher: Le Ministère\n  director: D. Recteur\nlimits: {actor: 77}\ndataDir: %s\n", p.dir)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p.cmd = havreCommand(t, "serve", "--config", file, "--listen", p.address)
	p.cmd.Env = append(p.cmd.Env, "HAVRE_LISTEN=127.0.0.1:2", "HAVRE_LOG_LEVEL=info", "HAVRE_OIDC_CLIENT_ID=")
	p.begin()
	p.awaitReady()
	b := p.install()
	shown := b.want(b.get("/en/administration/reglages"), http.StatusOK).body
	for _, line := range []string{
		row("listen", p.address, "--listen"), row("log.level", "info", "HAVRE_LOG_LEVEL"), row("limits.actor", "77", file),
		row("stopWithin", "30s", "By default"), row("about.publisher", "Le Ministère", file),
	} {
		if !strings.Contains(compact(shown), line) {
			t.Errorf("no line %s in the page", line)
		}
	}
	b.want(b.get("/mentions-legales"), http.StatusOK, "Le Ministère", "D. Recteur")
}

// row is a line of the page of settings, without its tags.
func row(key, value, from string) string { return key + "|" + value + "|" + from + "|" }

// compact keeps the text of the cells.
func compact(body string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(body, "<") {
		if _, text, ok := strings.Cut(part, ">"); ok && strings.TrimSpace(text) != "" {
			b.WriteString(strings.TrimSpace(text) + "|")
		}
	}
	return b.String()
}

// An address that is taken is refused with the reason.
func TestAddressTaken(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // the test has what it came for
	code, said := refusal(t, nil, "--listen", l.Addr().String())
	if code != exitUsage || !strings.Contains(said, "listen: this address cannot be listened on: another program already listens on it") {
		t.Errorf("exit code %d, %s", code, said)
	}
}

// The portal serves https by itself when it has a certificate; its cookies are then
// bound to https and to the host.
func TestTLS(t *testing.T) {
	t.Parallel()
	cert, key, pool := certificate(t)
	p := newProcess(t, "")
	p.cmd = havreCommand(t, "serve", "--data-dir", p.dir, "--listen", p.address, "--tls-cert", cert, "--tls-key", key)
	p.url = strings.Replace(p.url, "http:", "https:", 1)
	p.begin()
	b := p.browser()
	b.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
	for range 1000 {
		if r, err := b.client.Get(p.url + "/readyz"); err == nil {
			_ = r.Body.Close()
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	got := b.want(b.post("/installation", map[string][]string{"code": {p.setupCode()}, "name": {"Ada"}, "email": {"ada@havre.example"}, "password": {testPassword}, "organisation": {"Un ministère"}}), http.StatusSeeOther)
	if cookie := got.header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "__Host-havre=") || !strings.Contains(cookie, "Secure") {
		t.Errorf("cookie %q", cookie)
	}
	if b.get("/").header.Get("Strict-Transport-Security") == "" {
		t.Error("no Strict-Transport-Security")
	}
	b.want(b.get("/compte"), http.StatusOK, "Ada")
}

// certificate is one for localhost, which signs itself.
func certificate(t *testing.T) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool.AddCert(parsed)
	return cert, key, pool
}

// The help documents every setting three ways, in both languages.
func TestServeHelp(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"fr", "en"} {
		code, out, errs := run(t, nil, "serve", "--help", "--lang", lang)
		if code != exitOK || errs != "" {
			t.Fatalf("code %d, %s", code, errs)
		}
		flat := strings.Join(strings.Fields(out), " ")
		for _, s := range settingsOf() {
			names := s.Env + " " + s.Key
			if !strings.Contains(flat, names) {
				t.Errorf("%s: no line for %s", lang, names)
			}
			if s.Flag != "" && !strings.Contains(flat, "--"+s.Flag) {
				t.Errorf("%s: no flag --%s", lang, s.Flag)
			}
			if s.Default == "" && s.Otherwise.IsZero() || s.Doc.FR == s.Doc.EN {
				t.Errorf("%s is not documented", s.Key)
			}
		}
	}
}
