//go:build linux

package fileimages

import "testing"

func TestReleases(t *testing.T) {
	for release, want := range map[string]bool{
		"6.1.0-18-amd64": true, "5.8.0": true, "5.8-rc1": true, "5.10.110-rockchip": true, "10.0": true,
		"5.7.19": false, "4.19.0-26": false, "5": false, "": false, "x.9": false,
	} {
		if got := atLeast(release, 5, 8); got != want {
			t.Errorf("%q: got %v, want %v", release, got, want)
		}
	}
}
