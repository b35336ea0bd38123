//go:build unix

package torture

import (
	"context"
	"io"
	"net"
	"net/netip"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/e2e"
	"github.com/watchpost/watchpost/internal/load"
	"github.com/watchpost/watchpost/internal/load/posts"
)

func TestMain(m *testing.M) { os.Exit(e2e.Main(m)) }

// long says whether the tests run in their full length.
var long = os.Getenv("TORTURE") != ""

// pick is short, or full where the tests run in full length.
func pick[T any](short, full T) T {
	if long {
		return full
	}
	return short
}

// numbers counts events over all tests, so that none is sent twice.
var numbers atomic.Int64

// mix posts events of n devices as fast as they are answered, one in thirty with
// two pictures of big and a tenth of it, until ctx ends; every event stands in
// the ledger.
func mix(ctx context.Context, addr string, n int, l *ledger, big int) load.Result {
	res, _ := mixed(addr, n, l, big).Run(ctx) // what breaks is part of the test
	return res
}

// mixed is the runner of mix.
func mixed(addr string, n int, l *ledger, big int) *load.Runner {
	current := make([]int64, n)
	return &load.Runner{
		Addr: addr, Conns: n, Timeout: 20 * time.Second,
		Source: func(i int) netip.Addr { return posts.Device{N: i}.Addr() },
		Request: func(dst []byte, i int, _ int64) []byte {
			number := numbers.Add(1)
			current[i] = number
			over, crop := 0, 0
			if number%31 == 0 {
				over, crop = big, big/10
			}
			body, sums := posts.Device{N: i}.Event(number, time.Now(), over, crop)
			l.send(number, sums)
			return posts.Request(dst, addr, body)
		},
		Answered: func(i int, _ int64, status int, _ time.Duration) {
			if status == 200 {
				l.ack(current[i])
			}
		},
	}
}

// head is how XML begins.
const head = `<?xml version="1.0" encoding="UTF-8"?>`

// answers sends bytes, ends its half of the connection, and returns all that is
// answered.
func answers(t *testing.T, addr, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("read answers: %v", err)
	}
	return string(b)
}
