package config

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Networks says from where something is allowed: a list of networks (CIDR),
// single addresses, and the words "loopback", "private" (loopback, private,
// link-local and unique local addresses) and "any". The zero value holds none.
type Networks struct {
	words    []string
	prefixes []netip.Prefix
}

// namedNetworks returns the networks that a word stands for.
func namedNetworks(word string) []string {
	switch word {
	case "loopback":
		return []string{"127.0.0.0/8", "::1/128"}
	case "private":
		return []string{
			"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
			"::1/128", "fc00::/7", "fe80::/10",
		}
	case "any":
		return []string{"0.0.0.0/0", "::/0"}
	}
	return nil
}

// ParseNetworks reads words, networks and addresses, separated by commas.
func ParseNetworks(text string) (Networks, error) {
	var n Networks
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		networks := namedNetworks(word)
		if networks == nil {
			networks = []string{word}
		}
		for _, s := range networks {
			p, err := parseNetwork(s)
			if err != nil {
				return Networks{}, err
			}
			n.prefixes = append(n.prefixes, p)
		}
		n.words = append(n.words, word)
	}
	if n.words == nil {
		return Networks{}, errors.New("no network is named; write networks such as 192.0.2.0/24, or private, loopback or any")
	}
	return n, nil
}

func parseNetwork(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%.60q is not a network; write it like 192.0.2.0/24 or 192.0.2.7, or private, loopback or any", s)
	}
	if p != p.Masked() {
		return netip.Prefix{}, fmt.Errorf("%s is an address within a network; did you mean %s, or %s alone?", p, p.Masked(), p.Addr())
	}
	return p, nil
}

// Set reads n as ParseNetworks does.
func (n *Networks) Set(text string) error {
	v, err := ParseNetworks(text)
	if err != nil {
		return err
	}
	*n = v
	return nil
}

// networksOrNone are networks of which there may be none.
type networksOrNone Networks

func (n *networksOrNone) Set(text string) error {
	if strings.TrimSpace(text) == "" {
		*n = networksOrNone{}
		return nil
	}
	return (*Networks)(n).Set(text)
}

func (n *networksOrNone) String() string { return Networks(*n).String() }

// Contains says whether a is in one of the networks. An IPv4 address in IPv6
// form counts as the IPv4 address.
func (n Networks) Contains(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return slices.ContainsFunc(n.prefixes, func(p netip.Prefix) bool { return p.Contains(a) })
}

// IsEmpty says whether n holds no network.
func (n Networks) IsEmpty() bool { return len(n.prefixes) == 0 }

// Prefixes returns the networks; the words are spelled out.
func (n Networks) Prefixes() []netip.Prefix { return slices.Clone(n.prefixes) }

// String writes n as ParseNetworks reads it.
func (n Networks) String() string { return strings.Join(n.words, ", ") }
