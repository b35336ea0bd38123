package viewtrontest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/watchpost/watchpost/viewtron"
)

// Post is a post as it goes over the network.
type Post struct {
	// Path is where it is posted, "/API" of any post built here.
	Path string
	// Absolute posts have the whole URL in their request line.
	Absolute bool
	// Close posts are the only ones on their connection.
	Close bool
	// Header are its other headers but Host, Content-Length and Connection.
	Header http.Header
	Body   []byte
}

// Post gives m the body and shape of a camera's post: the path in the request
// line, on a connection that stays open. It is an error if m cannot be written.
func (c Camera) Post(m *viewtron.Message) (*Post, error) {
	e := viewtron.Encoder{Firmware531: c.is531()}
	body, err := e.Encode(m)
	if err != nil {
		return nil, err
	}
	p := &Post{Path: "/API", Header: http.Header{
		"Content-Type": {"application/xml; charset=utf-8"}, "Accept-Encoding": {"gzip, deflate"},
	}, Body: body}
	if m.Kind == viewtron.KindAlarmStatus && m.Version == "1.0" {
		p.Path = "/SendAlarmStatus"
	}
	return p, nil
}

// Post gives m the body and shape of a recorder's post: the whole URL in the
// request line, the content type of SOAP, and a connection for itself. It is an
// error if m cannot be written.
func (r Recorder) Post(m *viewtron.Message) (*Post, error) {
	body, err := viewtron.Encode(m)
	if err != nil {
		return nil, err
	}
	return &Post{
		Path: "/API", Absolute: true, Close: true,
		Header: http.Header{"Content-Type": {"application/soap+xml; charset=utf-8"}}, Body: body,
	}, nil
}

// Request is the post as a request to a receiver, which a client may send. The
// path is that of the URL, or Path if it has none.
func (p *Post) Request(receiver string) (*http.Request, error) {
	u, err := url.Parse(receiver)
	if err != nil {
		return nil, fmt.Errorf("address of the receiver: %w", err)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = p.Path
	}
	req, err := http.NewRequest(http.MethodPost, u.String(), bytes.NewReader(p.Body))
	if err != nil {
		return nil, fmt.Errorf("request to %s: %w", u.Redacted(), err)
	}
	req.Header = p.Header.Clone()
	req.Close = p.Close
	if p.Absolute {
		req.URL.Opaque = "//" + u.Host + u.EscapedPath()
	}
	return req, nil
}

// WireTo are the bytes of the whole request to a receiver at a host, with a port
// if it is not 80.
func (p *Post) WireTo(host string) []byte {
	target := p.Path
	if p.Absolute {
		target = "http://" + host + p.Path
	}
	return append(p.head(host, target), p.Body...)
}

// head is the request without its body.
func (p *Post) head(host, target string) []byte {
	var b []byte
	field := func(name, value string) {
		b = append(b, name+": "+value+"\r\n"...)
	}
	b = append(b, "POST "+target+" HTTP/1.1\r\n"...)
	field("Host", host)
	names := make([]string, 0, len(p.Header))
	for name := range p.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range p.Header[name] {
			field(name, value)
		}
	}
	field("Content-Length", strconv.Itoa(len(p.Body)))
	if p.Close {
		field("Connection", "close")
	} else {
		field("Connection", "keep-alive")
	}
	return append(b, "\r\n"...)
}
