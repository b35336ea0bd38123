package api_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/store"
)

// People of the world, and what they show.
const (
	annID   = "01KAXW3V1S8Z6Q4J7T2M9B5A01" // administrator
	oleID   = "01KAXW3V1S8Z6Q4J7T2M9B5A02" // operator
	viaID   = "01KAXW3V1S8Z6Q4J7T2M9B5A03" // viewer
	limID   = "01KAXW3V1S8Z6Q4J7T2M9B5A04" // viewer, limited to a camera that is not there
	tokenID = "01KAXW3V1S8Z6Q4J7T2M9B5A05"
	groupID = "01KAXW3V1S8Z6Q4J7T2M9B5A06"

	annCookie, oleCookie, viaCookie, limCookie = "anns-cookie", "oles-cookie", "vias-cookie", "lims-cookie"
	viewerToken, adminToken                    = "wp_viewer", "wp_admin"
)

// password is everybody's; passwordHash is of it, of a cost that no server keeps.
const (
	password     = "correct horse battery"
	passwordHash = "$argon2id$v=19$m=8,t=1,p=1$nOlv6fO2gS5B0BE32Li39Q$4S/H2rdtQkyOLgn4NdVWEzI0w/JtoK6fpeD5b1WVNbU"
)

func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func somePeople() access.Kept {
	var k access.Kept
	add := func(id, name, cookie string, role access.Role, l access.Limits) {
		u := access.User{ID: id, Name: name, Role: role, Limits: l, CreatedAt: now, LastLogin: now}
		k.Accounts = append(k.Accounts, access.Account{User: u, Hash: passwordHash})
		k.Sessions = append(k.Sessions, access.Session{ID: digest(cookie), UserID: id, CreatedAt: now, LastSeen: now, IP: "192.0.2.7", UserAgent: "test"})
	}
	add(annID, "Ann", annCookie, access.Administrator, access.Limits{})
	add(oleID, "Ole", oleCookie, access.Operator, access.Limits{})
	add(viaID, "Via", viaCookie, access.Viewer, access.Limits{})
	add(limID, "Lim", limCookie, access.Viewer, access.Limits{Cameras: []string{"cam_none_1"}})
	k.Accounts[2].LastLogin = time.Time{}
	k.Tokens = []access.KeptToken{
		{Token: access.Token{ID: tokenID, Name: "Dashboard", Role: access.Viewer, CreatedBy: "Ann", CreatedAt: now, ExpiresAt: now.Add(time.Hour)}, Digest: digest(viewerToken)},
		{Token: access.Token{ID: goneID, Name: "Backup", Role: access.Administrator, CreatedAt: now}, Digest: digest(adminToken)},
	}
	k.Groups = []access.Group{{ID: groupID, Name: "Gates", Cameras: []string{cameraID}}}
	return k
}

// The world keeps people as a store does, but for what a restart would show.

func (w *world) People(context.Context) (access.Kept, error) { return w.people, nil }

func (w *world) KeepPeople(_ context.Context, c access.Changes) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	for _, e := range c.Log {
		e.N = int64(len(w.log) + 1)
		w.log = append(w.log, e)
	}
	return nil
}

func (w *world) SeenPeople(context.Context, map[string]time.Time, map[string]time.Time) error {
	return w.err
}

func (w *world) Audit(context.Context, store.Page) ([]access.Entry, string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := slices.Clone(w.log)
	slices.Reverse(out)
	return out, "", w.err
}

// as makes a request that of a cookie's owner.
func as(cookie string) func(*http.Request) { return header("Cookie", "watchpost="+cookie) }

// bearing makes a request that of a token.
func bearing(secret string) func(*http.Request) { return header("Authorization", "Bearer "+secret) }
