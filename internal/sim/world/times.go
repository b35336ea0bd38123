package world

// times is when something happens as a scenario has it.
type times struct {
	At, Repeat, Jitter span
	Times              int
	Chance             *float64
}

func (t times) rhythm(key uint64) rhythm {
	r := rhythm{
		at: t.At.duration(), repeat: t.Repeat.duration(), times: t.Times, jitter: t.Jitter.duration(), chance: 1, key: key,
	}
	if t.Chance != nil {
		r.chance = *t.Chance
	}
	return r
}

func (s *actorScript) times() times { return times{s.At, s.Repeat, s.Jitter, s.Times, s.Chance} }

func (s *incidentScript) times() times { return times{s.At, s.Repeat, s.Jitter, s.Times, s.Chance} }
