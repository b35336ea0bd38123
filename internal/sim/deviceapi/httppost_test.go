package deviceapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

const item = `<item><urlId>1</urlId><switch>true</switch>
	<url><protocol>http</protocol><domain><![CDATA[192.0.2.53]]></domain><port>5002</port><path><![CDATA[/API]]></path><authentication>none</authentication></url>
	<heatBeatSwitch>true</heatBeatSwitch><keepaliveTimeval>60</keepaliveTimeval>
	<subscribeDateType type="list" count="2"><item>traject</item><item>smartData</item></subscribeDateType>
	<subscriptionEvents type="list" count="1"><item>PERIMETER</item></subscriptionEvents></item>`

func urls(items string) string {
	return envelope(`<httpPostV2><postUrlConf><urlList type="list" count="1">` + items + `</urlList></postUrlConf></httpPostV2>`)
}

func TestHTTPPostIsThePages(t *testing.T) {
	b := camera(t, settings.Classic)
	b.post("/SetHttpPostConfig", urls(item))
	got := b.camera.Saved().Servers
	want := settings.Server{
		ID: 1, Enable: true, Protocol: "http", Address: "192.0.2.53", Port: 5002, Path: "/API", Persistent: true,
		Heartbeat: true, Interval: time.Minute, Tracks: true, Events: true, Types: []settings.AlarmType{settings.Perimeter},
	}
	if len(got) != 1 || len(got[0].Types) != 1 || got[0].Types[0] != settings.Perimeter {
		t.Fatalf("got %+v", got)
	}
	got[0].Types, want.Types = nil, nil
	if g, w := got[0], want; g.ID != w.ID || g.Address != w.Address || g.Port != w.Port || g.Path != w.Path || g.Interval != w.Interval || !g.Tracks || !g.Events || g.Original || !g.Enable || !g.Persistent {
		t.Errorf("got %+v, want %+v", g, w)
	}
	if got[0].SendsTracks() {
		t.Error("tracks flow without the page's tick")
	}
	if err := b.camera.Save(func(c *settings.Camera) error {
		s := &c.Servers[0]
		s.TracksPage, s.Persistent, s.Login, s.User, s.Password = true, false, true, "gate", "keeper"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if e := b.get("/GetHttpPostConfig"); e.text("httpPostV2/postUrlConf/urlList/item/url/authentication") != "basic" {
		t.Errorf("got %+v", e)
	}
	// What the API is not told stays as the page has it.
	b.post("/SetHttpPostConfig", urls(strings.Replace(item, "<authentication>none</authentication>", "<authentication>basic</authentication>", 1)))
	if s := b.camera.Saved().Servers[0]; !s.SendsTracks() || s.Persistent || !s.Login || s.Password != "keeper" {
		t.Errorf("got %+v", s)
	}
	if e := b.call("GET", "/GetHttpPostConfig", ""); strings.Contains(e.Body.String(), "keeper") {
		t.Error("the answer holds the password")
	}
}

func TestHTTPPostRoundTrip(t *testing.T) {
	for _, m := range settings.Models() {
		b := camera(t, m)
		if err := b.camera.Save(func(c *settings.Camera) error {
			for id := 1; id <= settings.MaxServers; id++ {
				s := settings.NewServer(id)
				s.Address, s.Port, s.Enable, s.AlarmStatus, s.Target = "receiver.example", 5000+id, id != 2, id == 1, id == 3
				s.Types = m.Offers()[:id]
				c.Servers = append(c.Servers, s)
			}
			c.Basic = settings.BasicPost{Enable: true, Address: "192.0.2.9", Port: 81, Path: "/x?a=1&b=<2>", Keepalive: 30 * time.Second}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		roundTrip(t, b, "GetHttpPostConfig", "SetHttpPostConfig")
		list := b.get("/GetHttpPostConfig").at("httpPostV2/postUrlConf/urlList")[0]
		name := map[bool]string{true: "subDataType", false: "subscribeDateType"}[m == settings.LPR]
		if list.attr("count") != "3" || list.attr("maxCount") != "3" || len(list.at("item/"+name)) != 3 {
			t.Errorf("%s: %+v", m, list)
		}
	}
}

func TestHTTPPostRefuses(t *testing.T) {
	for _, test := range []struct{ name, old, new string }{
		{"heartbeat", "<keepaliveTimeval>60", "<keepaliveTimeval>29"},
		{"number", "<urlId>1", "<urlId>4"},
		{"path", "/API", "API"},
		{"port", "5002", "70000"},
		{"event", "PERIMETER", "SOMETHING"},
		{"event of other models", "PERIMETER", "VEHICLE"},
		{"switch", "<switch>true", "<switch>perhaps"},
		{"two of one number", "<item><urlId>", item + "<item><urlId>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := camera(t, settings.Classic)
			b.fails("/SetHttpPostConfig", urls(strings.Replace(item, test.old, test.new, 1)), "3")
			if n := len(b.camera.Saved().Servers); n != 0 {
				t.Errorf("%d servers were saved", n)
			}
		})
	}
}

func TestOnlineStatus(t *testing.T) {
	b := camera(t, settings.LPR)
	b.post("/SetHttpPostConfig", envelope(`<httpPost><bSwitch>true</bSwitch><serverIp>192.0.2.53</serverIp><serverPort>5002</serverPort><URL>/API</URL></httpPost>`))
	if got := b.camera.Saved().Basic; !got.Enable || got.Port != 5002 || got.Keepalive != 90*time.Second {
		t.Errorf("got %+v", got)
	}
	for _, want := range []string{"false", "true", "false"} {
		b.engine.online[0] = want == "true"
		if got := b.get("/GetHttpPostConfig").text("httpPost/onlineStatus"); got != want {
			t.Errorf("online is %s, want %s", got, want)
		}
	}
}

func TestHTTPPostNeedsAReboot(t *testing.T) {
	b := camera(t, settings.LPR)
	b.camera.Reboot = true
	b.post("/SetHttpPostConfig", urls(strings.NewReplacer("PERIMETER", "VEHICLE", "subscribeDateType", "subDataType").Replace(item)))
	if now, _ := b.camera.InForce(); len(now.Servers) != 0 || !b.camera.Pending() {
		t.Errorf("in force: %+v", now.Servers)
	}
	if n := len(b.get("/GetHttpPostConfig").at("httpPostV2/postUrlConf/urlList/item")); n != 1 {
		t.Errorf("the API shows %d", n)
	}
}
