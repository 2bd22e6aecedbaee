package concord

import (
	"regexp/syntax"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"
)

// accentedRanges are where letters with accents stand.
var accentedRanges = [][2]rune{
	{0x41, 0x24F}, {0x370, 0x4FF}, {0x600, 0x6FF}, {0x1E00, 0x1FFF},
}

// variants lists, for each letter, the letters that differ from it in accents
// only, itself included; nothing for a letter without such.
var variants = sync.OnceValue(func() map[rune][]rune {
	byPlain := map[string][]rune{}
	for _, span := range accentedRanges {
		for r := span[0]; r <= span[1]; r++ {
			plain := Plain(string(r))
			if utf8.RuneCountInString(plain) == 1 {
				byPlain[plain] = append(byPlain[plain], r)
			}
		}
	}
	table := map[rune][]rune{}
	for _, letters := range byPlain {
		if len(letters) < 2 {
			continue
		}
		for _, r := range letters {
			table[r] = letters
		}
	}
	return table
})

// combining are the marks that may follow a letter in a text that is not
// composed.
const combining = `[\x{300}-\x{36F}]`

// unaccented returns an expression in which each letter stands for itself with
// any accent, in one code point or more. A class that leaves out letters
// ([^é]) is taken as it is.
func unaccented(tree *syntax.Regexp) *syntax.Regexp {
	switch tree.Op {
	case syntax.OpLiteral:
		return unaccentedLiteral(tree)
	case syntax.OpCharClass:
		if class, changed := widened(tree.Rune); changed {
			out := *tree
			out.Rune = class
			return withMarks(&out)
		}
		return tree
	}
	if len(tree.Sub) == 0 {
		return tree
	}
	out := *tree
	out.Sub = make([]*syntax.Regexp, len(tree.Sub))
	for i, sub := range tree.Sub {
		out.Sub[i] = unaccented(sub)
	}
	return &out
}

func unaccentedLiteral(tree *syntax.Regexp) *syntax.Regexp {
	concat := &syntax.Regexp{Op: syntax.OpConcat, Flags: tree.Flags}
	for _, r := range tree.Rune {
		letter := &syntax.Regexp{Op: syntax.OpLiteral, Flags: tree.Flags, Rune: []rune{r}}
		set := []rune{r, r}
		if tree.Flags&syntax.FoldCase != 0 {
			set = foldOrbit(r)
		}
		if class, changed := widened(set); changed {
			letter = withMarks(&syntax.Regexp{Op: syntax.OpCharClass, Flags: tree.Flags, Rune: class})
		}
		concat.Sub = append(concat.Sub, letter)
	}
	return concat
}

// withMarks lets combining marks follow.
func withMarks(tree *syntax.Regexp) *syntax.Regexp {
	marks, err := syntax.Parse(combining+"*", syntax.Perl)
	if err != nil {
		panic(err) // it is part of the program
	}
	return &syntax.Regexp{Op: syntax.OpConcat, Flags: tree.Flags, Sub: []*syntax.Regexp{tree, marks}}
}

// foldOrbit returns, as ranges, the letters that are one letter when case is
// left aside.
func foldOrbit(r rune) []rune {
	ranges := []rune{r, r}
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		ranges = append(ranges, other, other)
	}
	return ranges
}

// widest is how many code points a class may hold to be widened; one with more
// says what is left out.
const widest = 1 << 12

// widened adds to a class, given as ranges, the variants of its letters.
func widened(ranges []rune) ([]rune, bool) {
	size := 0
	for i := 0; i < len(ranges); i += 2 {
		size += int(ranges[i+1]-ranges[i]) + 1
	}
	if size > widest {
		return ranges, false
	}
	set := map[rune]bool{}
	changed := false
	for i := 0; i < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			set[r] = true
			for _, variant := range variants()[r] {
				set[variant] = true
				changed = true
			}
		}
	}
	if !changed {
		return ranges, false
	}
	var letters []rune
	for r := range set {
		letters = append(letters, r)
	}
	slices.Sort(letters)
	var out []rune
	for _, r := range letters {
		if last := len(out) - 1; last > 0 && out[last] == r-1 {
			out[last] = r
			continue
		}
		out = append(out, r, r)
	}
	return out, true
}
