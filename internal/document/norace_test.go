//go:build !race

package document_test

// streamed is the length of hostile streams: 50 MB, as the worst file somebody may
// give by mistake.
const streamed = 50 << 20
