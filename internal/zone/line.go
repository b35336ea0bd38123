package zone

import "time"

// over is a target at a line.
type over struct {
	near  bool      // it crossed, and has not left the line behind yet
	right bool      // to which side, as was told
	back  time.Time // when it went back, and has stayed so; else zero
}

// moveOver follows a target from where it was last. Its first crossing counts at
// once. Until it has left the line behind, only which side it stays on counts.
func (c *Camera) moveOver(z *shape, t *target, o *over, now foot) {
	if share, ok := z.segment.Crossed(t.last.p, now.p); ok {
		at, right := between(t.last.at, now.at, share), z.segment.Right(now.p)
		c.settle(z, t, o, at)
		switch {
		case !o.near:
			c.cross(z, t, at, right)
			*o = over{near: true, right: right}
		case o.right != right:
			o.back = at
		default:
			o.back = time.Time{}
		}
	}
	c.settle(z, t, o, now.at)
	if o.near && z.segment.Distance(now.p) >= Jitter {
		c.endOver(z, t, o)
	}
}

// settle tells of a target that went back and stayed.
func (c *Camera) settle(z *shape, t *target, o *over, now time.Time) {
	if !o.back.IsZero() && now.Sub(o.back) >= Settle {
		c.cross(z, t, o.back, !o.right)
		*o = over{near: true, right: !o.right}
	}
}

// endOver tells which side a target went to in the end.
func (c *Camera) endOver(z *shape, t *target, o *over) {
	if !o.back.IsZero() {
		c.cross(z, t, o.back, !o.right)
	}
	*o = over{}
}

func (c *Camera) cross(z *shape, t *target, at time.Time, right bool) {
	if !z.Accepts(t.typ) {
		return
	}
	way := Out
	if right {
		way = In
	}
	c.tell(z, t, Passage{Action: Crossed, Direction: way, At: at})
}
