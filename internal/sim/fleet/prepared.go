package fleet

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// field is what differs from post to post.
type field uint8

const (
	literal field = iota
	name
	mac
	serial
	address
	moment
	target
	event
	channel
	overview
	crop
)

// segment is a part of a post's body: text, or a field.
type segment struct {
	what field
	text []byte
}

// mark is what stands for a field in the message that a body is made of.
func mark(f field) string {
	switch f {
	case name:
		return "MARKED-NAME"
	case mac:
		return "MARKED-MAC"
	case serial:
		return "MARKED-SERIAL"
	case address:
		return "MARKED-ADDRESS"
	case moment:
		return strconv.FormatInt(markedTime().UnixMicro(), 10)
	case target:
		return "777000111"
	case event:
		return "777000311" // 200 more, as an intrusion has it
	case channel:
		return "777333555"
	case overview:
		return "TUFSS0VEIE9WRVJWSUVX"
	case crop:
		return "TUFSS0VEIENST1A="
	}
	return ""
}

func markedTime() time.Time { return time.UnixMicro(7_777_777_777_777_000) }

// prepared are the bodies of all kinds of posts.
type prepared struct {
	camera, recorder, tracking, cameraBeat, recorderBeat []segment
	overview, crop                                       *picture
}

// picture is the base64 of a JPEG that is made unique by a comment at its
// beginning: only the first part differs, the rest is shared by all posts.
type picture struct {
	rest          []byte
	width, height int
}

// uniqueSize is how many bytes of a JPEG are unique to a post: the start of the
// image and a comment, a multiple of three so that base64 can be joined.
const uniqueSize = 24

func newPicture(f viewtrontest.Frame) *picture {
	p := f.Picture(85)
	return &picture{rest: base64.StdEncoding.AppendEncode(nil, p.JPEG[2:]), width: p.Width, height: p.Height}
}

// length is of the whole base64.
func (p *picture) length() int { return base64.StdEncoding.EncodedLen(uniqueSize) + len(p.rest) }

// appendUnique appends the beginning of the picture of a number.
func (p *picture) appendUnique(dst []byte, number uint64) []byte {
	var head [uniqueSize]byte
	copy(head[:], "\xff\xd8\xff\xfe\x00\x14")
	copy(head[6:], fmt.Sprintf("%018x", number))
	return base64.StdEncoding.AppendEncode(dst, head[:])
}

// prepare draws the pictures and makes the bodies.
func prepare(original, withTarget bool) (*prepared, error) {
	who := viewtrontest.Figure{Type: viewtron.TargetPerson, Box: viewtrontest.Box(4200, 4000, 5100, 8600)}
	frame := viewtrontest.Scene{Place: viewtrontest.Yard, Title: "Fleet", Grain: 0.6, Figures: []viewtrontest.Figure{who}}.Draw(1280, 720)
	p := &prepared{}
	hit := viewtrontest.Hit{Targets: []viewtrontest.Target{{ID: 777000111, Type: viewtron.TargetPerson, Box: who.Box}}}
	if original {
		p.overview = newPicture(frame)
		hit.Overview = marked(overview, p.overview)
	}
	if withTarget {
		p.crop = newPicture(frame.Crop(viewtrontest.Widen(who.Box, 10)))
		hit.Targets[0].Crop = marked(crop, p.crop)
	}
	c := viewtrontest.Camera{
		Name: mark(name), MAC: mark(mac), Serial: mark(serial), IP: mark(address),
		Firmware: viewtrontest.FirmwareClassic, Shape: viewtron.KeepaliveDeviceInfo,
	}
	r := viewtrontest.Recorder{Name: mark(name), MAC: mark(mac), IP: mark(address)}
	intrusion := c.Intrusion(markedTime(), hit)
	intrusion.Event.RelativeTime = mark(moment)
	if !withTarget {
		intrusion.Event.Targets = nil // the list is of crops
	}
	p.fit(intrusion, 2)
	recorded := r.Channel(777333555).Intrusion(markedTime(), hit)
	p.fit(recorded, 0)
	for m, into := range map[*viewtron.Message]*[]segment{
		intrusion: &p.camera, recorded: &p.recorder, c.Tracking(markedTime(), hit.Targets...): &p.tracking,
		c.Keepalive(): &p.cameraBeat, r.Keepalive(): &p.recorderBeat,
	} {
		body, err := viewtron.Encode(m)
		if err != nil {
			return nil, err
		}
		*into = split(body)
	}
	return p, nil
}

// marked is a picture that holds only a mark, in the size of the true one.
func marked(f field, p *picture) *viewtrontest.Picture {
	data, _ := base64.StdEncoding.DecodeString(mark(f)) // a constant that decodes
	return viewtrontest.NewPicture(data, p.width, p.height)
}

// fit tells the lengths of the true pictures; classic cameras add something.
func (p *prepared) fit(m *viewtron.Message, more int) {
	if p.overview != nil {
		m.Event.Overview.Length = strconv.Itoa(p.overview.length() + more)
	}
	if p.crop != nil {
		m.Event.Targets[0].Image.Length = strconv.Itoa(p.crop.length() + more)
	}
}

// split cuts a body at its marks.
func split(body []byte) []segment {
	type place struct {
		at   int
		what field
	}
	var places []place
	for f := name; f <= crop; f++ {
		for from := 0; ; {
			i := bytes.Index(body[from:], []byte(mark(f)))
			if i < 0 {
				break
			}
			places = append(places, place{from + i, f})
			from += i + len(mark(f))
		}
	}
	slices.SortFunc(places, func(a, b place) int { return a.at - b.at })
	var out []segment
	from := 0
	for _, p := range places {
		out = append(out, segment{text: body[from:p.at]}, segment{what: p.what})
		from = p.at + len(mark(p.what))
	}
	return append(out, segment{text: body[from:]})
}
