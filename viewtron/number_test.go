package viewtron_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/viewtron"
)

func TestB15Numbers(t *testing.T) {
	for _, c := range []struct {
		text    string
		want    int32
		finding string
	}{
		{"3120", 3120, ""}, {" 3120 ", 3120, ""}, {"+7", 7, ""}, {"007", 7, ""}, {"12.9", 12, ""}, {"", 0, ""}, {"<![CDATA[5]]>", 5, ""},
		{"2147483647", math.MaxInt32, ""},
		{"2147483648", math.MaxInt32, "number-cut"}, {"18446744073709551616", math.MaxInt32, "number-cut"}, {strings.Repeat("9", 5000), math.MaxInt32, "number-cut"},
		{"-1", 0, "bad-number"}, {"NaN", 0, "bad-number"}, {"1e999", 0, "bad-number"}, {"0x1F", 0, "bad-number"}, {"1 2", 0, "bad-number"},
		{"+", 0, "bad-number"}, {"-", 0, "bad-number"}, {".5", 0, "bad-number"}, {"1.2.3", 0, "bad-number"}, {"&#49;", 0, "bad-number"},
	} {
		m := edited(t, "camera-intrusion", `<x1 type="uint32">3120</x1>`, `<x1>`+c.text+`</x1>`)
		wantEvent(t, m, viewtron.LayoutCamera, viewtron.RegionIntrusion)
		want(t, fmt.Sprintf("%.30q", c.text), m.Event.Rules[0].Box.X1, c.want)
		if c.finding == "" {
			wantNoFindings(t, m)
		} else {
			wantFinding(t, m, c.finding)
		}
	}
}

func TestR69Units(t *testing.T) {
	for name, unit := range map[string]viewtron.Unit{
		"camera-intrusion": viewtron.UnitFrame, "camera-plate-531": viewtron.UnitFrame, "camera-faces": viewtron.UnitFrame,
		"recorder-plate": viewtron.UnitPixel, "recorder-faces": viewtron.UnitPixel,
	} {
		want(t, name, post(t, name).Event.Targets[0].Box.Unit, unit)
	}
	want(t, "tracking", post(t, "tracking").Tracking[0].Box.Unit, viewtron.UnitFrame)
	want(t, "rule of a recorder", post(t, "recorder-intrusion").Event.Rules[0].Box, viewtron.Box{X1: 2875, Y1: 3540, X2: 3690, Y2: 9410})
}

func TestBoxContains(t *testing.T) {
	b := viewtron.Box{X1: 10, Y1: 20, X2: 30, Y2: 40}
	for p, in := range map[viewtron.Point]bool{{X: 10, Y: 40}: true, {X: 20, Y: 30}: true, {X: 9, Y: 30}: false, {X: 20, Y: 41}: false} {
		want(t, fmt.Sprint(p), b.Contains(p), in)
	}
}
