package app

import (
	"strings"
	"time"

	"github.com/watchpost/watchpost/internal/config"
	"github.com/watchpost/watchpost/viewtron"
)

// clockOf is what the configuration says of a device's local times.
func (a *App) clockOf(deviceID, mac, serial string) (zone *time.Location, dayFirst bool) {
	for _, c := range a.cfg.Clocks {
		if c.Device == deviceID || strings.EqualFold(c.Device, serial) && serial != "" || mac != "" && viewtron.NormalizeMAC(c.Device) == mac {
			return c.Zone.Location(), c.DateOrder == config.DayFirst
		}
	}
	return a.cfg.DeviceZone.Location(), a.cfg.DateOrder == config.DayFirst
}
