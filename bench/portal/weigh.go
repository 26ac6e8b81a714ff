package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// weight is what a first visit to a page costs on the wire; page is its own part.
type weight struct{ page, bytes, requests int }

// weigh asks for a page and for all that it makes a browser ask for.
func (b *browser) weigh(ctx context.Context, path string) (weight, error) {
	body, header, err := b.get(ctx, path)
	if err != nil {
		return weight{}, err
	}
	w := weight{len(body), len(body), 1}
	page, err := unzipped(body, header.Get("Content-Encoding"))
	if err != nil {
		return w, err
	}
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return w, err
	}
	asked := map[string]bool{}
	for n := range root.Descendants() {
		asset := assetOf(n)
		if asset == "" || asked[asset] {
			continue
		}
		asked[asset] = true
		body, _, err := b.get(ctx, asset)
		if err != nil {
			return w, err
		}
		w.bytes += len(body)
		w.requests++
	}
	return w, nil
}

func unzipped(body []byte, encoding string) ([]byte, error) {
	if encoding != "gzip" {
		return body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// assetOf is the file that an element makes a browser fetch at once.
func assetOf(n *html.Node) string {
	if n.Type != html.ElementNode {
		return ""
	}
	attribute := func(name string) string {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val
			}
		}
		return ""
	}
	address := ""
	switch n.Data {
	case "script", "img":
		address = attribute("src")
	case "use": // a symbol of a sprite
		address, _, _ = strings.Cut(attribute("href"), "#")
	case "link":
		switch attribute("rel") {
		case "stylesheet", "icon", "preload":
			address = attribute("href")
		}
	}
	if strings.HasPrefix(address, "data:") {
		return ""
	}
	return address
}
