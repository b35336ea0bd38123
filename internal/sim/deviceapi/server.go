package deviceapi

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/sim/lockout"
)

// server answers the commands of one device.
type server struct {
	device   device
	commands map[string]command
	order    []string // of the names, as GetSupportedAPIs tells them
	guard    *guard
	relays   *Relays
	now      func() time.Time
}

func newServer(d device, table []command) *server {
	s := &server{device: d, commands: map[string]command{}, guard: &guard{lock: &lockout.Guard{}}, relays: &Relays{}, now: time.Now}
	table = append(table, command{name: "GetSupportedAPIs", from: api20, serve: s.supported})
	for _, c := range table {
		s.commands[c.name] = c
		s.order = append(s.order, c.name)
	}
	return s
}

// SetClock gives the true time in another way than time.Now. It must be called
// before the first request.
func (s *server) SetClock(now func() time.Time) { s.now = now }

// SetLock has failed logins counted with those of the device's pages. It must be
// called before the first request.
func (s *server) SetLock(g *lockout.Guard) { s.guard.lock = g }

// SetRelays gives the alarm outputs, which rules act on too. It must be called before
// the first request.
func (s *server) SetRelays(r *Relays) { s.relays = r }

// Relays are the device's alarm outputs.
func (s *server) Relays() *Relays { return s.relays }

// IsCommand says whether a path is one of the API's rather than of a web page: its
// first part begins like the name of a command. Commands that no device knows are
// among them, so that they are answered as devices do.
func IsCommand(path string) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	for _, verb := range []string{
		"Get", "Set", "Ptz", "Add", "Modify", "Delete", "Search", "Download", "Manual", "Trigger", "Control", "Req", "Do", "Reboot", "Send",
	} {
		if rest, ok := strings.CutPrefix(name, verb); ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' {
			return true
		}
	}
	return false
}

// ServeHTTP answers a command.
func (s *server) ServeHTTP(w http.ResponseWriter, hr *http.Request) {
	id := s.device.identity()
	r := &request{
		device: s.device, gen: generationOf(id), version: version(id), channel: 1, now: s.now(), relays: s.relays,
	}
	if err := s.guard.check(hr, s.device.account(), r.now); err != nil {
		if err == unauthorized {
			w.Header().Set("WWW-Authenticate", s.guard.challenge(hr, id, s.device.account(), r.now))
		}
		s.fail(w, r, err)
		return
	}
	s.call(w, hr, r)
}

func (s *server) call(w http.ResponseWriter, hr *http.Request, r *request) {
	parts := strings.Split(strings.Trim(hr.URL.Path, "/"), "/")
	r.command = parts[0]
	c, ok := s.commands[r.command]
	if !ok || !c.on(r.gen) || !c.method.allows(hr.Method) {
		s.unknown(w, r)
		return
	}
	if c.needs != "" && !s.device.has(c.needs) {
		s.fail(w, r, unsupported)
		return
	}
	if err := r.place(parts[1:]); err != nil {
		s.fail(w, r, err)
		return
	}
	if err := r.read(hr); err != nil {
		s.fail(w, r, err)
		return
	}
	body, err := c.serve(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	send(w, http.StatusOK, body)
}

// place reads what follows the command: a channel, an action, or both.
func (r *request) place(parts []string) error {
	if r.command == "TriggerVirtualAlarm" {
		r.action = strings.Join(parts, "/")
		return nil
	}
	if len(parts) > 0 {
		if n, err := strconv.Atoi(parts[0]); err == nil {
			r.channel, parts = n, parts[1:]
		}
	}
	if count := len(r.channels()); r.channel < 1 || r.channel > count {
		return channelError
	}
	r.action = strings.Join(parts, "/")
	if r.action != "" && r.command != "PtzControl" {
		return actionError
	}
	return nil
}

// read reads the body, if there is one.
func (r *request) read(hr *http.Request) error {
	body, err := io.ReadAll(io.LimitReader(hr.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return invalidFormat
	}
	if strings.TrimSpace(string(body)) == "" {
		return nil
	}
	if r.body, err = parse(body); err != nil {
		return invalidFormat
	}
	return nil
}

// unknown answers a command that the firmware does not have. The plate commands
// that firmware 5.3.1 has lost get no document.
func (s *server) unknown(w http.ResponseWriter, r *request) {
	if c, ok := s.commands[r.command]; ok && c.to != 0 && r.gen > c.to {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.fail(w, r, invalidRequest)
}

func (s *server) fail(w http.ResponseWriter, r *request, err error) {
	f := faultOf(err).on(r.gen)
	send(w, f.status(r.gen), status(r.gen, r.version, f))
}

func send(w http.ResponseWriter, code int, body []byte) {
	kind := `application/xml; charset="UTF-8"`
	if len(body) > 1 && body[0] == 0xff && body[1] == 0xd8 {
		kind = "image/jpeg"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	_, _ = w.Write(body) // whoever asked has gone
}

// supported answers GetSupportedAPIs. Firmware 5.3.1 counts more than there are and
// names some twice.
func (s *server) supported(r *request) ([]byte, error) {
	var names []string
	for _, name := range s.order {
		c := s.commands[name]
		if !c.on(r.gen) || c.hidden && r.gen > api1 || c.needs != "" && !s.device.has(c.needs) {
			continue
		}
		names = append(names, name)
	}
	count := len(names)
	if r.gen == api21 {
		for i := 0; i < count; i += 7 {
			names = append(names, names[i])
		}
		count = len(names) + count/4
	}
	d := r.answer()
	d.list("applicationInterfaces", count)
	d.empty("itemType", "type", "string", "maxLen", "63")
	for _, name := range names {
		d.cdata("item", name)
	}
	return d.finish(), nil
}
