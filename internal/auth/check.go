package auth

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/watchpost/watchpost/internal/access"
)

// Bounds of what people type.
const (
	maxName   = 64 // characters
	maxLimits = 1000
	maxID     = 200 // bytes of a camera's id
)

// checkName says what is wrong with a name, and returns it as it is kept.
func checkName(name string) (string, error) {
	name = norm.NFC.String(strings.TrimSpace(name))
	bad := func(r rune) bool { return !unicode.IsPrint(r) }
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "", InvalidError{"name", "is empty"}
	case n > maxName:
		return "", InvalidError{"name", fmt.Sprintf("may have %d characters at most", maxName)}
	case !utf8.ValidString(name) || strings.ContainsFunc(name, bad):
		return "", InvalidError{"name", "holds characters that cannot be seen"}
	}
	return name, nil
}

func checkRole(r access.Role, l access.Limits) error {
	if !r.Valid() {
		return InvalidError{"role", fmt.Sprintf("is %.40q; want viewer, operator or administrator", string(r))}
	}
	if r == access.Administrator && l.Any() {
		return InvalidError{"limits", "do not go with an administrator, who sees every camera"}
	}
	return nil
}

// checkLimits says what is wrong with limits, and returns them as they are kept;
// s.mu is held.
func (s *Service) checkLimits(l access.Limits) (access.Limits, error) {
	cameras, err := checkCameras("limits", l.Cameras)
	if err != nil {
		return l, err
	}
	l.Cameras, l.Groups = cameras, slices.Compact(slices.Sorted(slices.Values(l.Groups)))
	for _, g := range l.Groups {
		if _, ok := s.groups[g]; !ok {
			return l, InvalidError{"limits", fmt.Sprintf("there is no group of cameras %.40q", g)}
		}
	}
	return l, nil
}

// checkCameras says what is wrong with a list of cameras, and returns it sorted.
// Cameras that are not there yet may be named.
func checkCameras(field string, ids []string) ([]string, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) > maxLimits {
		return nil, InvalidError{field, fmt.Sprintf("name more than %d cameras", maxLimits)}
	}
	for _, id := range ids {
		if !strings.HasPrefix(id, "cam_") || len(id) > maxID || !utf8.ValidString(id) || strings.ContainsFunc(id, unicode.IsControl) {
			return nil, InvalidError{field, fmt.Sprintf("%.40q is not the id of a camera; they begin with cam_", id)}
		}
	}
	return ids, nil
}

func sameLimits(a, b access.Limits) bool {
	return slices.Equal(a.Cameras, b.Cameras) && slices.Equal(a.Groups, b.Groups)
}
