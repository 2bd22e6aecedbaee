package ingest

import (
	"fmt"

	"golang.org/x/text/language"

	"calque/align"
	"calque/align/article"
	"calque/align/segment"
	"calque/tm"
)

// NewCutter gives the cutter for a language.
type NewCutter func(language.Tag) (segment.Cutter, error)

// ownRules is the NewCutter of calque's own rules.
func ownRules(lang language.Tag) (segment.Cutter, error) { return segment.New(lang), nil }

// Document segments an article that was read into the form the memory keeps, by
// calque's own rules where newCutter is nil. It fails when the article has no
// sentence that could be translated.
func Document(read *article.Document, newCutter NewCutter) (tm.Document, error) {
	if newCutter == nil {
		newCutter = ownRules
	}
	d := tm.Document{
		Lang:     tm.CanonicalLang(read.Lang),
		Source:   sourceName(read.Name),
		SHA256:   read.SHA256,
		Title:    read.Title,
		Date:     read.Date,
		Agency:   read.Agency,
		Author:   read.Author,
		Credit:   read.Credit,
		URL:      read.URL,
		Format:   read.Format,
		Encoding: read.Encoding,
		Template: read.Template,
	}
	cutter, err := newCutter(d.Lang)
	if err != nil {
		return d, err
	}
	for i, block := range read.Blocks {
		d.Blocks = append(d.Blocks, tm.Block{Role: tm.Role(block.Role), Text: block.Text})
		if !tm.Role(block.Role).Translatable() {
			continue
		}
		for _, span := range cutter.Segment(block.Text) {
			d.Sentences = append(d.Sentences, tm.Sentence{Block: i, Start: span.Start, End: span.End})
		}
	}
	if len(d.Sentences) == 0 {
		return d, fmt.Errorf("%s: nothing to translate in it: no title, no paragraph, no caption was found", read.Name)
	}
	return d, nil
}

// Sentences returns the sentences of a document in the aligner's words.
func Sentences(d *tm.Document) []align.Sentence {
	sentences := make([]align.Sentence, len(d.Sentences))
	for i, s := range d.Sentences {
		block := d.Blocks[s.Block]
		sentences[i] = align.Sentence{Text: block.Text[s.Start:s.End], Block: s.Block, Role: string(block.Role)}
	}
	return sentences
}

// ranges returns beads in the aligner's words.
func ranges(beads []tm.Bead) []align.Bead {
	out := make([]align.Bead, len(beads))
	for i, b := range beads {
		out[i] = align.Bead{Source: align.Range(b.Source), Target: align.Range(b.Target), Confidence: b.Confidence}
	}
	return out
}
