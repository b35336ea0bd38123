package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/load"
)

// starts are how often a start is measured.
const starts = 5

// start measures how long the product takes until it listens.
func (b *bench) start(ctx context.Context, row int) ([]line, error) {
	dir, err := b.history(ctx)
	if err != nil {
		return nil, err
	}
	var took []float64
	for range starts {
		product, err := b.product(ctx, dir)
		if err != nil {
			return nil, err
		}
		took = append(took, product.startup.Seconds()*1000)
		if err := product.stop(); err != nil {
			return nil, err
		}
	}
	return []line{{Row: row, What: fmt.Sprintf("start with %d events in the store", b.events), Product: median(took), Unit: "ms", Limit: 1000}}, nil
}

// asks are how often each list is asked for.
const asks = 100

// lists measures lists and searches, each by itself, and tells of the slowest and
// of all that miss the goal.
func (b *bench) lists(ctx context.Context, row int) (lines []line, err error) {
	dir, err := b.history(ctx)
	if err != nil {
		return nil, err
	}
	product, err := b.product(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop()) }()
	type list struct {
		query string
		p99   time.Duration
	}
	var all []list
	for _, q := range queries() {
		var l load.Latencies
		for i := range asks {
			begin := time.Now()
			if err := get(ctx, "http://"+product.Web+q(i)); err != nil {
				return nil, err
			}
			l.Add(time.Since(begin))
		}
		all = append(all, list{q(0), l.Quantile(.99)})
	}
	slices.SortFunc(all, func(a, b list) int { return cmp.Compare(b.p99, a.p99) })
	for i, l := range all {
		found := line{
			Row: row, What: fmt.Sprintf("99th percentile of a list with %d events: %s", b.events, l.query),
			Product: float64(l.p99.Microseconds()) / 1000, Unit: "ms", Limit: 50,
		}
		if i == 0 || !found.met() {
			lines = append(lines, found)
		}
	}
	return lines, nil
}

// queries are lists and searches; each is asked for again and again, a little
// otherwise each time.
func queries() []func(i int) string {
	camera := func(i int) string {
		return fmt.Sprintf("cam_02005e0000%02x_%d", i%historyDevices, 1+i%historyChannels)
	}
	span := func(i int) string {
		from := historyEnd.Add(-time.Duration(i+1) * 80 * time.Hour)
		return "after=" + from.Format(time.RFC3339) + "&before=" + from.Add(24*time.Hour).Format(time.RFC3339)
	}
	return []func(int) string{
		func(i int) string { return "/api/v1/events" },
		func(i int) string { return "/api/v1/events?limit=500" },
		func(i int) string { return "/api/v1/events?" + span(i) },
		func(i int) string { return "/api/v1/events?camera=" + camera(i) },
		func(i int) string { return "/api/v1/events?camera=" + camera(i) + "&" + span(i) },
		func(i int) string { return fmt.Sprintf("/api/v1/events?device=dev_02005e0000%02x", i%historyDevices) },
		func(i int) string { return "/api/v1/events?type=license_plate" },
		func(i int) string { return "/api/v1/events?type=license_plate&" + span(i) },
		func(i int) string { return "/api/v1/events?target=car&camera=" + camera(i) },
		func(i int) string { return "/api/v1/events?has=face" },
		func(i int) string { return "/api/v1/events?has=face,image&camera=" + camera(i) },
		func(i int) string { return fmt.Sprintf("/api/v1/events?plate=WP%05d", 7*i) },
		func(i int) string { return fmt.Sprintf("/api/v1/events?q=WP%05d", 7*i) },
		func(i int) string { return "/api/v1/events?group=staff" },
		func(i int) string { return "/api/v1/plates" },
		func(i int) string { return fmt.Sprintf("/api/v1/plates?q=P%04d", 7*i) },
		func(i int) string { return "/api/v1/counts?bucket=hour&camera=" + camera(i) + "&" + span(i) },
		func(i int) string { return "/api/v1/cameras" },
	}
}

// get asks for a list, and reads it whole.
func get(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %.200s", url, resp.Status, body)
	}
	return err
}
