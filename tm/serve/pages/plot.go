package pages

import (
	"strconv"

	"calque/tm"
)

// plot is a picture of an alignment: the source runs from left to right, the
// target from top to bottom, and each row is a rectangle. A translation that
// keeps the order is a diagonal; a moved block leaves it and an omission is a
// gap.
type plot struct {
	Size  int
	Paths []plotPath
}

// plotPath draws all rows of a class at once, since a story may have thousands.
type plotPath struct{ Class, Path string }

// plotSize is the side of the picture, in the units of its own coordinates.
const plotSize = 240

// plotClasses are those of signOf, in the order in which they are drawn: what
// wants a look stands before what does not.
var plotClasses = []string{"sure", "confirmed", "rejected", "likely", "lone", "doubtful"}

func newPlot(al *tm.Alignment, source, target *tm.Document) plot {
	paths := map[string][]byte{}
	sources, targets := float64(max(len(source.Sentences), 1)), float64(max(len(target.Sentences), 1))
	for i := range al.Beads {
		b := &al.Beads[i]
		_, class := signOf(b)
		// One side of an omission is empty: it is drawn as a thin line.
		width, height := max(float64(b.Source.Len()), 0.15), max(float64(b.Target.Len()), 0.15)
		paths[class] = appendBox(paths[class], plotSize*float64(b.Source.From)/sources, plotSize*float64(b.Target.From)/targets,
			plotSize*width/sources, plotSize*height/targets)
	}
	p := plot{Size: plotSize}
	for _, class := range plotClasses {
		if path := paths[class]; path != nil {
			p.Paths = append(p.Paths, plotPath{class, string(path)})
		}
	}
	return p
}

// appendBox draws a rectangle in the language of paths of SVG.
func appendBox(path []byte, x, y, width, height float64) []byte {
	for _, step := range []struct {
		command byte
		value   float64
	}{{'M', x}, {' ', y}, {'h', width}, {'v', height}, {'h', -width}} {
		path = strconv.AppendFloat(append(path, step.command), step.value, 'f', 2, 64)
	}
	return append(path, 'z')
}
