package sqlite

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// BenchReport is what was measured.
type BenchReport struct {
	Rows []BenchRow
}

// BenchRow is one figure and what it should be; an empty Goal is none.
type BenchRow struct{ Name, Value, Goal string }

// WriteTo writes the report as a table.
func (r BenchReport) WriteTo(w io.Writer) (int64, error) {
	var out bytes.Buffer
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what\tmeasured\tgoal")
	for _, row := range r.Rows {
		fmt.Fprintf(table, "%s\t%s\t%s\n", row.Name, row.Value, row.Goal)
	}
	if err := table.Flush(); err != nil {
		return 0, err
	}
	return out.WriteTo(w)
}

func (r *BenchReport) add(name, goal, format string, args ...any) {
	r.Rows = append(r.Rows, BenchRow{name, fmt.Sprintf(format, args...), goal})
}

// times are how long queries took, shortest first.
type times []time.Duration

func (t times) at(percent int) time.Duration { return t[min(len(t)-1, len(t)*percent/100)] }

func (t times) String() string {
	return fmt.Sprintf("%s / %s / %s", inMS(t.at(50)), inMS(t.at(95)), inMS(t.at(100)))
}

func inMS(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

// shortQueries takes one word and two words out of each query.
func shortQueries(queries []string) []string {
	var short []string
	for _, query := range queries {
		words := strings.Fields(query)
		short = append(short, words[len(words)/2])
		if len(words) > 1 {
			short = append(short, words[0]+" "+words[1])
		}
	}
	return short
}

// residentMB is the resident memory of this process, 0 where the system does
// not say.
func residentMB() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes := 0
	fmt.Sscan(rest, &kilobytes)
	return kilobytes >> 10
}
