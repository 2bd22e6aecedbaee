package bench

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is what was measured.
type Report struct {
	Rows []Row `json:"rows"`
}

// Row is one figure. Goal is empty, and Met false, where there is none.
type Row struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Goal  string `json:"goal,omitempty"`
	Met   bool   `json:"met"`
}

// Missed is how many goals were not met.
func (r Report) Missed() int {
	n := 0
	for _, row := range r.Rows {
		if row.Goal != "" && !row.Met {
			n++
		}
	}
	return n
}

// WriteTo writes the report as a table.
func (r Report) WriteTo(w io.Writer) (int64, error) {
	var out bytes.Buffer
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what\tmeasured\tgoal\t")
	for _, row := range r.Rows {
		met := ""
		if row.Goal != "" {
			met = "not met"
			if row.Met {
				met = "met"
			}
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", row.Name, row.Value, row.Goal, met)
	}
	if err := table.Flush(); err != nil {
		return 0, err
	}
	return out.WriteTo(w)
}

// add adds a figure without a goal.
func (r *Report) add(name, format string, args ...any) {
	r.Rows = append(r.Rows, Row{Name: name, Value: fmt.Sprintf(format, args...)})
}

// limit adds a time that is to be at most so long.
func (r *Report) limit(name string, took, atMost time.Duration) {
	r.Rows = append(r.Rows, Row{name, inUnits(took), "≤ " + inUnits(atMost), took <= atMost})
}

// number adds a figure that is to be at most so much.
func (r *Report) number(name string, value, atMost float64, unit string) {
	r.Rows = append(r.Rows, Row{name, fmt.Sprintf("%.1f %s", value, unit), fmt.Sprintf("≤ %g %s", atMost, unit), value <= atMost})
}

// times are how long look-ups took, shortest first.
type times []time.Duration

func (t times) at(percent int) time.Duration { return t[min(len(t)-1, len(t)*percent/100)] }

// inUnits writes a time in seconds, or in milliseconds below one.
func inUnits(d time.Duration) string {
	if d >= time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}

// residentMB is the resident memory of a process, 0 where the system does not
// say.
func residentMB(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes := 0
	fmt.Sscan(rest, &kilobytes)
	return kilobytes >> 10
}
