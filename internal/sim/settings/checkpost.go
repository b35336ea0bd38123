package settings

import (
	"strings"
	"time"
)

// CheckServer says what is wrong with one destination of a model's posts: nil, or
// Problems whose fields are those of Server.
func CheckServer(s *Server, m Model) error { return s.problems(m).err() }

// Warnings are what a page warns of and saves all the same: a destination that
// will never be sent an event.
func (s *Server) Warnings() (p Problems) {
	p.add(!s.AlarmStatus && !s.Tracks && !s.Events, "Data", "nothing is ticked that makes a post: no event will be sent")
	p.add(len(s.Types) == 0, "Types", "no alarm type is ticked: no event will be sent")
	return p
}

// Wants says whether a destination is sent what the type detects.
func (s *Server) Wants(t AlarmType) bool {
	for _, one := range s.Types {
		if one == t || one == All {
			return true
		}
	}
	return false
}

// SendsTracks says whether a destination is sent tracks: the page and whoever
// configured the destination must both want them.
func (s *Server) SendsTracks() bool { return s.Tracks && s.TracksPage }

func (s *Server) problems(m Model) (p Problems) {
	p.add(!between(s.ID, 1, MaxServers), "ID", "1 to 3")
	p.add(!oneOf(s.Protocol, "http", "https"), "Protocol", "http or https")
	p = append(p, target(s.Address, s.Port, s.Path)...)
	p.add(!between(s.Interval, 30*time.Second, 120*time.Second), "Interval", "30 to 120 seconds")
	p.add(s.Login && s.User == "", "User", "a user name is needed")
	p.add(s.Login && s.Password == "", "Password", "a password is needed")
	p.add(len(s.User) > 63, "User", "at most 63 characters")
	p.add(len(s.Password) > 127, "Password", "at most 127 characters")
	for _, t := range s.Types {
		p.add(!m.Has(t), "Types", "this model does not offer "+t.Label())
	}
	return p
}

func (b BasicPost) problems() (p Problems) {
	if b.Enable || b.Address != "" {
		p = target(b.Address, b.Port, b.Path)
	}
	p.add(!between(b.Keepalive, 30*time.Second, 120*time.Second), "Keepalive", "30 to 120 seconds")
	return p
}

// CheckRecorderPost says what is wrong with a recorder's HTTP POST page: nil, or
// Problems whose fields are those of RecorderPost.
func CheckRecorderPost(r *RecorderPost) error { return r.problems().err() }

func (r RecorderPost) problems() (p Problems) {
	if r.Enable || r.Address != "" {
		p = target(r.Address, r.Port, r.Path)
	}
	p.add(!between(r.Interval, time.Second, 3600*time.Second), "Interval", "1 to 3600 seconds")
	p.add(!r.Anonymous && r.User == "", "User", "a user name is needed")
	p.add(!r.Anonymous && r.Password == "", "Password", "a password is needed")
	for _, e := range r.Events {
		found := false
		for _, l := range RecorderEvents() {
			found = found || l.Recorder == e
		}
		p.add(!found, "Events", "no such event: "+e)
	}
	return p
}

func target(address string, port int, path string) (p Problems) {
	p.add(!between(len(address), 1, 127), "Address", "1 to 127 characters")
	p.add(strings.ContainsAny(address, "/?#@ \t\r\n") || strings.ContainsFunc(address, control), "Address", "an address or a host name, without http://")
	p.add(!between(port, 1, 65535), "Port", "1 to 65535")
	p.add(!strings.HasPrefix(path, "/"), "Path", "begins with /")
	p.add(len(path) > 255, "Path", "at most 255 characters")
	p.add(strings.ContainsFunc(path, control) || strings.Contains(path, " "), "Path", "no blanks")
	return p
}

func control(r rune) bool { return r < ' ' || r == 0x7f }
