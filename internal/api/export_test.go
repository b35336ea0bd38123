package api

// RouteLine is a line of the route table, for tests that walk it.
type RouteLine struct {
	Method, Path string
	Access       Access
	Params       []string
	AnyQuery     bool
}

// RouteTable returns the route table.
func RouteTable(s *Server) []RouteLine {
	var out []RouteLine
	for _, rt := range s.routes() {
		line := RouteLine{Method: rt.method(), Path: rt.path(), Access: rt.access}
		if line.AnyQuery = rt.query == anyQuery; !line.AnyQuery {
			line.Params = rt.params()
		}
		out = append(out, line)
	}
	return out
}

// Codes returns every problem code with its status.
func Codes() map[string]int {
	out := make(map[string]int)
	for c, k := range kinds {
		out[string(c)] = k.status
	}
	return out
}

// OpenAPI is the description as served.
func OpenAPI() []byte { return openAPI }

// MaxCounts is how many rows a store returns at most.
const MaxCounts = maxCounts

// HeldFrames is how many frames are held.
const HeldFrames = heldFrames
