package images

import (
	"fmt"
	"regexp"
	"time"
)

var nameForm = regexp.MustCompile(`^\d{4}/\d{2}/\d{2}/\d{2}/[0-9A-Z]{26}(-\d{1,3})?\.(jpg|bin)$`)

// Name is where picture n of the thing with this id (a ULID, 26 characters) is
// kept: "2026/11/24/08/01KAXW3V1S8Z6Q4J7T2M9B5C0D-0.jpg". The folder is the UTC
// hour of t. ext is "jpg" for what is a JPEG and "bin" for what must never be
// served as one.
func Name(t time.Time, id string, n int, ext string) string {
	return fmt.Sprintf("%s/%s-%d.%s", t.UTC().Format("2006/01/02/15"), id, n, ext)
}

// BodyName is where the body of a quarantined post is kept.
func BodyName(t time.Time, id string) string {
	return fmt.Sprintf("%s/%s.bin", t.UTC().Format("2006/01/02/15"), id)
}

// ValidName says whether s has the form that Name and BodyName make.
func ValidName(s string) bool { return nameForm.MatchString(s) }
