package sqlstore

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/geo"
	"github.com/watchpost/watchpost/internal/jsontext"
)

// FuzzColumns checks that the hand-written columns say what encoding/json would,
// whatever a device sends.
func FuzzColumns(f *testing.F) {
	f.Add("716", "person", 3096, 87.5, true)
	f.Add("", "", 0, 0.0, false)
	f.Add("\x00\x1f\"\\/<>&\u2028\U0001F697", "\xff\xfe\xc3", -1, math.Inf(1), true)
	f.Add("é\ufffd", "京A", math.MinInt, math.NaN(), false)
	f.Fuzz(func(t *testing.T, a, b string, n int, x float64, some bool) {
		zones := []event.Zone{{Kind: a, Points: []geo.Point{{n, 1}, {2, -n}}}, {Kind: b, Points: []geo.Point{}}}
		agree(t, appendZones(nil, zones), zones)
		agree(t, jsontext.AppendStrings(nil, []string{a, b}), []string{a, b})
		agree(t, appendImages(nil, []event.Image{{N: n, Kind: event.ImageKind(a), Target: b, Bytes: n}, {Width: 1280, Height: 720, Name: a, Flag: b}}),
			[]event.Image{{N: n, Kind: event.ImageKind(a), Target: b, Bytes: n}, {Width: 1280, Height: 720, Name: a, Flag: b}})
		plain := event.Target{ID: a, Type: event.TargetType(b), RawType: a, EventID: b, State: a}
		full := plain
		full.Rect, full.Image = &geo.Rect{n, 2, 3, 4}, &n
		full.Plate = &event.Plate{Text: a, Color: b, Group: a, List: b, Owner: a, Direction: b}
		if !math.IsNaN(x) && !math.IsInf(x, 0) { // encoding/json has no word for them, and a column leaves them out
			full.Plate.Confidence = &x
		}
		full.Vehicle = &event.Vehicle{Type: a, Color: b, Brand: a, Model: b}
		full.Face = &event.Face{Age: a, Sex: b, Glasses: a, Mask: b}
		if some {
			full.Vehicle.Rect = full.Rect
		}
		agree(t, appendTargets(nil, []event.Target{plain, full}), []event.Target{plain, full})
	})
}

// agree checks that a column reads as what encoding/json makes of v.
func agree[T any](t *testing.T, column []byte, v T) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var got, want T
	if err := readColumn("test", column, &got); err != nil {
		t.Fatalf("%s: %v", column, err)
	}
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %s\nwant %s", column, b)
	}
}

func TestConfidenceThatIsNoNumberIsLeftOut(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		column := appendTargets(nil, []event.Target{{Plate: &event.Plate{Text: "KLM4821", Confidence: &x}}})
		var got []event.Target
		if err := readColumn("targets", column, &got); err != nil || got[0].Plate.Confidence != nil {
			t.Errorf("%v: got %s, %v", x, column, err)
		}
	}
}

func TestDeflate(t *testing.T) {
	var d deflater
	first, err := d.deflate([]byte(strings.Repeat("<config/>", 1000)))
	if err != nil {
		t.Fatal(err)
	}
	kept := bytes.Clone(first)
	if _, err := d.deflate([]byte("another")); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, kept) {
		t.Error("a later text changed an earlier one's result")
	}
	if len(first) > 200 {
		t.Errorf("9,000 bytes became %d", len(first))
	}
	for _, text := range []string{"", "<a/>", strings.Repeat("é", 10_000)} {
		short, err := d.deflate([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := inflate(short); err != nil || string(got) != text {
			t.Errorf("got %d bytes, %v, want %d", len(got), err, len(text))
		}
	}
}
