package capture

import "net/http"

// keptHeaders are the headers of a request that a capture keeps.
var keptHeaders = [...]string{"Host", "Content-Type", "Connection", "User-Agent", "Accept", "Accept-Encoding", "Soapaction"}

// Header returns what a capture keeps of a request's headers, with its host, which
// net/http takes out of them. Devices send the same with each post, so the posts
// of a device share them, and they must not be changed.
func (r *Ring) Header(device string, h http.Header, host string) http.Header {
	r.mu.Lock()
	defer r.mu.Unlock()
	d := r.devices[device]
	if d != nil && sameHeader(d.header, h, host) {
		return d.header
	}
	kept := make(http.Header)
	for _, name := range keptHeaders {
		if v := headerOf(h, host, name); v != "" {
			kept[name] = []string{v}
		}
	}
	if d != nil {
		d.header = kept
	}
	return kept
}

// sameHeader says whether kept is what would be kept of h.
func sameHeader(kept, h http.Header, host string) bool {
	for _, name := range keptHeaders {
		if headerOf(kept, "", name) != headerOf(h, host, name) {
			return false
		}
	}
	return true
}

// headerOf is the first value of a header; host beats what h says of it.
func headerOf(h http.Header, host, name string) string {
	if name == "Host" && host != "" {
		return host
	}
	if v := h[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}
