// Package api serves what Watchpost knows over HTTP: the REST resources under
// /api/v1, the stream of server-sent events, the probes and the metrics.
// openapi.json in this folder describes all of it; a test holds the two together.
package api
