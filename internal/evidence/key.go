// Package evidence makes packs of events that can be handed on, and says whether one
// is still what was handed on: a ZIP with the bytes that devices sent, a manifest
// with the SHA-256 of each file, and a signature over the manifest.
package evidence

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Key signs the packs of an installation.
type Key struct{ private ed25519.PrivateKey }

// KeyName is the file of the key in the data folder.
const KeyName = "evidence-key.pem"

// LoadKey reads the key of a data folder, and makes it when there is none.
func LoadKey(dir string) (*Key, error) {
	name := filepath.Join(dir, KeyName)
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(name)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key of evidence: %w", err)
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, fmt.Errorf("read the key of evidence: %s is no PEM file", name)
	}
	any, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("read the key of evidence %s: %w", name, err)
	}
	private, ok := any.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("read the key of evidence: %s holds no Ed25519 key", name)
	}
	return &Key{private}, nil
}

// makeKey makes a key that is on stable storage when it returns.
func makeKey(name string) (*Key, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key of evidence: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, fmt.Errorf("make a key of evidence: %w", err)
	}
	if err := writeOnce(name, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})); err != nil {
		return nil, fmt.Errorf("keep the key of evidence: %w", err)
	}
	return &Key{private}, nil
}

func writeOnce(name string, b []byte) error {
	unfinished := name + ".tmp"
	f, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(unfinished, name)
}

// Public is the key that packs are verified with, in base64.
func (k *Key) Public() string {
	return base64.StdEncoding.EncodeToString(k.private.Public().(ed25519.PublicKey))
}

// Fingerprint names the key, short enough to be read out.
func (k *Key) Fingerprint() string { return fingerprint(k.private.Public().(ed25519.PublicKey)) }

func fingerprint(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}
