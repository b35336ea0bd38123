package world

// times checks when something happens.
func (c *checker) times(at string, a times) {
	if a.At.duration() < 0 || a.At.duration() > maxTime {
		c.problem(at+".at", "%v: say when it comes first, 0s to %v", a.At.duration(), maxTime)
	}
	if a.Repeat.duration() != 0 && (a.Repeat.duration() < minRepeat || a.Repeat.duration() > maxTime) {
		c.problem(at+".repeat", "%v: say after how long it comes again, %v to %v, or leave it out for once", a.Repeat.duration(), minRepeat, maxTime)
	}
	switch {
	case a.Jitter.duration() < 0:
		c.problem(at+".jitter", "%v: say how much later it may come, or leave it out", a.Jitter.duration())
	case a.Repeat.duration() > 0 && a.Jitter.duration() >= a.Repeat.duration():
		c.problem(at+".jitter", "%v: say less than repeat, %v", a.Jitter.duration(), a.Repeat.duration())
	case a.Jitter.duration() > maxTime:
		c.problem(at+".jitter", "%v: at most %v", a.Jitter.duration(), maxTime)
	}
	if a.Times < 0 || a.Times > 1e6 {
		c.problem(at+".times", "%d: say how often it comes, or leave it out for ever", a.Times)
	}
	if a.Times > 1 && a.Repeat.duration() == 0 {
		c.problem(at+".times", "%d times but no repeat: say after how long it comes again", a.Times)
	}
	if a.Chance != nil && !(*a.Chance >= 0.01 && *a.Chance <= 1) {
		c.problem(at+".chance", "%v: say a number from 0.01 to 1", *a.Chance)
	}
}
