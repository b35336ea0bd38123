package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/watchpost/watchpost/internal/safetext"
	"github.com/watchpost/watchpost/internal/sim/send"
	"github.com/watchpost/watchpost/internal/sim/settings"
	"github.com/watchpost/watchpost/viewtron"
)

// banner is what is said at the start of a simulated device.
type banner struct {
	what           string // is simulated
	sees           string
	to             string // "" when nothing is posted yet
	how            string // it is told where to post
	page           string
	user, password string
	reboot, quiet  bool
}

func (b banner) print(w io.Writer) error {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("")
	line("  Watchpost simulator: %s", b.what)
	line("")
	line("  Page        %s", pageURL(b.page))
	line("  User Name   %s", b.user)
	line("  Password    %s", b.password)
	line("  Sees        %s", b.sees)
	if b.to != "" {
		line("  Posts to    %s, everything it can; change it on the page", b.to)
	} else {
		line("  Posts to    nobody yet")
		line("")
		line("  Open the page and log in. %s", b.how)
		line(`  What to type in is what "watchpost serve" prints.`)
	}
	if b.reboot {
		line("  What is saved needs a reboot: the page has a button for it.")
	}
	line("")
	if b.quiet {
		line("  Ctrl-C stops it.")
	} else {
		line("  A line is printed for each post. Ctrl-C stops it.")
	}
	line("")
	_, err := io.WriteString(w, out.String())
	return err
}

// pageURL is where a page that listens at an address is opened on this machine.
func pageURL(address string) string {
	for _, everywhere := range []string{"[::]:", "0.0.0.0:"} {
		if port, ok := strings.CutPrefix(address, everywhere); ok {
			address = "127.0.0.1:" + port
		}
	}
	return "http://" + address
}

// postLines prints a line for each post.
type postLines struct {
	out    io.Writer
	tracks bool // those of positions too
	now    func() time.Time
	mu     sync.Mutex
}

// saidWidth is how wide the column is of what a post says.
const saidWidth = 52

func (p *postLines) print(o send.Outcome) {
	if o.Message.Kind == viewtron.KindTracking && !p.tracks && o.Err == nil {
		return
	}
	end, why := "taken", ""
	if o.Err != nil {
		end, why = "LOST", "  "+safetext.Line(o.Err.Error(), 200)
	}
	channel := "" // of a camera, which has but one
	if o.Message.Device.ChannelID != "" {
		channel = "channel " + safetext.Line(o.Message.Device.ChannelID, 4)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	// An output that is gone does not stop a device.
	_, _ = fmt.Fprintf(p.out, "%s  %-5s  %7s  %-10s  %s  %s%s\n",
		p.now().Format("15:04:05"), end, size(o.Bytes), channel, safetext.Pad(safetext.Line(told(o.Message), saidWidth), saidWidth), safetext.Line(o.To.URL(), 200), why)
}

// told is what a post says, in a few words.
func told(m *viewtron.Message) string {
	switch m.Kind {
	case viewtron.KindKeepalive:
		return "heartbeat"
	case viewtron.KindTracking:
		return plural(len(m.Tracking), "position")
	case viewtron.KindAlarmStatus:
		return alarms(m.Alarms)
	case viewtron.KindEvent:
		return event(m)
	}
	return "something else"
}

func alarms(flags []viewtron.AlarmFlag) string {
	var on, off []string
	for _, f := range flags {
		if f.On {
			on = append(on, f.Name)
		} else {
			off = append(off, f.Name)
		}
	}
	if len(on) > 0 {
		return "alarm on: " + strings.Join(on, ", ")
	}
	return "alarm off: " + strings.Join(off, ", ")
}

func event(m *viewtron.Message) string {
	text := string(m.Event.Detection)
	if t, ok := settings.TypeOf(m.Event.Detection); ok {
		text = t.Label()
	}
	for _, t := range m.Event.Targets {
		if t.Plate != nil && t.Plate.Text != "" {
			text += fmt.Sprintf(" %q", t.Plate.Text)
		}
	}
	if n := len(m.Images()); n > 0 {
		text += ", " + plural(n, "picture")
	}
	return text
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// size is a number of bytes for people.
func size(bytes int) string {
	if bytes < 10_000 {
		return fmt.Sprintf("%d B", bytes)
	}
	return fmt.Sprintf("%d KB", bytes/1000)
}
