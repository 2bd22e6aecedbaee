package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
)

// Document returns a document in lang, read from source, whose paragraphs are
// the lines and whose sentences are cut at " | ". The first paragraph is the
// title, the others are body.
func Document(lang, source string, paragraphs ...string) tm.Document {
	d := tm.Document{Lang: language.MustParse(lang), Source: source, Format: "txt", Encoding: "utf-8"}
	space := " "
	if base, _ := d.Lang.Base(); base.String() == "zh" || base.String() == "ja" {
		space = ""
	}
	for n, paragraph := range paragraphs {
		role := tm.RoleBody
		if n == 0 {
			role = tm.RoleTitle
			d.Title = paragraph
		}
		var text strings.Builder
		for i, sentence := range strings.Split(paragraph, " | ") {
			if i > 0 {
				text.WriteString(space)
			}
			start := text.Len()
			text.WriteString(sentence)
			d.Sentences = append(d.Sentences, tm.Sentence{Block: n, Start: start, End: text.Len()})
		}
		d.Blocks = append(d.Blocks, tm.Block{Role: role, Text: text.String()})
	}
	sum := sha256.Sum256([]byte(strings.Join(paragraphs, "\n")))
	d.SHA256 = hex.EncodeToString(sum[:])
	return d
}

// Align aligns two documents by a list of beads, "2:1 1:1 0:1 …" in order,
// each with the same confidence.
func Align(source, target tm.Document, beads string, confidence float64) tm.Alignment {
	al := tm.Alignment{Source: source.Lang, Target: target.Lang, Aligner: "hand 1"}
	var s, t int
	for bead := range strings.FieldsSeq(beads) {
		var n, m int
		if _, err := fmt.Sscanf(bead, "%d:%d", &n, &m); err != nil {
			panic(err)
		}
		al.Beads = append(al.Beads, tm.Bead{
			Source: tm.Range{From: s, To: s + n}, Target: tm.Range{From: t, To: t + m},
			Confidence: confidence, Status: tm.StatusAuto,
			Evidence: []tm.Evidence{{Name: "length", Value: 1.5}},
		})
		s, t = s+n, t+m
	}
	return al
}

// Article puts documents and alignments together.
func Article(key string, documents []tm.Document, alignments ...tm.Alignment) *tm.Article {
	return &tm.Article{Key: key, Documents: documents, Alignments: alignments}
}

// Random returns an article of n sentences in French and English, one bead a
// sentence, from words that are drawn by number: the same number gives the same
// article, different ones hardly ever share a sentence.
func Random(number, n int) *tm.Article {
	r := rand.New(rand.NewPCG(uint64(number), 7))
	french := make([]string, 0, n/3+1)
	english := make([]string, 0, n/3+1)
	for done := 0; done < n; {
		var fr, en []string
		for range min(3, n-done) {
			f, e := randomSentence(r)
			fr, en = append(fr, f), append(en, e)
			done++
		}
		french = append(french, strings.Join(fr, " | "))
		english = append(english, strings.Join(en, " | "))
	}
	key := fmt.Sprintf("story-%06d", number)
	source := Document("fr", "/stories/"+key+".fr.txt", french...)
	target := Document("en", "/stories/"+key+".en.txt", english...)
	return Article(key, []tm.Document{source, target},
		Align(source, target, strings.Repeat("1:1 ", n), 0.9))
}

func randomSentence(r *rand.Rand) (french, english string) {
	length := 6 + r.IntN(20)
	var fr, en []string
	for range length {
		word := vocabulary[min(r.IntN(len(vocabulary)), r.IntN(len(vocabulary)))]
		fr, en = append(fr, word[0]), append(en, word[1])
	}
	number := fmt.Sprint(r.IntN(100000))
	fr, en = append(fr, number), append(en, number)
	return strings.ToUpper(fr[0][:1]) + strings.Join(fr, " ")[1:] + ".",
		strings.ToUpper(en[0][:1]) + strings.Join(en, " ")[1:] + "."
}

// vocabulary pairs syllables into a few thousand words of either language.
var vocabulary = func() [][2]string {
	starts := []string{"ba", "cor", "dé", "fan", "gri", "lu", "mon", "nor", "pal", "ri", "sol", "tra", "vi", "zé"}
	middles := []string{"", "ba", "di", "lo", "man", "ri", "ta", "vo"}
	ends := [][2]string{{"tion", "tion"}, {"ment", "ly"}, {"eur", "er"}, {"té", "ty"}, {"ique", "ic"}, {"age", "age"},
		{"ance", "ence"}, {"if", "ive"}, {"eux", "ous"}, {"isme", "ism"}}
	var words [][2]string
	for _, end := range ends {
		for _, middle := range middles {
			for _, start := range starts {
				words = append(words, [2]string{start + middle + end[0], start + middle + end[1]})
			}
		}
	}
	return words
}()
