package main

import (
	"context"
	"sync"

	"golang.org/x/text/language"

	"calque/align/lexicon"
	"calque/tm"
	"calque/tm/ingest"
	"calque/tm/serve/figures"
)

// lexiconSizes counts the lexicon that is shipped, once, and those of the
// memory whenever it is asked.
func lexiconSizes(store tm.Store) func(context.Context) ([]figures.Lexicon, error) {
	shipped := sync.OnceValue(func() figures.Lexicon { return sizeOf(knownLexicon{"calque", lexicon.Shipped()}) })
	return func(ctx context.Context) ([]figures.Lexicon, error) {
		own, err := ingest.LoadLexicons(ctx, store)
		if err != nil {
			return nil, err
		}
		sizes := []figures.Lexicon{shipped()}
		for _, known := range ownLexicons(own) {
			sizes = append(sizes, sizeOf(known))
		}
		return sizes, nil
	}
}

// ownLexicons are those of a memory.
func ownLexicons(own *ingest.Lexicons) []knownLexicon {
	var all []knownLexicon
	if own.Learned != nil {
		all = append(all, knownLexicon{"learned", own.Learned})
	}
	for _, d := range own.Dictionaries {
		all = append(all, knownLexicon{d.Name, d.Lexicon})
	}
	return all
}

// sizeOf counts pairs of words from French, as calque lexicon stats does, and
// the words in them.
func sizeOf(known knownLexicon) figures.Lexicon {
	size := figures.Lexicon{Name: known.name, From: language.French}
	french := map[string]bool{}
	var others []figures.Words
	for _, tag := range lexicon.Columns {
		lang := language.MustParse(tag)
		if lang == size.From {
			continue
		}
		words := map[string]bool{}
		pairs := 0
		for source, target := range known.of.Pairs(size.From, lang) {
			french[source], words[target] = true, true
			pairs++
		}
		if pairs > 0 {
			others = append(others, figures.Words{Lang: lang, Words: len(words), Pairs: pairs})
		}
	}
	if len(others) > 0 {
		size.Languages = append([]figures.Words{{Lang: size.From, Words: len(french)}}, others...)
	}
	return size
}
