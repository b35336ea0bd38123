package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"syscall"
	"time"

	"github.com/watchpost/watchpost/internal/app"
	"github.com/watchpost/watchpost/internal/config"
)

// childArg makes this program one of the sides that are measured: "child ROLE …".
const childArg = "child"

// Roles of a child. The product as a role of this program, "product PROFILE
// serve's options…", writes a CPU profile; otherwise it is the real binary.
const (
	roleRead    = "read"
	roleStore   = "store"
	roleProduct = "product"
)

// beChild serves until ctx ends.
func beChild(ctx context.Context, args []string) error {
	switch {
	case len(args) == 1 && args[0] == roleRead:
		return serveBound(ctx, http.HandlerFunc(readBound))
	case len(args) == 2 && args[0] == roleStore:
		s, err := newStoreBound(args[1])
		if err != nil {
			return err
		}
		return serveBound(ctx, s)
	case len(args) > 1 && args[0] == roleProduct:
		return serveProduct(ctx, args[1], args[2:])
	}
	return fmt.Errorf("not a child: %q", args)
}

// serveBound serves h on a port of its own until ctx ends, and says where as the
// product does.
func serveBound(ctx context.Context, h http.Handler) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: h}
	stop := context.AfterFunc(ctx, func() { srv.Close() })
	defer stop()
	if err := json.NewEncoder(os.Stdout).Encode(listening{Msg: listens, Devices: l.Addr().String()}); err != nil {
		return err
	}
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func serveProduct(ctx context.Context, profile string, args []string) error {
	cfg, err := config.Load(args, os.Environ(), nil)
	if err != nil {
		return err
	}
	f, err := os.Create(profile)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return errors.Join(err, f.Close())
	}
	err = app.Run(ctx, cfg, os.Stdout, os.Stderr)
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}

// listening is what a child prints once it listens.
type listening struct {
	Msg     string `json:"msg"`
	Devices string `json:"devices"`
	Web     string `json:"web,omitempty"`
}

const listens = "listening"

// server is a child that listens.
type server struct {
	listening
	startup time.Duration // from its start until it listened
	cmd     *exec.Cmd
	drained chan struct{}
}

// build builds the product as it is released.
func (b *bench) build(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.binary, "github.com/watchpost/watchpost/cmd/watchpost")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build watchpost: %w\n%s", err, out)
	}
	return nil
}

// product starts the product with its data in a folder.
func (b *bench) product(ctx context.Context, data string, options ...string) (*server, error) {
	args := append([]string{"--log-format", "json", "--log-level", "warn", "--data", data, "--devices", "127.0.0.1:0", "--web", "127.0.0.1:0"}, options...)
	if b.profile != "" {
		return startChild(ctx, os.Args[0], append([]string{childArg, roleProduct, b.profile}, args...)...)
	}
	return startChild(ctx, b.binary, append([]string{"serve"}, args...)...)
}

// bound starts a bound; that which stores does so in a folder of its own.
func (b *bench) bound(ctx context.Context, role string) (*server, error) {
	args := []string{childArg, role}
	if role == roleStore {
		args = append(args, filepath.Join(b.work, "bound"))
	}
	return startChild(ctx, os.Args[0], args...)
}

// startWithin is how long a child may take to listen.
const startWithin = 2 * time.Minute

func startChild(ctx context.Context, path string, args ...string) (*server, error) {
	s := &server{cmd: exec.Command(path, args...), drained: make(chan struct{})}
	s.cmd.Stderr = os.Stderr
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt is for us, who stop it
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	late := time.AfterFunc(startWithin, func() { s.cmd.Process.Kill() })
	defer late.Stop()
	r := bufio.NewReader(out)
	for {
		text, err := r.ReadBytes('\n')
		if err != nil {
			return nil, fmt.Errorf("%s does not listen: %w", filepath.Base(path), errors.Join(err, s.cmd.Wait()))
		}
		if json.Unmarshal(text, &s.listening) == nil && s.Msg == listens {
			break
		}
	}
	s.startup = time.Since(begin)
	go func() {
		defer close(s.drained)
		io.Copy(io.Discard, r) // what is printed of each event; it ends with the child
	}()
	return s, ctx.Err()
}

// ticks are what the system counts a process's time in.
const ticks = 10 * time.Millisecond

// used is how much of the processors' time a child has taken so far; 0 where the
// system does not tell.
func (s *server) used() time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := bytes.Cut(b, []byte(") ")) // the name before it may hold anything
	fields := bytes.Fields(after)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(string(fields[11]))
	system, _ := strconv.Atoi(string(fields[12]))
	return time.Duration(user+system) * ticks
}

// stop ends a child and waits for it.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	late := time.AfterFunc(time.Minute, func() { s.cmd.Process.Kill() })
	defer late.Stop()
	<-s.drained
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("stop %s: %w", filepath.Base(s.cmd.Path), err)
	}
	return nil
}
