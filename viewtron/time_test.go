package viewtron_test

import (
	"testing"
	"time"

	"github.com/watchpost/watchpost/viewtron"
)

// at is the time of a post with that currentTime.
func at(t *testing.T, text string) viewtron.Timestamp {
	t.Helper()
	return parse(t, config("1.7", smart("PEA")+"<currentTime>"+text+"</currentTime>")).Time
}

func local(t *testing.T, text string) viewtron.Timestamp {
	t.Helper()
	return parse(t, config("1.7", flags+"<dataTime>"+text+"</dataTime>")).Time
}

func TestR70T14NumericTimes(t *testing.T) {
	for text, utc := range map[string]string{
		"1795509001":        "2026-11-24T08:30:01Z",
		"1795509001604":     "2026-11-24T08:30:01.604Z",
		"1795509001604000":  "2026-11-24T08:30:01.604Z",
		"1795509001604999":  "2026-11-24T08:30:01.604999Z",
		" 1795509001\n":     "2026-11-24T08:30:01Z",
		"946684800000000":   "2000-01-01T00:00:00Z",
		"100000000000000":   "1973-03-03T09:46:40Z",
		"99999999999999":    "5138-11-16T09:46:39.999Z",
		"100000000000":      "1973-03-03T09:46:40Z",
		"99999999999":       "5138-11-16T09:46:39Z",
		"99999999999999999": "5138-11-16T09:46:39.999999Z",
	} {
		got, ok := at(t, text).In(nil, false)
		want(t, text+" known", ok, true)
		want(t, text, got.Format(time.RFC3339Nano), utc)
	}
}

func TestR71T14NoTimes(t *testing.T) {
	for _, text := range []string{
		"18445822972087551616", "0", "-5", "+5", "", "abc", "1e9", "0x10", "NaN", "100000000000000000", "9999999999999999999999999", "1795509001.5",
	} {
		ts := at(t, text)
		want(t, "as sent", ts.Raw, text)
		got, ok := ts.In(nil, false)
		if ok || !got.IsZero() || !ts.UTC.IsZero() || !ts.Local.IsZero() {
			t.Errorf("%q: got %v, want no time", text, got)
		}
	}
}

func TestR72LocalTimes(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text     string
		dayFirst bool
		utc      string
	}{
		{"2026-05-12 11:33:33", false, "2026-05-12T15:33:33Z"},
		{"2026-05-12 11:33:33", true, "2026-05-12T15:33:33Z"},
		{"05-12-2026 11:33:33 AM", false, "2026-05-12T15:33:33Z"},
		{"05-12-2026 11:33:33 AM", true, "2026-12-05T16:33:33Z"},
		{"25-12-2026 11:33:33 PM", false, "2026-12-26T04:33:33Z"},
		{"12-25-2026 11:33:33 PM", true, "2026-12-26T04:33:33Z"},
		{"05-12-2026 12:00:01 AM", false, "2026-05-12T04:00:01Z"},
		{"05-12-2026 12:00:01 PM", false, "2026-05-12T16:00:01Z"},
		{"05-12-2026 23:15:00", false, "2026-05-13T03:15:00Z"},
		{"05-12-2026  1:02:03 pm", false, "2026-05-12T17:02:03Z"},
	} {
		got, ok := local(t, c.text).In(newYork, c.dayFirst)
		want(t, c.text+" known", ok, true)
		want(t, c.text, got.Format(time.RFC3339), c.utc)
	}
	want(t, "ambiguous", local(t, "05-12-2026 11:33:33 AM").Local.Ambiguous, true)
	for _, text := range []string{"2026-05-12 11:33:33", "05-13-2026 11:33:33", "13-05-2026 11:33:33", "05-05-2026 11:33:33"} {
		want(t, text+" ambiguous", local(t, text).Local.Ambiguous, false)
	}
}

func TestNoLocalTimes(t *testing.T) {
	for _, text := range []string{
		"2026-02-30 11:33:33", "2026-13-01 11:33:33", "2026-00-00 00:00:00", "2026-05-12 24:00:00", "2026-05-12 11:60:00",
		"2026-05-12 11:33:60", "05-12-2026 13:00:00 PM", "05-12-2026 00:00:00 AM", "05-12-26 11:33:33", "2026-05-12",
		"2026-05-12 11:33", "2026-05-12 11:33:33 XM", "32-32-2026 11:33:33", "yesterday", "2026-05--2 11:33:33",
	} {
		ts := local(t, text)
		if _, ok := ts.In(time.UTC, false); ok || !ts.Local.IsZero() || ts.Raw != text {
			t.Errorf("%q: got %+v, want no time", text, ts)
		}
	}
}

func TestEmptyCurrentTimeGivesWay(t *testing.T) {
	m := parse(t, config("1.7", flags+"<currentTime/><dataTime>2026-05-12 11:33:33</dataTime>"))
	want(t, "time", m.Time.Local.String(), "2026-05-12 11:33:33")
}

func TestR75AddressesCompareEqual(t *testing.T) {
	for sent, mac := range map[string]string{
		"02:00:5E:10:A1:07": "02:00:5e:10:a1:07", "02-00-5e-10-a1-07": "02:00:5e:10:a1:07", "02005E10A107": "02:00:5e:10:a1:07",
		"0200.5e10.a107": "02:00:5e:10:a1:07", "00:00:00:00:00:00": "", "02:00:5e:10:a1": "", "02:00:5e:10:a1:07:08": "",
		"02:00:5e:10:a1:0g": "", "": "", "前": "",
	} {
		want(t, sent, viewtron.NormalizeMAC(sent), mac)
	}
}
