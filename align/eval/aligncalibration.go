package eval

import (
	"fmt"
	"math"
	"strings"

	"calque/align"
)

// calibrationBins is the number of equal bins of confidence.
const calibrationBins = 10

// Calibration compares confidence with how often beads are right, strictly, in
// ten equal bins.
type Calibration struct {
	Bins [calibrationBins]CalibrationBin `json:"bins"`
}

// CalibrationBin holds the beads whose confidence falls into one tenth.
type CalibrationBin struct {
	Beads      int     `json:"beads"`
	Right      int     `json:"right"`
	Confidence float64 `json:"confidence_sum"`
}

// Add counts the beads of one text.
func (c *Calibration) Add(gold []Link, beads []align.Bead) {
	in := set(gold)
	for _, b := range beads {
		bin := &c.Bins[min(calibrationBins-1, max(0, int(b.Confidence*calibrationBins)))]
		bin.Beads++
		bin.Confidence += b.Confidence
		if in[FormatBead(b)] {
			bin.Right++
		}
	}
}

// Merge adds what another has counted.
func (c *Calibration) Merge(other Calibration) {
	for k, o := range other.Bins {
		c.Bins[k].Beads += o.Beads
		c.Bins[k].Right += o.Right
		c.Bins[k].Confidence += o.Confidence
	}
}

// Error is the expected calibration error: the mean distance between
// confidence and share of right beads over the bins, each weighted by its
// beads (Naeini, Cooper & Hauskrecht 2015).
func (c Calibration) Error() float64 {
	beads, sum := 0, 0.0
	for _, b := range c.Bins {
		beads += b.Beads
		sum += math.Abs(b.Confidence - float64(b.Right))
	}
	if beads == 0 {
		return 0
	}
	return sum / float64(beads)
}

// String gives a table of the bins and the expected error.
func (c Calibration) String() string {
	var s strings.Builder
	s.WriteString("confidence    beads  mean   right\n")
	for k, b := range c.Bins {
		if b.Beads == 0 {
			fmt.Fprintf(&s, "%.1f – %.1f  %7d\n", float64(k)/10, float64(k+1)/10, 0)
			continue
		}
		n := float64(b.Beads)
		fmt.Fprintf(&s, "%.1f – %.1f  %7d  %.3f  %.3f\n", float64(k)/10, float64(k+1)/10, b.Beads, b.Confidence/n, float64(b.Right)/n)
	}
	fmt.Fprintf(&s, "expected calibration error %.4f\n", c.Error())
	return s.String()
}
