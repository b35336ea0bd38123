package api

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/track"
	"github.com/watchpost/watchpost/internal/zone"
)

// passageJSON is something that a target did at a zone.
type passageJSON struct {
	At        timestamp        `json:"at"`
	Zone      zoneRef          `json:"zone"`
	Version   int              `json:"version"`
	Camera    *cameraRef       `json:"camera,omitempty"`
	Track     track.ID         `json:"track"`
	Target    event.TargetType `json:"target"`
	Action    zone.Action      `json:"action"`
	Direction zone.Direction   `json:"direction,omitempty"`
	Inside    bool             `json:"inside,omitempty"`
	Dwell     *float64         `json:"dwell_seconds,omitempty"`
}

type passageList struct {
	Passages []passageJSON `json:"passages"`
	Next     string        `json:"next,omitempty"`
}

// ids returns the ids that a parameter names.
func ids(q *query, name string) []event.ID {
	var out []event.ID
	for _, v := range q.list(name) {
		id, err := event.ParseID(v)
		if err != nil {
			q.bad(name, "%q is not an id of 26 characters of 0-9 and A-Z", v)
			return nil
		}
		out = append(out, id)
	}
	return out
}

// passages handles GET /api/v1/passages.
func (s *Server) passages(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	pq := store.PassageQuery{
		Page: q.page(), Zones: ids(q, "zone"), Tracks: ids(q, "track"), Targets: words(q, "target", zone.TargetTypes()),
		Actions: words(q, "action", zone.Actions()), Directions: words(q, "direction", zone.Directions()),
	}
	pq.After, pq.Before = q.between()
	cameras := q.list("camera")
	if q.err != nil {
		return q.err
	}
	out := passageList{Passages: []passageJSON{}}
	if len(cameras) > 0 {
		if pq.Zones = s.zonesAt(cameras, pq.Zones); len(pq.Zones) == 0 {
			return writeJSON(w, out)
		}
	}
	found, next, err := s.Store.Passages(r.Context(), pq)
	if err != nil {
		return fmt.Errorf("list passages: %w", err)
	}
	out.Next, out.Passages = next, s.passagesJSON(s.joiner(r.Context()), found)
	return writeJSON(w, out)
}

func (s *Server) passagesJSON(j *joiner, found []zone.Passage) []passageJSON {
	out, refs := make([]passageJSON, 0, len(found)), zoneRefs{s: s}
	for _, p := range found {
		one := passageJSON{
			At: timestamp(p.At), Zone: refs.of(p.ZoneID), Version: p.Version, Camera: j.cameraAlone(p.CameraID), Track: p.TrackID,
			Target: p.Type, Action: p.Action, Direction: p.Direction, Inside: p.Inside,
		}
		if p.Action == zone.Left || p.Action == zone.Dwelled {
			d := seconds(p.Dwell)
			one.Dwell = &d
		}
		out = append(out, one)
	}
	return out
}

// zonesAt are the zones of cameras, of those that are asked for when some are.
func (s *Server) zonesAt(cameras []string, asked []zone.ID) []zone.ID {
	var out []zone.ID
	for _, c := range cameras {
		for _, z := range s.Zones.OfCamera(c) {
			if oneOf(asked, z.ID) && !slices.Contains(out, z.ID) {
				out = append(out, z.ID)
			}
		}
	}
	return out
}

// zoneRefs adds names to ids of zones.
type zoneRefs struct {
	s     *Server
	known map[zone.ID]zone.Zone
}

func (z *zoneRefs) find(id zone.ID) zone.Zone {
	if z.known == nil {
		z.known = make(map[zone.ID]zone.Zone)
	}
	found, ok := z.known[id]
	if !ok {
		var err error
		if found, err = z.s.Zones.Zone(id); err != nil {
			found = zone.Zone{ID: id}
		}
		z.known[id] = found
	}
	return found
}

func (z *zoneRefs) of(id zone.ID) zoneRef { return zoneRef{id, z.find(id).Name} }
