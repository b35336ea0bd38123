// Package people is what the commands user and token do to those who may log in.
package people

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/auth"
	"github.com/watchpost/watchpost/internal/safetext"
)

// by is who does it, in the audit log.
var by = auth.By{Name: "command line"}

// Task is something to do to those who may log in.
type Task func(context.Context, *auth.Service) error

// New is a user or a token to be made. Groups are names or ids.
type New struct {
	Name            string
	Role            string
	Cameras, Groups []string
	Expires         time.Time // of a token; zero is never
}

func (n New) limits(s *auth.Service) (access.Limits, error) {
	l := access.Limits{Cameras: n.Cameras}
	for _, name := range n.Groups {
		id := ""
		for _, g := range s.Groups() {
			if g.ID == name || strings.EqualFold(g.Name, name) {
				id = g.ID
			}
		}
		if id == "" {
			return l, fmt.Errorf("there is no group of cameras %.80q", name)
		}
		l.Groups = append(l.Groups, id)
	}
	return l, nil
}

// AddUser makes a user. password is asked for once all else is known to be good.
func AddUser(out io.Writer, n New, password func() (string, error)) Task {
	return func(ctx context.Context, s *auth.Service) error {
		limits, err := n.limits(s)
		if err != nil {
			return err
		}
		secret, err := password()
		if err != nil {
			return err
		}
		u, err := s.AddUser(ctx, auth.NewUser{Name: n.Name, Password: secret, Role: access.Role(n.Role), Limits: limits}, by)
		if err != nil {
			return fmt.Errorf("add user: %w", err)
		}
		return say(out, "%s can log in as %s.", u.Name, u.Role)
	}
}

// ListUsers prints the users.
func ListUsers(out io.Writer) Task {
	return func(_ context.Context, s *auth.Service) error {
		rows := [][]string{{"NAME", "ROLE", "SEES", "LAST LOGIN"}}
		for _, u := range s.Users() {
			role := string(u.Role)
			if u.Disabled {
				role += " (disabled)"
			}
			rows = append(rows, []string{u.Name, role, sight(s, u.Limits), when(u.LastLogin, "never")})
		}
		return table(out, rows)
	}
}

// SetPassword gives a user another password; all sessions end.
func SetPassword(out io.Writer, name string, password func() (string, error)) Task {
	return func(ctx context.Context, s *auth.Service) error {
		u, err := find(s, name)
		if err != nil {
			return err
		}
		secret, err := password()
		if err != nil {
			return err
		}
		if _, err := s.ChangeUser(ctx, u.ID, auth.Change{Password: &secret}, by); err != nil {
			return fmt.Errorf("change the password of %s: %w", u.Name, err)
		}
		return say(out, "%s has another password, and is logged out everywhere.", u.Name)
	}
}

// SetRole gives a user another role.
func SetRole(out io.Writer, name, role string) Task {
	r := access.Role(role)
	return change(out, name, auth.Change{Role: &r}, "%s is "+safetext.Line(role, 20)+" now.")
}

// Disable keeps a user out, or lets the user in again.
func Disable(out io.Writer, name string, disabled bool) Task {
	if disabled {
		return change(out, name, auth.Change{Disabled: &disabled}, "%s cannot log in any more.")
	}
	return change(out, name, auth.Change{Disabled: &disabled}, "%s can log in again.")
}

func change(out io.Writer, name string, c auth.Change, done string) Task {
	return func(ctx context.Context, s *auth.Service) error {
		u, err := find(s, name)
		if err != nil {
			return err
		}
		if _, err := s.ChangeUser(ctx, u.ID, c, by); err != nil {
			return fmt.Errorf("change user %s: %w", u.Name, err)
		}
		return say(out, done, u.Name)
	}
}

// RemoveUser removes a user.
func RemoveUser(out io.Writer, name string) Task {
	return func(ctx context.Context, s *auth.Service) error {
		u, err := find(s, name)
		if err != nil {
			return err
		}
		if err := s.RemoveUser(ctx, u.ID, by); err != nil {
			return fmt.Errorf("remove user %s: %w", u.Name, err)
		}
		return say(out, "%s is removed.", u.Name)
	}
}

func find(s *auth.Service, name string) (access.User, error) {
	for _, u := range s.Users() {
		if strings.EqualFold(u.Name, name) {
			return u, nil
		}
	}
	return access.User{}, fmt.Errorf("there is no user %.80q; watchpost user list names them", name)
}

// sight says in words what somebody sees.
func sight(s *auth.Service, l access.Limits) string {
	if !l.Any() {
		return "everything"
	}
	words := append([]string{}, l.Cameras...)
	for _, id := range l.Groups {
		if g, err := s.Group(id); err == nil {
			words = append(words, "group "+g.Name)
		}
	}
	return strings.Join(words, ", ")
}

func when(t time.Time, never string) string {
	if t.IsZero() {
		return never
	}
	return t.Local().Format("2006-01-02 15:04")
}

// table prints rows in columns.
func table(out io.Writer, rows [][]string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i := range row {
			row[i] = safetext.Line(row[i], 60)
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	return w.Flush()
}

func say(out io.Writer, format string, args ...any) error {
	_, err := fmt.Fprintf(out, format+"\n", args...)
	return err
}
