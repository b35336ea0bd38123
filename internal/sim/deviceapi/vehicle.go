package deviceapi

import (
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// vehicleConfig answers GetSmartVehicleConfig: licence plates up to API 2.0.
func vehicleConfig(r *request) ([]byte, error) {
	p := r.lens().rules.Plates
	d := r.answer()
	d.begin("types")
	d.begin("plateAreaType")
	for _, one := range [][2]string{{"NorthAmerica", "U.S.A"}, {"NorthAmerica", "Canada"}, {"Europe", "Germany"}, {"Europe", "Britain"}} {
		d.text("enum", one[1], "continent", one[0])
	}
	d.end()
	d.begin("alarmListType")
	for _, list := range []string{"blackList", "whiteList", "strangerList"} {
		d.text("enum", list)
	}
	d.end()
	d.end()
	d.begin("vehicle")
	d.bool("switch", p.On)
	d.number("plateSencitivity", "uint8", p.Sensitivity)
	d.text("plateSupportArea", "U.S.A", "type", "plateAreaType")
	d.bool("saveTargetPicture", false)
	d.bool("saveSourcePicture", false)
	if r.gen > api1 {
		d.begin("dedupMode")
		d.bool("switch", p.Repeat > 0)
		d.uint("intervalTime", seconds(p.Repeat), "default", "5")
		d.end()
	}
	rectangle(d, "regionInfo", p.Region)
	if r.gen > api1 {
		d.begin("plateMatch")
		d.text("alarmMode", "plateOnly", "type", "alarmModeType")
		d.end()
	}
	return d.finish(), nil
}

func setVehicleConfig(r *request) ([]byte, error) {
	n := r.body.at("vehicle")
	if n == nil {
		return nil, missingParameter
	}
	return r.done(r.change(r.channel, func(l lens) error {
		p := &l.rules.Plates
		again := true
		if err := first(
			n.at("switch").setBool(&p.On),
			n.at("plateSencitivity").setInt(&p.Sensitivity),
			n.at("dedupMode", "intervalTime").setSeconds(&p.Repeat),
			n.at("dedupMode", "switch").setBool(&again),
			readRectangle(n.at("regionInfo"), &p.Region),
		); err != nil {
			return err
		}
		if !again {
			p.Repeat = 0
		}
		return nil
	}))
}

// plateConfig answers GetSmartLicensePlateConfig of API 2.1. Of its elements only
// switch and direction are known by name.
func plateConfig(r *request) ([]byte, error) {
	p := r.lens().rules.Plates
	d := r.answer()
	d.enums([]string{"vehicleDirectType", "noLimit", "approach", "leave"})
	d.begin("licensePlate")
	d.bool("switch", p.On)
	d.text("direction", p.Direction, "type", "vehicleDirectType")
	d.number("plateSencitivity", "uint8", p.Sensitivity)
	rectangle(d, "regionInfo", p.Region)
	d.list("maskArea", 0, "maxCount", "4")
	d.end()
	return d.finish(), nil
}

func setPlateConfig(r *request) ([]byte, error) {
	n := r.body.at("licensePlate")
	if n == nil {
		return nil, missingParameter
	}
	return r.done(r.change(r.channel, func(l lens) error {
		p := &l.rules.Plates
		n.at("direction").setString(&p.Direction)
		return first(
			n.at("switch").setBool(&p.On),
			n.at("plateSencitivity").setInt(&p.Sensitivity),
			readRectangle(n.at("regionInfo"), &p.Region),
		)
	}))
}

func rectangle(d *document, name string, b viewtron.Box) {
	d.list(name, 1, "maxCount", "1")
	d.begin("item")
	d.uint("X1", int(b.X1))
	d.uint("Y1", int(b.Y1))
	d.uint("X2", int(b.X2))
	d.uint("Y2", int(b.Y2))
	d.end()
	d.end()
}

func readRectangle(n *node, b *viewtron.Box) error {
	items := n.items()
	if len(items) > 1 {
		return invalidContent
	}
	if len(items) == 0 {
		return nil
	}
	item := items[0]
	return first(
		item.at("X1").setInt32(&b.X1), item.at("Y1").setInt32(&b.Y1), item.at("X2").setInt32(&b.X2), item.at("Y2").setInt32(&b.Y2),
	)
}

// lineCounts answers GetPassLineCountStatistics.
func (c *Camera) lineCounts(r *request) ([]byte, error) {
	entered, left := c.run.Counts()
	d := r.answer()
	for _, one := range []struct {
		name string
		Count
	}{{"entranceCount", entered}, {"exitCount", left}} {
		d.begin(one.name)
		d.uint("person", one.Person)
		d.uint("car", one.Car)
		d.uint("bike", one.Bike)
		d.end()
	}
	return d.finish(), nil
}

// groupID is the id of a list of plates, "" for one that there is not.
func groupID(list string) string {
	for i, name := range settings.PlateLists() {
		if name == list {
			return number(i + 1)
		}
	}
	return ""
}

// groupOf is the list that has an id.
func groupOf(id string) (string, error) {
	for i, name := range settings.PlateLists() {
		if number(i+1) == id {
			return name, nil
		}
	}
	return "", plateGroupGone
}
