// Package browsertest drives a real Chromium from Go tests: pages drawn in both
// themes and at several widths, with and without scripts, read by axe-core, with
// what they say to the console. It knows no page.
//
// One browser serves all the tests of a package; each test opens tabs in it. Without
// Chromium or without axe-core the test fails, and says what to install.
package browsertest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Browser is a running Chromium.
type Browser struct {
	ctx  context.Context
	axe  string // the script of axe-core
	stop func()
}

// names are those under which systems install it.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

const help = `a real Chromium is needed for these tests. On Debian:
    sudo apt-get install -y chromium fonts-dejavu-core
or set CHROMIUM to the path of the program`

const axeHelp = `axe-core is needed for these tests; it comes from npm (portal/package-lock.json):
    ASSETS=required scripts/assets.sh`

// patience is how long a page may take, on a machine that does much else.
const patience = time.Minute

var (
	mu     sync.Mutex
	shared *Browser
)

// Start gives the browser of this test program, started by the first test that asks.
// It ends with the program, or by [Stop].
func Start(tb testing.TB) *Browser {
	tb.Helper()
	mu.Lock()
	defer mu.Unlock()
	if shared != nil {
		return shared
	}
	b, err := start()
	if err != nil {
		tb.Fatal(err)
	}
	shared = b
	return b
}

// Stop ends the browser; a TestMain calls it when the tests have run.
func Stop() {
	mu.Lock()
	defer mu.Unlock()
	if shared != nil {
		shared.stop()
		shared = nil
	}
}

func start() (*Browser, error) {
	program, err := find()
	if err != nil {
		return nil, err
	}
	axe, err := os.ReadFile(axePath())
	if err != nil {
		return nil, errors.New(axeHelp)
	}
	profile, err := os.MkdirTemp("", "havre-browser-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(profile), chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("no-proxy-server", true), chromedp.Flag("hide-scrollbars", true),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // the sandbox refuses the superuser
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopBrowser := chromedp.NewContext(allocator)
	stop := func() {
		stopBrowser()
		stopAllocator()
		_ = os.RemoveAll(profile) // the browser may still be letting go of it
	}
	// The browser lives as long as the context that starts it: not that of a test.
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, errors.Join(errors.New(help), err)
	}
	return &Browser{ctx: ctx, axe: string(axe), stop: stop}, nil
}

func find() (string, error) {
	if p := os.Getenv("CHROMIUM"); p != "" {
		return p, nil
	}
	for _, name := range names {
		if p, err := exec.LookPath(name); err == nil {
			return p, nil
		}
	}
	return "", errors.New(help)
}

// axePath is where npm puts the script of axe-core.
func axePath() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "portal", "node_modules", "axe-core", "axe.min.js")
}
