//go:build unix

// Package e2e drives the real binary from outside, as its users do: it builds
// it, starts it on free ports with a folder of its own, posts to it, asks its
// API, and stops, kills or starves it.
package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/watchpost/watchpost/client"
)

// binary is the program under test, built once a test process.
type binary struct {
	once sync.Once
	dir  string
	path string
	err  error
}

// plain is the binary as users have it; checked has the race detector where the
// tests have it.
var plain, checked binary

func (b *binary) build(args ...string) {
	if b.dir, b.err = os.MkdirTemp("", "watchpost-e2e-"); b.err != nil {
		return
	}
	b.path = filepath.Join(b.dir, "watchpost")
	args = append(append([]string{"build", "-o", b.path}, args...), "github.com/watchpost/watchpost/cmd/watchpost")
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		b.err = fmt.Errorf("%w\n%s", err, out)
	}
}

// Binary builds watchpost, with the race detector where the test has it, and
// returns its path.
func Binary(t testing.TB) string {
	t.Helper()
	if !Race {
		return Plain(t)
	}
	checked.once.Do(func() { checked.build("-race") })
	if checked.err != nil {
		t.Fatalf("build watchpost: %v", checked.err)
	}
	return checked.path
}

// Plain builds watchpost as users have it, to be measured, and returns its path.
func Plain(t testing.TB) string {
	t.Helper()
	plain.once.Do(func() { plain.build() })
	if plain.err != nil {
		t.Fatalf("build watchpost: %v", plain.err)
	}
	return plain.path
}

// Main runs the tests of a package and removes the binaries after them.
func Main(m *testing.M) int {
	defer func() {
		for _, b := range []*binary{&plain, &checked} {
			if b.dir != "" {
				os.RemoveAll(b.dir)
			}
		}
	}()
	return m.Run()
}

// Command prepares a run of watchpost with other arguments than serve's, without
// what the environment of the tests may say.
func Command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), Binary(t), args...)
	cmd.Env = environ()
	return cmd
}

// environ is the environment without what configures watchpost.
func environ() []string {
	var out []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "WATCHPOST_") {
			out = append(out, v)
		}
	}
	return out
}

// Options say how an instance is started.
type Options struct {
	Data string   // data folder; a new one when ""
	Args []string // further arguments of serve
	Env  []string // further environment
	// Plain starts the binary as users have it, even where the tests run with
	// the race detector: for what is measured.
	Plain bool
	// Text has the console and the log print text for people. Where such an
	// instance listens is learnt from its banner.
	Text bool
	// Wrap is put before the command, for tracing or limiting it.
	Wrap []string
	// Stdout receives what serve prints, besides what Output keeps; may be nil.
	Stdout io.Writer
}

// Instance is a running watchpost.
type Instance struct {
	Devices    string // host and port that devices post to
	DevicesTLS string // "" without one
	Web        string // base URL of the API
	Data       string

	cmd    *exec.Cmd
	log    *output
	exited chan struct{}
	err    error
}

// Start starts watchpost serve and waits until it listens. It is killed at the
// end of the test if it still runs.
func Start(t testing.TB, o Options) *Instance {
	t.Helper()
	i, err := TryStart(t, o)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// TryStart is Start for a start that may fail: the error holds what was printed.
func TryStart(t testing.TB, o Options) (*Instance, error) {
	t.Helper()
	i := &Instance{Data: o.Data, exited: make(chan struct{}), log: newOutput(o.Stdout)}
	if i.Data == "" {
		i.Data = filepath.Join(t.TempDir(), "data")
	}
	path := Binary
	if o.Plain {
		path = Plain
	}
	format := "json"
	if o.Text {
		format = "text"
	}
	args := append(append([]string{}, o.Wrap...), path(t), "serve", "--log-format", format,
		"--data", i.Data, "--devices", "127.0.0.1:0", "--web", "127.0.0.1:0")
	args = append(args, o.Args...)
	i.cmd = exec.Command(args[0], args[1:]...)
	i.cmd.Env = append(environ(), o.Env...)
	i.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdout, err := i.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	stderr, err := i.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := i.cmd.Start(); err != nil {
		return nil, err
	}
	var read sync.WaitGroup
	read.Go(func() { i.log.readFrom(stdout, true) })
	read.Go(func() { i.log.readFrom(stderr, false) })
	go func() {
		read.Wait()
		i.err = i.cmd.Wait()
		close(i.exited)
	}()
	t.Cleanup(func() { i.Kill() })
	select {
	case l := <-i.log.listening:
		i.Devices, i.DevicesTLS, i.Web = l.Devices, l.DevicesTLS, l.Web
		if !strings.Contains(i.Web, "://") {
			i.Web = "http://" + i.Web
		}
		return i, nil
	case <-i.exited:
		return nil, fmt.Errorf("watchpost ended at its start: %v\n%s", i.err, i.log)
	case <-time.After(60 * time.Second):
		i.Kill()
		return nil, fmt.Errorf("watchpost does not listen after a minute\n%s", i.log)
	}
}

// PID is the process that was started: the wrapper's, if there is one.
func (i *Instance) PID() int { return i.cmd.Process.Pid }

// Output is all that was printed, to both outputs, so far.
func (i *Instance) Output() string { return i.log.String() }

// Printed is what was printed to the standard output so far, Logged what was
// printed to the standard error output.
func (i *Instance) Printed() string { return i.log.of(true) }

// Logged is the log so far.
func (i *Instance) Logged() string { return i.log.of(false) }

// Client talks to the API of the instance.
func (i *Instance) Client(t testing.TB) *client.Client {
	t.Helper()
	c, err := client.New(i.Web, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Kill ends the instance, and what it started, without warning, and waits.
func (i *Instance) Kill() {
	if i.Running() {
		syscall.Kill(-i.cmd.Process.Pid, syscall.SIGKILL) // it may be gone already
	}
	<-i.exited
}

// Stop asks the instance to end and waits for it; the error is its exit status.
func (i *Instance) Stop() error {
	if err := i.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return i.Wait(30 * time.Second)
}

// Wait waits for the instance to end by itself.
func (i *Instance) Wait(within time.Duration) error {
	select {
	case <-i.exited:
		return i.err
	case <-time.After(within):
		return fmt.Errorf("still running after %v", within)
	}
}

// Running says whether it has not ended.
func (i *Instance) Running() bool {
	select {
	case <-i.exited:
		return false
	default:
		return true
	}
}

// Post posts a body to the device listener at path and returns the status and
// the answer.
func (i *Instance) Post(path, contentType string, body []byte) (int, string, error) {
	resp, err := http.Post("http://"+i.Devices+path, contentType, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(answer), err
}

// listening is the line that says where the instance listens.
type listening struct {
	Msg        string `json:"msg"`
	Devices    string `json:"devices"`
	DevicesTLS string `json:"devices_tls"`
	Web        string `json:"web"`
}

// output keeps what a process prints and looks for the line that it listens.
type output struct {
	mu        sync.Mutex
	lines     []outputLine
	size      int
	also      io.Writer
	listening chan listening
	found     listening // in the banner for people, as far as it has been read
}

type outputLine struct {
	text   string
	stdout bool
}

// maxOutput bounds what is kept of what a process prints, in bytes.
const maxOutput = 64 << 20

func newOutput(also io.Writer) *output {
	return &output{also: also, listening: make(chan listening, 1)}
}

func (o *output) readFrom(r io.Reader, stdout bool) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), 4<<20)
	for lines.Scan() {
		o.line(lines.Text(), stdout)
	}
	io.Copy(io.Discard, r) // a line that is too long must not stop the process
}

func (o *output) line(text string, stdout bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.size += len(text); o.size < maxOutput {
		o.lines = append(o.lines, outputLine{text, stdout})
	}
	if !stdout {
		return
	}
	if o.also != nil {
		fmt.Fprintln(o.also, text)
	}
	var l listening
	if strings.Contains(text, `"listening"`) && json.Unmarshal([]byte(text), &l) == nil && l.Msg == "listening" {
		o.tell(l)
	}
	o.banner(text)
}

// banner reads a line of what is printed for a person at the start.
func (o *output) banner(text string) {
	words := strings.Fields(text)
	if len(words) > 2 && words[0] == "Server" && words[1] == "Port" {
		o.found.Devices = "127.0.0.1:" + words[2]
	}
	if url, ok := strings.CutPrefix(strings.Join(words, " "), "Web and API "); ok && o.found.Devices != "" {
		o.found.Web = url
		o.tell(o.found)
	}
}

func (o *output) tell(l listening) {
	select {
	case o.listening <- l:
	default:
	}
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.join(func(outputLine) bool { return true })
}

func (o *output) of(stdout bool) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.join(func(l outputLine) bool { return l.stdout == stdout })
}

func (o *output) join(which func(outputLine) bool) string {
	var b strings.Builder
	for _, l := range o.lines {
		if which(l) {
			b.WriteString(l.text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}
