package docs

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write what the program prints into the pages and the picture")

// elided stands, alone on a line, for any number of lines left out of a page.
const elided = "[…]"

var session = regexp.MustCompile("(?ms)^```console\n(.*?)^```$")

// TestSessions runs the commands of the pages in a copy of what a clone holds, and
// compares what they print with what the pages show. The sessions of one page
// follow one another in the same folder.
func TestSessions(t *testing.T) {
	for _, p := range pages(t) {
		if !session.MatchString(p.text) {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			dir, env := clone(t), environment(t, p)
			text := session.ReplaceAllStringFunc(p.text, func(block string) string {
				shown := session.FindStringSubmatch(block)[1]
				return "```console\n" + replay(t, p.name, dir, env, shown) + "```"
			})
			if *update && text != p.text {
				write(t, filepath.Join(top, p.name), []byte(text))
			}
		})
	}
}

// replay runs the commands of a block and gives it back with their true output.
func replay(t *testing.T, name, dir string, env []string, block string) string {
	t.Helper()
	var out strings.Builder
	for _, step := range strings.Split("\n"+block, "\n$ ")[1:] {
		command, shown, _ := strings.Cut(strings.TrimSuffix(step, "\n"), "\n")
		for strings.HasSuffix(command, "\\") { // a command on several lines
			more, rest, _ := strings.Cut(shown, "\n")
			command, shown = command+"\n"+more, rest
		}
		printed := run(t, dir, env, command)
		if today := time.Now().Format(time.DateOnly); strings.Contains(printed, today) && !strings.Contains(command, today) {
			t.Errorf("%s: $ %s prints today's date, and will fail tomorrow: say which date is meant (--on)", name, command)
		}
		switch {
		case same(shown, printed):
		case *update && !strings.Contains(shown, elided):
			shown = printed
		default:
			t.Errorf("%s: $ %s\nthe page shows:\n%s\nthe program prints (make generate writes it into the page):\n%s", name, command, shown, printed)
		}
		out.WriteString("$ " + command + "\n")
		if shown != "" {
			out.WriteString(shown + "\n")
		}
	}
	return out.String()
}

// same compares what a page shows with what was printed, ends of lines and what
// the page leaves out apart.
func same(shown, printed string) bool {
	var pattern strings.Builder
	pattern.WriteString(`(?s)^`)
	for line := range strings.Lines(shown + "\n") {
		if line = strings.TrimRight(line, " \n"); line == elided {
			pattern.WriteString(`(?:[^\n]*\n)*?`)
		} else {
			pattern.WriteString(regexp.QuoteMeta(line) + ` *\n`)
		}
	}
	return regexp.MustCompile(pattern.String() + `$`).MatchString(printed + "\n")
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		shown, printed string
		want           bool
	}{
		{"a\nb", "a\nb", true},
		{"a", "a\nb", false},
		{"a\n[…]", "a\nb\nc", true},
		{"[…]\nc", "a\nb\nc", true},
		{"a\n[…]\nc", "a\nb", false},
		{"", "", true},
	} {
		if got := same(c.shown, c.printed); got != c.want {
			t.Errorf("same(%q, %q) = %v, want %v", c.shown, c.printed, got, c.want)
		}
	}
}

// run is what a command prints on both outputs, as a terminal would show it. What
// the command returns is for the page to show, with echo $?.
func run(t *testing.T, dir string, env []string, command string) string {
	t.Helper()
	havre := program(t) // built before the minute of the command begins
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	sh := exec.CommandContext(ctx, "sh", "-c", command)
	sh.Dir = dir
	sh.Env = append(os.Environ(), "PATH="+filepath.Dir(havre)+string(os.PathListSeparator)+os.Getenv("PATH"),
		"LC_ALL=C.UTF-8", "COLUMNS=100", "NO_COLOR=1", "HOME="+dir)
	sh.Env = append(sh.Env, env...)
	out, err := sh.CombinedOutput()
	if failed := (*exec.ExitError)(nil); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return strings.TrimRight(string(out), "\n")
}

// program is havre, built once for all the pages.
func program(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var built = sync.OnceValues(func() (string, error) {
	var err error
	if builtIn, err = os.MkdirTemp("", "havre-docs-"); err != nil {
		return "", err
	}
	path := filepath.Join(builtIn, "havre")
	build := exec.Command("go", "build", "-o", path, "./cmd/havre")
	build.Dir = top
	out, err := build.CombinedOutput()
	if err != nil {
		err = errors.New(string(out))
	}
	return path, err
})

var builtIn string

func TestMain(m *testing.M) {
	code := m.Run()
	if builtIn != "" {
		os.RemoveAll(builtIn) //nolint:errcheck // a temporary folder
	}
	os.Exit(code)
}

// clone copies the data of the tree, so that commands may write beside it.
func clone(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, folder := range []string{"catalogue/data", "doctrine/sets", "examples", "docs/examples"} {
		if _, err := os.Stat(filepath.Join(top, folder)); err != nil {
			continue
		}
		if err := os.CopyFS(filepath.Join(dir, folder), os.DirFS(filepath.Join(top, folder))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
