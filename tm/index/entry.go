package index

import (
	"encoding/binary"
	"errors"
	"unicode/utf8"

	"calque/tm/match"
)

// ErrDamaged is wrapped by the error of whoever meets a block that cannot have
// been written by this package.
var ErrDamaged = errors.New("damaged block of the index")

// entry is a text as the index sees it.
type entry struct {
	text    int64
	tokens  []uint32
	folded  string // only when it has at most match.ShortTokens tokens
	dropped bool   // removed again before it came into a segment
}

func (e entry) short() bool { return len(e.tokens) <= match.ShortTokens }

// appendEntry writes an entry as it stands in the log: the number of tokens,
// the tokens, and the folded characters of a short one.
func appendEntry(out []byte, e entry) []byte {
	out = binary.AppendUvarint(out, uint64(len(e.tokens)))
	out = appendTokens(out, e.tokens)
	if e.short() {
		out = append(out, e.folded...)
	}
	return out
}

func readEntry(text int64, data []byte) (entry, error) {
	e := entry{text: text}
	count, n := binary.Uvarint(data)
	if n <= 0 || count > uint64(len(data)) {
		return e, ErrDamaged
	}
	data = data[n:]
	e.tokens = make([]uint32, count)
	for i := range e.tokens {
		token, n := binary.Uvarint(data)
		if n <= 0 || token > maxToken {
			return e, ErrDamaged
		}
		e.tokens[i] = uint32(token)
		data = data[n:]
	}
	if e.short() {
		e.folded = string(data)
	}
	return e, nil
}

func appendTokens(out []byte, tokens []uint32) []byte {
	for _, token := range tokens {
		out = binary.AppendUvarint(out, uint64(token))
	}
	return out
}

// decodeTokens appends the tokens that fill data.
func decodeTokens(out []uint32, data []byte) ([]uint32, error) {
	for i := 0; i < len(data); {
		b := uint32(data[i])
		i++
		if b < 0x80 {
			out = append(out, b)
			continue
		}
		value := b & 0x7f
		for shift := 7; ; shift += 7 {
			if i >= len(data) || shift > 28 {
				return out, ErrDamaged
			}
			b = uint32(data[i])
			i++
			value |= b & 0x7f << shift
			if b < 0x80 {
				break
			}
		}
		out = append(out, value)
	}
	return out, nil
}

// signature counts the characters of a folded text in 32 classes: bit c says
// that class c occurs, bit 32+c that it occurs twice or more.
func signature(folded string) uint64 {
	var once, twice uint32
	for _, r := range folded {
		bit := uint32(1) << classOf(r)
		twice |= once & bit
		once |= bit
	}
	return uint64(twice)<<32 | uint64(once)
}

func classOf(r rune) uint32 {
	if r >= 'a' && r <= 'z' {
		return uint32(r - 'a')
	}
	return 26 + uint32(r)%6
}

func runes(s string) int { return utf8.RuneCountInString(s) }
