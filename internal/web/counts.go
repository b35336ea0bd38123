package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/watchpost/watchpost/internal/event"
	"github.com/watchpost/watchpost/internal/store"
	"github.com/watchpost/watchpost/internal/zone"
)

// Zones knows what is drawn, by the contract of zoning.Keeper.
type Zones interface {
	OfCamera(id string) []zone.Zone
	Zone(id zone.ID) (zone.Zone, error)
}

// countsPage is the page of counts.
type countsPage struct {
	counted
	Filter  countFilter
	Ranges  []option
	Buckets []option
	Against []option
	Units   []option
	Chips   []chip
	Cameras []option
	Types   []option
	Zones   []option
	CSV     string
	Report  string
	Stream  string // URL of the stream of what changes the numbers, "" when nothing does
}

// countFilter is what is counted, as the address says.
type countFilter struct {
	period
	Cameras []string
	Types   []event.Type
	Targets []event.TargetType
	Zone    *zone.Zone
	Unit    string // "targets", "events", "" for what there is
	Vs      string // what it is compared with, "" for nothing
}

// counted are the numbers of a page.
type counted struct {
	Chart   chart
	Figures []figure
	Rows    []countRow // by camera and type
	Known   bool       // how many events those were: an event may show several classes
	Classes []event.TargetType
	Passed  []zoneRow
}

// figure is one number that matters.
type figure struct{ Name, Value, Note string }

// countRow is what one camera told of one type.
type countRow struct {
	CameraID, Camera, Type string
	Events                 int64
	Targets                []int64 // by class
	URL                    string  // the timeline of it
}

// zoneRow is what was done at a zone.
type zoneRow struct {
	ID                              zone.ID
	Name, CameraID, Camera          string
	Line                            bool
	In, Out, Entered, Left, Dwelled int64
	Dwell                           time.Duration // on average, of those who left
	URL                             string        // the chart of it
}

func (v *view) countFilterOf(q url.Values) (countFilter, error) {
	f, err := filterOf(url.Values{"camera": q["camera"], "type": q["type"], "target": q["target"]}, v.zone)
	if err != nil {
		return countFilter{}, err
	}
	c := countFilter{Cameras: f.Cameras, Types: f.Types, Targets: f.Targets, Unit: q.Get("unit"), Vs: q.Get("vs")}
	if c.Vs != "" && !slices.Contains(compares, c.Vs) {
		return c, badRequest("vs")
	}
	if c.Unit != "" && c.Unit != "targets" && c.Unit != "events" {
		return c, badRequest("unit")
	}
	if id := q.Get("zone"); id != "" {
		if c.Zone, err = v.zoneOf(id); err != nil {
			return c, err
		}
	}
	c.period, err = v.periodOf(q)
	return c, err
}

// zoneOf is a zone that the viewer may see.
func (v *view) zoneOf(text string) (*zone.Zone, error) {
	id, err := event.ParseID(text)
	if err != nil {
		return nil, badRequest("zone")
	}
	for _, z := range v.zones(nil) {
		if z.ID == id {
			return &z, nil
		}
	}
	return nil, event.ErrNotFound
}

// zones are those of cameras in sight, of some of them when some are given.
func (v *view) zones(cameras []string) (out []zone.Zone) {
	if v.server.Zones == nil {
		return nil
	}
	for _, d := range v.Devices {
		for _, c := range d.Cameras {
			if len(cameras) == 0 || slices.Contains(cameras, c.ID) {
				out = append(out, v.server.Zones.OfCamera(c.ID)...)
			}
		}
	}
	return out
}

// counts handles GET /counts.
func (s *Server) counts(v *view, r *http.Request) error {
	v.sheet, v.Title = "counts", v.T("nav.counts")
	f, err := v.countFilterOf(v.query)
	if err != nil {
		return err
	}
	p := countsPage{}
	if p.counted, err = s.count(r.Context(), v, &f); err != nil {
		return err
	}
	p.Filter = f
	p.CSV = "/counts.csv" + query(v.query)
	p.Report = "/report" + query(url.Values{"range": v.query["range"], "from": v.query["from"], "to": v.query["to"], "camera": v.query["camera"], "vs": v.query["vs"]})
	if f.running(v.now) {
		q := url.Values{"topics": {"event"}, "camera": f.Cameras}
		if f.Zone != nil {
			q = url.Values{"topics": {"track"}, "camera": {f.Zone.CameraID}}
		}
		p.Stream = "/api/v1/stream" + query(q)
	}
	v.countChoices(&p)
	v.Data = p
	return nil
}

// query is the part of an address that holds parameters; empty ones are left out.
func query(q url.Values) string {
	kept := url.Values{}
	for name, all := range q {
		for _, value := range all {
			if value != "" {
				kept.Add(name, value)
			}
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + kept.Encode()
}

// count makes all numbers of a filter. It settles the unit where none is given.
func (s *Server) count(ctx context.Context, v *view, f *countFilter) (counted, error) {
	out := counted{}
	var err error
	if f.Zone != nil {
		out.Chart, err = s.zoneChart(ctx, v, f)
	} else {
		if out.Rows, out.Classes, err = s.byCamera(ctx, v, f); err != nil {
			return out, err
		}
		out.Known = len(f.Targets) < 2
		f.settle(out.Rows)
		out.Chart, err = s.countChart(ctx, v, f)
	}
	if err == nil {
		out.Passed, err = s.byZone(ctx, v, f)
	}
	if err == nil {
		out.Figures, err = s.figures(ctx, v, f, &out)
	}
	return out, err
}

// settle chooses what is counted: targets, unless there were events without any.
func (f *countFilter) settle(rows []countRow) {
	if f.Unit != "" {
		return
	}
	f.Unit = "targets"
	var targets, events int64
	for _, r := range rows {
		events += r.Events
		for _, n := range r.Targets {
			targets += n
		}
	}
	if targets == 0 && events > 0 {
		f.Unit = "events"
	}
}

func (f *countFilter) query(length time.Duration, zone *time.Location) store.CountQuery {
	return store.CountQuery{
		Bucket: length, TimeZone: zone, Cameras: f.Cameras, Types: f.Types, Targets: f.Targets, After: f.begin(), Before: f.End,
	}
}

// byCamera sums up the whole period by camera and type.
func (s *Server) byCamera(ctx context.Context, v *view, f *countFilter) ([]countRow, []event.TargetType, error) {
	found, err := s.Store.Counts(ctx, f.query(store.Whole, v.zone))
	if err != nil {
		return nil, nil, err
	}
	var shown []event.TargetType
	for _, t := range event.TargetTypes() {
		if slices.ContainsFunc(found, func(c store.Count) bool { return c.Target == t }) {
			shown = append(shown, t)
		}
	}
	var rows []countRow
	at := make(map[[2]string]int)
	for _, c := range found {
		key := [2]string{c.CameraID, string(c.Type)}
		i, ok := at[key]
		if !ok {
			i = len(rows)
			at[key] = i
			rows = append(rows, countRow{
				CameraID: c.CameraID, Camera: v.Camera(c.CameraID), Type: v.T("event." + string(c.Type)), Targets: make([]int64, len(shown)),
				URL: v.timelineOf(f.begin(), f.End, []string{c.CameraID}, []event.Type{c.Type}, f.Targets),
			})
		}
		switch n := slices.Index(shown, c.Target); {
		case n >= 0:
			rows[i].Targets[n] += c.Targets
			if len(f.Targets) == 1 {
				rows[i].Events += c.Events
			}
		case c.Target == "":
			rows[i].Events += c.Events
		}
	}
	slices.SortStableFunc(rows, func(a, b countRow) int { return compareText(a.Camera, b.Camera) })
	return rows, shown, nil
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// byZone sums up the whole period by zone.
func (s *Server) byZone(ctx context.Context, v *view, f *countFilter) ([]zoneRow, error) {
	zones := v.zones(f.Cameras)
	if f.Zone != nil {
		zones = []zone.Zone{*f.Zone}
	}
	if len(zones) == 0 {
		return nil, nil
	}
	q := store.ZoneCountQuery{Bucket: store.Whole, Targets: f.tracked(), After: f.begin(), Before: f.End}
	if len(zones) <= 200 {
		for _, z := range zones {
			q.Zones = append(q.Zones, z.ID)
		}
	}
	if len(f.Targets) > 0 && len(q.Targets) == 0 {
		return nil, nil // of classes that nobody tracks
	}
	found, err := s.Store.ZoneCounts(ctx, q)
	if err != nil {
		return nil, err
	}
	sums := make(map[zone.ID]store.ZoneCount)
	for _, c := range found {
		n := sums[c.ZoneID]
		n.In, n.Out, n.Entered, n.Left = n.In+c.In, n.Out+c.Out, n.Entered+c.Entered, n.Left+c.Left
		n.Dwelled, n.DwellSum = n.Dwelled+c.Dwelled, n.DwellSum+c.DwellSum
		sums[c.ZoneID] = n
	}
	out := make([]zoneRow, 0, len(zones))
	for _, z := range zones {
		n := sums[z.ID]
		row := zoneRow{
			ID: z.ID, Name: z.Name, CameraID: z.CameraID, Camera: v.Camera(z.CameraID), Line: z.Kind == zone.Line,
			In: n.In, Out: n.Out, Entered: n.Entered, Left: n.Left, Dwelled: n.Dwelled,
			URL: "/counts" + query(url.Values{"zone": {z.ID.String()}, "range": v.query["range"], "from": v.query["from"], "to": v.query["to"], "bucket": {f.Bucket}}),
		}
		if n.Left > 0 {
			row.Dwell = n.DwellSum / time.Duration(n.Left)
		}
		out = append(out, row)
	}
	return out, nil
}

// tracked are the classes asked for that targets at zones can have.
func (f *countFilter) tracked() []event.TargetType {
	var out []event.TargetType
	for _, t := range f.Targets {
		if slices.Contains(zone.TargetTypes(), t) {
			out = append(out, t)
		}
	}
	return out
}

// timelineOf is the address of the timeline of a span.
func (v *view) timelineOf(after, before time.Time, cameras []string, types []event.Type, targets []event.TargetType) string {
	q := url.Values{"after": {after.UTC().Format(time.RFC3339)}, "before": {before.UTC().Format(time.RFC3339)}, "camera": cameras}
	for _, t := range types {
		q.Add("type", string(t))
	}
	for _, t := range targets {
		q.Add("target", string(t))
	}
	return "/timeline" + query(q)
}

// countChoices are what the page can be narrowed by.
func (v *view) countChoices(p *countsPage) {
	f := &p.Filter
	for _, name := range ranges {
		p.Ranges = append(p.Ranges, option{v.url("range", name, "from", "", "to", "", "bucket", ""), v.T("counts.range." + name), f.Range == name})
	}
	for _, s := range steps {
		if f.Days <= s.days {
			p.Buckets = append(p.Buckets, option{s.name, v.T("counts.by." + s.name), f.Bucket == s.name})
		}
	}
	for _, name := range compares {
		p.Against = append(p.Against, option{name, v.T("counts.vs." + name), f.Vs == name})
	}
	for _, name := range []string{"targets", "events"} {
		p.Units = append(p.Units, option{name, v.T("counts.unit." + name), f.Unit == name})
	}
	for _, c := range classes {
		on := slices.Contains(f.Targets, c)
		p.Chips = append(p.Chips, chip{Class: c, Text: v.T("classes." + string(c)), On: on, URL: v.toggled("target", string(c), on)})
	}
	for _, typ := range event.Types() {
		p.Types = append(p.Types, option{string(typ), v.T("event." + string(typ)), slices.Contains(f.Types, typ)})
	}
	for _, d := range v.Devices {
		for _, c := range d.Cameras {
			if !hidden(d, c) {
				p.Cameras = append(p.Cameras, option{c.ID, v.Camera(c.ID), slices.Contains(f.Cameras, c.ID)})
			}
		}
	}
	for _, z := range v.zones(nil) {
		p.Zones = append(p.Zones, option{z.ID.String(), z.Name + " · " + v.Camera(z.CameraID), f.Zone != nil && f.Zone.ID == z.ID})
	}
}

// toggled is the page's own address with one value of a parameter more, or less.
func (v *view) toggled(name, value string, on bool) string {
	q := url.Values{}
	for n, all := range v.query {
		q[n] = slices.Clone(all)
	}
	if on {
		q = without(q, name, value)
	} else {
		q.Add(name, value)
	}
	return v.path + query(q)
}
