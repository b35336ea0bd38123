package sqlite

import "testing"

func TestMarks(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"SELECT 1", "SELECT 1"},
		{"VALUES ($1, $2)", "VALUES (?, ?)"},
		{"$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11", "?,?,?,?,?,?,?,?,?,?,?"},
		{"VALUES ($1, $1)", "VALUES ($1, $1)"},
		{"VALUES ($2, $1)", "VALUES ($2, $1)"},
		{"VALUES ($10)", "VALUES ($10)"},
		{"'$'", "'$'"},
	} {
		if got := marks(tt.in); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.in, got, tt.want)
		}
	}
}
