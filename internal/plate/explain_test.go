package plate_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/plate"
)

// said writes letters shortly: as they are, 8(B) for one taken for the other, 7[4]
// for another, +X for too many, -X for a missing one, lower case beyond the search.
func said(all []plate.Letter) string {
	var b strings.Builder
	for _, l := range all {
		switch l.Kind {
		case plate.Equal:
			b.WriteString(l.Read)
		case plate.Confused:
			fmt.Fprintf(&b, "%s(%s)", l.Read, l.Sought)
		case plate.Different:
			fmt.Fprintf(&b, "%s[%s]", l.Read, l.Sought)
		case plate.Extra:
			b.WriteString("+" + l.Read)
		case plate.Absent:
			b.WriteString("-" + l.Sought)
		case plate.Beyond:
			b.WriteString(strings.ToLower(l.Read) + "'")
		}
	}
	return b.String()
}

func TestExplain(t *testing.T) {
	for _, tt := range []struct{ query, text, want string }{
		{"KLM4821", "KLM4821", "KLM4821"},
		{"klm 4b2i", "KLM4821", "KLM48(B)21(I)"},
		{"KLM", "KLM4821", "KLM4'8'2'1'"},
		{"M4B", "KLM4821", "k'l'M48(B)2'1'"},
		{"LM", "1MLM1", "1(L)Ml'm'1'"},
		{"KLM4821", "KLM7821", "KLM7[4]821"},
		{"KLM4821", "KLM421", "KLM4-821"},
		{"KLM4821", "KLMX4821", "KLM+X4821"},
		{"KLM4821", "1KLMA8Z1", "+1KLMA[4]8Z(2)1"},
		{"K*21", "KLM4821", "Kl'm'4'8'21"},
		{"*B2?", "KLM4821", "k'l'm'4'8(B)21'"},
		{"É?", "ÉΩ", "Éω'"},
	} {
		if got := said(plate.NewQuery(tt.query).Explain(tt.text)); got != tt.want {
			t.Errorf("%s in %s: got %s, want %s", tt.query, tt.text, got, tt.want)
		}
	}
}

// TestExplainIsWhole: for whatever matches, what was read is the text, and what was
// sought is the query.
func TestExplainIsWhole(t *testing.T) {
	const seed = 7
	rnd := rand.New(rand.NewPCG(seed, seed))
	random := func(letters string, n int) string {
		var b strings.Builder
		for range 1 + rnd.IntN(n) {
			b.WriteByte(letters[rnd.IntN(len(letters))])
		}
		return b.String()
	}
	matched := 0
	for range 20_000 {
		typed, text := random("0OB8A1I*?", 8), random("0OB8A1I", 9)
		q := plate.NewQuery(typed)
		kind, _ := q.Match(text)
		if kind == "" {
			continue
		}
		matched++
		var read, sought strings.Builder
		for _, l := range q.Explain(text) {
			read.WriteString(l.Read)
			sought.WriteString(l.Sought)
			if (kind == plate.Exact || kind == plate.Prefix) && l.Kind != plate.Equal && l.Kind != plate.Beyond {
				t.Errorf("%s in %s is %s and has %+v", typed, text, kind, l)
			}
			if (kind == plate.OCR || kind == plate.Substring) && (l.Kind == plate.Different || l.Kind == plate.Extra || l.Kind == plate.Absent) {
				t.Errorf("%s in %s is %s and has %+v", typed, text, kind, l)
			}
		}
		want := strings.NewReplacer("*", "", "?", "").Replace(typed)
		if read.String() != text || sought.String() != want {
			t.Errorf("%s in %s: read %s, sought %s", typed, text, read.String(), sought.String())
		}
	}
	if matched < 1000 {
		t.Errorf("only %d of the random texts matched", matched)
	}
}

func TestVisits(t *testing.T) {
	at := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	minutes := func(all ...int) (out []time.Time) {
		for _, m := range all {
			out = append(out, at.Add(time.Duration(m)*time.Minute))
		}
		return out
	}
	visit := func(from, to, reads int) plate.Visit {
		return plate.Visit{From: minutes(from)[0], To: minutes(to)[0], Reads: reads}
	}
	for _, tt := range []struct {
		name  string
		reads []time.Time
		want  []plate.Visit
	}{
		{"none", nil, nil},
		{"one", minutes(0), []plate.Visit{visit(0, 0, 1)}},
		{"within the gap of each other", minutes(0, 10, 20), []plate.Visit{visit(0, 20, 3)}},
		{"newest first", minutes(31, 20, 19, 0), []plate.Visit{visit(0, 0, 1), visit(19, 20, 2), visit(31, 31, 1)}},
	} {
		if got := plate.Visits(tt.reads); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
