package ingest

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
)

func tag(s string) language.Tag { return language.MustParse(s) }

// document returns a document with a block, and a sentence, a word.
func document(lang, words string) *tm.Document {
	d := &tm.Document{Lang: tag(lang), Source: "/" + lang, SHA256: lang + words}
	for i, word := range strings.Fields(words) {
		d.Blocks = append(d.Blocks, tm.Block{Role: tm.RoleBody, Text: word})
		d.Sentences = append(d.Sentences, tm.Sentence{Block: i, End: len(word)})
	}
	return d
}

func oneToOne(n int) []tm.Bead {
	beads := make([]tm.Bead, n)
	for i := range beads {
		beads[i] = tm.Bead{Source: tm.Range{From: i, To: i + 1}, Target: tm.Range{From: i, To: i + 1}, Confidence: 0.9, Status: tm.StatusAuto}
	}
	return beads
}

// places writes where beads start: "0-0 1-2".
func places(beads []tm.Bead) string {
	var out []string
	for _, b := range beads {
		out = append(out, fmt.Sprintf("%d-%d", b.Source.From, b.Target.From))
	}
	return strings.Join(out, " ")
}
