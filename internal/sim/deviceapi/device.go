package deviceapi

import (
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// generation is what a device's firmware makes of the API.
type generation int

const (
	api1  generation = iota + 1 // config versions 1.0 and 1.7
	api20                       // 2.0.0
	api21                       // 2.1.0
)

func generationOf(id settings.Identity) generation {
	switch {
	case strings.HasPrefix(id.API, "1."):
		return api1
	case strings.HasPrefix(id.API, "2.0"):
		return api20
	}
	return api21
}

// version is what the root of answers says.
func version(id settings.Identity) string {
	if generationOf(id) == api1 {
		return "1.7"
	}
	return id.API
}

// device is a camera or a recorder as the commands that both have see it.
type device interface {
	identity() settings.Identity
	account() settings.Account
	clock() settings.Clock
	changeClock(func(*settings.Clock) error) error
	changePassword(string) error
	// channels are all of them, of a copy.
	channels() []lens
	// change changes one channel, which must be there.
	change(channel int, with func(lens) error) error
	// has says whether the device detects such a thing.
	has(settings.AlarmType) bool
	engine() Engine
	// sockets are how many alarm inputs and virtual inputs it has.
	sockets() (inputs, virtual int)
	// outputs are its alarm outputs, of a copy.
	outputs() []settings.Output
	changeOutputs(func([]settings.Output) error) error
}

// lens is one channel's part of a device's settings.
type lens struct {
	name             string
	online           bool
	rules            *settings.Rules
	image            *settings.Image
	streams          []settings.Stream
	presets, cruises *[]settings.Position
	sensor           settings.SensorInput
	osd              *settings.OSD // of a camera
}

// request is a call of a command.
type request struct {
	device
	gen     generation
	version string
	command string
	channel int    // 1 if the path has none
	action  string // what the path says after command and channel
	body    *node  // nil if there is none
	now     time.Time
	relays  *Relays
}

// answer begins an answer.
func (r *request) answer() *document { return newDocument(r.version) }

// lens is the request's channel, of a copy.
func (r *request) lens() lens { return r.channels()[r.channel-1] }

// command is a line of the route table.
type command struct {
	name string
	// from and to are the generations that have it, and listed says on which
	// GetSupportedAPIs tells of it; 0 is no bound.
	from, to generation
	hidden   bool // callable on later firmware, which no longer lists it
	method   method
	needs    settings.AlarmType // only on models that detect it; "" is all
	serve    func(*request) ([]byte, error)
}

// method is how a command may be called.
type method int

const (
	read   method = iota // GET or POST
	write                // POST alone
	getter               // GET alone
)

func (m method) allows(verb string) bool {
	switch m {
	case write:
		return verb == "POST"
	case getter:
		return verb == "GET"
	}
	return verb == "GET" || verb == "POST"
}

// on says whether a generation has a command.
func (c command) on(g generation) bool {
	return (c.from == 0 || g >= c.from) && (c.to == 0 || g <= c.to)
}

// done answers a command that says nothing but whether it went well.
func (r *request) done(err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	return status(r.gen, r.version, 0), nil
}
