// Package live is the bus for eyes: what was just stored, to whoever looks.
// It never waits for a subscriber; one that does not keep up is cut off and
// catches up from the journal.
package live
