package client_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/watchpost/watchpost/client"
)

// exampleServer stands for a Watchpost server.
func exampleServer() *httptest.Server {
	const car = `{"id":"01KAXW3V1S8Z6Q4J7T2M9B5C0D","seq":7,"received_at":"2026-11-24T08:30:01.000000Z","type":"license_plate","plate":"JP116D","camera":{"id":"cam_1","name":"Gate"}}`
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/events", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"events":[%s]}`, car)
	})
	mux.HandleFunc("GET /api/v1/events/{id}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"status":404,"code":"event_not_found","detail":"no event has this id"}`)
	})
	mux.HandleFunc("GET /api/v1/stream", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprintf(w, "event: event\nid: 7\ndata: %s\n\n", car)
	})
	return httptest.NewServer(mux)
}

// The cars of the last day.
func ExampleClient_AllEvents() {
	server := exampleServer()
	defer server.Close()
	c, err := client.New(server.URL, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	query := client.Query{
		Filter: client.Filter{Has: []string{"plate"}},
		After:  time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC),
	}
	for e, err := range c.AllEvents(context.Background(), query) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(e.ReceivedAt.Format(time.TimeOnly), e.Camera.Name, e.Plate)
	}
	// Output: 08:30:01 Gate JP116D
}

// Follow what happens; the connection is made again by itself.
func ExampleClient_Stream() {
	server := exampleServer()
	defer server.Close()
	c, err := client.New(server.URL, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for f, err := range c.Stream(context.Background(), client.StreamOptions{Topics: []string{"event"}}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(f.ID, f.Event.Type, f.Event.Plate)
		break
	}
	// Output: 7 license_plate JP116D
}

// Errors of the server have a stable code.
func ExampleError() {
	server := exampleServer()
	defer server.Close()
	c, err := client.New(server.URL, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.Event(context.Background(), "01KAXW3V1S8Z6Q4J7T2M9B5C0E")
	fmt.Println(client.IsNotFound(err), err)
	// Output: true 404 event_not_found: no event has this id
}
