package srx

import (
	"fmt"
	"strings"
	"unicode"
)

// property returns the set of \p{name}, with the names of ICU and Java: general
// categories, scripts, binary properties, POSIX classes, and the prefixes Is,
// In, gc=, sc=, script=, java.
func property(name string) (runeSet, error) {
	if rest, ok := strings.CutPrefix(name, "^"); ok {
		s, err := property(rest)
		return s.complement(), err
	}
	if _, value, ok := strings.Cut(name, "="); ok {
		name = value
	}
	for _, candidate := range []string{name, strings.TrimPrefix(name, "Is"), strings.TrimPrefix(name, "In"), strings.TrimPrefix(name, "java")} {
		if s, ok := knownProperty(candidate); ok {
			return s, nil
		}
	}
	return nil, fmt.Errorf("unknown property \\p{%s}", name)
}

func knownProperty(name string) (runeSet, bool) {
	if t, ok := unicode.Categories[name]; ok {
		return fromTables(t), true
	}
	if t, ok := posixClass(strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(name, "_", ""), " ", ""))); ok {
		return t, true
	}
	if t, ok := unicode.Scripts[scriptName(name)]; ok {
		return fromTables(t), true
	}
	if t, ok := unicode.Properties[name]; ok {
		return fromTables(t), true
	}
	return nil, false
}

// scriptName turns LATIN and latin into Latin, OLD_ITALIC into Old_Italic.
func scriptName(name string) string {
	words := strings.Split(strings.ToLower(name), "_")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, "_")
}

// posixClass returns POSIX and long names, on Unicode.
func posixClass(name string) (runeSet, bool) {
	switch name {
	case "alpha", "alphabetic", "letter":
		return fromTables(unicode.L, unicode.Nl), true
	case "lower", "lowercase", "lowercaseletter":
		return fromTables(unicode.Ll), true
	case "upper", "uppercase", "uppercaseletter":
		return fromTables(unicode.Lu), true
	case "digit", "decimalnumber", "decimaldigitnumber":
		return digitSet(), true
	case "alnum", "letterordigit":
		return fromTables(unicode.L, unicode.Nd), true
	case "punct", "punctuation":
		return fromTables(unicode.P), true
	case "space", "whitespace":
		return whiteSet(), true
	case "blank":
		return blankSet(), true
	case "cntrl":
		return fromTables(unicode.Cc), true
	case "number":
		return fromTables(unicode.N), true
	case "separator":
		return fromTables(unicode.Z), true
	case "symbol":
		return fromTables(unicode.S), true
	case "mark":
		return fromTables(unicode.M), true
	case "l&", "lc":
		return fromTables(unicode.Lu, unicode.Ll, unicode.Lt), true
	case "titlecase":
		return fromTables(unicode.Lt), true
	case "ideographic":
		return fromTables(unicode.Ideographic), true
	case "openpunctuation", "startpunctuation":
		return fromTables(unicode.Ps), true
	case "closepunctuation", "endpunctuation":
		return fromTables(unicode.Pe), true
	case "initialpunctuation":
		return fromTables(unicode.Pi), true
	case "finalpunctuation":
		return fromTables(unicode.Pf), true
	case "dashpunctuation":
		return fromTables(unicode.Pd), true
	case "ascii":
		return runeSet{0, 0x7f}, true
	case "any", "assigned":
		return runeSet{0, lastRune}, true
	}
	return nil, false
}
