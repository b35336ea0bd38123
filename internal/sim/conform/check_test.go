package conform_test

import (
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/conform"
	"github.com/watchpost/watchpost/viewtron"
	"github.com/watchpost/watchpost/viewtron/viewtrontest"
)

// TestCheckerSees holds that what is wrong is found.
func TestCheckerSees(t *testing.T) {
	picture := viewtrontest.Scene{}.Draw(64, 36).Picture(60)
	c := viewtrontest.NewCamera(1)
	post, err := c.Post(c.Intrusion(time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC), viewtrontest.Hit{
		Overview: picture,
		Targets:  []viewtrontest.Target{{ID: 5, Type: viewtron.TargetPerson, Box: viewtrontest.Box(10, 20, 30, 40), Crop: picture}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	good := strings.Replace(string(post.Body), "  <sourceDataInfo>", "  <relativeTime type=\"tint64\">5</relativeTime>\n  <sourceDataInfo>", 1)
	checker, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	if r := checker.Check([]byte(good), conform.Classic); r.Kind != "classic PEA" || len(r.Problems) > 0 {
		t.Fatalf("the good post is %s with %v", r.Kind, r.Problems)
	}
	for _, tt := range []struct{ name, from, to, want string }{
		{"element gone", "<status type=\"perStatus\">SMART_START</status>", "", "no status"},
		{"order", "<sn type=\"string\"><![CDATA[I0001K3X5Q2B]]></sn>", "", "no sn"},
		{"unknown element", "<perimeter>", "<novelty/><perimeter>", "no perimeter"},
		{"attribute", `<x1 type="uint32">`, `<x1>`, "no attribute type"},
		{"more attributes", `<x1 type="uint32">`, `<x1 type="uint32" id="3">`, "want none"},
		{"range", `<x2 type="uint32">30<`, `<x2 type="uint32">10001<`, "not a number"},
		{"not a box", `<x2 type="uint32">30<`, `<x2 type="uint32">9<`, "no box"},
		{"count", `perInfo type="list" count="1"`, `perInfo type="list" count="2"`, "a count of 2"},
		{"other target", `<targetId type="tuint32">5<`, `<targetId type="tuint32">6<`, "rules of targets"},
		{"time", `tint64">1778583600000000<`, `tint64">1778583600000<`, "no time in microseconds"},
		{"size", `<height type="uint32">36<`, `<height type="uint32">37<`, "said to be 64x37"},
		{"length", `Base64Length type="uint32">`, `Base64Length type="uint32">1`, "a length of"},
		{"picture", "/9j/", "/9k/", "JPEG"},
		{"declaration", ` ?>`, `?>`, "begins with"},
		{"namespace", `xmlns="http://www.ipc.com/ver10"`, ``, "namespace"},
		{"malformed", "</config>", "", "EOF"},
	} {
		bad := strings.Replace(good, tt.from, tt.to, 1)
		if bad == good {
			t.Errorf("%s: nothing was changed", tt.name)
			continue
		}
		if r := checker.Check([]byte(bad), conform.Classic); !strings.Contains(strings.Join(r.Problems, "\n"), tt.want) {
			t.Errorf("%s: found %v, want %q", tt.name, r.Problems, tt.want)
		}
	}
}
