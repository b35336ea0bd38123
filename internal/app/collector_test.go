package app

import "testing"

func TestPercentOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		live uint64
		want int
	}{
		{"nothing yet", 0, 600},
		{"little", 4 << 20, 600},
		{"some", 16 << 20, 200},
		{"as much as the room", 32 << 20, 100},
		{"much", 200 << 20, 100},
	} {
		if got := percentOf(tt.live); got != tt.want {
			t.Errorf("%s: %d bytes in use: got %d %%, want %d %%", tt.name, tt.live, got, tt.want)
		}
	}
}
