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
// what it counts is remembered for as long, but for no more than the newest.
const (
	nonceLife = 30 * time.Minute
	maxNonces = 16384
)

// nonces makes nonces that need no memory until they are used: a time, a random
// part, and a code over both.
//
// The counts of used ones are held in two generations. When the young one is
// full, or old, the old one is forgotten; nothing that was made before the
// youngest of what was forgotten is good any more, unless it is remembered.
type nonces struct {
	key [32]byte

	mu         sync.Mutex
	young, old map[string]*counts
	turned     time.Time // when the young generation began
	forgotten  time.Time // when the youngest of the forgotten was made
}

func (n *nonces) init(now time.Time) {
	rand.Read(n.key[:])
	n.young, n.turned = make(map[string]*counts), now
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

// use takes one count of a nonce, and says whether it was good: made here, not
// too old, and the count not used before.
func (n *nonces) use(nonce, count string, now time.Time) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(nonce)
	if err != nil || len(b) != 32 || !hmac.Equal(n.code(b[:16]), b[16:]) {
		return false
	}
	nc, err := strconv.ParseUint(count, 16, 32)
	if err != nil || nc == 0 {
		return false
	}
	made := time.Unix(0, int64(binary.BigEndian.Uint64(b)))
	if age := now.Sub(made); age > nonceLife || age < -time.Minute {
		return false
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	c := n.counts(nonce, made, now)
	return c != nil && c.take(nc)
}

// counts are those of a nonce, nil when they may have been forgotten.
func (n *nonces) counts(nonce string, made, now time.Time) *counts {
	if c := n.young[nonce]; c != nil {
		return c
	}
	c := n.old[nonce]
	if c == nil {
		if !made.After(n.forgotten) {
			return nil
		}
		c = &counts{made: made}
	}
	if len(n.young) >= maxNonces/2 || now.Sub(n.turned) > nonceLife {
		n.turn(now)
	}
	delete(n.old, nonce)
	n.young[nonce] = c
	return c
}

// turn forgets the old generation.
func (n *nonces) turn(now time.Time) {
	for _, c := range n.old {
		if c.made.After(n.forgotten) {
			n.forgotten = c.made
		}
	}
	n.young, n.old, n.turned = make(map[string]*counts), n.young, now
}

// counts are the request counts of a nonce that have been used: the highest, and
// the 64 below it as bits, since a device may send over several connections.
type counts struct {
	made    time.Time
	highest uint64
	window  uint64
}

// take says whether a count was not used before.
func (c *counts) take(nc uint64) bool {
	if nc > c.highest {
		if shift := nc - c.highest; shift <= 64 {
			c.window = c.window<<shift | 1<<(shift-1)
		} else {
			c.window = 0
		}
		c.highest = nc
		return true
	}
	back := c.highest - nc
	if back == 0 || back > 64 || c.window&(1<<(back-1)) != 0 {
		return false
	}
	c.window |= 1 << (back - 1)
	return true
}
