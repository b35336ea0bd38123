package api

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"github.com/watchpost/watchpost/internal/journal"
)

// positionsEvery is how often positions are told at most.
const positionsEvery = 100 * time.Millisecond

// kindPositions is the topic of positions. They are no part of the journal.
const kindPositions journal.Kind = "live"

// positions tells a stream where the targets of some cameras are, as long as they
// change, at most ten times a second. What came between is left out.
type positions struct {
	server  *Server
	cameras []watched
	tick    *time.Ticker
}

// watched is a camera that a stream asks for.
type watched struct {
	ref     cameraRef
	version uint64 // that was told
	told    bool
}

// positionsOf finds the cameras.
func (s *Server) positionsOf(ctx context.Context, ids []string) (*positions, error) {
	p := &positions{server: s}
	for _, id := range ids {
		c, err := s.findCamera(ctx, id)
		if err != nil {
			return nil, err
		}
		p.cameras = append(p.cameras, watched{ref: cameraRef{ID: c.ID, Name: c.Name, Channel: c.Channel}})
	}
	return p, nil
}

// start returns a channel that says when to look, nil when there is nothing to look
// for.
func (p *positions) start() <-chan time.Time {
	if len(p.cameras) == 0 || p.server.Presence == nil {
		return nil
	}
	p.tick = time.NewTicker(positionsEvery)
	return p.tick.C
}

func (p *positions) stop() {
	if p.tick != nil {
		p.tick.Stop()
	}
}

// news are frames of the cameras whose targets changed, nothing when none did.
func (p *positions) news() ([]byte, error) {
	var b bytes.Buffer
	for i := range p.cameras {
		c := &p.cameras[i]
		tracks, version := p.server.Presence.InView(c.ref.ID, c.version)
		if c.told && version == c.version {
			continue
		}
		c.version, c.told = version, true
		b.WriteString("event: live\ndata: ")
		if err := json.NewEncoder(&b).Encode(p.server.liveJSON(c.ref, tracks)); err != nil {
			return nil, err
		}
		b.WriteByte('\n')
	}
	return b.Bytes(), nil
}
