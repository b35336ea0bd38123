package capture

import "time"

// Summary describes a kept post.
type Summary struct {
	At          time.Time
	RemoteIP    string
	Method      string
	Target      string
	ContentType string
	Bytes       int // of the body
}

// List describes a device's posts, newest first.
func (r *Ring) List(device string) []Summary {
	posts := r.posts(device)
	out := make([]Summary, len(posts))
	for i, p := range posts {
		out[len(posts)-1-i] = Summary{
			At: p.At, RemoteIP: p.RemoteIP, Method: p.Method, Target: p.Target,
			ContentType: p.Header.Get("Content-Type"), Bytes: p.length(),
		}
	}
	return out
}
