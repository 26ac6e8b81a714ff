package notify

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"unicode"

	"github.com/havre-cloud/havre"
)

// Letterhead is what every mail says of the portal.
type Letterhead struct {
	Portal    string // its name
	PublicURL string // its address: https://havre.example.gouv.fr
	// Typeset gives a text the signs of its language, as pages do: the spaces and
	// apostrophes of print. nil leaves texts as they are.
	Typeset func(text string, lang havre.Lang) string
}

func (h Letterhead) typeset(text string, lang havre.Lang) string {
	if h.Typeset == nil {
		return text
	}
	return h.Typeset(text, lang)
}

// preferences is the page where a person stops these mails.
const preferences = "/notifications"

// part is a notice in the reader's language.
type part struct {
	Title      string
	Paragraphs []string
	Link       string
}

// letter is the content of a mail.
type letter struct {
	Lang             havre.Lang
	Subject          string
	Greeting         string
	Intro            string // of several notices at once
	Parts            []part
	Open             string // words of the links
	Colon            string
	Footer           string
	Preferences      string
	PreferencesWords string
}

//go:embed mail.html
var mailPage string

var mailTemplate = template.Must(template.New("mail").Parse(mailPage))

// write makes one mail of notices: a letter for one, a digest for several.
func (h Letterhead) write(to reader, notices []Notice) (Mail, error) {
	l := h.letter(to, notices)
	var html bytes.Buffer
	if err := mailTemplate.Execute(&html, l); err != nil {
		return Mail{}, fmt.Errorf("notify: mail: %w", err)
	}
	return Mail{
		Name: to.name, Address: to.email, Subject: l.Subject, Text: l.text(), HTML: html.String(), Lang: to.lang,
		ID: h.messageID(notices), Unsubscribe: l.Preferences,
	}, nil
}

func (h Letterhead) letter(to reader, notices []Notice) letter {
	say := func(fr, en string, args ...any) string {
		return h.typeset(havre.Text{FR: fr, EN: en}.With(args...).In(to.lang), to.lang)
	}
	l := letter{
		Lang: to.lang, Greeting: say("Bonjour %s,", "Hello %s,", oneLine(to.name)), Open: say("Ouvrir dans le portail", "Open in the portal"), Colon: say(" : ", ": "),
		Footer:      say("Ce message a été envoyé par %s, qui ne lit pas les réponses.", "This message was sent by %s, which does not read replies.", h.Portal),
		Preferences: h.address(to.lang, preferences), PreferencesWords: say("Ne plus recevoir ces messages", "Stop these messages"),
	}
	for i := range notices {
		l.Parts = append(l.Parts, h.part(to.lang, &notices[i]))
	}
	l.Subject = l.Parts[0].Title
	if n := len(notices); n > 1 {
		l.Subject = say("%[2]s : %[1]d nouvelles", "%[2]s: %[1]d pieces of news", n, h.Portal)
		l.Intro = say("Voici %d nouvelles réunies en un seul message.", "Here are %d pieces of news in one message.", n)
	}
	l.Subject = oneLine(l.Subject)
	return l
}

func (h Letterhead) part(lang havre.Lang, n *Notice) part {
	p := part{Title: oneLine(h.typeset(n.Title.In(lang), lang))}
	for paragraph := range strings.SplitSeq(h.typeset(n.Body.In(lang), lang), "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			p.Paragraphs = append(p.Paragraphs, paragraph)
		}
	}
	if n.Link != "" {
		p.Link = h.address(lang, n.Link)
	}
	return p
}

// address is that of a path of the portal in a language.
func (h Letterhead) address(lang havre.Lang, path string) string {
	if lang == havre.English {
		path = "/en" + path
	}
	return strings.TrimSuffix(h.PublicURL, "/") + path
}

// text is the letter in plain text.
func (l *letter) text() string {
	var b strings.Builder
	b.WriteString(l.Greeting + "\n\n")
	if l.Intro != "" {
		b.WriteString(l.Intro + "\n\n")
	}
	for _, p := range l.Parts {
		b.WriteString(p.Title + "\n\n")
		for _, paragraph := range p.Paragraphs {
			b.WriteString(paragraph + "\n\n")
		}
		if p.Link != "" {
			b.WriteString(l.Open + l.Colon + p.Link + "\n\n")
		}
	}
	b.WriteString("-- \n" + l.Footer + "\n" + l.PreferencesWords + l.Colon + l.Preferences + "\n")
	return b.String()
}

// messageID is the same for the same notices.
func (h Letterhead) messageID(notices []Notice) string {
	host := "havre.invalid"
	if u, err := url.Parse(h.PublicURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	if len(notices) == 1 {
		return notices[0].ID + "@" + host
	}
	hash := sha256.New()
	for i := range notices {
		hash.Write([]byte(notices[i].ID + "\n"))
	}
	return hex.EncodeToString(hash.Sum(nil)[:16]) + "@" + host
}

// oneLine keeps a text on one line, for a header.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}), " ")
}
