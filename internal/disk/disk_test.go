package disk_test

import (
	"path/filepath"
	"testing"

	"github.com/watchpost/watchpost/internal/disk"
)

const gb = 1 << 30

func TestState(t *testing.T) {
	tests := []struct {
		name             string
		total, available int64
		want             disk.State
	}{
		{"empty", 100 * gb, 90 * gb, disk.OK},
		{"large and nearly full, with room for weeks", 10_000 * gb, 300 * gb, disk.OK},
		{"2 GB left of 100", 100 * gb, 2 * gb, disk.OK},
		{"less than two", 100 * gb, gb * 3 / 2, disk.Low},
		{"below the floor", 100 * gb, gb - gb/8, disk.High},
		{"nearly nothing", 100 * gb, gb / 4, disk.Full},
		{"small, 16 %", 1000 << 20, 160 << 20, disk.OK},
		{"small, 14 %", 1000 << 20, 140 << 20, disk.Low},
		{"small, 7 %", 1000 << 20, 70 << 20, disk.High},
		{"small, 2 %", 1000 << 20, 20 << 20, disk.Full},
		{"nothing", 256 << 20, 0, disk.Full},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := disk.Usage{Total: tt.total, Available: tt.available}
			if got := disk.StateOf(u, gb, disk.OK); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	if got := disk.StateOf(disk.Usage{Total: 100 * gb, Available: 90 * gb, Inodes: 1000, InodesFree: 5}, gb, disk.OK); got != disk.Full {
		t.Errorf("F08 without inodes: got %v, want full", got)
	}
}

func TestStateIsNotLeftAtItsEdge(t *testing.T) {
	u := disk.Usage{Total: 100 * gb, Available: gb + gb/20}
	if got := disk.StateOf(u, gb, disk.OK); got != disk.Low {
		t.Fatalf("got %v", got)
	}
	if got := disk.StateOf(u, gb, disk.High); got != disk.High {
		t.Errorf("at the edge it was left: got %v, want high", got)
	}
}

// TestWantedIsWhereAllIsWell: who makes room up to there need not go on.
func TestWantedIsWhereAllIsWell(t *testing.T) {
	for _, total := range []int64{64 << 20, 1000 << 20, 100 * gb, 10_000 * gb} {
		u := disk.Usage{Total: total, Inodes: 1000, InodesFree: 80}
		if got := disk.WantedInodes(u); got != 80 {
			t.Errorf("wanted %d of 1000 inodes, want 80", got)
		}
		u.Available = disk.Wanted(u, gb)
		if got := disk.StateOf(u, gb, disk.Full); got != disk.OK {
			t.Errorf("%d MB: with %d MB available it is %v, want ok", total>>20, u.Available>>20, got)
		}
		u.Available -= u.Available / 16
		if got := disk.StateOf(u, gb, disk.Full); got != disk.Low {
			t.Errorf("%d MB: with %d MB available it is %v, want low", total>>20, u.Available>>20, got)
		}
	}
}

func TestOf(t *testing.T) {
	u, err := disk.Of(t.TempDir())
	if err != nil || u.Total <= 0 || u.Available < 0 || u.Available > u.Total {
		t.Errorf("got %+v, %v", u, err)
	}
	if _, err := disk.Of(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there has room")
	}
}

func TestBallast(t *testing.T) {
	b := disk.Ballast{Path: filepath.Join(t.TempDir(), "ballast")}
	for range 2 {
		if err := b.Take(5 << 20); err != nil {
			t.Fatal(err)
		}
		if got := b.Held(); got != 5<<20 {
			t.Errorf("holds %d bytes, want 5 MiB", got)
		}
	}
	for range 2 {
		if err := b.GiveUp(); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.Held(); got != 0 {
		t.Errorf("still holds %d bytes", got)
	}
}
