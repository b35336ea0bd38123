package web

import (
	"strings"

	"github.com/watchpost/watchpost/internal/event"
)

// vehicleWords are what is known of a vehicle: "white, Ford Focus, sedan".
func vehicleWords(v *event.Vehicle) string { return words(v.Color, makeOf(v), v.Type) }

// makeOf is a vehicle's brand and model. Devices write both into the model, with a
// stroke between them.
func makeOf(v *event.Vehicle) string {
	model := strings.ReplaceAll(v.Model, "_", " ")
	switch {
	case model == "", model == "unknown":
		return v.Brand
	case v.Brand == "", v.Brand == "unknown", strings.HasPrefix(strings.ToLower(model), strings.ToLower(v.Brand)):
		return model
	}
	return v.Brand + " " + model
}
