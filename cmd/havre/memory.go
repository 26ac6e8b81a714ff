package main

import (
	"math"
	"runtime/debug"
)

// startMemory is what a start may use before the collector is worth its time:
// reading the rules and the catalogue makes a few tens of megabytes, most of
// which one decision later are given back with the process.
const startMemory = 256 << 20

// startQuickly leaves memory uncollected while the program starts. Collecting it
// would take a quarter of the time of a single decision.
func startQuickly() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(startMemory)
}

// workLong collects memory as usual, before work whose length nobody knows.
func workLong() {
	debug.SetGCPercent(100)
	debug.SetMemoryLimit(math.MaxInt64)
}
