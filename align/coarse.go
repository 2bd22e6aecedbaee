package align

import (
	"context"
	"math"
	"slices"
)

// Long texts are aligned coarse to fine, as Vecalign does with sentence
// embeddings (Thompson & Koehn 2019), but on the sparse matrix of shared
// terms: sentences are joined by two, and two again, until the texts are short
// enough to search whole; then the path is refined level by level in a strip
// around what the level before has found. The number of cells is linear in
// the length of the texts.

const (
	coarsest  = 96 // blocks of the longer side at the coarsest level
	stripHalf = 10 // blocks on either side of the path
)

// An entry of the sparse matrix: what a row shares with a column.
type entry struct {
	column int32
	gain   float32
}

// sparse holds the gains of all pairs of blocks that share a term.
type sparse struct {
	rows    [][]entry // by column, rising
	columns int
}

// coarse gives a band of nodes around a coarse path through a rectangle.
func coarse(ctx context.Context, p *pairing, i0, i1, j0, j1 int) (band, error) {
	levels := []*sparse{shared(p, i0, i1, j0, j1)}
	for {
		last := levels[len(levels)-1]
		if max(len(last.rows), last.columns) <= coarsest {
			break
		}
		levels = append(levels, last.halve())
	}
	var strip band
	for k := len(levels) - 1; k >= 0; k-- {
		if err := ctx.Err(); err != nil {
			return band{}, err
		}
		m := levels[k]
		if k == len(levels)-1 {
			strip = full(&p.mem.search, 0, len(m.rows), 0, m.columns)
		}
		path := m.path(strip)
		if k > 0 {
			strip = m.finer(path, len(levels[k-1].rows), levels[k-1].columns)
		} else {
			strip = around(path, len(m.rows), m.columns, 2*stripHalf)
		}
	}
	for r := range strip.lo {
		strip.lo[r] += int32(j0)
		strip.hi[r] += int32(j0)
	}
	return strip, nil
}

// shared builds the matrix of sentences. Terms that are everywhere say
// nothing about the place and are left out.
func shared(p *pairing, i0, i1, j0, j1 int) *sparse {
	m := &sparse{rows: make([][]entry, i1-i0), columns: j1 - j0}
	often := 32 + (j1-j0)/64
	sums := make([]float32, j1-j0)
	var touched []int32
	for i := i0; i < i1; i++ {
		for _, n := range p.src.lines[i].terms {
			t := &p.src.terms[n]
			hits := within(t.hits, j0, j1)
			if len(hits) > often || len(t.sents) > often {
				continue
			}
			for _, h := range hits {
				c := h.sent - int32(j0)
				if sums[c] == 0 {
					touched = append(touched, c)
				}
				sums[c] += t.gain*h.strength + 1e-6
			}
		}
		m.rows[i-i0] = collect(sums, touched)
		touched = touched[:0]
	}
	return m
}

// collect turns sums into sorted entries and clears them.
func collect(sums []float32, touched []int32) []entry {
	slices.Sort(touched)
	out := make([]entry, len(touched))
	for k, c := range touched {
		out[k] = entry{c, sums[c]}
		sums[c] = 0
	}
	return out
}

// halve joins rows and columns by two.
func (m *sparse) halve() *sparse {
	h := &sparse{rows: make([][]entry, (len(m.rows)+1)/2), columns: (m.columns + 1) / 2}
	sums := make([]float32, h.columns)
	var touched []int32
	for r := range h.rows {
		for q := 2 * r; q < min(2*r+2, len(m.rows)); q++ {
			for _, e := range m.rows[q] {
				c := e.column / 2
				if sums[c] == 0 {
					touched = append(touched, c)
				}
				sums[c] += e.gain
			}
		}
		h.rows[r] = collect(sums, touched)
		touched = touched[:0]
	}
	return h
}

// path finds the chain of cells, going right, down or both, with the most
// gain beyond what chance gives a cell of its row and column, and returns for
// each row of nodes the columns it spans.
func (m *sparse) path(strip band) band {
	rowSum, columnSum, total := make([]float64, len(m.rows)), make([]float64, m.columns), 0.0
	for r, row := range m.rows {
		for _, e := range row {
			rowSum[r] += float64(e.gain)
			columnSum[e.column] += float64(e.gain)
			total += float64(e.gain)
		}
	}
	start := make([]int, len(strip.lo)+1)
	for r := range strip.lo {
		start[r+1] = start[r] + int(strip.hi[r]-strip.lo[r])
	}
	score := make([]float32, start[len(strip.lo)])
	back := make([]uint8, len(score))
	cell := make([]float64, m.columns)
	slope := float64(m.columns) / float64(max(1, len(m.rows)))
	for r := range strip.lo {
		if r > 0 {
			m.cells(cell, r-1, strip, rowSum, columnSum, total, slope)
		}
		for c := int(strip.lo[r]); c < int(strip.hi[r]); c++ {
			best, from := float32(math.Inf(-1)), uint8(0)
			if r == 0 && c == 0 {
				best = 0
			}
			try := func(pr, pc int, gain float64, step uint8) {
				if pr < 0 || pc < int(strip.lo[pr]) || pc >= int(strip.hi[pr]) {
					return
				}
				if v := score[start[pr]+pc-int(strip.lo[pr])] + float32(gain); v > best {
					best, from = v, step
				}
			}
			if r > 0 && c > 0 {
				try(r-1, c-1, cell[c-1], 0)
			}
			try(r-1, c, 0, 1)
			try(r, c-1, 0, 2)
			k := start[r] + c - int(strip.lo[r])
			score[k], back[k] = best, from
		}
	}
	return trace(strip, start, back)
}

// cells computes what the cells of a row are worth. A little is taken off
// with the distance from the straight line, so that a text without any
// evidence is cut evenly.
func (m *sparse) cells(cell []float64, r int, strip band, rowSum, columnSum []float64, total, slope float64) {
	lo, hi := int(strip.lo[r]), min(int(strip.hi[r])+1, m.columns)
	for c := lo; c < hi; c++ {
		off := math.Abs(float64(c) - slope*float64(r))
		cell[c] = 0.1/(1+off) - rowSum[r]*columnSum[c]/(total+1)
	}
	for _, e := range m.rows[r] {
		if int(e.column) >= lo && int(e.column) < hi {
			cell[e.column] += float64(e.gain)
		}
	}
}

// trace walks back and returns the span of columns of each row of nodes.
func trace(strip band, start []int, back []uint8) band {
	n := len(strip.lo)
	path := band{make([]int32, n), make([]int32, n)}
	r, c := n-1, int(strip.hi[n-1])-1
	for k := range path.lo {
		path.lo[k] = math.MaxInt32
	}
	for {
		path.lo[r] = min(path.lo[r], int32(c))
		path.hi[r] = max(path.hi[r], int32(c+1))
		if r == 0 && c == 0 {
			return path
		}
		switch back[start[r]+c-int(strip.lo[r])] {
		case 0:
			r, c = r-1, c-1
		case 1:
			r--
		default:
			c--
		}
	}
}

// finer maps a path to a strip of the level with twice as many blocks.
func (m *sparse) finer(path band, rows, columns int) band {
	double := band{make([]int32, rows+1), make([]int32, rows+1)}
	for r := range double.lo {
		double.lo[r] = min(2*path.lo[r/2], int32(columns))
		double.hi[r] = min(2*path.hi[min((r+1)/2, len(path.hi)-1)], int32(columns+1))
	}
	return around(double, rows, columns, stripHalf)
}

// around widens a path to a strip that holds both corners.
func around(path band, rows, columns, half int) band {
	strip := band{make([]int32, rows+1), make([]int32, rows+1)}
	for r := range strip.lo {
		strip.lo[r] = max(0, path.lo[max(0, r-half)]-int32(half))
		strip.hi[r] = min(int32(columns+1), path.hi[min(rows, r+half)]+int32(half))
	}
	strip.lo[0] = 0
	strip.hi[rows] = int32(columns + 1)
	for r := rows - 1; r >= 0; r-- {
		strip.lo[r] = min(strip.lo[r], strip.lo[r+1])
	}
	for r := 1; r <= rows; r++ {
		strip.hi[r] = max(strip.hi[r], strip.hi[r-1])
	}
	return strip
}
