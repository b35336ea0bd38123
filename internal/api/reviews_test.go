package api_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/access"
	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
)

func TestEventIsReviewed(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		who        string // whose cookie, "" for a server that asks nobody to log in
		status     int
		want       store.Review
		action     access.Action
	}{
		{"seen", `{"state":"seen"}`, "", 200, store.Review{State: event.Seen}, ""},
		{"handled", `{"state":"handled","note":" The\r\npostman "}`, "", 200, store.Review{State: event.Handled, Note: ptr("The\npostman")}, access.ActionReviewed},
		{"with a name", `{"state":"handled","by":" Guard "}`, "", 200, store.Review{State: event.Handled, By: "Guard"}, access.ActionReviewed},
		{"new again", `{"state":"new"}`, "", 200, store.Review{State: event.New}, access.ActionReviewed},
		{"a note", `{"note":""}`, "", 200, store.Review{SameState: true, Note: ptr("")}, access.ActionNoted},
		{"of who has logged in", `{"state":"handled"}`, oleCookie, 200, store.Review{State: event.Handled, By: "Ole"}, access.ActionReviewed},
		{"of somebody else", `{"state":"handled","by":"Ann"}`, oleCookie, 400, store.Review{}, ""},
		{"by a viewer", `{"state":"handled"}`, viaCookie, 403, store.Review{}, ""},
		{"no such state", `{"state":"done"}`, "", 400, store.Review{}, ""},
		{"nothing", `{}`, "", 400, store.Review{}, ""},
		{"a name alone", `{"by":"Guard"}`, "", 400, store.Review{}, ""},
		{"a name of two lines", `{"state":"seen","by":"a\nb"}`, "", 400, store.Review{}, ""},
		{"a long name", `{"state":"seen","by":"` + strings.Repeat("ü", 65) + `"}`, "", 400, store.Review{}, ""},
		{"the longest note", `{"note":"` + strings.Repeat("ü", 2000) + `"}`, "", 200, store.Review{SameState: true, Note: ptr(strings.Repeat("ü", 2000))}, access.ActionNoted},
		{"a longer note", `{"note":"` + strings.Repeat("ü", 2001) + `"}`, "", 400, store.Review{}, ""},
		{"a note with a control character", `{"note":"\u0007"}`, "", 400, store.Review{}, ""},
	} {
		for _, several := range []bool{false, true} {
			w := newWorld()
			s := w.server()
			s.Open = tt.who == ""
			target, text, status := "/api/v1/events/"+eventID, tt.body, tt.status
			if several {
				target, text = "/api/v1/events", strings.Replace(strings.Replace(tt.body, "{", `{"ids":["`+eventID+`","`+goneID+`"],`, 1), ",}", "}", 1)
				if status == 200 {
					status = 204
				}
			}
			log := len(w.log)
			rec := call(s.Handler(), "PATCH", target, body("application/json", text), as(tt.who))
			if rec.Code != status {
				t.Errorf("%s: got %d: %s", tt.name, rec.Code, rec.Body)
			}
			if tt.status != 200 {
				if len(w.said) != 0 || len(w.log) != log {
					t.Errorf("%s: said %+v, logged %+v", tt.name, w.said, w.log[log:])
				}
				continue
			}
			tt.want.Events = []event.ID{id(eventID)}
			if len(w.said) != 1 || !reflect.DeepEqual(w.said[0], tt.want) {
				t.Errorf("%s: said %+v, want %+v", tt.name, w.said, tt.want)
			}
			switch logged := w.log[log:]; {
			case tt.action == "" && len(logged) > 0, tt.action != "" && (len(logged) != 1 || logged[0].Action != tt.action || logged[0].Object != eventID):
				t.Errorf("%s: logged %+v, want %q", tt.name, logged, tt.action)
			}
		}
	}
}

func TestEventTellsItsReview(t *testing.T) {
	w := newWorld()
	h := w.server().Handler()
	if e := decodeJSON(t, call(h, "GET", "/api/v1/events/"+eventID)); e["review"] != nil {
		t.Errorf("of a new one: %v", e["review"])
	}
	e := decodeJSON(t, call(h, "PATCH", "/api/v1/events/"+eventID, body("application/json", `{"state":"handled","note":"<b>","by":"Guard"}`)))
	want := map[string]any{"state": "handled", "at": "2026-11-24T08:30:01.123456Z", "by": "Guard", "note": "<b>"}
	if !reflect.DeepEqual(e["review"], want) {
		t.Errorf("got %v, want %v", e["review"], want)
	}
	call(h, "GET", "/api/v1/events?state=seen,new")
	if got, want := w.query.States, []event.ReviewState{event.Seen, event.New}; !reflect.DeepEqual(got, want) {
		t.Errorf("asked for %v, want %v", got, want)
	}
	wantProblem(t, call(h, "GET", "/api/v1/events?state=start"), "bad_parameter")
}

func TestEventsAreDeleted(t *testing.T) {
	w := newWorld()
	h := w.server().Handler()
	log := len(w.log)
	if rec := call(h, "DELETE", "/api/v1/events", body("application/json", `{"ids":["`+eventID+`","`+plateID+`","`+goneID+`"]}`)); rec.Code != 204 {
		t.Fatalf("got %d: %s", rec.Code, rec.Body)
	}
	if want := []event.ID{id(plateID), id(eventID)}; !reflect.DeepEqual(w.gone, want) {
		t.Errorf("discarded %v, want %v", w.gone, want)
	}
	logged := w.log[log:]
	if len(logged) != 1 || logged[0].Action != access.ActionEventDeleted || logged[0].Object != "2 events" || logged[0].Detail != plateID+" "+eventID {
		t.Errorf("logged %+v", logged)
	}
	many := strings.Repeat(`"`+eventID+`",`, 501)
	for _, text := range []string{`{}`, `{"ids":[]}`, `{"ids":["x"]}`, `{"ids":[` + many[:len(many)-1] + `]}`} {
		wantProblem(t, call(h, "DELETE", "/api/v1/events", body("application/json", text)), "bad_body")
	}
}
