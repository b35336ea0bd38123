package auth

import (
	"context"
	"fmt"
	"slices"
)

// sessionsOf are the sessions of a user, but for one.
func (s *Service) sessionsOf(userID, but string) (ids []string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for id, x := range s.sessions {
		if x.UserID == userID && id != but {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Sessions returns a user's sessions, the one used last first.
func (s *Service) Sessions(userID string) []Session {
	now := s.now()
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := []Session{}
	for _, x := range s.sessions {
		if x.UserID == userID && !x.ended(now) {
			out = append(out, x.Session)
		}
	}
	slices.SortFunc(out, func(a, b Session) int { return b.LastSeen.Compare(a.LastSeen) })
	return out
}

// Logout ends the session of a principal.
func (s *Service) Logout(ctx context.Context, p Principal, by By) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.closeSessions(ctx, []string{p.SessionID}, s.entry(by, ActionLogout, p.Name, ""))
}

// LogoutAll ends all sessions of a user, this one too.
func (s *Service) LogoutAll(ctx context.Context, userID string, by By) error {
	u, err := s.User(userID)
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.closeSessions(ctx, s.sessionsOf(userID, ""), s.entry(by, ActionLogoutAll, u.Name, ""))
}

// CloseSession ends one session of a user.
func (s *Service) CloseSession(ctx context.Context, userID, id string, by By) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if !slices.Contains(s.sessionsOf(userID, ""), id) {
		return ErrNotFound
	}
	return s.closeSessions(ctx, []string{id}, s.entry(by, ActionSessionClosed, userID, ""))
}

// closeSessions ends sessions; s.writing is held.
func (s *Service) closeSessions(ctx context.Context, ids []string, e ...Entry) error {
	if err := s.keeper.RemoveSessions(ctx, ids, e...); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if x := s.sessions[id]; x != nil {
			close(x.gone)
			delete(s.sessions, id)
		}
	}
	return nil
}

// turnAway ends the open streams of a user, whose sessions go on. s.mu is held.
func (s *Service) turnAway(userID string) {
	for _, x := range s.sessions {
		if x.UserID == userID {
			close(x.gone)
			x.gone = make(chan struct{})
		}
	}
}
