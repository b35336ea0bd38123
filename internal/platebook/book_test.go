package platebook_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/plate"
	"github.com/watchpost/watchpost/internal/platebook"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/store/sqlite"
)

var (
	now = time.Date(2026, 11, 25, 17, 0, 0, 0, time.UTC)
	ann = platebook.By{Name: "Ann", IP: "192.0.2.7"}
)

func open(t *testing.T) *platebook.Book {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "w.db"), sqlite.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &platebook.Book{Store: db, Now: func() time.Time { return now }}
}

func text(s string) *string { return &s }

func TestChange(t *testing.T) {
	b := open(t)
	g, err := b.AddGroup(t.Context(), " Residents ", "green", ann)
	if err != nil || g.Name != "Residents" {
		t.Fatalf("group: got %+v, %v", g, err)
	}
	k, err := b.Change(t.Context(), "kl-m 48 21", platebook.Change{Group: &g.ID, Owner: text("  Unit\u00a012 "), Note: text("a\r\nb\n")}, ann)
	want := plate.Known{Text: "KLM4821", Group: g.ID, Owner: "Unit 12", Note: "a\nb", ChangedAt: now, ChangedBy: "Ann"}
	if err != nil || k != want {
		t.Errorf("got %+v, %v, want %+v", k, err, want)
	}
	if kept, err := b.Known(t.Context(), "KLM4821"); err != nil || kept != want {
		t.Errorf("kept: %+v, %v", kept, err)
	}
	if _, err := b.Change(t.Context(), "KLM4821", platebook.Change{Owner: text("Unit 12")}, ann); err != nil {
		t.Error(err)
	}
	if k, err := b.Change(t.Context(), "KLM4821", platebook.Change{Group: text(""), Owner: text(""), Note: text("")}, ann); err != nil || !k.Empty() {
		t.Errorf("emptied: got %+v, %v", k, err)
	}
	if n, err := b.Store.CountKnownPlates(t.Context()); n != 0 || err != nil {
		t.Errorf("of an emptied plate %d rows are kept, %v", n, err)
	}
	log, _, err := b.Store.(store.Audit).Audit(t.Context(), store.Page{})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, e := range log {
		told = append(told, fmt.Sprintf("%s %s %s %s %s", e.Who, e.IP, e.Action, e.Object, e.Detail))
	}
	if want := []string{
		"Ann 192.0.2.7 plate_changed KLM4821 group: no group, owner, note",
		"Ann 192.0.2.7 plate_changed KLM4821 group: Residents, owner, note",
		"Ann 192.0.2.7 plate_group_added Residents green",
	}; !reflect.DeepEqual(told, want) {
		t.Errorf("audit log:\ngot  %q\nwant %q", told, want)
	}
}

func TestRefusals(t *testing.T) {
	b := open(t)
	g, err := b.AddGroup(t.Context(), "Staff", "blue", ann)
	if err != nil {
		t.Fatal(err)
	}
	limited := access.WithScope(t.Context(), access.Only("cam_a_1"))
	long := strings.Repeat("ü", plate.MaxNote+1)
	for name, tt := range map[string]struct {
		do   func() error
		want error
	}{
		"a name twice":    {func() error { _, err := b.AddGroup(t.Context(), "STAFF", "red", ann); return err }, platebook.ErrTaken},
		"no name":         {func() error { _, err := b.AddGroup(t.Context(), " ", "red", ann); return err }, platebook.InvalidError{Field: "name", Reason: platebook.Missing}},
		"no color":        {func() error { _, err := b.AddGroup(t.Context(), "x", "plaid", ann); return err }, platebook.InvalidError{Field: "color", Reason: platebook.UnknownColor}},
		"limited group":   {func() error { _, err := b.AddGroup(limited, "x", "red", ann); return err }, platebook.ErrLimited},
		"limited removal": {func() error { return b.RemoveGroup(limited, g.ID, ann) }, platebook.ErrLimited},
		"limited, unseen": {func() error { _, err := b.Change(limited, "AB1", platebook.Change{Owner: text("x")}, ann); return err }, platebook.ErrNoPlate},
		"limited import":  {func() error { _, err := b.Import(limited, []byte("plate,owner\nA1,x"), "", ann); return err }, platebook.ErrLimited},
		"no group": {func() error {
			_, err := b.Change(t.Context(), "AB1", platebook.Change{Group: text("none")}, ann)
			return err
		}, platebook.ErrNoGroup},
		"no plate": {func() error {
			_, err := b.Change(t.Context(), "--", platebook.Change{Owner: text("x")}, ann)
			return err
		}, platebook.InvalidError{Field: "plate", Reason: platebook.NoPlate}},
		"a long note": {func() error { _, err := b.Change(t.Context(), "AB1", platebook.Change{Note: &long}, ann); return err }, platebook.InvalidError{Field: "note", Reason: platebook.TooLong, Most: plate.MaxNote}},
		"a hidden override": {func() error {
			_, err := b.Change(t.Context(), "AB1", platebook.Change{Owner: text("\u202e")}, ann)
			return err
		}, platebook.InvalidError{Field: "owner", Reason: platebook.Unseen}},
		"a group removed": {func() error { return b.RemoveGroup(t.Context(), "none", ann) }, platebook.ErrNoGroup},
	} {
		if err := tt.do(); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
	for i := 1; i < plate.MaxGroups; i++ {
		if _, err := b.AddGroup(t.Context(), fmt.Sprint("Group ", i), "red", ann); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.AddGroup(t.Context(), "one more", "red", ann); !errors.Is(err, platebook.ErrFull) {
		t.Errorf("one more group than there may be: got %v", err)
	}
}

func TestImport(t *testing.T) {
	b := open(t)
	staff, err := b.AddGroup(t.Context(), "Staff", "blue", ann)
	if err != nil {
		t.Fatal(err)
	}
	for plate, owner := range map[string]string{"AB1": "Ann", "AB2": "Bo"} {
		if _, err := b.Change(t.Context(), plate, platebook.Change{Group: &staff.ID, Owner: &owner}, ann); err != nil {
			t.Fatal(err)
		}
	}
	file := []byte("\xef\xbb\xbfHalter;Kennzeichen;Farbe;GRUPPE\r\n" +
		"Ann;ab-1;red;staff\r\n" + // as it is
		"Boris;AB 2;;\r\n" + // changed, and in no group any more
		"\"Cleo; the \"\"third\"\"\";NEW 3;;Gäste\r\n" +
		";;;\r\n" +
		"Dan;ab1;;\r\n" + // twice
		"Eve;--;;\r\n" +
		"Fay;AB4\r\n" +
		";NEW5;;\r\n")
	p, err := b.Plan(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	lines := func(p *platebook.Plan) (out []string) {
		for _, l := range p.Lines {
			reason := ""
			if l.Err != nil {
				reason = l.Err.Error()
			}
			out = append(out, fmt.Sprint(l.N, " ", l.Plate, " ", l.Verdict, " ", l.Changes, " ", reason))
		}
		return out
	}
	want := []string{
		"2 AB1 same [] ", "3 AB2 changed [group owner] ", "4 NEW3 created [group owner] ",
		"6 AB1 refused [] plate stands in line 2 already", "7 -- refused [] plate is no plate: 1 to 32 letters and digits",
		"8 AB4 refused [] line has another number of fields than the first line", "9 NEW5 refused [] line says nothing of its plate",
	}
	if got := lines(p); !reflect.DeepEqual(got, want) {
		t.Errorf("plan:\ngot  %q\nwant %q", got, want)
	}
	if len(p.NewGroups) != 1 || p.NewGroups[0].Name != "Gäste" || !reflect.DeepEqual(p.Ignored, []string{"Farbe"}) {
		t.Errorf("new groups %+v, ignored %q", p.NewGroups, p.Ignored)
	}
	if n, err := b.Store.CountKnownPlates(t.Context()); n != 2 || err != nil {
		t.Errorf("a plan has written something: %d plates, %v", n, err)
	}
	if _, err := b.Import(t.Context(), file, "another", ann); !errors.Is(err, platebook.ErrOther) {
		t.Errorf("another digest: got %v", err)
	}
	if _, err := b.Import(t.Context(), file, p.Digest, ann); err != nil {
		t.Fatal(err)
	}
	if k, err := b.Known(t.Context(), "NEW3"); err != nil || k.Owner != `Cleo; the "third"` || k.Group == "" || strings.Contains(k.Group, " ") {
		t.Errorf("imported: %+v, %v", k, err)
	}
	if k, err := b.Known(t.Context(), "AB2"); err != nil || k.Owner != "Boris" || k.Group != "" {
		t.Errorf("changed: %+v, %v", k, err)
	}
	if again, err := b.Plan(t.Context(), file); err != nil || again.Count(platebook.Same) != 3 {
		t.Errorf("once more: got %q, %v", lines(again), err)
	}
}

// TestExportImportsTheSame: whatever people write down, what is exported changes
// nothing where it comes from, and makes the same elsewhere.
func TestExportImportsTheSame(t *testing.T) {
	b := open(t)
	g, err := b.AddGroup(t.Context(), "=Group, \"one\"", "blue", ann)
	if err != nil {
		t.Fatal(err)
	}
	owners := []string{"plain", "=1+1", "'=1+1", "''=1+1", "'s-Hertogenbosch", "'", "+49 30 1", "-", "@cmd", "＝1", "a,b;c", `say "hi"`, "🚗 née ٣", "\"=x"}
	for i, o := range owners {
		note := o + "\n=" + o
		if _, err := b.Change(t.Context(), fmt.Sprint("P", i), platebook.Change{Group: &g.ID, Owner: &o, Note: &note}, ann); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := b.Export(t.Context(), &file, ""); err != nil {
		t.Fatal(err)
	}
	for _, harmful := range []string{",=", "\n=1+1,", ",+4", ",@"} {
		if strings.Contains(file.String(), harmful) {
			t.Errorf("a spreadsheet would run %q:\n%s", harmful, file.String())
		}
	}
	if p, err := b.Plan(t.Context(), file.Bytes()); err != nil || p.Count(platebook.Same) != len(owners) {
		t.Errorf("imported where it comes from: %+v, %v", p, err)
	}
	other := open(t)
	if _, err := other.Import(t.Context(), file.Bytes(), "", ann); err != nil {
		t.Fatal(err)
	}
	for i, o := range owners {
		if k, err := other.Known(t.Context(), fmt.Sprint("P", i)); err != nil || k.Owner != o || k.Note != o+"\n="+o {
			t.Errorf("%q came back as %+v, %v", o, k, err)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	b := open(t)
	for name, tt := range map[string]struct {
		file string
		want platebook.InvalidError
	}{
		"empty":       {"", platebook.InvalidError{Field: "file", Reason: platebook.NoHeader}},
		"no plate":    {"owner,note\nx,y\n", platebook.InvalidError{Field: "file", Reason: platebook.NoHeader}},
		"Latin 1":     {"plate,owner\nA1,M\xfcller\n", platebook.InvalidError{Field: "file", Reason: platebook.NotText}},
		"UTF-16":      {"\xff\xfep\x00l\x00", platebook.InvalidError{Field: "file", Reason: platebook.NotText}},
		"quotes":      {"plate,owner\nA1,\"x\n", platebook.InvalidError{Field: "file", Reason: platebook.Quotes, Line: 2}},
		"twice":       {"plate,Kennzeichen\n1,2\n", platebook.InvalidError{Field: "plate", Reason: platebook.ColumnTwice}},
		"large":       {"plate,owner\n" + strings.Repeat("x", platebook.MaxFile), platebook.InvalidError{Field: "file", Reason: platebook.TooLarge, Most: platebook.MaxFile}},
		"many lines":  {"plate,owner\n" + strings.Repeat("A1,x\n", platebook.MaxLines+1), platebook.InvalidError{Field: "lines", Reason: platebook.TooMany, Most: platebook.MaxLines}},
		"many groups": {"plate,group\n" + manyGroups(), platebook.InvalidError{Field: "groups", Reason: platebook.TooMany, Most: plate.MaxGroups}},
	} {
		if _, err := b.Plan(t.Context(), []byte(tt.file)); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
	if p, err := b.Plan(t.Context(), []byte("Number_Plate\towner\nA1\tAnn, Bo\n")); err != nil || p.Count(platebook.Created) != 1 || p.Lines[0].Owner != "Ann, Bo" {
		t.Errorf("tabs: got %+v, %v", p, err)
	}
}

func manyGroups() string {
	var b strings.Builder
	for i := range plate.MaxGroups + 1 {
		fmt.Fprintf(&b, "P%d,G%d\n", i, i)
	}
	return b.String()
}
