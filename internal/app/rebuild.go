package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/watchpost/watchpost/internal/config"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

// RebuildCounts makes the rollups behind counts anew from the events and passages
// in the data folder of a configuration, which no server may be using.
func RebuildCounts(ctx context.Context, cfg config.Serve, out io.Writer) (err error) {
	path := sqlite.Path(cfg.Data)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no database in %s; say with --data where it is", cfg.Data)
	}
	lock, err := sqlite.Lock(cfg.Data)
	if errors.Is(err, sqlite.ErrLocked) {
		return fmt.Errorf("a server runs on %s; stop it first, so that nothing is counted meanwhile", cfg.Data)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	db, err := sqlite.Open(ctx, path, sqlite.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	next := time.Now().Add(time.Second)
	done, err := db.RebuildCounts(ctx, func(r store.Rebuilt) {
		if now := time.Now(); now.After(next) {
			next = now.Add(time.Second)
			fmt.Fprintf(out, "%d events, %d passages …\n", r.Events, r.Passages)
		}
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Counted %d events and %d passages anew.\n", done.Events, done.Passages)
	if err == nil && !done.From.IsZero() {
		_, err = fmt.Fprintf(out, "Counts of events from before %s stay as they were.\n", done.From.Format(time.RFC3339))
	}
	return err
}
