package form

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

var (
	errShape = errors.New("the PDF library wrote a file of another shape than expected")

	infoStart  = []byte("<<\n/Producer ")
	infoDate   = regexp.MustCompile(`/(CreationDate|ModDate) \(D:(\d{14})\)`)
	trailerEnd = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
	rootObject = regexp.MustCompile(`/Root (\d+) 0 R`)
)

// file is a PDF taken apart: the body of each object, by number from 1.
type file struct {
	objects [][]byte
	root    int
}

// takeApart reads the objects of a file by its table of objects.
func takeApart(data []byte) (*file, error) {
	end := trailerEnd.FindSubmatch(data)
	root := rootObject.FindSubmatch(data[max(0, len(data)-400):])
	if end == nil || root == nil {
		return nil, fmt.Errorf("%w: trailer", errShape)
	}
	start, errStart := strconv.Atoi(string(end[1]))
	catalog, errRoot := strconv.Atoi(string(root[1]))
	if errStart != nil || errRoot != nil || start > len(data) {
		return nil, fmt.Errorf("%w: trailer", errShape)
	}
	at, err := offsets(data[:start], data[start:])
	if err != nil || catalog < 1 || catalog > len(at) {
		return nil, fmt.Errorf("%w: table of objects", errShape)
	}
	f := &file{root: catalog, objects: make([][]byte, len(at))}
	order := slices.Sorted(slices.Values(at))
	for i, from := range at {
		// An object ends where the next one begins: what it holds is never looked into.
		to := start
		if n, _ := slices.BinarySearch(order, from); n+1 < len(order) {
			to = order[n+1]
		}
		body, ok := bytes.CutPrefix(data[from:to], fmt.Appendf(nil, "%d 0 obj\n", i+1))
		if !ok {
			return nil, fmt.Errorf("%w: object %d", errShape, i+1)
		}
		f.objects[i] = bytes.TrimSuffix(body, []byte("\nendobj\n"))
	}
	return f, nil
}

// offsets are where objects begin, from a table of objects: rows of twenty bytes.
func offsets(objects, table []byte) ([]int, error) {
	rows := bytes.Split(table, []byte("\n"))
	var at []int
	for _, row := range rows[min(3, len(rows)):] { // "xref", its span, the object 0
		if !bytes.HasSuffix(row, []byte(" n ")) {
			break
		}
		n, err := strconv.Atoi(string(row[:10]))
		if err != nil || n >= len(objects) {
			return nil, errShape
		}
		at = append(at, n)
	}
	return at, nil
}

// add gives the next number to an object.
func (f *file) add(body []byte) int {
	f.objects = append(f.objects, body)
	return len(f.objects)
}

// stream is an object with content.
func stream(dictionary string, content []byte) []byte {
	out := fmt.Appendf(nil, "<<%s/Length %d>>\nstream\n", dictionary, len(content))
	return append(append(out, content...), "\nendstream"...)
}

// assemble writes the file: PDF 1.7, which PDF/A-3 is made of, with an identifier drawn
// from its content.
func (f *file) assemble() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	info := 0
	at := make([]int, len(f.objects))
	for i, o := range f.objects {
		if bytes.HasPrefix(o, infoStart) {
			info, o = i+1, infoDate.ReplaceAll(o, []byte("/$1 (D:${2}Z)"))
		}
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	if info == 0 {
		return nil, fmt.Errorf("%w: information", errShape)
	}
	start := b.Len()
	sum := sha256.Sum256(b.Bytes())
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%[4]x> <%[4]x>]>>\nstartxref\n%[5]d\n%%%%EOF\n", len(at)+1, f.root, info, sum[:16], start)
	return b.Bytes(), nil
}
