package article

import (
	"strings"

	"golang.org/x/text/language"

	"calque/align/article/langid"
)

// Detect returns the candidate that text is most likely in, and how sure that
// is, from 0 to 1; below 0.5 it is a guess. No candidates means the languages
// that calque knows well: fr, en, zh, zh-Hant, ar, es, de, ru, pt, ja, it. It
// returns und and 0 when no candidate is written in the script of the text.
func Detect(text string, candidates []language.Tag) (language.Tag, float64) {
	return langid.Detect(text, candidates)
}

// sure is the confidence from which a detected language is held against what
// the caller says.
const sure = 0.6

// setLanguage finds the language of a document and compares it with what the
// caller said.
func setLanguage(doc *Document, opts Options) error {
	declared := doc.Lang
	text := proseOf(doc)
	if opts.Lang != language.Und {
		return assertLanguage(doc, text, []language.Tag{opts.Lang})
	}
	tag, confidence := langid.Detect(text, opts.Langs)
	if len(opts.Langs) > 0 && confidence < sure {
		return assertLanguage(doc, text, opts.Langs)
	}
	if confidence < 0.5 && declared != language.Und && allowed(declared, opts.Langs) {
		tag = canonical(declared)
	}
	doc.Lang, doc.LangConfidence = tag, confidence
	return nil
}

// assertLanguage sets the best of the languages that the caller named, unless
// the text is plainly in another.
func assertLanguage(doc *Document, text string, said []language.Tag) error {
	doc.Lang, doc.LangConfidence = said[0], 0
	if tag, confidence := langid.Detect(text, said); tag != language.Und {
		doc.Lang, doc.LangConfidence = tag, confidence
	}
	other, confidence := langid.Detect(text, append(langid.Supported(), said...))
	if other == language.Und || confidence < sure || allowed(other, said) || len(text) < 40 {
		return nil
	}
	doc.Lang, doc.LangConfidence = other, confidence
	return &LanguageError{Name: doc.Name, Asserted: said, Detected: other, Confidence: confidence}
}

// allowed reports whether tag is one of the languages, regions aside.
func allowed(tag language.Tag, languages []language.Tag) bool {
	if len(languages) == 0 {
		languages = langid.Supported()
	}
	for _, other := range languages {
		if canonical(tag) == canonical(other) {
			return true
		}
	}
	return false
}

// canonical drops the region of a tag; Chinese is zh or zh-Hant.
func canonical(tag language.Tag) language.Tag {
	base, _ := tag.Base()
	if base.String() == "zh" {
		if script, _ := tag.Script(); script.String() == "Hant" {
			return langid.TraditionalChinese
		}
		return language.Chinese
	}
	out, err := language.Compose(base)
	if err != nil {
		return tag
	}
	return out
}

// proseOf joins the blocks that tell the language best: those that are
// translated, or everything when there are none.
func proseOf(doc *Document) string {
	var b strings.Builder
	for _, all := range []bool{false, true} {
		for _, block := range doc.Blocks {
			if all || block.Role.Translatable() {
				b.WriteString(block.Text)
				b.WriteByte('\n')
			}
		}
		if b.Len() > 0 {
			break
		}
	}
	return b.String()
}
