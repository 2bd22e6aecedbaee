package align

// maxSide is the most sentences that a bead has on one side.
const maxSide = 4

// A cell of support says what the terms of one sentence find in a window of
// sentences of the other side.
type support struct {
	gain [channels]float32 // log-odds from partners found
	hit  [channels]float32 // weight of the terms that found a partner
}

// supports holds, for each sentence of one side and each window of one to
// maxSide sentences of the other, the support. Windows start within the band
// of the sentence.
type supports struct {
	band  band
	rows  [][]support // [sentence][(start - lo) * maxSide + size - 1]
	first int         // sentence of rows[0]
}

// band says for each sentence of a run of one side where windows of the other
// may start: lo … hi-1, both not falling.
type band struct{ lo, hi []int32 }

// newSupports computes the support of sentences from … to-1 of a side.
func newSupports(mem *arena, s *side, from, to int, b band, otherEnd int) *supports {
	out := &supports{band: b, first: from, rows: mem.rows.take(to - from)}
	total := 0
	for i := range out.rows {
		total += int(b.hi[i]-b.lo[i]) * maxSide
	}
	cells := mem.cells.take(total)
	var strength []float32
	for i := range out.rows {
		lo, hi := int(b.lo[i]), int(b.hi[i])
		n := (hi - lo) * maxSide
		out.rows[i], cells = cells[:n:n], cells[n:]
		// Windows that start before hi reach a little further.
		reach := min(hi+maxSide-1, otherEnd)
		if cap(strength) < reach-lo {
			strength = mem.float32s.take(2 * (reach - lo))
		}
		strength = strength[:reach-lo]
		for _, n := range s.lines[from+i].terms {
			t := &s.terms[n]
			if len(t.hits) == 0 {
				continue
			}
			addTerm(out.rows[i], t, strength, lo, hi, reach)
		}
	}
	return out
}

// addTerm adds one term to a row. Strength is scratch, zero before and after.
func addTerm(row []support, t *term, strength []float32, lo, hi, reach int) {
	hits := within(t.hits, lo, reach)
	if len(hits) == 0 {
		return
	}
	for _, h := range hits {
		strength[int(h.sent)-lo] = h.strength
	}
	next := lo // the first window start not yet done
	for _, h := range hits {
		for start := max(next, int(h.sent)-maxSide+1); start <= int(h.sent) && start < hi; start++ {
			best := float32(0)
			cells := row[(start-lo)*maxSide : (start-lo+1)*maxSide]
			for size := 0; size < maxSide && start+size < reach; size++ {
				best = max(best, strength[start-lo+size])
				if best > 0 {
					c := &cells[size]
					c.gain[t.channel] += best * t.gain
					c.hit[t.channel] += best * t.weight
				}
			}
		}
		next = int(h.sent) + 1
	}
	for _, h := range hits {
		strength[int(h.sent)-lo] = 0
	}
}

// within gives the hits in sentences lo … hi-1.
func within(hits []hit, lo, hi int) []hit {
	a, b := 0, len(hits)
	if b > 16 {
		a, b = searchHit(hits, lo), searchHit(hits, hi)
		return hits[a:b]
	}
	for a < b && int(hits[a].sent) < lo {
		a++
	}
	for b > a && int(hits[b-1].sent) >= hi {
		b--
	}
	return hits[a:b]
}

func searchHit(hits []hit, sent int) int {
	a, b := 0, len(hits)
	for a < b {
		m := (a + b) / 2
		if int(hits[m].sent) < sent {
			a = m + 1
		} else {
			b = m
		}
	}
	return a
}

// at gives the support of sentence i in the window of size sentences from
// start, or nil outside the band.
func (s *supports) at(i, start, size int) *support {
	r := i - s.first
	lo, hi := int(s.band.lo[r]), int(s.band.hi[r])
	if start < lo || start >= hi {
		return nil
	}
	return &s.rows[r][(start-lo)*maxSide+size-1]
}
