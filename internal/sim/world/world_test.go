package world_test

import (
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/world"
)

func TestProbe(t *testing.T) {
	for _, n := range world.Builtin() {
		s, err := world.Load(n)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, v := range s.Views(1) {
			t.Log(n, v.Title, v.Next(0))
			for _, st := range v.Stays(0, 2*time.Minute) {
				t.Log(st.ID, st.Type, st.From, st.To-st.From, st.Plate)
			}
		}
	}
}
