// Package access says who may see and do what: people with a role, their sessions,
// tokens for programs, and the cameras that each is limited to. It is what is kept
// and what is passed around; package auth decides who somebody is.
//
// What a caller may see travels in the context of the request, and every read of
// the store, of the registry and of the live stream looks at it there: whoever
// writes a list cannot forget it. A context without one sees everything: it is
// the program's own.
package access

import (
	"context"
	"slices"
	"strings"
)

// Scope is the cameras that a caller sees. The zero value sees everything, also
// cameras to come.
type Scope struct {
	limited bool
	cameras []string // sorted
}

// Only is the scope of some cameras, by their ids; of none, it sees nothing.
func Only(cameras ...string) Scope {
	return Scope{limited: true, cameras: slices.Compact(slices.Sorted(slices.Values(cameras)))}
}

// Limited says whether there may be something that the caller does not see.
func (s Scope) Limited() bool { return s.limited }

// Cameras are the ids of the cameras that a limited caller sees, sorted.
func (s Scope) Cameras() []string { return slices.Clone(s.cameras) }

// Camera says whether the caller sees a camera.
func (s Scope) Camera(id string) bool {
	if !s.limited {
		return true
	}
	_, found := slices.BinarySearch(s.cameras, id)
	return found
}

// Device says whether the caller sees a device, which is when it sees one of its
// cameras. Their ids are made of the device's.
func (s Scope) Device(id string) bool {
	if !s.limited {
		return true
	}
	prefix := "cam_" + strings.TrimPrefix(id, "dev_") + "_"
	return slices.ContainsFunc(s.cameras, func(c string) bool {
		channel, ok := strings.CutPrefix(c, prefix)
		return ok && channel != "" && strings.Trim(channel, "0123456789") == ""
	})
}

type scopeKey struct{}

// WithScope returns a context whose reads see no more than s.
func WithScope(ctx context.Context, s Scope) context.Context {
	return context.WithValue(ctx, scopeKey{}, s)
}

// ScopeOf is the scope of a context; without one it sees everything.
func ScopeOf(ctx context.Context) Scope {
	s, _ := ctx.Value(scopeKey{}).(Scope)
	return s
}
