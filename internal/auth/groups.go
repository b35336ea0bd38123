package auth

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/access"
)

// Groups returns the groups of cameras, by name.
func (s *Service) Groups() []access.Group {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]access.Group, 0, len(s.groups))
	for _, g := range s.groups {
		g.Cameras = slices.Clone(g.Cameras)
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b access.Group) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out
}

// Group returns ErrNotFound when there is none.
func (s *Service) Group(id string) (access.Group, error) {
	all := s.Groups()
	if i := slices.IndexFunc(all, func(g access.Group) bool { return g.ID == id }); i >= 0 {
		return all[i], nil
	}
	return access.Group{}, ErrNotFound
}

// AddGroup makes a group of cameras.
func (s *Service) AddGroup(ctx context.Context, name string, cameras []string, by By) (access.Group, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.keepGroup(ctx, access.Group{ID: newID(s.now()), Name: name, Cameras: cameras}, access.ActionGroupAdded, by)
}

// ChangeGroup changes the name of a group, its cameras, or both; what is nil
// stays. Whoever is limited to it sees other cameras at once.
func (s *Service) ChangeGroup(ctx context.Context, id string, name *string, cameras *[]string, by By) (access.Group, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	g, err := s.Group(id)
	if err != nil {
		return g, err
	}
	if name != nil {
		g.Name = *name
	}
	if cameras != nil {
		g.Cameras = *cameras
	}
	return s.keepGroup(ctx, g, access.ActionGroupChanged, by)
}

func (s *Service) keepGroup(ctx context.Context, g access.Group, action access.Action, by By) (access.Group, error) {
	var err error
	if g.Name, err = checkName(g.Name); err != nil {
		return access.Group{}, err
	}
	if g.Cameras, err = checkCameras("cameras", g.Cameras); err != nil {
		return access.Group{}, err
	}
	taken := func(o access.Group) bool { return o.ID != g.ID && strings.EqualFold(o.Name, g.Name) }
	if slices.ContainsFunc(s.Groups(), taken) {
		return access.Group{}, ErrExists
	}
	err = s.commit(ctx, "keep group of cameras", access.Changes{Groups: []access.Group{g}, Log: s.line(by, action, g.Name, strings.Join(g.Cameras, " "))})
	if err != nil {
		return access.Group{}, err
	}
	return g, nil
}

// RemoveGroup removes a group that nobody is limited to.
func (s *Service) RemoveGroup(ctx context.Context, id string, by By) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	g, err := s.Group(id)
	if err != nil {
		return err
	}
	if s.groupInUse(id) {
		return ErrInUse
	}
	return s.commit(ctx, "remove group of cameras", access.Changes{
		RemoveGroups: []string{id}, Log: s.line(by, access.ActionGroupRemoved, g.Name, ""),
	})
}

func (s *Service) groupInUse(id string) bool {
	limited := func(l access.Limits) bool { return slices.Contains(l.Groups, id) }
	return slices.ContainsFunc(s.Users(), func(u access.User) bool { return limited(u.Limits) }) ||
		slices.ContainsFunc(s.Tokens(), func(t access.Token) bool { return limited(t.Limits) })
}

// scope is what limits leave to see; s.mu is held.
func (s *Service) scope(l access.Limits) access.Scope {
	if !l.Any() {
		return access.Scope{}
	}
	cameras := slices.Clone(l.Cameras)
	for _, id := range l.Groups {
		cameras = append(cameras, s.groups[id].Cameras...)
	}
	return access.Only(cameras...)
}

// turnAwayGroup ends the open streams of whoever is limited to a group; s.mu is
// held.
func (s *Service) turnAwayGroup(id string) {
	for _, a := range s.accounts {
		if slices.Contains(a.Limits.Groups, id) {
			s.turnAway(a.ID)
		}
	}
	for _, t := range s.tokens {
		if slices.Contains(t.Limits.Groups, id) {
			close(t.gone)
			t.gone = make(chan struct{})
		}
	}
}
