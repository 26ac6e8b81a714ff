// Package docs keeps the documentation true: a test follows every link, compares
// the two READMEs, and runs every command shown in a "console" block against the
// program, whose output must be what the page says. The picture of the READMEs is
// drawn from the program too.
//
// `make generate` runs the commands again, writes their output into the pages and
// draws the picture; read the difference before committing it.
package docs

//go:generate go test . -run=^(TestSessions|TestPicture)$ -update
