package pairing

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/sounds.tsv
var soundsTable string

// sounds maps a character to the classes of the consonants that it stands for.
var sounds = sync.OnceValue(func() map[rune]string {
	all := map[rune]string{}
	for line := range strings.Lines(soundsTable) {
		class, letters, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		for _, r := range letters {
			all[r] = strings.Trim(class, "-")
		}
	}
	return all
})

// skeleton returns the consonant classes of a word in any script, each once
// where it is doubled: Macron, Макрон, ماكرون, マクロン and 马克龙 are all MKLN.
// Names keep their consonants when they are written in another script, and
// little else.
func skeleton(word string) string {
	var b strings.Builder
	last := byte(0)
	put := func(classes string) {
		for i := range len(classes) {
			if classes[i] != last {
				b.WriteByte(classes[i])
				last = classes[i]
			}
		}
	}
	for i := 0; i < len(word); i++ {
		if word[i] >= 0x80 {
			for _, r := range word[i:] {
				if r < 0x80 {
					break
				}
				put(sounds()[r])
				i += len(string(r))
			}
			i--
			continue
		}
		classes, more := latinSound(word[i:])
		put(classes)
		if classes == "" {
			last = 0 // a vowel between two equal consonants keeps them apart
		}
		i += more
	}
	return b.String()
}

// latinSound returns the class of the folded Latin letter that rest begins
// with, and how many letters more belong to it.
func latinSound(rest string) (classes string, more int) {
	next := byte(0)
	if len(rest) > 1 {
		next = rest[1]
	}
	switch c := rest[0]; c {
	case 'p':
		if next == 'h' {
			return "F", 1
		}
		return "P", 0
	case 'b':
		return "P", 0
	case 'f', 'v':
		return "F", 0
	case 't', 'd':
		if next == 'h' {
			return "T", 1
		}
		if c == 't' && strings.HasPrefix(rest, "tch") {
			return "S", 2
		}
		if c == 'd' && next == 'j' {
			return "S", 1
		}
		return "T", 0
	case 's':
		if strings.HasPrefix(rest, "sch") {
			return "S", 2
		}
		return "S", 0
	case 'c':
		if next == 'h' {
			return "S", 1
		}
		if next == 'e' || next == 'i' || next == 'y' {
			return "S", 0
		}
		return "K", 0
	case 'z', 'j':
		return "S", 0
	case 'k', 'g', 'q':
		return "K", 0
	case 'x':
		return "KS", 0
	case 'm':
		return "M", 0
	case 'n':
		if next == 'g' && (len(rest) == 2 || !isLatinVowel(rest[2])) {
			return "N", 1
		}
		return "N", 0
	case 'l', 'r':
		return "L", 0
	}
	return "", 0
}

func isLatinVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// fold lower-cases a word and takes its accents off.
func fold(word string) string {
	ascii := true
	for i := range len(word) {
		ascii = ascii && word[i] < 0x80
	}
	if ascii {
		return strings.ToLower(word)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'œ':
			b.WriteString("oe")
		case r == 'æ':
			b.WriteString("ae")
		case r == 'ß':
			b.WriteString("ss")
		case r == 'ø':
			b.WriteByte('o')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ı':
			b.WriteByte('i')
		case r == 'đ':
			b.WriteByte('d')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
