package devicetls_test

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/ingest/devicetls"
)

var t0 = time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)

func options(dir string) devicetls.Options {
	return devicetls.Options{
		Dir: dir, Now: func() time.Time { return t0 },
		Hostname: func() (string, error) { return "gatehouse", nil },
		Addresses: func() ([]net.Addr, error) {
			return []net.Addr{
				&net.IPNet{IP: net.ParseIP("192.0.2.53"), Mask: net.CIDRMask(24, 32)},
				&net.IPNet{IP: net.ParseIP("2001:db8::53"), Mask: net.CIDRMask(64, 128)},
				&net.IPNet{IP: net.ParseIP("fe80::1"), Mask: net.CIDRMask(64, 128)},
			}, nil
		},
	}
}

func load(t *testing.T, o devicetls.Options) *devicetls.Identity {
	t.Helper()
	id, err := devicetls.Load(o)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// handshake shakes hands over a pipe.
func handshake(server, client *tls.Config) (tls.ConnectionState, error) {
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	served := make(chan struct{})
	go func() {
		defer close(served)
		s := tls.Server(a, server)
		if s.Handshake() == nil {
			s.Write([]byte("x")) // what follows the handshake in TLS 1.3 goes along
		}
		a.Close()
	}()
	c := tls.Client(b, client)
	err := c.Handshake()
	if err == nil {
		_, err = c.Read(make([]byte, 1))
	}
	state := c.ConnectionState()
	b.Close()
	<-served
	return state, err
}

func TestS16Versions(t *testing.T) {
	modern := load(t, options(t.TempDir()))
	o := options(t.TempDir())
	o.Legacy = true
	legacy := load(t, o)

	tests := []struct {
		name           string
		version        uint16
		suites         []uint16
		modern, legacy bool
	}{
		{"TLS 1.0", tls.VersionTLS10, nil, false, true},
		{"TLS 1.0 RSA key exchange", tls.VersionTLS10, []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}, false, true},
		{"TLS 1.1", tls.VersionTLS11, nil, false, true},
		{"TLS 1.2 RSA key exchange", tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}, false, true},
		{"TLS 1.2 3DES", tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA}, false, true},
		{"TLS 1.2 RC4", tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_RC4_128_SHA}, false, false},
		{"TLS 1.2 ECDHE", tls.VersionTLS12, nil, true, true},
		{"TLS 1.2 ECDHE with an RSA key only", tls.VersionTLS12, []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}, true, true},
		{"TLS 1.3", tls.VersionTLS13, nil, true, true},
	}
	for _, tt := range tests {
		for _, l := range []struct {
			name   string
			config *tls.Config
			want   bool
		}{{"modern", modern.Config, tt.modern}, {"legacy", legacy.Config, tt.legacy}} {
			t.Run(tt.name+" "+l.name, func(t *testing.T) {
				state, err := handshake(l.config, &tls.Config{
					InsecureSkipVerify: true, MinVersion: tt.version, MaxVersion: tt.version, CipherSuites: tt.suites,
				})
				if got := err == nil; got != l.want {
					t.Fatalf("got %v (%v), want %v", got, err, l.want)
				}
				if l.want && state.Version != tt.version {
					t.Errorf("got version %x, want %x", state.Version, tt.version)
				}
			})
		}
	}
}

func TestEachClientGetsTheKeyItCanCheck(t *testing.T) {
	id := load(t, options(t.TempDir()))
	key := func(suite uint16) any {
		t.Helper()
		state, err := handshake(id.Config, &tls.Config{
			InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{suite},
		})
		if err != nil {
			t.Fatal(err)
		}
		return state.PeerCertificates[0].PublicKey
	}
	if k, ok := key(tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256).(*ecdsa.PublicKey); !ok {
		t.Errorf("got %T, want an ECDSA key", k)
	}
	if k, ok := key(tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256).(*rsa.PublicKey); !ok {
		t.Errorf("got %T, want an RSA key", k)
	}
}

func TestMadeOnceAndKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "devices-tls")
	first := load(t, options(dir))
	if !first.Made || len(first.Fingerprints) != 2 {
		t.Fatalf("got %+v, want two made certificates", first)
	}
	again := load(t, options(dir))
	if again.Made || !slices.Equal(again.Fingerprints, first.Fingerprints) {
		t.Errorf("the second start: got %v, made %v; want those kept, %v", again.Fingerprints, again.Made, first.Fingerprints)
	}
	if f := first.Fingerprints[0]; f.Key != "ECDSA P-256" || len(f.SHA256) != 32*3-1 || strings.ToUpper(f.SHA256) != f.SHA256 {
		t.Errorf("got fingerprint %v", f)
	}
	if f := first.Fingerprints[1]; f.Key != "RSA 2048" {
		t.Errorf("got fingerprint %v", f)
	}
}

func TestKeysAreForTheOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	load(t, options(dir))
	for _, name := range []string{"ecdsa.key", "rsa.key"} {
		key := filepath.Join(dir, name)
		if got := mode(t, key); got != 0o600 {
			t.Errorf("%s: got mode %o, want 600", name, got)
		}
		if err := os.Chmod(key, 0o644); err != nil {
			t.Fatal(err)
		}
		load(t, options(dir))
		if got := mode(t, key); got != 0o600 {
			t.Errorf("%s after a careless copy: got mode %o, want 600", name, got)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 4 {
		t.Errorf("got %v %v, want two certificates, two keys, and nothing left over", files, err)
	}
}

func mode(t *testing.T, name string) os.FileMode {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestWhatACertificateSays(t *testing.T) {
	o := options(t.TempDir())
	o.Names = []string{"post.example", "198.51.100.7", "not a näme"}
	for _, c := range load(t, o).Config.Certificates {
		leaf := c.Leaf
		if got, want := leaf.NotAfter, t0.AddDate(10, 0, 0); got.Before(want) {
			t.Errorf("good until %v, want at least %v", got, want)
		}
		if leaf.NotBefore.After(t0.Add(-time.Hour)) {
			t.Errorf("good from %v: a device whose clock is behind refuses it", leaf.NotBefore)
		}
		roots := x509.NewCertPool()
		roots.AddCert(leaf)
		for _, name := range []string{"gatehouse", "localhost", "192.0.2.53", "2001:db8::53", "post.example", "198.51.100.7"} {
			if _, err := leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots, CurrentTime: t0}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := leaf.VerifyHostname("fe80::1"); err == nil {
			t.Error("it is for a link-local address, which means another machine on each link")
		}
	}
}

func TestAnEndedCertificateIsMadeAnew(t *testing.T) {
	o := options(t.TempDir())
	first := load(t, o)
	o.Now = func() time.Time { return t0.AddDate(12, 0, 0) }
	second := load(t, o)
	if !second.Made || second.Fingerprints[0] == first.Fingerprints[0] {
		t.Errorf("got %v, made %v; want new ones", second.Fingerprints, second.Made)
	}
}

func TestAStartCutShortIsMended(t *testing.T) {
	dir := t.TempDir()
	load(t, options(dir))
	if err := os.Remove(filepath.Join(dir, "rsa.crt")); err != nil { // the key was written, the certificate was not
		t.Fatal(err)
	}
	id := load(t, options(dir))
	if _, err := handshake(id.Config, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12,
		CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}}); err != nil {
		t.Error(err)
	}
}

func TestGivenCertificate(t *testing.T) {
	dir := t.TempDir()
	made := load(t, options(dir))
	o := devicetls.Options{
		Dir: filepath.Join(dir, "unused"), CertFile: filepath.Join(dir, "ecdsa.crt"), KeyFile: filepath.Join(dir, "ecdsa.key"),
	}
	id := load(t, o)
	if len(id.Fingerprints) != 1 || id.Fingerprints[0] != made.Fingerprints[0] || id.Made {
		t.Errorf("got %+v, want the given one", id)
	}
	if _, err := os.Stat(o.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("a folder was made although a certificate was given")
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	dir := t.TempDir()
	load(t, options(dir))
	damaged := filepath.Join(dir, "ecdsa.crt")
	if err := os.WriteFile(damaged, []byte("no certificate"), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		o    devicetls.Options
		want string
	}{
		{"no key", devicetls.Options{CertFile: "a.pem"}, "one of both is missing"},
		{"no certificate", devicetls.Options{KeyFile: "a.pem"}, "one of both is missing"},
		{"not there", devicetls.Options{CertFile: "/none/a.pem", KeyFile: "/none/b.pem"}, "/none/a.pem"},
		{"damaged", options(dir), "remove " + damaged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := devicetls.Load(tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}
