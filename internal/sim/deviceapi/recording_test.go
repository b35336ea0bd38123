package deviceapi_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func recordings(from, to string, types ...string) string {
	list := ""
	for _, t := range types {
		list += "<item>" + t + "</item>"
	}
	return envelope(fmt.Sprintf(`<search><recTypes type="list"><itemType type="recType"></itemType>%s</recTypes>
		<starttime type="string"><![CDATA[%s]]></starttime><endtime type="string"><![CDATA[%s]]></endtime></search>`, list, from, to))
}

// The device was turned on at 14:03:31, and it is 15:33:31.
func TestSearchByTime(t *testing.T) {
	for _, test := range []struct {
		name, body string
		want       []string // beginnings and seconds
	}{
		{"a day", recordings("2026-05-12 00:00:00", "2026-05-12 23:59:59", "schedule", "motion"), []string{"14:03:31+3389", "15:00:00+2011"}},
		{"every type", recordings("2026-05-12 00:00:00", "2026-05-12 23:59:59"), []string{"14:03:31+3389", "15:00:00+2011"}},
		{"a window", recordings("2026-05-12 14:50:00", "2026-05-12 15:10:00", "schedule"), []string{"14:50:00+600", "15:00:00+600"}},
		{"other types", recordings("2026-05-12 00:00:00", "2026-05-12 23:59:59", "motion", "intel detection"), nil},
		{"before", recordings("2026-05-11 00:00:00", "2026-05-11 23:59:59", "schedule"), nil},
		{"to come", recordings("2026-05-13 00:00:00", "2026-05-13 23:59:59", "schedule"), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			for kind, b := range devices(t) {
				list := b.post("/SearchByTime", test.body).at("timesectionList")[0]
				var got []string
				for _, item := range list.at("item") {
					_, begin, _ := strings.Cut(item.text("starttime"), " ")
					got = append(got, begin+"+"+item.text("seconds"))
					if later := kind == "modern" || kind == "lpr" || kind == "nvr"; later != (item.text("endtime") != "-") {
						t.Errorf("%s: the end is %s", kind, item.text("endtime"))
					}
				}
				if strings.Join(got, " ") != strings.Join(test.want, " ") || list.attr("count") != fmt.Sprint(len(test.want)) {
					t.Errorf("%s: got %v of %s, want %v", kind, got, list.attr("count"), test.want)
				}
			}
		})
	}
	b := camera(t, settings.Modern)
	b.fails("/SearchByTime", envelope("<search/>"), "15")
	b.fails("/SearchByTime", recordings("yesterday", "2026-05-12 23:59:59"), "3")
	b.fails("/SearchByTime", recordings("2026-05-12 12:00:00", "2026-05-12 11:00:00"), "16")
	r := recorder(t, 4)
	if err := r.recorder.Save(func(s *settings.Recorder) error { s.Channels[1].Online = false; return nil }); err != nil {
		t.Fatal(err)
	}
	if n := len(r.post("/SearchByTime/2", recordings("2026-05-12 00:00:00", "2026-05-12 23:59:59")).at("timesectionList/item")); n != 0 {
		t.Errorf("a channel without a camera has %d recordings", n)
	}
}

// A clock that is wrong, in a zone of its own, is what the recordings are named by.
func TestSearchByTheDevicesClock(t *testing.T) {
	b := camera(t, settings.Modern)
	err := b.camera.Save(func(c *settings.Camera) error {
		c.Clock.Zone, c.Clock.NTP, c.Clock.Offset = "Europe/Berlin", false, -time.Hour
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.post("/SearchByTime", recordings("2026-05-12 00:00:00", "2026-05-12 23:59:59")).text("timesectionList/item/starttime"); got != "2026-05-12 15:03:31" {
		t.Errorf("the first recording is of %s", got)
	}
}

func TestSearchEndsAtAThousand(t *testing.T) {
	b := camera(t, settings.Modern)
	b.now = b.now.AddDate(1, 0, 0)
	if n := len(b.post("/SearchByTime", recordings("2026-01-01 00:00:00", "2027-12-31 00:00:00")).at("timesectionList/item")); n != 1000 {
		t.Errorf("got %d recordings", n)
	}
}

func TestSnapshotByTime(t *testing.T) {
	at := func(when string) string {
		return envelope("<search><time><![CDATA[" + when + "]]></time><length>10</length></search>")
	}
	old := camera(t, settings.Classic)
	w := old.call(http.MethodPost, "/GetSnapshotByTime", at("2026-05-12 15:20:00"))
	if w.Code != 200 || w.Header().Get("Content-Type") != "image/jpeg" {
		t.Errorf("on the first protocol: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	for _, b := range []*bench{camera(t, settings.Modern), camera(t, settings.LPR), recorder(t, 4)} {
		text := b.post("/GetSnapshotByTime/1", at("2026-05-12 15:20:00")).text("downloadOneImage/sourceBase64Data")
		if picture, err := base64.StdEncoding.DecodeString(text); err != nil || len(picture) != 4 {
			t.Errorf("got %q, %v", text, err)
		}
		if want := time.Date(2026, 5, 12, 15, 20, 0, 0, time.UTC); len(b.engine.replayed) != 1 || !b.engine.replayed[0].Equal(want) {
			t.Errorf("the picture is of %v, want %v", b.engine.replayed, want)
		}
		b.post("/GetSnapshotByTime/1", at("2026-05-12 14:03:25")) // the first recording begins within its length
		for when, code := range map[string]string{"2026-05-12 13:00:00": "20", "2026-05-12 16:00:00": "20", "noon": "3"} {
			b.fails("/GetSnapshotByTime", at(when), code)
		}
		b.fails("/GetSnapshotByTime", envelope("<search/>"), "15")
		b.engine.dark = true
		b.fails("/GetSnapshotByTime", at("2026-05-12 15:20:00"), "12")
	}
}
