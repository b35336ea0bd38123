package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"
)

// line is one number that was measured: a rate with its part of a bound, which
// must not be below Goal, or by itself, which must not be above Limit.
type line struct {
	Row     int     `json:"row"`
	What    string  `json:"what"`
	Product float64 `json:"product"`
	Unit    string  `json:"unit"`
	Bound   float64 `json:"bound,omitempty"`
	Ratio   float64 `json:"ratio,omitempty"` // the median of the rounds
	Least   float64 `json:"ratio_min,omitempty"`
	Most    float64 `json:"ratio_max,omitempty"`
	Goal    float64 `json:"goal,omitempty"`
	Limit   float64 `json:"limit,omitempty"`
	// Of a processor's time for each post.
	ProductMicros float64 `json:"product_us,omitempty"`
	BoundMicros   float64 `json:"bound_us,omitempty"`
}

func (l line) met() bool {
	if l.Goal > 0 {
		return l.Ratio >= l.Goal
	}
	return l.Product < l.Limit
}

// report is what a run found.
type report struct {
	Machine machine `json:"machine"`
	Lines   []line  `json:"lines"`
}

func (r *report) missed() bool {
	return slices.ContainsFunc(r.Lines, func(l line) bool { return !l.met() })
}

func (r *report) print(w io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	m := r.Machine
	fmt.Fprintf(w, "%d cores, %s, %s/%s, sync of 4 KiB in %d µs, load %s\n\n", m.Cores, m.Go, m.OS, m.Arch, m.SyncMicros, m.Load)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "row\twhat\tproduct\tbound\tCPU a post\tratio\tgoal\t")
	for _, l := range r.Lines {
		bound, ratio, goal, cost := "", "", "< "+number(l.Limit)+" "+l.Unit, ""
		if l.Goal > 0 {
			bound = number(l.Bound) + " " + l.Unit
			ratio = fmt.Sprintf("%.2f (%.2f–%.2f)", l.Ratio, l.Least, l.Most)
			goal = fmt.Sprintf("≥ %.2f", l.Goal)
			cost = number(l.ProductMicros) + " / " + number(l.BoundMicros) + " µs"
		}
		verdict := "ok"
		if !l.met() {
			verdict = "MISS"
		}
		fmt.Fprintf(t, "%d\t%s\t%s %s\t%s\t%s\t%s\t%s\t%s\n", l.Row, l.What, number(l.Product), l.Unit, bound, cost, ratio, goal, verdict)
	}
	return t.Flush()
}

// number prints three digits, or all before the point.
func number(v float64) string {
	if v >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
