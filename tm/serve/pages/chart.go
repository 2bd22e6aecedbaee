package pages

// stack is a chart of columns, each of one part or of several on top of each
// other, drawn by the template.
type stack struct {
	Width, Height int
	Bars          []bar
}

type bar struct {
	X, Y, Width, Height float64
	Kind                string // class of its colour and pattern, empty for the usual one
	Label               string
	Value               int
}

// column is what is to be drawn: a label and its parts from below.
type column struct {
	label string
	parts []part
}

type part struct {
	kind, label string
	value       int
}

const (
	chartWidth  = 320
	chartHeight = 80
)

func newStack(columns []column) stack {
	s := stack{Width: chartWidth, Height: chartHeight}
	most := 1
	for _, c := range columns {
		sum := 0
		for _, p := range c.parts {
			sum += p.value
		}
		most = max(most, sum)
	}
	for i, c := range columns {
		step, below := float64(chartWidth)/float64(len(columns)), 0.0
		for _, p := range c.parts {
			height := chartHeight * float64(p.value) / float64(most)
			below += height
			label := c.label
			if p.label != "" {
				label += ", " + p.label
			}
			s.Bars = append(s.Bars, bar{X: step * float64(i), Width: step * 0.9, Y: chartHeight - below, Height: height,
				Kind: p.kind, Label: label, Value: p.value})
		}
	}
	return s
}
