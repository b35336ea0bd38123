package sqlstore

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/jsontext"
)

// The JSON columns are written by hand, as encoding/json would: they are most of
// what a row costs to make.

func appendZones(b []byte, zones []event.Zone) []byte {
	b = append(b, '[')
	for i := range zones {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"kind":`...)
		b = jsontext.AppendString(b, zones[i].Kind)
		b = append(b, `,"points":[`...)
		for j, p := range zones[i].Points {
			if j > 0 {
				b = append(b, ',')
			}
			b = jsontext.AppendInts(b, p[:])
		}
		b = append(b, `]}`...)
	}
	return append(b, ']')
}

func appendTargets(b []byte, targets []event.Target) []byte {
	b = append(b, '[')
	for i := range targets {
		t := &targets[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"type":`...)
		b = jsontext.AppendString(b, string(t.Type))
		b = jsontext.AppendField(b, `,"id":`, t.ID)
		b = jsontext.AppendField(b, `,"raw_type":`, t.RawType)
		b = appendRect(b, t.Rect)
		if t.Image != nil {
			b = append(b, `,"image":`...)
			b = strconv.AppendInt(b, int64(*t.Image), 10)
		}
		if p := t.Plate; p != nil {
			b = append(b, `,"plate":{"text":`...)
			b = jsontext.AppendString(b, p.Text)
			b = jsontext.AppendField(b, `,"color":`, p.Color)
			b = jsontext.AppendField(b, `,"group":`, p.Group)
			b = jsontext.AppendField(b, `,"list":`, p.List)
			b = jsontext.AppendField(b, `,"owner":`, p.Owner)
			// JSON has no word for what is not a number.
			if p.Confidence != nil && !math.IsNaN(*p.Confidence) && !math.IsInf(*p.Confidence, 0) {
				b = append(b, `,"confidence":`...)
				b = strconv.AppendFloat(b, *p.Confidence, 'g', -1, 64)
			}
			b = jsontext.AppendField(b, `,"direction":`, p.Direction)
			b = append(b, '}')
		}
		if v := t.Vehicle; v != nil {
			b = append(b, `,"vehicle":{"type":`...)
			b = jsontext.AppendString(b, v.Type)
			b = jsontext.AppendField(b, `,"color":`, v.Color)
			b = jsontext.AppendField(b, `,"brand":`, v.Brand)
			b = jsontext.AppendField(b, `,"model":`, v.Model)
			b = appendRect(b, v.Rect)
			b = append(b, '}')
		}
		if f := t.Face; f != nil {
			b = append(b, `,"face":{"age":`...)
			b = jsontext.AppendString(b, f.Age)
			b = jsontext.AppendField(b, `,"sex":`, f.Sex)
			b = jsontext.AppendField(b, `,"glasses":`, f.Glasses)
			b = jsontext.AppendField(b, `,"mask":`, f.Mask)
			b = append(b, '}')
		}
		b = jsontext.AppendField(b, `,"event_id":`, t.EventID)
		b = jsontext.AppendField(b, `,"state":`, t.State)
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendImages(b []byte, images []event.Image) []byte {
	b = append(b, '[')
	for i := range images {
		m := &images[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"n":`...)
		b = strconv.AppendInt(b, int64(m.N), 10)
		b = append(b, `,"kind":`...)
		b = jsontext.AppendString(b, string(m.Kind))
		b = jsontext.AppendField(b, `,"target":`, m.Target)
		if m.Width > 0 {
			b = append(b, `,"width":`...)
			b = strconv.AppendInt(b, int64(m.Width), 10)
			b = append(b, `,"height":`...)
			b = strconv.AppendInt(b, int64(m.Height), 10)
		}
		b = append(b, `,"bytes":`...)
		b = strconv.AppendInt(b, int64(m.Bytes), 10)
		b = jsontext.AppendField(b, `,"name":`, m.Name)
		b = jsontext.AppendField(b, `,"flag":`, m.Flag)
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendRect(b []byte, r *geo.Rect) []byte {
	if r == nil {
		return b
	}
	return jsontext.AppendInts(append(b, `,"rect":`...), r[:])
}

// readColumn reads a JSON column into v; an empty one is nothing.
func readColumn(what string, column []byte, v any) error {
	if len(column) == 0 {
		return nil
	}
	if err := json.Unmarshal(column, v); err != nil {
		return fmt.Errorf("column %s: %w", what, err)
	}
	return nil
}

// deflater shortens texts. Its tables are large, and so it is made once.
type deflater struct {
	w   *flate.Writer
	out bytes.Buffer
}

// deflate returns b shortened; the result is the caller's.
func (d *deflater) deflate(b []byte) ([]byte, error) {
	d.out.Reset()
	if d.w == nil {
		w, err := flate.NewWriter(&d.out, flate.BestSpeed)
		if err != nil {
			return nil, err
		}
		d.w = w
	} else {
		d.w.Reset(&d.out)
	}
	if _, err := d.w.Write(b); err != nil {
		return nil, err
	}
	if err := d.w.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(d.out.Bytes()), nil
}

func inflate(b []byte) ([]byte, error) {
	r := flate.NewReader(bytes.NewReader(b))
	defer r.Close()
	return io.ReadAll(r)
}
