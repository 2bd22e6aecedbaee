package align

// soundForm takes out of a folded word what differs only by the habits of
// spelling of one language: ph and f, qu and k, y and i, doubled letters.
func soundForm(folded string) string {
	var buffer [48]byte
	b := buffer[:0]
	put := func(c byte) {
		if n := len(b); n == 0 || b[n-1] != c {
			b = append(b, c)
		}
	}
	for i := 0; i < len(folded); i++ {
		c := folded[i]
		next := byte(0)
		if i+1 < len(folded) {
			next = folded[i+1]
		}
		switch {
		case c == 'p' && next == 'h':
			put('f')
			i++
		case (c == 't' || c == 'k' || c == 'g') && next == 'h':
			put(c)
			i++
		case c == 's' && next == 'c' && i+2 < len(folded) && folded[i+2] == 'h':
			put('x')
			i += 2
		case (c == 's' || c == 'c') && next == 'h':
			put('x')
			i++
		case c == 'q' && next == 'u':
			put('k')
			i++
		case c == 'o' && next == 'u': // French Ouganda, Moscou
			put('u')
			i++
		case c == 'c' && next == 'k':
			put('k')
			i++
		case c == 'c' && (next == 'e' || next == 'i' || next == 'y'):
			put('s')
		case c == 'c' || c == 'q':
			put('k')
		case c == 'z':
			put('s')
		case c == 'y' || c == 'j' && next != 0 && !vowel(next):
			put('i')
		case c == 'w':
			put('v')
		case c == 'x':
			put('k')
			put('s')
		default:
			put(c)
		}
	}
	return string(b)
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// skeleton gives the consonants of a plain Latin spelling by class, without
// doubling: what is left of a name when it has gone through another script.
// Labials P and F, dentals T, velars K, sibilants S, liquids L, nasals M and N.
func skeleton(sound string) string {
	var buffer [32]byte
	b := buffer[:0]
	last := byte(0)
	for i := 0; i < len(sound); i++ {
		c := consonantClass(sound, i)
		if c == 0 {
			continue
		}
		if c != last {
			b = append(b, c)
		}
		last = c
	}
	return string(b)
}

func consonantClass(s string, i int) byte {
	switch s[i] {
	case 'b', 'p':
		return 'P'
	case 'f', 'v':
		return 'F'
	case 'd', 't':
		return 'T'
	case 'k', 'q':
		return 'K'
	case 'g':
		if i+1 < len(s) && (s[i+1] == 'e' || s[i+1] == 'i') {
			return 'S'
		}
		return 'K'
	case 's', 'z', 'c', 'x', 'j':
		return 'S'
	case 'l', 'r':
		return 'L'
	case 'm':
		return 'M'
	case 'n':
		return 'N'
	}
	return 0
}

// likeness compares two sound forms, 0 to 1: how surely they are one word in
// two related languages, or one name.
func likeness(a, b string) float32 {
	if a == b {
		return 1
	}
	longer := max(len(a), len(b))
	shorter := min(len(a), len(b))
	if shorter < 4 || longer > 64 {
		return 0
	}
	prefix := 0
	for prefix < shorter && a[prefix] == b[prefix] {
		prefix++
	}
	if prefix < 2 {
		return 0
	}
	d := distance(a, b)
	same := 1 - float32(d)/float32(longer)
	switch {
	case same >= 0.85:
		return 0.9
	case same >= 0.75:
		return 0.75
	case same >= 0.65 || prefix >= 6 && prefix*10 >= longer*6:
		return 0.5
	case prefix >= 5 && prefix*2 >= longer:
		return 0.3
	}
	return 0
}

// distance is the Levenshtein distance of two strings of at most 64 bytes, by
// the bit vectors of Myers 1999 in the form of Hyyrö 2003.
func distance(a, b string) int {
	var peq [256]uint64
	for i := 0; i < len(a); i++ {
		peq[a[i]] |= 1 << i
	}
	pv, mv := ^uint64(0), uint64(0)
	score := len(a)
	top := uint64(1) << (len(a) - 1)
	for i := 0; i < len(b); i++ {
		eq := peq[b[i]]
		xv := eq | mv
		xh := ((eq & pv) + pv) ^ pv | eq
		ph := mv | ^(xh | pv)
		mh := pv & xh
		if ph&top != 0 {
			score++
		}
		if mh&top != 0 {
			score--
		}
		ph = ph<<1 | 1
		mh <<= 1
		pv = mh | ^(xv | ph)
		mv = ph & xv
	}
	return score
}
