package page_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

const bulk = "/config/plates/import"

func TestBulkEntry(t *testing.T) {
	s := newCamera(t, settings.LPR).login()
	a := s.post(bulk, "Group", "whiteList", "Text", "klm4821\nTX88ZB, Block list, \"Lee, Ann\", 555 1, Opel\nVIS1,temporary,,,,2026-03-01,2026-03-10\nNB51KFE,blackList,,,,,2026/12/31 18:00\n\n")
	a.has(t, "4 plates were entered", "KLM4821", "Lee, Ann", "2026-03-01 00:00 to 2026-03-10 23:59")
	got := s.camera.Saved().Plates
	want := []settings.PlateEntry{
		{Number: "KLM4821", Group: settings.WhiteList},
		{Number: "TX88ZB", Group: settings.BlackList, Owner: "Lee, Ann", Phone: "555 1", Kind: "Opel"},
		{Number: "VIS1", Group: settings.TemporaryList, Begin: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 3, 10, 23, 59, 59, 0, time.UTC)},
		{Number: "NB51KFE", Group: settings.BlackList, End: time.Date(2026, 12, 31, 18, 0, 0, 0, time.UTC)},
	}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i].Number != want[i].Number || got[i].Group != want[i].Group || got[i].Owner != want[i].Owner || got[i].Phone != want[i].Phone ||
			got[i].Kind != want[i].Kind || !got[i].Begin.Equal(want[i].Begin) || !got[i].End.Equal(want[i].End) {
			t.Errorf("got %+v, want %+v", got[i], want[i])
		}
	}
	s.post(bulk, "Group", "blackList", "Text", "KLM4821", "Replace", "on").has(t, "1 plate was entered")
	if got := s.camera.Saved().Plates; len(got) != 4 || got[0].Group != settings.BlackList {
		t.Errorf("replaced: got %+v", got)
	}
}

func TestBulkEntryNamesColumns(t *testing.T) {
	s := newCamera(t, settings.LPR).login()
	a := s.post(bulk, "Group", "whiteList", "Text", "\ufeffOwner;Plate Number;List Type\r\nLee;KLM4821;Allow list\r\n;TX88ZB;block\r\n")
	a.has(t, "2 plates were entered")
	if got := s.camera.Saved().Plates; len(got) != 2 || got[0].Owner != "Lee" || got[0].Number != "KLM4821" || got[1].Group != settings.BlackList {
		t.Errorf("got %+v", got)
	}
}

// Each line that cannot be read says what to do, and nothing is entered.
func TestBulkEntryRefusesAll(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", " \n", []string{"Choose a file, or paste the plates."}},
		{"only a heading", "plate,owner\n", []string{"There is no plate in it. Write one plate a line."}},
		{"a column that is none", "plate,colour\nKLM4821,red\n", []string{"Line 1: no column is called &#34;colour&#34;. There are plate, list, owner"}},
		{"several lines", "KLM4821\n,whiteList\nTX88ZB,guests\nNB51KFE,,,,,soon\nAAA1,,,,,2026-02-02,2026-02-01\nklm4821\nOLD1\n" + strings.Repeat("X", 32) + "\nA,,,,,,,,\n", []string{
			"Nothing was entered.", "Line 2: the plate is missing.", "Line 3: there is no list &#34;guests&#34;; there are Allow list, Block list, Temporary vehicle.",
			"Line 4: &#34;soon&#34; is no date; write it like 2026-12-31, or 2026-12-31 18:00.", "Line 5: it is valid until a time before it is valid; swap the two.",
			"is longer than the 31 characters of a plate.", "Line 9: 9 columns, where there are only 7",
		}},
		{"twice, and listed", "KLM4821\nklm4821\nOLD1\n", []string{
			"Line 2: KLM4821 stands in line 1 already. Leave one out.", "Line 3: OLD1 is in the list already. Leave it out, or tick",
		}},
		{"a quotation mark", "KLM4821\n\"TX88ZB\n", []string{"a quotation mark is open"}},
		{"another encoding", "KLM4821,,M\xfcller\n", []string{"The file is not in UTF-8."}},
		{"many lines", strings.Repeat(",x\n", 40), []string{"28 more lines cannot be read."}},
		{"too many", manyPlates(settings.MaxPlates), []string{"There is room for 10000 plates, and these would be 10001. Delete some first."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newCamera(t, settings.LPR).login()
			s.post("/config/plates/add", "Number", "OLD1", "Group", "whiteList", "Forever", "on")
			a := s.post(bulk, "Group", "whiteList", "Text", test.text)
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("got %d", a.status)
			}
			a.has(t, test.want...)
			if got := s.camera.Saved().Plates; len(got) != 1 {
				t.Errorf("%d plates are listed", len(got))
			}
		})
	}
}

func manyPlates(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "P%d\n", i)
	}
	return b.String()
}

func TestBulkEntryOfAFile(t *testing.T) {
	s := newCamera(t, settings.LPR).login()
	upload := func(file, text string) answer {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for name, value := range map[string]string{"Group": "whiteList", "Text": text} {
			if err := form.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
		part, err := form.CreateFormFile("File", "plates.csv")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(file)); err != nil {
			t.Fatal(err)
		}
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := s.client.Post(s.URL+bulk, form.FormDataContentType(), &body)
		return s.read(r, err)
	}
	upload("KLM4821\nTX88ZB\n", "").has(t, "2 plates were entered")
	upload("AAA1\n", "AAA2\n").has(t, "Choose a file or paste the plates, not both.")
	if a := upload(strings.Repeat("A", 3<<20), ""); a.status != http.StatusBadRequest {
		t.Errorf("a huge file: got %d", a.status)
	}
	if got := s.camera.Saved().Plates; len(got) != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestPlateGroups(t *testing.T) {
	s := newRecorder(t).login()
	s.get("/database/groups").has(t, "Residents", "Staff")
	s.post("/database/groups", "Groups[0].Name", "Residents", "Groups[1].Name", "Crew", "Name", "Guests").has(t, "Saved.", "Crew", "Guests")
	s.post("/database/plates/add", "Number", "klm4821", "Group", "Guests", "Forever", "on").has(t, "KLM4821 was added.", "Guests (1)")
	s.post("/database/plates/import", "Group", "Crew", "Text", "TX88ZB\nNB51KFE,residents\n").has(t, "2 plates were entered")
	s.get("/database/plates?list=Crew").has(t, "TX88ZB", "1 of 3 plates")
	for _, wrong := range [][]string{
		{"Groups[0].Name", " "}, {"Groups[0].Name", "crew"}, {"Name", "GUESTS"}, {"do", "add", "Name", ""}, {"Name", strings.Repeat("x", 32)},
	} {
		if a := s.post("/database/groups", wrong...); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `class="problem"`) {
			t.Errorf("%q: got %d", wrong, a.status)
		}
	}
	s.post("/database/plates/add", "Number", "AAA1", "Group", "Nobody", "Forever", "on").has(t, "no such list")
	s.post("/database/groups", "Groups[2].Name", "Visitors").has(t, "Visitors")
	s.post("/database/plates", "delete", "TX88ZB", "list", "Crew").has(t, "TX88ZB was deleted.")
	got := s.recorder.Saved().Groups
	if len(got) != 3 || got[0].Plates[0].Number != "NB51KFE" || len(got[1].Plates) != 0 || got[2].Name != "Visitors" || got[2].Plates[0].Number != "KLM4821" {
		t.Errorf("got %+v", got)
	}
	s.post("/database/groups", "delete", "Visitors")
	if got := s.recorder.Saved().Groups; len(got) != 2 {
		t.Errorf("got %+v", got)
	}
	s.post("/database/groups", "delete", "Residents")
	s.post("/database/groups", "delete", "Crew").has(t, "No groups yet.")
	s.get("/database/plates").has(t, "There is no group yet.")
}
