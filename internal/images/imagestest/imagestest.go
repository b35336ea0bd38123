// Package imagestest holds what every way of keeping images must pass.
package imagestest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/images"
)

var at = time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)

// id is a ULID that no other number has.
func id(n int) string { return fmt.Sprintf("01KAXW3V1S8Z6Q4J%010d", n) }

// Run runs the conformance tests on stores that open makes, each empty.
func Run(t *testing.T, open func(t *testing.T) images.Store) {
	tests := []struct {
		name string
		test func(t *testing.T, s images.Store)
	}{
		{"what was written can be read", written},
		{"names are new", newNames},
		{"the caller keeps its data", ownership},
		{"only names of ours", names},
		{"missing", missing},
		{"remove", remove},
		{"remove goes on after a bad name", removeGoesOn},
		{"walk", walk},
		{"walk while things change", walkChanges},
		{"a context that has ended", ended},
		{"many at once", concurrent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

func write(t *testing.T, s images.Store, name string, data []byte) {
	t.Helper()
	if err := s.Write(t.Context(), name, data); err != nil {
		t.Fatal(err)
	}
}

func read(s images.Store, name string) ([]byte, images.Info, error) {
	f, info, err := s.Open(context.Background(), name)
	if err != nil {
		return nil, info, err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	return b, info, err
}

func written(t *testing.T, s images.Store) {
	for n, data := range [][]byte{nil, {1}, bytes.Repeat([]byte("jpeg"), 100_000)} {
		name := images.Name(at, id(n), n, "jpg")
		write(t, s, name, data)
		if err := s.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, info, err := read(s, name)
		if err != nil || !bytes.Equal(got, data) || info.Size != int64(len(data)) || info.Name != name {
			t.Errorf("%d bytes: got %d, %+v, %v", len(data), len(got), info, err)
		}
	}
	f, _, err := s.Open(t.Context(), images.Name(at, id(2), 2, "jpg"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	part := make([]byte, 4)
	if _, err := f.ReadAt(part, 4); err != nil || string(part) != "jpeg" {
		t.Errorf("ReadAt: got %q, %v", part, err)
	}
	if n, err := f.Seek(-4, io.SeekEnd); err != nil || n != 399_996 {
		t.Errorf("Seek: got %d, %v", n, err)
	}
}

func newNames(t *testing.T, s images.Store) {
	name := images.Name(at, id(1), 0, "jpg")
	write(t, s, name, []byte("first"))
	if err := s.Write(t.Context(), name, []byte("second")); err == nil {
		t.Error("a name was written twice")
	}
	if got, _, err := read(s, name); err != nil || string(got) != "first" {
		t.Errorf("got %q, %v, want the first", got, err)
	}
}

func ownership(t *testing.T, s images.Store) {
	name := images.Name(at, id(1), 0, "jpg")
	data := []byte("picture")
	write(t, s, name, data)
	copy(data, "garbage")
	if err := s.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, _, err := read(s, name); err != nil || string(got) != "picture" {
		t.Errorf("got %q, %v, want what it was when it was written", got, err)
	}
}

func names(t *testing.T, s images.Store) {
	for _, name := range []string{
		"", ".", "..", "/etc/passwd", "../x.jpg", "2026/11/24/08/../../x.jpg", "2026/11/24/08/" + id(1) + "-0.svg",
		"2026/11/24/08/" + id(1) + "-0.jpg/..", "2026/11/24/08/" + id(1) + "-0.jpg\x00", `2026\11\24\08\` + id(1) + "-0.jpg",
		"2026/11/24/08/" + strings.Repeat("A", 300) + ".jpg", "%2e%2e/x.jpg",
	} {
		if err := s.Write(t.Context(), name, []byte("x")); !errors.Is(err, images.ErrName) {
			t.Errorf("write %q: got %v, want ErrName", name, err)
		}
		if _, _, err := s.Open(t.Context(), name); !errors.Is(err, images.ErrName) {
			t.Errorf("open %q: got %v, want ErrName", name, err)
		}
		if err := s.Remove(t.Context(), name); !errors.Is(err, images.ErrName) {
			t.Errorf("remove %q: got %v, want ErrName", name, err)
		}
	}
}

func missing(t *testing.T, s images.Store) {
	if _, _, err := s.Open(t.Context(), images.Name(at, id(1), 0, "jpg")); !errors.Is(err, images.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

func remove(t *testing.T, s images.Store) {
	a, b := images.Name(at, id(1), 0, "jpg"), images.BodyName(at, id(2))
	write(t, s, a, []byte("a"))
	write(t, s, b, []byte("b"))
	if err := s.Remove(t.Context(), a, images.Name(at, id(3), 0, "jpg")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Open(t.Context(), a); !errors.Is(err, images.ErrNotFound) {
		t.Errorf("removed: got %v, want ErrNotFound", err)
	}
	if got, _, err := read(s, b); err != nil || string(got) != "b" {
		t.Errorf("the other: got %q, %v", got, err)
	}
	if err := s.Remove(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	write(t, s, images.Name(at, id(4), 0, "jpg"), []byte("again")) // its folder may have gone
}

func removeGoesOn(t *testing.T, s images.Store) {
	a, b := images.Name(at, id(1), 0, "jpg"), images.Name(at, id(2), 0, "jpg")
	write(t, s, a, []byte("a"))
	write(t, s, b, []byte("b"))
	if err := s.Remove(t.Context(), a, "../x", a, b); !errors.Is(err, images.ErrName) {
		t.Errorf("got %v, want ErrName", err)
	}
	for _, name := range []string{a, b} {
		if _, _, err := s.Open(t.Context(), name); !errors.Is(err, images.ErrNotFound) {
			t.Errorf("%s: got %v, want ErrNotFound", name, err)
		}
	}
	if err := s.Remove(t.Context()); err != nil {
		t.Errorf("nothing to remove: %v", err)
	}
}

func walk(t *testing.T, s images.Store) {
	var want []images.Info
	for n := range 5 {
		name := images.Name(at.Add(time.Duration(n)*time.Hour), id(n), 0, "jpg")
		want = append(want, images.Info{Name: name, Size: int64(n)})
	}
	for _, i := range slices.Backward(want) {
		write(t, s, i.Name, make([]byte, i.Size))
	}
	var got []images.Info
	err := s.Walk(t.Context(), func(i images.Info) error {
		if i.ModTime.IsZero() {
			t.Errorf("%s has no time", i.Name)
		}
		i.ModTime = time.Time{}
		got = append(got, i)
		return nil
	})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	enough := errors.New("enough")
	n := 0
	if err := s.Walk(t.Context(), func(images.Info) error { n++; return enough }); !errors.Is(err, enough) || n != 1 {
		t.Errorf("got %v after %d files, want the function's error after the first", err, n)
	}
}

func walkChanges(t *testing.T, s images.Store) {
	for n := range 6 {
		write(t, s, images.Name(at.Add(time.Duration(n/2)*time.Hour), id(n), 0, "jpg"), []byte("x"))
	}
	seen := map[string]bool{}
	err := s.Walk(t.Context(), func(i images.Info) error {
		if len(seen) == 0 {
			for _, n := range []int{1, 4, 5} { // beside it, and a whole folder further on
				if err := s.Remove(t.Context(), images.Name(at.Add(time.Duration(n/2)*time.Hour), id(n), 0, "jpg")); err != nil {
					return err
				}
			}
		}
		if seen[i.Name] {
			t.Errorf("%s was seen twice", i.Name)
		}
		seen[i.Name] = true
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 2, 3} {
		if name := images.Name(at.Add(time.Duration(n/2)*time.Hour), id(n), 0, "jpg"); !seen[name] {
			t.Errorf("%s, which stayed, was not seen", name)
		}
	}
}

func ended(t *testing.T, s images.Store) {
	name := images.Name(at, id(1), 0, "jpg")
	write(t, s, name, []byte("x"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Walk(ctx, func(images.Info) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("walk: got %v, want the context's error", err)
	}
	if err := s.Remove(ctx, name); !errors.Is(err, context.Canceled) {
		t.Errorf("remove: got %v, want the context's error", err)
	}
	if _, _, err := read(s, name); err != nil {
		t.Errorf("it was removed: %v", err)
	}
}

func concurrent(t *testing.T, s images.Store) {
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for n := range 20 {
				name := images.Name(at.Add(time.Duration(n%3)*time.Hour), id(w*100+n), 0, "jpg")
				data := []byte(name)
				if err := s.Write(t.Context(), name, data); err != nil {
					t.Error(err)
					return
				}
				if err := s.Sync(t.Context()); err != nil {
					t.Error(err)
					return
				}
				if got, _, err := read(s, name); err != nil || !bytes.Equal(got, data) {
					t.Errorf("got %q, %v", got, err)
				}
				if n%2 == 0 {
					if err := s.Remove(t.Context(), name); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	n := 0
	if err := s.Walk(t.Context(), func(images.Info) error { n++; return nil }); err != nil || n != 80 {
		t.Errorf("%d files are left, %v, want 80", n, err)
	}
}
