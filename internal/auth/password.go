package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Bounds of a password, in characters and bytes. The upper one only keeps a
// stranger from having us hash megabytes.
const (
	MinPassword = 10
	maxPassword = 1024
)

// cost is what one hash takes.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// The cost of new hashes, as OWASP advises at least: 19 MiB and two passes.
var standard = cost{memory: 19 << 10, time: 2, threads: 1}

const (
	saltSize = 16
	keySize  = 32
	// hashesAtOnce bounds the memory that logins take together.
	hashesAtOnce = 2
)

// errHash means that a stored hash cannot be read.
var errHash = errors.New("not an argon2id hash")

// hasher makes and checks hashes, a few at a time.
type hasher struct {
	cost  cost
	slots chan struct{}
	// dummy is checked where there is no user, so that a stranger learns no names
	// from the time an answer takes.
	dummy string
}

func newHasher(c cost) *hasher {
	h := &hasher{cost: c, slots: make(chan struct{}, hashesAtOnce)}
	h.dummy = c.encode(make([]byte, saltSize), make([]byte, keySize))
	return h
}

// hash returns a new hash of a password, in PHC form.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt) // never fails
	key, err := h.key(ctx, password, salt, h.cost)
	if err != nil {
		return "", err
	}
	return h.cost.encode(salt, key), nil
}

// check says whether a password has this hash, and whether the hash should be
// made anew at today's cost. An empty hash is nobody's, and so is a password that is
// too long to be one; both take as long.
func (h *hasher) check(ctx context.Context, password, hash string) (ok, renew bool, err error) {
	nobody := hash == "" || len(password) > maxPassword
	if nobody {
		hash, password = h.dummy, password[:min(len(password), maxPassword)]
	}
	c, salt, want, err := decode(hash)
	if err != nil {
		return false, false, err
	}
	key, err := h.key(ctx, password, salt, c)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(key, want) == 1 && !nobody
	return ok, ok && c != h.cost, nil
}

func (h *hasher) key(ctx context.Context, password string, salt []byte, c cost) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.time, c.memory, c.threads, keySize), nil
}

func (c cost) encode(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

func decode(hash string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil || c.time < 1 || c.threads < 1 || c.memory > 1<<20 {
		return c, nil, nil, errHash
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err == nil {
		key, err = base64.RawStdEncoding.DecodeString(parts[5])
	}
	if err != nil || len(key) != keySize {
		return c, nil, nil, errHash
	}
	return c, salt, key, nil
}

// obvious are passwords that are long enough and the first to be tried.
var obvious = []string{
	"1234567890", "0123456789", "0987654321", "qwertyuiop", "password12", "password123", "passw0rd123",
	"administrator", "watchpost", "changeme", "letmein", "iloveyou", "surveillance",
}

// checkPassword says what is wrong with a password that somebody chose.
func checkPassword(name, password string) error {
	const field = "password"
	n := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	switch {
	case !utf8.ValidString(password):
		return InvalidError{field, "holds bytes that are no text"}
	case n < MinPassword:
		return InvalidError{field, fmt.Sprintf("must have %d characters at least; a few words are easy to remember", MinPassword)}
	case len(password) > maxPassword:
		return InvalidError{field, fmt.Sprintf("may have %d bytes at most", maxPassword)}
	case strings.Trim(lower, string([]rune(lower)[0])) == "":
		return InvalidError{field, "is one character again and again"}
	case name != "" && strings.Trim(strings.ReplaceAll(lower, strings.ToLower(name), ""), "0123456789!?.-_ ") == "":
		return InvalidError{field, "is the name; choose one that cannot be guessed from it"}
	}
	bare := strings.TrimFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, o := range obvious {
		if lower == o || bare == o {
			return InvalidError{field, "is among the first that are tried; choose another"}
		}
	}
	return nil
}
