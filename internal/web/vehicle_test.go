package web

import (
	"testing"

	"github.com/watchpost/watchpost/internal/event"
)

func TestVehicleWords(t *testing.T) {
	for _, tt := range []struct {
		vehicle event.Vehicle
		want    string
	}{
		{event.Vehicle{Color: "white", Brand: "Ford", Model: "Ford_Focus", Type: "sedan"}, "white, Ford Focus, sedan"},
		{event.Vehicle{Brand: "Volvo", Model: "V60"}, "Volvo V60"},
		{event.Vehicle{Color: "unknown", Brand: "Volvo", Model: "unknown", Type: "SUV"}, "Volvo, SUV"},
		{event.Vehicle{Brand: "unknown", Model: "T_Cross"}, "T Cross"},
		{event.Vehicle{}, ""},
	} {
		if got := vehicleWords(&tt.vehicle); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.vehicle, got, tt.want)
		}
	}
}
