package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/watchpost/watchpost/internal/api"
	"github.com/watchpost/watchpost/internal/device"
)

// reportPage is a page to be printed: what some cameras, or all, counted in a period,
// and how their devices are.
type reportPage struct {
	counted
	Filter  countFilter
	Ranges  []option
	Against []option
	Cameras []option
	Chosen  []string // names of the cameras, none for all
	Each    []cameraChart
	More    int64 // cameras without a chart of their own
	Health  []health
}

// cameraChart is the chart of one camera.
type cameraChart struct {
	Name  string
	Chart chart
}

// health is how a device is.
type health struct {
	device.Device
	Findings []api.Finding
}

// maxCharts is how many cameras have a chart of their own.
const maxCharts = 12

// report handles GET /report.
func (s *Server) report(v *view, r *http.Request) error {
	v.sheet, v.Title = "report", v.T("report.title")
	f, err := v.countFilterOf(url.Values{
		"range": v.query["range"], "from": v.query["from"], "to": v.query["to"], "bucket": v.query["bucket"], "vs": v.query["vs"], "camera": v.query["camera"],
	})
	if err != nil {
		return err
	}
	p := reportPage{}
	if p.counted, err = s.count(r.Context(), v, &f); err != nil {
		return err
	}
	p.Filter = f
	p.Chart.unlinked()
	for _, d := range v.Devices {
		chosen := false
		for _, c := range d.Cameras {
			if hidden(d, c) {
				continue
			}
			on := slices.Contains(f.Cameras, c.ID)
			p.Cameras = append(p.Cameras, option{c.ID, v.Camera(c.ID), on})
			if on {
				p.Chosen = append(p.Chosen, v.Camera(c.ID))
			}
			if !on && len(f.Cameras) > 0 {
				continue
			}
			chosen = true
			if len(p.Each) == maxCharts {
				p.More++
				continue
			}
			one := f
			one.Cameras, one.Vs = []string{c.ID}, ""
			of := cameraChart{Name: v.Camera(c.ID)}
			if of.Chart, err = s.countChart(r.Context(), v, &one); err != nil {
				return err
			}
			of.Chart.unlinked()
			p.Each = append(p.Each, of)
		}
		if chosen {
			h := health{Device: d}
			if s.Findings != nil {
				h.Findings = s.Findings(d)
			}
			p.Health = append(p.Health, h)
		}
	}
	for _, name := range ranges {
		p.Ranges = append(p.Ranges, option{v.url("range", name, "from", "", "to", "", "bucket", ""), v.T("counts.range." + name), f.Range == name})
	}
	for _, name := range compares {
		p.Against = append(p.Against, option{name, v.T("counts.vs." + name), f.Vs == name})
	}
	v.Data = p
	return nil
}
