// Package torture checks the promises of Watchpost on the real binary: what was
// answered with success survives kills, full disks and failing syncs; hostile
// input harms nothing; the load that was promised is carried. The tests carry
// the numbers of the acceptance tests they are. In their short forms they run
// with all other tests; TORTURE=1 gives them their full length.
package torture
