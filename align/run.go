package align

// A run is one to maxSide neighbouring lines as one side of a bead. Runs are
// made once for all beads that have them.
type run struct {
	sentences                             int
	length, shortest                      float64
	inner                                 int // sentences, those inside lines too
	mass                                  [channels]float32
	question, exclamation, quote, bracket bool
	stop, colon                           bool // of the last line
	goesOn                                bool // of the first line
	marker                                string
	foreign                               bool // any line
	furniture                             bool // all lines
	goesOnInside, openInside, blockJoin   float32
}

// runs gives the runs of one to maxSide lines from each line on. Those that
// would reach over the end are left empty.
func runs(mem *arena, lines []line) []run {
	out := mem.runs.take(len(lines) * maxSide)
	for i := range lines {
		for n := 1; n <= maxSide && i+n <= len(lines); n++ {
			r := &out[i*maxSide+n-1]
			l := &lines[i+n-1]
			if n == 1 {
				r.goesOn, r.marker, r.furniture = l.goesOn, l.marker, true
			} else {
				before := &lines[i+n-2]
				*r = out[i*maxSide+n-2]
				r.goesOnInside += flag(l.goesOn)
				r.openInside += flag(!before.stop)
				r.blockJoin += flag(l.Block != before.Block)
			}
			r.add(l)
		}
	}
	return out
}

func (r *run) add(l *line) {
	r.sentences++
	for ch := range r.mass {
		r.mass[ch] += l.mass[ch]
	}
	r.length += l.length
	if r.sentences == 1 || l.length < r.shortest {
		r.shortest = l.length
	}
	r.inner += l.inner + 1
	r.question = r.question || l.question
	r.exclamation = r.exclamation || l.exclamation
	r.quote = r.quote || l.quote
	r.bracket = r.bracket || l.bracket
	r.foreign = r.foreign || l.foreign
	r.furniture = r.furniture && l.furniture
	r.stop, r.colon = l.stop, l.colon
}
