package pages

import (
	"calque/tm"
)

// plot is a picture of an alignment: the source runs from left to right, the
// target from top to bottom, and each row is a rectangle. A translation that
// keeps the order is a diagonal; a moved block leaves it and an omission is a
// gap.
type plot struct {
	Size  int
	Cells []plotCell
}

type plotCell struct {
	X, Y, Width, Height float64
	Class               string
	Row                 int
}

// plotSize is the side of the picture, in the units of its own coordinates.
const plotSize = 240

func newPlot(al *tm.Alignment, source, target *tm.Document) plot {
	p := plot{Size: plotSize}
	sources, targets := float64(max(len(source.Sentences), 1)), float64(max(len(target.Sentences), 1))
	for i := range al.Beads {
		b := &al.Beads[i]
		_, class := signOf(b)
		// One side of an omission is empty: it is drawn as a thin line.
		width, height := max(float64(b.Source.Len()), 0.15), max(float64(b.Target.Len()), 0.15)
		p.Cells = append(p.Cells, plotCell{
			X: plotSize * float64(b.Source.From) / sources, Width: plotSize * width / sources,
			Y: plotSize * float64(b.Target.From) / targets, Height: plotSize * height / targets,
			Class: class, Row: i,
		})
	}
	return p
}
