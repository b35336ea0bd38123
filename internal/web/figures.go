package web

import (
	"context"
	"fmt"
	"time"
)

// busiestDays is the longest period whose hours are looked at one by one.
const busiestDays = 31

// figures are the numbers that matter most: how many, compared with before, and when
// it was busiest.
func (s *Server) figures(ctx context.Context, v *view, f *countFilter, all *counted) ([]figure, error) {
	c := &all.Chart
	out := []figure{{Name: v.T("counts.total"), Value: thousands(c.Total)}}
	if c.Earlier != "" {
		out = append(out, figure{Name: v.T("counts.change"), Value: change(c.Total, c.Was), Note: v.T("counts.was", c.Was)})
	}
	if f.Zone != nil && len(all.Passed) == 1 && !all.Passed[0].Line && all.Passed[0].Left > 0 {
		out = append(out, figure{Name: v.T("counts.dwell"), Value: v.Span(all.Passed[0].Dwell)})
	}
	if c.Total == 0 {
		return out, nil
	}
	best, name, err := s.busiest(ctx, v, f, c)
	if err != nil {
		return nil, err
	}
	return append(out, figure{Name: v.T("counts.busiest." + name.bucket), Value: name.at, Note: v.T("counts.number", best)}), nil
}

// busy is when it was busiest.
type busy struct{ bucket, at string }

// busiest finds the hour that had most, of a long period the day, week or month.
func (s *Server) busiest(ctx context.Context, v *view, f *countFilter, c *chart) (int64, busy, error) {
	if f.Bucket != "hour" && f.Days <= busiestDays {
		hours := *f
		hours.Vs, hours.Bucket = "", "hour"
		err := hours.steps(v.zone, time.Hour)
		if err != nil {
			return 0, busy{}, err
		}
		var by chart
		if f.Zone != nil {
			by, err = s.zoneChart(ctx, v, &hours)
		} else {
			by, err = s.countChart(ctx, v, &hours)
		}
		if err != nil {
			return 0, busy{}, err
		}
		f, c = &hours, &by
	}
	best := 0
	for i := range c.Bars {
		if c.Bars[i].Total > c.Bars[best].Total {
			best = i
		}
	}
	return c.Bars[best].Total, busy{f.Bucket, c.Bars[best].Name}, nil
}

// change says by how much a number is another than before.
func change(n, was int64) string {
	switch {
	case n == was:
		return "± 0"
	case was == 0:
		return fmt.Sprintf("+%s", thousands(n))
	}
	p := float64(n-was) * 100 / float64(was)
	if p < 0 {
		return fmt.Sprintf("−%.0f %%", -p)
	}
	return fmt.Sprintf("+%.0f %%", p)
}
