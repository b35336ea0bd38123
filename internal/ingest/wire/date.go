package wire

import (
	"net/http"
	"sync/atomic"
	"time"
)

// dates writes the Date header, once a second.
type dates struct{ last atomic.Pointer[date] }

type date struct {
	second int64
	text   string
}

func (d *dates) at(t time.Time) string {
	second := t.Unix()
	if l := d.last.Load(); l != nil && l.second == second {
		return l.text
	}
	n := &date{second, t.UTC().Format(http.TimeFormat)}
	d.last.Store(n)
	return n.text
}
