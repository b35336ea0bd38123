package world

import "time"

// maxIncidents is how many incidents a view may have.
const maxIncidents = 100

// incident checks something that happens beside those who come.
func (c *checker) incident(at, place string, placed bool, n *incidentScript) {
	if !c.word(at+".what", n.What, happenings[:]) {
		return
	}
	what := happeningOf(n.What)
	c.times(at, n.times())
	lasts := n.duration()
	switch {
	case n.Lasts < 0 || lasts > maxTime:
		c.problem(at+".lasts", "%v: say how long it goes on, up to %v", n.Lasts.duration(), time.Duration(maxTime))
	case n.Repeat > 0 && lasts+n.Jitter.duration() >= n.Repeat.duration():
		c.problem(at+".repeat", "%v: it goes on for %v and may begin %v late, so say more than both", n.Repeat.duration(), lasts, n.Jitter.duration())
	}
	if what != Sound && n.Level != 0 {
		c.problem(at+".level", "a %s has no loudness: leave it out", n.What)
	}
	if n.Level < 0 || n.Level > 100 {
		c.problem(at+".level", "%d: say how loud, 1 to 100", n.Level)
	}
	if !what.item() {
		if n.X != 0 || n.Y != 0 {
			c.problem(at+".x", "a %s has no place: leave x and y out", n.What)
		}
		return
	}
	if !(n.X > 0 && n.X < full) || !(n.Y > 0 && n.Y <= full) {
		c.problem(at+".x", "%v, %v: say x and y of the place where the item stands, from 0 to 10000", n.X, n.Y)
		return
	}
	c.point(at, place, placed, pointScript{X: n.X, Y: n.Y})
}
