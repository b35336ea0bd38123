package sqlstore

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
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
		b = appendString(b, zones[i].Kind)
		b = append(b, `,"points":[`...)
		for j, p := range zones[i].Points {
			if j > 0 {
				b = append(b, ',')
			}
			b = appendInts(b, p[:])
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
		b = appendString(b, string(t.Type))
		b = appendField(b, `,"id":`, t.ID)
		b = appendField(b, `,"raw_type":`, t.RawType)
		b = appendRect(b, t.Rect)
		if t.Image != nil {
			b = append(b, `,"image":`...)
			b = strconv.AppendInt(b, int64(*t.Image), 10)
		}
		if p := t.Plate; p != nil {
			b = append(b, `,"plate":{"text":`...)
			b = appendString(b, p.Text)
			b = appendField(b, `,"color":`, p.Color)
			b = appendField(b, `,"group":`, p.Group)
			b = appendField(b, `,"list":`, p.List)
			b = appendField(b, `,"owner":`, p.Owner)
			// JSON has no word for what is not a number.
			if p.Confidence != nil && !math.IsNaN(*p.Confidence) && !math.IsInf(*p.Confidence, 0) {
				b = append(b, `,"confidence":`...)
				b = strconv.AppendFloat(b, *p.Confidence, 'g', -1, 64)
			}
			b = appendField(b, `,"direction":`, p.Direction)
			b = append(b, '}')
		}
		if v := t.Vehicle; v != nil {
			b = append(b, `,"vehicle":{"type":`...)
			b = appendString(b, v.Type)
			b = appendField(b, `,"color":`, v.Color)
			b = appendField(b, `,"brand":`, v.Brand)
			b = appendField(b, `,"model":`, v.Model)
			b = appendRect(b, v.Rect)
			b = append(b, '}')
		}
		if f := t.Face; f != nil {
			b = append(b, `,"face":{"age":`...)
			b = appendString(b, f.Age)
			b = appendField(b, `,"sex":`, f.Sex)
			b = appendField(b, `,"glasses":`, f.Glasses)
			b = appendField(b, `,"mask":`, f.Mask)
			b = append(b, '}')
		}
		b = appendField(b, `,"event_id":`, t.EventID)
		b = appendField(b, `,"state":`, t.State)
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
		b = appendString(b, string(m.Kind))
		b = appendField(b, `,"target":`, m.Target)
		if m.Width > 0 {
			b = append(b, `,"width":`...)
			b = strconv.AppendInt(b, int64(m.Width), 10)
			b = append(b, `,"height":`...)
			b = strconv.AppendInt(b, int64(m.Height), 10)
		}
		b = append(b, `,"bytes":`...)
		b = strconv.AppendInt(b, int64(m.Bytes), 10)
		b = appendField(b, `,"name":`, m.Name)
		b = appendField(b, `,"flag":`, m.Flag)
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendStrings(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, s)
	}
	return append(b, ']')
}

func appendField(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendString(append(b, name...), value)
}

func appendRect(b []byte, r *geo.Rect) []byte {
	if r == nil {
		return b
	}
	return appendInts(append(b, `,"rect":`...), r[:])
}

func appendInts(b []byte, list []int) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, int64(v), 10)
	}
	return append(b, ']')
}

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r != utf8.RuneError || n > 1 {
				i += n
				continue
			}
			b = append(append(b, s[from:i]...), `\ufffd`...)
		} else {
			b = append(b, s[from:i]...)
			if c == '"' || c == '\\' {
				b = append(b, '\\', c)
			} else {
				b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}

const hexDigits = "0123456789abcdef"

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
