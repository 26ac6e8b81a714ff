// Package havre is the vocabulary that every stage of Havre shares: three-valued
// truth, civil dates and periods, texts in two languages, sources with their
// confidence, and errors that point at a place in a file.
//
// It imports nothing of ours, knows no rule and no platform, and never reads a
// clock: a date is always given by the caller, so that a decision can be replayed.
package havre

// APIVersion is the version that every document Havre reads or writes declares.
const APIVersion = "havre/v1"
