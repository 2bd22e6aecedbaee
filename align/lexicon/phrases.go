package lexicon

// phrases are the forms of more than one word, as a trie over the stems of their
// words. Words with a star are pieces of their own kind. The numbers of pieces
// from stems are kept with the forms of a table.
type phrases struct {
	pieces int32          // number of the last piece
	stars  stars          // beginning → number of the piece
	first  []int32        // piece → node behind the root, 0 if no phrase begins with it
	edges  map[edge]int32 // from other nodes
	ends   []int32        // node → list; node 0 is the root
}

// An edge leads from a node of the trie to the next by one piece.
type edge struct{ node, piece int32 }

func newPhrases() phrases {
	return phrases{first: make([]int32, 1), edges: map[edge]int32{}, ends: make([]int32, 1)}
}

// newPiece gives a number to a piece.
func (p *phrases) newPiece() int32 {
	p.pieces++
	p.first = append(p.first, 0)
	return p.pieces
}

// starPiece gives the number of a beginning, a new one if it has none yet.
func (p *phrases) starPiece(beginning []byte) int32 {
	if n := p.stars.find(beginning); n != 0 {
		return n
	}
	n := p.newPiece()
	p.stars.put(beginning, n)
	return n
}

// step gives the node behind an edge, a new one if there is none yet.
func (p *phrases) step(node, piece int32) int32 {
	if next := p.behind(node, piece); next != 0 {
		return next
	}
	next := int32(len(p.ends))
	p.ends = append(p.ends, 0)
	if node == 0 {
		p.first[piece] = next
	} else {
		p.edges[edge{node, piece}] = next
	}
	return next
}

// behind gives the node behind an edge, 0 if there is none.
func (p *phrases) behind(node, piece int32) int32 {
	if node == 0 {
		return p.first[piece]
	}
	return p.edges[edge{node, piece}]
}

// appendPieces appends the pieces that a word can be.
func (p *phrases) appendPieces(out []int32, k *keys) []int32 {
	if k.piece != 0 {
		out = append(out, k.piece)
	}
	return p.stars.appendAll(out, k.folded)
}

// phrase gives the list of the longest phrase that begins at word i, and how
// many words it has; 0 if there is none.
func (t *wordTable) phrase(s *scratch, i int) (list int32, n int) {
	const most = 8 // nodes at a time: a word can be a stem and have several beginnings
	var here, there [most]int32
	nodes := append(here[:0], 0)
	for j := i; j < len(s.words); j++ {
		if j > i && !s.words[j].joined {
			break
		}
		s.pieces = t.phrases.appendPieces(s.pieces[:0], &s.keys[j])
		if t.arabic && j == i {
			s.pieces = t.appendBarePieces(s.pieces, s.keys[j].folded)
		}
		next := there[:0]
		for _, node := range nodes {
			for _, piece := range s.pieces {
				if to := t.phrases.behind(node, piece); to != 0 && len(next) < most {
					next = append(next, to)
				}
			}
		}
		if len(next) == 0 {
			break
		}
		nodes = append(here[:0], next...)
		for _, node := range nodes {
			if l := t.phrases.ends[node]; l != 0 {
				list, n = l, j-i+1
			}
		}
	}
	return list, n
}

// appendBarePieces appends the pieces that an Arabic word can be without a
// conjunction or preposition of one letter (وكانون الثاني).
func (t *wordTable) appendBarePieces(out []int32, word []byte) []int32 {
	if len(word) < (leastArabic+1)*letter {
		return out
	}
	switch string(word[:letter]) {
	case "و", "ف", "ب", "ل", "ك":
		if n := t.forms.get(arabicStem(word[letter:])).piece; n != 0 {
			out = append(out, n)
		}
	}
	return out
}
