package settings

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// CheckCamera says what is wrong with a camera's settings: nil, or Problems.
func CheckCamera(c *Camera) error {
	var p Problems
	p.add(!c.Model.Valid(), "Model", "no such model")
	p.add(!between(utf8.RuneCountInString(c.Identity.Name), 1, 64), "Identity.Name", "1 to 64 characters")
	p = append(p, c.Account.problems().In("Account")...)
	p.add(c.Push != "V1" && c.Push != "V2", "Push", "V1 or V2")
	p = append(p, c.Basic.problems().In("Basic")...)
	p.add(len(c.Servers) > MaxServers, "Servers", fmt.Sprintf("at most %d servers", MaxServers))
	seen := map[int]bool{}
	for i := range c.Servers {
		s := &c.Servers[i]
		place := fmt.Sprintf("Servers[%d]", i)
		p.add(seen[s.ID], place+".ID", "another server has this number")
		seen[s.ID] = true
		p = append(p, s.problems(c.Model).In(place)...)
	}
	p = append(p, c.Rules.problems().In("Rules")...)
	p = append(p, c.Clock.problems().In("Clock")...)
	p = append(p, c.Image.problems().In("Image")...)
	p = append(p, streamProblems(c.Streams).In("Streams")...)
	p = append(p, platesProblems(c.Plates, PlateLists()).In("Plates")...)
	p = append(p, positionProblems(c.Presets).In("Presets")...)
	p = append(p, c.OSD.problems().In("OSD")...)
	p = append(p, outputProblems(c.Outputs).In("Outputs")...)
	return p.err()
}

// CheckRecorder says what is wrong with a recorder's settings: nil, or Problems.
func CheckRecorder(r *Recorder) error {
	var p Problems
	p.add(!between(utf8.RuneCountInString(r.Identity.Name), 1, 64), "Identity.Name", "1 to 64 characters")
	p = append(p, r.Account.problems().In("Account")...)
	p.add(!between(len(r.Channels), 1, 64), "Channels", "1 to 64 channels")
	for i := range r.Channels {
		c := &r.Channels[i]
		place := fmt.Sprintf("Channels[%d]", i)
		p.add(c.Number != i+1, place+".Number", "channels count from 1")
		p = append(p, c.Rules.problems().In(place+".Rules")...)
		p = append(p, c.Image.problems().In(place+".Image")...)
		p = append(p, streamProblems(c.Streams).In(place+".Streams")...)
		p = append(p, positionProblems(c.Presets).In(place+".Presets")...)
	}
	p = append(p, r.Post.problems().In("Post")...)
	p = append(p, r.Clock.problems().In("Clock")...)
	p = append(p, outputProblems(r.Outputs).In("Outputs")...)
	p = append(p, groupProblems(r.Groups).In("Groups")...)
	return p.err()
}

func (a Account) problems() (p Problems) {
	p.add(!between(len(a.User), 1, 63) || strings.Contains(a.User, ":"), "User", "1 to 63 characters, and no colon")
	p.add(!between(len(a.Password), 1, 127), "Password", "1 to 127 characters")
	return p
}

func (c Clock) problems() (p Problems) {
	_, err := time.LoadLocation(c.Zone)
	p.add(err != nil || c.Zone == "", "Zone", "no such time zone")
	p.add(c.NTP && !between(c.NTPInterval, 30*time.Minute, 10080*time.Minute), "NTPInterval", "30 to 10080 minutes")
	p.add(len(c.NTPServer) > 127, "NTPServer", "at most 127 characters")
	return p
}

func (m Image) problems() (p Problems) {
	for _, one := range []struct {
		field string
		value int
	}{
		{"Bright", m.Bright}, {"Contrast", m.Contrast}, {"Saturation", m.Saturation}, {"Hue", m.Hue}, {"Red", m.Red}, {"Blue", m.Blue},
	} {
		p.add(!between(one.value, 0, 100), one.field, "0 to 100")
	}
	p.add(!between(m.WDRValue, 0, 255), "WDRValue", "0 to 255")
	p.add(!oneOf(m.IRCut, "auto", "day", "night", "time", "alarmInLink"), "IRCut", "no such mode")
	p.add(!oneOf(m.WhiteBalance, "auto", "indoor", "outdoor", "manual"), "WhiteBalance", "no such mode")
	p.add(!oneOf(m.Frequency, "50HZ", "60HZ"), "Frequency", "50HZ or 60HZ")
	p.add(!oneOf(m.Backlight, "OFF", "HWDR", "HLC", "BLC"), "Backlight", "no such mode")
	p.add(!oneOf(m.Infrared, "auto", "on", "off"), "Infrared", "no such mode")
	return p
}

func streamProblems(list []Stream) (p Problems) {
	for i, s := range list {
		place := fmt.Sprintf("[%d]", i)
		p.add(!between(len(s.Name), 1, 32), place+".Name", "1 to 32 characters")
		p.add(!oneOf(s.Resolution, Resolutions()...), place+".Resolution", "no such resolution")
		p.add(!between(s.FrameRate, 1, 30), place+".FrameRate", "1 to 30 a second")
		p.add(!between(s.MaxBitRate, 64, 12288), place+".MaxBitRate", "64 to 12288 kbit/s")
		p.add(!oneOf(s.BitRateType, "VBR", "CBR"), place+".BitRateType", "VBR or CBR")
		p.add(!oneOf(s.Encode, "h264", "h265", "mjpeg"), place+".Encode", "no such encoding")
		p.add(!oneOf(s.Level, "baseLine", "mainProfile", "highProfile"), place+".Level", "no such profile")
		p.add(!oneOf(s.Quality, "lowest", "lower", "medium", "higher", "highest"), place+".Quality", "no such quality")
		p.add(!between(s.GOP, 30, 200), place+".GOP", "30 to 200")
	}
	return p
}

// Resolutions are those of video streams, the largest first.
func Resolutions() []string { return []string{"2560x1440", "1920x1080", "1280x720", "704x576"} }

func positionProblems(list []Position) (p Problems) {
	seen := map[int]bool{}
	for i, one := range list {
		place := fmt.Sprintf("[%d]", i)
		p.add(!between(one.ID, 1, MaxPresets) || seen[one.ID], place+".ID", "1 to 255, each once")
		p.add(!between(utf8.RuneCountInString(one.Name), 1, 10), place+".Name", "1 to 10 characters")
		seen[one.ID] = true
	}
	return p
}

// MaxPresets is how many presets a camera holds.
const MaxPresets = 255

// platesProblems are those of entries whose lists are one of lists; nil is any.
func platesProblems(entries []PlateEntry, lists []string) (p Problems) {
	p.add(len(entries) > MaxPlates, "", fmt.Sprintf("at most %d plates", MaxPlates))
	for i, e := range entries {
		for _, one := range e.problems(lists) {
			p = append(p, Problem{fmt.Sprintf("[%d].%s", i, one.Field), one.Text})
		}
	}
	return p
}

func (p PlateEntry) problems(lists []string) (found Problems) {
	found.add(!between(utf8.RuneCountInString(strings.TrimSpace(p.Number)), 1, 31), "Number", "1 to 31 characters")
	found.add(lists != nil && !oneOf(p.Group, lists...), "Group", "no such list")
	found.add(!p.Begin.IsZero() && !p.End.IsZero() && p.End.Before(p.Begin), "End", "before its beginning")
	return found
}

// CheckPlate says what is wrong with an entry of a camera's database: nil, or
// Problems.
func CheckPlate(e PlateEntry) error { return e.problems(PlateLists()).err() }

func between[T int | int32 | time.Duration](v, low, high T) bool { return low <= v && v <= high }

func oneOf(s string, list ...string) bool {
	for _, one := range list {
		if s == one {
			return true
		}
	}
	return false
}
