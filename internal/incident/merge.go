package incident

import "slices"

// merge moves all that one incident has to another, which began before it.
func (m *Machine) merge(to, from *kept) {
	m.forget(from)
	for _, a := range from.AlarmsOf {
		to.AlarmsOf = append(to.AlarmsOf, a)
		if a.On {
			m.alarms[a.ID] = to
		}
	}
	for _, t := range from.TracksOf {
		to.TracksOf = append(to.TracksOf, t)
		if t.Open {
			m.tracks[t.ID] = to
		}
	}
	to.absorb(from.Incident)
	to.members = append(to.members, from.members...)
	from.into, from.members = to, nil
	m.place(to)
	m.changed(to)
	m.changed(from)
}

// absorb takes over what another incident tells.
func (in *Incident) absorb(o *Incident) {
	in.at(o.LastAt)
	if o.LastEvent.After(in.LastEvent) {
		in.LastEvent = o.LastEvent
	}
	in.Events, in.Alarms, in.Tracks = in.Events+o.Events, in.Alarms+o.Alarms, in.Tracks+o.Tracks
	if o.Open() {
		in.ClosedAt = o.ClosedAt
	}
	for _, c := range o.Cameras {
		in.place(c)
	}
	in.Types = union(in.Types, o.Types)
	in.TargetTypes = union(in.TargetTypes, o.TargetTypes)
	in.AlarmKinds = union(in.AlarmKinds, o.AlarmKinds)
	for _, t := range o.Targets {
		in.sees(t)
	}
	for _, z := range o.Zones {
		in.zone(z)
	}
	for _, p := range o.Plates {
		if len(in.Plates) < MaxPlates && !slices.Contains(in.Plates, p) {
			in.Plates = append(in.Plates, p)
		}
	}
	for _, f := range o.Faces {
		in.face(&f)
	}
	if p := o.Picture; p != nil && (in.Picture == nil || p.better(in.Picture)) {
		in.Picture = p
	}
}

// union adds to a list what it does not have.
func union[T comparable](list, more []T) []T {
	for _, v := range more {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}
