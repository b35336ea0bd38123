package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"time"

	"github.com/watchpost/watchpost/internal/csvsafe"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// mostRows is how many rows a store returns at once.
const mostRows = 10_000

// countsCSV handles GET /counts.csv: the numbers of the page, by camera, type and
// class, or of its zone.
func (s *Server) countsCSV(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return s.failed(v, r, err).write(w, r)
	}
	f, err := v.countFilterOf(v.query)
	if err != nil {
		return s.failed(v, r, err).write(w, r)
	}
	part := s.countRows
	header := []string{"start", "local", "camera", "camera_name", "type", "target", "events", "targets"}
	if f.Zone != nil {
		part = s.zoneRows
		header = []string{"start", "local", "camera", "camera_name", "zone", "zone_name", "target", "in", "out", "entered", "left", "dwelled", "dwell_seconds"}
	}
	// What is asked for first may fail, and then be told as such.
	rows, next, err := part(v, r, &f, f.begin())
	if err != nil {
		return s.failed(v, r, err).write(w, r)
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="counts-%s-%s.csv"`, day(f.From.In(v.zone)), day(f.To.In(v.zone))))
	h.Set("Content-Security-Policy", policy)
	if r.Method == http.MethodHead {
		return nil
	}
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return nil // a client that is gone needs no answer
	}
	for {
		for _, row := range rows {
			cells := make([]string, len(row))
			for i, c := range row {
				cells[i] = c.String()
			}
			if err := out.Write(cells); err != nil {
				return nil
			}
		}
		if next.IsZero() {
			break
		}
		if rows, next, err = part(v, r, &f, next); err != nil {
			// Cut off rather than ended: nobody must take half of it for all.
			s.Log.Error("export counts", "err", err)
			panic(http.ErrAbortHandler)
		}
	}
	out.Flush()
	return nil
}

// wholeBuckets are how many rows are of buckets that are told as a whole, and where
// the next part begins, the zero time at the end.
func wholeBuckets(n int, start func(int) time.Time, p *period) (whole int, next time.Time) {
	if n < mostRows {
		return n, time.Time{}
	}
	last := start(n - 1)
	for whole = n; whole > 0 && start(whole-1).Equal(last); whole-- {
	}
	if whole == 0 { // one bucket has more than is returned
		return n, p.spans.Next(last)
	}
	return whole, last
}

// countRows are rows of counts from a time on.
func (s *Server) countRows(v *view, r *http.Request, f *countFilter, from time.Time) ([][]csvsafe.Field, time.Time, error) {
	q := f.query(f.length(), v.zone)
	q.After = from
	found, err := s.Store.Counts(r.Context(), q)
	n, next := wholeBuckets(len(found), func(i int) time.Time { return found[i].Start }, &f.period)
	rows := make([][]csvsafe.Field, 0, n)
	for _, c := range found[:n] {
		rows = append(rows, []csvsafe.Field{
			csvsafe.Time(c.Start), csvsafe.Text(c.Start.In(v.zone).Format(localTime)), csvsafe.Text(c.CameraID), csvsafe.Text(v.Camera(c.CameraID)),
			csvsafe.Text(string(c.Type)), csvsafe.Text(string(c.Target)), csvsafe.Int(c.Events), csvsafe.Int(c.Targets),
		})
	}
	return rows, next, err
}

// localTime is a time in the viewer's zone, as spreadsheets read it.
const localTime = "2006-01-02 15:04"

// zoneRows are rows of what was counted at the zone from a time on.
func (s *Server) zoneRows(v *view, r *http.Request, f *countFilter, from time.Time) ([][]csvsafe.Field, time.Time, error) {
	found, err := s.Store.ZoneCounts(r.Context(), store.ZoneCountQuery{
		Bucket: f.length(), TimeZone: v.zone, Zones: []zone.ID{f.Zone.ID}, Targets: f.tracked(), After: from, Before: f.End,
	})
	n, next := wholeBuckets(len(found), func(i int) time.Time { return found[i].Start }, &f.period)
	rows := make([][]csvsafe.Field, 0, n)
	for _, c := range found[:n] {
		dwell := csvsafe.Field{}
		if c.Left > 0 {
			dwell = csvsafe.Float((c.DwellSum / time.Duration(c.Left)).Seconds())
		}
		rows = append(rows, []csvsafe.Field{
			csvsafe.Time(c.Start), csvsafe.Text(c.Start.In(v.zone).Format(localTime)), csvsafe.Text(f.Zone.CameraID), csvsafe.Text(v.Camera(f.Zone.CameraID)),
			csvsafe.Text(f.Zone.ID.String()), csvsafe.Text(f.Zone.Name), csvsafe.Text(string(c.Target)),
			csvsafe.Int(c.In), csvsafe.Int(c.Out), csvsafe.Int(c.Entered), csvsafe.Int(c.Left), csvsafe.Int(c.Dwelled), dwell,
		})
	}
	return rows, next, err
}
