package ingest

import (
	"context"
	"strings"

	"github.com/watchpost/watchpost/internal/ingest/connlog"
	"github.com/watchpost/watchpost/internal/ingest/wire"
)

// noRequest puts what came over a connection and was no request into the
// connection log: it is usually a device with a wrong protocol.
func (s *Server) noRequest(ctx context.Context, r wire.Refusal) {
	now := s.now()
	e := connlog.Entry{At: now, Until: now, Kind: "broken", Detail: r.Reason, Status: r.Status, Count: 1}
	if c, ok := ctx.Value(connKey{}).(*conn); ok {
		e.IP = c.ip
	}
	switch {
	case r.Reason == wire.ReasonTLS:
		e.Advice = "The device speaks https to a port that speaks http: set its protocol to http, or its port to that of --devices-tls."
	case r.Reason == wire.ReasonPlain:
		e.Advice = "The device speaks http to a port that speaks https: set its protocol to https, or its port to that of --devices."
	case strings.HasPrefix(r.Reason, wire.ReasonHandshake):
		e.Advice = "TLS could not be agreed on; old devices need --devices-tls-legacy."
	case r.Reason == wire.ReasonSlow, r.Reason == wire.ReasonCut:
		e.Advice = "The request's header did not arrive; look at the network between the device and here."
	default:
		e.Advice = "This is not a request that devices make; look at what else connects to this port."
	}
	s.ConnLog.Add(e)
	s.Metrics.request(e.Kind, e.Status, 0, 0)
}
