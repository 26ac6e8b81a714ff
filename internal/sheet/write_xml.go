package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"time"
)

// pack is an archive being written, one file after the other. Its dates are fixed,
// so that the same table gives the same bytes.
type pack struct {
	zip *zip.Writer
	out *bufio.Writer
}

func newPack(w io.Writer) *pack { return &pack{zip: zip.NewWriter(w)} }

// start begins a file; the one before ends.
func (p *pack) start(name string, method uint16) error {
	if err := p.flush(); err != nil {
		return err
	}
	f, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		return err
	}
	p.out = bufio.NewWriterSize(f, 32<<10)
	return nil
}

// file writes a whole file.
func (p *pack) file(name, content string) error {
	if err := p.start(name, zip.Deflate); err != nil {
		return err
	}
	p.put(content)
	return nil
}

// put writes text; its errors come out when the file ends.
func (p *pack) put(parts ...string) {
	for _, s := range parts {
		_, _ = p.out.WriteString(s) // bufio keeps the first error for Flush
	}
}

func (p *pack) flush() error {
	if p.out == nil {
		return nil
	}
	return p.out.Flush()
}

func (p *pack) close() error {
	if err := p.flush(); err != nil {
		return err
	}
	return p.zip.Close()
}

// escape is text as XML takes it; what XML cannot hold is left out.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(strings.Map(legal, s))) // a builder accepts everything
	return b.String()
}

func legal(c rune) rune {
	switch {
	case c == '\t' || c == '\n', c >= 0x20 && c <= 0xD7FF, c >= 0xE000 && c <= 0xFFFD, c >= 0x10000 && c <= 0x10FFFF:
		return c
	}
	return -1
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// longestName is how long the name of a sheet may be.
const longestName = 31

// sheetName is a name that spreadsheets accept: 31 letters, without the signs that
// they keep for formulas.
func sheetName(s string) string {
	s = strings.Map(func(c rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, c) {
			return ' '
		}
		return c
	}, s)
	if runes := []rune(s); len(runes) > longestName {
		s = string(runes[:longestName])
	}
	if s = strings.TrimSpace(s); s == "" {
		return "Havre"
	}
	return s
}

// pageNames are those of the sheets of one file: no two are the same, whatever their
// case.
type pageNames map[string]bool

// of is the name that the next sheet gets, with a number when another has it.
func (p *pageNames) of(s string) string {
	if *p == nil {
		*p = pageNames{}
	}
	name := sheetName(s)
	for n := 2; (*p)[strings.ToLower(name)]; n++ {
		mark := " " + strconv.Itoa(n)
		runes := []rune(sheetName(s))
		name = strings.TrimSpace(string(runes[:min(len(runes), longestName-len(mark))])) + mark
	}
	(*p)[strings.ToLower(name)] = true
	return name
}
