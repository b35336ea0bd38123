package deviceapi

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// maxSections is how many recordings one search tells of.
const maxSections = 1000

// searchByTime answers SearchByTime. The device records around the clock since it
// was turned on, in files of an hour, so that there are recordings of the schedule
// alone. No answer is documented; this one is the family's.
func searchByTime(r *request) ([]byte, error) {
	n := r.body.at("search")
	begin, end := n.at("starttime"), n.at("endtime")
	if begin == nil || end == nil {
		return nil, missingParameter
	}
	var from, to time.Time
	if err := first(begin.setTime(&from, r.clock()), end.setTime(&to, r.clock())); err != nil {
		return nil, err
	}
	if to.Before(from) {
		return nil, rangeError
	}
	var found []section
	if asksForSchedule(n.at("recTypes").items()) && r.lens().online {
		found = r.sections(from, to)
	}
	found = found[:min(len(found), maxSections)]
	d := r.answer()
	d.list("timesectionList", len(found))
	for _, s := range found {
		d.begin("item")
		d.string("starttime", r.clock().At(s.from).Format(time.DateTime))
		if r.gen > api1 {
			d.string("endtime", r.clock().At(s.to).Format(time.DateTime))
		}
		d.uint("seconds", seconds(s.to.Sub(s.from)))
		d.text("recType", "schedule", "type", "recType")
		d.end()
	}
	return d.finish(), nil
}

// asksForSchedule says whether a search without types, or with these, is for what
// is recorded around the clock.
func asksForSchedule(types []*node) bool {
	return len(types) == 0 || slices.ContainsFunc(types, func(n *node) bool { return strings.EqualFold(n.text, "schedule") })
}

// section is a recording, in true time.
type section struct{ from, to time.Time }

// sections are the recordings of a window, cut to it.
func (r *request) sections(from, to time.Time) []section {
	if since := r.engine().Since().Truncate(time.Second); from.Before(since) {
		from = since
	}
	if now := r.now.Truncate(time.Second); to.After(now) {
		to = now
	}
	var list []section
	for from.Before(to) && len(list) < maxSections {
		next := from.Truncate(time.Hour).Add(time.Hour)
		if next.After(to) {
			next = to
		}
		list = append(list, section{from, next})
		from = next
	}
	return list
}

// snapshotByTime answers GetSnapshotByTime with the first picture that was recorded
// in the seconds after a time: as it is on the first protocol, in XML later.
func snapshotByTime(r *request) ([]byte, error) {
	n := r.body.at("search")
	if n.at("time") == nil {
		return nil, missingParameter
	}
	var from time.Time
	length := time.Duration(0)
	if err := first(n.at("time").setTime(&from, r.clock()), n.at("length").setSeconds(&length)); err != nil {
		return nil, err
	}
	if !r.lens().online {
		return nil, channelError
	}
	found := r.sections(from, from.Add(length+time.Second))
	if len(found) == 0 {
		return nil, notExist
	}
	picture, err := r.engine().Recorded(r.channel, found[0].from)
	if err != nil || r.gen == api1 {
		return picture, err
	}
	d := r.answer()
	d.begin("downloadOneImage")
	d.cdata("sourceBase64Data", base64.StdEncoding.EncodeToString(picture))
	return d.finish(), nil
}

// setTime reads a time as the device's clock shows it.
func (n *node) setTime(to *time.Time, c settings.Clock) error {
	t, err := time.ParseInLocation(time.DateTime, n.string(), c.Location())
	if err != nil {
		return invalidContent
	}
	*to = t.Add(-c.Offset)
	return nil
}
