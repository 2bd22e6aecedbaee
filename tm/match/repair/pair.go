package repair

// item is a value or a token of a text, by what it is compared with others.
type item struct {
	key   string
	value int // index of the value, -1 for a token
	first int // token
	last  int
}

func (s *scanned) items() []item {
	var out []item
	next := 0
	for i := 0; i < len(s.tokens); {
		if next < len(s.values) && s.values[next].first == i {
			v := &s.values[next]
			out = append(out, item{v.slot(), next, v.first, v.last})
			i = v.last
			next++
			continue
		}
		out = append(out, item{s.tokens[i].Key, -1, i, i + 1})
		i++
	}
	return out
}

// slot is the same for values that can stand for each other. It begins with a
// byte that no key of a token has.
func (v *value) slot() string {
	if v.kind == Date {
		return "\x00date " + v.date.shape()
	}
	return "\x00" + string(v.kind)
}

// pairing says which items of the memory's source and of the query go together.
type pairing struct {
	source, query []item
	toQuery       []int // for each item of the source, that of the query, or -1
	toSource      []int
}

// mostCells bounds the matrix of a comparison.
const mostCells = 1 << 20

// pairItems pairs as many items as can be paired in order. False when the texts
// are too long, or a value has no partner.
func pairItems(source, query []item) (*pairing, bool) {
	if len(source)*len(query) > mostCells {
		return nil, false
	}
	width := len(query) + 1
	common := make([]int32, (len(source)+1)*width)
	for i := len(source) - 1; i >= 0; i-- {
		for j := len(query) - 1; j >= 0; j-- {
			common[i*width+j] = max(common[(i+1)*width+j], common[i*width+j+1])
			if source[i].key == query[j].key {
				common[i*width+j] = max(common[i*width+j], common[(i+1)*width+j+1]+1)
			}
		}
	}
	p := &pairing{source: source, query: query, toQuery: unpaired(len(source)), toSource: unpaired(len(query))}
	for i, j := 0, 0; i < len(source) && j < len(query); {
		switch here := common[i*width+j]; {
		case source[i].key == query[j].key && here == common[(i+1)*width+j+1]+1:
			p.toQuery[i], p.toSource[j] = j, i
			i, j = i+1, j+1
		case here == common[(i+1)*width+j]:
			i++
		default:
			j++
		}
	}
	return p, p.valuesPaired()
}

func unpaired(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

func (p *pairing) valuesPaired() bool {
	for i, it := range p.source {
		if it.value >= 0 && p.toQuery[i] < 0 {
			return false
		}
	}
	for j, it := range p.query {
		if it.value >= 0 && p.toSource[j] < 0 {
			return false
		}
	}
	return true
}

// framed reports whether what stands before and after item i of the source is
// what stands there in the query, so that it is surely the same place.
func (p *pairing) framed(i int) bool { return p.alike(i, -1) && p.alike(i, 1) }

func (p *pairing) alike(i, step int) bool {
	j := p.toQuery[i]
	before, after := i+step, j+step
	ends := before < 0 || before >= len(p.source)
	if ends || after < 0 || after >= len(p.query) {
		return ends && (after < 0 || after >= len(p.query))
	}
	return p.toQuery[before] == after
}

// gap is a run of items of the source in the place of which the query has
// another.
type gap struct{ sourceFrom, sourceTo, queryFrom, queryTo int }

// gaps returns the places where items have no partner.
func (p *pairing) gaps() []gap {
	var out []gap
	for i, j := 0, 0; i < len(p.source) || j < len(p.query); {
		if i < len(p.source) && j < len(p.query) && p.toQuery[i] == j {
			i, j = i+1, j+1
			continue
		}
		g := gap{i, i, j, j}
		for g.sourceTo < len(p.source) && p.toQuery[g.sourceTo] < 0 {
			g.sourceTo++
		}
		for g.queryTo < len(p.query) && p.toSource[g.queryTo] < 0 {
			g.queryTo++
		}
		out = append(out, g)
		i, j = g.sourceTo, g.queryTo
	}
	return out
}
