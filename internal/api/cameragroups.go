package api

import (
	"net/http"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
)

// cameraGroupJSON is a named list of cameras that people can be limited to.
type cameraGroupJSON struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Cameras []string `json:"cameras"`
}

func cameraGroupOf(g access.Group) cameraGroupJSON {
	return cameraGroupJSON{g.ID, g.Name, append([]string{}, g.Cameras...)}
}

type cameraGroupList struct {
	Groups []cameraGroupJSON `json:"camera_groups"`
	Next   string            `json:"next,omitempty"`
}

// cameraGroups handles GET /api/v1/camera-groups.
func (s *Server) cameraGroups(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	page := q.page()
	if q.err != nil {
		return q.err
	}
	found, next, err := cut(s.Auth.Groups(), page, func(g access.Group) string { return g.ID })
	if err != nil {
		return err
	}
	out := cameraGroupList{Groups: make([]cameraGroupJSON, len(found)), Next: next}
	for i, g := range found {
		out.Groups[i] = cameraGroupOf(g)
	}
	return writeJSON(w, out)
}

type cameraGroupBody struct {
	Name    *string   `json:"name"`
	Cameras *[]string `json:"cameras"`
}

// addCameraGroup handles POST /api/v1/camera-groups.
func (s *Server) addCameraGroup(w http.ResponseWriter, r *http.Request) error {
	var b cameraGroupBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	if b.Name == nil || b.Cameras == nil {
		return problem(codeBadBody, `the body is like {"name": "Gates", "cameras": ["cam_…"]}`)
	}
	g, err := s.Auth.AddGroup(r.Context(), *b.Name, *b.Cameras, by(r))
	if err != nil {
		return err
	}
	return created(w, cameraGroupOf(g))
}

// patchCameraGroup handles PATCH /api/v1/camera-groups/{id}.
func (s *Server) patchCameraGroup(w http.ResponseWriter, r *http.Request) error {
	var b cameraGroupBody
	if err := readJSON(w, r, &b); err != nil {
		return err
	}
	g, err := s.Auth.ChangeGroup(r.Context(), r.PathValue("id"), b.Name, b.Cameras, by(r))
	if err != nil {
		return noCameraGroup(err)
	}
	return writeJSON(w, cameraGroupOf(g))
}

// removeCameraGroup handles DELETE /api/v1/camera-groups/{id}.
func (s *Server) removeCameraGroup(w http.ResponseWriter, r *http.Request) error {
	if err := s.Auth.RemoveGroup(r.Context(), r.PathValue("id"), by(r)); err != nil {
		return noCameraGroup(err)
	}
	return done(w)
}

func noCameraGroup(err error) error {
	return absent(err, auth.ErrNotFound, codeNoCameraGroup, "no group of cameras has this id")
}
