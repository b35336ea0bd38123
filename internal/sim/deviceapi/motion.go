package deviceapi

import (
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func motionConfig(r *request) ([]byte, error) {
	rules := r.lens().rules
	width := strconv.Itoa(settings.MotionColumns)
	d := r.answer()
	d.begin("motion")
	d.bool("switch", rules.Motion.On)
	d.number("sensitivity", "int32", rules.Cells.Sensitivity, "min", "0", "max", "8")
	d.uint("alarmHoldTime", seconds(rules.Motion.Hold))
	d.list("area", settings.MotionRows)
	d.empty("itemType", "type", "string", "minLen", width, "maxLen", width)
	for _, row := range rules.Cells.Rows {
		if row == "" {
			row = strings.Repeat("1", settings.MotionColumns)
		}
		d.cdata("item", row)
	}
	d.end()
	alarmOut(d, rules.AlarmOut[settings.Motion])
	return d.finish(), nil
}

func setMotionConfig(r *request) ([]byte, error) {
	n := r.body.at("motion")
	if n == nil {
		return nil, missingParameter
	}
	return r.done(r.change(r.channel, func(l lens) error {
		if area := n.at("area"); area != nil {
			rows := area.items()
			if len(rows) != settings.MotionRows {
				return invalidContent
			}
			for i, row := range rows {
				if len(row.text) != settings.MotionColumns {
					return invalidContent
				}
				l.rules.Cells.Rows[i] = row.text
			}
		}
		return first(
			n.at("switch").setBool(&l.rules.Motion.On),
			n.at("sensitivity").setInt(&l.rules.Cells.Sensitivity),
			n.at("alarmHoldTime").setSeconds(&l.rules.Motion.Hold),
			readAlarmOut(n.at("triggerAlarmOut"), l.rules, settings.Motion),
		)
	}))
}

// readAlarmOut reads which outputs a rule activates.
func readAlarmOut(list *node, rules *settings.Rules, t settings.AlarmType) error {
	items := list.items()
	if len(items) == 0 {
		return nil
	}
	on := false
	if err := items[0].setBool(&on); err != nil {
		return err
	}
	if !on {
		delete(rules.AlarmOut, t)
		return nil
	}
	if rules.AlarmOut == nil {
		rules.AlarmOut = map[settings.AlarmType]bool{}
	}
	rules.AlarmOut[t] = true
	return nil
}

// alarmOut is the part of a rule that says which outputs it activates: the first, or
// none.
func alarmOut(d *document, on bool) {
	d.list("triggerAlarmOut", 1)
	d.empty("itemType", "type", "boolean")
	d.text("item", strconv.FormatBool(on), "id", "1")
	d.end()
}

func seconds(d time.Duration) int { return int(d / time.Second) }

func (n *node) setSeconds(to *time.Duration) error {
	s := seconds(*to)
	if err := n.setInt(&s); err != nil {
		return err
	}
	if s < 0 || s > 1<<20 {
		return invalidContent
	}
	*to = time.Duration(s) * time.Second
	return nil
}
