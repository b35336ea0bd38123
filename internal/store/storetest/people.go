package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/store"
)

func userOf(n int) access.Account {
	return access.Account{
		User: access.User{
			ID: fmt.Sprintf("user-%d", n), Name: "Zoë '); DROP TABLE users; --", Role: access.Operator,
			Limits:   access.Limits{Cameras: []string{`cam_"a"_1`, "cam_b_2"}, Groups: []string{"group-1"}},
			Disabled: true, CreatedAt: t0, LastLogin: t0.Add(time.Hour),
		},
		Hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$a2V5",
	}
}

// people is all that is kept, in an order.
func (r *rig) people() access.Kept {
	r.t.Helper()
	kept, err := r.People(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	slices.SortFunc(kept.Accounts, func(a, b access.Account) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(kept.Sessions, func(a, b access.Session) int { return cmp.Compare(a.ID, b.ID) })
	return kept
}

func (r *rig) keep(c access.Changes) {
	r.t.Helper()
	if err := r.KeepPeople(r.t.Context(), c); err != nil {
		r.t.Fatal(err)
	}
}

func people(t *testing.T, r *rig) {
	if got := r.people(); len(got.Accounts)+len(got.Sessions)+len(got.Tokens)+len(got.Groups) != 0 {
		t.Errorf("an empty store: got %+v", got)
	}
	one, two := userOf(1), access.Account{User: access.User{ID: "user-2", Name: "Bo", Role: access.Administrator, CreatedAt: t0}, Hash: "h"}
	want := access.Kept{
		Accounts: []access.Account{one, two},
		Sessions: []access.Session{
			{ID: "s1", UserID: one.ID, CreatedAt: t0, LastSeen: t0, IP: "192.0.2.7", UserAgent: "A <browser>"},
			{ID: "s2", UserID: one.ID, CreatedAt: t0, LastSeen: t0},
			{ID: "s3", UserID: two.ID, CreatedAt: t0, LastSeen: t0},
		},
		Tokens: []access.KeptToken{{
			Token:  access.Token{ID: "t1", Name: "Dashboard", Role: access.Viewer, Limits: one.Limits, CreatedBy: "Bo", CreatedAt: t0, ExpiresAt: t0.Add(time.Hour)},
			Digest: "d1",
		}},
		Groups: []access.Group{{ID: "group-1", Name: "Gates", Cameras: []string{"cam_a_1"}}},
	}
	r.keep(access.Changes{Accounts: want.Accounts, Sessions: want.Sessions, Tokens: want.Tokens, Groups: want.Groups})
	check := func(after string) {
		t.Helper()
		if got := r.people(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", after, got, want)
		}
	}
	check("added")

	want.Accounts[1].Name, want.Accounts[1].Limits = "Bo B.", access.Limits{}
	want.Groups[0].Cameras = nil
	r.keep(access.Changes{Accounts: want.Accounts[1:], Groups: want.Groups, RemoveSessions: []string{"s1", "none"}})
	want.Sessions = want.Sessions[1:]
	check("changed")

	seen := t0.Add(time.Minute)
	if err := r.SeenPeople(t.Context(), map[string]time.Time{"s3": seen, "none": seen}, map[string]time.Time{"t1": seen}); err != nil {
		t.Fatal(err)
	}
	want.Sessions[1].LastSeen, want.Tokens[0].LastUsed = seen, seen
	check("seen")

	r.keep(access.Changes{RemoveAccounts: []string{one.ID}, RemoveTokens: []string{"t1"}, RemoveGroups: []string{"group-1"}})
	want = access.Kept{Accounts: want.Accounts[1:], Sessions: want.Sessions[1:]}
	check("removed, and the sessions with their user")
}

// peopleAllOrNothing: of changes that cannot be kept nothing is.
func peopleAllOrNothing(t *testing.T, r *rig) {
	token := access.KeptToken{Token: access.Token{ID: "t1", Name: "a"}, Digest: "d"}
	r.keep(access.Changes{Tokens: []access.KeptToken{token}})
	twin := token
	twin.ID = "t2" // of the same secret
	err := r.KeepPeople(t.Context(), access.Changes{
		RemoveTokens: []string{"t3"}, Accounts: []access.Account{userOf(1)}, Tokens: []access.KeptToken{twin}, Log: []access.Entry{{Action: "x", At: t0}},
	})
	if err == nil {
		t.Fatal("two tokens with one secret were kept")
	}
	log, _, auditErr := r.Audit(t.Context(), store.Page{})
	if got := r.people(); len(got.Accounts) != 0 || len(got.Tokens) != 1 || len(log) != 0 || auditErr != nil {
		t.Errorf("got %+v and %+v, %v", got, log, auditErr)
	}
}

func audit(t *testing.T, r *rig) {
	if got, next, err := r.Audit(t.Context(), store.Page{}); err != nil || got == nil || len(got) != 0 || next != "" {
		t.Errorf("an empty store: got %#v, %q, %v", got, next, err)
	}
	e := access.Entry{At: t0, Who: "Zoë", Action: access.ActionUserAdded, Object: "'; --", IP: "2001:db8::7", Detail: "viewer"}
	for i := range 5 {
		e.Detail = fmt.Sprint(i)
		r.keep(access.Changes{Log: []access.Entry{e}})
	}
	got, next, err := r.Audit(t.Context(), store.Page{Limit: 3})
	if err != nil || len(got) != 3 || next == "" {
		t.Fatalf("got %+v, %q, %v", got, next, err)
	}
	e.Detail, e.N = "4", got[0].N
	if got[0] != e || e.N <= got[1].N {
		t.Errorf("got %+v, want %+v", got[0], e)
	}
	rest, next, err := r.Audit(t.Context(), store.Page{Limit: 3, Cursor: next})
	if err != nil || len(rest) != 2 || next != "" || rest[0].Detail != "1" || rest[1].Detail != "0" {
		t.Errorf("second page: got %+v, %q, %v", rest, next, err)
	}
	if _, _, err := r.Audit(t.Context(), store.Page{Cursor: "?"}); !errors.Is(err, store.ErrCursor) {
		t.Errorf("a bad cursor: got %v", err)
	}
	limited := access.WithScope(t.Context(), access.Only(camID("a", 1)))
	if got, _, err := r.Audit(limited, store.Page{}); err != nil || got == nil || len(got) != 0 {
		t.Errorf("limited to a camera: got %+v, %v", got, err)
	}
}

// auditIsBounded: only the newest lines stay.
func auditIsBounded(t *testing.T, r *rig) {
	many := make([]access.Entry, access.AuditLength)
	for i := range many {
		many[i] = access.Entry{At: t0, Action: "x"}
	}
	r.keep(access.Changes{Log: many})
	many[0].Detail = strings.Repeat("é", 100)
	r.keep(access.Changes{Log: many[:10]})
	newest, _, err := r.Audit(t.Context(), store.Page{Limit: 1})
	if err != nil || len(newest) != 1 {
		t.Fatalf("got %+v, %v", newest, err)
	}
	var oldest int64
	for cursor := ""; ; {
		page, next, err := r.Audit(t.Context(), store.Page{Limit: 500, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		oldest = page[len(page)-1].N
		if cursor = next; next == "" {
			break
		}
	}
	if got := newest[0].N - oldest + 1; got != access.AuditLength {
		t.Errorf("%d lines are kept, want %d", got, access.AuditLength)
	}
}
