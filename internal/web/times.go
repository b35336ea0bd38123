package web

import "time"

// Now is when the page is made.
func (v *view) Now() time.Time { return v.now }

// Clock is a time of day, exact to the second.
func (v *view) Clock(t time.Time) string { return t.In(v.zone).Format("15:04:05") }

// Stamp is a time for machines, in an attribute.
func (v *view) Stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Exact is a time with its date and its fraction.
func (v *view) Exact(t time.Time) string {
	return v.Date(t) + ", " + t.In(v.zone).Format("15:04:05.000")
}

// When is a time of day, with the date where it is not today.
func (v *view) When(t time.Time) string {
	if day(t.In(v.zone)) == day(v.now.In(v.zone)) {
		return v.Clock(t)
	}
	return v.Date(t) + ", " + v.Clock(t)
}

// Date is a day with its weekday.
func (v *view) Date(t time.Time) string {
	t = t.In(v.zone)
	return v.T("date", v.T("weekday."+t.Format("Mon")), t.Day(), v.T("month."+t.Format("Jan")), t.Year())
}

// Made is when the page was made, with its zone.
func (v *view) Made() string {
	return v.Date(v.now) + ", " + v.now.In(v.zone).Format("15:04 MST")
}

// DateValue is a day as forms have it.
func (v *view) DateValue(t time.Time) string { return day(t.In(v.zone)) }

// DayName says today and yesterday, and nothing for other days.
func (v *view) DayName(t time.Time) string {
	now := v.now.In(v.zone)
	switch day(t.In(v.zone)) {
	case day(now):
		return v.T("today")
	case day(now.AddDate(0, 0, -1)):
		return v.T("yesterday")
	}
	return ""
}

// day is a date as text, to compare days by.
func day(t time.Time) string { return t.Format("2006-01-02") }

// Ago says how long ago something was, roughly.
func (v *view) Ago(t time.Time) string {
	if t.IsZero() {
		return v.T("never")
	}
	d := v.now.Sub(t)
	if d < 2*time.Second {
		return v.T("just_now")
	}
	return v.T("ago", v.Span(d))
}

// Span is a length of time, roughly.
func (v *view) Span(d time.Duration) string {
	switch d = d.Abs(); {
	case d < 10*time.Second:
		return v.T("span.tenths", trimZero(d.Round(100*time.Millisecond).Seconds()))
	case d < 2*time.Minute:
		return v.T("span.seconds", int64(d.Seconds()))
	case d < 2*time.Hour:
		return v.T("span.minutes", int64(d.Minutes()))
	case d < 48*time.Hour:
		return v.T("span.hours", int64(d.Hours()))
	}
	return v.T("span.days", int64(d.Hours()/24))
}

// Since is how long ago something was, roughly, without the word for it.
func (v *view) Since(t time.Time) string { return v.Span(v.now.Sub(t)) }
