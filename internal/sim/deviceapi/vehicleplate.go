package deviceapi

import (
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// slashes is how the older plate commands write times.
const slashes = "2006/01/02 15:04:05"

// addVehiclePlates answers AddVehiclePlate, the older way: all or none, with all
// that is known of each.
func (c *Camera) addVehiclePlates(r *request) ([]byte, error) {
	items := r.body.at("vehiclePlates").items()
	if len(items) == 0 {
		return nil, missingParameter
	}
	return r.done(c.config.Save(func(s *settings.Camera) error {
		for _, item := range items {
			p := settings.PlateEntry{
				Number: item.at("carPlateNumber").string(),
				Group:  item.at("plateItemType").string(),
				Owner:  item.at("carOwner").string(),
				Phone:  item.at("telephone").string(),
				Kind:   item.at("carPlateType").string(),
			}
			for _, one := range []struct {
				name string
				to   *time.Time
			}{{"beginTime", &p.Begin}, {"endTime", &p.End}} {
				text := item.at(one.name).string()
				if text == "" {
					continue
				}
				t, err := time.ParseInLocation(slashes, text, s.Clock.Location())
				if err != nil {
					return invalidContent
				}
				*one.to = t
			}
			switch {
			case settings.CheckPlate(p) != nil:
				return invalidContent
			case at(s.Plates, p.Number, p.Group) >= 0:
				return plateExists
			case len(s.Plates) >= settings.MaxPlates:
				return plateLibraryFull
			}
			s.Plates = append(s.Plates, p)
		}
		return nil
	}))
}

// vehiclePlates answers GetVehiclePlate, whose pages count from 0.
func (c *Camera) vehiclePlates(r *request) ([]byte, error) {
	filter := r.body.at("vehiclePlates", "searchFilter", "item")
	if filter == nil {
		return nil, missingParameter
	}
	page, size := 0, 10
	if err := first(filter.at("pageIndex").setInt(&page), filter.at("pageSize").setInt(&size)); err != nil {
		return nil, err
	}
	if page < 0 || page > settings.MaxPlates || size < 1 || size > maxBatch {
		return nil, rangeError
	}
	list, number := filter.at("listType").string(), filter.at("carPlateNum").string()
	s := c.config.Saved()
	type keyed struct {
		settings.PlateEntry
		key int
	}
	var found []keyed
	for i, p := range s.Plates {
		if (list == "" || list == "allList" || list == p.Group) && (number == "" || number == p.Number) {
			found = append(found, keyed{p, i + 1})
		}
	}
	begin := min(page*size, len(found))
	found = found[begin:min(begin+size, len(found))]
	d := r.answer()
	d.list("vehiclePlates", len(found), "maxCount", "10000")
	for _, p := range found {
		d.begin("item")
		d.uint("keyId", p.key)
		d.string("carPlateNumber", p.Number)
		d.string("beginTime", stamp(s.Clock, p.Begin, slashes))
		d.string("endTime", stamp(s.Clock, p.End, slashes))
		d.string("carOwner", p.Owner)
		d.string("plateItemType", p.Group)
		d.string("carPlateColor", "")
		d.string("carPlateType", p.Kind)
		d.string("telephone", p.Phone)
		d.end()
	}
	return d.finish(), nil
}
