package settings

import (
	"maps"
	"slices"
)

// CloneCamera copies deeply.
func CloneCamera(c Camera) Camera {
	c.Servers = slices.Clone(c.Servers)
	for i := range c.Servers {
		c.Servers[i].Types = slices.Clone(c.Servers[i].Types)
	}
	c.Rules = c.Rules.clone()
	c.Plates = slices.Clone(c.Plates)
	c.Streams = slices.Clone(c.Streams)
	c.Presets = slices.Clone(c.Presets)
	c.Cruises = slices.Clone(c.Cruises)
	c.Outputs = slices.Clone(c.Outputs)
	return c
}

// CloneRecorder copies deeply.
func CloneRecorder(r Recorder) Recorder {
	r.Channels = slices.Clone(r.Channels)
	for i := range r.Channels {
		c := &r.Channels[i]
		c.Rules = c.Rules.clone()
		c.Streams = slices.Clone(c.Streams)
		c.Presets = slices.Clone(c.Presets)
		c.Cruises = slices.Clone(c.Cruises)
	}
	r.Outputs = slices.Clone(r.Outputs)
	r.Groups = slices.Clone(r.Groups)
	for i := range r.Groups {
		r.Groups[i].Plates = slices.Clone(r.Groups[i].Plates)
	}
	r.Post.Events = slices.Clone(r.Post.Events)
	return r
}

func (r Rules) clone() Rules {
	r.Zones = slices.Clone(r.Zones)
	for i := range r.Zones {
		r.Zones[i].Points = slices.Clone(r.Zones[i].Points)
	}
	r.Lines = slices.Clone(r.Lines)
	r.Match.List = slices.Clone(r.Match.List)
	r.Schedules = maps.Clone(r.Schedules)
	r.AlarmOut = maps.Clone(r.AlarmOut)
	return r
}
