package client

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"

	"github.com/havre-cloud/havre"
)

// Trusting is an HTTP client that also trusts the authorities of a PEM file: those
// of an administration. None keeps to those of the system.
func Trusting(pem []byte) (*http.Client, error) {
	if len(pem) == 0 {
		return plain, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, havre.Problems{{Message: havre.Text{
			FR: "aucun certificat au format PEM dans ce fichier", EN: "no certificate in PEM format in this file",
		}}}
	}
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		t = &http.Transport{Proxy: http.ProxyFromEnvironment}
	}
	t = t.Clone()
	t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return &http.Client{Timeout: time.Minute, Transport: t, CheckRedirect: stay}, nil
}
