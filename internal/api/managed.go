package api

import (
	"errors"
	"net/http"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/device"
)

type devicePatch struct {
	Name    *string `json:"name"`
	Allowed *bool   `json:"allowed"`
}

// patchDevice handles PATCH /api/v1/devices/{id}.
func (s *Server) patchDevice(w http.ResponseWriter, r *http.Request) error {
	var b devicePatch
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	d, err := s.listed(r, r.PathValue("id"))
	if err != nil {
		return err
	}
	if b.Name != nil {
		if err := s.Managed.Rename(r.Context(), d.ID, *b.Name); err != nil {
			return badName(err)
		}
		s.note(r, access.ActionDeviceRenamed, d.ID, *b.Name)
	}
	if b.Allowed != nil && *b.Allowed == d.Blocked {
		if err := s.Managed.Block(r.Context(), d.ID, !*b.Allowed); err != nil {
			return err
		}
		action := access.ActionDeviceBlocked
		if *b.Allowed {
			action = access.ActionDeviceAllowed
		}
		s.note(r, action, d.ID, d.Name)
	}
	if d, err = s.listed(r, d.ID); err != nil {
		return err
	}
	return writeJSON(w, s.deviceJSON(d))
}

// forgetDevice handles DELETE /api/v1/devices/{id}.
func (s *Server) forgetDevice(w http.ResponseWriter, r *http.Request) error {
	d, err := s.listed(r, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := s.Managed.Forget(r.Context(), d.ID); err != nil {
		return err
	}
	s.note(r, access.ActionDeviceForgotten, d.ID, d.Name)
	return done(w)
}

type cameraPatch struct {
	Name *string `json:"name"`
}

// patchCamera handles PATCH /api/v1/cameras/{id}.
func (s *Server) patchCamera(w http.ResponseWriter, r *http.Request) error {
	var b cameraPatch
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	c, err := s.findCamera(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if b.Name != nil {
		if err := s.Managed.RenameCamera(r.Context(), c.ID, *b.Name); err != nil {
			return badName(absent(err, device.ErrNotFound, codeNoCamera, "no camera with this id has posted"))
		}
		s.note(r, access.ActionCameraRenamed, c.ID, *b.Name)
	}
	return s.camera(w, r)
}

// listed is a device that is in the lists.
func (s *Server) listed(r *http.Request, id string) (device.Device, error) {
	d, err := s.Devices.Device(r.Context(), id)
	if err == nil && d.Forgotten {
		err = device.ErrNotFound
	}
	return d, err
}

func badName(err error) error {
	if errors.Is(err, device.ErrName) {
		return badField("name", device.ErrName.Error())
	}
	return err
}
