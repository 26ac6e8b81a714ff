package main

import "testing"

// The two engines answer alike before they are timed.
func TestPathsAgree(t *testing.T) {
	w := drawPaths(300, 2_000)
	if err := w.agree(newPeer(w), 300); err != nil {
		t.Fatal(err)
	}
}
