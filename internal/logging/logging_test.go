package logging_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/watchpost/watchpost/internal/logging"
)

// stringer is a value that is printed by its method.
type stringer string

func (s *stringer) String() string { return string(*s) }

func TestS14LogInjection(t *testing.T) {
	hostile := map[string]string{
		"newline":         "Yard\nlevel=ERROR msg=forged",
		"carriage return": "Yard\r\rforged",
		"escape":          "Yard\x1b[2J\x1b]0;title\x07",
		"C1":              "Yard\u009b2J\u0085",
		"delete":          "Yard\x7f\x7f",
		"direction":       "Yard\u202egnp.exe\u2066",
		"line separator":  "Yard\u2028\u2029",
		"invalid":         "Yard\xff\xfe\xc0\xaf",
		"nul":             "Yard\x00",
		"quote":           `Yard","level":"ERROR`,
		"long":            strings.Repeat("Yard ", 2048),
	}
	for _, asJSON := range []bool{true, false} {
		for name, s := range hostile {
			t.Run(fmt.Sprintf("json=%v/%s", asJSON, name), func(t *testing.T) {
				var out bytes.Buffer
				log := slog.New(logging.NewHandler(&out, logging.Options{JSON: asJSON}))
				st := stringer(s)
				log.Warn(s, "name", s, "err", errors.New(s), "stringer", &st, "struct", struct{ Name string }{s}, slog.Group("g", "name", s))
				line, rest, _ := strings.Cut(out.String(), "\n")
				if rest != "" {
					t.Fatalf("more than one line: %q", out.String())
				}
				if !utf8.ValidString(line) {
					t.Errorf("not valid UTF-8: %q", line)
				}
				if i := strings.IndexFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
					t.Errorf("an unprintable character in %q", line[i:])
				}
				if asJSON && !json.Valid([]byte(line)) {
					t.Errorf("not valid JSON: %s", line)
				}
				if max := 7 * (logging.MaxValue + 100) * 2; name == "long" && len(line) > max {
					t.Errorf("%d bytes long, want at most %d", len(line), max)
				}
			})
		}
	}
}

func TestSecretsDoNotShow(t *testing.T) {
	const canary = "c4nary-hunter2/ü"
	u, err := url.Parse("http://gate:hunter3@192.0.2.7/")
	if err != nil {
		t.Fatal(err)
	}
	for _, asJSON := range []bool{true, false} {
		var out bytes.Buffer
		log := slog.New(logging.NewHandler(&out, logging.Options{JSON: asJSON, Hide: []string{canary, "ok"}}))
		log.With("token", "c4nary-with").Error("post to /API/"+canary,
			"path", "/API/"+canary,
			"escaped", "/API/"+url.PathEscape(canary),
			"password", "c4nary-key",
			"Authorization", "Basic c4nary",
			"err", fmt.Errorf("dial rtsp://admin:c4nary@192.0.2.9:554/a: refused"),
			"url", u,
			"nowhere", (*url.URL)(nil),
			"image", []byte("c4nary"),
			"status", "ok",
			slog.Group("g", "secret", "c4nary-group"),
		)
		got := out.String()
		for _, leak := range []string{"c4nary", "hunter3", "admin:"} {
			if strings.Contains(got, leak) {
				t.Errorf("json=%v: %q shows in %s", asJSON, leak, got)
			}
		}
		for _, kept := range []string{"/API/<secret>", "rtsp://192.0.2.9:554/a", "6 bytes", "ok"} {
			if !strings.Contains(got, kept) {
				t.Errorf("json=%v: %q is missing from %s", asJSON, kept, got)
			}
		}
	}
}

func TestLevel(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(logging.NewHandler(&out, logging.Options{Level: slog.LevelWarn}))
	log.Info("quiet")
	log.Warn("loud")
	if got := out.String(); strings.Contains(got, "quiet") || !strings.Contains(got, "level=WARN msg=loud") {
		t.Errorf("got %q, want the warning alone", got)
	}
}
