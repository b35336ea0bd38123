// Package devicetls is the TLS side of the device listener: the certificate that
// devices get to see, given or made once and kept, and which versions of TLS are
// spoken with them.
package devicetls

import (
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

// Options say where the certificate comes from.
type Options struct {
	// Dir is the folder that made certificates are kept in; it is made if missing.
	Dir string
	// CertFile and KeyFile are a given certificate, with its chain, and its key,
	// both PEM. Without them one is made.
	CertFile, KeyFile string
	// Legacy also speaks TLS 1.0 and 1.1, and the cipher suites of that time, for
	// devices that know nothing newer. What they send can then be read by who can
	// listen in and has the means.
	Legacy bool
	// Names are further host names and addresses that a made certificate is for,
	// besides those of this machine.
	Names []string

	// Now, Hostname and Addresses are the clock and this machine; the real ones
	// when nil.
	Now       func() time.Time
	Hostname  func() (string, error)
	Addresses func() ([]net.Addr, error)
}

// Identity is what the listener shows to devices.
type Identity struct {
	Config *tls.Config
	// Fingerprints are the SHA-256 of each certificate, as "sha256:AB:CD…" with
	// its kind of key, for a person to compare with what a device shows.
	Fingerprints []Fingerprint
	// Made says that a certificate was made by this Load, and not found.
	Made bool
}

// Fingerprint names one certificate.
type Fingerprint struct {
	Key      string // "ECDSA P-256", "RSA 2048"
	SHA256   string // "AB:CD:…"
	NotAfter time.Time
}

// String is the fingerprint as it is printed.
func (f Fingerprint) String() string { return f.Key + " SHA-256 " + f.SHA256 }

// Load returns the given certificate, or the kept ones, or makes and keeps them:
// one with an ECDSA key, and one with an RSA key for devices that know no other.
// Each device gets the one it can check.
func Load(o Options) (*Identity, error) {
	if (o.CertFile == "") != (o.KeyFile == "") {
		return nil, errors.New("a certificate needs its key, and a key its certificate: one of both is missing")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Hostname == nil {
		o.Hostname = os.Hostname
	}
	if o.Addresses == nil {
		o.Addresses = net.InterfaceAddrs
	}
	id := &Identity{Config: config(o.Legacy)}
	if o.CertFile != "" {
		c, err := tls.LoadX509KeyPair(o.CertFile, o.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("load certificate %s: %w", o.CertFile, err)
		}
		id.add(c)
		return id, nil
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make folder for certificates: %w", err)
	}
	for _, k := range kinds {
		c, made, err := o.keep(k)
		if err != nil {
			return nil, err
		}
		id.add(c)
		id.Made = id.Made || made
	}
	return id, nil
}

// add appends a certificate. crypto/tls gives each client the first that it can
// check.
func (id *Identity) add(c tls.Certificate) {
	sum := sha256.Sum256(c.Leaf.Raw)
	hex := make([]string, len(sum))
	for i, b := range sum {
		hex[i] = fmt.Sprintf("%02X", b)
	}
	id.Config.Certificates = append(id.Config.Certificates, c)
	id.Fingerprints = append(id.Fingerprints, Fingerprint{
		Key: keyName(c.Leaf), SHA256: strings.Join(hex, ":"), NotAfter: c.Leaf.NotAfter,
	})
}

// config is what is spoken. By default crypto/tls chooses among what is safe
// today; key exchange without forward secrecy is not among it.
func config(legacy bool) *tls.Config {
	if !legacy {
		return &tls.Config{MinVersion: tls.VersionTLS12}
	}
	c := &tls.Config{MinVersion: tls.VersionTLS10}
	for _, s := range tls.CipherSuites() {
		c.CipherSuites = append(c.CipherSuites, s.ID)
	}
	for _, s := range tls.InsecureCipherSuites() {
		if !strings.Contains(s.Name, "RC4") { // broken outright, and no device needs it
			c.CipherSuites = append(c.CipherSuites, s.ID)
		}
	}
	return c
}
