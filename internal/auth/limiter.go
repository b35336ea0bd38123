package auth

import (
	"net/netip"
	"time"
)

// Wrong passwords that an address may send, and how fast it gets new tries.
const (
	triesAtOnce = 10
	tryEvery    = 30 * time.Second
	// maxAddresses bounds what a crowd of addresses can make us remember.
	maxAddresses = 10_000
)

// limiter counts wrong passwords by address. A name is never locked: that would
// let a stranger shut people out. It is not safe for concurrent use.
type limiter struct {
	spent map[netip.Addr]spent
}

// spent is how many tries an address had used at a time; they come back.
type spent struct {
	tries float64
	at    time.Time
}

func (s spent) now(now time.Time) float64 {
	back := float64(now.Sub(s.at)) / float64(tryEvery)
	return min(max(s.tries-max(back, 0), 0), triesAtOnce)
}

// network is what counts as one address: IPv6 is handed out by the /64.
func network(a netip.Addr) netip.Addr {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}

// wait is how long an address has to wait for its next try; 0 when it may.
func (l *limiter) wait(a netip.Addr, now time.Time) time.Duration {
	n := l.spent[network(a)].now(now)
	if n <= triesAtOnce-1 {
		return 0
	}
	return time.Duration((n - (triesAtOnce - 1)) * float64(tryEvery))
}

// take counts a try, before it is known whether it is right: many at once are
// counted as they come.
func (l *limiter) take(a netip.Addr, now time.Time) {
	if l.spent == nil {
		l.spent = make(map[netip.Addr]spent)
	}
	a = network(a)
	if _, ok := l.spent[a]; !ok && len(l.spent) >= maxAddresses {
		l.forget(now)
	}
	l.spent[a] = spent{l.spent[a].now(now) + 1, now}
}

// giveBack takes back a try that was right. Those before it stay counted, or
// somebody with a password of his own could try others without end.
func (l *limiter) giveBack(a netip.Addr, now time.Time) {
	a = network(a)
	if n := l.spent[a].now(now) - 1; n > 0 {
		l.spent[a] = spent{n, now}
	} else {
		delete(l.spent, a)
	}
}

// forget drops the addresses that have all their tries back, or all when none has.
func (l *limiter) forget(now time.Time) {
	for a, s := range l.spent {
		if s.now(now) == 0 {
			delete(l.spent, a)
		}
	}
	if len(l.spent) >= maxAddresses {
		clear(l.spent)
	}
}
