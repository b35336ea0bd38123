package console

import (
	"cmp"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// Interface is a network interface of this machine.
type Interface struct {
	Name      string
	Up        bool
	Addresses []netip.Addr
}

// Interfaces returns the interfaces of this machine.
func Interfaces() ([]Interface, error) {
	all, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var out []Interface
	for _, i := range all {
		addrs, err := i.Addrs()
		if err != nil {
			continue // it went away meanwhile
		}
		entry := Interface{Name: i.Name, Up: i.Flags&net.FlagUp != 0}
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				entry.Addresses = append(entry.Addresses, p.Addr().Unmap())
			}
		}
		out = append(out, entry)
	}
	return out, nil
}

// Outward returns the IPv4 addresses that a device in the same network can
// reach, the most likely first: those of real interfaces before those of
// bridges and tunnels, private ones before others.
func Outward(interfaces []Interface) []netip.Addr {
	type candidate struct {
		addr netip.Addr
		rank int
	}
	var found []candidate
	for _, i := range interfaces {
		if !i.Up {
			continue
		}
		for _, a := range i.Addresses {
			if !a.Is4() || !a.IsGlobalUnicast() {
				continue
			}
			c := candidate{addr: a}
			if virtual(i.Name) {
				c.rank += 2
			}
			if !a.IsPrivate() {
				c.rank++
			}
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(a.rank, b.rank) })
	var out []netip.Addr
	for _, c := range found {
		if !slices.Contains(out, c.addr) {
			out = append(out, c.addr)
		}
	}
	return out
}

// virtual says whether an interface has a name as container bridges, virtual
// machines and tunnels have.
func virtual(name string) bool {
	for _, prefix := range []string{"docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "cni", "flannel", "podman", "tun", "tap", "wg", "utun", "zt"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
