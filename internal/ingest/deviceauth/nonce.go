package deviceauth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"sync"
	"time"
)

// Nonces. A device may use one for as long as its connection is worth keeping;
// what it counts is remembered for as long.
const (
	nonceLife = 30 * time.Minute
	maxNonces = 16384
)

type nonceState int

const (
	nonceBad nonceState = iota // not ours, or its count was used
	nonceOld
	nonceGood
)

// nonces makes nonces that need no memory until they are used: a time, a random
// part, and a code over both.
type nonces struct {
	key [32]byte

	mu    sync.Mutex
	used  map[string]*counts
	clean time.Time
}

// counts are the request counts of a nonce that have been used: the highest, and
// the 64 below it as bits, since a device may send over several connections.
type counts struct {
	made    time.Time
	highest uint64
	window  uint64
}

func (n *nonces) init(now time.Time) {
	rand.Read(n.key[:])
	n.used = make(map[string]*counts)
	n.clean = now
}

func (n *nonces) make(now time.Time) string {
	b := make([]byte, 16, 32)
	binary.BigEndian.PutUint64(b, uint64(now.UnixNano()))
	rand.Read(b[8:16])
	return base64.RawURLEncoding.EncodeToString(append(b, n.code(b)...))
}

func (n *nonces) code(b []byte) []byte {
	m := hmac.New(sha256.New, n.key[:])
	m.Write(b)
	return m.Sum(nil)[:16]
}

// use takes one count of a nonce.
func (n *nonces) use(nonce, count string, now time.Time) nonceState {
	b, err := base64.RawURLEncoding.DecodeString(nonce)
	if err != nil || len(b) != 32 || !hmac.Equal(n.code(b[:16]), b[16:]) {
		return nonceBad
	}
	nc, err := strconv.ParseUint(count, 16, 32)
	if err != nil || nc == 0 {
		return nonceBad
	}
	made := time.Unix(0, int64(binary.BigEndian.Uint64(b)))
	if age := now.Sub(made); age > nonceLife || age < -time.Minute {
		return nonceOld
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.forget(now)
	c := n.used[nonce]
	if c == nil {
		if len(n.used) >= maxNonces {
			return nonceOld // the device takes a new one, and there is room again soon
		}
		c = &counts{made: made}
		n.used[nonce] = c
	}
	return c.take(nc)
}

func (c *counts) take(nc uint64) nonceState {
	if nc > c.highest {
		if shift := nc - c.highest; shift < 64 {
			c.window = c.window<<shift | 1<<(shift-1)
		} else {
			c.window = 0
		}
		c.highest = nc
		return nonceGood
	}
	back := c.highest - nc
	if back == 0 || back > 64 || c.window&(1<<(back-1)) != 0 {
		return nonceBad
	}
	c.window |= 1 << (back - 1)
	return nonceGood
}

// forget drops the counts of nonces that are too old to be used, now and then.
func (n *nonces) forget(now time.Time) {
	if now.Sub(n.clean) < time.Minute && len(n.used) < maxNonces {
		return
	}
	n.clean = now
	for nonce, c := range n.used {
		if now.Sub(c.made) > nonceLife {
			delete(n.used, nonce)
		}
	}
}
