//go:build race

package document_test

// streamed is the length of hostile streams: the race detector slows reading some
// forty times, and what it looks for shows in the first megabytes.
const streamed = 4 << 20
