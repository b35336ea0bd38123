package deviceapi

import (
	"strings"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// httpPost answers GetHttpPostConfig: both blocks, the second of which the page
// shows as its table.
func (c *Camera) httpPost(r *request) ([]byte, error) {
	s := c.config.Saved()
	d := r.answer()
	d.begin("httpPost")
	d.bool("bSwitch", s.Basic.Enable)
	d.cdata("protocolType", "API")
	d.cdata("serverIp", s.Basic.Address)
	d.text("serverPort", number(s.Basic.Port))
	d.text("keepaliveTimeval", number(seconds(s.Basic.Keepalive)))
	d.bool("onlineStatus", c.online(s))
	d.cdata("URL", s.Basic.Path)
	d.end()
	d.begin("httpPostV2")
	d.begin("postUrlConf")
	d.list("urlList", len(s.Servers), "maxCount", number(settings.MaxServers))
	for i := range s.Servers {
		destination(d, &s.Servers[i], r.gen)
	}
	return d.finish(), nil
}

// online is the one state that the answer has: that of the first block, and while
// that is off of any destination.
func (c *Camera) online(s settings.Camera) bool {
	if s.Basic.Enable {
		return c.run.Online(0)
	}
	for _, one := range s.Servers {
		if one.Enable && c.run.Online(one.ID) {
			return true
		}
	}
	return false
}

func destination(d *document, s *settings.Server, g generation) {
	d.begin("item")
	d.text("urlId", number(s.ID))
	d.text("switch", boolean(s.Enable))
	d.begin("url")
	d.text("protocol", s.Protocol)
	d.cdata("domain", s.Address)
	d.text("port", number(s.Port))
	d.cdata("path", s.Path)
	if s.Login {
		d.text("authentication", "basic")
		d.cdata("userName", s.User)
	} else {
		d.text("authentication", "none")
	}
	d.end()
	d.text("heatBeatSwitch", boolean(s.Heartbeat))
	d.text("keepaliveTimeval", number(seconds(s.Interval)))
	var data []string
	for _, one := range dataTypes(s) {
		if *one.on {
			data = append(data, one.name)
		}
	}
	words(d, dataList(g), data)
	var types []string
	for _, t := range s.Types {
		types = append(types, string(t))
	}
	words(d, "subscriptionEvents", types)
	d.end()
}

// dataList is the name of the list of what posts hold.
func dataList(g generation) string {
	if g == api21 {
		return "subDataType"
	}
	return "subscribeDateType"
}

// dataType is a part of posts and where it is kept.
type dataType struct {
	name string
	on   *bool
}

func dataTypes(s *settings.Server) []dataType {
	return []dataType{
		{"alarmStatus", &s.AlarmStatus}, {"traject", &s.Tracks}, {"smartData", &s.Events}, {"sourceImage", &s.Original}, {"targetImage", &s.Target},
	}
}

func words(d *document, name string, list []string) {
	d.list(name, len(list))
	for _, w := range list {
		d.text("item", w)
	}
	d.end()
}

// setHTTPPost answers SetHttpPostConfig. The list replaces the one that was there;
// of a destination that stays, what only the page knows stays too.
func (c *Camera) setHTTPPost(r *request) ([]byte, error) {
	basic, list := r.body.at("httpPost"), r.body.at("httpPostV2", "postUrlConf", "urlList")
	if basic == nil && list == nil {
		return nil, missingParameter
	}
	return r.done(c.config.Save(func(s *settings.Camera) error {
		if err := readBasic(basic, &s.Basic); err != nil {
			return err
		}
		if list == nil {
			return nil
		}
		var servers []settings.Server
		for _, item := range list.items() {
			one, err := readServer(item, s.Servers)
			if err != nil {
				return err
			}
			servers = append(servers, one)
		}
		s.Servers = servers
		return nil
	}))
}

func readBasic(n *node, b *settings.BasicPost) error {
	n.at("serverIp").setString(&b.Address)
	n.at("URL").setString(&b.Path)
	return first(
		n.at("bSwitch").setBool(&b.Enable),
		n.at("serverPort").setInt(&b.Port),
		n.at("keepaliveTimeval").setSeconds(&b.Keepalive),
	)
}

func readServer(n *node, before []settings.Server) (settings.Server, error) {
	var id int
	if err := n.at("urlId").setInt(&id); err != nil {
		return settings.Server{}, err
	}
	s := settings.NewServer(id)
	for _, one := range before {
		if one.ID == id {
			s = one
		}
	}
	url := n.at("url")
	url.at("protocol").setString(&s.Protocol)
	url.at("domain").setString(&s.Address)
	url.at("path").setString(&s.Path)
	if a := url.at("authentication"); a != nil {
		s.Login = !strings.EqualFold(a.text, "none")
		url.at("userName").setString(&s.User)
		url.at("password").setString(&s.Password)
	}
	if list := n.at("subscribeDateType"); list != nil {
		readData(list, &s)
	}
	if list := n.at("subDataType"); list != nil {
		readData(list, &s)
	}
	if list := n.at("subscriptionEvents"); list != nil {
		s.Types = nil
		for _, item := range list.items() {
			s.Types = append(s.Types, settings.AlarmType(item.text))
		}
	}
	return s, first(
		n.at("switch").setBool(&s.Enable),
		url.at("port").setInt(&s.Port),
		n.at("heatBeatSwitch").setBool(&s.Heartbeat),
		n.at("keepaliveTimeval").setSeconds(&s.Interval),
	)
}

func readData(list *node, s *settings.Server) {
	for _, one := range dataTypes(s) {
		*one.on = false
		for _, item := range list.items() {
			*one.on = *one.on || item.text == one.name
		}
	}
}
