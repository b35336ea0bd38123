//go:build unix

package e2e_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
	"github.com/watchpost/watchpost/internal/e2e"
)

// TestStreamGoesOnAcrossRestarts follows the stream while the server is stopped,
// and killed, and started again. Each event is told once, in order.
func TestStreamGoesOnAcrossRestarts(t *testing.T) {
	i := e2e.Start(t, e2e.Options{})
	web, err := url.Parse(i.Web)
	if err != nil {
		t.Fatal(err)
	}
	jpg := picture(t, 64, 64, 1)
	n := 0
	send := func(i *e2e.Instance, count int) {
		t.Helper()
		for range count {
			n++
			post(t, i, intrusion(n, time.Now(), jpg, jpg))
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	told := make(chan string, 100)
	go func() {
		defer close(told)
		start := int64(0)
		for f, err := range i.Client(t).Stream(ctx, client.StreamOptions{Topics: []string{"event"}, After: &start}) {
			if err != nil {
				return
			}
			if f.Event == nil {
				told <- "a frame of topic " + f.Topic
				continue
			}
			told <- f.Event.EventID
		}
	}()
	next := 1
	follow := func(upTo int) {
		t.Helper()
		for ; next <= upTo; next++ {
			got, ok := <-told
			if !ok {
				t.Fatalf("the stream ended before event %d", next)
			}
			if got != fmt.Sprint(next) {
				t.Fatalf("told %s, want event %d", got, next)
			}
		}
	}
	send(i, 5)
	follow(5)
	if err := i.Stop(); err != nil {
		t.Fatalf("stop: %v\n%s", err, i.Output())
	}
	same := e2e.Options{Data: i.Data, Args: []string{"--web", web.Host}}
	second := e2e.Start(t, same)
	send(second, 5)
	second.Kill()
	third := e2e.Start(t, same)
	send(third, 5)
	follow(15)
	if err := third.Stop(); err != nil {
		t.Errorf("stop with a stream open: %v", err)
	}
	cancel()
	for extra := range told {
		t.Errorf("told %s after the last", extra)
	}
}
