package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/config"
)

func TestDuration(t *testing.T) {
	tests := []struct {
		name, text string
		want       time.Duration
		printed    string
	}{
		{"seconds", "90s", 90 * time.Second, "1m30s"},
		{"minutes", "35m", 35 * time.Minute, "35m"},
		{"hours", "1h", time.Hour, "1h"},
		{"days", "30d", 720 * time.Hour, "30d"},
		{"weeks", "2w", 14 * 24 * time.Hour, "14d"},
		{"mixed", "1d12h", 36 * time.Hour, "36h"},
		{"fraction", "1.5h", 90 * time.Minute, "1h30m"},
		{"milliseconds", "500ms", 500 * time.Millisecond, "500ms"},
		{"nought", "0", 0, "0"},
		{"nought with a unit", "0s", 0, "0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var d config.Duration
			if err := d.Set(tt.text); err != nil {
				t.Fatalf("Set(%q): %v", tt.text, err)
			}
			if got := time.Duration(d); got != tt.want {
				t.Errorf("Set(%q) = %v, want %v", tt.text, got, tt.want)
			}
			if got := d.String(); got != tt.printed {
				t.Errorf("String() = %q, want %q", got, tt.printed)
			}
		})
	}
	for _, bad := range []string{"", "30", "d", "-1s", "1y", "1.2.3s", "9999999w", "1h-2m", "30 d", "+3s"} {
		t.Run("refused "+bad, func(t *testing.T) {
			d := config.Duration(7)
			if err := d.Set(bad); err == nil || d != 7 {
				t.Errorf("Set(%q) = %v and %v, want an error and no change", bad, d, err)
			}
		})
	}
}

func TestSize(t *testing.T) {
	tests := []struct {
		name, text string
		want       int64
		printed    string
	}{
		{"binary", "16MiB", 16 << 20, "16MiB"},
		{"decimal", "200GB", 200e9, "200GB"},
		{"plain", "1500", 1500, "1500B"},
		{"bytes", "7B", 7, "7B"},
		{"case and space", "64 kib", 64 << 10, "64KiB"},
		{"fraction", "1.5GiB", 3 << 29, "1536MiB"},
		{"nought", "0", 0, "0"},
		{"more than a float can hold", "9007199254740993", 9007199254740993, "9007199254740993B"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s config.Size
			if err := s.Set(tt.text); err != nil {
				t.Fatalf("Set(%q): %v", tt.text, err)
			}
			if got := int64(s); got != tt.want {
				t.Errorf("Set(%q) = %d, want %d", tt.text, got, tt.want)
			}
			if got := s.String(); got != tt.printed {
				t.Errorf("String() = %q, want %q", got, tt.printed)
			}
		})
	}
	for _, bad := range []string{"", "MiB", "-1", "16 foo", "1e3", "99999999TiB", "9223372036854775808", "1.2.3MB"} {
		t.Run("refused "+bad, func(t *testing.T) {
			s := config.Size(7)
			if err := s.Set(bad); err == nil || s != 7 {
				t.Errorf("Set(%q) = %v and %v, want an error and no change", bad, s, err)
			}
		})
	}
}

func FuzzSize(f *testing.F) {
	for _, s := range []string{"16MiB", "200GB", "1.5kB", "0", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var s, again config.Size
		if s.Set(text) != nil {
			return
		}
		if s < 0 {
			t.Fatalf("Set(%q) = %d, want no negative size", text, s)
		}
		if err := again.Set(s.String()); err != nil || again != s {
			t.Fatalf("Set(%q) = %d, and Set(%q) = %d, %v", text, s, s.String(), again, err)
		}
	})
}

func FuzzDuration(f *testing.F) {
	for _, s := range []string{"90s", "1h30m", "30d", "0", "2w3d", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var d, again config.Duration
		if d.Set(text) != nil {
			return
		}
		if d < 0 {
			t.Fatalf("Set(%q) = %d, want no negative time", text, d)
		}
		// What is shorter than a millisecond is not written by people.
		d -= d % config.Duration(time.Millisecond)
		if err := again.Set(d.String()); err != nil || max(again-d, d-again) > config.Duration(time.Microsecond) {
			t.Fatalf("Set(%q) = %d, and Set(%q) = %d, %v", text, d, d.String(), again, err)
		}
	})
}

func TestNetworks(t *testing.T) {
	tests := []struct {
		name, text string
		in, out    []string
	}{
		{"private", "private",
			[]string{"127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.9.9", "169.254.1.1", "::1", "fd00::7", "fe80::1", "::ffff:10.0.0.1"},
			[]string{"192.0.2.1", "172.32.0.1", "100.64.0.1", "2001:db8::1"}},
		{"loopback", "loopback", []string{"127.9.9.9", "::1"}, []string{"10.0.0.1"}},
		{"any", "any", []string{"192.0.2.1", "2001:db8::1"}, nil},
		{"networks and an address", "192.0.2.0/25, 198.51.100.7,2001:db8::/32",
			[]string{"192.0.2.127", "198.51.100.7", "2001:db8::9"}, []string{"192.0.2.128", "198.51.100.8", "127.0.0.1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := config.ParseNetworks(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range tt.in {
				if !n.Contains(netip.MustParseAddr(a)) {
					t.Errorf("%s does not contain %s", n, a)
				}
			}
			for _, a := range tt.out {
				if n.Contains(netip.MustParseAddr(a)) {
					t.Errorf("%s contains %s", n, a)
				}
			}
			again, err := config.ParseNetworks(n.String())
			if err != nil || again.String() != n.String() {
				t.Errorf("%q is read back as %q, %v", n.String(), again.String(), err)
			}
		})
	}
	for _, bad := range []string{"", " , ", "lan", "192.0.2.7/24", "192.0.2.0/33", "fe80::1%eth0", "192.0.2.1-9"} {
		t.Run("refused "+bad, func(t *testing.T) {
			if n, err := config.ParseNetworks(bad); err == nil {
				t.Errorf("ParseNetworks(%q) = %v, want an error", bad, n)
			}
		})
	}
}

func TestSecretShowsNowhere(t *testing.T) {
	const canary = "c4nary-hunter2"
	s := config.NewSecret(canary)
	hidden := struct{ inner struct{ s config.Secret } }{}
	hidden.inner.s = s
	cfg := config.Default()
	cfg.DevicePassword, cfg.DeviceToken = s, s

	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%30s"} {
		for _, v := range []any{s, &s, []config.Secret{s}, map[string]config.Secret{"k": s}, hidden, &hidden, cfg} {
			fmt.Fprintf(&out, verb, v)
		}
	}
	for _, v := range []any{s, &s, cfg, map[string]any{"k": s}} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}
	for _, h := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
		slog.New(h).Error("all of it", "secret", s, "pointer", &s, "cfg", cfg, "hidden", hidden)
	}
	if err := config.Effective(&out, cfg); err != nil {
		t.Fatal(err)
	}
	for _, leak := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary)} {
		if at := strings.Index(out.String(), leak); at >= 0 {
			t.Errorf("a secret shows: %s", out.String()[max(at-200, 0):at+len(leak)])
		}
	}
	if got := s.Reveal(); got != canary {
		t.Errorf("Reveal() = %q, want the secret", got)
	}
	if got := fmt.Sprintf("%v|%#v|%s", s, s, config.Secret{}); got != `<secret>|"<secret>"|` {
		t.Errorf("printed as %s", got)
	}
}
