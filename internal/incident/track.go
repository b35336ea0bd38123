package incident

import "github.com/watchpost/watchpost/internal/track"

// track gives a track to an incident: to that of its target, else to one that has
// no target yet, else to one of its own.
func (m *Machine) track(tr *track.Track) {
	k := m.tracks[tr.ID]
	if k == nil {
		k = m.begin(tr)
	}
	k.sees(Target{CameraID: tr.CameraID, ID: tr.TargetID, Type: tr.Type, LastAt: tr.LastSeen, Rect: boxOf(tr)})
	m.twins.move(tr)
	if !tr.Ended {
		k.at(tr.LastSeen)
		return
	}
	delete(m.tracks, tr.ID)
	if of := k.track(tr.ID); of != nil {
		of.Open = false
	}
	k.at(tr.LastSeen)
	m.changed(k)
	m.settle(k)
}

func (m *Machine) begin(tr *track.Track) *kept {
	c, t := Camera{tr.DeviceID, tr.CameraID}, tr.FirstSeen
	k := m.ofTarget(c.CameraID, tr.TargetID, t)
	s := sightOfTrack(tr)
	if twin := m.twins.find(s); twin != nil {
		k = m.join(k, twin.final())
	}
	if k == nil {
		k = m.stray(c.CameraID, t, func(*kept) bool { return true })
	}
	if k == nil {
		k = m.open(t, c)
	}
	m.signs(k, t)
	k.Incident.place(c)
	m.place(k)
	m.tracks[tr.ID] = k
	m.twins.note(s, k)
	if of := k.track(tr.ID); of != nil {
		of.Open = true // a late post told that it had not ended
		return k
	}
	k.Tracks++
	if len(k.TracksOf) < MaxTracks {
		k.TracksOf = append(k.TracksOf, Track{ID: tr.ID, CameraID: tr.CameraID, Target: tr.TargetID, Open: true})
	}
	m.gains(k, Member{MemberTrack, tr.ID.String()})
	return k
}
