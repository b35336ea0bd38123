package replay

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/capture"
	"github.com/watchpost/watchpost/viewtron"
)

// Options say what is posted where, and how.
type Options struct {
	// Files are captures, single bodies (files of XML), folders of both, and "-"
	// for In. They are posted in order, those of a folder by name.
	Files []string
	// To is the receiver. Its path, if it has one, replaces those of the posts.
	To *url.URL
	// Speed is how many times faster than they were captured posts are sent. 0
	// sends each as soon as the last was answered.
	Speed float64
	// User and Password answer a receiver that asks for them, by Digest if it
	// offers that.
	User, Password string
	// Insecure accepts any certificate, as one that a receiver made for itself.
	Insecure bool

	Out io.Writer // a line for every post, and the sum
	In  io.Reader // what "-" is read from

	// Timeout is how long an answer may take; 30 s when 0.
	Timeout time.Duration
	// Dial, Now and Sleep are the network and the clock; the real ones when nil.
	Dial  func(ctx context.Context, network, addr string) (net.Conn, error)
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
}

// RefusedError says that posts were not taken.
type RefusedError struct {
	Posts, Refused int // sent, and answered with another status than 2xx or not at all
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%d of %d posts were not taken", e.Refused, e.Posts)
}

// Run posts all files. It ends early when one cannot be read, or when the
// receiver cannot be reached with the first post; a post that is refused is
// counted, and all of them are a *RefusedError at the end.
func Run(ctx context.Context, o Options) error {
	p, err := newPlayer(o)
	if err != nil {
		return err
	}
	defer p.client.CloseIdleConnections()
	files, err := expand(o.Files)
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := p.file(ctx, name); err != nil {
			return err
		}
	}
	if p.sent == 0 {
		return errors.New("the files hold no posts")
	}
	fmt.Fprintf(o.Out, "%d posts in %s, %d not taken\n", p.sent, p.Now().Sub(p.begin).Round(time.Millisecond), p.refused)
	if p.refused > 0 {
		return &RefusedError{Posts: p.sent, Refused: p.refused}
	}
	return nil
}

// player is one run.
type player struct {
	Options
	client *http.Client
	auth   authorizer
	begin  time.Time

	sent, refused int
	reached       bool // some post was answered
}

func newPlayer(o Options) (*player, error) {
	switch {
	case o.To == nil || o.To.Host == "" || o.To.Scheme != "http" && o.To.Scheme != "https":
		return nil, errors.New("where to post is no URL: it must be like http://192.0.2.53:5002")
	case len(o.Files) == 0:
		return nil, errors.New("no files to post")
	case o.Speed < 0:
		return nil, fmt.Errorf("speed %v is negative", o.Speed)
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	}
	return &player{
		Options: o, begin: o.Now(),
		auth: authorizer{user: o.User, password: o.Password},
		client: &http.Client{
			Timeout: o.Timeout,
			Transport: &http.Transport{
				DialContext:        o.Dial,
				TLSClientConfig:    &tls.Config{InsecureSkipVerify: o.Insecure},
				DisableCompression: true, // as devices
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// file posts what one file holds, each post when it is due.
func (p *player) file(ctx context.Context, name string) error {
	f, err := open(name, p.In)
	if err != nil {
		return err
	}
	defer f.Close()
	var first time.Time // of the posts that tell their time
	begin := p.Now()
	for {
		m, err := f.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if p.Speed > 0 && !m.At.IsZero() {
			if first.IsZero() {
				first = m.At
			}
			due := begin.Add(time.Duration(float64(m.At.Sub(first)) / p.Speed))
			if wait := due.Sub(p.Now()); wait > 0 {
				if err := p.Sleep(ctx, wait); err != nil {
					return err
				}
			}
		}
		if err := p.post(ctx, name, m); err != nil {
			return err
		}
	}
}

// post sends one post and prints what became of it.
func (p *player) post(ctx context.Context, file string, m capture.Message) error {
	start := p.Now()
	status, err := p.send(ctx, m)
	took := p.Now().Sub(start)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	p.sent++
	result := strconv.Itoa(status)
	switch {
	case err != nil && !p.reached:
		return fmt.Errorf("post to %s: %w", p.To.Redacted(), hinted(err))
	case err != nil:
		p.refused++
		result = "no answer: " + hinted(err).Error()
	case status < 200 || status > 299:
		p.refused++
	}
	p.reached = p.reached || err == nil
	fmt.Fprintf(p.Out, "%s  %s  %s  %s  %d ms\n",
		start.Format("15:04:05.000"), file, describe(m.Body), result, took.Milliseconds())
	return nil
}

// send posts a message, again with credentials when they are asked for.
func (p *player) send(ctx context.Context, m capture.Message) (status int, err error) {
	for range 2 {
		req, err := p.request(ctx, m)
		if err != nil {
			return 0, err
		}
		resp, err := p.client.Do(req)
		if err != nil {
			return 0, bare(err)
		}
		_, err = io.CopyN(io.Discard, resp.Body, 64<<10) // so that the connection can be used again
		resp.Body.Close()
		if err != nil && err != io.EOF {
			return 0, err
		}
		status = resp.StatusCode
		if status != http.StatusUnauthorized || !p.auth.challenged(resp.Header.Values("Www-Authenticate")) {
			break
		}
	}
	return status, nil
}

// request is a message as it will be sent: the path, the form of the request
// line, and the headers as they were captured, the receiver's name instead of
// the old one.
func (p *player) request(ctx context.Context, m capture.Message) (*http.Request, error) {
	target, absolute, err := p.target(m.Target)
	if err != nil {
		return nil, err
	}
	to := &url.URL{Scheme: p.To.Scheme, Host: p.To.Host, Opaque: target}
	if absolute {
		to.Opaque = "//" + p.To.Host + target
	}
	req := (&http.Request{Method: m.Method, URL: to, Host: p.To.Host, Header: m.Header.Clone()}).WithContext(ctx)
	if req.Header == nil {
		req.Header = make(http.Header)
	}
	// An empty one keeps net/http from naming itself.
	req.Header["User-Agent"] = []string{m.Header.Get("User-Agent")}
	req.Close = strings.EqualFold(m.Header.Get("Connection"), "close")
	req.Header.Del("Connection")
	if m.Method == "" {
		req.Method = http.MethodPost
	}
	body(req, m.Body)
	uri := target
	if absolute {
		uri = to.Scheme + ":" + to.Opaque
	}
	if a := p.auth.header(req.Method, uri); a != "" {
		req.Header.Set("Authorization", a)
	}
	return req, nil
}

// target is the path and query to ask for, and whether the captured post asked
// with a whole URL.
func (p *player) target(captured string) (target string, absolute bool, err error) {
	u, err := url.ParseRequestURI(captured)
	if err != nil {
		return "", false, fmt.Errorf("request target %q: %w", captured, err)
	}
	if p.To.Path != "" && p.To.Path != "/" {
		return p.To.RequestURI(), u.IsAbs(), nil
	}
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}).RequestURI(), u.IsAbs(), nil
}

// bare takes the method and URL off an error of net/http: they are said already.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// hinted adds what to do to an error that one can do something about.
func hinted(err error) error {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var header tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown), errors.As(err, &name):
		return fmt.Errorf("%w (--insecure accepts a certificate that the receiver made for itself)", err)
	case errors.As(err, &header):
		return fmt.Errorf("%w (does the receiver speak http, not https?)", err)
	}
	return err
}

// describe says what a body is, in a few words.
func describe(body []byte) string {
	size := fmt.Sprintf("%d bytes", len(body))
	m, err := viewtron.Parse(body)
	switch {
	case err != nil:
		return "not understood, " + size
	case m.Event != nil && m.Event.SmartType != "":
		return fmt.Sprintf("%s %.40q, %s", m.Kind, m.Event.SmartType, size)
	}
	return fmt.Sprintf("%s, %s", m.Kind, size)
}
