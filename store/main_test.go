package store_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// children are what this test program does instead of testing, when another
// process of it is to be killed.
var children = map[string]func(ctx context.Context, url string) error{
	"write": writeUntilKilled,
	"work":  workUntilKilled,
	"full":  fillTheDisk,
	"open":  openOnly,
}

func TestMain(m *testing.M) {
	if child, ok := children[os.Getenv("STORE_CHILD")]; ok {
		if err := child(context.Background(), os.Getenv("STORE_URL")); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	// The tests that run together wait for clocks and for other processes: as many as
	// there are processors would leave those idle.
	if err := flag.Set("test.parallel", "8"); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// process is another process of this program.
type process struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

// start starts a child on a database.
func start(t *testing.T, child, url string, change ...func(*exec.Cmd)) *process {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), "STORE_CHILD="+child, "STORE_URL="+url)
	c.Stderr = os.Stderr
	for _, f := range change {
		f(c)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill() // it may have ended
		_ = c.Wait()
	})
	return &process{c, bufio.NewScanner(out)}
}

// line is the next thing the child says; an error of it fails the test.
func (p *process) line(t *testing.T) string {
	t.Helper()
	if !p.lines.Scan() {
		t.Fatalf("the child said nothing more: %v", p.lines.Err())
	}
	if text, failed := strings.CutPrefix(p.lines.Text(), "error:"); failed {
		t.Fatalf("the child: %s", text)
	}
	return p.lines.Text()
}

// kill is kill -9. It gives the lines that the child managed to say.
func (p *process) kill(t *testing.T) []string {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var last []string
	for p.lines.Scan() {
		last = append(last, p.lines.Text())
	}
	_ = p.cmd.Wait() // it was killed
	return last
}
