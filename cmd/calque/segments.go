package main

import (
	"slices"

	"golang.org/x/text/language"

	"calque/align/segment"
	"calque/exports/pretranslate"
	"calque/tm"
)

// settleLangs fills in the languages that a query about files leaves open:
// French as the source where the memory has it, else the one that is left.
func settleLangs(query *tm.Query, langs []language.Tag) error {
	if query.From == language.Und && query.To != language.French && slices.Contains(langs, language.French) {
		query.From = language.French
	}
	var err error
	if query.To == language.Und {
		if query.To, err = onlyOther(langs, query.From); err != nil {
			return err
		}
	}
	if query.From != language.Und {
		return nil
	}
	others := slices.DeleteFunc(slices.Clone(langs), func(tag language.Tag) bool { return tm.SameLanguage(tag, query.To) })
	if len(others) != 1 {
		return usagef("say with --from which language the files are in: the memory holds %s", joinLangs(langs))
	}
	query.From = others[0]
	return nil
}

// cutParagraph returns the sentences of a paragraph by a cutter.
func cutParagraph(cutter segment.Cutter) pretranslate.Cutter {
	return func(paragraph string) []pretranslate.Span {
		var spans []pretranslate.Span
		for _, span := range cutter.Segment(paragraph) {
			spans = append(spans, pretranslate.Span(span))
		}
		return spans
	}
}
