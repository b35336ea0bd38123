package page

import (
	"slices"
	"strconv"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// serverIDs are the servers that a dialog has, as its form says.
func serverIDs(f *form) []int {
	var ids []int
	for _, text := range f.values["entry"] {
		id, err := strconv.Atoi(text)
		if err == nil && 1 <= id && id <= settings.MaxServers && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// putServer puts a server into a dialog's form. A password that is stored does not
// leave the camera.
func putServer(f *form, s settings.Server) {
	f.values.Add("entry", strconv.Itoa(s.ID))
	field := func(name string) string { return entryField(s.ID, name) }
	f.setOn(field("Enable"), s.Enable)
	f.set(field("Protocol"), s.Protocol)
	f.set(field("Address"), s.Address)
	f.setInt(field("Port"), s.Port)
	f.set(field("Path"), s.Path)
	f.setOn(field("Login"), s.Login)
	f.set(field("User"), s.User)
	f.set(field("Password"), "")
	f.setOn(field("Stored"), s.Password != "")
	f.set(field("Connection"), connection(s.Persistent))
	f.setOn(field("Heartbeat"), s.Heartbeat)
	f.setSeconds(field("Interval"), s.Interval)
	f.setOn(field("AlarmStatus"), s.AlarmStatus)
	f.setOn(field("Tracks"), s.SendsTracks())
	f.setOn(field("Events"), s.Events)
	f.setOn(field("Original"), s.Original)
	f.setOn(field("Target"), s.Target)
	f.values.Del(field("Types"))
	for _, t := range s.Types {
		f.values.Add(field("Types"), string(t))
	}
}

// takeServer is the server of a dialog's form. before are the servers that the
// camera has; they tell what the form does not show.
func takeServer(f *form, id int, before []settings.Server, notification bool) settings.Server {
	field := func(name string) string { return entryField(id, name) }
	s := settings.NewServer(id)
	known := settings.NewServer(id)
	for _, b := range before {
		if b.ID == id && f.on(field("Stored")) {
			known.Password = b.Password
		}
		if b.ID == id {
			s.Persistent, known.Tracks, known.TracksPage = b.Persistent, b.Tracks, b.TracksPage
		}
	}
	s.Enable = f.on(field("Enable"))
	s.Protocol = f.get(field("Protocol"))
	s.Address = f.text(field("Address"))
	s.Port = f.number(field("Port"))
	s.Path = f.text(field("Path"))
	if s.Login = f.on(field("Login")); s.Login {
		s.User, s.Password = f.get(field("User")), f.get(field("Password"))
		if s.Password == "" {
			s.Password = known.Password
		}
	}
	if notification {
		s.Persistent = f.get(field("Connection")) == connection(true)
	}
	s.Heartbeat = f.on(field("Heartbeat"))
	s.Interval = f.seconds(field("Interval"))
	s.AlarmStatus = f.on(field("AlarmStatus"))
	s.Events = f.on(field("Events"))
	s.Original = f.on(field("Original"))
	s.Target = f.on(field("Target"))
	// What the API asked for stays as it is until the box says something else.
	s.Tracks, s.TracksPage = known.Tracks, known.TracksPage
	if ticked := f.on(field("Tracks")); ticked != s.SendsTracks() {
		s.Tracks, s.TracksPage = ticked, ticked
	}
	for _, t := range f.values[field("Types")] {
		s.Types = append(s.Types, settings.AlarmType(t))
	}
	return s
}

// connection is a Connection Type as forms have it.
func connection(persistent bool) string {
	if persistent {
		return "persistent"
	}
	return "non-persistent"
}
