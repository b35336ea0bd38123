package jsontext_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/watchpost/watchpost/internal/jsontext"
)

// FuzzAppendString: what is written reads as what encoding/json writes.
func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "Front door", "\x00\x1f\"\\/<>&\u2028\U0001F697", "\xff\xfe\xc3", "é\ufffd\x7f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		theirs, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var got, want string
		ours := jsontext.AppendString([]byte(nil), s)
		if err := json.Unmarshal(ours, &got); err != nil {
			t.Fatalf("%s: %v", ours, err)
		}
		if err := json.Unmarshal(theirs, &want); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%q: got %s, encoding/json writes %s", s, ours, theirs)
		}
	})
}

func TestWhatIsEmptyIsLeftOut(t *testing.T) {
	b := jsontext.AppendField([]byte("{"), `"a":`, "x")
	b = jsontext.AppendField(b, `,"b":`, "")
	b = jsontext.AppendNumber(b, `,"c":`, 0)
	b = jsontext.AppendNumber(b, `,"d":`, -7)
	b = jsontext.AppendStrings(append(b, `,"e":`...), []string{"p", "q"})
	b = jsontext.AppendInts(append(b, `,"f":`...), []int{1, -2})
	const want = `{"a":"x","d":-7,"e":["p","q"],"f":[1,-2]`
	if !slices.Equal(b, []byte(want)) {
		t.Errorf("got %s, want %s", b, want)
	}
}
