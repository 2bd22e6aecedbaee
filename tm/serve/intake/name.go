package intake

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fileName makes a name for a file of what a client calls it: the last part of
// a path, without what some system cannot have in a name. Language and pairing
// are read from names, and a file that comes again is known by its name, so it
// is kept as far as that; letters with accents that macOS takes apart are put
// together.
func fileName(name string, n int) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) || strings.ContainsRune(`:*?"<>|`, r) {
			return '_'
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(name, "_")))
	name = strings.Trim(name, ". ")
	const most = 200 // bytes: file systems take 255
	for len(name) > most {
		_, size := utf8.DecodeRuneInString(name)
		name = name[size:] // the end has the language and the kind
	}
	if name = strings.TrimLeft(name, ". "); name == "" {
		name = fmt.Sprintf("file-%d.txt", n+1)
	}
	return name
}
