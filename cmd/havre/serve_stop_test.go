package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// slowRequest begins to send a form and leaves it there.
func (p *process) slowRequest() net.Conn {
	p.t.Helper()
	c, err := net.Dial("tcp", p.address)
	if err != nil {
		p.t.Fatal(err)
	}
	body := url.Values{"theme": {"dark"}, "back": {"/"}}.Encode()
	_, err = fmt.Fprintf(c, "POST /theme HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:5])
	if err != nil {
		p.t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // the server is reading it
	return c
}

// finish sends the rest of the slow form.
func (p *process) finish(c net.Conn) *http.Response {
	p.t.Helper()
	body := url.Values{"theme": {"dark"}, "back": {"/"}}.Encode()
	if _, err := io.WriteString(c, body[5:]); err != nil {
		p.t.Fatal(err)
	}
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		p.t.Fatalf("the answer of a request under way was lost: %v", err)
	}
	return r
}

// awaitStopping waits until new connections are refused.
func (p *process) awaitStopping() {
	p.t.Helper()
	for range 1000 {
		c, err := net.Dial("tcp", p.address)
		if err != nil {
			return
		}
		_ = c.Close()
		time.Sleep(10 * time.Millisecond)
	}
	p.t.Fatal("the portal still accepts connections")
}

// A request under way when the portal is asked to stop is answered; new ones are
// refused.
func TestStopDuringRequest(t *testing.T) {
	t.Parallel()
	p := startPortal(t, "")
	c := p.slowRequest()
	defer c.Close() //nolint:errcheck // the test has what it came for
	p.signal(syscall.SIGTERM)
	p.awaitStopping()
	r := p.finish(c)
	defer r.Body.Close() //nolint:errcheck // the test has what it came for
	if r.StatusCode != http.StatusSeeOther {
		t.Errorf("status %d", r.StatusCode)
	}
	if code := p.end(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// Under a crowd of writers, every write that was answered is there after a stop,
// and after a kill; nothing is half there, and the journal is whole.
func TestWritesSurvive(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{"TERM": syscall.SIGTERM, "KILL": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startPortal(t, "", "--limits-actor", "0", "--limits-address", "0")
			b := p.install()
			written := p.writeUntilTheEnd(b, signal)
			again := startPortal(t, p.dir, "--limits-actor", "0")
			signedIn := &browser{t: t, base: again.url, client: b.client}
			list := signedIn.want(signedIn.get("/organisations?par=500"), http.StatusOK).body
			for _, title := range written {
				if !strings.Contains(list, title) {
					t.Errorf("%s was answered and is lost", title)
				}
			}
			total := strings.Count(list, ">Direction d")
			if total < len(written) || len(written) < 5 {
				t.Errorf("%d organisations were answered, %d are there", len(written), total)
			}
			created := signedIn.want(signedIn.get("/journal?action=organisation.create&format=csv&par=500"), http.StatusOK).body
			if n := strings.Count(created, "Direction d"); n != total {
				t.Errorf("%d organisations, %d entries of the journal tell of them", total, n)
			}
			signedIn.want(signedIn.post("/journal/verification", nil), http.StatusOK, "Le journal est intact")
		})
	}
}

// enough is how many writes are answered before the signal: a list of 500 then
// shows them all, with those that were under way.
const enough = 200

// writeUntilTheEnd makes organisations from several browsers, sends the signal in
// the middle and says which were answered.
func (p *process) writeUntilTheEnd(b *browser, signal syscall.Signal) (written []string) {
	p.t.Helper()
	parent := b.want(b.get("/organisations"), http.StatusOK)
	_, rest, _ := strings.Cut(parent.body, `href="/organisations/`)
	id, _, _ := strings.Cut(rest, `"`)
	var mu sync.Mutex
	var wg sync.WaitGroup
	middle := make(chan struct{})
	for writer := range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("d%d-%d", writer, i)
				form := url.Values{"title": {"Direction " + name + "."}, "name": {name}, "kind": {"directorate"}, "parent": {id}, "version": {"0"}}
				r, err := b.client.PostForm(b.base+"/nouvelle-organisation", form)
				if err != nil {
					return
				}
				_ = r.Body.Close()
				if r.StatusCode != http.StatusSeeOther {
					p.t.Errorf("status %d", r.StatusCode)
					return
				}
				mu.Lock()
				if written = append(written, "Direction "+name+"."); len(written) == enough {
					close(middle)
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-middle:
	case <-time.After(10 * time.Second): // a slow machine: those answered so far will do
	}
	p.signal(signal)
	wg.Wait()
	<-p.ended //nolint:errcheck // killed or asked, it has ended
	return written
}
