package deviceauth

import (
	"testing"
	"time"
)

// TestRFC7616Vectors holds the computation to the example of RFC 7616, section
// 3.9.1.
func TestRFC7616Vectors(t *testing.T) {
	for _, tt := range []struct{ algorithm, want string }{
		{"MD5", "8ca523f5e9506fed4657c9700eebdbec"},
		{"SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
	} {
		header := `username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=` + tt.algorithm +
			`, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ` +
			`cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, ` +
			`response="` + tt.want + `", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
		f, ok := parseFields(header)
		if !ok || f["username"] != "Mufasa" || f["nc"] != "00000001" {
			t.Fatalf("fields: got %v", f)
		}
		newHash, session := algorithm(f["algorithm"])
		got := response(newHash, session, "Mufasa", "http-auth@example.org", "Circle of Life", "GET", f)
		if got != f["response"] {
			t.Errorf("%s: got %s, want %s", tt.algorithm, got, f["response"])
		}
	}
}

func TestParseFields(t *testing.T) {
	tests := []struct {
		name, in string
		want     map[string]string // nil: refused
	}{
		{"quoted and bare", `a="x, y", b=z`, map[string]string{"a": "x, y", "b": "z"}},
		{"no blanks", `a="x",b=z,c="w"`, map[string]string{"a": "x", "b": "z", "c": "w"}},
		{"blanks around", `a = "x" , b = z`, map[string]string{"a": "x", "b": "z"}},
		{"escapes", `a="x\"y\\z"`, map[string]string{"a": `x"y\z`}},
		{"capitals", `NoNce="X"`, map[string]string{"nonce": "X"}},
		{"empty value", `a=, b=""`, map[string]string{"a": "", "b": ""}},
		{"commas without fields", `,,a=x,,`, map[string]string{"a": "x"}},
		{"nothing", ``, map[string]string{}},
		{"twice", `a=x, A=y`, nil},
		{"not ended", `a="x`, nil},
		{"ends in an escape", `a="x\`, nil},
		{"no value", `a`, nil},
		{"no name", `="x"`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := parseFields(tt.in)
			if ok != (tt.want != nil) {
				t.Fatalf("got %v, %v; want %v", got, ok, tt.want)
			}
			for k, v := range tt.want {
				if got[k] != v {
					t.Errorf("%s: got %q, want %q", k, got[k], v)
				}
			}
			if ok && len(got) != len(tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestCountsAreGoodOnce(t *testing.T) {
	type step struct {
		nc   uint64
		want bool
	}
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"in order", []step{{1, true}, {2, true}, {3, true}, {3, false}, {2, false}, {1, false}}},
		{"out of order", []step{{3, true}, {1, true}, {2, true}, {1, false}, {2, false}, {3, false}}},
		{"64 ahead", []step{{1, true}, {65, true}, {1, false}, {2, true}, {2, false}}},
		{"65 ahead", []step{{1, true}, {66, true}, {1, false}, {2, true}}},
		{"far ahead", []step{{1, true}, {0xffffffff, true}, {1, false}, {0xffffffff - 64, true}, {0xffffffff - 65, false}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c counts
			for i, s := range tt.steps {
				if got := c.take(s.nc); got != s.want {
					t.Errorf("step %d, count %d: got %v, want %v", i, s.nc, got, s.want)
				}
			}
		})
	}
}

// TestNoncesAreBounded uses far more nonces than are remembered, as devices do
// that take a new one for each post: new ones must stay good, and none may be
// good twice.
func TestNoncesAreBounded(t *testing.T) {
	now := time.Date(2026, 5, 12, 11, 0, 0, 0, time.UTC)
	var n nonces
	n.init(now)
	first := n.make(now)
	kept := n.make(now)
	n.use(first, "00000001", now)
	for i := range maxNonces + maxNonces/2 {
		now = now.Add(time.Millisecond)
		if nonce := n.make(now); !n.use(nonce, "00000001", now) {
			t.Fatalf("nonce %d is not good", i)
		} else if n.use(nonce, "00000001", now) {
			t.Fatalf("nonce %d is good twice", i)
		}
		if i%1000 == 0 && !n.use(kept, nc(i/1000+1), now) {
			t.Fatalf("after %d others a nonce that is in use was forgotten", i)
		}
		if got := len(n.young) + len(n.old); got > maxNonces {
			t.Fatalf("%d nonces are remembered, want at most %d", got, maxNonces)
		}
	}
	if n.use(first, "00000001", now) || n.use(first, "00000002", now) {
		t.Error("a nonce whose counts are forgotten is good again")
	}
	now = now.Add(nonceLife)
	fresh := n.make(now)
	n.use(fresh, "00000001", now)
	now = now.Add(nonceLife + time.Second)
	n.use(n.make(now), "00000001", now)
	if got := len(n.young); got != 1 {
		t.Errorf("after a quiet time %d nonces are young, want 1", got)
	}
}

func nc(i int) string {
	const digits = "0123456789abcdef"
	b := []byte("00000000")
	for p := 7; i > 0; p, i = p-1, i>>4 {
		b[p] = digits[i&15]
	}
	return string(b)
}
