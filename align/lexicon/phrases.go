package lexicon

// phrases are the forms of more than one word, as a trie over the stems of their
// words. Words with a star are pieces of their own kind.
type phrases struct {
	pieces map[string]int32 // stem → number of the piece
	stars  stars            // beginning → number of the piece
	edges  map[edge]int32   // node 0 is the root
	ends   map[int32]int32  // node → list
	last   int32            // number of the last piece or node
}

// An edge leads from a node of the trie to the next by one piece.
type edge struct{ node, piece int32 }

func newPhrases() phrases {
	return phrases{pieces: map[string]int32{}, edges: map[edge]int32{}, ends: map[int32]int32{}}
}

// piece gives the number of a stem, a new one if it has none yet.
func (p *phrases) piece(stem []byte) int32 {
	if n, ok := p.pieces[string(stem)]; ok {
		return n
	}
	p.last++
	p.pieces[string(stem)] = p.last
	return p.last
}

// starPiece gives the number of a beginning, a new one if it has none yet.
func (p *phrases) starPiece(beginning []byte) int32 {
	if n := p.stars.find(beginning); n != 0 {
		return n
	}
	p.last++
	p.stars.put(beginning, p.last)
	return p.last
}

// step gives the node behind an edge, a new one if there is none yet.
func (p *phrases) step(node, piece int32) int32 {
	e := edge{node, piece}
	next, ok := p.edges[e]
	if !ok {
		p.last++
		next = p.last
		p.edges[e] = next
	}
	return next
}

// appendPieces appends the pieces that a word can be.
func (p *phrases) appendPieces(out []int32, k *keys) []int32 {
	if n, ok := p.pieces[string(k.stem)]; ok {
		out = append(out, n)
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
				if to, ok := t.phrases.edges[edge{node, piece}]; ok && len(next) < most {
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
		if n, ok := t.phrases.pieces[string(arabicStem(word[letter:]))]; ok {
			out = append(out, n)
		}
	}
	return out
}
