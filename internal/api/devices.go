package api

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/store"
)

// deviceJSON is a device as the API tells it.
type deviceJSON struct {
	ID               string          `json:"id"`
	Name             string          `json:"name"`
	OwnName          string          `json:"own_name,omitempty"`
	Kind             device.Kind     `json:"kind"`
	Allowed          bool            `json:"allowed"`
	IP               string          `json:"ip,omitempty"`
	OwnIP            string          `json:"own_ip,omitempty"`
	MAC              string          `json:"mac,omitempty"`
	Serial           string          `json:"serial,omitempty"`
	Format           string          `json:"format,omitempty"`
	Firmware         string          `json:"firmware,omitempty"`
	FirstSeen        timestamp       `json:"first_seen,omitzero"`
	LastSeen         timestamp       `json:"last_seen,omitzero"`
	LastKeepalive    timestamp       `json:"last_keepalive,omitzero"`
	LastEvent        timestamp       `json:"last_event,omitzero"`
	Online           bool            `json:"online"`
	HeartbeatSeconds float64         `json:"heartbeat_seconds,omitempty"`
	ClockOffset      *float64        `json:"clock_offset_seconds,omitempty"`
	Counters         device.Counters `json:"counters"`
	Cameras          []cameraJSON    `json:"cameras"`
	Findings         []Finding       `json:"findings"`
}

// cameraJSON is a camera as the API tells it; Device is left out inside of one.
type cameraJSON struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Channel   int        `json:"channel,omitempty"`
	Device    *deviceRef `json:"device,omitempty"`
	Online    bool       `json:"online"`
	LastSeen  timestamp  `json:"last_seen,omitzero"`
	LastEvent timestamp  `json:"last_event,omitzero"`
}

func (s *Server) deviceJSON(d device.Device) deviceJSON {
	out := deviceJSON{
		ID: d.ID, Name: d.Name, OwnName: d.OwnName, Kind: d.Kind, Allowed: !d.Blocked, IP: d.IP, OwnIP: d.OwnIP, MAC: d.MAC, Serial: d.Serial,
		Format: d.Format, Firmware: d.Firmware,
		FirstSeen: timestamp(d.FirstSeen), LastSeen: timestamp(d.LastSeen),
		LastKeepalive: timestamp(d.LastKeepalive), LastEvent: timestamp(d.LastEvent),
		Online: d.Online, HeartbeatSeconds: seconds(d.Heartbeat), Counters: d.Counters,
		Cameras: make([]cameraJSON, len(d.Cameras)), Findings: []Finding{},
	}
	if d.ClockKnown {
		offset := seconds(d.ClockOffset)
		out.ClockOffset = &offset
	}
	for i, c := range d.Cameras {
		out.Cameras[i] = cameraOf(d, c)
	}
	if s.Findings != nil {
		out.Findings = append(out.Findings, s.Findings(d)...)
	}
	return out
}

func cameraOf(d device.Device, c device.Camera) cameraJSON {
	return cameraJSON{
		ID: c.ID, Name: c.Name, Channel: c.Channel, Online: d.Online,
		LastSeen: timestamp(c.LastSeen), LastEvent: timestamp(c.LastEvent),
	}
}

// seconds is d to the microsecond.
func seconds(d time.Duration) float64 { return d.Round(time.Microsecond).Seconds() }

type deviceList struct {
	Devices []deviceJSON `json:"devices"`
	Next    string       `json:"next,omitempty"`
}

// devices handles GET /api/v1/devices.
func (s *Server) devices(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	page := q.page()
	if q.err != nil {
		return q.err
	}
	all, err := s.Devices.Devices(r.Context())
	if err != nil {
		return fmt.Errorf("list devices: %w", err)
	}
	found, next, err := cut(all, page, func(d device.Device) string { return d.ID })
	if err != nil {
		return err
	}
	out := deviceList{Devices: make([]deviceJSON, len(found)), Next: next}
	for i, d := range found {
		out.Devices[i] = s.deviceJSON(d)
	}
	return writeJSON(w, out)
}

// cut returns a page of a list that is there whole; the cursor is the id of the
// last element of the page before.
func cut[T any](all []T, p store.Page, id func(T) string) (page []T, next string, err error) {
	if p.Cursor != "" {
		i := slices.IndexFunc(all, func(v T) bool { return id(v) == p.Cursor })
		if i < 0 {
			return nil, "", store.ErrCursor
		}
		all = all[i+1:]
	}
	if len(all) > p.Limit {
		all = all[:p.Limit]
		next = id(all[p.Limit-1])
	}
	return all, next, nil
}

// device handles GET /api/v1/devices/{id}.
func (s *Server) device(w http.ResponseWriter, r *http.Request) error {
	d, err := s.listed(r, r.PathValue("id"))
	if err != nil {
		return err
	}
	return writeJSON(w, s.deviceJSON(d))
}

type cameraList struct {
	Cameras []cameraJSON `json:"cameras"`
	Next    string       `json:"next,omitempty"`
}

// cameras handles GET /api/v1/cameras.
func (s *Server) cameras(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	page, of := q.page(), q.list("device")
	if q.err != nil {
		return q.err
	}
	devices, err := s.Devices.Devices(r.Context())
	if err != nil {
		return fmt.Errorf("list cameras: %w", err)
	}
	var all []cameraJSON
	for _, d := range devices {
		if !oneOf(of, d.ID) {
			continue
		}
		ref := refOf(d)
		for _, c := range d.Cameras {
			one := cameraOf(d, c)
			one.Device = &ref
			all = append(all, one)
		}
	}
	found, next, err := cut(all, page, func(c cameraJSON) string { return c.ID })
	if err != nil {
		return err
	}
	return writeJSON(w, cameraList{Cameras: append([]cameraJSON{}, found...), Next: next})
}

// camera handles GET /api/v1/cameras/{id}.
func (s *Server) camera(w http.ResponseWriter, r *http.Request) error {
	c, err := s.findCamera(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	d, err := s.Devices.Device(r.Context(), c.DeviceID)
	if err != nil {
		return absent(err, device.ErrNotFound, codeNoCamera, "no camera with this id has posted")
	}
	out, ref := cameraOf(d, c), refOf(d)
	out.Device = &ref
	return writeJSON(w, out)
}
