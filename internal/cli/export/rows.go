package export

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/csvsafe"
)

// Format is how events are written.
type Format string

// The formats: RFC 4180 with a header, and one JSON object a line, as the API
// has it.
const (
	CSV    Format = "csv"
	NDJSON Format = "ndjson"
)

// rows writes events.
type rows interface {
	write(*client.Event) error
	flush() error
}

func newRows(f Format, w io.Writer, header bool) (rows, error) {
	switch f {
	case CSV:
		return newCSV(w, header)
	case NDJSON:
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return ndjson{e}, nil
	}
	return nil, fmt.Errorf("%.40q is not a format: csv or ndjson", string(f))
}

// column is a column of the CSV.
type column struct {
	name string
	// help says what it holds, where the API's name does not.
	help  string
	value func(*client.Event) csvsafe.Field
}

// columns returns the CSV's columns, in order. One row is one event; of several
// plates the first has columns of its own.
func columns() []column {
	return []column{
		{"id", "of the event", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.ID) }},
		{"received_at", "arrival, UTC", func(e *client.Event) csvsafe.Field { return csvsafe.Time(e.ReceivedAt) }},
		{"occurred_at", "when it happened, UTC", func(e *client.Event) csvsafe.Field { return csvsafe.Time(e.OccurredAt) }},
		{"clock", "whose time that is: device or server", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.Clock) }},
		{"device_id", "", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.Device.ID) }},
		{"device", "its name", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.Device.Name) }},
		{"camera_id", "", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.Camera.ID) }},
		{"camera", "its name", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.Camera.Name) }},
		{"channel", "of the recorder", func(e *client.Event) csvsafe.Field { return csvsafe.Int(int64(e.Camera.Channel)) }},
		{"source", "camera or nvr", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.Source) }},
		{"type", "", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.Type) }},
		{"category", "", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.Category) }},
		{"smart_type", "as the device sent it", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.SmartType) }},
		{"state", "start, stop, procedure or none", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.State) }},
		{"event_id", "the device's own number", func(e *client.Event) csvsafe.Field { return csvsafe.Text(e.EventID) }},
		{"targets", "types of the targets, with blanks between", func(e *client.Event) csvsafe.Field {
			return csvsafe.Text(each(e, func(t *client.Target) string { return t.Type }))
		}},
		{"plates", "texts of all plates, with blanks between", func(e *client.Event) csvsafe.Field {
			return csvsafe.Text(each(e, func(t *client.Target) string { return plateOf(t).Text }))
		}},
		{"plate", "text of the first plate", func(e *client.Event) csvsafe.Field { return csvsafe.Text(first(e).Text) }},
		{"plate_list", "whiteList, blackList, temporaryList or strangerList", func(e *client.Event) csvsafe.Field { return csvsafe.Text(first(e).List) }},
		{"plate_group", "as the device names it", func(e *client.Event) csvsafe.Field { return csvsafe.Text(first(e).Group) }},
		{"plate_owner", "", func(e *client.Event) csvsafe.Field { return csvsafe.Text(first(e).Owner) }},
		{"plate_color", "", func(e *client.Event) csvsafe.Field { return csvsafe.Text(first(e).Color) }},
		{"plate_confidence", "percent", func(e *client.Event) csvsafe.Field {
			if c := first(e).Confidence; c != nil {
				return csvsafe.Float(*c)
			}
			return csvsafe.Field{}
		}},
		{"plate_direction", "approach or away", func(e *client.Event) csvsafe.Field { return csvsafe.Text(first(e).Direction) }},
		{"vehicle_type", "of the first plate", func(e *client.Event) csvsafe.Field { return csvsafe.Text(vehicle(e).Type) }},
		{"vehicle_color", "", func(e *client.Event) csvsafe.Field { return csvsafe.Text(vehicle(e).Color) }},
		{"vehicle_brand", "", func(e *client.Event) csvsafe.Field { return csvsafe.Text(vehicle(e).Brand) }},
		{"vehicle_model", "", func(e *client.Event) csvsafe.Field { return csvsafe.Text(vehicle(e).Model) }},
		{"images", "how many", func(e *client.Event) csvsafe.Field { return csvsafe.Int(int64(len(e.Images))) }},
		{"image_bytes", "of all images together", func(e *client.Event) csvsafe.Field { return csvsafe.Int(imageBytes(e)) }},
		{"flags", "oddities of the post, with blanks between", func(e *client.Event) csvsafe.Field { return csvsafe.Text(strings.Join(e.Flags, " ")) }},
		{"pinned", "kept by retention: true or false", func(e *client.Event) csvsafe.Field { return csvsafe.Bool(e.Pinned) }},
	}
}

// Columns describes the columns of the CSV, a line each.
func Columns() []string {
	var out []string
	for _, c := range columns() {
		line := c.name
		if c.help != "" {
			line = fmt.Sprintf("%-17s %s", c.name, c.help)
		}
		out = append(out, line)
	}
	return out
}

// each joins what text says of every target of e.
func each(e *client.Event, text func(*client.Target) string) string {
	var words []string
	for i := range e.Targets {
		if w := text(&e.Targets[i]); w != "" {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

func plateOf(t *client.Target) client.Plate {
	if t.Plate == nil {
		return client.Plate{}
	}
	return *t.Plate
}

// carrier is the first target of e that has a plate.
func carrier(e *client.Event) client.Target {
	for _, t := range e.Targets {
		if t.Plate != nil {
			return t
		}
	}
	return client.Target{}
}

func first(e *client.Event) client.Plate {
	t := carrier(e)
	return plateOf(&t)
}

func vehicle(e *client.Event) client.Vehicle {
	if v := carrier(e).Vehicle; v != nil {
		return *v
	}
	return client.Vehicle{}
}

func imageBytes(e *client.Event) (sum int64) {
	for _, i := range e.Images {
		sum += int64(i.Bytes)
	}
	return sum
}

// table is the CSV.
type table struct {
	out     *csvsafe.Writer
	columns []column
}

func newCSV(w io.Writer, header bool) (rows, error) {
	t := &table{columns: columns()}
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	var err error
	t.out, err = csvsafe.NewWriter(&headless{w: w, skip: !header}, names...)
	if err != nil {
		return nil, err
	}
	return t, t.out.Flush()
}

func (t *table) write(e *client.Event) error {
	fields := make([]csvsafe.Field, len(t.columns))
	for i, c := range t.columns {
		fields[i] = c.value(e)
	}
	return t.out.Write(fields...)
}

func (t *table) flush() error { return t.out.Flush() }

// headless leaves out the first write, the header, when skip is set.
type headless struct {
	w    io.Writer
	skip bool
}

func (h *headless) Write(p []byte) (int, error) {
	if h.skip {
		h.skip = false
		return len(p), nil
	}
	return h.w.Write(p)
}

// ndjson writes events as the API does.
type ndjson struct{ e *json.Encoder }

func (n ndjson) write(e *client.Event) error {
	return n.e.Encode(struct {
		client.Event
		ReceivedAt stamp `json:"received_at"` // these two stand in for the event's own
		OccurredAt stamp `json:"occurred_at"`
	}{*e, stamp(e.ReceivedAt), stamp(e.OccurredAt)})
}

func (n ndjson) flush() error { return nil }

// stamp is a time with microseconds, as the API writes it.
type stamp time.Time

func (s stamp) MarshalText() ([]byte, error) {
	return time.Time(s).UTC().AppendFormat(nil, "2006-01-02T15:04:05.000000Z"), nil
}
