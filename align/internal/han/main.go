// Command han writes the table of how Chinese characters sound, by which the
// aligner finds names in Chinese:
//
//	go generate ./align
//
// runs it as
//
//	go run ./internal/han -out data/han.tsv
//
// The characters are those of the standards of Chinese that news is written
// with: GB 2312, and the first level of Big5, by the tables of
// golang.org/x/text. The readings are the first that
// github.com/mozillazg/go-pinyin has for each, without tones. Only this command
// knows that module: the program reads the table, which is a tenth the size and
// costs nothing until a Chinese text is aligned.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func main() {
	out := flag.String("out", "", "write the table to this file instead of standard output")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "han:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	if out == "" {
		_, err := os.Stdout.WriteString(table())
		return err
	}
	return os.WriteFile(out, []byte(table()), 0o644)
}

const header = `# Written by align/internal/han (go generate ./align); do not edit.
# Syllable of pinyin without tone, tab, the characters whose first reading it is (u stands for ü too).
# The characters are those of GB 2312 and of the first level of Big5. Readings from go-pinyin,
# Copyright (c) 2016 mozillazg, MIT licence, see han.LICENSE.
`

// table gives the file.
func table() string {
	bySyllable := map[string][]rune{}
	for _, r := range characters() {
		readings := pinyin.SinglePinyin(r, pinyin.NewArgs())
		if len(readings) == 0 {
			continue
		}
		syllable := strings.NewReplacer("ü", "u", "v", "u").Replace(readings[0])
		bySyllable[syllable] = append(bySyllable[syllable], r)
	}
	var b strings.Builder
	b.WriteString(header)
	for _, syllable := range slices.Sorted(maps.Keys(bySyllable)) {
		fmt.Fprintf(&b, "%s\t%s\n", syllable, string(bySyllable[syllable]))
	}
	return b.String()
}

// characters gives the characters of both standards, and 〇, in the order of
// Unicode.
func characters() []rune {
	set := map[rune]bool{'〇': true}
	collect(set, simplifiedchinese.GBK, 0xB0A1, 0xF7FE, 0xA1) // GB 2312 within its extension
	collect(set, traditionalchinese.Big5, 0xA440, 0xC67E, 0x40)
	return slices.Sorted(maps.Keys(set))
}

// collect adds the characters that codes of two bytes from first to last stand
// for, of which the second byte is at least least.
func collect(set map[rune]bool, e encoding.Encoding, first, last, least int) {
	decoder := e.NewDecoder()
	for code := first; code <= last; code++ {
		if code&0xFF < least {
			continue
		}
		b, err := decoder.Bytes([]byte{byte(code >> 8), byte(code)})
		r, size := utf8.DecodeRune(b)
		if err == nil && size == len(b) && unicode.Is(unicode.Han, r) {
			set[r] = true
		}
	}
}
