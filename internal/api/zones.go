package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/webproxy"
	"github.com/watchpost/watchpost/internal/zone"
	"github.com/watchpost/watchpost/internal/zoning"
)

// zoneJSON is a zone as the API tells it.
type zoneJSON struct {
	ID        zone.ID            `json:"id"`
	Camera    cameraRef          `json:"camera"`
	Name      string             `json:"name"`
	Color     string             `json:"color,omitempty"`
	Kind      zone.Kind          `json:"kind"`
	Points    []geo.Point        `json:"points"`
	Targets   []event.TargetType `json:"targets,omitempty"`
	MinDwell  float64            `json:"min_dwell_seconds,omitempty"`
	Version   int                `json:"version"`
	Since     timestamp          `json:"since"`
	CreatedAt timestamp          `json:"created_at"`
	Occupancy *occupancyJSON     `json:"occupancy,omitempty"` // of areas
}

// occupancyJSON is who is in an area now.
type occupancyJSON struct {
	Total   int                      `json:"total"`
	Targets map[event.TargetType]int `json:"targets"`
}

// occupiedJSON is an area, and who is in it now.
type occupiedJSON struct {
	zoneRef
	occupancyJSON
}

// zoneRef is a zone where something else is the subject.
type zoneRef struct {
	ID   zone.ID `json:"id"`
	Name string  `json:"name,omitempty"`
}

func (s *Server) zoneJSON(j *joiner, z zone.Zone) zoneJSON {
	out := zoneJSON{
		ID: z.ID, Camera: *j.cameraAlone(z.CameraID), Name: z.Name, Color: z.Color, Kind: z.Kind, Points: z.Points, Targets: z.Targets,
		MinDwell: seconds(z.MinDwell), Version: z.Version, Since: timestamp(z.Since), CreatedAt: timestamp(z.CreatedAt),
	}
	if z.Kind == zone.Area {
		out.Occupancy = s.occupancy(z)
	}
	return out
}

func (s *Server) occupancy(z zone.Zone) *occupancyJSON {
	if s.Presence == nil {
		return &occupancyJSON{Targets: map[event.TargetType]int{}}
	}
	out := occupancyOf(s.Presence.Occupancy(z.CameraID)[z.ID])
	return &out
}

func occupancyOf(targets map[event.TargetType]int) occupancyJSON {
	out := occupancyJSON{Targets: map[event.TargetType]int{}}
	for t, n := range targets {
		out.Targets[t] = n
		out.Total += n
	}
	return out
}

// occupied are the areas of a camera, and who is in them now.
func (s *Server) occupied(cameraID string) []occupiedJSON {
	if s.Presence == nil || s.Zones == nil {
		return nil
	}
	now := s.Presence.Occupancy(cameraID)
	var out []occupiedJSON
	for _, z := range s.Zones.OfCamera(cameraID) {
		if z.Kind == zone.Area {
			out = append(out, occupiedJSON{zoneRef{z.ID, z.Name}, occupancyOf(now[z.ID])})
		}
	}
	return out
}

type zoneList struct {
	Zones []zoneJSON `json:"zones"`
}

// zones handles GET /api/v1/cameras/{id}/zones.
func (s *Server) zones(w http.ResponseWriter, r *http.Request) error {
	camera, err := s.findCamera(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	found := s.Zones.OfCamera(camera.ID)
	out, j := zoneList{Zones: make([]zoneJSON, len(found))}, s.joiner(r.Context())
	for i, z := range found {
		out.Zones[i] = s.zoneJSON(j, z)
	}
	return writeJSON(w, out)
}

// zoneDrawn is what a person draws.
type zoneDrawn struct {
	Name     string             `json:"name"`
	Color    string             `json:"color"`
	Kind     zone.Kind          `json:"kind"`
	Points   [][]int            `json:"points"`
	Targets  []event.TargetType `json:"targets"`
	MinDwell float64            `json:"min_dwell_seconds"`
}

// readZone reads and checks what a person has drawn.
func readZone(w http.ResponseWriter, r *http.Request) (zone.Zone, error) {
	var d zoneDrawn
	if err := readJSON(w, r, &d); err != nil {
		return zone.Zone{}, err
	}
	z := zone.Zone{Name: strings.TrimSpace(d.Name), Color: d.Color, Kind: d.Kind, Targets: d.Targets}
	for i, p := range d.Points {
		if len(p) != 2 {
			return z, problem(codeBadBody, fmt.Sprintf("points[%d]: a point is written [x,y]", i))
		}
		z.Points = append(z.Points, geo.Point{p[0], p[1]})
	}
	// What is out of bounds as a number of seconds may not be one of nanoseconds.
	z.MinDwell = time.Duration(min(max(d.MinDwell, -1), 2*zone.MaxDwell.Seconds()) * float64(time.Second)).Round(time.Microsecond)
	if err := z.Check(); err != nil {
		return z, problem(codeBadBody, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return z, nil
}

// createZone handles POST /api/v1/cameras/{id}/zones.
func (s *Server) createZone(w http.ResponseWriter, r *http.Request) error {
	camera, err := s.findCamera(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	z, err := readZone(w, r)
	if err != nil {
		return err
	}
	z.CameraID = camera.ID
	if z, err = s.Zones.Create(r.Context(), z); err != nil {
		return zoneErr("draw a zone", err)
	}
	s.note(r, access.ActionZoneDrawn, z.ID.String(), z.Name)
	w.Header().Set("Location", webproxy.Of(r.Context()).Base+"/api/v1/zones/"+z.ID.String())
	return writeJSONAs(w, http.StatusCreated, s.zoneJSON(s.joiner(r.Context()), z))
}

// zoneErr gives errors of the keeper of zones the meaning that they have for a
// caller.
func zoneErr(doing string, err error) error {
	err = absent(err, zone.ErrNotFound, codeNoZone, "no zone has this id; it may have been deleted")
	err = absent(err, zoning.ErrNoEvaluation, codeNoEvaluation, "the zone has not been evaluated since the server started; POST here does")
	if errors.Is(err, zoning.ErrTooMany) {
		return problem(codeZoneLimit, fmt.Sprintf("a camera has at most %d zones; delete one that is not needed", zone.MaxZones))
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// zoneID is the id that the path names, of a zone of a camera in sight.
func (s *Server) zoneID(r *http.Request) (zone.ID, error) {
	id, err := event.ParseID(r.PathValue("id"))
	if err != nil {
		return id, problem(codeNoZone, "the id of a zone is 26 characters of 0-9 and A-Z")
	}
	z, err := s.Zones.Zone(id)
	if err == nil && !access.ScopeOf(r.Context()).Camera(z.CameraID) {
		err = zone.ErrNotFound
	}
	if err != nil {
		return id, zoneErr("find a zone", err)
	}
	return id, nil
}

// zone handles GET /api/v1/zones/{id}.
func (s *Server) zone(w http.ResponseWriter, r *http.Request) error {
	id, err := s.zoneID(r)
	if err != nil {
		return err
	}
	z, err := s.Zones.Zone(id)
	if err != nil {
		return zoneErr("read a zone", err)
	}
	return writeJSON(w, s.zoneJSON(s.joiner(r.Context()), z))
}

// changeZone handles PUT /api/v1/zones/{id}.
func (s *Server) changeZone(w http.ResponseWriter, r *http.Request) error {
	id, err := s.zoneID(r)
	if err != nil {
		return err
	}
	z, err := readZone(w, r)
	if err != nil {
		return err
	}
	z.ID = id
	if z, err = s.Zones.Change(r.Context(), z); err != nil {
		return zoneErr("change a zone", err)
	}
	s.note(r, access.ActionZoneChanged, z.ID.String(), z.Name)
	return writeJSON(w, s.zoneJSON(s.joiner(r.Context()), z))
}

// deleteZone handles DELETE /api/v1/zones/{id}.
func (s *Server) deleteZone(w http.ResponseWriter, r *http.Request) error {
	id, err := s.zoneID(r)
	if err != nil {
		return err
	}
	if err := s.Zones.Delete(r.Context(), id); err != nil {
		return zoneErr("delete a zone", err)
	}
	s.note(r, access.ActionZoneDeleted, id.String(), "")
	w.WriteHeader(http.StatusNoContent)
	return nil
}
