// Command bench measures the numbers that Watchpost is held to, on the machine
// at hand: what it takes in a second as a part of what a bare net/http server
// takes beside it in the same run, what memory it needs, and how it does with a
// long history. Both sides are processes of their own, with their data on the
// same file system, measured in turns.
//
//	go run ./internal/bench [-rows 1,2,3,4,6,7,8] [-seconds n] [-rounds n] [-json]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() { os.Exit(run()) }

// errMissed means that a goal was not met.
var errMissed = errors.New("a goal was missed")

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	if len(os.Args) > 1 && os.Args[1] == childArg {
		err = beChild(ctx, os.Args[2:])
	} else {
		err = measure(ctx, os.Args[1:])
	}
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(os.Stderr, "bench:", err)
	return 1
}

var errUsage = errors.New("usage")

// settings are what a run was asked for.
type settings struct {
	rows    []int
	length  time.Duration // of one side's turn
	rounds  int
	conns   int
	events  int64 // in the long history
	dir     string
	profile string
	json    bool
	strict  bool
}

func parse(args []string) (*settings, error) {
	var s settings
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	rows := f.String("rows", "1,2,3,4,5,6,7,8,9", "which rows to measure")
	seconds := f.Float64("seconds", 3, "length of one side's turn")
	f.IntVar(&s.rounds, "rounds", 5, "turns of each side")
	f.IntVar(&s.conns, "conns", 128, "connections that send pictures, one a device; posts without come over four times as many")
	f.Int64Var(&s.events, "events", 10_000_000, "events in the store of rows 6, 7 and 9; made once, about 0.5 GB a million")
	f.StringVar(&s.dir, "dir", "", "folder for data, kept between runs (default the user's cache folder)")
	f.StringVar(&s.profile, "profile", "", "file for a CPU profile of the product in rows 1 to 3; name one row")
	f.BoolVar(&s.json, "json", false, "print JSON")
	f.BoolVar(&s.strict, "strict", false, "end with 1 when a goal is missed")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, errUsage
	}
	for name := range strings.SplitSeq(*rows, ",") {
		n, err := strconv.Atoi(name)
		if err != nil || !slices.Contains(known, n) {
			return nil, fmt.Errorf("-rows: %q is not one of %v", name, known)
		}
		s.rows = append(s.rows, n)
	}
	if s.rounds < 1 || s.conns < 1 || *seconds <= 0 || s.events < 1 || f.NArg() > 0 {
		return nil, errors.New("every number must be positive, and nothing may follow the options")
	}
	s.length = time.Duration(*seconds * float64(time.Second))
	if s.dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("find a folder for data, name one with -dir: %w", err)
		}
		s.dir = filepath.Join(cache, "watchpost-bench")
	}
	return &s, os.MkdirAll(s.dir, 0o750)
}

// known are the rows there are: the lines of "Numbers to hold" in the
// architecture, and after them more of what people wait for.
var known = []int{1, 2, 3, 4, 5, 6, 7, 8, 9}

func measure(ctx context.Context, args []string) error {
	s, err := parse(args)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp(s.dir, "run-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	b := &bench{settings: s, work: work, binary: filepath.Join(work, "watchpost")}
	if err := b.build(ctx); err != nil {
		return err
	}
	var rep report
	if rep.Machine, err = machineFacts(work); err != nil {
		return err
	}
	for _, n := range s.rows {
		lines, err := b.row(ctx, n)
		if err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
		rep.Lines = append(rep.Lines, lines...)
	}
	if err := rep.print(os.Stdout, s.json); err != nil {
		return err
	}
	if s.strict && rep.missed() {
		return errMissed
	}
	return nil
}

// bench is one run.
type bench struct {
	*settings
	work   string // a folder of this run's own
	binary string
}

func (b *bench) row(ctx context.Context, n int) ([]line, error) {
	switch n {
	case 1:
		return b.eventPosts(ctx, n, "events with two images (0.4 MB)", overviewSize, cropSize, roleStore, .9)
	case 2:
		return b.eventPosts(ctx, n, "events without images", 0, 0, roleRead, .4)
	case 3:
		return b.trackingPosts(ctx, n)
	case 4:
		return b.memory(ctx, n)
	case 5:
		return b.toBrowser(ctx, n)
	case 6:
		return b.lists(ctx, n)
	case 8:
		return b.manyTracks(ctx, n)
	case 9:
		return b.firstPage(ctx, n)
	default:
		return b.start(ctx, n)
	}
}
