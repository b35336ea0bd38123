package page

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// schedulePath is the page of when detections are at work, and of what their alarms
// act on.
const schedulePath = "/event/schedule"

// schedulesView is that page, of one detection.
type schedulesView struct {
	shell
	*form
	Label string
	Types []link
	Hours []int
	Days  []scheduleDay
}

// scheduled is the detection that the page is about: the first of the model if none
// is named.
func (p *cameraPages) scheduled(r *http.Request) (settings.AlarmType, error) {
	offers := p.config.Saved().Model.Offers()[1:] // the first is All
	name := r.URL.Query().Get("type")
	for _, t := range offers {
		if name == "" || name == string(t) {
			return t, nil
		}
	}
	return "", errNotFound
}

// schedules handles GET /event/schedule.
func (p *cameraPages) schedules(w http.ResponseWriter, r *http.Request) error {
	t, err := p.scheduled(r)
	if err != nil {
		return err
	}
	rules := p.config.Saved().Rules
	f := newForm()
	putSchedule(f, rules.Schedules[t])
	f.setOn("AlarmOut", rules.AlarmOut[t])
	v := schedulesView{shell: p.shell(r, "Schedule"), form: f, Label: t.Label()}
	for _, other := range p.config.Saved().Model.Offers()[1:] {
		v.Types = append(v.Types, link{Text: other.Label(), Href: scheduleOf(other), Current: other == t})
	}
	v.Hours, v.Days = scheduleGrid(f)
	return p.render(w, http.StatusOK, "schedules", v)
}

func scheduleOf(t settings.AlarmType) string {
	return schedulePath + "?" + url.Values{"type": {string(t)}}.Encode()
}

// changeSchedule handles POST /event/schedule.
func (p *cameraPages) changeSchedule(w http.ResponseWriter, r *http.Request) error {
	t, err := p.scheduled(r)
	if err != nil {
		return err
	}
	f := formOf(r)
	err = p.config.Save(func(c *settings.Camera) error {
		rules := &c.Rules
		if rules.Schedules == nil {
			rules.Schedules = map[settings.AlarmType]settings.Schedule{}
		}
		if rules.AlarmOut == nil {
			rules.AlarmOut = map[settings.AlarmType]bool{}
		}
		rules.Schedules[t], rules.AlarmOut[t] = takeSchedule(f), f.on("AlarmOut")
		return nil
	})
	if err != nil {
		return err
	}
	return redirect(w, r, scheduleOf(t)+"&saved")
}

// scheduleGrid is the table of the hours of a week.
func scheduleGrid(f *form) (hours []int, days []scheduleDay) {
	for hour := range 24 {
		hours = append(hours, hour)
	}
	for day := range 7 {
		row := scheduleDay{Name: time.Weekday(day).String()}
		for hour := range 24 {
			name := hourName(day, hour)
			row.Hours = append(row.Hours, option{Value: name, Text: fmt.Sprintf("%s %02d:00", row.Name, hour), Selected: f.has("hour", name)})
		}
		days = append(days, row)
	}
	return hours, days
}

func putSchedule(f *form, s settings.Schedule) {
	f.set("Schedule", "24x7")
	if s.Custom {
		f.set("Schedule", "custom")
	}
	f.values.Del("hour")
	for day, hours := range s.Hours {
		for hour := range 24 {
			if hours>>hour&1 == 1 || !s.Custom {
				f.values.Add("hour", hourName(day, hour))
			}
		}
	}
}

func takeSchedule(f *form) settings.Schedule {
	s := settings.Schedule{Custom: f.get("Schedule") == "custom"}
	if !s.Custom {
		return s
	}
	for day := range s.Hours {
		for hour := range 24 {
			if f.has("hour", hourName(day, hour)) {
				s.Hours[day] |= 1 << hour
			}
		}
	}
	return s
}

func hourName(day, hour int) string { return fmt.Sprintf("%d-%d", day, hour) }
