package devicetls

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// years that a made certificate is good for. It ends before 2038 for a while
// yet, since devices with 32-bit time take a later end for the past.
const years = 11

// maxNames bounds the names in a made certificate.
const maxNames = 100

// kind is a kind of key, and the name of the files of its certificate.
type kind struct {
	name string
	key  func() (crypto.Signer, error)
}

// kinds are the certificates that are made, the preferred one first.
var kinds = [...]kind{
	{"ecdsa", func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }},
	{"rsa", func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) }},
}

func keyName(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *ecdsa.PublicKey:
		return "ECDSA " + k.Curve.Params().Name
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA %d", k.N.BitLen())
	}
	return c.PublicKeyAlgorithm.String()
}

// keep returns the kept certificate of a kind. It makes one when there is none,
// or when the kept one has ended.
func (o *Options) keep(k kind) (c tls.Certificate, made bool, err error) {
	certFile := filepath.Join(o.Dir, k.name+".crt")
	keyFile := filepath.Join(o.Dir, k.name+".key")
	c, err = tls.LoadX509KeyPair(certFile, keyFile)
	switch {
	case errors.Is(err, fs.ErrNotExist): // the first start, or one that was cut short
	case err != nil:
		return c, false, fmt.Errorf("load kept certificate: %w (remove %s and %s to have a new one made)", err, certFile, keyFile)
	case o.Now().Before(c.Leaf.NotAfter):
		return c, false, private(keyFile)
	}
	certPEM, keyPEM, err := o.make(k)
	if err != nil {
		return c, false, fmt.Errorf("make %s certificate: %w", k.name, err)
	}
	if err := writeFile(keyFile, keyPEM, 0o600); err != nil {
		return c, false, fmt.Errorf("keep key: %w", err)
	}
	if err := writeFile(certFile, certPEM, 0o644); err != nil {
		return c, false, fmt.Errorf("keep certificate: %w", err)
	}
	c, err = tls.X509KeyPair(certPEM, keyPEM)
	return c, true, err
}

// private takes rights on a key from others, which a copy or a restore may have
// given.
func private(file string) error {
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return err
	}
	return os.Chmod(file, 0o600)
}

// make makes a certificate that signs itself.
func (o *Options) make(k kind) (certPEM, keyPEM []byte, err error) {
	key, err := k.key()
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	now := o.Now().UTC().Truncate(time.Second)
	t := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "Watchpost device listener"},
		NotBefore:             now.AddDate(0, 0, -1), // clocks of devices are behind
		NotAfter:              now.AddDate(years, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	if _, ok := key.(*ecdsa.PrivateKey); ok {
		t.KeyUsage = x509.KeyUsageDigitalSignature
	}
	o.name(t)
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, nil, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), nil
}

// name names all that this machine is reached by, as far as it knows itself.
func (o *Options) name(t *x509.Certificate) {
	names := append([]string{"localhost"}, o.Names...)
	if h, err := o.Hostname(); err == nil && h != "" {
		names = append(names, h)
	}
	addrs, err := o.Addresses()
	if err != nil {
		addrs = nil // a machine that does not tell is still reached by name
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLinkLocalUnicast() && !n.IP.IsMulticast() {
			names = append(names, n.IP.String())
		}
	}
	seen := make(map[string]bool)
	for _, name := range names {
		if seen[name] || len(seen) == maxNames {
			continue
		}
		seen[name] = true
		if ip := net.ParseIP(name); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else if isASCII(name) {
			t.DNSNames = append(t.DNSNames, name)
		}
	}
}

// isASCII: a certificate cannot hold other names.
func isASCII(s string) bool {
	return bytes.IndexFunc([]byte(s), func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// writeFile replaces a file as a whole, so that a crash leaves the old one or
// the new one.
func writeFile(name string, data []byte, mode fs.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".tmp-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := f.Chmod(mode); err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
