package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/segmentio/asm/base64"

	"github.com/watchpost/watchpost/internal/images/fileimages"
)

const answer = `<?xml version="1.0" encoding="UTF-8"?><config version="1.0" xmlns="http://www.ipc.com/ver10"><status>success</status></config>`

func succeed(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	io.WriteString(w, answer)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readBound is the least that a receiver does: read the body, and answer.
func readBound(w http.ResponseWriter, r *http.Request) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	if err := readBody(buf, r); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	succeed(w)
}

// readBody reads into a buffer that is large enough from the start.
func readBody(buf *bytes.Buffer, r *http.Request) error {
	buf.Reset()
	buf.Grow(int(r.ContentLength) + bytes.MinRead)
	_, err := buf.ReadFrom(r.Body)
	return err
}

// storeBound is the least that a receiver does that keeps pictures: read the
// body, find and decode the images, write them as files, make them durable
// with one sync for whatever waits, and answer. It parses nothing, keeps no
// rows, and knows no limits.
type storeBound struct {
	dir   string
	n     atomic.Int64
	queue chan written
}

// written is a post whose files have been written and wait for a sync.
type written struct {
	files []string
	done  chan error
}

// As in the product: how many posts one sync serves at most, and how many files
// are made durable one by one.
const (
	maxGroup = 256
	fewFiles = 8
)

func newStoreBound(dir string) (*storeBound, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	s := &storeBound{dir: dir, queue: make(chan written, maxGroup)}
	go s.syncLoop()
	return s, nil
}

func (s *storeBound) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	err := readBody(buf, r)
	if err == nil {
		err = s.keep(buf.Bytes())
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	succeed(w)
}

// keep returns when the images of a body are durable.
func (s *storeBound) keep(body []byte) error {
	post := written{done: make(chan error, 1)}
	for {
		var text []byte
		if text, body = nextImage(body); text == nil {
			break
		}
		name, err := s.write(text)
		if err != nil {
			return err
		}
		post.files = append(post.files, name)
	}
	s.queue <- post
	return <-post.done
}

// What is around an image in the posts that are sent here.
var (
	imageStart = []byte("Base64Data>")
	imageEnd   = []byte("</")
)

// nextImage returns the first image of a body, as text, and what is after it; nil
// when there is none.
func nextImage(body []byte) (text, rest []byte) {
	_, after, found := bytes.Cut(body, imageStart)
	if !found {
		return nil, nil
	}
	text, rest, _ = bytes.Cut(after, imageEnd)
	_, rest, _ = bytes.Cut(rest, imageStart)
	return text, rest
}

func (s *storeBound) write(text []byte) (name string, err error) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	buf.Grow(base64.StdEncoding.DecodedLen(len(text)))
	data := buf.AvailableBuffer()[:base64.StdEncoding.DecodedLen(len(text))]
	n, err := base64.StdEncoding.Decode(data, text)
	if err != nil {
		return "", err
	}
	name = filepath.Join(s.dir, strconv.FormatInt(s.n.Add(1), 10)+".jpg")
	return name, os.WriteFile(name, data[:n], 0o600)
}

// syncLoop makes whatever waits durable with one sync.
func (s *storeBound) syncLoop() {
	for first := range s.queue {
		group := []written{first}
	gather:
		for len(group) < maxGroup {
			select {
			case p := <-s.queue:
				group = append(group, p)
			default:
				break gather
			}
		}
		err := s.sync(group)
		for _, p := range group {
			p.done <- err
		}
	}
}

// sync makes files durable the way the product does: few of them one by one at
// once, many with the whole file system.
func (s *storeBound) sync(group []written) error {
	names := []string{s.dir}
	for _, p := range group {
		names = append(names, p.files...)
	}
	if len(names) > fewFiles {
		return fileimages.SyncFS(s.dir)
	}
	errs := make(chan error, len(names))
	for _, name := range names {
		go func() { errs <- syncFile(name) }()
	}
	var first error
	for range names {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}

func syncFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", name, err)
	}
	return nil
}
