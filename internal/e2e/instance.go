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
)

// build is the binary under test, built once a test process.
var build struct {
	once sync.Once
	dir  string
	path string
	err  error
}

// Binary builds watchpost and returns its path. Clean removes it.
func Binary(t testing.TB) string {
	t.Helper()
	build.once.Do(func() {
		if build.dir, build.err = os.MkdirTemp("", "watchpost-e2e-"); build.err != nil {
			return
		}
		build.path = filepath.Join(build.dir, "watchpost")
		args := []string{"build", "-o", build.path}
		if raceEnabled {
			args = append(args, "-race")
		}
		cmd := exec.Command("go", append(args, "github.com/watchpost/watchpost/cmd/watchpost")...)
		if out, err := cmd.CombinedOutput(); err != nil {
			build.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if build.err != nil {
		t.Fatalf("build watchpost: %v", build.err)
	}
	return build.path
}

// Main runs the tests of a package and removes the binary after them.
func Main(m *testing.M) int {
	defer func() {
		if build.dir != "" {
			os.RemoveAll(build.dir)
		}
	}()
	return m.Run()
}

// Options say how an instance is started.
type Options struct {
	Data string   // data folder; a new one when ""
	Args []string // further arguments of serve
	Env  []string // further environment
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
	args := append(append([]string{}, o.Wrap...), Binary(t), "serve", "--log-format", "json",
		"--data", i.Data, "--devices", "127.0.0.1:0", "--web", "127.0.0.1:0")
	args = append(args, o.Args...)
	i.cmd = exec.Command(args[0], args[1:]...)
	i.cmd.Env = append(os.Environ(), o.Env...)
	i.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := i.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	i.cmd.Stderr = i.log.stderr()
	if err := i.cmd.Start(); err != nil {
		return nil, err
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		i.log.readFrom(out)
	}()
	go func() {
		<-read
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

// Kill ends the instance, and what it started, without warning, and waits.
func (i *Instance) Kill() {
	syscall.Kill(-i.cmd.Process.Pid, syscall.SIGKILL) // it may be gone already
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
	buf       bytes.Buffer
	also      io.Writer
	listening chan listening
}

func newOutput(also io.Writer) *output {
	return &output{also: also, listening: make(chan listening, 1)}
}

func (o *output) readFrom(r io.Reader) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), 4<<20)
	for lines.Scan() {
		o.line(lines.Bytes(), true)
	}
}

func (o *output) line(b []byte, stdout bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.buf.Len() < 16<<20 {
		o.buf.Write(b)
		o.buf.WriteByte('\n')
	}
	if stdout && o.also != nil {
		fmt.Fprintf(o.also, "%s\n", b)
	}
	var l listening
	if bytes.Contains(b, []byte(`"listening"`)) && json.Unmarshal(b, &l) == nil && l.Msg == "listening" {
		select {
		case o.listening <- l:
		default:
		}
	}
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// stderr is a writer that splits what it is given into lines.
func (o *output) stderr() io.Writer {
	r, w := io.Pipe()
	go func() {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 64<<10), 4<<20)
		for lines.Scan() {
			o.line(lines.Bytes(), false)
		}
		r.CloseWithError(lines.Err())
	}()
	return w
}
