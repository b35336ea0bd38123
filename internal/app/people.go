package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/cli/people"
	"github.com/watchpost/watchpost/internal/config"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

// setUpToken is the secret that whoever makes the first administrator must know:
// none where only this machine can reach the server. Logs hide it.
func setUpToken(cfg config.Serve) string {
	if cfg.WebOnLoopback() && cfg.TrustedProxy.IsEmpty() {
		return ""
	}
	return rand.Text()
}

// startPeople reads who may log in.
func (a *App) startPeople(ctx context.Context) (err error) {
	a.people, err = auth.Open(ctx, auth.Options{
		Keeper: a.store, Log: a.log.With("component", "auth"), Now: time.Now, SetUpToken: a.setUp,
	})
	if err != nil {
		return err
	}
	a.background("auth", a.people.Run)
	return nil
}

// ErrServing means that a server holds the data folder.
var ErrServing = errors.New("a running server holds this data folder")

// People does something to who may log in to the server of a data folder, while no
// server holds it: ErrServing. A folder that is missing is made when it may be.
func People(ctx context.Context, data string, makes bool, do people.Task) (err error) {
	if makes {
		if err := os.MkdirAll(data, 0o750); err != nil {
			return fmt.Errorf("make data folder: %w", err)
		}
	} else if _, err := os.Stat(sqlite.Path(data)); err != nil {
		return fmt.Errorf("open data folder: %w", err)
	}
	lock, err := sqlite.Lock(data)
	if errors.Is(err, sqlite.ErrLocked) {
		return fmt.Errorf("%s: %w", data, ErrServing)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	db, err := sqlite.Open(ctx, sqlite.Path(data), sqlite.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	s, err := auth.Open(ctx, auth.Options{Keeper: db, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		return err
	}
	return do(ctx, s)
}
