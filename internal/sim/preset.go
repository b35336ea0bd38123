package sim

import (
	"errors"
	"net/url"
	"strconv"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// receiver is a receiver as pages of devices ask for it.
type receiver struct {
	protocol, address, path string
	port                    int
	login                   bool
	user, password          string
}

// receiverOf reads a receiver's URL: http or https, with a login before the host if
// the receiver wants one, and the path /API when it has none.
func receiverOf(text string) (receiver, error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return receiver{}, errors.New("not the URL of a receiver, such as http://127.0.0.1:5002/API")
	}
	r := receiver{protocol: u.Scheme, address: u.Hostname(), path: u.RequestURI(), port: 80}
	if u.Scheme == "https" {
		r.port = 443
	}
	if p := u.Port(); p != "" {
		if r.port, err = strconv.Atoi(p); err != nil {
			return receiver{}, errors.New("not a port: " + p)
		}
	}
	if r.path == "/" {
		r.path = "/API"
	}
	if u.User != nil {
		r.login, r.user = true, u.User.Username()
		r.password, _ = u.User.Password()
	}
	return r, nil
}

// PresetCamera tells a camera to post everything that it can to a receiver's URL, as
// its first server.
func PresetCamera(c *settings.Camera, to string) error {
	r, err := receiverOf(to)
	if err != nil {
		return err
	}
	s := settings.NewServer(1)
	s.Enable, s.Protocol, s.Address, s.Port, s.Path = true, r.protocol, r.address, r.port, r.path
	s.Login, s.User, s.Password = r.login, r.user, r.password
	s.AlarmStatus, s.Tracks, s.TracksPage, s.Events, s.Original, s.Target = true, true, true, true, true, true
	s.Types = c.Model.Offers()
	c.Servers = []settings.Server{s}
	if c.Model.Has(settings.FaceMatch) && len(c.Rules.Match.List) == 0 {
		c.Rules.Match.List = knownFaces()
	}
	return nil
}

// knownFaces are those of the scenarios that are part of the program.
func knownFaces() []settings.KnownFace {
	return []settings.KnownFace{{Name: "Anna", Look: 7}, {Name: "Suspect", Look: 4}}
}

// PresetRecorder tells a recorder to post everything that it can to a receiver's
// URL.
func PresetRecorder(c *settings.Recorder, to string) error {
	r, err := receiverOf(to)
	if err != nil {
		return err
	}
	p := &c.Post
	p.Enable, p.HTTPS, p.Address, p.Port, p.Path = true, r.protocol == "https", r.address, r.port, r.path
	p.Anonymous, p.User, p.Password = !r.login, r.user, r.password
	p.Snap, p.Original = true, true
	p.Events = nil
	for _, l := range settings.RecorderEvents() {
		p.Events = append(p.Events, l.Recorder)
	}
	return nil
}
