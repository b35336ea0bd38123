package api

import (
	"context"

	"github.com/watchpost/watchpost/internal/device"
	"github.com/watchpost/watchpost/internal/webproxy"
)

// deviceRef is a device where something else is the subject.
type deviceRef struct {
	ID     string      `json:"id"`
	Name   string      `json:"name,omitempty"`
	Kind   device.Kind `json:"kind,omitempty"`
	IP     string      `json:"ip,omitempty"`
	MAC    string      `json:"mac,omitempty"`
	Serial string      `json:"serial,omitempty"`
}

// cameraRef is a camera where something else is the subject.
type cameraRef struct {
	ID      string `json:"id"`
	Name    string `json:"name,omitempty"`
	Channel int    `json:"channel,omitempty"`
}

func refOf(d device.Device) deviceRef {
	return deviceRef{ID: d.ID, Name: d.Name, Kind: d.Kind, IP: d.IP, MAC: d.MAC, Serial: d.Serial}
}

// joiner adds names and addresses to ids, looking each device up once. A device
// or camera that is not known (any more) is given by its id alone.
type joiner struct {
	ctx     context.Context
	base    string // in front of the paths of URLs
	from    Devices
	devices map[string]device.Device
}

func (s *Server) joiner(ctx context.Context) *joiner {
	return &joiner{ctx: ctx, base: webproxy.Of(ctx).Base, from: s.Devices, devices: make(map[string]device.Device)}
}

func (j *joiner) find(id string) device.Device {
	d, ok := j.devices[id]
	if !ok {
		var err error
		if d, err = j.from.Device(j.ctx, id); err != nil {
			d = device.Device{ID: id}
		}
		j.devices[id] = d
	}
	return d
}

func (j *joiner) device(id string) deviceRef { return refOf(j.find(id)) }

// deviceIf is nil without an id.
func (j *joiner) deviceIf(id string) *deviceRef {
	if id == "" {
		return nil
	}
	ref := j.device(id)
	return &ref
}

// camera finds a camera of a device.
func (j *joiner) camera(deviceID, id string) cameraRef {
	for _, c := range j.find(deviceID).Cameras {
		if c.ID == id {
			return cameraRef{ID: c.ID, Name: c.Name, Channel: c.Channel}
		}
	}
	return cameraRef{ID: id}
}

// cameraAlone finds a camera whose device is not told.
func (j *joiner) cameraAlone(id string) *cameraRef {
	if id == "" {
		return nil
	}
	c, err := j.from.Camera(j.ctx, id)
	if err != nil {
		return &cameraRef{ID: id}
	}
	return &cameraRef{ID: c.ID, Name: c.Name, Channel: c.Channel}
}
