package smtptest

import (
	"net/smtp"
	"strings"
	"testing"
)

const body = "From: a@lab.test\r\nTo: b@lab.test\r\nSubject: Dossier\r\n\r\nBonjour\r\n"

func TestAnswers(t *testing.T) {
	s := Start(t, Options{User: "portal", Password: "secret"})
	auth := smtp.PlainAuth("", "portal", "secret", "127.0.0.1")
	send := func(auth smtp.Auth, to string) error {
		return smtp.SendMail(s.Addr, auth, "a@lab.test", []string{to}, []byte(body))
	}
	if err := send(auth, "b@lab.test"); err != nil {
		t.Fatal(err)
	}
	m := s.Messages()
	if len(m) != 1 || m[0].User != "portal" || m[0].To[0] != "b@lab.test" || !strings.Contains(string(m[0].Raw), "Bonjour") {
		t.Fatalf("%+v", m)
	}
	s.Answer("full", 452)
	for to, code := range map[string]string{"defer@lab.test": "451", "reject@lab.test": "550", "full@lab.test": "452"} {
		if err := send(auth, to); err == nil || !strings.HasPrefix(err.Error(), code) {
			t.Errorf("%s: %v", to, err)
		}
	}
	s.Answer("full", 250)
	if err := send(auth, "full@lab.test"); err != nil {
		t.Error(err)
	}
	if err := send(nil, "b@lab.test"); err == nil {
		t.Error("accepted without authentication")
	}
	if err := send(smtp.PlainAuth("", "portal", "wrong", "127.0.0.1"), "b@lab.test"); err == nil {
		t.Error("accepted with a wrong password")
	}
	if n := len(s.Messages()); n != 2 {
		t.Errorf("%d messages", n)
	}
	if n := s.Attempts(); n != 5 {
		t.Errorf("%d attempts", n)
	}
}
