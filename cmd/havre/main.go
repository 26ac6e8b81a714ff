// Command havre decides which platforms may host an application, and says why.
//
// It is the edge of the program: it reads arguments, files, the clock and the
// environment, and writes for people and for scripts. What it decides comes from
// the packages below it; nothing here knows a rule or a platform.
package main

import (
	"os"
	"time"

	"github.com/havre-cloud/havre"
)

func main() {
	startQuickly()
	a := &app{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, environ: os.Environ,
		today: func() havre.Date { return havre.DateOf(time.Now()) },
	}
	os.Exit(a.run(os.Args[1:]))
}
