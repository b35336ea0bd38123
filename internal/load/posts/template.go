package posts

import (
	"bytes"
	"strconv"
	"time"
)

// Template is a request that is sent again and again with another number and
// time, which are written over those before: making one costs next to nothing.
// It is for one goroutine at a time.
type Template struct {
	request []byte
	numbers []int // where the number stands
	times   []int // where the time stands
}

// The number and the time that stand in a Template at first: of the length that
// all have that are written over them.
const firstNumber = 7_777_777_777

var firstTime = time.UnixMicro(7_777_777_777_777_777)

// EventTemplate is Event as a request.
func (d Device) EventTemplate(host string, overview, crop int) *Template {
	body, _ := d.Event(firstNumber, firstTime, overview, crop)
	return template(host, body)
}

// TrackingTemplate is Tracking of one target as a request. It has no number.
func (d Device) TrackingTemplate(host string, target, x int) *Template {
	return template(host, d.Tracking(firstTime, target, x))
}

func template(host string, body []byte) *Template {
	t := &Template{request: Request(nil, host, body)}
	moment := strconv.AppendInt(nil, firstTime.UnixMicro(), 10)
	t.times = places(t.request, moment)
	t.fill(t.times, 0, len(moment)) // so that it is not taken for the number, whose digits it has
	t.numbers = places(t.request, strconv.AppendInt(nil, firstNumber, 10))
	return t
}

func places(b, what []byte) []int {
	var out []int
	for from := 0; ; {
		i := bytes.Index(b[from:], what)
		if i < 0 {
			return out
		}
		out = append(out, from+i)
		from += i + len(what)
	}
}

// At returns the request with a number of at most ten digits and a time. It is
// the template's own and changes with the next call.
func (t *Template) At(number int64, at time.Time) []byte {
	t.fill(t.numbers, number, 10)
	t.fill(t.times, at.UnixMicro(), 16)
	return t.request
}

// fill writes v, with zeros before it, at each of the places.
func (t *Template) fill(places []int, v int64, digits int) {
	for _, p := range places {
		field, v := t.request[p:p+digits], v
		for i := len(field) - 1; i >= 0; i-- {
			field[i] = byte('0' + v%10)
			v /= 10
		}
	}
}
