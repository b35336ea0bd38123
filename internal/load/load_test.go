package load_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/load"
)

func TestEveryRequestArrivesOnce(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]int{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		seen[string(body)]++
		n := len(seen)
		mu.Unlock()
		switch {
		case n%10 == 0:
			w.WriteHeader(http.StatusServiceUnavailable)
		case n%7 == 0:
			w.Header().Set("Connection", "close")
		}
		io.WriteString(w, "ok")
	}))
	defer srv.Close()
	r := load.Runner{Addr: srv.Listener.Addr().String(), Conns: 4, Count: 200,
		Request: func(dst []byte, _ int, n int64) []byte {
			body := fmt.Sprintf("post %d", n)
			return fmt.Appendf(dst, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		},
	}
	res, err := r.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if res.OK != 180 || res.Other[503] != 20 || res.Broken != 0 || res.Latency.Count() != 180 {
		t.Errorf("got %v, want 180 ok and 20 with 503", res)
	}
	for n := range 200 {
		if got := seen[fmt.Sprintf("post %d", n)]; got != 1 {
			t.Errorf("post %d arrived %d times", n, got)
		}
	}
}

func TestQuantilesAreWithinThreePercent(t *testing.T) {
	var l load.Latencies
	for i := 1; i <= 100_000; i++ {
		l.Add(time.Duration(i) * time.Microsecond)
	}
	for _, q := range []float64{.01, .5, .9, .99, 1} {
		want := time.Duration(q*100_000) * time.Microsecond
		got := l.Quantile(q)
		if d := got - want; d < 0 || float64(d) > .035*float64(want)+float64(time.Microsecond) {
			t.Errorf("quantile %v: got %v, want %v and at most 3 %% more", q, got, want)
		}
	}
}
