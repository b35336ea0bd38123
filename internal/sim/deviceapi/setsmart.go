package deviceapi

import (
	"math"

	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// set answers a Set command: the structure of Get, of which what is missing stays.
func (s smart) set(r *request) ([]byte, error) {
	n := r.body.at(s.element)
	if n == nil {
		return nil, missingParameter
	}
	return r.done(r.change(r.channel, func(l lens) error {
		is := s.general(l.rules)
		if err := first(
			n.at("switch").setBool(&is.on),
			n.at("alarmHoldTime").setSeconds(&is.hold),
			n.at("duration").setSeconds(&is.dwell),
			readObjects(n.at("objectFilter"), &is.filter),
		); err != nil {
			return err
		}
		switch s.rule {
		case zones:
			return s.setZones(n.at("regionInfo"), l.rules, is)
		case lines:
			return s.setLines(n.at("lineInfo"), l.rules, is)
		}
		w := s.switched(l.rules)
		w.On, w.Hold = is.on, is.hold
		return nil
	}))
}

// setZones puts the detection's zones in place of those that it had, which keep
// their names by their order. Without a list they stay where they are. A detection
// without a zone cannot be on.
func (s smart) setZones(list *node, rules *settings.Rules, is general) error {
	var mine, others []settings.Zone
	for _, z := range rules.Zones {
		if z.Type == s.is {
			mine = append(mine, z)
		} else {
			others = append(others, z)
		}
	}
	if list != nil {
		items := list.items()
		if len(items) > settings.MaxZones {
			return invalidContent
		}
		before := mine
		mine = nil
		for i, item := range items {
			z := settings.NewZone(s.is)
			if i < len(before) {
				z = before[i]
			}
			z.Points = nil
			for _, p := range item.at("pointGroup").items() {
				at, err := place(p)
				if err != nil {
					return err
				}
				z.Points = append(z.Points, at)
			}
			mine = append(mine, z)
		}
	}
	if is.on && len(mine) == 0 {
		return invalidContent
	}
	for i := range mine {
		z := &mine[i]
		z.On, z.Hold, z.Dwell, z.Filter = is.on, is.hold, is.dwell, is.filter
	}
	rules.Zones = append(others, mine...)
	return nil
}

// setLines is setZones for lines.
func (s smart) setLines(list *node, rules *settings.Rules, is general) error {
	var mine, others []settings.Line
	for _, l := range rules.Lines {
		if l.Type == s.is {
			mine = append(mine, l)
		} else {
			others = append(others, l)
		}
	}
	if list != nil {
		items := list.items()
		if len(items) > settings.MaxLines {
			return invalidContent
		}
		before := mine
		mine = nil
		for i, item := range items {
			l := settings.NewLine(s.is)
			if i < len(before) {
				l = before[i]
			}
			item.at("direction").setString(&l.Direction)
			var err error
			if l.Start, err = place(item.at("startPoint")); err != nil {
				return err
			}
			if l.End, err = place(item.at("endPoint")); err != nil {
				return err
			}
			mine = append(mine, l)
		}
	}
	if is.on && len(mine) == 0 {
		return invalidContent
	}
	for i := range mine {
		l := &mine[i]
		l.On, l.Hold, l.Filter = is.on, is.hold, is.filter
	}
	rules.Lines = append(others, mine...)
	return nil
}

func readObjects(n *node, f *settings.Filter) error {
	return first(
		n.at("car", "switch").setBool(&f.Car),
		n.at("car", "sensitivity").setInt(&f.CarSensitivity),
		n.at("person", "switch").setBool(&f.Person),
		n.at("person", "sensitivity").setInt(&f.PersonSensitivity),
		n.at("motor", "switch").setBool(&f.Motor),
		n.at("motor", "sensitivity").setInt(&f.MotorSensitivity),
	)
}

func place(n *node) (viewtron.Point, error) {
	if n.at("X") == nil || n.at("Y") == nil {
		return viewtron.Point{}, invalidContent
	}
	var p viewtron.Point
	return p, first(n.at("X").setInt32(&p.X), n.at("Y").setInt32(&p.Y))
}

func (n *node) setInt32(to *int32) error {
	v := int(*to)
	if err := n.setInt(&v); err != nil {
		return err
	}
	if v < math.MinInt32 || v > math.MaxInt32 {
		return invalidContent
	}
	*to = int32(v)
	return nil
}
