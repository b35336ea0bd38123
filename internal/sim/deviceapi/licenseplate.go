package deviceapi

import (
	"slices"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// maxBatch is how many plates one request adds.
const maxBatch = 100

// farEnd is the end of validity of a plate that is added without one.
const farEnd = "2037-12-30 10:59:59"

func plateGroups(r *request) ([]byte, error) {
	d := r.answer()
	lists := settings.PlateLists()
	d.list("licensePlateGroups", len(lists))
	for _, name := range lists {
		d.begin("item")
		d.string("groupId", groupID(name))
		d.string("groupName", name)
		d.end()
	}
	return d.finish(), nil
}

// licensePlates answers GetLicensePlates: a page of one group, from an offset that
// counts from 1.
func (c *Camera) licensePlates(r *request) ([]byte, error) {
	n := r.body.at("searchFilter")
	if n == nil {
		return nil, missingParameter
	}
	most, offset := maxBatch, 1
	if err := first(n.at("maxResult").setInt(&most), n.at("resultOffset").setInt(&offset)); err != nil {
		return nil, err
	}
	if offset < 1 || most < 1 {
		return nil, rangeError
	}
	id := n.at("groupId").string()
	var found []settings.PlateEntry
	s := c.config.Saved()
	for _, p := range s.Plates {
		if id == "" || groupID(p.Group) == id {
			found = append(found, p)
		}
	}
	if offset > len(found) {
		return nil, notExist
	}
	page := found[offset-1:]
	page = page[:min(most, maxBatch, len(page))]
	d := r.answer()
	d.begin("licensePlates", "type", "list", "total", number(len(found)), "count", number(len(page)))
	for _, p := range page {
		d.begin("item")
		d.string("licensePlateNumber", p.Number)
		d.string("groupId", groupID(p.Group))
		d.string("beginTime", stamp(s.Clock, p.Begin, time.DateTime))
		d.string("endTime", stamp(s.Clock, p.End, time.DateTime))
		d.string("licensePlateType", p.Kind)
		d.string("carOwner", p.Owner)
		d.string("cardNumber", p.Card)
		d.string("telephone", p.Phone)
		d.end()
	}
	return d.finish(), nil
}

// stamp is a moment in the device's zone, without its zone and its error.
func stamp(c settings.Clock, t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(c.Location()).Format(layout)
}

// addLicensePlates answers AddLicensePlates, each plate with a code of its own.
func (c *Camera) addLicensePlates(r *request) ([]byte, error) {
	items := r.body.at("licensePlates").items()
	if len(items) == 0 {
		return nil, missingParameter
	}
	if len(items) > maxBatch {
		return nil, overSpecs
	}
	codes := make([]fault, len(items))
	err := c.config.Save(func(s *settings.Camera) error {
		end, err := time.ParseInLocation(time.DateTime, farEnd, s.Clock.Location())
		if err != nil {
			return err
		}
		for i, item := range items {
			codes[i] = add(s, item, r.now.Truncate(time.Second), end)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	d := r.answer()
	d.begin("licensePlatesReply")
	for i, item := range items {
		index := item.at("index").string()
		if index == "" {
			index = number(i + 1)
		}
		d.begin("item")
		d.text("index", index, "type", "uint32")
		d.uint("errorCode", int(codes[i]))
		d.end()
	}
	return d.finish(), nil
}

// add adds one plate, and says what is wrong with it.
func add(s *settings.Camera, item *node, begin, end time.Time) fault {
	id := item.at("groupId").string()
	if id == "" {
		id = "1" // the temporary list, which is the first
	}
	group, err := groupOf(id)
	if err != nil {
		return faultOf(err)
	}
	p := settings.PlateEntry{Number: item.at("licensePlateNumber").string(), Group: group, Begin: begin, End: end}
	switch {
	case settings.CheckPlate(p) != nil:
		return rangeError
	case at(s.Plates, p.Number, p.Group) >= 0:
		return plateExists
	case len(s.Plates) >= settings.MaxPlates:
		return plateLibraryFull
	}
	s.Plates = append(s.Plates, p)
	return 0
}

// at is where a plate of a group stands, -1 if it does not.
func at(plates []settings.PlateEntry, number, group string) int {
	return slices.IndexFunc(plates, func(p settings.PlateEntry) bool {
		return p.Group == group && strings.EqualFold(p.Number, number)
	})
}

// key is the plate that a request is about: its number and its group.
func key(s *settings.Camera, n *node) (int, error) {
	number, id := n.at("licensePlateNumber").string(), n.at("groupId").string()
	if number == "" || id == "" {
		return 0, missingParameter
	}
	group, err := groupOf(id)
	if err != nil {
		return 0, err
	}
	i := at(s.Plates, number, group)
	if i < 0 {
		return 0, plateMissing
	}
	return i, nil
}

// modifyLicensePlate answers ModifyLicensePlate. A field that is changed must have
// a type.
func (c *Camera) modifyLicensePlate(r *request) ([]byte, error) {
	n := r.body.at("licensePlate")
	return r.done(c.config.Save(func(s *settings.Camera) error {
		i, err := key(s, n)
		if err != nil {
			return err
		}
		p := &s.Plates[i]
		for _, field := range n.all() {
			switch field.name {
			case "licensePlateNumber", "groupId":
				continue
			}
			if field.attr("type") != "string" {
				return rangeError
			}
			if err := changePlate(p, field, s.Clock); err != nil {
				return err
			}
		}
		if settings.CheckPlate(*p) != nil {
			return rangeError
		}
		return nil
	}))
}

func changePlate(p *settings.PlateEntry, field *node, c settings.Clock) error {
	switch field.name {
	case "carOwner":
		p.Owner = field.text
	case "telephone":
		p.Phone = field.text
	case "cardNumber":
		p.Card = field.text
	case "licensePlateType":
		p.Kind = field.text
	case "beginTime", "endTime":
		t, err := time.ParseInLocation(time.DateTime, field.text, c.Location())
		if err != nil {
			return rangeError
		}
		if field.name == "beginTime" {
			p.Begin = t
		} else {
			p.End = t
		}
	default:
		return rangeError
	}
	return nil
}

func (c *Camera) deleteLicensePlate(r *request) ([]byte, error) {
	return r.done(c.config.Save(func(s *settings.Camera) error {
		i, err := key(s, r.body.at("deleteAction"))
		if err != nil {
			return err
		}
		s.Plates = slices.Delete(s.Plates, i, i+1)
		return nil
	}))
}
